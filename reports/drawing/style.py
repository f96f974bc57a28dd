"""How callouts look: sizes that follow the picture, colours that also hold in black and white."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from reports.drawing.geometry import Point, Rect, direction
from reports.drawing.typography import Weight, width, wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

ACCENT = "#9d0053"
"""Frames, arrows, badges: 7.9 : 1 on white, and nearly black on a monochrome print."""
ON_ACCENT = "#ffffff"
PAPER = "#ffffff"
"""Bubbles, margins, and the halo that parts a callout from a dark page."""
INK = "#1b1a24"
EDGE = "#c9c7d1"
"""The line around a picture."""

_SMALL, _LARGE = 16.0, 20.0
_NARROW, _WIDE = 800, 1280
"""Up to the first width text is small, from the second on large: wide pictures are shown shrunk."""


@dataclass(frozen=True)
class Pen:
    """How a leader is drawn, in pixels."""

    stroke: int
    halo: int
    """White at either side of the stroke."""
    head: int
    """Length of the arrow's head; 0 for a line that runs on from the frame's edge, without a head."""
    barb: int
    """Half its width."""

    @cached_property
    def reach(self) -> int:
        """How far ink goes from the line's middle."""
        return -(-self.stroke // 2) + self.halo

    @cached_property
    def clearance(self) -> int:
        """How far the line's middle keeps from what must not be covered."""
        return self.reach + 1

    @cached_property
    def stub(self) -> int:
        """The shortest straight piece behind the tip."""
        return self.head + self.clearance + 2 if self.head else 1

    def ink(self, points: Sequence[Point]) -> tuple[Rect, ...]:
        """The rectangles that a leader through ``points`` covers: the arrow's head, then each piece.

        The first point is the arrow's tip. Nothing is covered where there are fewer than two points.
        """
        if len(points) < 2:  # noqa: PLR2004 -- a line has two ends
            return ()
        tip, towards = points[0], points[1]
        dx, dy = direction(tip, towards)
        foot = tip.moved(dx * self.head, dy * self.head)
        halo, barb = self.halo, self.barb + self.halo
        corner = foot.moved(dx * halo + dy * barb, dy * halo + dx * barb)
        head = Rect.spanning(tip.moved(-dy * barb, -dx * barb), corner)
        return (head, *(Rect.spanning(a, b, self.reach) for a, b in pairwise((foot, *points[1:]))))


class Shape(NamedTuple):
    """A caption broken into lines, with the size of its bubble."""

    lines: tuple[str, ...]
    width: int
    height: int


@dataclass(frozen=True)
class Style:
    """The sizes of callouts, all derived from that of the text, in CSS pixels."""

    size: float = _SMALL

    @classmethod
    def for_width(cls, width: int) -> Style:
        """The style for a picture this wide."""
        share = min(1.0, max(0.0, (width - _NARROW) / (_WIDE - _NARROW)))
        return cls(round(_SMALL + share * (_LARGE - _SMALL)))

    def _em(self, share: float) -> int:
        return round(self.size * share)

    @cached_property
    def line(self) -> int:
        """From one baseline to the next."""
        return self._em(1.35)

    @cached_property
    def pad_x(self) -> int:
        """Between the text and the bubble's side."""
        return self._em(0.7)

    @cached_property
    def pad_y(self) -> int:
        """Between the text and the bubble's top."""
        return self._em(0.55)

    @cached_property
    def tab(self) -> int:
        """Width of the coloured strip with the number."""
        return self._em(2.0)

    @cached_property
    def corner(self) -> int:
        """Radius of the bubble's corners."""
        return self._em(0.5)

    @cached_property
    def border(self) -> int:
        """Of the bubble."""
        return 2

    @cached_property
    def halo(self) -> int:
        """White around frame and badge."""
        return 2

    @cached_property
    def badge(self) -> int:
        """Radius of the badge, without its halo."""
        return self._em(0.95)

    @cached_property
    def frame(self) -> int:
        """Stroke of the frame."""
        return self._em(0.19)

    @cached_property
    def gap(self) -> int:
        """Between the target and its frame, where there is room."""
        return self._em(0.25)

    @cached_property
    def distance(self) -> int:
        """Between a bubble and what it must not cover."""
        return self._em(0.55)

    @cached_property
    def gutter(self) -> int:
        """Between a picture and the bubbles in its margin."""
        return self._em(1.6)

    @cached_property
    def sturdy(self) -> Pen:
        """The pen for leaders."""
        return Pen(stroke=self._em(0.19), halo=2, head=self._em(0.85), barb=self._em(0.45))

    @cached_property
    def slim(self) -> Pen:
        """The pen where the sturdy one has no room, such as between lines of text."""
        return Pen(stroke=2, halo=0, head=8, barb=4)

    @cached_property
    def flag(self) -> Pen:
        """The pen for a line that runs on from the frame's upper or lower edge, between lines of text."""
        return Pen(stroke=2, halo=0, head=0, barb=0)

    def shape(self, text: str, ems: float) -> Shape:
        """Break ``text`` to a width of at most ``ems`` times the text size."""
        lines = wrap(text, ems * self.size, self.size, Weight.REGULAR)
        widest = max((width(line, self.size) for line in lines), default=0.0)
        across = -(-widest // 1) + 2 * self.pad_x + self.tab
        down = max(1, len(lines)) * self.line + 2 * self.pad_y
        return Shape(lines, int(across), down)
