"""Taking clean pictures of pages, with the boxes of all that stands on them."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Final

from reports.record import Box, Obstacle, Picture

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from playwright.sync_api import Page

    from pages.element import Element

_SURVEY: Final = resources.files(__package__).joinpath("camera.js").read_text(encoding="utf-8")

_BOXES: Final = """elements => elements.filter(element => element.checkVisibility()).map(element => {
    let rect = element.getBoundingClientRect();
    const label = element.labels?.[0];
    const unseen = rect.width < 4 || rect.height < 4 || rect.right < 0 || getComputedStyle(element).opacity === '0';
    if (label && (unseen || (element.matches('[type=radio], [type=checkbox]') && label.contains(element))))
        // A person aims at the label that holds a box, or that portals draw a box of their own beside.
        rect = label.getBoundingClientRect();
    else if (!element.matches('a, button, input, select, textarea, [role]') && element.textContent.trim()) {
        // The box of a text is that of its words, not of the whole line they stand in.
        const range = document.createRange();
        range.selectNodeContents(element);
        rect = range.getBoundingClientRect();
    }
    return {x: rect.x + scrollX, y: rect.y + scrollY, width: rect.width, height: rect.height};
})"""


def photograph(
    page: Page, folder: Path, file: str, targets: Iterable[Element], *, scale: float
) -> tuple[Picture, dict[Element, Box]]:
    """Write the whole page as ``folder / file`` and tell what stands on it and where ``targets`` are.

    The page is neither restyled nor scrolled, and nothing is drawn on it. Targets that are not there, or
    that are there more than once, have no box.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    survey = page.evaluate(_SURVEY)
    boxes = {target: found[0] for target in targets if len(found := target.on(page).evaluate_all(_BOXES)) == 1}
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True, animations="disabled")
    picture = Picture(
        file=file,
        width=survey["width"],
        height=survey["height"],
        scale=scale,
        obstacles=tuple(Obstacle.model_validate(each) for each in survey["obstacles"]),
    )
    return picture, {target: Box.model_validate(found) for target, found in boxes.items()}
