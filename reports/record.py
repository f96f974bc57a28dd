"""The run record: what every performer leaves behind, and all that reports are made from.

A record is a folder with one ``record.json`` and the clean pictures it names. Boxes are in CSS pixels,
measured from the upper left corner of the picture they belong to; a picture of ``scale`` 2 has twice as
many image pixels. Everything that differs between two runs of the same journey (times) stands in
``timing`` alone.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from pathlib import Path

VERSION: Final = 1
FILE_NAME: Final = "record.json"


class Outcome(StrEnum):
    """How a run ended, and, where it is not green, whose fault it is."""

    PASSED = "passed"
    PORTAL = "portal"
    """The portal misbehaves."""
    DRIFT = "drift"
    """The portal's words or structure changed."""
    MAIL = "mail"
    """The mail that the journey needs did not come."""
    ENVIRONMENT = "environment"
    """Network, browser or configuration."""
    HANDOVER = "handover"
    """A person is needed."""
    BOT = "bot"
    """Our own fault."""


Action = Literal["fill", "verify", "click", "tick", "read", "receive"]
"""What a step asks for; ``verify`` compares what is prefilled, ``read`` has nothing to do but look,
``receive`` waits for a mail."""

DeviceName = Literal["desktop", "phone"]
ColourScheme = Literal["light", "dark"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Box(_Model):
    """A rectangle in CSS pixels."""

    x: float
    y: float
    width: Annotated[float, Field(ge=0)]
    height: Annotated[float, Field(ge=0)]

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height


class Obstacle(_Model):
    """Something on a picture that a callout must not cover."""

    kind: Literal["control", "label", "text", "image"]
    text: str = ""
    box: Box


class Picture(_Model):
    """A clean picture: no callout is drawn on it."""

    file: str
    """Path below the record's folder, with forward slashes."""
    width: Annotated[int, Field(gt=0)]
    """In CSS pixels."""
    height: Annotated[int, Field(gt=0)]
    scale: Annotated[float, Field(gt=0)] = 1
    """Image pixels for one CSS pixel."""
    obstacles: tuple[Obstacle, ...] = ()


class Target(_Model):
    """The element that a step is about, as the page showed it."""

    element: str
    """Its name in the page objects, like ``LoginScreen.email_field``."""
    role: str
    """``button``, ``link``, ``field``, ``box`` (to tick), ``choice`` (radio), ``heading`` or ``text``."""
    name: str
    """Its visible name, like ``Email de connexion``."""
    box: Box | None = None
    """Where it stands on the section's picture, if the run took one."""


class Step(_Model):
    """One step of a flow, as it was performed."""

    action: Action
    say: str
    """The caption, in the record's language."""
    number: Annotated[int, Field(gt=0)] | None = None
    """Of the callout on its section's picture; none for a remark that points at nothing."""
    target: Target | None = None
    outcome: Outcome | None = None
    """None where the run ended before it."""


class Section(_Model):
    """One screen (or one mail) with the steps taken on it: a section of the tutorial."""

    kind: Literal["screen", "mail"] = "screen"
    screen: str
    """Its name in the page objects, like ``LoginScreen``."""
    title: str
    """Its heading as the portal shows it (for a mail, its subject)."""
    chapter: str
    """The title of the flow it belongs to."""
    picture: Picture | None = None
    steps: tuple[Step, ...] = ()


class StepTiming(_Model):
    """How long one step took."""

    section: int
    step: int
    seconds: float


class Timing(_Model):
    """All that differs between two runs of the same journey."""

    started_at: dt.datetime
    seconds: float
    """From the first step to the last outcome."""
    steps: tuple[StepTiming, ...] = ()


class Record(_Model):
    """One run of one journey."""

    version: Literal[1] = VERSION
    journey: str
    """Its name on the command line, like ``adhesion``."""
    title: str
    """Its French title."""
    intro: str = ""
    """What the reader should know before the first step, in one paragraph."""
    closing: str = ""
    """What comes after the last step, in one paragraph."""
    language: str = "fr"
    performer: Literal["robot", "scribe", "guide"]
    bundled: bool
    """Whether it was played on the bundled portal."""
    device: DeviceName = "desktop"
    """What the portal was shown on."""
    colour_scheme: ColourScheme = "light"
    """In which it was asked to show itself."""
    outcome: Outcome
    diagnosis: str = ""
    """One sentence that names flow, step, screen and element; empty when green."""
    remarks: tuple[str, ...] = ()
    """What is worth telling although the run went on: a mail among the junk, a delay that ends soon."""
    sections: tuple[Section, ...]
    timing: Timing

    def save(self, folder: Path) -> Path:
        """Write ``record.json`` into ``folder`` and return its path."""
        path = folder / FILE_NAME
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        return path

    @classmethod
    def load(cls, folder: Path) -> Record:
        """Read the record in ``folder``.

        Raises:
            OSError: there is none, or it cannot be read.
            pydantic.ValidationError: it is not a record of this version.
        """
        return cls.model_validate_json((folder / FILE_NAME).read_bytes())
