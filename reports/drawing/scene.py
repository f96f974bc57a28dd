"""One picture with what must not be covered, and the frames, badges and arrows' heads it has room for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from reports.drawing.geometry import Point, Rect, bounds_of, circle_free_of, free_of
from reports.drawing.routes import FreeMap, Lanes, Port

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reports.drawing.style import Pen, Shape, Style
    from reports.record import Obstacle

_SHAPES = (11.0, 13.0, 16.0, 21.0)
"""Widths of the text in bubbles on the picture, in ems."""
_MARGIN_SHAPE = 13.0
_MANY_LINES = 3
_SLIVER = 3
"""Parts of a text that are thinner than this hold no letters."""

_RANK_COST = 4
_OUTSIDE_COST = 25
_NO_BADGE_COST = 70


class Wish(NamedTuple):
    """What one callout is to say, and of what."""

    number: int
    target: Rect
    text: str


class Frame(NamedTuple):
    """Around a target."""

    rect: Rect
    """The outer edge of its stroke."""
    tight: bool
    """Whether a neighbour leaves no room for a halo."""


class Badge(NamedTuple):
    """A place for the number at a frame, or the choice of none."""

    centre: Point | None
    cost: int


class Scene:
    """A picture and the callouts that are wanted on it; asked about by the callout's index."""

    def __init__(
        self,
        picture: Rect,
        wishes: Sequence[Wish],
        obstacles: Iterable[Obstacle],
        style: Style,
        *,
        margins: bool,
    ) -> None:
        self.picture = picture
        self.style = style
        self.margins = margins
        self.wishes = tuple(wish._replace(target=wish.target.clipped(picture)) for wish in wishes)
        on_picture = ((each.kind, Rect.of(each.box).clipped(picture)) for each in obstacles)
        self.obstacles = tuple(dict.fromkeys((kind, rect) for kind, rect in on_picture if rect.area))
        self.frames = tuple(self._frame(wish.target) for wish in self.wishes)
        self._shapes: dict[int, list[tuple[Shape, int]]] = {}
        self._solids: dict[int, list[Rect]] = {}

    @cached_property
    def outer(self) -> Rect:
        """The picture and what badges may need beyond its edges."""
        if not self.margins:
            return self.picture
        reach = 2 * self.badge_reach + self.style.gap
        rooms = bounds_of(frame.rect.grown(reach) for frame in self.frames)
        left, top, right, bottom = self.picture
        return Rect(
            left - reach if rooms.left < left else left,
            top - reach if rooms.top < top else top,
            right + reach if rooms.right > right else right,
            bottom + reach if rooms.bottom > bottom else bottom,
        )

    @property
    def badge_reach(self) -> int:
        """Radius of a badge with its halo."""
        return self.style.badge + self.style.halo

    def _frame(self, target: Rect) -> Frame:
        """As wide as ``style.gap`` asks, tighter where a neighbour is near."""
        stroke = self.style.frame
        wanted = self.style.gap + stroke + self.style.halo + 1
        framed = {wish.target for wish in self.wishes}
        near = target.grown(2 * wanted)
        others = [
            rect
            for rect in (*framed, *(rect for _, rect in self.obstacles))
            if rect.overlaps(near) and not rect.overlaps(target)
        ]

        def room(distances: Iterable[tuple[Rect, int]]) -> int:
            """The least distance; half of it to a neighbour that gets a frame too."""
            rooms = (d // 2 + 1 if rect in framed else d for rect, d in distances if d >= 0)
            return min(rooms, default=wanted)

        rooms = (
            room((rect, target.left - rect.right) for rect in others),
            room((rect, target.top - rect.bottom) for rect in others),
            room((rect, rect.left - target.right) for rect in others),
            room((rect, rect.top - target.bottom) for rect in others),
        )
        left, top, right, bottom = (stroke + max(0, min(self.style.gap, distance - 1 - stroke)) for distance in rooms)
        rect = Rect(target.left - left, target.top - top, target.right + right, target.bottom + bottom)
        return Frame(rect if self.margins else rect.clipped(self.picture), min(rooms) < wanted)

    def solids(self, index: int) -> list[Rect]:
        """What badge and leader of this callout must not cover, its own target aside.

        What wholly contains the target cannot be kept off: of a text its parts beside the target remain; of
        anything else the words and controls in it do, which are obstacles themselves.
        """
        if index not in self._solids:
            target = self.wishes[index].target
            solids = []
            for kind, rect in self.obstacles:
                if not rect.contains(target):
                    if not target.contains(rect):
                        solids.append(rect)
                elif kind == "text":
                    pieces = rect.without(target)
                    solids += [piece for piece in pieces if min(piece.width, piece.height) > _SLIVER]
            for other, (wish, frame) in enumerate(zip(self.wishes, self.frames, strict=True)):
                if other != index and not wish.target.contains(target):
                    solids.append(frame.rect)
            self._solids[index] = solids
        return self._solids[index]

    def badges(self, index: int, taken: Sequence[Rect] = ()) -> Iterator[Badge]:
        """Free places for the badge at the frame, the best first; at last, none."""
        left, top, right, bottom = target = self.wishes[index].target
        reach = self.badge_reach
        beside, across = reach + 1, round(0.72 * reach) + 1
        middle = target.centre
        places = (
            Point(left - beside, middle.y),
            Point(left - across, top - across),
            Point(right + beside, middle.y),
            Point(right + across, top - across),
            Point(left - across, bottom + across),
            Point(right + across, bottom + across),
            Point(min(left + reach, middle.x), top - beside),
            Point(min(left + reach, middle.x), bottom + beside),
        )
        solids = [*self.solids(index), *taken]
        for rank, place in enumerate(places):
            around = Rect.around(place, reach)
            if self.outer.contains(around) and circle_free_of(place, reach, solids):
                outside = 0 if self.picture.contains(around) else _OUTSIDE_COST
                yield Badge(place, rank * _RANK_COST + outside)
        yield Badge(None, _NO_BADGE_COST)

    @cached_property
    def free(self) -> FreeMap:
        """Where bubbles may stand on the picture."""
        distance = self.style.distance
        solids = [rect.grown(distance) for _, rect in self.obstacles]
        solids += [frame.rect.grown(distance) for frame in self.frames]
        return FreeMap(solids, self.picture.grown(-distance))

    def lanes(self, solids: Iterable[Rect], pen: Pen) -> Lanes:
        """Where the middle of a leader may run."""
        return Lanes([rect.grown(pen.clearance) for rect in solids], self.outer)

    def ports(self, index: int, pen: Pen, taken: Sequence[Rect] = ()) -> list[Port]:
        """Where a leader can begin at the frame: where an arrow's head has room."""
        if not pen.head:
            return self._flag_ports(index)
        left, top, right, bottom = rect = self.frames[index].rect
        middle = rect.centre
        xs = sorted({middle.x, *(left + rect.width * k // 6 for k in (1, 2, 4, 5))})
        ys = sorted({middle.y, *(top + rect.height * k // 6 for k in (1, 2, 4, 5))})
        ports = (
            *(Port(Point(right + 1, y), 1, 0, abs(y - middle.y) // 2) for y in ys),
            *(Port(Point(left - 1, y), -1, 0, abs(y - middle.y) // 2) for y in ys),
            *(Port(Point(x, bottom + 1), 0, 1, abs(x - middle.x) // 8) for x in xs),
            *(Port(Point(x, top - 1), 0, -1, abs(x - middle.x) // 8) for x in xs),
        )
        return self.roomy(ports, pen, [*self.solids(index), *taken])

    @staticmethod
    def roomy(ports: Iterable[Port], pen: Pen, solids: Sequence[Rect]) -> list[Port]:
        """Those of ``ports`` at which an arrow's head has room."""
        return [port for port in ports if free_of(pen.ink((port.tip, port.out(pen.stub)))[0], solids)]

    def _flag_ports(self, index: int) -> list[Port]:
        """Where a line without a head can run on from the frame's upper or lower stroke."""
        stroke = self.style.frame
        left, top, right, bottom = self.frames[index].rect
        return [
            Port(Point(x, y), dx, 0, abs(2 * offset - stroke))
            for x, dx in ((right, 1), (left, -1))
            for offset in range(stroke + 1)
            for y in (top + offset, bottom - offset)
        ]

    def shapes(self, index: int) -> list[tuple[Shape, int]]:
        """Bubbles for the caption on the picture, each with its cost: squat ones look best."""
        if index not in self._shapes:
            text = self.wishes[index].text
            by_lines = {shape.lines: shape for shape in (self.style.shape(text, ems) for ems in _SHAPES)}
            self._shapes[index] = [(shape, max(0, len(lines) - _MANY_LINES) * 8) for lines, shape in by_lines.items()]
        return self._shapes[index]

    def margin_shape(self, index: int) -> Shape:
        """The bubble for the caption in a margin."""
        return self.style.shape(self.wishes[index].text, _MARGIN_SHAPE)
