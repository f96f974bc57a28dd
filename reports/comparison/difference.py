"""What differs between two records of a journey, as data."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from reports.record import Box

VERSION: Final = 1

Fate = Literal["same", "changed", "new", "missing"]
Where = Literal["journey", "intro", "closing", "outcome", "chapter", "title", "caption", "label", "text"]
"""Of the whole record: its title, intro, closing or outcome. Of a section: its chapter, its title, the caption of a
step, the name of a control or another target, or another text on the picture."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Model):
    """A text that differs; None where there is none."""

    where: Where
    old: str | None
    new: str | None


class Control(_Model):
    """A control, or another target of a step, that is new or missing, or stands elsewhere."""

    change: Literal["new", "missing", "moved"]
    """``moved`` also where only its size differs."""
    role: str
    """As in the record's targets; ``control`` where no step is about it."""
    name: str
    old: Box | None = None
    new: Box | None = None

    @property
    def shift(self) -> tuple[int, int] | None:
        """How far a control moved without changing its size, in CSS pixels; None for all else."""
        if self.old is None or self.new is None or resized(self.old, self.new):
            return None
        return round(self.new.x - self.old.x), round(self.new.y - self.old.y)


class Size(_Model):
    """Of a picture, in CSS pixels, with its image pixels for one of them."""

    width: int
    height: int
    scale: float


class PictureDifference(_Model):
    """How the pictures of a section differ."""

    change: Fate
    old: Size | None = None
    new: Size | None = None
    area: Annotated[int, Field(ge=0)] = 0
    """What is visibly different, in square CSS pixels."""
    percent: Annotated[float, Field(ge=0, le=100)] = 0
    """The same as a share of the whole."""
    regions: tuple[Box, ...] = ()
    """Around what is different."""


class SectionDifference(_Model):
    """A section of either record, or of both."""

    change: Fate
    moved: bool = False
    """Whether it comes at another place among the sections that both records have."""
    kind: Literal["screen", "mail"]
    screen: str
    title: str
    """The new one, where there is one."""
    chapter: str
    old: int | None = None
    """Its place in the old record, from 1."""
    new: int | None = None
    words: tuple[Words, ...] = ()
    controls: tuple[Control, ...] = ()
    picture: PictureDifference | None = None
    """None where neither record has a picture, or where pictures were not compared."""

    @property
    def needs_a_look(self) -> bool:
        """Whether the tutorial may have to change here."""
        return self.moved or self.change != "same"


class Difference(_Model):
    """All that differs between two records."""

    version: Literal[1] = VERSION
    journey: str
    title: str
    needs_a_look: bool
    """Whether there is any difference that the tutorial's author should see."""
    threshold: float
    """The area of a picture that may differ, in square CSS pixels."""
    made: tuple[dt.datetime, dt.datetime]
    """When the old and the new run began."""
    languages: tuple[str, str]
    """Where they differ, captions and chapters were not compared."""
    words: tuple[Words, ...] = ()
    """Of the record as a whole."""
    sections: tuple[SectionDifference, ...] = ()
    """In the new order; what is missing stands where it was."""


MOVE: Final = 3.0
"""CSS pixels by which a box may differ without having moved: rounding and fonts."""


def resized(old: Box, new: Box) -> bool:
    """Whether the size differs by more than rounding does."""
    return abs(old.width - new.width) > MOVE or abs(old.height - new.height) > MOVE


def moved(old: Box, new: Box) -> bool:
    """Whether the box stands elsewhere or has another size."""
    return resized(old, new) or abs(old.x - new.x) > MOVE or abs(old.y - new.y) > MOVE
