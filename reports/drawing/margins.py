"""Bubbles in the margins: columns beside the picture, stairs above and below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from reports.drawing.geometry import Point, Rect
from reports.drawing.routes import RIGHT, TOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.drawing.options import Option
    from reports.drawing.routes import Side
    from reports.drawing.style import Style


class Stand(NamedTuple):
    """Where a bubble stands, and its whole leader from the arrow's tip."""

    bubble: Rect
    leader: tuple[Point, ...]


def column(side: Side, members: Sequence[Option], edges: Rect, style: Style) -> list[Stand]:
    """One above the other in a side margin, each as near to its leader's exit as can be.

    Args:
        side: left or right.
        members: the options with that side, from the uppermost exit down.
        edges: where the margins begin.
        style: the sizes.
    """
    gap = style.distance + 2
    heights = [option.shape.height for option in members]
    exits = [option.exit for option in members]
    wanted = [y - height // 2 for y, height in zip(exits, heights, strict=True)]
    tops = packed(wanted, heights, gap, edges.top + gap // 2, edges.bottom - gap // 2)
    inset = style.corner + style.sturdy.reach + 3
    ends = [min(max(y, top + inset), top + height - inset) for y, top, height in zip(exits, tops, heights, strict=True)]
    tracks = lanes_of(exits, ends)
    spacing = 3 * style.sturdy.reach
    edge = side.of(edges)
    near = edge + side.dx * (style.gutter + spacing * max(tracks, default=0))
    across = max((option.shape.width for option in members), default=0)
    left = near if side is RIGHT else near - across
    stands = []
    for option, top, end, track in zip(members, tops, ends, tracks, strict=True):
        x = edge + side.dx * (style.gutter // 2 + spacing * track)
        jog = (Point(x, option.exit), Point(x, end)) if end != option.exit else ()
        bubble = Rect(left, top, left + across, top + option.shape.height)
        stands.append(Stand(bubble, (*option.leader[:-1], *jog, Point(near, end))))
    return stands


def stair(side: Side, members: Sequence[Option], edges: Rect, style: Style) -> list[Stand]:
    """Above or below the picture, each bubble straight in front of its leader's exit.

    The further right an exit, the lower its bubble, so that no leader runs through another's bubble and all
    read downwards.

    Args:
        side: top or bottom.
        members: the options with that side, from the leftmost exit on.
        edges: where the margins begin; bubbles are kept between left and right if they can be.
        style: the sizes.
    """
    gap = style.distance + 2
    inset = style.corner + style.sturdy.reach + 3
    exits = [option.exit for option in members]
    stands: dict[int, Stand] = {}
    order = range(len(members))
    for k in reversed(order) if side is TOP else order:
        option = members[k]
        across, height = option.shape.width, option.shape.height
        left = max(edges.left, min(exits[k] - across // 2, edges.right - across))
        if side is TOP:
            left = max(left, exits[k - 1] + gap) if k else left
            left = min(left, exits[k] - inset)
        else:
            left = min(left, exits[k + 1] - gap - across) if k + 1 < len(members) else left
            left = max(left, exits[k] + inset - across)
        nearer = [
            stand.bubble
            for stand in stands.values()
            if stand.bubble.left < left + across + gap and left - gap < stand.bubble.right
        ]
        if side is TOP:
            end = min([edges.top - style.gutter, *(bubble.top - gap for bubble in nearer)])
            top = end - height
        else:
            top = end = max([edges.bottom + style.gutter, *(bubble.bottom + gap for bubble in nearer)])
        bubble = Rect(left, top, left + across, top + height)
        stands[k] = Stand(bubble, (*option.leader[:-1], Point(exits[k], end)))
    return [stands[k] for k in order]


def packed(wanted: Sequence[int], heights: Sequence[int], gap: int, top: int, bottom: int) -> list[int]:
    """Tops in the given order, ``gap`` apart, with the least squared distance from those ``wanted``.

    Between ``top`` and ``bottom`` if there is room, else from ``top`` downwards. (Isotonic regression by
    pooling adjacent violators.)
    """
    offsets = [0]
    for height in heights:
        offsets.append(offsets[-1] + height + gap)
    total = offsets.pop() - gap
    pools: list[tuple[float, int]] = []
    for want, offset in zip(wanted, offsets, strict=True):
        mean, count = float(want - offset), 1
        while pools and pools[-1][0] > mean:
            before, many = pools.pop()
            mean = (before * many + mean * count) / (many + count)
            count += many
        pools.append((mean, count))
    last = max(top, bottom - total)
    levels = [min(max(mean, top), last) for mean, count in pools for _ in range(count)]
    return [round(level) + offset for level, offset in zip(levels, offsets, strict=True)]


def lanes_of(exits: Sequence[int], ends: Sequence[int]) -> list[int]:
    """Which upright lane of the gutter each leader takes, counted from the picture, so that none cross.

    Going up, a later leader takes an outer lane; going down, an inner one. Leaders whose upright pieces do
    not overlap share lanes.
    """
    lanes = [0] * len(exits)
    apart = 8
    for k in range(1, len(exits)):
        both_rise = ends[k] < exits[k] and ends[k - 1] < exits[k - 1]
        if both_rise and ends[k] <= exits[k - 1] + apart:
            lanes[k] = lanes[k - 1] + 1
    for k in range(len(exits) - 2, -1, -1):
        both_fall = ends[k] > exits[k] and ends[k + 1] > exits[k + 1]
        if both_fall and ends[k] + apart >= exits[k + 1]:
            lanes[k] = lanes[k + 1] + 1
    return lanes
