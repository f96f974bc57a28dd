"""Where there is room on a picture: free places for rectangles, free lanes for lines.

Both keep whole rows of the picture as the bits of one integer, so that a place or a line is tried with one
operation, however crowded the picture is.
"""

from __future__ import annotations

from bisect import bisect_left
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reports.drawing.geometry import Point, Rect, distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MUCH_LONGER = 2
"""Ways that are so many times as long as the best are not looked for."""
TURN = 40
"""What a bend costs, in pixels of detour that one would rather take."""


class FreeMap:
    """Where a rectangle of a given size fits between solid ones; on a grid, never too optimistic."""

    STEP = 4
    """Pixels between grid lines."""

    def __init__(self, solids: Iterable[Rect], bounds: Rect) -> None:
        self.bounds = bounds
        self._columns = bounds.width // self.STEP
        rows = [(1 << self._columns) - 1] * (bounds.height // self.STEP)
        for solid in solids:
            cells = solid.clipped(bounds)
            if cells.area:
                self._fill(rows, cells)
        self._places: dict[tuple[int, int], list[int]] = {(1, 1): rows}

    def _fill(self, rows: list[int], solid: Rect) -> None:
        step = self.STEP
        first = (solid.left - self.bounds.left) // step
        count = -((self.bounds.left - solid.right) // step) - first
        keep = ~(((1 << count) - 1) << first)
        top = (solid.top - self.bounds.top) // step
        bottom = -((self.bounds.top - solid.bottom) // step)
        for row in range(top, min(bottom, len(rows))):
            rows[row] &= keep

    def _fitting(self, width: int, height: int) -> list[int]:
        """For each grid row, the bits of the columns where the upper left corner may stand."""
        return self._large_enough(-(-width // self.STEP), -(-height // self.STEP))

    def _large_enough(self, wide: int, high: int) -> list[int]:
        """The same in grid cells: two that overlap make a larger one."""
        rows = self._places.get((wide, high))
        if rows is None:
            if high > 1:
                part = _half(high)
                rows = self._large_enough(wide, part)
                rows = [a & b for a, b in zip(rows, rows[high - part :], strict=False)]
            else:
                part = _half(wide)
                rows = [row & row >> wide - part for row in self._large_enough(part, 1)]
            self._places[wide, high] = rows
        return rows

    def fits(self, rect: Rect) -> bool:
        """Whether ``rect`` is free; on the safe side by less than one step."""
        step = self.STEP
        x, y = (rect.left - self.bounds.left) // step, (rect.top - self.bounds.top) // step
        rows = self._fitting(rect.width + step - 1, rect.height + step - 1)
        return x >= 0 and 0 <= y < len(rows) and bool(rows[y] >> x & 1)

    def nearest(self, x: int, y: int, width: int, height: int, *, rightwards: bool) -> int | None:
        """The x nearest to ``x`` in that direction at which such a rectangle fits with its top at ``y``."""
        rows = self._fitting(width, height + self.STEP - 1)
        row = (y - self.bounds.top) // self.STEP
        if not 0 <= row < len(rows):
            return None
        if rightwards:
            column = max(0, -((self.bounds.left - x) // self.STEP))
            bits = rows[row] >> column
            found = column + (bits & -bits).bit_length() - 1
        else:
            column = (x - self.bounds.left) // self.STEP
            if column < 0:
                return None
            bits = rows[row] & ((2 << column) - 1)
            found = bits.bit_length() - 1
        return self.bounds.left + found * self.STEP if bits else None

    def first(self, x: int, ys: Iterable[int], width: int, height: int) -> int | None:
        """The first of ``ys`` at which such a rectangle fits with its left edge at ``x``; safe as ``fits`` is."""
        step, top = self.STEP, self.bounds.top
        column = (x - self.bounds.left) // step
        if column < 0:
            return None
        rows = self._fitting(width + step - 1, height + step - 1)
        for y in ys:
            row = (y - top) // step
            if 0 <= row < len(rows) and rows[row] >> column & 1:
                return y
        return None

    def places(self, width: int, height: int, *, every: int) -> Iterator[Point]:
        """Free upper left corners for such a rectangle, sampled ``every`` so many grid lines."""
        for y, row in enumerate(self._fitting(width, height)):
            if row and y % every == 0:
                for x in range(0, row.bit_length(), every):
                    if row >> x & 1:
                        yield self.bounds_point(x, y)

    def bounds_point(self, column: int, row: int) -> Point:
        """The pixel at which a grid cell begins."""
        return Point(self.bounds.left + column * self.STEP, self.bounds.top + row * self.STEP)


def _half(length: int) -> int:
    """The greatest power of two below ``length``, which must be greater than 1."""
    return 1 << (length - 1).bit_length() - 1


class Lanes:
    """Where upright and level lines may run: not through the inside of a solid, along its edge they may."""

    def __init__(self, solids: Iterable[Rect], bounds: Rect) -> None:
        self.solids = list(solids)
        self.bounds = bounds
        self._rows: dict[int, int] = {}
        self._columns: dict[int, int] = {}

    def _row(self, y: int) -> int:
        if y not in self._rows:
            bits = 0
            for left, top, right, bottom in self.solids:
                if top < y < bottom:
                    bits |= self._mask(left + 1, right - 1, self.bounds.left, self.bounds.right)
            self._rows[y] = bits
        return self._rows[y]

    def _column(self, x: int) -> int:
        if x not in self._columns:
            bits = 0
            for left, top, right, bottom in self.solids:
                if left < x < right:
                    bits |= self._mask(top + 1, bottom - 1, self.bounds.top, self.bounds.bottom)
            self._columns[x] = bits
        return self._columns[x]

    @staticmethod
    def _mask(first: int, last: int, low: int, high: int) -> int:
        first, last = max(first, low), min(last, high)
        return ((1 << (last - first + 1)) - 1) << (first - low) if first <= last else 0

    def free(self, a: Point, b: Point) -> bool:
        """Whether the upright or level line from ``a`` to ``b`` meets nothing and stays within bounds."""
        (ax, ay), (bx, by) = a, b
        left, top, right, bottom = self.bounds
        if not (left <= ax <= right and left <= bx <= right and top <= ay <= bottom and top <= by <= bottom):
            return False
        if ay == by:
            first, last = (ax, bx) if ax < bx else (bx, ax)
            return not self._row(ay) >> (first - left) & ((2 << (last - first)) - 1)
        first, last = (ay, by) if ay < by else (by, ay)
        return not self._column(ax) >> (first - top) & ((2 << (last - first)) - 1)


class Side(NamedTuple):
    """One edge of the picture."""

    name: str
    dx: int
    dy: int

    def of(self, rect: Rect) -> int:
        """The coordinate of this edge of ``rect``."""
        return (rect.left, rect.top, rect.right, rect.bottom)[SIDES.index(self)]

    def meet(self, point: Point, rect: Rect) -> Point:
        """Where a straight line from ``point`` leaves ``rect`` at this side."""
        return Point(self.of(rect), point.y) if self.dx else Point(point.x, self.of(rect))


LEFT, TOP, RIGHT, BOTTOM = SIDES = (
    Side("left", -1, 0),
    Side("top", 0, -1),
    Side("right", 1, 0),
    Side("bottom", 0, 1),
)
_FACING = {(side.dx, side.dy): side for side in SIDES}


class Port(NamedTuple):
    """A place at which a line may leave its frame."""

    tip: Point
    """On the frame, where the arrow points."""
    dx: int
    dy: int
    """The direction outwards: one is 0, the other 1 or -1."""
    cost: int = 0

    @property
    def side(self) -> Side:
        """The side that it faces."""
        return _FACING[self.dx, self.dy]

    def out(self, distance: int) -> Point:
        """The point this far outside."""
        return self.tip.moved(self.dx * distance, self.dy * distance)


class Escape(NamedTuple):
    """A way from a frame out of the picture."""

    side: Side
    points: tuple[Point, ...]
    """From the arrow's tip to the edge."""
    cost: int


def straight_escapes(lanes: Lanes, ports: Iterable[Port]) -> Iterator[Escape]:
    """The ways out that need no bend, the cheapest at each side."""
    best: dict[Side, Escape] = {}
    for port in ports:
        side = port.side
        end = side.meet(port.tip, lanes.bounds)
        cost = distance(port.tip, end) + port.cost
        if (side not in best or cost < best[side].cost) and lanes.free(port.out(1), end):
            best[side] = Escape(side, (port.tip, end), cost)
    yield from best.values()


_Node = tuple[int, int, int, int]
"""A crossing of two lines, by column and row, and the direction in which it was reached."""


def winding_escapes(lanes: Lanes, ports: Sequence[Port], stub: int) -> Iterator[Escape]:
    """The cheapest way out at each side that can be reached at all, the cheapest side first.

    Dijkstra's search over the lines on which a shortest path can run: along the solids' edges and through the
    ports. Every way first leaves its port straight for ``stub`` pixels, where the arrow's head stands.
    """
    net = _Net(lanes, [port.out(stub) for port in ports])
    heap: list[tuple[int, _Node]] = []
    costs: dict[_Node, int] = {}
    origins: dict[_Node, _Node | Port] = {}

    def reach(node: _Node, cost: int, origin: _Node | Port) -> None:
        if node not in costs or cost < costs[node]:
            costs[node] = cost
            origins[node] = origin
            heappush(heap, (cost, node))

    for port in ports:
        out = port.out(stub)
        if lanes.free(port.out(1), out):
            reach(net.node(out, port), stub + port.cost, port)
    found: set[Side] = set()
    longest = lanes.bounds.width + lanes.bounds.height
    while heap and len(found) < len(SIDES) and heap[0][0] <= longest:
        cost, node = heappop(heap)
        if cost > costs[node]:
            continue
        side = net.left_at(node)
        if side and side not in found:
            found.add(side)
            longest = min(longest, _MUCH_LONGER * cost)
            yield Escape(side, net.way(node, origins), cost)
        for neighbour, step in net.neighbours(node):
            reach(neighbour, cost + step, node)


class _Net:
    """The lines that a search follows."""

    def __init__(self, lanes: Lanes, points: Sequence[Point]) -> None:
        outer = lanes.bounds
        xs = {outer.left, outer.right, *(point.x for point in points)}
        ys = {outer.top, outer.bottom, *(point.y for point in points)}
        for left, top, right, bottom in lanes.solids:
            xs.update((left, right))
            ys.update((top, bottom))
        self._lanes = lanes
        self._xs = sorted(x for x in xs if outer.left <= x <= outer.right)
        self._ys = sorted(y for y in ys if outer.top <= y <= outer.bottom)
        self._rows: dict[int, list[bool]] = {}
        self._columns: dict[int, list[bool]] = {}

    def node(self, point: Point, port: Port) -> _Node:
        """The node at ``point``, which is on two of the lines."""
        return bisect_left(self._xs, point.x), bisect_left(self._ys, point.y), port.dx, port.dy

    def _at(self, node: _Node) -> Point:
        return Point(self._xs[node[0]], self._ys[node[1]])

    def left_at(self, node: _Node) -> Side | None:
        """The side at which the picture ends here."""
        column, row, dx, dy = node
        at, line = (column, self._xs) if dx else (row, self._ys)
        end = len(line) - 1 if dx + dy > 0 else 0
        return _FACING[dx, dy] if at == end else None

    def neighbours(self, node: _Node) -> Iterator[tuple[_Node, int]]:
        """The next crossings that can be reached straight on or round a corner, each with its cost."""
        column, row, dx, dy = node
        level, upright = self._level(row), self._upright(column)
        xs, ys = self._xs, self._ys
        for turn_x, turn_y in ((dx, dy), (dy, dx), (-dy, -dx)):
            i, j = column + turn_x, row + turn_y
            if level[max(i, column)] if turn_x else upright[max(j, row)]:
                length = abs(xs[i] - xs[column]) + abs(ys[j] - ys[row])
                yield (i, j, turn_x, turn_y), length if turn_x == dx else length + TURN

    def _level(self, row: int) -> list[bool]:
        """Whether one can go from each crossing of a row to the next; not from beyond its ends."""
        if row not in self._rows:
            self._rows[row] = self._steps(Point(x, self._ys[row]) for x in self._xs)
        return self._rows[row]

    def _upright(self, column: int) -> list[bool]:
        """The same for a column."""
        if column not in self._columns:
            self._columns[column] = self._steps(Point(self._xs[column], y) for y in self._ys)
        return self._columns[column]

    def _steps(self, crossings: Iterable[Point]) -> list[bool]:
        return [False, *(self._lanes.free(a, b) for a, b in pairwise(crossings)), False]

    def way(self, node: _Node, origins: dict[_Node, _Node | Port]) -> tuple[Point, ...]:
        """The arrow's tip, the bends, and the end at ``node``."""
        points = [self._at(node)]
        origin = origins[node]
        while not isinstance(origin, Port):
            if origin[2:] != node[2:]:
                points.append(self._at(origin))
            node, origin = origin, origins[origin]
        return (origin.tip, *reversed(points))
