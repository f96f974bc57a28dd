"""What a page shows to a person right now, taken in at one glance: for finding one's way, and for diagnoses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SCRIPT: Final = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_NETWORK_FAULT: Final = ("chrome-error:", "about:neterror", "about:certerror")
_LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class Sight:
    """A page at a glance."""

    headings: tuple[str, ...] = ()
    """The visible ones, the highest level that there is."""
    notices: tuple[str, ...] = ()
    """What the portal says in alerts and beside fields."""
    status: int = 0
    """The HTTP status that the page came with; 0 if the browser does not tell."""
    age: float = 0.0
    """Seconds since the page was loaded completely; 0 while it is loading."""
    busy: bool = False
    """Whether it says that it is still working."""
    document: float = 0.0
    """When it began to be opened, in seconds since the epoch: that tells one document from the next."""
    unreachable: bool = False
    """Whether the browser shows a page of its own because nothing answers."""

    @property
    def broken(self) -> bool:
        """Whether the server says that it has failed."""
        return self.status >= 500  # noqa: PLR2004 - server errors begin there (RFC 9110, 15.6)

    def told(self, quoted: str = "") -> str:
        """What is seen, in French, without digits that might be a secret; ``quoted`` is told besides, as it is."""
        if self.unreachable:
            return "on voit une page d’erreur du navigateur"
        titles = " et ".join(f"« {_harmless(title)} »" for title in self.headings) or "une page sans titre"
        status = f" (HTTP {self.status})" if self.status >= 400 else ""  # noqa: PLR2004 - errors begin there
        notices = dict.fromkeys(_harmless(notice) for notice in self.notices[:2])
        if (quote := _one_line(quoted)) and not any(quote in each for each in (*notices, *self.headings)):
            notices[quote] = None
        said = " ".join(f"« {notice} »" for notice in notices)
        return f"on voit {titles}{status}" + (f" ; le portail dit {said}" if said else "")


def responds(page: Page, within: float = 0.5) -> bool:
    """Whether anything can be asked of the page within so many seconds.

    While the browser waits for the next page to answer, it lets questions to the present one wait, too: without
    end, if it never answers.
    """
    try:
        expect(page.locator(":root")).to_be_attached(timeout=within * 1000)
    except AssertionError:
        return False
    return True


def look(page: Page) -> Sight:
    """Take in what ``page`` shows; does not wait."""
    if page.url.startswith(_NETWORK_FAULT):
        return Sight(unreachable=True)
    try:
        seen = page.evaluate(_SCRIPT)
    except PlaywrightError:  # the page is just being replaced by the next
        return Sight()
    return _sight(seen)


def glimpse(page: Page, within: float = 0.15) -> Sight | None:
    """The same for whoever must never be held up: None unless the page answers within so many seconds."""
    if page.is_closed():
        return None
    if page.url.startswith(_NETWORK_FAULT):
        return Sight(unreachable=True)
    try:
        return _sight(page.locator(":root").evaluate(_SCRIPT, timeout=within * 1000))
    except PlaywrightError:  # it is being replaced, or the next one does not answer yet
        return None


def _sight(seen: dict[str, Any]) -> Sight:
    return Sight(
        headings=tuple(seen["headings"]),
        notices=_precise(seen["notices"]),
        status=seen["status"],
        age=seen["age"],
        busy=seen["busy"],
        document=seen["document"],
    )


def _precise(notices: list[str]) -> tuple[str, ...]:
    """``notices`` without those that only repeat others in a longer text, such as a summary of all errors."""
    return tuple(notice for notice in notices if not any(other != notice and other in notice for other in notices))


def _harmless(text: str) -> str:
    """``text`` on one line, without addresses and long numbers, and not too long to read."""
    return _one_line(re.sub(r"\d(?:[\W_]?\d){3,}", "…", re.sub(r"\S+@\S+", "…", text)))


def _one_line(text: str) -> str:
    line = " ".join(text.split()).rstrip(" .")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
