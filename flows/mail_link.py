"""The link that a mail wants one to follow."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flows.trouble import MailTrouble
from pages.label import label_pattern

if TYPE_CHECKING:
    from flows.stage import Mail
    from pages.element import Element


def link_in(mail: Mail, link: Element, portal_url: str) -> str:
    """The address behind ``link`` in ``mail``.

    It is known by its words; where none has them, as in plain text, by being the only one to the portal.
    A link to any other place than the portal at ``portal_url`` is never followed, whatever its words.

    Raises:
        Trouble: there is no such link, or several that differ.
    """
    anchors = _Anchors()
    anchors.feed(mail.html)
    found = anchors.found or [(url.rstrip(".,;:!?)"), "") for url in re.findall(r"https?://[^\s<>\"]+", mail.text)]
    ours = [(url, words) for url, words in found if _origin(url) == _origin(portal_url)]
    named = label_pattern(*link.labels)
    worded = {url for url, words in ours if named.match(words)}
    fitting = worded or {url for url, _ in ours}
    if len(fitting) == 1:
        return fitting.pop()
    what = "porte plusieurs liens" if fitting else "ne porte aucun lien"
    raise MailTrouble(f"Le message « {mail.subject} » {what} « {link.label} » vers le portail.")


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:  # not an address at all
        return "", "", None
    return parts.scheme, parts.hostname or "", port


class _Anchors(HTMLParser):
    """Collects each ``<a href>`` with its words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (href := dict(attrs).get("href")):
            self._open = href.strip(), []

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open:
            href, words = self._open
            self.found.append((href, " ".join("".join(words).split())))
            self._open = None
