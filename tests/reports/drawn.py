"""Records whose pictures are drawn from what is said to stand on them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from PIL import Image, ImageDraw, ImageFont

from reports.drawing.typography import Weight
from reports.record import Box, Obstacle, Outcome, Picture, Record, Section, Step, Target, Timing

if TYPE_CHECKING:
    from pathlib import Path

STARTED = dt.datetime(2031, 3, 1, 9, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Thing:
    """A text or a control on a screen; one with a caption is the target of a step."""

    text: str
    x: int = 300
    y: int = 200
    width: int = 300
    height: int = 44
    kind: Literal["control", "text"] = "control"
    say: str = ""
    element: str = ""
    ink: str = "#0d5158"

    @property
    def box(self) -> Box:
        return Box(x=self.x, y=self.y, width=self.width, height=self.height)


@dataclass(frozen=True)
class Screen:
    """A section of a record."""

    name: str
    title: str
    things: tuple[Thing, ...] = ()
    chapter: str = "Je me connecte"
    remark: str = ""
    width: int = 800
    height: int = 600
    pictured: bool = True
    ground: str = "#f4f6f6"


@dataclass(frozen=True)
class Play:
    """A record with its pictures."""

    screens: tuple[Screen, ...]
    scale: int = 1
    changes: dict[str, object] = field(default_factory=dict)
    """Of the record as a whole."""

    def write(self, folder: Path) -> Path:
        """Write record and pictures into ``folder``, and return it."""
        (folder / "pictures").mkdir(parents=True)
        sections = tuple(self._section(number, screen, folder) for number, screen in enumerate(self.screens, 1))
        record = Record(
            journey="connexion",
            title="Me connecter",
            intro="Gardez votre mot de passe sous la main.",
            closing="Vous êtes dans votre espace.",
            performer="scribe",
            bundled=True,
            outcome=Outcome.PASSED,
            sections=sections,
            timing=Timing(started_at=STARTED, seconds=4),
        )
        record.model_copy(update=self.changes).save(folder)
        return folder

    def _section(self, number: int, screen: Screen, folder: Path) -> Section:
        picture = None
        if screen.pictured:
            picture = Picture(
                file=f"pictures/{number:02}.png",
                width=screen.width,
                height=screen.height,
                scale=self.scale,
                obstacles=tuple(
                    Obstacle(kind=kind, text=thing.text, box=thing.box)
                    for thing in screen.things
                    for kind in dict.fromkeys((thing.kind, "text"))
                ),
            )
            draw(screen, self.scale).save(folder / picture.file)
        spoken = [thing for thing in screen.things if thing.say]
        steps = [
            Step(
                action="click",
                say=thing.say,
                number=place,
                target=Target(
                    element=thing.element or f"{screen.name}.{thing.text}",
                    role="button",
                    name=thing.text,
                    box=thing.box if screen.pictured else None,
                ),
            )
            for place, thing in enumerate(spoken, 1)
        ]
        if screen.remark:
            steps.append(Step(action="read", say=screen.remark))
        return Section(
            screen=screen.name, title=screen.title, chapter=screen.chapter, picture=picture, steps=tuple(steps)
        )


def draw(screen: Screen, scale: int = 1) -> Image.Image:
    """The picture of ``screen``."""
    image = Image.new("RGB", (screen.width * scale, screen.height * scale), screen.ground)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(Weight.REGULAR.path, 18 * scale)
    for thing in screen.things:
        corners = [thing.x, thing.y, thing.x + thing.width, thing.y + thing.height]
        if thing.kind == "control":
            pen.rectangle([each * scale for each in corners], outline=thing.ink, width=2 * scale)
        pen.text(((thing.x + 12) * scale, (thing.y + 10) * scale), thing.text, fill="#1b1a24", font=font)
    return image
