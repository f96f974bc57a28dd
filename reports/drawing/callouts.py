"""Numbered callouts over a picture: their layout, and the one SVG drawing that all reports use.

The same drawing lies over the clean picture in the tutorial, is flattened into annotated pictures, and can be
shown over a live page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from reports.drawing.details import Detail, enlarge
from reports.drawing.geometry import Point, Rect, bounds_of, direction, distance
from reports.drawing.placement import Spot, arrange
from reports.drawing.scene import Scene, Wish
from reports.drawing.style import ACCENT, EDGE, INK, ON_ACCENT, PAPER, Style
from reports.drawing.typography import FAMILY, Weight, typeset
from reports.record import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from reports.drawing.style import Pen
    from reports.record import Obstacle, Picture, Section, Target

_CORNER = 9
"""Radius of a leader's bends."""
_LABELLED = ("box", "choice")
_ENLARGED = ("field",)
"""What must be aimed at or read closely: these are shown larger where they are small."""
_LABEL_GAP = 20
"""The most that parts a box to tick from its label."""
_LINE_GAP = 12
"""The most that parts the lines of a label."""
_LONG = 1000
_TALL = 1.4
"""Pixels, and the share of its width, up to which a picture is shown whole: about what fills a sheet."""
_BELOW = 240
"""Pixels that are shown below the last target of a longer one."""
_LINE = 60
"""Pixels: what is lower is not cut through there."""
_CAP = 0.727
"""Height of the font's capitals and figures, as a share of its size."""


class Callout(NamedTuple):
    """What is to be said about one place of a picture."""

    number: int
    box: Box
    """Of the target, in CSS pixels of the picture."""
    text: str
    enlarged: bool = False
    """Whether to show the target larger where it is small."""


class Margins(NamedTuple):
    """What was added to the picture at each side, in CSS pixels."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0


@dataclass(frozen=True)
class Layout:
    """The callouts of one picture, placed. All coordinates are CSS pixels of the enlarged canvas."""

    picture: Rect
    """Where the clean picture stands on the canvas."""
    margins: Margins
    spots: tuple[Spot, ...]
    style: Style
    details: tuple[Detail, ...] = ()
    left_out: int = 0
    """Height of the clean picture's lower end, which is not shown."""

    @property
    def width(self) -> int:
        """Of the canvas."""
        return self.margins.left + self.picture.width + self.margins.right

    @property
    def height(self) -> int:
        """Of the canvas."""
        return self.margins.top + self.picture.height + self.margins.bottom


def place(
    width: int,
    height: int,
    callouts: Iterable[Callout],
    obstacles: Sequence[Obstacle] = (),
    *,
    style: Style | None = None,
    margins: bool = True,
    language: str = "fr",
) -> Layout:
    """Place ``callouts`` on a picture of this size so that they cover none of ``obstacles`` nor one another.

    A margin is added where the picture has no room. With ``margins`` false, as over a live page, each bubble
    takes the place that covers least instead, and never a target. The same input gives the same layout.

    Raises:
        ValueError: a target lies outside the picture.
    """
    style = style or Style.for_width(width)
    picture = Rect(0, 0, width, height)
    callouts = list(callouts)
    wishes = [Wish(each.number, Rect.of(each.box), typeset(each.text, language)) for each in callouts]
    for wish in wishes:
        if not wish.target.clipped(picture).area:
            raise ValueError(f"The target of callout {wish.number} lies outside the picture.")
    scene = Scene(picture, wishes, obstacles, style, margins=margins)
    spots = arrange(scene) if wishes else ()
    inked = [rect for spot in spots for rect in ink_of(spot, style)]
    enlarged = {each.number for each in callouts if each.enlarged}
    untied = {spot.number for spot in spots if not spot.leader and not spot.badge}
    details = enlarge(scene, enlarged, inked, always=untied) if margins else ()
    added = _margins(picture, [*inked, *(detail.box for detail in details)], style) if margins else Margins()
    return Layout(
        picture.moved(added.left, added.top),
        added,
        tuple(spot.moved(added.left, added.top) for spot in spots),
        style,
        tuple(detail.moved(added.left, added.top) for detail in details),
    )


def place_section(section: Section, *, style: Style | None = None, language: str = "fr") -> Layout | None:
    """Place the numbered steps of ``section`` on its picture; None where it has no picture."""
    picture = section.picture
    if picture is None:
        return None
    whole = Rect(0, 0, picture.width, picture.height)
    callouts = [
        Callout(
            step.number,
            _with_label(step.target, step.target.box, picture.obstacles),
            step.say,
            enlarged=step.target.role in _ENLARGED,
        )
        for step in section.steps
        if step.number is not None
        and step.target is not None
        and step.target.box is not None
        and Rect.of(step.target.box).clipped(whole).area
    ]
    height = _shown_height(picture, callouts)
    layout = place(picture.width, height, callouts, picture.obstacles, style=style, language=language)
    return replace(layout, left_out=picture.height - height)


def _shown_height(picture: Picture, callouts: Iterable[Callout]) -> int:
    """All of the picture, or, where that would be too small to read on paper, as far down as callouts point."""
    lowest = max((each.box.bottom for each in callouts), default=0)
    height = max(_LONG, _TALL * picture.width, lowest + _BELOW)
    for box in sorted((each.box for each in picture.obstacles), key=lambda box: box.y):
        if box.y < height < box.bottom and box.height < _LINE:
            height = box.bottom
    return min(picture.height, round(height))


def _with_label(target: Target, box: Box, obstacles: Sequence[Obstacle]) -> Box:
    """``box``, and the label beside it where it is a box to tick or a choice, which say nothing alone."""
    if target.role not in _LABELLED:
        return box
    labels = [each for each in obstacles if each.kind == "label" and each.text in target.name]

    def gap(label: Obstacle) -> float:
        return max(label.box.x - box.right, box.x - label.box.right)

    middle = box.y + box.height / 2
    beside = [each for each in labels if each.box.y <= middle <= each.box.bottom and gap(each) <= _LABEL_GAP]
    if not beside:
        return box
    first = min(beside, key=gap)
    whole = _around(box, first.box)
    for line in labels:  # further lines of the same label, downwards
        if line.text == first.text and line.box.y - first.box.y >= 0 and line.box.y <= whole.bottom + _LINE_GAP:
            whole = _around(whole, line.box)
    return whole


def _around(a: Box, b: Box) -> Box:
    left, top = min(a.x, b.x), min(a.y, b.y)
    return Box(x=left, y=top, width=max(a.right, b.right) - left, height=max(a.bottom, b.bottom) - top)


def _margins(picture: Rect, drawn: Iterable[Rect], style: Style) -> Margins:
    left, top, right, bottom = bounds_of((picture, *drawn))
    rim = style.distance
    return Margins(
        -left + rim if left < 0 else 0,
        -top + rim if top < 0 else 0,
        right - picture.right + rim if right > picture.right else 0,
        bottom - picture.bottom + rim if bottom > picture.bottom else 0,
    )


def ink_of(spot: Spot, style: Style) -> tuple[Rect, ...]:
    """The rectangles around everything that is drawn for one callout, its frame's first."""
    halo = 0 if spot.tight else style.halo
    badge = (Rect.around(spot.badge, style.badge + style.halo),) if spot.badge else ()
    return (spot.frame.grown(halo), spot.bubble, *badge, *spot.pen.ink(spot.leader))


# Drawing


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


def pieces(layout: Layout) -> Iterator[tuple[Rect, str]]:
    """Each piece of the callouts as an SVG element of its own, in the order in which they are painted.

    With each comes the part of the canvas that it covers. Pieces that look alike are the same text, wherever they
    stand. Details come without the picture that they enlarge.
    """
    for spot in layout.spots:
        for covered, draw in _pieces(spot, layout.style):
            yield _apart(covered, draw(spot.moved(1 - covered.left, 1 - covered.top)))
    for detail in layout.details:
        moved = detail.moved(1 - detail.box.left, 1 - detail.box.top)
        yield _apart(detail.box, _detail_frame(moved, layout.style))


def _apart(covered: Rect, body: str) -> tuple[Rect, str]:
    """``body``, which is drawn one pixel from the origin, where it stands on the canvas."""
    return covered.grown(1), _element(Rect(0, 0, covered.width + 2, covered.height + 2), body)


def _pieces(spot: Spot, style: Style) -> Iterator[tuple[Rect, Callable[[Spot], str]]]:
    """What each piece of a callout covers, and what draws it, wherever the callout is moved."""
    yield spot.frame.grown(style.halo), lambda moved: _frame(moved, style)
    if spot.leader:
        yield bounds_of(spot.pen.ink(spot.leader)), lambda moved: _leader(moved.leader, moved.pen)
    if spot.badge:
        yield Rect.around(spot.badge, style.badge + style.halo), lambda moved: _badge(moved, style)
    yield spot.bubble, lambda moved: _bubble(moved, style)


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
    drawn = "".join(draw(spot) for _, draw in _pieces(spot, style))
    return f'<g{name} class="callout" data-callout="{spot.number}">{drawn}</g>'


def _detail(detail: Detail, style: Style, picture: str) -> str:
    """An enlarged part of the picture with this id."""
    left, top, *_ = detail.source
    x, y, *_ = window = detail.window
    enlarged = (
        f'<svg x="{x}" y="{y}" width="{window.width}" height="{window.height}" '
        f'viewBox="{left} {top} {detail.source.width} {detail.source.height}"><use href="#{picture}"/></svg>'
    )
    framed = enlarged + _detail_frame(detail, style)
    return f'<g class="callout detail" data-callout="{detail.number}">{framed}</g>'


def _detail_frame(detail: Detail, style: Style) -> str:
    return _outline(detail.box, style, fill="none") + _strip(detail.box, detail.number, style)


def _frame(spot: Spot, style: Style) -> str:
    half = style.frame / 2
    left, top, *_ = spot.frame
    width, height = spot.frame.width - style.frame, spot.frame.height - style.frame
    radius = min(6.0, width / 2, height / 2)
    shape = (
        f'<rect x="{left + half:g}" y="{top + half:g}" width="{width:g}" height="{height:g}" '
        f'rx="{radius:g}" fill="none"'
    )
    halo = (
        _inner_halo(spot, style)
        if spot.tight
        else f'{shape} stroke="{PAPER}" stroke-width="{style.frame + 2 * style.halo}"/>'
    )
    return f'{halo}{shape} class="frame" stroke="{ACCENT}" stroke-width="{style.frame}"/>'


def _inner_halo(spot: Spot, style: Style) -> str:
    """What parts a frame from a dark page where there is no room for it outside: it stands between frame and target."""
    frame, target = spot.frame, spot.target
    gaps = (
        target.left - frame.left,
        target.top - frame.top,
        frame.right - target.right,
        frame.bottom - target.bottom,
    )
    room = min(style.halo, min(gaps) - style.frame)
    if room <= 0:
        return ""
    inset = style.frame + room / 2
    return (
        f'<rect x="{frame.left + inset:g}" y="{frame.top + inset:g}" width="{frame.width - 2 * inset:g}" '
        f'height="{frame.height - 2 * inset:g}" rx="4" fill="none" stroke="{PAPER}" stroke-width="{room:g}"/>'
    )


def _leader(points: tuple[Point, ...], pen: Pen) -> str:
    if not points:
        return ""
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


def _badge(spot: Spot, style: Style) -> str:
    x, y = spot.badge or (0, 0)
    return (
        f'<circle cx="{x}" cy="{y}" r="{style.badge + style.halo}" fill="{PAPER}"/>'
        f'<circle cx="{x}" cy="{y}" r="{style.badge}" class="badge" fill="{ACCENT}"/>'
        + _number(spot.number, x, y, style)
    )


def _number(number: int, x: float, y: float, style: Style) -> str:
    size = style.size * (1.15 if number < 10 else 1.0)  # noqa: PLR2004 -- two figures need a smaller size
    return (
        f'<text x="{x:g}" y="{y + size * _CAP / 2:.2f}" text-anchor="middle" font-size="{size:g}" '
        f'font-weight="{Weight.BOLD.value}" fill="{ON_ACCENT}">{number}</text>'
    )


def _bubble(spot: Spot, style: Style) -> str:
    return _outline(spot.bubble, style, fill=PAPER) + _strip(spot.bubble, spot.number, style) + _text(spot, style)


def _outline(box: Rect, style: Style, *, fill: str) -> str:
    half = style.border / 2
    return (
        f'<rect x="{box.left + half:g}" y="{box.top + half:g}" width="{box.width - style.border}" '
        f'height="{box.height - style.border}" rx="{style.corner - half:g}" class="bubble" '
        f'fill="{fill}" stroke="{ACCENT}" stroke-width="{style.border}"/>'
    )


def _strip(box: Rect, number: int, style: Style) -> str:
    """The coloured strip with the number, at the left of ``box``."""
    left, top, _, bottom = box
    radius, tab = style.corner, style.tab
    return (
        f'<path d="M{left + tab} {top}H{left + radius}Q{left} {top} {left} {top + radius}'
        f'V{bottom - radius}Q{left} {bottom} {left + radius} {bottom}H{left + tab}Z" '
        f'class="tab" fill="{ACCENT}"/>'
    ) + _number(number, left + tab / 2, (top + bottom) / 2, style)


def _text(spot: Spot, style: Style) -> str:
    x = spot.bubble.left + style.tab + style.pad_x
    block = len(spot.lines) * style.line
    first = (spot.bubble.top + spot.bubble.bottom - block) / 2 + style.line / 2 + style.size * _CAP / 2
    lines = "".join(
        f'<tspan x="{x}" y="{first + i * style.line:.2f}">{escape(line)}</tspan>' for i, line in enumerate(spot.lines)
    )
    return f'<text font-size="{style.size:g}" fill="{INK}">{lines}</text>'
