"""Framing: in which frame of a page an element is to be found, as some portals put their forms into frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import Error as PlaywrightError

from pages.challenge import ChallengeScreen
from pages.element import Choice

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Locator, Page

    from pages.element import Element

_EMPTY: Final = ("", "about:blank")
"""The addresses of a frame that has no document yet."""
_ANSWER: Final = 0.1
"""Seconds that a frame may take to answer."""


def home_of(page: Page, element: Element, within: float = _ANSWER) -> Page | Frame:
    """The visible frame of ``page`` that has ``element``; the page itself where that has it, or none has.

    A frame that does not answer within so many seconds has nothing.
    """
    inner = inner_frames(page, within)
    if not inner or place_of(page, element).count():
        return page
    return next((frame for frame in inner if _has(frame, element)), page)


def place_of(home: Page | Frame, element: Element) -> Locator:
    """Where a person acts: at a question as a whole, since the answer is theirs; of a code, in all of its fields."""
    if isinstance(element, Choice):
        return element.question_on(home)
    if element is ChallengeScreen.code_field:
        return element.on(home).or_(ChallengeScreen.code_field.signs_on(home))
    return element.on(home)


def inner_frames(page: Page, within: float = _ANSWER) -> list[Frame]:
    """The frames within the page that can be seen, and answer: one that waits for its document is never waited for."""
    inner = [frame for frame in page.frames if frame.parent_frame and frame.url not in _EMPTY]
    return [frame for frame in inner if _is_seen(frame, within)]


def _is_seen(frame: Frame, within: float) -> bool:
    try:
        frame.locator(":root").evaluate("() => undefined", timeout=within * 1000)
        return frame.frame_element().is_visible()
    except PlaywrightError:  # it does not answer now, or is just going away
        return False


def _has(frame: Frame, element: Element) -> bool:
    try:
        return place_of(frame, element).count() > 0
    except PlaywrightError:  # it is just going away
        return False
