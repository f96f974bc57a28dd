"""An independent judge of layouts: it knows what was drawn where, and nothing of how it got there."""

from __future__ import annotations

import math
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reports.drawing.callouts import Layout
    from reports.drawing.placement import Spot
    from reports.record import Obstacle

    Polygon = tuple[tuple[float, float], ...]
    Judge = Callable[[Layout, Sequence[Obstacle]], list[str]]

_TOLERANCE = 0.51
"""Boxes are fractions of pixels, callouts stand on whole ones."""


def _box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _disc(x: float, y: float, radius: float) -> Polygon:
    return tuple((x + radius * math.cos(k * math.pi / 16), y + radius * math.sin(k * math.pi / 16)) for k in range(32))


def _overlap(a: Polygon, b: Polygon) -> bool:
    """Whether two convex polygons overlap by more than the tolerance (separating axes)."""
    for one, other in ((a, b), (b, a)):
        for (x1, y1), (x2, y2) in pairwise((*one, one[0])):
            length = math.hypot(x2 - x1, y2 - y1)
            if not length:
                continue
            nx, ny = (y2 - y1) / length, (x1 - x2) / length
            ours = [nx * x + ny * y for x, y in one]
            theirs = [nx * x + ny * y for x, y in other]
            if min(max(ours) - min(theirs), max(theirs) - min(ours)) <= _TOLERANCE:
                return False
    return True


def _inside(inner: Polygon, outer: Polygon) -> bool:
    def xs(polygon: Polygon) -> list[float]:
        return [x for x, _ in polygon]

    def ys(polygon: Polygon) -> list[float]:
        return [y for _, y in polygon]

    t = _TOLERANCE
    return (
        min(xs(outer)) - t <= min(xs(inner))
        and max(xs(outer)) + t >= max(xs(inner))
        and min(ys(outer)) - t <= min(ys(inner))
        and max(ys(outer)) + t >= max(ys(inner))
    )


def _beside(outer: Polygon, hole: Polygon) -> list[Polygon]:
    """What is left of a text around a target in it, slivers aside."""
    (left, top), _, (right, bottom), _ = outer
    (l, t), _, (r, b), _ = hole  # noqa: E741 -- the hole's edges, as short as the outer's are long
    pieces = (_box(left, top, l, bottom), _box(r, top, right, bottom), _box(l, top, r, t), _box(l, b, r, bottom))
    return [p for p in pieces if min(p[1][0] - p[0][0], p[2][1] - p[1][1]) > 4]


def _leader(spot: Spot) -> Iterator[Polygon]:
    if not spot.leader:
        return
    pen, points = spot.pen, [(float(x), float(y)) for x, y in spot.leader]
    (x, y), (x2, y2) = points[0], points[1]
    length = math.hypot(x2 - x, y2 - y)
    ux, uy = (x2 - x) / length, (y2 - y) / length
    if pen.head:
        foot, wide = (x + ux * pen.head, y + uy * pen.head), pen.barb + pen.halo / 2
        yield ((x, y), (foot[0] - uy * wide, foot[1] + ux * wide), (foot[0] + uy * wide, foot[1] - ux * wide))
    half = pen.stroke / 2 + pen.halo
    points[0] = (x + ux * pen.head, y + uy * pen.head)
    for (ax, ay), (bx, by) in pairwise(points):
        if ax == bx:
            yield _box(ax - half, min(ay, by), ax + half, max(ay, by))
        else:
            assert ay == by, "leaders run upright or level"
            yield _box(min(ax, bx), ay - half, max(ax, bx), ay + half)


def _drawn(layout: Layout, spot: Spot) -> list[tuple[str, Polygon]]:
    drawn = [("bubble", _box(*spot.bubble))]
    if spot.badge:
        drawn.append(("badge", _disc(*spot.badge, layout.style.badge + layout.style.halo)))
    return drawn + [("leader", polygon) for polygon in _leader(spot)]


def _things(layout: Layout, obstacles: Sequence[Obstacle]) -> Iterator[tuple[str, str, Polygon]]:
    """Kind, name and box of what shows on the picture, on the canvas."""
    left, top, right, bottom = layout.picture
    for o in obstacles:
        box = (
            max(left, o.box.x + left),
            max(top, o.box.y + top),
            min(right, o.box.right + left),
            min(bottom, o.box.bottom + top),
        )
        if box[0] < box[2] and box[1] < box[3]:
            yield o.kind, f"{o.kind} {o.text!r}", _box(*box)


def _forbidden(name: str, kind: str, box: Polygon, own: Polygon) -> list[Polygon]:
    """Which parts of a thing a part of a callout must not cover: what the target lies in cannot be avoided,
    save for its words beside the target."""
    if _inside(box, own):
        return [own]
    if name == "bubble" or not _inside(own, box):
        return [box]
    return _beside(box, own) if kind == "text" else []


def _collisions(layout: Layout, obstacles: Sequence[Obstacle]) -> list[str]:
    things = list(_things(layout, obstacles))
    canvas = _box(0, 0, layout.width, layout.height)
    drawings = [(spot, _drawn(layout, spot)) for spot in layout.spots]
    found = []
    for spot, drawn in drawings:
        own = _box(*spot.target)
        for name, part in drawn:
            who = f"{name} {spot.number}"
            covered = [
                what
                for kind, what, box in things
                if any(_overlap(part, each) for each in _forbidden(name, kind, box, own))
            ]
            for other in layout.spots:
                nested = other is not spot and name != "bubble" and _inside(own, _box(*other.target))
                if not nested and _overlap(part, _box(*other.target)):
                    covered.append(f"target {other.number}")
                if not nested and other is not spot and _overlap(part, _box(*other.frame)):
                    covered.append(f"frame {other.number}")
            found += [f"{who} covers {what}" for what in covered]
            if not _inside(part, canvas):
                found.append(f"{who} is cut off")
        found += [
            f"{one} {spot.number} meets its own {other}"
            for (one, a), (other, b) in combinations(drawn, 2)
            if {one, other} != {"leader"} and _overlap(a, b)
        ]
    found += _collisions_of_details(layout, things, drawings)
    for (a, ours), (b, theirs) in combinations(drawings, 2):
        found += [
            f"{one} {a.number} meets {other} {b.number}"
            for (one, p), (other, q) in product(ours, theirs)
            if _overlap(p, q)
        ]
    return found


def _collisions_of_details(
    layout: Layout, things: list[tuple[str, str, Polygon]], drawings: list[tuple[Spot, list[tuple[str, Polygon]]]]
) -> Iterator[str]:
    boxes = [(detail.number, _box(*detail.box)) for detail in layout.details]
    others = [(what, box) for _, what, box in things]
    for spot, drawn in drawings:
        others += [(f"{name} {spot.number}", part) for name, part in drawn]
        others += [
            (f"{name} {spot.number}", _box(*rect)) for name, rect in (("target", spot.target), ("frame", spot.frame))
        ]
    for number, box in boxes:
        yield from (f"detail {number} covers {what}" for what, other in others if _overlap(box, other))
        if not _inside(box, _box(0, 0, layout.width, layout.height)):
            yield f"detail {number} is cut off"
    for (a, one), (b, other) in combinations(boxes, 2):
        if _overlap(one, other):
            yield f"detail {a} meets detail {b}"


@pytest.fixture(scope="session")
def collisions() -> Judge:
    """Judges a layout: names everything that a callout covers though it must not."""
    return _collisions
