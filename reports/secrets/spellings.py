"""The ways in which a file may spell a secret: plain, or encoded for URLs, HTML, JSON or mail, in base64 or in hex."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from html.entities import html5
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BOUNDED: Final = 8
"""Signs below which a secret is looked for between other letters and digits no more."""
_SHORT: Final = 6
"""Signs below which the base64 and hex forms of a secret cannot be told from chance."""
_CORE: Final = 4
"""Letters and digits in a row that tell quickly whether a text may hold a secret."""
_ENCODED_RUN: Final = re.compile(
    r"(?:%(?:25)*[0-9A-Fa-f]{2}|&(?:amp;)*#[xX]?[0-9A-Fa-f]+;|\\+u(?:[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]+\})|\\+U[0-9A-Fa-f]{8}|\\+x[0-9A-Fa-f]{2}|=[0-9A-Fa-f]{2}){3}"
    r"|=(?:\r?\n|(?:\\+r)?\\+n)|\x1b\["
)
_BREAK: Final = r"(?:=(?:\r?\n|(?:\\+r)?\\+n)|(?:\x1b\[[0-9;]*m)+)?"
"""What may part a word: the soft line break of quoted-printable, and what has a terminal change colours."""
_GAP: Final = r"(?:[ \t\u00a0\u202f-]|&nbsp;|&#160;|%20|=20|=C2=A0|=E2=80=AF|\\+u00a0|\\+u202f|\+)?"
"""What may group the digits of a code."""
_BEFORE: Final = (
    r"(?:(?<![0-9A-Za-z])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt])|(?<=\\u[0-9A-Fa-f]{4})|(?<==[0-9A-F]{2})"
    r"|(?<=[0-9;[][0-9]m))"
)
"""No letter or digit, unless it is the end of an encoded sign, or of what has a terminal change colours."""
_AFTER: Final = r"(?![0-9A-Za-z])"
_NO_NUMBER_BEFORE: Final = r"(?<![0-9][.,:])"
_NO_NUMBER_AFTER: Final = r"(?![.,:][0-9])"
"""What is part of a decimal number or of a time is no code."""


@dataclass(frozen=True)
class Spellings:
    """One secret, and how to find it in a text."""

    name: str
    """As the caller calls it."""
    value: str = field(repr=False)

    @property
    def mask(self) -> str:
        """What takes its place; it means nothing in HTML, JSON, XML or URLs."""
        return f"[{self.name}]"

    def masked(self, text: str, *, thickly_encoded: bool) -> str:
        """The text with the mask in place of the secret, and dead letters in place of its base64 and hex forms.

        Args:
            text: where it may stand.
            thickly_encoded: whether even letters and digits are encoded in the text, see :func:`thickly_encoded`.
        """
        if thickly_encoded or self._core in text:
            text = _pattern(self.value).sub(lambda _: self.mask, text)
        for form in _encoded(self.value):
            # As long as what it replaces, so that what surrounds it can still be decoded.
            text = form.sub(lambda found: _filler(found[0]), text)
        return text

    @cached_property
    def _core(self) -> str:
        """Letters and digits that nothing but thick encoding hides; what has none is always looked for."""
        runs = re.findall(r"[0-9A-Za-z]+", self.value, re.ASCII)
        longest = max(runs, key=len, default="")
        return "" if self.value.isdigit() or len(longest) < _CORE else longest


def thickly_encoded(text: str) -> bool:
    """Whether signs that nobody need encode are encoded in a text, or words are broken."""
    return bool(_ENCODED_RUN.search(text))


def spellings(secrets: Mapping[str, str]) -> tuple[Spellings, ...]:
    """How to find each secret, the longest first: one may stand within another."""
    return tuple(sorted((Spellings(*secret) for secret in secrets.items()), key=lambda each: -len(each.value)))


@cache
def in_base64(value: str) -> tuple[re.Pattern[str], ...]:
    """The base64 form of a secret, in the usual alphabet or that for URLs, for its three alignments.

    Each is the part that does not depend on what stands around it; too short a secret has none.
    """
    data = value.encode()
    if len(data) < _SHORT:
        return ()
    either = {"+": r"[+\-]", "/": "[/_]"}
    return tuple(re.compile("".join(either.get(sign, sign) for sign in core)) for core in _base64_cores(data))


def _base64_cores(data: bytes) -> Iterator[str]:
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + data).decode().rstrip("=")
        yield encoded[(0, 2, 3)[shift] : (len(data) + shift) * 8 // 6]


@cache
def _pattern(value: str) -> re.Pattern[str]:
    if value.isdigit():
        signs = (_BREAK + _GAP + _BREAK).join(map(_sign, value))
        return re.compile(_BEFORE + _NO_NUMBER_BEFORE + signs + _AFTER + _NO_NUMBER_AFTER)
    signs = _BREAK.join(map(_sign, value))
    return re.compile(_BEFORE + signs + _AFTER if len(value) < _BOUNDED else signs)


@cache
def _sign(char: str) -> str:
    """Every way to write one sign."""
    point, data = ord(char), char.encode()
    entity = r"&(?:amp;)*"
    ways = [
        re.escape(char) if char.isalnum() else r"\\*" + re.escape(char),
        "".join(f"%(?:25)*{_hex(f'{byte:02x}')}" for byte in data),
        _BREAK.join(f"={_hex(f'{byte:02x}')}" for byte in data),
        "".join(rf"\\+x{_hex(f'{byte:02x}')}" for byte in data),
        rf"\\+U{_hex(f'{point:08x}')}",
        rf"\\+u\{{0*{_hex(f'{point:x}')}\}}",
        f"{entity}#0*{point};",
        f"{entity}#[xX]0*{_hex(f'{point:x}')};",
        "".join(rf"\\+u{_hex(unit)}" for unit in _utf16(char)),
    ]
    if point in range(0x80, 0x100):
        ways.append(rf"\\+x{_hex(f'{point:02x}')}")
    ways += [f"{entity}{name}" for name, meant in html5.items() if meant == char and name.endswith(";")]
    if char == " ":
        ways.append(r"\+")
    return f"(?:{'|'.join(ways)})"


def _utf16(char: str) -> Iterator[str]:
    data = char.encode("utf-16-be")
    return (data[index : index + 2].hex() for index in range(0, len(data), 2))


def _hex(digits: str) -> str:
    """Hexadecimal digits in either case."""
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in digits)


@cache
def _encoded(value: str) -> tuple[re.Pattern[str], ...]:
    in_hex = re.compile(_hex(value.encode().hex()))
    return (*in_base64(value), in_hex) if in_base64(value) else ()


def _filler(found: str) -> str:
    return "0" * len(found) if re.fullmatch(r"[0-9a-fA-F]+", found) else "x" * len(found)
