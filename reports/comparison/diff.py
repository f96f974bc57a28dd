"""Compares two records of a journey: does the tutorial still show what the portal shows?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from reports.comparison import alignment as diff_alignment
from reports.comparison import pictures as diff_pictures
from reports.comparison.alignment import similarity
from reports.comparison.difference import (
    Control,
    Difference,
    PictureDifference,
    SectionDifference,
    Size,
    Words,
    moved,
)
from reports.files import RecordError, read_picture, read_record
from reports.record import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from PIL import Image

    from reports.comparison.difference import Fate, Where
    from reports.record import Picture, Record, Section, Step

_OVERLAP: Final = 0.5
"""Share of their joint area in which two boxes of one thing overlap, at least."""


def compare(old: Path, new: Path, *, threshold: float = diff_pictures.THRESHOLD) -> Difference:
    """Compare the records in two folders.

    Pictures count as different where more than ``threshold`` square CSS pixels look different. Pictures and what
    stands on them are compared only if both records have pictures at all, captions only in the same language.

    Raises:
        reports.files.RecordError: one of them is no record of this version, a picture is missing, or they are of
            different journeys, devices or colour schemes.
    """
    a, b = read_record(old), read_record(new)
    if a.journey != b.journey:
        raise RecordError(f"These are records of two journeys: {old} of {a.journey}, {new} of {b.journey}.")
    if _shown_on(a) != _shown_on(b):
        raise RecordError(
            f"Pictures are compared like with like: {old} was taken on a {_shown_on(a)}, {new} on a {_shown_on(b)}."
        )
    comparison = _Comparison(
        old, new, threshold, pictured=_pictured(a) and _pictured(b), same_language=a.language == b.language
    )
    sections = tuple(comparison.sections(a, b))
    words = tuple(_record_words(a, b))
    return Difference(
        journey=b.journey,
        title=b.title,
        needs_a_look=bool(words) or any(section.needs_a_look for section in sections),
        threshold=threshold,
        made=(a.timing.started_at, b.timing.started_at),
        languages=(a.language, b.language),
        words=words,
        sections=sections,
    )


def _shown_on(record: Record) -> str:
    return f"{record.device} in {record.colour_scheme} colours"


def _pictured(record: Record) -> bool:
    return any(section.picture for section in record.sections)


def _record_words(old: Record, new: Record) -> Iterator[Words]:
    if old.language == new.language:
        yield from _words("journey", old.title, new.title)
        yield from _words("intro", old.intro, new.intro)
        yield from _words("closing", old.closing, new.closing)
    ended = [" – ".join(filter(None, (record.outcome, record.diagnosis))) for record in (old, new)]
    yield from _words("outcome", *ended)


@dataclass(frozen=True)
class _Thing:
    """A control, or another target of a step."""

    role: str
    name: str
    element: str | None
    box: Box | None

    @property
    def acts(self) -> bool:
        """Whether it is a control rather than a text that a step points at."""
        return self.role not in ("heading", "text")


@dataclass(frozen=True)
class _Comparison:
    """How two records are compared, and where they are."""

    old: Path
    new: Path
    threshold: float
    pictured: bool
    same_language: bool

    def sections(self, old: Record, new: Record) -> Iterator[SectionDifference]:
        for (a, b), crossed in diff_alignment.with_moves(old.sections, new.sections, _section_likeness):
            before = None if a is None else old.sections[a]
            after = None if b is None else new.sections[b]
            shown = after or before
            if shown is None:
                continue
            words, controls, picture = self._inside(before, after)
            yield SectionDifference(
                change=_fate(before, after, differs=bool(words or controls or (picture and picture.change != "same"))),
                moved=crossed,
                kind=shown.kind,
                screen=shown.screen,
                title=shown.title,
                chapter=shown.chapter,
                old=None if a is None else a + 1,
                new=None if b is None else b + 1,
                words=words,
                controls=controls,
                picture=picture,
            )

    def _inside(
        self, old: Section | None, new: Section | None
    ) -> tuple[tuple[Words, ...], tuple[Control, ...], PictureDifference | None]:
        """What differs between two sections; of one that has no counterpart only its picture is told."""
        picture = self._picture(old, new) if self.pictured else None
        if old is None or new is None:
            return (), (), picture
        labels, controls = _controls(old, new, pictured=self.pictured)
        told = [*_words("title", old.title, new.title), *labels]
        texts = _texts(old, new, told, controls) if self.pictured else ()
        spoken = _captions(old, new) if self.same_language else ()
        return (*told, *spoken, *texts), tuple(controls), picture

    def _picture(self, old: Section | None, new: Section | None) -> PictureDifference | None:
        before, after = old.picture if old else None, new.picture if new else None
        if before and after:
            return self._looks(before, after)
        if before:
            return PictureDifference(change="missing", old=_size(before))
        return PictureDifference(change="new", new=_size(after)) if after else None

    def _looks(self, old: Picture, new: Picture) -> PictureDifference:
        before, after = at_css_scale(self.old, old), at_css_scale(self.new, new)
        sight = diff_pictures.compare(before, after)
        regions = tuple(Box(x=r.left, y=r.top, width=r.width, height=r.height) for r in sight.regions)
        changed = sight.area > self.threshold
        return PictureDifference(
            change="changed" if changed else "same",
            old=_size(old),
            new=_size(new),
            area=sight.area,
            percent=sight.percent,
            regions=regions if changed else (),
        )


def at_css_scale(folder: Path, picture: Picture) -> Image.Image:
    """The picture of the record in ``folder`` with one pixel for each CSS pixel.

    Raises:
        reports.files.RecordError: it is missing or no picture.
    """
    return diff_pictures.at_css_scale(read_picture(folder, picture), picture.width, picture.height)


def _size(picture: Picture) -> Size:
    return Size(width=picture.width, height=picture.height, scale=picture.scale)


def _fate(old: Section | None, new: Section | None, *, differs: bool) -> Fate:
    if old is None:
        return "new"
    if new is None:
        return "missing"
    return "changed" if differs else "same"


def _section_likeness(old: Section, new: Section) -> float:
    """The same screen, or one with another name but the same title; chapter and steps decide where one comes twice."""
    if old.kind != new.kind or (old.screen != new.screen and old.title != new.title):
        return 0.0
    elements = [{step.target.element for step in each.steps if step.target} for each in (old, new)]
    every = elements[0] | elements[1]
    shared = len(elements[0] & elements[1]) / len(every) if every else 1.0
    return 4.0 * (old.screen == new.screen) + 2.0 * (old.chapter == new.chapter) + (old.title == new.title) + shared


# Words


def _plain(text: str) -> str:
    """``text`` without differences that only typography makes."""
    return " ".join(text.split())


def _words(where: Where, old: str | None, new: str | None) -> Iterator[Words]:
    before, after = (None if text is None else _plain(text) for text in (old, new))
    if before != after:
        yield Words(where=where, old=before, new=after)


def _captions(old: Section, new: Section) -> Iterator[Words]:
    yield from _words("chapter", old.chapter, new.chapter)
    before, after = ([step for step in section.steps if step.say] for section in (old, new))
    for (a, b), _ in diff_alignment.with_moves(before, after, _step_likeness):
        yield from _words("caption", None if a is None else before[a].say, None if b is None else after[b].say)


def _step_likeness(old: Step, new: Step) -> float:
    if (old.target is None) != (new.target is None):
        return 0.0
    same = similarity(_plain(old.say), _plain(new.say))
    if old.target and new.target and old.target.element == new.target.element:
        return 2.0 + same + (old.action == new.action)
    return same


def _texts(old: Section, new: Section, told: Iterable[Words], controls: Iterable[Control]) -> Iterator[Words]:
    """The texts on the picture that differ and are not told of already."""
    known = list(told)
    gone = {control.name for control in controls if control.change == "missing"}
    come = {control.name for control in controls if control.change == "new"}
    for before, after in diff_alignment.texts(_on_picture(old), _on_picture(new)):
        twice = any(_within(each.old, before) and _within(each.new, after) for each in known)
        of_control = (before in gone and after is None) or (after in come and before is None)
        if not (twice or of_control):
            yield Words(where="text", old=before, new=after)


def _within(part: str | None, whole: str | None) -> bool:
    return part == whole or (part is not None and whole is not None and part in whole)


def _on_picture(section: Section) -> list[str]:
    """The texts on the picture, those of several lines once."""
    lines = section.picture.obstacles if section.picture else ()
    told = [_plain(each.text) for each in lines if each.kind in ("text", "label")]
    return [text for text, _ in groupby(told) if any(sign.isalnum() for sign in text)]


# Controls


def _controls(old: Section, new: Section, *, pictured: bool) -> tuple[list[Words], list[Control]]:
    """The names of controls and targets that differ; and what is new, missing, or elsewhere."""
    before, after = list(_things(old, pictured=pictured)), list(_things(new, pictured=pictured))
    rewritten = set(diff_alignment.texts(_on_picture(old), _on_picture(new)))

    def likeness(one: _Thing, other: _Thing) -> float:
        return 8.0 if (one.name, other.name) in rewritten else _thing_likeness(one, other)

    pairs = diff_alignment.in_any_order(before, after, likeness)
    names: list[Words] = []
    controls: list[Control] = []
    for a, b in sorted(pairs, key=lambda pair: pair[1]):
        one, other = before[a], after[b]
        if one.name and other.name:
            names += _words("label", one.name, other.name)
        if one.box and other.box and moved(one.box, other.box):
            role = _known_role(one, other)
            name = other.name or one.name
            controls.append(Control(change="moved", role=role, name=name, old=one.box, new=other.box))
    gone = _alone(before, {a for a, _ in pairs}, new)
    come = _alone(after, {b for _, b in pairs}, old)
    controls += [Control(change="missing", role=each.role, name=each.name, old=each.box) for each in gone]
    controls += [Control(change="new", role=each.role, name=each.name, new=each.box) for each in come]
    return list(dict.fromkeys(names)), controls


def _known_role(one: _Thing, other: _Thing) -> str:
    return other.role if other.role != "control" else one.role


def _alone(things: Iterable[_Thing], paired: set[int], other: Section) -> Iterator[_Thing]:
    """Those without a counterpart, but for texts that are on the other picture, where no step points at them."""
    written = " ".join(_on_picture(other))
    for index, thing in enumerate(things):
        if index not in paired and (thing.acts or not thing.name or thing.name not in written):
            yield thing


def _things(section: Section, *, pictured: bool) -> Iterator[_Thing]:
    """The targets of the steps, and the other controls on the picture."""
    targets = {
        step.target.element: _Thing(
            step.target.role, _plain(step.target.name), step.target.element, step.target.box if pictured else None
        )
        for step in section.steps
        if step.target
    }
    yield from targets.values()
    boxes = [thing.box for thing in targets.values() if thing.box]
    seen = section.picture.obstacles if pictured and section.picture else ()
    for each in seen:
        if each.kind == "control" and all(_overlap(each.box, box) < _OVERLAP for box in boxes):
            yield _Thing("control", _plain(each.text), None, each.box)


def _thing_likeness(old: _Thing, new: _Thing) -> float:
    """The same element, then the same name, then the same place, then a similar name; nearer is better."""
    if old.element and old.element == new.element:
        return 10.0
    if old.acts != new.acts or (old.element and new.element):
        return 0.0
    overlap = _overlap(old.box, new.box) if old.box and new.box else 0.0
    nearness = 1 / (1 + _distance(old.box, new.box) / 1000) if old.box and new.box else 0.0
    if old.name and old.name == new.name:
        return 6.0 + overlap + nearness
    if not old.name and not new.name and old.box and new.box and not _resized_much(old.box, new.box):
        return 2.0 + overlap + nearness
    if overlap >= _OVERLAP:
        return 4.0 + overlap
    return similarity(old.name, new.name) + nearness / 10 if similarity(old.name, new.name) else 0.0


def _overlap(a: Box, b: Box) -> float:
    """The area that two boxes share, as a part of that which they cover together."""
    across = min(a.right, b.right) - max(a.x, b.x)
    down = min(a.bottom, b.bottom) - max(a.y, b.y)
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    return shared / (a.width * a.height + b.width * b.height - shared)


def _distance(a: Box, b: Box) -> float:
    return abs(a.x - b.x) + abs(a.y - b.y)


def _resized_much(a: Box, b: Box) -> bool:
    return abs(a.width - b.width) > a.width / 2 or abs(a.height - b.height) > a.height / 2


# In short


def in_short(difference: Difference) -> Iterator[str]:
    """The whole in a line, and a line for each section that differs; for the terminal."""
    looks = [section for section in difference.sections if section.needs_a_look]
    if not difference.needs_a_look:
        yield f"Nothing has changed in {len(difference.sections)} sections."
        return
    yield f"The tutorial needs a look: {len(looks)} of {len(difference.sections)} sections differ."
    for words in difference.words:
        yield f"  {words.where}: {words.old or 'none'} -> {words.new or 'none'}"
    for section in looks:
        yield f"  {section.screen} ({section.title}): {', '.join(_findings(section))}"


def _findings(section: SectionDifference) -> Iterator[str]:
    if section.change in ("new", "missing"):
        yield section.change
    if section.moved:
        yield f"moved from place {section.old} to {section.new}"
    if section.words:
        yield f"texts changed: {len(section.words)}"
    for change in ("missing", "new", "moved"):
        count = sum(control.change == change for control in section.controls)
        if count:
            yield f"controls {change}: {count}"
    picture = section.picture
    if section.change == "changed" and picture and picture.change != "same":
        yield f"picture {picture.change}" + (f" by {picture.percent:g} %" if picture.change == "changed" else "")
