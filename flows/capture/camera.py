"""Taking clean pictures of pages, with the boxes of all that stands on them."""

from __future__ import annotations

import base64
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import Error as PlaywrightError

from flows.capture.devtools import call, devtools
from flows.capture.places import places
from flows.capture.scripts import script
from reports.record import Obstacle, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import FloatRect, Page

    from pages.element import Element
    from reports.record import Box

_STILL_THEN: Final = """async ([patience, argument]) => {
    const hidden = await (%s)(patience);
    return [hidden, hidden ? null : (%s)(argument)];
}"""
_STILL: Final = script("still.js")
SURVEY: Final = script("camera.js")

_ASIDE: Final = (-9, 200)
"""Where the pointer hovers over nothing; pages that watch for people about to leave watch the upper edge."""
_LOADING: Final = 5.0
"""Seconds that what is still missing of a page may take: a picture is taken without what never comes."""


def photograph(
    page: Page,
    folder: Path,
    file: str,
    targets: Sequence[Element],
    *,
    scale: float,
    survey: dict[str, Any] | None = None,
) -> tuple[Picture, dict[Element, Box]]:
    """Write the whole page as ``folder / file`` and tell what stands on it and where ``targets`` are.

    The page is not restyled, and nothing is drawn on it. Targets that are not there, or that are there more than
    once, have no box.

    Args:
        page: held still.
        folder: of the record.
        file: below it.
        targets: what will be pointed at.
        scale: of the page's browser context.
        survey: what ``SURVEY`` has told of the page, if it was called since the page was last changed.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    survey = survey or call(page, SURVEY)
    boxes = places(page, targets)
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_shoot(page, survey, scale))
    picture = Picture(
        file=file,
        width=survey["width"],
        height=survey["height"],
        scale=scale,
        obstacles=tuple(Obstacle.model_validate(each) for each in survey["obstacles"]),
    )
    return picture, boxes


def _shoot(page: Page, survey: dict[str, Any], scale: float) -> bytes:
    whole: FloatRect = {"x": 0, "y": 0, "width": survey["width"], "height": survey["height"]}
    tools = devtools(page)
    if tools is None or survey["zoom"] != 1:  # as phones show pages that were not made for them
        return page.screenshot(full_page=True, clip=whole)
    # The same pixels as in Playwright's own pictures, in two thirds of the time.
    shot = tools.send(
        "Page.captureScreenshot",
        {
            "format": "png",
            "optimizeForSpeed": True,
            "captureBeyondViewport": survey["beyond"],
            "clip": {**whole, "scale": scale},
        },
    )
    return base64.b64decode(shot["data"])


def park(page: Page) -> None:
    """Have the pointer hover over nothing.

    The browser takes note with its next frame, so that this is best done while something else is awaited, too.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    page.mouse.move(*_ASIDE)


@contextmanager
def held_still(page: Page, then: str = "() => null", argument: Any = None) -> Iterator[Any]:
    """Have ``page`` look the same each time while the context is entered, and go on as it was after that.

    All that it loads is waited for, and what comes only once it is scrolled to; nothing moves, and no caret blinks.
    The pointer hovers over nothing if it was parked before. A dialog or an application that scrolls by itself is
    given the height to be seen as a whole.

    Args:
        page: the page, which must not navigate meanwhile.
        then: a function of JavaScript that is called with ``argument`` in the page as soon as it is still. What it
            gives to ``later`` of the window's ``Symbol.for('parcours')`` is called before the page goes on.
        argument: for ``then``.

    Yields:
        What ``then`` returned.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    try:
        hidden, result = call(page, _STILL_THEN % (_STILL, then), [_LOADING * 1000, argument])
        with _unfolded(page, hidden):
            yield call(page, then, argument) if hidden else result
    finally:
        # Of a page that went away meanwhile, nothing is left to restore.
        with suppress(PlaywrightError):
            call(page, "() => window[Symbol.for('parcours')]?.restore()")


@contextmanager
def _unfolded(page: Page, hidden: int) -> Iterator[None]:
    size = page.viewport_size
    if not hidden or size is None:
        yield
        return
    page.set_viewport_size({"width": size["width"], "height": size["height"] + hidden})
    try:
        if call(page, "() => window[Symbol.for('parcours')].hidden()") >= hidden:  # as high as it ever gets
            page.set_viewport_size(size)
        yield
    finally:
        page.set_viewport_size(size)
