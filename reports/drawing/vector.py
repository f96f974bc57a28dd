"""Callouts as a drawing: one SVG element that all reports use, or piece by piece for whoever paints pixels.

The same drawing lies over the clean picture in the tutorial, is flattened into annotated pictures, and can be
shown over a live page.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from reports.drawing.geometry import Point, Rect, bounds_of, direction, distance
from reports.drawing.style import ACCENT, EDGE, INK, ON_ACCENT, PAPER
from reports.drawing.typography import FAMILY, Weight

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reports.drawing.callouts import Layout
    from reports.drawing.details import Detail
    from reports.drawing.placement import Spot
    from reports.drawing.style import Pen, Style

_CORNER = 9
"""Radius of a leader's bends."""
_ROUND = 6.0
"""Radius of a frame's corners, in the middle of its stroke."""
_CAP = 0.727
"""Height of the font's capitals and figures, as a share of its size."""


class Line(NamedTuple):
    """One line of text."""

    x: float
    """Of its beginning or, where it is centred, of its middle."""
    y: float
    """Of its baseline."""
    text: str


class Words(NamedTuple):
    """Lines that are set alike."""

    lines: tuple[Line, ...]
    size: float
    weight: Weight
    ink: str
    centred: bool = False

    def svg(self) -> str:
        """As an element of an SVG drawing."""
        spans = "".join(f'<tspan x="{x:g}" y="{y:.2f}">{escape(text)}</tspan>' for x, y, text in self.lines)
        anchor = ' text-anchor="middle"' if self.centred else ""
        look = f'font-size="{self.size:g}" font-weight="{self.weight.value}" fill="{self.ink}"'
        return f"<text {look}{anchor}>{spans}</text>"


class Rims(NamedTuple):
    """The edges of a shape, as in a nine-patch: what is between them looks the same however far it is stretched."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def least(self) -> tuple[int, int]:
        """Width and height of the smallest shape with such edges."""
        return self.left + 1 + self.right, self.top + 1 + self.bottom

    def grown(self, by: int) -> Rims:
        """Edges wider by this much."""
        return Rims(self.left + by, self.top + by, self.right + by, self.bottom + by)


class Piece(NamedTuple):
    """A piece of the callouts, for whoever paints it by itself."""

    view: Rect
    """The part of the canvas that it covers."""
    drawing: str
    """Its shapes as an SVG element, the same text for all that look alike."""
    rims: Rims | None
    """Where the drawing is the smallest of its kind, to be stretched to the size of ``view``."""
    words: tuple[Words, ...]
    """What is written on it; on the canvas."""


class _Part(NamedTuple):
    """Shapes and the words on them."""

    covered: Rect
    shapes: Callable[[Rect], str]
    """Draws the shapes in any place of this size; of any size, where there are ``rims``."""
    words: tuple[Words, ...] = ()
    rims: Rims | None = None

    def svg(self) -> str:
        return self.shapes(self.covered) + "".join(words.svg() for words in self.words)

    def piece(self) -> Piece:
        width, height, rims = self.covered.width, self.covered.height, self.rims
        if rims and width >= rims.least[0] and height >= rims.least[1]:
            width, height = rims.least
        else:
            rims = None
        # One pixel from the origin: what is anti-aliased may reach beyond what is covered.
        place = Rect(1, 1, 1 + width, 1 + height)
        drawing = _element(Rect(0, 0, width + 2, height + 2), self.shapes(place))
        return Piece(self.covered.grown(1), drawing, rims and rims.grown(1), self.words)


def svg(
    layout: Layout,
    *,
    picture: str | None = None,
    view: Rect | None = None,
    label: str | None = None,
    prefix: str = "",
) -> str:
    """Draw ``layout`` as one SVG element.

    Args:
        layout: what to draw.
        picture: address of the clean picture to draw underneath; without it the drawing is transparent.
        view: the part of the canvas to show; all of it by default.
        label: the alternative text, which makes it an image for assistive technology.
        prefix: put before each callout's number to make the ``id`` of its group; none are given without it.
    """
    view = view or Rect(0, 0, layout.width, layout.height)
    underneath = _picture(layout, picture, prefix) if picture is not None else ""
    drawn = [_callout(spot, layout.style, prefix) for spot in layout.spots]
    if picture is not None:
        drawn += [_detail(detail, layout.style, _picture_id(prefix)) for detail in layout.details]
    return _element(view, underneath + "".join(drawn), label)


def pieces(layout: Layout) -> Iterator[Piece]:
    """Each piece of the callouts, in the order in which they are painted; details without what they enlarge."""
    for spot in layout.spots:
        for part in _parts(spot, layout.style):
            yield part.piece()
    for detail in layout.details:
        yield _mount(detail, layout.style).piece()


def _parts(spot: Spot, style: Style) -> Iterator[_Part]:
    """The parts of a callout, the lowest first."""
    yield _frame(spot, style)
    if spot.leader:
        yield _pointer(spot)
    if spot.badge:
        yield _badge(spot.number, spot.badge, style)
    yield _bubble(spot, style)


def _element(view: Rect, body: str, label: str | None = None) -> str:
    role = f' role="img" aria-label={quoteattr(label)}' if label else ' aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="callouts" width="{view.width}" '
        f'height="{view.height}" viewBox="{view.left} {view.top} {view.width} {view.height}"{role} '
        f'font-family="{FAMILY}, sans-serif">{body}</svg>'
    )


def _picture(layout: Layout, address: str, prefix: str) -> str:
    left, top, *_ = layout.picture
    height = layout.picture.height + layout.left_out
    size = f'x="{left}" y="{top}" width="{layout.picture.width}" height="{height}"'
    clip = f' style="clip-path: inset(0 0 {layout.left_out}px)"' if layout.left_out else ""
    paper = f'<rect width="{layout.width}" height="{layout.height}" fill="{PAPER}"/>'
    name = f' id="{_picture_id(prefix)}"' if layout.details else ""
    image = f'<image{name} {size}{clip} preserveAspectRatio="none" href={quoteattr(address)}/>'
    return f"{paper}{image}{_edge(layout)}"


def _picture_id(prefix: str) -> str:
    return f"{prefix}picture"


def _edge(layout: Layout) -> str:
    """The line that shows where the picture ends."""
    left, top, *_ = layout.picture
    width, height = layout.picture.width - 1, layout.picture.height - 1
    return f'<rect x="{left + 0.5}" y="{top + 0.5}" width="{width}" height="{height}" fill="none" stroke="{EDGE}"/>'


def _callout(spot: Spot, style: Style, prefix: str) -> str:
    name = f' id="{prefix}{spot.number}"' if prefix else ""
    drawn = "".join(part.svg() for part in _parts(spot, style))
    return f'<g{name} class="callout" data-callout="{spot.number}">{drawn}</g>'


def _detail(detail: Detail, style: Style, picture: str) -> str:
    """An enlarged part of the picture with this id."""
    left, top, *_ = detail.source
    x, y, *_ = window = detail.window
    enlarged = (
        f'<svg x="{x}" y="{y}" width="{window.width}" height="{window.height}" '
        f'viewBox="{left} {top} {detail.source.width} {detail.source.height}"><use href="#{picture}"/></svg>'
    )
    framed = enlarged + _mount(detail, style).svg()
    return f'<g class="callout detail" data-callout="{detail.number}">{framed}</g>'


def _mount(detail: Detail, style: Style) -> _Part:
    """What stands around a detail."""
    return _box(detail.box, style, fill="none", words=(_tab_number(detail.box, detail.number, style),))


def _frame(spot: Spot, style: Style) -> _Part:
    outer = 0 if spot.tight else style.halo
    inner = _inner_halo(spot, style) if spot.tight else 0

    def shapes(place: Rect) -> str:
        frame = place.grown(-style.halo)
        shape = _ring(frame, style.frame / 2, _ROUND)
        halo = f'{shape} stroke="{PAPER}" stroke-width="{style.frame + 2 * outer}"/>' if outer else ""
        if inner:
            halo = f'{_ring(frame, style.frame + inner / 2, 4.0)} stroke="{PAPER}" stroke-width="{inner:g}"/>'
        return f'{halo}{shape} class="frame" stroke="{ACCENT}" stroke-width="{style.frame}"/>'

    rim = style.halo + style.frame + style.halo + round(_ROUND)
    return _Part(spot.frame.grown(style.halo), shapes, rims=Rims(rim, rim, rim, rim))


def _ring(frame: Rect, inset: float, radius: float) -> str:
    """The beginning of a hollow rectangle, whose stroke has its middle at ``inset`` from the edge of ``frame``."""
    width, height = frame.width - 2 * inset, frame.height - 2 * inset
    return (
        f'<rect x="{frame.left + inset:g}" y="{frame.top + inset:g}" width="{width:g}" height="{height:g}" '
        f'rx="{min(radius, width / 2, height / 2):g}" fill="none"'
    )


def _inner_halo(spot: Spot, style: Style) -> float:
    """Width of what parts a frame from a dark page where there is no room outside: it stands inside the frame."""
    frame, target = spot.frame, spot.target
    gaps = (
        target.left - frame.left,
        target.top - frame.top,
        frame.right - target.right,
        frame.bottom - target.bottom,
    )
    return max(0, min(style.halo, min(gaps) - style.frame))


def _pointer(spot: Spot) -> _Part:
    """The line from the bubble to the target."""
    covered = bounds_of(spot.pen.ink(spot.leader))

    def shapes(place: Rect) -> str:
        dx, dy = place.left - covered.left, place.top - covered.top
        return _leader(tuple(point.moved(dx, dy) for point in spot.leader), spot.pen)

    return _Part(covered, shapes)


def _leader(points: tuple[Point, ...], pen: Pen) -> str:
    tip, towards = points[0], points[1]
    dx, dy = direction(tip, towards)
    foot = tip.moved(dx * pen.head, dy * pen.head)
    inner = tip.moved(dx * max(0, pen.head - 3), dy * max(0, pen.head - 3))
    a = foot.moved(dy * pen.barb, dx * pen.barb)
    b = foot.moved(-dy * pen.barb, -dx * pen.barb)
    line = _rounded((inner, *points[1:]))
    head = f"M{tip.x} {tip.y}L{a.x} {a.y}L{b.x} {b.y}Z"
    halo = (
        f'<path d="{line}" fill="none" stroke="{PAPER}" stroke-width="{pen.stroke + 2 * pen.halo}"/>'
        f'<path d="{head}" fill="{PAPER}" stroke="{PAPER}" stroke-width="{2 * pen.halo}" '
        f'stroke-linejoin="bevel"/>'
        if pen.halo
        else ""
    )
    stroke = f'<path d="{line}" class="line" fill="none" stroke="{ACCENT}" stroke-width="{pen.stroke}"/>'
    return f'{halo}{stroke}<path d="{head}" class="head" fill="{ACCENT}"/>' if pen.head else stroke


def _rounded(points: tuple[Point, ...]) -> str:
    """The path through ``points`` with its bends rounded."""
    path = [f"M{points[0].x} {points[0].y}"]
    for (before, at), (_, after) in pairwise(pairwise(points)):
        radius = min(_CORNER, distance(before, at) / 2, distance(at, after) / 2)
        start, end = _towards(at, before, radius), _towards(at, after, radius)
        path.append(f"L{start}Q{at.x} {at.y} {end}")
    path.append(f"L{points[-1].x} {points[-1].y}")
    return "".join(path)


def _towards(at: Point, other: Point, far: float) -> str:
    length = distance(at, other) or 1
    x = at.x + (other.x - at.x) / length * far
    y = at.y + (other.y - at.y) / length * far
    return f"{x:g} {y:g}"


def _badge(number: int, centre: Point, style: Style) -> _Part:
    def shapes(place: Rect) -> str:
        x, y = place.centre
        return (
            f'<circle cx="{x}" cy="{y}" r="{style.badge + style.halo}" fill="{PAPER}"/>'
            f'<circle cx="{x}" cy="{y}" r="{style.badge}" class="badge" fill="{ACCENT}"/>'
        )

    return _Part(Rect.around(centre, style.badge + style.halo), shapes, (_number(number, *centre, style),))


def _number(number: int, x: float, y: float, style: Style) -> Words:
    size = style.size * (1.15 if number < 10 else 1.0)  # noqa: PLR2004 -- two figures need a smaller size
    return Words((Line(x, y + size * _CAP / 2, str(number)),), size, Weight.BOLD, ON_ACCENT, centred=True)


def _bubble(spot: Spot, style: Style) -> _Part:
    x = spot.bubble.left + style.tab + style.pad_x
    block = len(spot.lines) * style.line
    first = (spot.bubble.top + spot.bubble.bottom - block) / 2 + style.line / 2 + style.size * _CAP / 2
    lines = tuple(Line(x, first + i * style.line, text) for i, text in enumerate(spot.lines))
    caption = Words(lines, style.size, Weight.REGULAR, INK)
    return _box(spot.bubble, style, fill=PAPER, words=(_tab_number(spot.bubble, spot.number, style), caption))


def _tab_number(box: Rect, number: int, style: Style) -> Words:
    """What stands on the strip at the left of ``box``."""
    return _number(number, box.left + style.tab / 2, (box.top + box.bottom) / 2, style)


def _box(box: Rect, style: Style, *, fill: str, words: tuple[Words, ...]) -> _Part:
    """A box with round corners and a coloured strip at its left."""
    half, radius, tab = style.border / 2, style.corner, style.tab

    def shapes(place: Rect) -> str:
        left, top, _, bottom = place
        return (
            f'<rect x="{left + half:g}" y="{top + half:g}" width="{place.width - style.border}" '
            f'height="{place.height - style.border}" rx="{radius - half:g}" class="bubble" '
            f'fill="{fill}" stroke="{ACCENT}" stroke-width="{style.border}"/>'
            f'<path d="M{left + tab} {top}H{left + radius}Q{left} {top} {left} {top + radius}'
            f'V{bottom - radius}Q{left} {bottom} {left + radius} {bottom}H{left + tab}Z" '
            f'class="tab" fill="{ACCENT}"/>'
        )

    return _Part(box, shapes, words, Rims(tab, radius, radius, radius))
