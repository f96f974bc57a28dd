"""Where elements stand on a page, all asked for in one go.

``evaluate_all`` has Playwright load its whole script a second time, into the page's own world: for each document that
takes as long as all else that is asked of it for a picture. So the elements are measured in the world where that
script is already, by a selector engine, which hands the boxes over as an attribute of an element of its own: that one
is never on the page.
"""

from __future__ import annotations

import json
from functools import reduce
from typing import TYPE_CHECKING, Final
from weakref import WeakSet

from playwright.sync_api import Locator

from flows.capture.scripts import script
from reports.record import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page, Playwright

    from pages.element import Element

_ENGINE: Final = "parcours-places"
_MEASURE: Final = f"""{{
    queryAll(element, asked) {{
        if (asked === 'begin') {{
            this.boxes = {{}};
            return [element];
        }}
        if (asked === 'tell') {{
            const told = document.createElement('data');
            told.setAttribute('value', JSON.stringify(this.boxes));
            return [told];
        }}
        (this.boxes[asked] ??= []).push(...({script("boxes.js")})([element]));
        return [];
    }}
}}"""

_PATIENCE: Final = 30.0
"""Seconds that a page may take to answer, however soon a performer would look around."""

_READY: Final[WeakSet[Playwright]] = WeakSet()


def make_ready(playwright: Playwright) -> None:
    """Let pages be asked by ``places``; to be called before there are any. Once is enough."""
    if playwright not in _READY:
        playwright.selectors.register(_ENGINE, _MEASURE, content_script=True)
        _READY.add(playwright)


def places(page: Page, elements: Sequence[Element]) -> dict[Element, Box]:
    """The boxes of those of ``elements`` that show once on ``page``, from its upper left corner.

    Args:
        page: held still.
        elements: of it.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    if not elements:
        return {}
    measured = (element.on(page).locator(f"{_ENGINE}={number}") for number, element in enumerate(elements))
    all_measured = reduce(Locator.or_, measured, page.locator(f":root >> {_ENGINE}=begin"))
    answer = all_measured.locator(f"{_ENGINE}=tell").first.get_attribute("value", timeout=_PATIENCE * 1000)
    boxes = json.loads(answer or "{}")
    told = ((element, boxes.get(str(number), ())) for number, element in enumerate(elements))
    return {element: Box.model_validate(found[0]) for element, found in told if len(found) == 1}
