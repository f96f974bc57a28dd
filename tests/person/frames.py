"""Finding, in a picture of the screen, the frames that a guide draws around what it points at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from PIL import ImageChops

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PIL import Image

ACCENT: Final = (157, 0, 83)
"""The colour of frames, as it stands on the screen."""

_SLACK: Final = 26
"""By how much each part of the colour may differ: edges are smoothed."""
_SHORTEST: Final = 10
"""Pixels of a side's straight part."""
_FILLED: Final = 0.6
"""How much of an upright line within a frame may have the colour: more, and it is a filled strip."""
_CORNER: Final = 6
"""Pixels of an upright side that must be seen at its ends: a number may stand on its middle."""
_SMALLEST: Final = 12
"""Pixels that a frame has room for at least: what holds less is a letter."""
_ROUNDING: Final = 5
"""Pixels by which the sides of a frame may differ, for its corners are round."""
_DRAWN: Final = 0.75
"""How much of a side must be seen: a number or an arrow may stand on it."""
_THICKEST: Final = 16
"""Pixels of a stroke; what is thicker is no line."""
_THINNEST: Final = 3
"""Pixels of a frame's stroke."""
_RUN: Final = re.compile(rb"\xff{%d,}" % _SHORTEST)


class Frame(NamedTuple):
    """A frame on the screen, by its outer edges, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def middle(self) -> tuple[float, float]:
        """Where one aims."""
        return ((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point is in it."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


class _Line(NamedTuple):
    """A level stroke, as far as it was followed downwards."""

    left: int
    right: int
    top: int
    bottom: int
    last: tuple[int, int]
    """From where to where it went on its last row."""
    parts: tuple[_Line, ...] = ()
    """What is seen of it, where something lies over its middle."""


def accent_mask(picture: Image.Image, colour: tuple[int, int, int] = ACCENT) -> Image.Image:
    """White where ``picture`` has the colour, black elsewhere."""
    bands = [
        band.point([255 if abs(value - wanted) <= _SLACK else 0 for value in range(256)])
        for band, wanted in zip(picture.split(), colour, strict=True)
    ]
    return ImageChops.darker(ImageChops.darker(bands[0], bands[1]), bands[2])


def frames_in(picture: Image.Image, colour: tuple[int, int, int] = ACCENT) -> list[Frame]:
    """The hollow frames of this colour, the largest first."""
    mask = accent_mask(picture, colour)
    lines = list(_level_lines(mask))
    lines += _interrupted(lines)
    pairs = [
        (top, bottom) for top in lines for bottom in lines if bottom.top > top.bottom and _begin_alike(top, bottom)
    ]
    found: list[Frame] = []
    used: set[_Line] = set()
    for top, bottom in sorted(
        pairs, key=lambda pair: (pair[1].top - pair[0].bottom, len(pair[0].parts + pair[1].parts))
    ):
        parts = {*top.parts, *bottom.parts} or {top, bottom}
        if used.isdisjoint({top, bottom, *parts}) and (frame := _frame(mask, top, bottom)):
            found.append(frame)
            used |= {top, bottom, *parts}
    return sorted(found, key=lambda frame: -(frame.right - frame.left) * (frame.bottom - frame.top))


def _level_lines(mask: Image.Image) -> Iterator[_Line]:
    """The level strokes: runs right below one another, unless they are so many that they fill an area."""
    width, height = mask.size
    data = mask.tobytes()
    followed: list[_Line] = []
    for y in range(height + 1):
        runs = [
            (match.start() - y * width, match.end() - y * width)
            for match in _RUN.finditer(data, y * width, min((y + 1) * width, len(data)))
        ]
        grown = [_grown(followed, run, y) for run in runs]
        yield from (
            line
            for line in followed
            if line.bottom - line.top <= _THICKEST and not any(_continues(line, below) for below in grown)
        )
        followed = grown


def _interrupted(lines: Iterable[_Line]) -> list[_Line]:
    """The lines that something may lie over: what is seen of them stands on the same rows."""
    by_rows: dict[tuple[int, int], list[_Line]] = {}
    for line in lines:
        by_rows.setdefault((line.top, line.bottom), []).append(line)
    together = (sorted(parts) for parts in by_rows.values() if len(parts) > 1)
    return [
        _Line(parts[0].left, parts[-1].right, parts[0].top, parts[0].bottom, parts[0].last, tuple(parts))
        for parts in together
        if parts[0].bottom - parts[0].top >= _THINNEST
    ]


def _grown(followed: Iterable[_Line], run: tuple[int, int], y: int) -> _Line:
    """The line that ``run`` continues, or a new one."""
    for line in followed:
        if line.last[0] < run[1] and run[0] < line.last[1]:
            return _Line(min(line.left, run[0]), max(line.right, run[1]), line.top, y + 1, run)
    return _Line(*run, y, y + 1, run)


def _continues(line: _Line, below: _Line) -> bool:
    return below.top == line.top and below.left <= line.left and below.right >= line.right


def _nearest_first(lines: list[_Line]) -> list[tuple[_Line, _Line]]:
    """The pairs of lines that may be the upper and the lower side of a frame, those wholly seen first."""
    above = [(one, other) for one in lines for other in lines if other.top > one.bottom]
    pairs = [(top, bottom) for top, bottom in above if _begin_alike(top, bottom)]
    return sorted(pairs, key=lambda pair: (pair[1].top - pair[0].bottom, len(pair[0].parts) + len(pair[1].parts)))


def _begin_alike(one: _Line, other: _Line) -> bool:
    """Whether two lines can belong to one frame: at one end, something may lie over them."""
    alike = abs(one.left - other.left) <= _ROUNDING or abs(one.right - other.right) <= _ROUNDING
    shorter, longer = sorted((one.right - one.left, other.right - other.left))
    return alike and shorter >= longer * _DRAWN


def _frame(mask: Image.Image, top: _Line, bottom: _Line) -> Frame | None:
    """The frame with these two sides, if it has another and is hollow; a number may stand on the fourth."""
    left, right = min(top.left, bottom.left), max(top.right, bottom.right)
    length = min(_CORNER, bottom.top - top.bottom)
    ends = ((top.bottom, top.bottom + length), (bottom.top - length, bottom.top))
    sides = (range(left - _ROUNDING, left + 2), range(right - 2, right + _ROUNDING))
    if not any(all(_drawn(mask, columns, rows) for rows in ends) for columns in sides):
        return None
    inner = (left + _ROUNDING, top.bottom + 1, right - _ROUNDING, bottom.top - 1)
    if inner[2] - inner[0] < _SMALLEST or inner[3] - inner[1] < _SMALLEST or not _is_hollow(mask, inner):
        return None
    return Frame(left, top.top, right, bottom.bottom)


def _drawn(mask: Image.Image, columns: range, rows: tuple[int, int]) -> bool:
    """Whether the screen has an upright line in one of ``columns``, from the first to the last of ``rows``."""
    shares = (_share(mask, (x, rows[0], x + 1, rows[1])) for x in columns if 0 <= x < mask.width)
    return max(shares, default=0.0) >= _DRAWN


def _is_hollow(mask: Image.Image, inner: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = inner
    level = ((left, top, right, top + 1), (left, bottom - 1, right, bottom))
    upright = ((left, top, left + 1, bottom), (right - 1, top, right, bottom))
    return all(_share(mask, rim) < 1 - _DRAWN for rim in level) and all(_share(mask, rim) < _FILLED for rim in upright)


def _share(mask: Image.Image, box: tuple[int, int, int, int]) -> float:
    counts = mask.crop(box).histogram()
    total = sum(counts)
    return counts[255] / total if total else 0.0
