"""Secrets to plant, and the ways in which files spell them."""

import base64
import html
import json
import quopri
from collections.abc import Callable, Mapping
from email.header import Header
from typing import Final
from urllib.parse import quote, quote_plus

SECRETS: Final[Mapping[str, str]] = {
    "password": "Aa1!zü/q&<x>'9\" =fin de l’été",
    "new password": "Aa1!KcW9_-xPq4Lm",
    "password that looks encoded": "Aa1!\\n%41&amp;\\\"'%2F 🔑",
    "code": "671904",
    "token": "UMhZ-XSm17CoB6FHaSv0uauqOn8fcNlHkQouq1YzDms",
    "cookie": "pM2zld34WbESvnW_F9nuY4eyxI_H3P7mlurwFDTddUQ",
}


def _at(shift: int) -> Callable[[str], str]:
    return lambda secret: base64.b64encode(b"/" * shift + secret.encode() + b"/tail").decode()


SPELLINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "plain": str,
    "url": lambda secret: quote(secret, safe=""),
    "url in lower case": lambda secret: "".join(
        part if len(part) == 1 else part.lower() for part in _percent(quote(secret, safe=""))
    ),
    "form": quote_plus,
    "url twice": lambda secret: quote(quote(secret, safe=""), safe=""),
    "html": lambda secret: html.escape(secret, quote=True),
    "html by number": lambda secret: "".join(f"&#{ord(char)};" for char in secret),
    "html by hex number": lambda secret: "".join(f"&#x{ord(char):X};" for char in secret),
    "json": json.dumps,
    "json unescaped": lambda secret: json.dumps(secret, ensure_ascii=False),
    "json in json": lambda secret: json.dumps(json.dumps({"a": secret})),
    "json by number": lambda secret: "".join(f"\\u{unit}" for unit in secret.encode("utf-16-be").hex(" ", 2).split()),
    "repr": repr,
    "html in json": lambda secret: json.dumps(html.escape(secret)),
    "base64": _at(0),
    "base64, one before": _at(1),
    "base64, two before": _at(2),
    "base64 for urls": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "quoted-printable": lambda secret: quopri.encodestring((secret + " à propos").encode()).decode(),
    "quoted-printable, broken": lambda secret: quopri.encodestring(("~" * 66 + secret).encode()).decode(),
    "base64 of json": lambda secret: base64.b64encode(json.dumps({"a": secret}).encode()).decode(),
    "base64 of a form": lambda secret: base64.b64encode(f"a=b&c={quote_plus(secret)}&d=e".encode()).decode(),
    "base64, folded": lambda secret: base64.encodebytes(f"{'~' * 50}{secret}{'~' * 50}".encode()).decode(),
    "base64, folded, in json": lambda secret: json.dumps(base64.encodebytes(f"{'~' * 50}{secret} ~".encode()).decode()),
    "base64 twice": lambda secret: base64.b64encode(base64.b64encode(f"somebody:{secret}".encode())).decode(),
    "word of a header": lambda secret: Header(f"L’été {secret}", "utf-8").encode(),
    "ascii of Python": ascii,
    "bytes of Python": lambda secret: repr(secret.encode()),
    "JavaScript's code points": lambda secret: "".join(f"\\u{{{ord(char):x}}}" for char in secret),
    "coloured": lambda secret: f"\x1b[1;36m{secret[:2]}\x1b[0m\x1b[32m{secret[2:]}\x1b[0m",
    "hex": lambda secret: secret.encode().hex(),
}


def _percent(text: str) -> list[str]:
    parts, at = [], 0
    while at < len(text):
        size = 3 if text[at] == "%" else 1
        parts.append(text[at : at + size])
        at += size
    return parts
