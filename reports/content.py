"""What a tutorial tells, made from a run record: nothing of any format yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reports.drawing import callouts
from reports.drawing.typography import typeset
from reports.wording import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from reports.drawing.callouts import Layout
    from reports.record import Record, Section
    from reports.wording import Wording

ANNOTATED = "annotated"
"""Where the annotated pictures go."""
_NARROW = 800
"""A canvas up to this wide leaves room for the sentences beside it."""


@dataclass(frozen=True)
class Sentence:
    """A numbered step, or a remark without a number."""

    text: str
    number: int | None = None
    pointed: bool = False
    """Whether a callout on the picture bears its number."""


@dataclass(frozen=True)
class Passage:
    """Neighbouring sentences of one kind: a list of steps, or remarks."""

    sentences: tuple[Sentence, ...]

    @property
    def numbered(self) -> bool:
        """Whether these are steps."""
        return self.sentences[0].number is not None


@dataclass(frozen=True)
class Part:
    """One screen or mail of the tutorial, ready to be set in any format."""

    index: int
    """From 1."""
    mail: bool
    title: str
    before: tuple[Passage, ...]
    """What is said before the picture: the remarks that come before the first numbered step."""
    after: tuple[Passage, ...]
    picture: str | None
    """File of the clean picture, below the record's folder."""
    scale: int
    """Image pixels of that picture for one CSS pixel, rounded."""
    layout: Layout | None
    alternative: str
    """What the picture shows, in words."""

    @property
    def annotated(self) -> str | None:
        """File of the picture with its callouts."""
        return f"{ANNOTATED}/{PurePosixPath(self.picture).stem}.png" if self.picture else None

    @property
    def idle(self) -> bool:
        """Whether the reader has nothing to do here."""
        return not any(passage.numbered for passage in (*self.before, *self.after))

    @property
    def narrow(self) -> bool:
        """Whether the sentences fit beside the picture."""
        return self.layout is not None and self.layout.width <= _NARROW


@dataclass(frozen=True)
class Chapter:
    """One of the big steps."""

    number: int
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Tutorial:
    """The whole content, with all texts typeset and all callouts placed."""

    name: str
    """What its files are called."""
    title: str
    intro: str
    closing: str
    words: Wording
    chapters: tuple[Chapter, ...]
    bundled: bool
    date: dt.date
    """When the pictures were taken."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in order."""
        return tuple(part for chapter in self.chapters for part in chapter.parts)

    @property
    def pictured(self) -> tuple[Part, ...]:
        """The parts that have a picture."""
        return tuple(part for part in self.parts if part.picture and part.layout)

    @property
    def imprint(self) -> str:
        """When the pictures were taken, and what they show."""
        return self.words.imprint(self.date, bundled=self.bundled)


def compose(record: Record, layouts: Sequence[Layout | None] | None = None) -> Tutorial:
    """Make the content of the tutorial from ``record``, in the record's language.

    Args:
        record: what was played.
        layouts: of each section, if its callouts have been placed already.

    Raises:
        ValueError: there are no words for the record's language.
    """
    words = wording(record.language)
    if layouts is None:
        layouts = [callouts.place_section(section, language=record.language) for section in record.sections]
    parts = [
        _part(index, section, layout, words)
        for index, (section, layout) in enumerate(zip(record.sections, layouts, strict=True), 1)
    ]
    chapters = groupby(parts, key=lambda part: record.sections[part.index - 1].chapter)
    return Tutorial(
        name=re.sub(r"[^\w-]+", "-", record.journey).strip("-") or "tutorial",
        title=typeset(record.title, record.language),
        intro=typeset(record.intro, record.language),
        closing=typeset(record.closing, record.language),
        words=words,
        chapters=tuple(
            Chapter(number, typeset(title, record.language), tuple(members))
            for number, (title, members) in enumerate(chapters, 1)
        ),
        bundled=record.bundled,
        date=record.timing.started_at.date(),
    )


def _part(index: int, section: Section, layout: Layout | None, words: Wording) -> Part:
    pointed = _pointed(layout)
    sentences = [
        Sentence(typeset(step.say, words.language), step.number, step.number in pointed)
        for step in section.steps
        if step.say
    ]
    passages = [Passage(tuple(run)) for _, run in groupby(sentences, key=lambda s: s.number is not None)]
    split = 1 if len(passages) > 1 and not passages[0].numbered else 0
    picture = section.picture
    return Part(
        index=index,
        mail=section.kind == "mail",
        title=typeset(section.title, "fr"),  # what the portal shows is French in every language
        before=tuple(passages[:split]),
        after=tuple(passages[split:]),
        picture=picture.file if picture else None,
        scale=max(1, round(picture.scale)) if picture else 1,
        layout=layout,
        alternative=_alternative(section, layout, words),
    )


def _pointed(layout: Layout | None) -> set[int]:
    return {spot.number for spot in layout.spots} if layout else set()


def _alternative(section: Section, layout: Layout | None, words: Wording) -> str:
    pointed = _pointed(layout)
    told = [words.shown(section.title, mail=section.kind == "mail")]
    told += [
        words.pointed(step.number, step.target.role, step.target.name, step.say)
        for step in section.steps
        if step.target and step.number in pointed and step.number is not None
    ]
    told += [words.magnified(detail.number) for detail in (layout.details if layout else ())]
    return " ".join(told)
