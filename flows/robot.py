"""The Robot: acts in the person's place, and insists on the outcome of each step."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, ClassVar, Literal

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from flows.chronicle import Chronicle
from flows.diagnosis import diagnose
from flows.sign import Shown
from flows.steps import Receive
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
        self._arrived_at: type[Screen] | None = None
        """The screen that was just seen with nothing in the way, so that nobody need look again."""

    def play(self, journey: Journey) -> Record:
        """Play ``journey``; what goes wrong stands in the record's outcome and diagnosis."""
        self._journey = journey
        self._chronicle = Chronicle(journey, self.performer, self._bundled)
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
        scenes = {scene.screen: scene for scene in self._chronicle.begin(flow)}
        counts = dict.fromkeys(scenes, 0)
        if self._arrived_at is not flow.start and not issubclass(flow.start, MailView):
            self._await(flow, flow.start)
        for place, step in flow.places():
            scene = scenes[place]
            if counts[place] == 0 and not scene.is_mail:
                if self._arrived_at is not place:
                    self._clear_the_way(flow)
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
            if not self._clear_the_way(flow):
                raise
            step.act(self.stage)

    def _insist(self, flow: Flow, step: Step) -> None:
        sign = step.sign()
        if isinstance(sign, Shown):
            self._await(flow, sign.screen, step)
        else:
            sign.insist(self.stage.page, step.patience or self.stage.patience)

    def _await(self, flow: Flow, screen: type[Screen], step: Step | None = None) -> None:
        """Wait for ``screen``, playing whatever interrupts on the way there.

        What lies over a screen that shows does not hold it up: it is played once the screen is reached.
        """
        page, awaited = self.stage.page, Shown(screen)
        either = Shown(screen, *(each.start for each in self._interruptions(flow)))
        patience = (step and step.patience) or self.stage.patience
        self._arrived_at = None
        played: list[Flow] = []
        while True:
            try:
                either.insist(page, patience)
            except AssertionError as error:
                raise diagnose(page, error, flow, step, awaited=screen) from None
            interruption = self._in_the_way(flow)
            if interruption is None:
                self._arrived_at = screen
                return
            if awaited.holds(page):
                return
            if interruption in played:
                raise PortalTrouble(f"« {flow.title} » : « {interruption.start.heading.label} » revient sans cesse.")
            played.append(interruption)
            self._play(interruption)

    def _clear_the_way(self, flow: Flow) -> bool:
        """Play what interrupts ``flow`` right now; False where nothing does."""
        interruption = self._in_the_way(flow)
        if interruption:
            self._play(interruption)
        return interruption is not None

    def _in_the_way(self, flow: Flow) -> Flow | None:
        interruptions = self._interruptions(flow)
        # One question for all, for mostly there is none.
        if not interruptions or not Shown(*(each.start for each in interruptions)).holds(self.stage.page):
            return None
        return next((each for each in interruptions if each.start(self.stage.page).is_shown()), None)

    def _interruptions(self, flow: Flow) -> tuple[Flow, ...]:
        # One that is being played does not interrupt itself.
        return tuple(each for each in self._journey.interruptions if each is not flow)
