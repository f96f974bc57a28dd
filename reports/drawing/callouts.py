"""Numbered callouts over a picture: where each of their parts stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from reports.drawing.details import Detail, enlarge, is_small
from reports.drawing.geometry import Rect, bounds_of
from reports.drawing.placement import Spot, arrange
from reports.drawing.scene import Scene, Wish
from reports.drawing.style import Style
from reports.drawing.typography import typeset
from reports.record import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reports.record import Obstacle, Picture, Section, Target

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


def may_enlarge(section: Section) -> bool:
    """Whether parts of the picture may be shown larger: then it is needed as sharp as it is."""
    width = section.picture.width if section.picture else 0
    targets = (step.target for step in section.steps if step.target and step.target.role in _ENLARGED)
    return any(is_small(Rect.of(target.box), width) for target in targets if target.box)


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
