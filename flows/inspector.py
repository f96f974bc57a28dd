"""The Inspector: walks a journey and holds everything that its screens declare against what the portal shows."""

from __future__ import annotations

import time
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from flows.capture.mail_page import mail_page
from flows.mail_link import link_in
from flows.robot import Robot
from flows.steps import Click, Follow
from flows.trouble import MailTrouble
from pages.nearest import Presence, presence
from pages.screen import MailView
from reports.check import Check, CheckedElement, CheckedScreen, State, outcome_of
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Page

    from flows.chronicle import Scene
    from flows.flow import Flow, Journey
    from flows.robot import Watch
    from flows.stage import Mail, Stage
    from flows.steps import Step
    from pages.element import Element
    from pages.screen import Screen
    from reports.record import Record

    Findings = dict[Element, Presence]

_PATIENCE: Final = 2.0
"""Seconds that a screen may take to show everything, before it is left."""
_EVIDENT: Final = 0.6
"""The share of a screen's elements by which it is known although its sign does not show."""
_EVIDENT_IN_DRIFT: Final = 0.5
"""The same, where the walk is known to have ended at something that drifted."""


class Inspector(Robot):
    """Plays journeys as the Robot does, and nothing more; on the way it looks at every declared element."""

    def __init__(self, stage: Stage, *, bundled: bool = False, watch: Watch | None = None) -> None:
        """Stand on ``stage``; ``watch`` is entered around each step."""
        super().__init__(stage, bundled=bundled, watch=self._looking_again)
        self._observer = watch
        self._found: dict[type[Screen], Findings] = {}
        self._current: type[Screen] | None = None
        """The screen of the portal that was reached last."""
        self._begun: list[tuple[Flow, Step]] = []
        """The steps so far."""

    def inspect(self, journey: Journey) -> Check:
        """Walk ``journey`` and tell how its screens and mails stand to what is declared.

        What ends the walk ends it as it does a Robot's; the page that it ended on is still looked at.
        """
        self._found, self._current, self._begun = {}, None, []
        record = self.play(journey)
        # What ended the walk may have taken the page along.
        with suppress(PlaywrightError):
            self._look_around(journey, record)
        screens = tuple(self._told(chapter, screen) for screen, chapter in _screens(journey).items())
        return Check(
            journey=journey.name,
            title=journey.title,
            bundled=record.bundled,
            outcome=outcome_of(record.outcome, screens),
            diagnosis=record.diagnosis,
            screens=screens,
        )

    def _reach(self, scene: Scene) -> None:
        super()._reach(scene)
        if issubclass(scene.screen, MailView):
            self._read(scene.screen)
        elif scene.screen in _screens(self._journey):
            self._current = scene.screen
            self._note(scene.screen, scene.screen.elements(), self.stage.page)

    @contextmanager
    def _looking_again(self, flow: Flow, step: Step) -> Iterator[None]:
        self._begun.append((flow, step))
        if isinstance(step, Click):
            self._settle(step.target.screen, _PATIENCE)
        with self._observer(flow, step) if self._observer else nullcontext():
            yield

    def _settle(self, screen: type[Screen], patience: float) -> None:
        """Look again for what was not there yet, as some things come late, or only once something was answered."""
        page = self.stage.page
        late = [
            element
            for element, found in self._found.get(screen, {}).items()
            if found.state in {"missing", "renamed"} and not _comes_and_goes(element)
        ]
        deadline = time.monotonic() + patience
        for element in late:
            left = max(deadline - time.monotonic(), 0.001)
            with suppress(PlaywrightTimeout):
                element.on(page).first.wait_for(state="attached", timeout=left * 1000)
        self._note(screen, late, page)

    def _note(self, screen: type[Screen], elements: Iterable[Element], page: Page) -> None:
        try:
            found = {element: presence(element, page) for element in elements}
        except PlaywrightError:  # the page was just being replaced by the next
            page.wait_for_load_state("domcontentloaded")
            found = {element: presence(element, page) for element in elements}
        known = self._found.setdefault(screen, {})
        # What was seen once was there.
        known.update({each: seen for each, seen in found.items() if each not in known or known[each].count == 0})

    def _read(self, view: type[MailView]) -> None:
        mail = self.stage.mails.get(view)
        if mail is None:
            return
        # The page loads nothing and runs nothing, so that it may stand beside the portal's.
        reader = self.stage.page.context.new_page()
        try:
            reader.set_content(mail_page(_Letter(_html(mail)), "", secret=self._code_in(mail)))
            self._note(view, view.elements(), reader)
        finally:
            reader.close()
        if not mail.html:
            self._found[view].update(self._plain_links(view, mail))

    def _plain_links(self, view: type[MailView], mail: Mail) -> Findings:
        """The links of a mail in plain text, which have no name of their own."""
        links = {}
        for element in view.elements():
            if element.role == "link":
                with suppress(MailTrouble):
                    link_in(mail, element, self.stage.start_url)
                    links[element] = Presence("present", 1)
        return links

    def _code_in(self, mail: Mail) -> str:
        code = self.stage.code
        return code.value.get_secret_value() if code and code.mail is mail else ""

    def _look_around(self, journey: Journey, record: Record) -> None:
        """Look at the page on which the walk ended."""
        page = self.stage.page
        if page.is_closed():
            return
        passed = record.outcome is Outcome.PASSED
        if self._current and _shows(self._current, page):
            self._settle(self._current, _PATIENCE if passed else 0)
        if passed:
            return
        enough = _EVIDENT_IN_DRIFT if record.outcome is Outcome.DRIFT else _EVIDENT
        expected = self._expected_at_the_end(journey)
        for screen in _screens(journey):
            if screen in self._found or issubclass(screen, MailView):
                continue
            if _shows(screen, page) or (screen in expected and _evidence(screen, page) >= enough):
                self._note(screen, screen.elements(), page)

    def _expected_at_the_end(self, journey: Journey) -> set[type[Screen]]:
        """The screens that may be there although they are not known by their sign."""
        expected = {flow.start for flow in journey.interruptions}
        if self._current and _shows(self._current, self.stage.page):
            return expected
        mainline = [(flow, step) for flow, step in self._begun if flow in journey.mainline]
        for _, step in (*mainline[-1:], *self._begun[-1:]):
            if isinstance(step, Click | Follow) and step.leads_to:
                expected.add(step.leads_to)
        following = journey.mainline.index(mainline[-1][0]) + 1 if mainline else 0
        return expected | {flow.start for flow in journey.mainline[following : following + 1]}

    def _told(self, chapter: Flow, screen: type[Screen]) -> CheckedScreen:
        found = self._found.get(screen, {})
        return CheckedScreen(
            kind="mail" if issubclass(screen, MailView) else "screen",
            screen=screen.__name__,
            title=screen.heading.label,
            chapter=chapter.title,
            expected=not chapter.whenever,
            reached=bool(found),
            elements=tuple(_checked(element, seen, self._journey) for element, seen in found.items()),
        )


@dataclass(frozen=True, slots=True)
class _Letter:
    """The body of a mail alone: what stands in its subject is not what its body declares."""

    html: str
    subject: str = ""
    sender: str = ""
    text: str = ""
    in_junk: bool = False


def _html(mail: Mail) -> str:
    """The mail's body; each line of a plain text is a paragraph."""
    return mail.html or "".join(f"<p>{escape(line)}</p>" for line in mail.text.splitlines())


def _screens(journey: Journey) -> dict[type[Screen], Flow]:
    """The journey's screens and mails in their order, each with the first chapter that it belongs to."""
    screens: dict[type[Screen], Flow] = {}
    for flow in journey.chapters:
        for part in flow.parts():
            screens.setdefault(part.screen, flow)
    return screens


def _shows(screen: type[Screen], page: Page) -> bool:
    return screen.sign().on(page).first.is_visible()


def _evidence(screen: type[Screen], page: Page) -> float:
    """The share of the screen's elements that the page shows, if under a like name."""
    expected = [element for element in screen.elements() if not _comes_and_goes(element)]
    found = [presence(element, page) for element in expected]
    return sum(each.count > 0 or each.likeness > 0 for each in found) / len(expected)


def _comes_and_goes(element: Element) -> bool:
    return element.role == "notice"


def _checked(element: Element, found: Presence, journey: Journey) -> CheckedElement:
    state = State(found.state)
    if state is State.SEVERAL and element.role == "link" and element not in _pressed(journey):
        # Any of them will do for a person, and nobody else needs to choose.
        state = State.PRESENT
    if state is State.MISSING and _comes_and_goes(element):
        state = State.ABSENT
    return CheckedElement(
        element=element.name,
        role=element.role,
        label=element.label,
        state=state,
        count=found.count,
        seen=found.seen,
    )


def _pressed(journey: Journey) -> set[Element]:
    return {step.target for flow in journey.chapters for step in flow.steps if isinstance(step, Click)}
