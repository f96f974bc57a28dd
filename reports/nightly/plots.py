"""The history as plots: small drawings in SVG, each with a text that says the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from reports.nightly.words import counted, duration, rate
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.nightly.history import Line

_WIDTH, _HEIGHT = 360, 170
_LEFT, _RIGHT, _TOP, _FOOT = 60, 10, 14, 28
"""Margins around what is drawn: for the figures at the left, and the dates below."""
_WIDEST: Final = 26.0
"""Of a bar."""
_DOT: Final = 4.0
_WORST: Final = 90.0
"""Per cent at which the axis of the pass rate begins, unless a night was worse."""


@dataclass(frozen=True)
class Plot:
    """A drawing with its title."""

    title: str
    drawing: Markup


@dataclass(frozen=True)
class _Axis:
    """The upright axis."""

    low: float
    high: float
    written: Callable[[float], str]

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _HEIGHT - _FOOT - share * (_HEIGHT - _FOOT - _TOP)


@dataclass(frozen=True)
class _Point:
    """One night on a plot."""

    x: float
    value: float
    told: str
    red: bool


def plots(lines: Sequence[Line]) -> tuple[Plot, ...]:
    """Pass rate, duration and flakes over the nights, oldest first; nothing where there are no nights."""
    return (_pass_rate(lines), _duration(lines), _flakes(lines)) if lines else ()


def _pass_rate(lines: Sequence[Line]) -> Plot:
    rates = [100 * (line.counts.pass_rate or 0) for line in lines]
    low = min(_WORST, math.floor(min(rates) / 10) * 10)
    axis = _Axis(low, 100, lambda value: f"{value:g} %")
    points = _points(lines, rates, lambda line: f"{rate(line.counts)} passed")
    told = (
        f"Pass rate over {counted(len(lines), 'night')}: the last {rate(lines[-1].counts)},"
        f" the worst {min(rates):.1f} %."
    )
    path = " ".join(f"{point.x:.1f},{axis.y(point.value):.1f}" for point in points)
    line = Markup('<polyline class="line" points="{}"/>').format(path) if len(points) > 1 else Markup("")
    return Plot("Pass rate", _drawn(told, axis, lines, line + Markup("").join(_dot(axis, each) for each in points)))


def _duration(lines: Sequence[Line]) -> Plot:
    seconds = [line.seconds for line in lines]
    axis = _Axis(0, _round_up(max(seconds) / 60) * 60 or 60, lambda value: f"{value / 60:g} min")
    points = _points(lines, seconds, lambda line: duration(line.seconds))
    told = (
        f"Duration over {counted(len(lines), 'night')}: the last {duration(seconds[-1])},"
        f" the longest {duration(max(seconds))}."
    )
    return Plot("Duration", _drawn(told, axis, lines, Markup("").join(_bar(axis, each, len(lines)) for each in points)))


def _flakes(lines: Sequence[Line]) -> Plot:
    flaky = [line.counts.flaky for line in lines]
    axis = _Axis(0, max(2, 2 * math.ceil(max(flaky) / 2)), lambda value: f"{value:g}")
    points = _points(lines, [float(each) for each in flaky], lambda line: f"{line.counts.flaky} flaky")
    told = (
        f"Cases that passed on the second try only, over {counted(len(lines), 'night')}:"
        f" {flaky[-1]} in the last, {sum(flaky)} in all."
    )
    return Plot("Flakes", _drawn(told, axis, lines, Markup("").join(_bar(axis, each, len(lines)) for each in points)))


def _round_up(value: float) -> float:
    """The next of 1, 2, 4, 6, 10, 20, 40 … that is not less, so that the middle of an axis is a round figure too."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(step * power for step in (1, 2, 4, 6, 10) if step * power >= value)


def _points(lines: Sequence[Line], values: Sequence[float], told: Callable[[Line], str]) -> list[_Point]:
    step = (_WIDTH - _LEFT - _RIGHT) / len(lines)
    return [
        _Point(
            _LEFT + (place + 0.5) * step,
            value,
            f"{line.name}: {told(line)} ({line.outcome})",
            line.outcome is not Outcome.PASSED,
        )
        for place, (line, value) in enumerate(zip(lines, values, strict=True))
    ]


def _dot(axis: _Axis, point: _Point) -> Markup:
    x, y = point.x, axis.y(point.value)
    # Red nights are diamonds, so that colour is not all that tells them.
    if point.red:
        reach = _DOT * 1.4
        corners = f"{x:.1f},{y - reach:.1f} {x + reach:.1f},{y:.1f} {x:.1f},{y + reach:.1f} {x - reach:.1f},{y:.1f}"
        return Markup('<polygon class="bad" points="{}"><title>{}</title></polygon>').format(corners, point.told)
    return Markup('<circle class="fine" cx="{}" cy="{}" r="{}"><title>{}</title></circle>').format(
        f"{x:.1f}", f"{y:.1f}", _DOT, point.told
    )


def _bar(axis: _Axis, point: _Point, count: int) -> Markup:
    wide = min(_WIDEST, 0.7 * (_WIDTH - _LEFT - _RIGHT) / count)
    top = axis.y(point.value)
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"><title>{}</title></rect>').format(
        "bad" if point.red else "fine",
        f"{point.x - wide / 2:.1f}",
        f"{top:.1f}",
        f"{wide:.1f}",
        f"{axis.y(axis.low) - top:.1f}",
        f"{min(2.0, wide / 4):.1f}",
        point.told,
    )


def _drawn(told: str, axis: _Axis, lines: Sequence[Line], inside: Markup) -> Markup:
    return Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>').format(
        _WIDTH, _HEIGHT, told, _grid(axis), inside, _dates(lines)
    )


def _grid(axis: _Axis) -> Markup:
    drawn = Markup("")
    for value in (axis.low, (axis.low + axis.high) / 2, axis.high):
        y = axis.y(value)
        drawn += Markup('<line class="grid" x1="{}" x2="{}" y1="{y}" y2="{y}"/>').format(
            _LEFT, _WIDTH - _RIGHT, y=f"{y:.1f}"
        )
        drawn += Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(
            _LEFT - 8, f"{y + 4:.1f}", axis.written(value)
        )
    return drawn


def _dates(lines: Sequence[Line]) -> Markup:
    y = _HEIGHT - 8
    if len(lines) == 1:
        return Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
            (_LEFT + _WIDTH - _RIGHT) / 2, y, lines[0].name
        )
    return Markup('<text x="{}" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>').format(
        _LEFT, y, lines[0].name, _WIDTH - _RIGHT, y, lines[-1].name
    )
