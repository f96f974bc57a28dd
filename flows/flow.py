"""Flows and journeys: what is done on the way from one screen to the next, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.sign import Shown
from flows.steps import Receive
from pages.screen import MailView
from reports.record import Outcome

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from flows.sign import Sign
    from flows.stage import Stage
    from flows.steps import Step
    from pages.element import Element
    from pages.screen import Screen


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
class Detour:
    """What may turn up where another screen was expected, and what is done about it.

    Nobody is told of it in advance: it stands beside the chapters, and is looked for only once a step does not
    lead where it should. After it, the journey goes on from whatever screen shows.
    """

    flow: Flow
    """Its start is what turns up, its steps what is done then: none where nothing can be done."""
    about: tuple[type[Screen], ...] = ()
    """The screens from which it may turn up; any, if none is named."""
    seen: Sign | None = None
    """How it is recognised, where that is not its start's showing."""
    times: int = 1
    """How often in one run something is done about it."""
    outcome: Outcome | Callable[[Stage], Outcome] = Outcome.PORTAL
    """Whose fault it is when it turns up once more."""
    remark: str = ""
    """What the record tells of it, in French, though the run went on."""
    advice: str = ""
    """What a person can do when the run ends here, in French."""
    counsel: str = ""
    """What the person who meets it is told, in French, in whole sentences."""
    mild: bool = False
    """Whether nothing is wrong, so that it is told beside what is to be done, not before it."""
    shows: Element | None = None
    """Where that person is to act, where no step of the flow tells."""
    tells: re.Pattern[str] | None = None
    """What of the page's text is worth quoting then."""

    def is_seen(self, page: Page) -> bool:
        """Whether it shows right now; does not wait."""
        return (self.seen or Shown(self.flow.start)).holds(page)

    def quote(self, page: Page) -> str:
        """What the page says of it."""
        if self.tells:
            told = self.tells.search(page.locator("body").inner_text())
            return told.group() if told else ""
        return self.flow.start.sign().on(page).first.inner_text() if self.seen is None else ""

    def fault(self, stage: Stage) -> Outcome:
        """Whose fault it is."""
        return self.outcome(stage) if callable(self.outcome) else self.outcome


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
    detours: tuple[Detour, ...] = ()
    """What may turn up beside the chapters, in the order in which it is looked for."""

    @property
    def mainline(self) -> tuple[Flow, ...]:
        """The chapters that are played in their order, each once."""
        return tuple(flow for flow in self.chapters if not flow.whenever)

    @property
    def stations(self) -> tuple[type[Screen], ...]:
        """The screens at which it can be gone on with: where a chapter begins, or a step leads to."""
        known: dict[type[Screen], None] = {}
        for flow in self.mainline:
            known[flow.start] = None
            signs = (step.sign() for step in flow.steps)
            known.update({sign.screen: None for sign in signs if isinstance(sign, Shown)})
        return tuple(screen for screen in known if not issubclass(screen, MailView))

    @property
    def interruptions(self) -> tuple[Flow, ...]:
        """The chapters that are played whenever their start screen shows."""
        return tuple(flow for flow in self.chapters if flow.whenever)
