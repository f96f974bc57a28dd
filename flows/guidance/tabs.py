"""Tabs: in which of them the person is, and whether something can be asked there without being held up."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Dialog, Frame, Page, Request

_KEY: Final = "Symbol.for('parcours.touched')"
_LISTEN: Final = f"""
if (window === window.top && !document[{_KEY}]) {{
    const touched = {{ at: 0 }};
    Object.defineProperty(document, {_KEY}, {{ value: touched }});
    const note = event => {{ if (event.isTrusted) touched.at = Date.now() / 1000; }};
    for (const kind of ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"])
        addEventListener(kind, note, {{ capture: true, passive: true }});
}}
"""
_TOUCHED: Final = f"() => document[{_KEY}]?.at ?? 0"
_ROUND: Final = 0.3
"""Seconds between two looks at the tabs that do not lead."""
_ANSWER: Final = 0.1
"""Seconds that such a look may take."""
_STUCK: Final = 1.0
"""Seconds after which a page that is being opened is asked anyway: not all that is asked for becomes a page."""


class Tabs:
    """The open tabs of a browser context; the one in which the person did something last leads.

    Nothing that is typed is looked at. Browsers under automation take every tab for visible, so visibility tells
    nothing.
    """

    def __init__(self, context: BrowserContext, first: Page) -> None:
        """Begin with ``first``; a tab that is opened leads from then on."""
        self._lead = first
        self._touched: WeakKeyDictionary[Page, float] = WeakKeyDictionary()
        self._opening: dict[Request, tuple[Page, float]] = {}
        self._next_round = 0.0
        self._context = context
        context.add_init_script(_LISTEN)
        context.on("page", self._welcome)
        context.on("request", self._opens)
        context.on("requestfinished", self._opened)
        context.on("requestfailed", self._opened)
        for page in context.pages:
            self._attend(page)
            self._listen(page)

    def lead(self) -> Page | None:
        """The tab in which the person is; None once all are closed."""
        pages = [page for page in self._context.pages if not page.is_closed()]
        if not pages:
            return None
        if self._lead not in pages:
            self._lead = max(pages, key=lambda page: self._touched.get(page, 0.0))
        if len(pages) > 1 and time.monotonic() >= self._next_round:
            self._next_round = time.monotonic() + _ROUND
            self._look_round(pages)
        return self._lead

    def is_opening(self, page: Page) -> bool:
        """Whether the next document is awaited there: until it answers, the browser lets all questions wait."""
        since = [begun for opening, begun in self._opening.values() if opening == page]
        return bool(since) and time.monotonic() - max(since) < _STUCK

    def answers(self) -> bool:
        """Whether no tab waits for its next document, so that everything can be asked everywhere."""
        return not self._opening

    def close(self) -> None:
        """Attend to nothing any more."""
        for event, listener in (
            ("page", self._welcome),
            ("request", self._opens),
            ("requestfinished", self._opened),
            ("requestfailed", self._opened),
        ):
            self._context.remove_listener(event, listener)

    def _look_round(self, pages: list[Page]) -> None:
        for page in pages:
            if self.is_opening(page):
                continue
            try:
                touched = page.locator(":root").evaluate(_TOUCHED, timeout=_ANSWER * 1000)
            except PlaywrightError:  # it is just going away, or does not answer now
                continue
            self._touched[page] = max(float(touched), self._touched.get(page, 0.0))
        self._lead = max(pages, key=lambda page: (self._touched.get(page, 0.0), page == self._lead))

    def _welcome(self, page: Page) -> None:
        self._attend(page)
        self._touched[page] = time.time()
        self._lead = page

    def _attend(self, page: Page) -> None:
        page.on("framenavigated", self._navigated)
        page.on("dialog", _leave_alone)

    def _listen(self, page: Page) -> None:
        try:
            page.locator(":root").evaluate(f"() => {{ {_LISTEN} }}", timeout=_ANSWER * 1000)
        except PlaywrightError:  # its next document has the script from the start
            return

    def _opens(self, request: Request) -> None:
        if not request.is_navigation_request():
            return
        try:
            frame = request.frame
        except PlaywrightError:  # of a page that is only just being made
            return
        if frame.parent_frame is None:
            self._opening[request] = frame.page, time.monotonic()

    def _opened(self, request: Request) -> None:
        self._opening.pop(request, None)

    def _navigated(self, frame: Frame) -> None:
        if frame.parent_frame is None:
            self._opening = {each: opening for each, opening in self._opening.items() if opening[0] != frame.page}


def _leave_alone(_dialog: Dialog) -> None:
    """Let the person answer what the browser itself asks; where nobody listened, it would be dismissed for them."""
