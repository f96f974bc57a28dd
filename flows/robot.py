"""The Robot: acts in the person's place, and insists on the outcome of each step."""

from __future__ import annotations

import time
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from flows.bearings import detours_about, first_shown, in_the_way, shows, ways_on
from flows.chronicle import Chronicle
from flows.clicks import listen_for_clicks, was_lost
from flows.diagnosis import diagnose, drifted_screen, where
from flows.sight import look, responds
from flows.sign import Shown
from flows.steps import Click, Receive
from flows.trouble import TROUBLES, PortalTrouble, Trouble
from pages.screen import MailView
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from flows.chronicle import Note, Scene
    from flows.flow import Detour, Flow, Journey
    from flows.sight import Sight
    from flows.stage import Stage
    from flows.steps import Step
    from pages.screen import Screen
    from reports.record import Record

    Watch = Callable[[Flow, Step], AbstractContextManager[object]]

_GLANCE: Final = 1.0
"""Seconds that an outcome may take before one looks around for what else may show."""
_RIPE: Final = 3.0
"""Seconds after which a page that is loaded, and is not the awaited one, is taken for what it is."""
_ANSWERED: Final = 4.0
"""Seconds after which a notice on a page that was not replaced is taken for the answer to a click."""
_TURNS: Final = 20
"""How often a run may find its way again before it is taken to go round in circles."""


def _unwatched(flow: Flow, step: Step) -> AbstractContextManager[object]:  # noqa: ARG001 - a Watch
    return nullcontext()


class _ElsewhereError(Exception):
    """The page shows something else that is known: the way is to be found again from there."""


class Robot:
    """Plays journeys by itself.

    It follows the chapters. Where a step does not lead on, it looks around: what interrupts (a banner, a
    challenge) is played, what the journey knows to turn up beside the way (its detours) is dealt with, and the
    journey goes on from whatever screen shows then.
    """

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
        self._turns = 0
        self._taken: dict[Detour, list[float]] = {}
        """The detours taken, each with the documents on which they were."""
        self._chapter = journey.mainline[0]
        self._acted = 0.0
        """When the last gesture was begun, in seconds since the epoch."""
        listen_for_clicks(self.stage.page)
        self.stage.page.set_default_navigation_timeout(self.stage.patience * 1000)
        try:
            self._play_chapters()
            self._collect_mails()
        except (Trouble, PlaywrightError) as error:
            trouble = error if isinstance(error, Trouble) else diagnose(self.stage.page, error, self._chapter)
            return self._chronicle.record(trouble.outcome, str(trouble), tuple(self.stage.remarks))
        return self._chronicle.record(Outcome.PASSED, remarks=tuple(self.stage.remarks))

    def _reach(self, scene: Scene) -> None:
        """Stand before a screen, its first step not yet taken, or hold a mail just received."""

    def _play_chapters(self) -> None:
        flows = self._journey.mainline
        index, entry = 0, flows[0].start
        # A journey that begins with a mail enters through the mail's link.
        opened = issubclass(entry, MailView)
        while index < len(flows):
            self._chapter = flows[index]
            try:
                if not opened:
                    opened = True
                    self._open_start()
                self._play(flows[index], entry)
                index += 1
                entry = flows[index].start if index < len(flows) else entry
            except _ElsewhereError:
                index, entry = self._find_way(index)

    def _open_start(self) -> None:
        try:
            self.stage.open(self.stage.start_url)
        except PlaywrightError as error:
            self._survey(self._chapter, None)
            raise diagnose(self.stage.page, error, self._chapter) from None

    def _play(self, flow: Flow, entry: type[Screen] | None = None) -> None:
        """Play ``flow`` from the first step on the screen ``entry``."""
        self._answered.add(flow)
        scenes = {scene.screen: scene for scene in self._chronicle.begin(flow)}
        counts = dict.fromkeys(scenes, 0)
        reached: set[type[Screen]] = set()
        entry = entry or flow.start
        if self._seen is not entry and not issubclass(entry, MailView):
            self._await(flow, entry)
        entered = entry is flow.start
        for place, step in flow.places():
            scene = scenes[place]
            entered = entered or place is entry
            if entered and place not in reached and not scene.is_mail:
                reached.add(place)
                if not self._clear and (interruption := self._in_the_way(self._expected(flow))):
                    self._yield_to(interruption)
                if place.guarded:
                    self._hand_over_robot_checks(flow, step)
                self._reach(scene)
            note = scene.notes[counts[place]]
            counts[place] += 1
            if not entered:
                continue
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
                self._survey(flow, step)
                trouble = diagnose(self.stage.page, error, flow, step)
            except Trouble as known:
                trouble = known.at(where(flow, step))
            else:
                note.outcome = Outcome.PASSED
                return
            note.outcome = trouble.outcome
            # What Playwright says holds what was typed, so nothing of it is passed on.
            raise trouble from None

    def _act(self, flow: Flow, step: Step) -> None:
        page, patience = self.stage.page, self.stage.gesture_patience
        page.set_default_timeout(min(_GLANCE, patience) * 1000)
        self._acted = time.time()
        try:
            self._gesture(step)
        except PlaywrightTimeout:
            page.set_default_timeout(max(patience - _GLANCE, _GLANCE) * 1000)
            # Something may have come over the page, or instead of it.
            interruption = self._in_the_way(self._interruptions(flow)) if responds(page) else None
            if interruption is not None:
                self._yield_to(interruption)
            else:
                # What is being dealt with has not gone away yet just because the page is slow.
                self._survey(flow, step, late=False)
            self._gesture(step)

    def _gesture(self, step: Step) -> None:
        """Do what ``step`` says."""
        step.act(self.stage)

    def _insist(self, flow: Flow, step: Step) -> None:
        sign = step.sign()
        if isinstance(sign, Shown):
            self._await(flow, sign.screen, step, sign)
        elif not step.self_evident:
            self._insist_on(flow, step)

    def _insist_on(self, flow: Flow, step: Step) -> None:
        """Wait for a sign on the page itself, looking around while it does not come."""
        deadline = time.monotonic() + (step.patience or self.stage.patience)
        while True:
            try:
                step.sign().insist(self.stage.page, _slice(deadline))
            except AssertionError:
                self._survey(flow, step, late=time.monotonic() >= deadline)
                self._click_again_if_lost(step)
                if time.monotonic() >= deadline:
                    raise
            else:
                return

    def _await(self, flow: Flow, screen: type[Screen], step: Step | None = None, awaited: Shown | None = None) -> None:
        """Wait for ``screen``, playing whatever interrupts on the way there.

        What lies over a screen that shows does not hold it up: it is played once the screen is reached.
        """
        page, expected = self.stage.page, self._expected(flow, step)
        awaited = awaited or Shown(screen)
        either = awaited.also(*(each.start for each in expected))
        deadline = time.monotonic() + ((step and step.patience) or self.stage.patience)
        played: list[Flow] = []
        while True:
            try:
                either.insist(page, _slice(deadline))
                interruption = self._in_the_way(expected)
            except AssertionError as error:
                late = time.monotonic() >= deadline
                if not late and not responds(page):
                    continue
                interruption = self._in_the_way(self._interruptions(flow)) if responds(page) else None
                if interruption is None:
                    self._find_instead(flow, screen, step, error, late=late)
                    continue
            if interruption is None or awaited.holds(page):
                self._seen, self._clear = screen, interruption is None
                return
            if interruption in played:
                label = interruption.start.heading.label
                raise PortalTrouble(f"« {label} » revient sans cesse.").at(where(flow, step))
            played.append(interruption)
            self._yield_to(interruption)

    def _find_instead(
        self, flow: Flow, screen: type[Screen], step: Step | None, error: AssertionError, *, late: bool
    ) -> None:
        """Look for what shows instead of ``screen``; return if it is worth waiting on.

        Raises:
            Trouble: it is clear that it will not come.
        """
        page = self.stage.page
        if not responds(page):
            raise diagnose(page, error, flow, step, awaited=screen) from None
        place = step.place if step else None
        self._survey(flow, step, late=late)
        self._click_again_if_lost(step)
        sight = look(page)
        if sight.age >= _RIPE and not sight.busy and (place is None or not shows(page, place)):
            for awaited in (screen, *(each.start for each in self._expected(flow, step))):
                if drift := drifted_screen(page, awaited, sight):
                    raise drift.at(where(flow, step))
        if late:
            raise diagnose(page, error, flow, step, awaited=screen) from None

    def _click_again_if_lost(self, step: Step | None) -> None:
        """Click once more where it is certain that the first click reached nothing; else never."""
        if not responds(self.stage.page):
            return
        if isinstance(step, Click) and was_lost(step.target.on(self.stage.page), self._acted):
            self._acted = time.time()
            self._gesture(step)

    def _survey(self, flow: Flow, step: Step | None, *, late: bool = True) -> None:
        """Find out whether the page shows something that is known, and deal with it.

        Raises:
            Trouble: it is something that ends the run.
            _ElsewhereError: the way goes on from another screen, or once more from this one.
        """
        page = self.stage.page
        if page.is_closed() or not responds(page):
            return
        place = (step.place if step else None) or flow.start
        for detour in detours_about(self._journey.detours, place):
            if detour.is_seen(page):
                self._take(detour, flow, step, late=late)
        if not shows(page, place) and first_shown(page, self._journey.stations):
            raise _ElsewhereError

    def _take(self, detour: Detour, flow: Flow, step: Step | None, *, late: bool = True) -> None:
        taken = self._taken.setdefault(detour, [])
        sight = look(self.stage.page)
        if not late and self._may_be_old(detour, step, sight):
            return
        if len(taken) >= detour.times:
            # On a document where it was dealt with already, it may just not have gone away yet.
            if sight.document in taken and not late:
                return
            advice = f" ({detour.advice})" if detour.advice else ""
            told = sight.told(detour.quote(self.stage.page))
            sentence = f"{detour.flow.title} : {told}{advice}."
            raise TROUBLES[detour.fault(self.stage)](sentence).at(where(flow, step))
        taken.append(sight.document)
        if detour.remark:
            self.stage.remark(detour.remark)
        self._turn(flow, step)
        self._seen = detour.flow.start
        for scene in self._chronicle.begin(detour.flow):
            for note in scene.notes:
                self._perform(detour.flow, note)
        self._seen = None
        raise _ElsewhereError

    def _may_be_old(self, detour: Detour, step: Step | None, sight: Sight) -> bool:
        """Whether a notice may have stood on the page before the click that it seems to answer."""
        waited = time.time() - self._acted
        older = sight.document < self._acted
        return isinstance(step, Click) and detour.flow.start.sign().role == "notice" and older and waited < _ANSWERED

    def _turn(self, flow: Flow, step: Step | None) -> None:
        self._turns += 1
        if self._turns > _TURNS:
            raise PortalTrouble("le parcours tourne en rond.").at(where(flow, step))

    def _find_way(self, index: int) -> tuple[int, type[Screen]]:
        """Where in the journey the screen stands that shows now: the chapter, and the screen in it."""
        flows, page = self._journey.mainline, self.stage.page
        flow = flows[index]
        ways = ways_on(self._journey, index)
        interruptions = self._journey.interruptions
        anything = Shown(*(screen for _, screen in ways), *(each.start for each in interruptions))
        deadline = time.monotonic() + self.stage.patience
        self._seen = None
        while True:
            self._turn(flow, None)
            try:
                anything.insist(page, _slice(deadline))
            except AssertionError as error:
                late = time.monotonic() >= deadline
                try:
                    self._survey(flow, None, late=late)
                except _ElsewhereError:
                    continue
                if late:
                    raise diagnose(page, error, flow, awaited=flow.start) from None
                continue
            if interruption := self._in_the_way(interruptions):
                with suppress(_ElsewhereError):
                    self._yield_to(interruption)
                continue
            for each, screen in ways:
                if Shown(screen).holds(page):
                    self._seen, self._clear = screen, True
                    return each, screen

    def _yield_to(self, interruption: Flow) -> None:
        self._seen, self._clear = interruption.start, True
        self._play(interruption)

    def _in_the_way(self, interruptions: tuple[Flow, ...]) -> Flow | None:
        return in_the_way(self.stage.page, interruptions)

    def _interruptions(self, flow: Flow) -> tuple[Flow, ...]:
        # One that is being played does not interrupt itself.
        return tuple(each for each in self._journey.interruptions if each is not flow)

    def _expected(self, flow: Flow, step: Step | None = None) -> tuple[Flow, ...]:
        """The interruptions worth looking for at once.

        Those are the banners while none was answered, and the challenges whose mail ``step`` may have sent. Any
        other is noticed too, but only once something does not go on.
        """
        sent = step.sends if isinstance(step, Click) else None
        answered = any(each.whenever and not each.mails for each in self._answered)
        return tuple(each for each in self._interruptions(flow) if (sent in each.mails if each.mails else not answered))

    def _hand_over_robot_checks(self, flow: Flow, step: Step) -> None:
        """Stop before a form that asks whether one is a robot: it is for people to fill in."""
        for detour in self._journey.detours:
            if detour.flow.start.for_people and detour.is_seen(self.stage.page):
                self._take(detour, flow, step)

    def _collect_mails(self) -> None:
        """Note what became of the mails that the journey could do without."""
        for flow in self._journey.mainline:
            for step in flow.steps:
                if isinstance(step, Receive) and not step.needed and step.mail not in self.stage.mails:
                    self.stage.note_arrival(step.mail)


def _slice(deadline: float) -> float:
    """The seconds to wait before the next look around."""
    return max(0.05, min(_GLANCE, deadline - time.monotonic()))
