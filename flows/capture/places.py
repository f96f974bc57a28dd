"""Where elements stand on a page, all asked for in one go.

``evaluate_all`` has Playwright load its whole script a second time, into the page's own world: for each document that
takes as long as all else that is asked of it for a picture. So the elements are pointed out to the page's world from
the one where that script is already, by a selector engine, with an event that no page listens for.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from playwright.sync_api import Locator

from flows.capture.devtools import devtools
from flows.capture.scripts import script
from reports.record import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page, Playwright

    from pages.element import Element

_ENGINE: Final = "pointed-out"
_POINT_OUT: Final = """{
    queryAll(element, number) {
        element.dispatchEvent(new InputEvent('parcours', {data: number, composed: true}));
        return [element];
    }
}"""
_BOXES: Final = script("boxes.js")
_TELL: Final = f"""count => {{
    const {{pointed}} = window[Symbol.for('parcours')];
    return Array.from({{length: count}}, (_, number) => ({_BOXES})(pointed[number] ?? []));
}}"""

_READY: Final[WeakSet[Playwright]] = WeakSet()


def make_ready(playwright: Playwright) -> None:
    """Let pages be asked by ``places``; to be called before there are any. Once is enough."""
    if playwright not in _READY:
        playwright.selectors.register(_ENGINE, _POINT_OUT, content_script=True)
        _READY.add(playwright)


def places(page: Page, elements: Sequence[Element]) -> dict[Element, Box]:
    """The boxes of those of ``elements`` that show once on ``page``, from its upper left corner.

    Args:
        page: held still, which is when it takes note of what is pointed out.
        elements: of it.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    # Other browsers have not been seen to let events through from that world.
    told = _pointed_out(page, elements) if devtools(page) else _one_by_one(page, elements)
    return {
        element: Box.model_validate(boxes[0]) for element, boxes in zip(elements, told, strict=True) if len(boxes) == 1
    }


def _pointed_out(page: Page, elements: Sequence[Element]) -> list[list[dict[str, Any]]]:
    if not elements:
        return []
    marked = (element.on(page).locator(f"{_ENGINE}={number}") for number, element in enumerate(elements))
    reduce(Locator.or_, marked).count()
    told: list[list[dict[str, Any]]] = page.evaluate(_TELL, len(elements))
    return told


def _one_by_one(page: Page, elements: Sequence[Element]) -> list[list[dict[str, Any]]]:
    return [element.on(page).evaluate_all(_BOXES) for element in elements]
