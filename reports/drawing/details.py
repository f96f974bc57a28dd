"""Small targets, shown once more and larger on a free place of their picture."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reports.drawing.geometry import Rect, bounds_of, distance
from reports.drawing.routes import FreeMap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

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
"""What is shown around it all, where nothing else stands there."""
_NEAR = 700
"""How far from its target a detail may stand to be seen as its own."""


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


def enlarge(
    scene: Scene, numbers: Collection[int], taken: Sequence[Rect], *, always: Collection[int] = ()
) -> tuple[Detail, ...]:
    """The details for the small ones among the callouts with these numbers.

    Each stands on the free place of the picture that is nearest to its target, or below the picture where there is
    none. One that would stand too far from its target to be of use is left out.

    Args:
        scene: the picture and its callouts.
        numbers: whose targets are to be shown larger where they are small.
        taken: what the callouts cover.
        always: whose targets are to be shown, since nothing else on the picture bears their numbers.
    """
    details: list[Detail] = []
    covered = list(taken)
    for wish in scene.wishes:
        needed = wish.number in always
        if not needed and (wish.number not in numbers or not is_small(wish.target, scene.picture.width)):
            continue
        zoom = ZOOM if ZOOM * wish.target.width <= scene.picture.width * _LARGE else 1
        source = _surroundings(scene, wish.target, zoom)
        detail = _placed(scene, wish.number, source, zoom, covered)
        if needed or distance(detail.box.centre, source.centre) <= _NEAR:
            details.append(detail)
            covered.append(detail.box)
    return tuple(details)


def is_small(target: Rect, width: int) -> bool:
    """Whether ``target`` is hard to see on a picture of this ``width``."""
    return width > _WIDE and target.width <= width * _SMALL


def _surroundings(scene: Scene, target: Rect, zoom: int) -> Rect:
    """The target with what stands beside it on its line, and nothing of which only a part would show."""
    picture, shown = scene.picture, target
    beside = [rect for _, rect in scene.obstacles if rect.top < target.centre.y < rect.bottom]
    beside = [rect for rect in beside if rect.height <= 2 * target.height]
    for rect in sorted(beside, key=lambda rect: distance(rect.centre, target.centre)):
        wider = bounds_of((shown, rect))
        if shown.grown(_NEIGHBOUR).overlaps(rect) and zoom * wider.width <= picture.width * _LARGE:
            shown = wider
    return _trimmed(shown, [rect for _, rect in scene.obstacles]).clipped(picture)


def _trimmed(shown: Rect, others: Iterable[Rect]) -> Rect:
    """``shown`` with a rim that cuts through none of the ``others``."""
    left, top, right, bottom = shown.grown(_RIM)
    for other in others:
        if not other.overlaps(Rect(left, top, right, bottom)) or other.overlaps(shown):
            continue
        if other.right <= shown.left:
            left = max(left, other.right)
        elif other.left >= shown.right:
            right = min(right, other.left)
        elif other.bottom <= shown.top:
            top = max(top, other.bottom)
        else:
            bottom = min(bottom, other.top)
    return Rect(left, top, right, bottom)


def _placed(scene: Scene, number: int, source: Rect, zoom: int, taken: Sequence[Rect]) -> Detail:
    style = scene.style
    width = zoom * source.width + style.tab + style.border
    height = zoom * source.height + 2 * style.border
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
