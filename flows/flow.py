"""Flows and journeys: what is done on the way from one screen to the next, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.steps import Receive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flows.steps import Step
    from pages.screen import MailView, Screen


@dataclass(frozen=True, slots=True)
class Part:
    """The steps of a flow that belong to one screen: a section of the tutorial."""

    screen: type[Screen]
    steps: tuple[Step, ...]

    def numbered(self) -> Iterator[tuple[int | None, Step]]:
        """Its steps, each with the number of its callout; a remark that points at nothing has none."""
        number = 0
        for step in self.steps:
            if step.target:
                number += 1
            yield (number if step.target else None), step


@dataclass(frozen=True, slots=True)
class Flow:
    """A chapter of a journey: from its start screen, step by step."""

    title: str
    """What the person does, in French, as in the printed tutorial."""
    start: type[Screen]
    steps: tuple[Step, ...]
    whenever: bool = False
    """Played whenever its start screen shows, wherever that is on the way (a banner, a challenge)."""

    def places(self) -> Iterator[tuple[type[Screen], Step]]:
        """Its steps, each with the screen that it belongs to."""
        place = self.start
        for step in self.steps:
            place = step.place or place
            yield place, step

    @property
    def mails(self) -> frozenset[type[MailView]]:
        """The mails that it waits for."""
        return frozenset(step.mail for step in self.steps if isinstance(step, Receive))

    def parts(self) -> tuple[Part, ...]:
        """Its steps by screen, in the order in which the screens come first."""
        by_screen: dict[type[Screen], list[Step]] = {}
        for place, step in self.places():
            by_screen.setdefault(place, []).append(step)
        return tuple(Part(screen, tuple(steps)) for screen, steps in by_screen.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """A whole way through the portal: its chapters in the order in which they are told."""

    name: str
    """On the command line."""
    title: str
    """In French."""
    intro: str
    closing: str
    chapters: tuple[Flow, ...]

    @property
    def mainline(self) -> tuple[Flow, ...]:
        """The chapters that are played in their order, each once."""
        return tuple(flow for flow in self.chapters if not flow.whenever)

    @property
    def interruptions(self) -> tuple[Flow, ...]:
        """The chapters that are played whenever their start screen shows."""
        return tuple(flow for flow in self.chapters if flow.whenever)
