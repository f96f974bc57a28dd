"""Where callouts go: frame, badge, bubble and leader of every step, on the picture or in a margin.

Nothing that is placed covers a target, a control, its label, a text, or another callout. Each callout first
collects options: a bubble on a free place of the picture that a straight or once bent line can reach, or a
way out to one of the four margins. A beam search then picks one option each, so that they do not meet, lines
stay short, bubbles line up and read downwards. Bubbles in margins are packed last. What cannot be reached by
any line keeps its number alone, on the frame and on the bubble.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from reports.drawing.geometry import Point, Rect, bounds_of, distance, free_of
from reports.drawing.margins import Stand, column, stair
from reports.drawing.options import least_bad, options, unled, winding
from reports.drawing.routes import BOTTOM, LEFT, RIGHT, TOP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.drawing.options import Option
    from reports.drawing.routes import Side
    from reports.drawing.scene import Scene
    from reports.drawing.style import Pen

_BEAM = 12
"""Arrangements that are pursued at once."""
_CHOICES = 5
"""Options of each group that each of them tries for the next callout."""
_FINALISTS = 4
"""Arrangements whose margins are packed before one is chosen."""
_APART = 3
"""Pixels between what belongs to different callouts."""

_DISORDER_COST = 70
_CHANGE_COST = 45
_ALIGNED_GAIN = 20
_MARGIN_COST = 180


@dataclass(frozen=True)
class Spot:
    """A placed callout."""

    number: int
    target: Rect
    frame: Rect
    """Around the stroke's outer edge."""
    tight: bool
    """Whether there is no room for a halo around the frame."""
    badge: Point | None
    """Its centre; none where only the bubble bears the number."""
    bubble: Rect
    lines: tuple[str, ...]
    leader: tuple[Point, ...]
    """From the arrow's tip at the frame to the bubble; empty where no line can lead there."""
    pen: Pen

    def moved(self, dx: int, dy: int) -> Spot:
        """The same callout at this offset."""
        return replace(
            self,
            target=self.target.moved(dx, dy),
            frame=self.frame.moved(dx, dy),
            badge=self.badge.moved(dx, dy) if self.badge else None,
            bubble=self.bubble.moved(dx, dy),
            leader=tuple(point.moved(dx, dy) for point in self.leader),
        )


@dataclass(frozen=True)
class _Arrangement:
    """Options for the first callouts, one each."""

    distance: int
    """What keeps a bubble apart from all that is placed."""
    options: tuple[Option, ...] = ()
    cost: float = 0

    @cached_property
    def ink(self) -> tuple[Rect, ...]:
        """All that they cover of the picture."""
        return tuple(rect for option in self.options for rect in option.ink)

    @cached_property
    def groups(self) -> frozenset[tuple[Side, bool]]:
        """Those that the options are of."""
        return frozenset(option.group for option in self.options)

    @cached_property
    def bubbles(self) -> tuple[Rect, ...]:
        """Those on the picture."""
        return tuple(option.bubble for option in self.options if option.bubble)

    @cached_property
    def tops(self) -> tuple[int, ...]:
        """Where the bubbles begin."""
        return tuple(option.top for option in self.options)

    @cached_property
    def _near(self) -> tuple[Rect, ...]:
        return tuple(rect.grown(_APART) for rect in self.ink)

    @cached_property
    def _nearer_than_bubbles(self) -> tuple[Rect, ...]:
        return tuple(rect.grown(self.distance) for rect in self.ink)

    def admits(self, option: Option) -> bool:
        """Whether ``option`` keeps apart from all that is placed."""
        bubble = option.bubble
        if bubble and not free_of(bubble, self._nearer_than_bubbles):
            return False
        return all(free_of(rect, self._near) for rect in option.ink if rect is not bubble)

    def extended(self, option: Option, cost: float) -> _Arrangement:
        """This one with one option more."""
        return _Arrangement(self.distance, (*self.options, option), self.cost + cost)


def arrange(scene: Scene) -> tuple[Spot, ...]:
    """Place all callouts of ``scene``; coordinates are those of the picture, negative in margins."""
    beam = [_Arrangement(scene.style.distance)]
    for index in range(len(scene.wishes)):
        choices = options(scene, index)
        longer = [new for old in beam for new in _extended(scene, old, choices)]
        longer = longer or [_forced(scene, old, index, led=bool(choices)) for old in beam[:2]]
        beam = sorted(longer, key=lambda arrangement: arrangement.cost)[:_BEAM]
    finished = [_finished(scene, arrangement) for arrangement in beam[:_FINALISTS]]
    return min(finished, key=lambda pair: pair[0])[1]


def _extended(scene: Scene, old: _Arrangement, choices: Sequence[Option]) -> Iterator[_Arrangement]:
    rated = [(option.cost + _context_cost(scene, option, old), option) for option in choices]
    rated.sort(key=itemgetter(0))
    tried: Counter[tuple[Side, bool]] = Counter()
    for cost, option in rated:
        group = option.group
        if tried[group] < _CHOICES and old.admits(option):
            tried[group] += 1
            yield old.extended(option, cost)


def _forced(scene: Scene, old: _Arrangement, index: int, *, led: bool) -> _Arrangement:
    """``old`` with the callout led around everything that is there already, or not led at all."""
    taken = [rect.grown(_APART) for rect in old.ink]
    if scene.margins:
        found = (winding(scene, index, taken) if led else []) or [unled(scene, index, taken)]
    else:
        found = [least_bad(scene, index, taken)]
    option = min(found, key=lambda option: option.cost)
    return old.extended(option, option.cost)


def _context_cost(scene: Scene, option: Option, old: _Arrangement) -> float:
    """What ``option`` costs for the company it comes into."""
    others = old.options
    cost, top = 0.0, option.top + 4
    if option.bubble:
        left, _, right, _ = option.bubble
        if any(left == other.left or right == other.right for other in old.bubbles):
            cost -= _ALIGNED_GAIN
    elif option.group not in old.groups:
        cost += min(_MARGIN_COST, scene.picture.width // 6)
    cost += _DISORDER_COST * sum(other > top for other in old.tops)
    if others and others[-1].side is not option.side:
        cost += _CHANGE_COST
    return cost


def _finished(scene: Scene, arrangement: _Arrangement) -> tuple[float, tuple[Spot, ...]]:
    """The arrangement with its margins packed, and what it costs."""
    chosen = arrangement.options
    stands = {i: Stand(option.bubble, option.leader) for i, option in enumerate(chosen) if option.bubble}
    edges = _edges(scene, chosen)
    for side in (LEFT, RIGHT, TOP, BOTTOM):
        members = sorted(
            (i for i, option in enumerate(chosen) if option.side is side and option.bubble is None),
            key=lambda i: chosen[i].exit,
        )
        pack = column if side.dx else stair
        packed = pack(side, [chosen[i] for i in members], edges, scene.style)
        stands.update(zip(members, packed, strict=True))
        if side.dx and packed:
            edges = edges._replace(bottom=max(edges.bottom, packed[-1].bubble.bottom))
    spots = []
    for i, option in enumerate(chosen):
        wish, frame, (bubble, leader) = scene.wishes[i], scene.frames[i], stands[i]
        spots.append(
            Spot(
                wish.number, wish.target, *frame, option.badge,
                bubble, option.shape.lines, leader if option.led else (), option.pen,
            )
        )  # fmt: skip
    detour = sum(_length(stands[i].leader) - _length(option.leader) for i, option in enumerate(chosen))
    return arrangement.cost + detour, tuple(spots)


def _edges(scene: Scene, chosen: Sequence[Option]) -> Rect:
    """The picture with everything that stands out beyond its edges, where margins begin."""
    drawn = [scene.picture, *(frame.rect for frame in scene.frames)]
    for option in chosen:
        if option.badge:
            drawn.append(Rect.around(option.badge, scene.badge_reach))
        drawn += [Rect.spanning(point, point) for point in option.leader[:-1]]
        drawn += option.pen.ink(option.leader)[:1]  # the arrow's head may stand out further
    return bounds_of(drawn)


def _length(points: Sequence[Point]) -> int:
    return sum(distance(a, b) for a, b in pairwise(points))
