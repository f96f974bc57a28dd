"""The chronicle: notes what a performer does, and becomes the run's record."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pages.screen import MailView
from reports.record import Outcome, Record, Section, StepTiming, Target, Timing
from reports.record import Step as StepRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.flow import Flow, Journey
    from flows.steps import Step
    from pages.element import Element
    from pages.screen import Screen
    from reports.record import Box, Picture


@dataclass(slots=True)
class Note:
    """What became of one step."""

    number: int | None
    step: Step
    target: Target | None
    outcome: Outcome | None = None
    seconds: float = 0.0


@dataclass(slots=True)
class Scene:
    """One screen or mail of a chapter, with the notes on its steps."""

    chapter: Flow
    screen: type[Screen]
    notes: list[Note]
    title: str
    picture: Picture | None = None

    @property
    def is_mail(self) -> bool:
        """Whether it is a mail, not a screen of the portal."""
        return issubclass(self.screen, MailView)

    def place(self, boxes: dict[Element, Box]) -> None:
        """Note where the targets stand on the picture."""
        for note in self.notes:
            if note.target and note.step.target in boxes:
                note.target = note.target.model_copy(update={"box": boxes[note.step.target]})


@dataclass(slots=True)
class Chronicle:
    """Notes what is performed, chapter by chapter in the order in which they are begun."""

    journey: Journey
    performer: Literal["robot", "scribe", "guide"]
    bundled: bool
    scenes: list[Scene] = field(default_factory=list)
    _started_at: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    _started: float = field(default_factory=time.perf_counter)

    def begin(self, flow: Flow) -> list[Scene]:
        """Open a chapter; a chapter that is begun again goes on under its first notes."""
        known = [scene for scene in self.scenes if scene.chapter is flow]
        if known:
            return known
        scenes = [
            Scene(
                flow,
                part.screen,
                [Note(number, step, _target(step.target)) for number, step in part.numbered()],
                part.screen.heading.label,
            )
            for part in flow.parts()
        ]
        self.scenes += scenes
        return scenes

    @contextmanager
    def timed(self, note: Note) -> Iterator[None]:
        """Note how long a step takes; its outcome is noted by whoever knows it."""
        started = time.perf_counter()
        try:
            yield
        finally:
            note.seconds = time.perf_counter() - started

    def record(self, outcome: Outcome, diagnosis: str = "", remarks: tuple[str, ...] = ()) -> Record:
        """The record of all that was noted."""
        seconds = time.perf_counter() - self._started
        for flow in self.journey.mainline:
            self.begin(flow)
        scenes = self._told()
        return Record(
            journey=self.journey.name,
            title=self.journey.title,
            intro=self.journey.intro,
            closing=self.journey.closing,
            performer=self.performer,
            bundled=self.bundled,
            outcome=outcome,
            diagnosis=diagnosis,
            remarks=remarks,
            sections=tuple(_section(scene) for scene in scenes),
            timing=Timing(
                started_at=self._started_at,
                seconds=round(seconds, 3),
                steps=tuple(
                    StepTiming(section=place, step=index, seconds=round(note.seconds, 3))
                    for place, scene in enumerate(scenes)
                    for index, note in enumerate(scene.notes)
                    if note.outcome
                ),
            ),
        )

    def _told(self) -> list[Scene]:
        """The scenes in the order in which they are told.

        That is how they were begun, but for banners: those lie over whatever page comes first, and are told
        where the journey lists them.
        """
        listed = self.journey.chapters
        banners = [flow for flow in listed if flow.whenever and not flow.mails]
        told = [scene for scene in self.scenes if scene.chapter not in banners]
        for banner in banners:
            later = listed[listed.index(banner) :]
            place = next((index for index, scene in enumerate(told) if scene.chapter in later), len(told))
            told[place:place] = [scene for scene in self.scenes if scene.chapter is banner]
        return told


def _target(element: Element | None) -> Target | None:
    return Target(element=element.name, role=element.role, name=element.label) if element else None


def _section(scene: Scene) -> Section:
    return Section(
        kind="mail" if scene.is_mail else "screen",
        screen=scene.screen.__name__,
        title=scene.title,
        chapter=scene.chapter.title,
        picture=scene.picture,
        steps=tuple(
            StepRecord(
                action=note.step.action,
                say=note.step.say,
                number=note.number,
                target=note.target,
                outcome=note.outcome,
            )
            for note in scene.notes
        ),
    )
