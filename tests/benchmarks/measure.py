"""Medians and ratios: what every benchmark is told in."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Figure(TypedDict):
    """One line of the table."""

    name: str
    median: float
    p95: float
    n: int
    unit: str


def figure(name: str, values: Sequence[float], unit: str) -> Figure:
    """Sum up ``values``."""
    ordered = sorted(values)
    return Figure(
        name=name,
        median=round(statistics.median(ordered), 3),
        p95=round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 3),
        n=len(ordered),
        unit=unit,
    )


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(name: str, ours: Callable[[], object], theirs: Callable[[], object], *, pairs: int) -> list[Figure]:
    """Run both in turn, so that whatever slows the machine slows both, and tell the ratio of each pair."""
    mine, other = [], []
    for turn in range(pairs + 1):
        # Who goes first changes from pair to pair; the first pair warms up and does not count.
        if turn % 2:
            a, b = seconds(ours), seconds(theirs)
        else:
            b, a = seconds(theirs), seconds(ours)
        if turn:
            mine.append(a)
            other.append(b)
    ratio = [a / b for a, b in zip(mine, other, strict=True)]
    first, _, second = name.partition("_over_")
    return [
        figure(name, ratio, "ratio"),
        figure(f"{first} (for {name})", [each * 1000 for each in mine], "ms"),
        figure(f"{second} (for {name})", [each * 1000 for each in other], "ms"),
    ]
