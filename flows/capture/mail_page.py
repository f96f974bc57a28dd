"""A mail as a page: what a mail reader shows, with nothing fetched from anywhere."""

from __future__ import annotations

import base64
import re
from functools import cache
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flows.stage import Mail
    from reports.record import DeviceName

SAMPLE_CODE: Final = "12345678"
"""What stands for a real code, cut to its length."""
SAMPLE_PREFIX: Final = "671"
"""What stands for the prefix of a challenge and its code, which is drawn anew each time."""
WIDTHS: Final[Mapping[DeviceName, int]] = {"desktop": 760, "phone": 412}
"""Of the window that shows it on a device, in CSS pixels."""

_PAGE: Final = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:">
<title>{subject}</title>
<meta name="color-scheme" content="light dark">
<style>
{fonts}
:root {{ --paper: #fff; --ink: #1d2430; --soft: #566173; --line: #cfd6df; --tint: #f4f6f9; }}
@media (prefers-color-scheme: dark) {{
  :root {{ --paper: #16191f; --ink: #e8ecf2; --soft: #aab4c2; --line: #3a424e; --tint: #20252d; }}
}}
html {{ background: var(--paper); color: var(--ink); font: 16px/1.5 "Parcours Sans", sans-serif; }}
body {{ margin: 0; min-width: fit-content; }}
header {{ padding: 20px 28px 16px; border-bottom: 1px solid var(--line); background: var(--tint); }}
h1 {{ margin: 0 0 10px; font-size: 21px; line-height: 1.3; }}
dl {{ margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; font-size: 15px; }}
dt {{ color: var(--soft); }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
main {{ padding: 20px 28px 28px; overflow-wrap: anywhere; }}
.mail {{ background: #fff; color: #1d2430; color-scheme: light; }}
@media (max-width: 30rem) {{ header, main {{ padding-left: 16px; padding-right: 16px; }} }}
pre {{ margin: 0; white-space: pre-wrap; font: inherit; }}
</style>
</head>
<body>
<header><h1>{subject}</h1><dl><dt>De</dt><dd>{sender}</dd><dt>À</dt><dd>{recipient}</dd></dl></header>
<main>{body}</main>
</body>
</html>
"""


def mail_page(mail: Mail, recipient: str, *, secret: str = "") -> str:
    """The HTML that shows ``mail``: it runs no script and loads nothing from outside.

    Args:
        mail: as the inbox handed it out.
        recipient: whom to name as its reader.
        secret: the code in it, which is shown as ``SAMPLE_CODE``.
    """
    body = _without_addresses(disguise(mail.html or f"<pre>{escape(mail.text)}</pre>", secret))
    return _PAGE.format(
        fonts=_fonts(),
        subject=escape(disguise(mail.subject, secret)),
        sender=escape(mail.sender),
        recipient=escape(recipient),
        # A shadow root keeps the styles of the mail and of its frame apart.
        body=f'<div class="mail"><template shadowrootmode="open">{body}</template></div>' if mail.html else body,
    )


def disguise(text: str, secret: str) -> str:
    """``text`` with a sample for ``secret``, sign by sign: spaces and tags may stand between them."""
    between = r"((?:\s|&nbsp;|&#\w+;|<[^>]*>)*)"
    signs = SAMPLE_CODE[: len(secret)].ljust(len(secret), "0")

    def swap(match: re.Match[str]) -> str:
        gaps = (*match.groups(), "")
        return "".join(sign + gap for sign, gap in zip(signs, gaps, strict=True))

    return re.sub(between.join(re.escape(sign) for sign in secret), swap, text) if secret else text


def _without_addresses(body: str) -> str:
    """``body`` with each address that is printed (not those behind links) cut down to its host.

    A personal link is as good as a password, and it differs from one run to the next.
    """
    return re.sub(r"(?<![=\"'\w])https?://[^\s<>\"']+", "https://portail.example/…", body)


@cache
def _fonts() -> str:
    def face(weight: int, file: str) -> str:
        data = base64.b64encode(resources.files("reports").joinpath("fonts", file).read_bytes()).decode()
        return (
            f'@font-face {{ font-family: "Parcours Sans"; font-weight: {weight};'
            f" src: url(data:font/woff2;base64,{data}); }}"
        )

    return "\n".join((face(400, "ParcoursSans-Regular.woff2"), face(700, "ParcoursSans-Bold.woff2")))
