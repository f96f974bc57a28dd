"""Small targets, shown once more and larger on a free place of their picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reports.drawing.geometry import Rect, bounds_of, distance
from reports.drawing.routes import FreeMap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reports.drawing.scene import Scene

ZOOM = 2
_SMALL = 1 / 6
"""Share of the picture's width up to which a target is small."""
_LARGE = 0.6
"""Share of the picture's width that a detail may take."""
_WIDE = 800
"""Narrower pictures are shown large enough."""
_NEIGHBOUR = 24
"""How far from the target, or from another neighbour, something stands that belongs to it."""
_RIM = 7
"""What is shown around it all."""


@dataclass(frozen=True)
class Detail:
    """An enlarged part of the picture, with its callout's number."""

    number: int
    source: Rect
    """What it shows."""
    box: Rect
    """All that it covers."""
    window: Rect
    """Where the enlarged picture stands in it."""

    def moved(self, dx: int, dy: int) -> Detail:
        """The same detail of a picture at this offset."""
        return replace(
            self,
            source=self.source.moved(dx, dy),
            box=self.box.moved(dx, dy),
            window=self.window.moved(dx, dy),
        )


def enlarge(scene: Scene, numbers: Iterable[int], taken: Sequence[Rect]) -> tuple[Detail, ...]:
    """The details for the small ones among the callouts with these numbers.

    Each stands on the free place of the picture that is nearest to its target, or below the picture where there is
    none.

    Args:
        scene: the picture and its callouts.
        numbers: whose targets are to be shown larger where they are small.
        taken: what the callouts cover.
    """
    details: list[Detail] = []
    covered = list(taken)
    wanted = set(numbers)
    for wish in scene.wishes:
        source = _surroundings(scene, wish.target) if wish.number in wanted else None
        if source:
            detail = _placed(scene, wish.number, source, covered)
            details.append(detail)
            covered.append(detail.box)
    return tuple(details)


def _surroundings(scene: Scene, target: Rect) -> Rect | None:
    """A small target with what stands beside it on its line; None where it needs no enlarging."""
    picture = scene.picture
    if picture.width <= _WIDE or target.width > picture.width * _SMALL:
        return None
    shown = target
    beside = [rect for _, rect in scene.obstacles if rect.top < target.centre.y < rect.bottom]
    beside = [rect for rect in beside if rect.height <= 2 * target.height]
    for rect in sorted(beside, key=lambda rect: distance(rect.centre, target.centre)):
        wider = bounds_of((shown, rect))
        if shown.grown(_NEIGHBOUR).overlaps(rect) and ZOOM * wider.width <= picture.width * _LARGE:
            shown = wider
    return shown.grown(_RIM).clipped(picture)


def _placed(scene: Scene, number: int, source: Rect, taken: Sequence[Rect]) -> Detail:
    style = scene.style
    width = ZOOM * source.width + style.tab + style.border
    height = ZOOM * source.height + 2 * style.border
    apart = style.distance
    solids = [rect.grown(apart) for rect in (*taken, *(rect for _, rect in scene.obstacles))]
    places = FreeMap(solids, scene.picture.grown(-apart)).places(width, height, every=4)
    middle = source.centre
    nearest = min(places, key=lambda at: distance(at.moved(width // 2, height // 2), middle), default=None)
    if nearest:
        left, top = nearest
    else:
        left = max(scene.picture.left, min(middle.x - width // 2, scene.picture.right - width))
        top = max(scene.picture.bottom, *(rect.bottom for rect in taken)) + style.gutter
    box = Rect(left, top, left + width, top + height)
    window = Rect(left + style.tab, top + style.border, box.right - style.border, box.bottom - style.border)
    return Detail(number, source, box, window)
