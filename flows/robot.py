"""The Robot: acts in the person's place, and insists on the outcome of each step."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, ClassVar, Literal

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from flows.chronicle import Chronicle
from flows.diagnosis import diagnose
from flows.sign import Shown
from flows.steps import Click, Receive
from flows.trouble import PortalTrouble, Trouble
from pages.screen import MailView
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flows.chronicle import Note, Scene
    from flows.flow import Flow, Journey
    from flows.stage import Stage
    from flows.steps import Step
    from pages.screen import Screen
    from reports.record import Record

    Watch = Callable[[Flow, Step], AbstractContextManager[object]]


def _unwatched(flow: Flow, step: Step) -> AbstractContextManager[object]:  # noqa: ARG001 - a Watch
    return nullcontext()


class Robot:
    """Plays journeys by itself."""

    performer: ClassVar[Literal["robot", "scribe"]] = "robot"

    def __init__(self, stage: Stage, *, bundled: bool = False, watch: Watch = _unwatched) -> None:
        """Stand on ``stage``; ``watch`` is entered around each step (progress, reports)."""
        self.stage = stage
        self._bundled = bundled
        self._watch = watch

    def play(self, journey: Journey) -> Record:
        """Play ``journey``; what goes wrong stands in the record's outcome and diagnosis."""
        self._journey = journey
        self._chronicle = Chronicle(journey, self.performer, self._bundled)
        self._answered: set[Flow] = set()
        self._seen: type[Screen] | None = None
        """The screen that was seen last, so that nobody need look for it again."""
        self._clear = False
        """Whether nothing lay over it."""
        self.stage.page.set_default_timeout(self.stage.gesture_patience * 1000)
        flow = journey.mainline[0]
        try:
            # A journey that begins with a mail enters through the mail's link.
            if not issubclass(flow.start, MailView):
                self.stage.open(self.stage.start_url)
            for flow in journey.mainline:
                self._play(flow)
        except (Trouble, PlaywrightError) as error:
            trouble = error if isinstance(error, Trouble) else diagnose(self.stage.page, error, flow)
            return self._chronicle.record(trouble.outcome, str(trouble))
        return self._chronicle.record(Outcome.PASSED)

    def _reach(self, scene: Scene) -> None:
        """Stand before a screen, its first step not yet taken, or hold a mail just received."""

    def _play(self, flow: Flow) -> None:
        self._answered.add(flow)
        scenes = {scene.screen: scene for scene in self._chronicle.begin(flow)}
        counts = dict.fromkeys(scenes, 0)
        if self._seen is not flow.start and not issubclass(flow.start, MailView):
            self._await(flow, flow.start)
        for place, step in flow.places():
            scene = scenes[place]
            if counts[place] == 0 and not scene.is_mail:
                if not self._clear and (interruption := self._in_the_way(self._expected(flow))):
                    self._yield_to(interruption)
                self._reach(scene)
            note = scene.notes[counts[place]]
            counts[place] += 1
            self._perform(flow, note)
            if isinstance(step, Receive):
                self._reach(scene)

    def _perform(self, flow: Flow, note: Note) -> None:
        step = note.step
        with self._watch(flow, step), self._chronicle.timed(note):
            try:
                self._act(flow, step)
                self._insist(flow, step)
            except (PlaywrightError, AssertionError) as error:
                trouble = diagnose(self.stage.page, error, flow, step)
            except Trouble as known:
                trouble = known
            else:
                note.outcome = Outcome.PASSED
                return
            note.outcome = trouble.outcome
            # What Playwright says holds what was typed, so nothing of it is passed on.
            raise trouble from None

    def _act(self, flow: Flow, step: Step) -> None:
        try:
            step.act(self.stage)
        except PlaywrightTimeout:
            # Something may have come over the page meanwhile. The gesture itself was not made: Playwright
            # acts only once nothing is in the way.
            interruption = self._in_the_way(self._interruptions(flow))
            if interruption is None:
                raise
            self._yield_to(interruption)
            step.act(self.stage)

    def _insist(self, flow: Flow, step: Step) -> None:
        sign = step.sign()
        if isinstance(sign, Shown):
            self._await(flow, sign.screen, step)
        elif not step.self_evident:
            sign.insist(self.stage.page, step.patience or self.stage.patience)

    def _await(self, flow: Flow, screen: type[Screen], step: Step | None = None) -> None:
        """Wait for ``screen``, playing whatever interrupts on the way there.

        What lies over a screen that shows does not hold it up: it is played once the screen is reached.
        """
        page, awaited, expected = self.stage.page, Shown(screen), self._expected(flow, step)
        either = Shown(screen, *(each.start for each in expected))
        patience = (step and step.patience) or self.stage.patience
        played: list[Flow] = []
        while True:
            try:
                either.insist(page, patience)
                interruption = self._in_the_way(expected)
            except AssertionError as error:
                interruption = self._in_the_way(self._interruptions(flow))
                if interruption is None:
                    raise diagnose(page, error, flow, step, awaited=screen) from None
            if interruption is None or awaited.holds(page):
                self._seen, self._clear = screen, interruption is None
                return
            if interruption in played:
                raise PortalTrouble(f"« {flow.title} » : « {interruption.start.heading.label} » revient sans cesse.")
            played.append(interruption)
            self._yield_to(interruption)

    def _yield_to(self, interruption: Flow) -> None:
        self._seen, self._clear = interruption.start, True
        self._play(interruption)

    def _in_the_way(self, interruptions: tuple[Flow, ...]) -> Flow | None:
        return next((each for each in interruptions if Shown(each.start).holds(self.stage.page)), None)

    def _interruptions(self, flow: Flow) -> tuple[Flow, ...]:
        # One that is being played does not interrupt itself.
        return tuple(each for each in self._journey.interruptions if each is not flow)

    def _expected(self, flow: Flow, step: Step | None = None) -> tuple[Flow, ...]:
        """The interruptions worth looking for at once.

        Those are the banners not yet answered, and the challenges whose mail ``step`` may have sent. Any other
        is noticed too, but only once something does not go on.
        """
        sent = step.sends if isinstance(step, Click) else None
        return tuple(
            each
            for each in self._interruptions(flow)
            if (sent in each.mails if each.mails else each not in self._answered)
        )
