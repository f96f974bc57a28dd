"""Points and rectangles on whole CSS pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reports.record import Box


class Point(NamedTuple):
    """A point; y grows downwards."""

    x: int
    y: int

    def moved(self, dx: int, dy: int) -> Point:
        """The point at this offset."""
        return Point(self.x + dx, self.y + dy)


class Rect(NamedTuple):
    """A rectangle by its edges."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, box: Box) -> Rect:
        """The rectangle nearest to ``box``."""
        return cls(round(box.x), round(box.y), round(box.right), round(box.bottom))

    @classmethod
    def spanning(cls, a: Point, b: Point, rim: int = 0) -> Rect:
        """The rectangle with ``a`` and ``b`` at opposite corners, flat where they share a coordinate, and a rim."""
        (ax, ay), (bx, by) = a, b
        left, right = (ax, bx) if ax < bx else (bx, ax)
        top, bottom = (ay, by) if ay < by else (by, ay)
        return cls(left - rim, top - rim, right + rim, bottom + rim)

    @classmethod
    def around(cls, centre: Point, reach: int) -> Rect:
        """The square that reaches this far from ``centre``."""
        return cls(centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach)

    @property
    def width(self) -> int:
        """The distance from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """The distance from top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> Point:
        """The middle, rounded down."""
        return Point((self.left + self.right) // 2, (self.top + self.bottom) // 2)

    @property
    def area(self) -> int:
        """Width × height, 0 for a rectangle turned inside out."""
        return max(0, self.width) * max(0, self.height)

    def moved(self, dx: int, dy: int) -> Rect:
        """The rectangle at this offset."""
        return Rect(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def grown(self, by: int) -> Rect:
        """The rectangle larger by this much at every side."""
        return Rect(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def overlaps(self, other: Rect) -> bool:
        """Whether the insides meet; touching edges do not."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def contains(self, other: Rect) -> bool:
        """Whether ``other`` lies wholly in this one; an equal one does."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def clipped(self, to: Rect) -> Rect:
        """What lies within ``to``; turned inside out (``area`` 0) if nothing does."""
        return Rect(
            max(self.left, to.left),
            max(self.top, to.top),
            min(self.right, to.right),
            min(self.bottom, to.bottom),
        )

    def without(self, hole: Rect) -> Iterator[Rect]:
        """The up to four pieces left beside, above and below ``hole``, which lies within."""
        yield Rect(self.left, self.top, hole.left, self.bottom)
        yield Rect(hole.right, self.top, self.right, self.bottom)
        yield Rect(hole.left, self.top, hole.right, hole.top)
        yield Rect(hole.left, hole.bottom, hole.right, self.bottom)


def direction(a: Point, b: Point) -> tuple[int, int]:
    """Where ``b`` lies from ``a``, as signs of x and y."""
    return (b.x > a.x) - (b.x < a.x), (b.y > a.y) - (b.y < a.y)


def distance(a: Point, b: Point) -> int:
    """How far it is from ``a`` to ``b`` along upright and level lines."""
    return abs(a.x - b.x) + abs(a.y - b.y)


def free_of(rect: Rect, solids: Iterable[Rect]) -> bool:
    """Whether ``rect`` overlaps none of ``solids``."""
    left, top, right, bottom = rect
    for solid_left, solid_top, solid_right, solid_bottom in solids:
        if solid_left < right and left < solid_right and solid_top < bottom and top < solid_bottom:
            return False
    return True


def circle_free_of(centre: Point, radius: int, solids: Iterable[Rect]) -> bool:
    """Whether this circle overlaps none of ``solids``."""
    for left, top, right, bottom in solids:
        dx = max(left - centre.x, 0, centre.x - right)
        dy = max(top - centre.y, 0, centre.y - bottom)
        if dx * dx + dy * dy < radius * radius:
            return False
    return True


def bounds_of(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle around all of ``rects``, of which there must be at least one."""
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return Rect(min(lefts), min(tops), max(rights), max(bottoms))
