"""The ways in which one callout could be placed, each with what it covers and what it costs."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from reports.drawing.geometry import Point, Rect, distance, free_of
from reports.drawing.routes import BOTTOM, LEFT, RIGHT, TOP, FreeMap, Port, straight_escapes, winding_escapes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reports.drawing.routes import Escape, Lanes, Side
    from reports.drawing.scene import Badge, Scene
    from reports.drawing.style import Pen, Shape

NO_LEADER_COST = 2000

_TRIED = 20
"""Options of each group that are tried with each badge."""
_KEPT = 12
"""Options of each group that are worth trying."""
_FAR = 420
"""The longest leader to a bubble on the picture."""
_NEAREST = 40
"""Free places that a bent line tries to reach."""
_TURN_COST = 40
_BEHIND_COST = 45
"""Of a line that points at the badge and not at the frame."""
_SLIM_COST = 60
_SIDE_COST = {RIGHT: 0, LEFT: 30, BOTTOM: 60, TOP: 60}
_COVER_COST = {"control": 8, "label": 4, "text": 2, "image": 1}
"""For each covered pixel, where a picture without margins leaves no choice."""


class Option(NamedTuple):
    """One way to place a callout; where its bubble stands in a margin is found out later."""

    leader: tuple[Point, ...]
    """From the arrow's tip to the bubble or to the edge of the picture."""
    pen: Pen
    shape: Shape
    side: Side
    """Where the leader leaves its frame for, or the picture."""
    cost: float
    bubble: Rect | None = None
    """None in a margin."""
    ink: tuple[Rect, ...] = ()
    """All that it covers of the picture; told of those only that are worth a second look."""
    badge: Point | None = None
    led: bool = True
    """Whether the leader is drawn. A callout that no line can reach has one point only, at the edge."""

    @property
    def group(self) -> tuple[Side, bool]:
        """What it is an alternative of: its side, and whether it stays on the picture."""
        return self.side, self.bubble is not None

    @property
    def exit(self) -> int:
        """Where its leader enters the margin, along the picture's edge."""
        return self.leader[-1].y if self.side.dx else self.leader[-1].x

    @property
    def top(self) -> int:
        """Where the bubble begins, or about where it will."""
        return self.bubble.top if self.bubble else self.leader[-1].y


def options(scene: Scene, index: int) -> list[Option]:
    """The best options in each group, if nothing else were placed."""
    pen = scene.style.sturdy
    lanes = scene.lanes(scene.solids(index), pen)
    ports = scene.ports(index, pen)
    bare = [*_straight(scene, index, lanes, ports, most=_TRIED), *_bent(scene, index, lanes, ports)]
    if scene.margins:
        bare += _leaving(scene, index, straight_escapes(lanes, ports), pen)
    groups = [list(map(_inked, group)) for group in _best(bare, _TRIED)]
    *places, none = scene.badges(index)
    # In each group the cheapest come first, and no more than these can be among the best.
    found = [
        option
        for badge in (*places[:3], none)
        for group in groups
        for option in islice(_badged(scene, group, badge), _KEPT)
    ]
    for badge in places:
        found += islice(_badged(scene, map(_inked, _behind(scene, index, lanes, badge)), badge), _KEPT)
    if not found and scene.margins:
        found = winding(scene, index)
    return [option for group in _best(found, _KEPT) for option in group]


def _behind(scene: Scene, index: int, lanes: Lanes, badge: Badge) -> Iterator[Option]:
    """Bubbles that a straight line reaches from a badge beside the frame, where the badge leaves no room for more.

    All are of one group, the cheapest first.
    """
    target = scene.wishes[index].target
    if badge.centre is None or badge.centre.y != target.centre.y:
        return
    dx = 1 if badge.centre.x > target.right else -1
    reach, half = scene.badge_reach, scene.badge_reach // 2
    tips = (badge.centre.moved(dx * (reach + 3), dy) for dy in (0, -half, half))
    ports = [Port(tip, dx, 0, _BEHIND_COST) for tip in tips]
    yield from _straight(scene, index, lanes, scene.roomy(ports, scene.style.sturdy, scene.solids(index)))


def _best(found: Iterable[Option], count: int) -> list[list[Option]]:
    """The cheapest of each group, in this order."""
    groups: dict[tuple[Side, bool], list[Option]] = {}
    for option in sorted(found, key=lambda option: option.cost):
        groups.setdefault(option.group, []).append(option)
    return [group[:count] for group in groups.values()]


def winding(scene: Scene, index: int, taken: Sequence[Rect] = ()) -> list[Option]:
    """Ways to the margins around everything, with as strong a pen and as good a badge as there is room for.

    Args:
        scene: the picture.
        index: of the callout.
        taken: what other callouts cover.
    """
    style = scene.style
    places = list(scene.badges(index, taken))
    for rank, pen in enumerate((style.sturdy, style.slim, style.flag)):
        for badge in dict.fromkeys((places[0], places[-1])):
            solids = [*scene.solids(index), *taken]
            if badge.centre:
                solids.append(Rect.around(badge.centre, scene.badge_reach))
            lanes = scene.lanes(solids, pen)
            own = scene.frames[index].rect.grown(2) if pen.head else scene.wishes[index].target
            lanes.solids.append(own)
            escapes = winding_escapes(lanes, scene.ports(index, pen, taken), pen.stub)
            found = map(_inked, _leaving(scene, index, escapes, pen, cost=rank * _SLIM_COST))
            if badged := list(_badged(scene, found, badge)):
                return badged
    return []


def unled(scene: Scene, index: int, taken: Sequence[Rect]) -> Option:
    """The last resort: a bubble in the right margin that only its number ties to the target."""
    edge = Point(scene.outer.right, scene.wishes[index].target.centre.y)
    option = Option((edge,), scene.style.slim, scene.margin_shape(index), RIGHT, cost=NO_LEADER_COST)
    return _unled_with_badge(scene, index, option, taken)


def least_bad(scene: Scene, index: int, taken: Sequence[Rect]) -> Option:
    """Where there are no margins: the bubble that covers least, never a target or another callout.

    If the picture is too small for even that, the bubble stands in its upper left corner.
    """
    forbidden = [*(frame.rect for frame in scene.frames), *taken]
    shape, _ = scene.shapes(index)[0]
    best = (float("inf"), Rect(0, 0, shape.width, shape.height), shape)
    middle = scene.wishes[index].target.centre
    for shape, _ in scene.shapes(index):
        for bubble in _everywhere(scene.picture.grown(-2), shape):
            cost: float = distance(bubble.centre, middle)
            if cost < best[0] and free_of(bubble, forbidden):
                cost += sum(
                    _COVER_COST[kind] * rect.clipped(bubble).area
                    for kind, rect in scene.obstacles
                    if rect.overlaps(bubble)
                )
                best = min(best, (cost, bubble, shape), key=lambda found: found[0])
    _, bubble, shape = best
    option = Option((), scene.style.slim, shape, RIGHT, bubble=bubble, cost=NO_LEADER_COST)
    return _unled_with_badge(scene, index, option, taken)


def _unled_with_badge(scene: Scene, index: int, option: Option, taken: Sequence[Rect]) -> Option:
    bare = [_inked(option._replace(led=False))]
    badges = scene.badges(index, taken)
    return next(badged for badge in badges for badged in _badged(scene, bare, badge))


def _everywhere(room: Rect, shape: Shape) -> Iterator[Rect]:
    step = 4 * FreeMap.STEP
    for y in range(room.top, room.bottom - shape.height + 1, step):
        for x in range(room.left, room.right - shape.width + 1, step):
            yield Rect(x, y, x + shape.width, y + shape.height)


def _inked(option: Option) -> Option:
    bubble = (option.bubble,) if option.bubble else ()
    return option._replace(ink=(*option.pen.ink(option.leader), *bubble, *option.ink))


def _badged(scene: Scene, bare: Iterable[Option], badge: Badge) -> Iterator[Option]:
    """Those of the ``bare`` options that leave room for ``badge``, with it."""
    if badge.centre is None:
        for option in bare:
            yield option._replace(cost=option.cost + badge.cost)
        return
    around = Rect.around(badge.centre, scene.badge_reach)
    apart = around.grown(2)
    for option in bare:
        if free_of(apart, option.ink):
            cost, ink = option.cost + badge.cost, (*option.ink, around)
            yield option._replace(badge=badge.centre, cost=cost, ink=ink)


def _leaving(scene: Scene, index: int, escapes: Iterable[Escape], pen: Pen, cost: int = 0) -> list[Option]:
    """Bubbles in the margins that ``escapes`` lead to."""
    shape = scene.margin_shape(index)
    found = []
    for way in escapes:
        option = Option(way.points, pen, shape, way.side, cost=cost + way.cost + _SIDE_COST[way.side])
        found.append(option if way.side.dx else option._replace(ink=(*option.ink, _reserved(scene, way.points[-1]))))
    return found


def _reserved(scene: Scene, edge: Point) -> Rect:
    """What keeps other leaders so far from one that leaves upwards or downwards that its bubble fits between them."""
    style = scene.style
    half = style.distance + style.corner + style.sturdy.reach
    return Rect(edge.x - half, edge.y - 1, edge.x + half, edge.y + 1)


def _straight(scene: Scene, index: int, lanes: Lanes, ports: Iterable[Port], most: float = inf) -> Iterator[Option]:
    """Bubbles on the picture that a straight line reaches: the cheapest, no more than ``most`` at each side."""
    pen = scene.style.sturdy
    candidates: list[tuple[float, Port, Point, Shape, Rect]] = []
    for port in ports:
        facing = _beside if port.dx else _above_or_below
        side_cost = port.cost + _SIDE_COST[port.side]
        for shape, shape_cost in scene.shapes(index):
            for bubble, shift in facing(scene, index, port, shape):
                end = _touching(port, bubble)
                length = distance(port.tip, end)
                if length <= _FAR:
                    candidates.append((length + side_cost + shape_cost + shift / 4, port, end, shape, bubble))
    candidates.sort(key=itemgetter(0))
    found: Counter[Side] = Counter()
    for cost, port, end, shape, bubble in candidates:
        side = port.side
        if found[side] < most and lanes.free(port.out(1), end):
            found[side] += 1
            yield Option((port.tip, end), pen, shape, side, bubble=bubble, cost=cost)


def _shortest(scene: Scene) -> int:
    """Length of the shortest leader to a bubble on the picture."""
    pen = scene.style.sturdy
    return pen.stub + pen.head // 2


def _shifts(scene: Scene, extent: int) -> tuple[int, ...]:
    """How far a bubble of this extent may be off the line that meets it, the least first."""
    slack = max(0, extent // 2 - scene.style.corner - scene.style.sturdy.reach)
    return (0, -slack // 2, slack // 2, -slack, slack)


def _beside(scene: Scene, index: int, port: Port, shape: Shape) -> Iterator[tuple[Rect, int]]:
    """Free bubbles right or left of ``port``, each with how far it is off the middle."""
    start = port.out(_shortest(scene))
    for shift in _shifts(scene, shape.height):
        top = start.y - shape.height // 2 + shift
        begin = start.x if port.dx > 0 else start.x - shape.width
        nearest = scene.free.nearest(begin, top, shape.width, shape.height, rightwards=port.dx > 0)
        if nearest is None:
            continue
        for x in (nearest, *_further(scene, index, port, nearest, shape)):
            bubble = Rect(x, top, x + shape.width, top + shape.height)
            if x == nearest or scene.free.fits(bubble):
                yield bubble, abs(shift)


def _further(scene: Scene, index: int, port: Port, nearest: int, shape: Shape) -> Iterator[int]:
    """Places further out: past another bubble, and in line with those of other callouts."""
    step = FreeMap.STEP
    yield nearest + port.dx * ((shape.width + scene.style.distance) // step + 1) * step
    origin, shortest = scene.free.bounds.left, _shortest(scene) + 1
    for other, frame in enumerate(scene.frames):
        if other == index:
            continue
        if port.dx > 0:
            x = origin - (origin - frame.rect.right - shortest) // step * step
        else:
            x = origin + (frame.rect.left - shortest - shape.width - origin) // step * step
        if (x - nearest) * port.dx > 0:
            yield x


def _above_or_below(scene: Scene, index: int, port: Port, shape: Shape) -> Iterator[tuple[Rect, int]]:
    """Free bubbles above or below ``port``, each with how far it is off the middle."""
    del index  # every callout is asked alike
    start = port.out(_shortest(scene))
    begin = start.y if port.dy > 0 else start.y - shape.height
    for shift in _shifts(scene, shape.width):
        x = start.x - shape.width // 2 + shift
        ys = range(begin, begin + port.dy * _FAR // 2, port.dy * FreeMap.STEP * 3)
        y = scene.free.first(x, ys, shape.width, shape.height)
        if y is not None:
            yield Rect(x, y, x + shape.width, y + shape.height), abs(shift)


def _bent(scene: Scene, index: int, lanes: Lanes, ports: Sequence[Port]) -> Iterator[Option]:
    """Bubbles on the nearest free places that a line with one bend reaches."""
    pen = scene.style.sturdy
    foremost = [port for port in ports if port.cost == min(p.cost for p in ports if p.side is port.side)]
    shapes = scene.shapes(index)
    shape, shape_cost = shapes[len(shapes) // 2]
    middle = scene.frames[index].rect.centre
    half = Point(shape.width // 2, shape.height // 2)
    places = sorted(
        (distance(place.moved(*half), middle), place) for place in scene.free.places(shape.width, shape.height, every=8)
    )
    for far, place in places[:_NEAREST]:
        if far > 2 * _FAR:
            break
        bubble = Rect(place.x, place.y, place.x + shape.width, place.y + shape.height)
        for port in foremost:
            bend, end = _elbow(port, bubble)
            ahead = (bend.x - port.tip.x) * port.dx + (bend.y - port.tip.y) * port.dy
            roomy = ahead >= pen.stub and distance(bend, end) >= 2 * pen.clearance
            roomy = roomy and not bubble.overlaps(Rect.spanning(port.tip, bend).grown(pen.clearance))
            if roomy and lanes.free(port.out(1), bend) and lanes.free(bend, end):
                cost = distance(port.tip, end) + port.cost + shape_cost + _TURN_COST
                cost += _SIDE_COST[port.side]
                yield Option((port.tip, bend, end), pen, shape, port.side, bubble=bubble, cost=cost)


def _touching(port: Port, bubble: Rect) -> Point:
    """Where a straight line from ``port`` meets ``bubble``."""
    if port.dx:
        return Point(bubble.left if port.dx > 0 else bubble.right, port.tip.y)
    return Point(port.tip.x, bubble.top if port.dy > 0 else bubble.bottom)


def _elbow(port: Port, bubble: Rect) -> tuple[Point, Point]:
    """The bend and the end of a line that meets the middle of one of the bubble's sides."""
    middle = bubble.centre
    if port.dx:
        y = bubble.top if bubble.top > port.tip.y else bubble.bottom
        return Point(middle.x, port.tip.y), Point(middle.x, y)
    x = bubble.left if bubble.left > port.tip.x else bubble.right
    return Point(port.tip.x, middle.y), Point(x, middle.y)
