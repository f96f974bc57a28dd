"""The keeper: makes the record of a guided journey, with pictures of each screen and nothing personal in them."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from playwright.sync_api import Error as PlaywrightError

from flows.bearings import shows
from flows.capture.camera import park, photograph
from flows.capture.discretion import file_name, samples, tokens_in, words_of
from flows.capture.mail_page import SAMPLE_PREFIX, mail_page
from flows.capture.pose import posing
from flows.capture.privacy import Disguise
from flows.chronicle import Chronicle
from pages.challenge import ChallengeScreen
from pages.mails import CodeMail
from pages.screen import MailView
from reports.privacy import findings
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from flows.applicant import Applicant
    from flows.flow import Flow
    from flows.guidance.course import Course
    from flows.guidance.post import Letter
    from flows.steps import Step
    from pages.element import Element
    from pages.screen import Screen
    from reports.privacy import Finding
    from reports.record import Box, Picture, Record

_HIDDEN: Final = "•"
"""A sign of what is not shown."""
_READABLE: Final = ":not([type=password], [autocomplete*=password])"
"""What stands in a password field is never read."""


class Keeper:
    """Photographs each screen as it is reached, before anything is drawn or typed there."""

    def __init__(
        self,
        folder: Path,
        *,
        person: Applicant,
        shown: Applicant,
        start_url: str = "",
        public: Iterable[str] = (),
        bundled: bool = False,
    ) -> None:
        """Write pictures and record into ``folder``.

        Args:
            folder: empty, or new.
            person: all that is known of who acts; it is shown nowhere.
            shown: the invented person in place of them.
            start_url: where the journey begins; a personal link is as good as a password.
            public: addresses and numbers that may be seen: those of the portal itself.
            bundled: whether the portal is the bundled one.
        """
        self._folder = folder
        self._person = person
        self._public = tuple(public)
        self._bundled = bundled
        self._shown = shown
        self._disguise = Disguise.of(person, shown)
        self._secrets = words_of(person, shown) | tokens_in(start_url)
        self._kept: dict[tuple[str, type[Screen]], tuple[Picture | None, dict[Element, Box]]] = {}
        self._flows: list[Flow] = []
        self._done: dict[tuple[str, Step], float] = {}
        self._last = time.perf_counter()
        self._chronicle: Chronicle | None = None
        self._remarks: list[str] = []

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is worth telling of the pictures, in French."""
        return tuple(self._remarks)

    def begin(self, course: Course) -> None:
        """Start the clock."""
        self._chronicle = Chronicle(course.journey, "guide", self._bundled)

    def reach(self, page: Page, flow: Flow, screen: type[Screen]) -> None:
        """Keep a picture of ``screen``, the first time that it shows; the page must show nothing of the guide's.

        What the chapter tells of other parts of the same page gets a picture, too.
        """
        self._last = time.perf_counter()
        if (flow.title, screen) in self._kept:
            return
        if flow.title not in {each.title for each in self._flows}:
            self._flows.append(flow)
        beside = [part.screen for part in flow.parts() if part.screen is not screen and shows(page, part.screen)]
        for each in (screen, *beside):
            self._kept[flow.title, each] = None, {}
            with suppress(PlaywrightError):  # the person has gone on already: there is no picture of it
                self._kept[flow.title, each] = self._photograph(page, flow, each)

    def file(self, reader: Page, letters: Iterable[Letter]) -> None:
        """Keep pictures of the mails that came, of each kind the newest; ``reader`` is a page that nobody looks at."""
        for letter in {each.view: each for each in letters}.values():
            code = letter.code if CodeMail is letter.view else ""
            for flow in self._flows:
                if all(part.screen is not letter.view for part in flow.parts()):
                    continue
                reader.set_content(mail_page(letter.mail, self._shown.email, secret=code))
                key = flow.title, letter.view
                self._kept[key] = None, {}
                self._kept[key] = self._photograph(reader, flow, letter.view, {letter.prefix: SAMPLE_PREFIX}, code)

    def did(self, flow: Flow, step: Step) -> None:
        """Note that ``step`` was done."""
        now = time.perf_counter()
        if (flow.title, step) not in self._done:
            self._done[flow.title, step] = now - self._last
        self._last = now

    def save(self, course: Course, *, arrived: bool) -> Record:
        """Write the record beside the pictures.

        Raises:
            OSError: it cannot be written.
        """
        chronicle = self._chronicle or Chronicle(course.journey, "guide", self._bundled)
        chronicle.journey = course.journey
        own = {flow.title: flow for flow in course.journey.chapters}
        choosing = course.chapter(course.parting)
        for flow in takewhile(lambda each: each not in self._flows, course.journey.mainline):
            if all(issubclass(part.screen, MailView) for part in flow.parts()):
                chronicle.begin(flow)  # it comes first, though nobody is seen reading mails
        for flow in self._flows:
            # Before anything was chosen, the chapter of another choice was shown.
            undecided = flow.title not in own and any(part.screen is course.parting for part in flow.parts())
            told = choosing if undecided and choosing else own.get(flow.title, flow)
            self._tell(chronicle, told, shown_as=flow.title, finished=told.title in course.finished)
        outcome = Outcome.PASSED if arrived else Outcome.HANDOVER
        left = course.left()
        stopped = f"la personne s’est arrêtée avant « {left[0]} »." if left else "la personne s’est arrêtée."
        record = chronicle.record(outcome, "" if arrived else stopped, tuple(self._remarks))
        self._folder.mkdir(parents=True, exist_ok=True)
        record.save(self._folder)
        return record

    def _tell(self, chronicle: Chronicle, flow: Flow, *, shown_as: str, finished: bool) -> None:
        for scene in chronicle.begin(flow):
            picture, boxes = self._kept.get((shown_as, scene.screen), (None, {}))
            if picture:
                scene.picture = picture
                scene.place(boxes)
            for note in scene.notes:
                seconds = self._seconds(flow, note.step)
                if finished or seconds is not None:
                    note.outcome, note.seconds = Outcome.PASSED, seconds or 0.0

    def _seconds(self, flow: Flow, step: Step) -> float | None:
        # Two journeys that tell the same chapter have steps of their own for it.
        same = (
            took
            for (title, done), took in self._done.items()
            if title == flow.title and done.target is step.target and done.action == step.action
        )
        return next(same, None)

    def _photograph(
        self, page: Page, flow: Flow, screen: type[Screen], random: Mapping[str, str] | None = None, code: str = ""
    ) -> tuple[Picture | None, dict[Element, Box]]:
        targets = [step.target for place, step in flow.places() if place is screen and step.target]
        file = file_name(len(self._kept), screen.__name__)
        asked = screen is ChallengeScreen and ChallengeScreen.code_field.on(page).count() == 1
        disguise = self._disguise.showing(samples(ChallengeScreen(page).prefix()) if asked else random or {})
        secrets = {**self._secrets, "code": code}
        scale = page.evaluate("() => devicePixelRatio")
        park(page)
        found: Sequence[Finding] = ()
        for _ in range(2):
            with posing(page, disguise, list(self._masked(page, screen))) as pose:
                found = findings(pose.text, secrets=secrets, allowed=self._public)
                if not found:
                    return photograph(page, self._folder, file, targets, scale=scale, survey=pose.survey)
            # Nobody can be asked what it is, a helpline's number perhaps: it is not shown, and all else is.
            seen = (pose.text[each.start : each.end] for each in found)
            disguise = disguise.showing({text: re.sub(r"\S", _HIDDEN, text) for text in seen})
        kinds = ", ".join(dict.fromkeys(map(str, found)))
        self._remarks.append(
            f"« {flow.title} » : l’image de {screen.__name__} n’est pas prise, car on y lirait une donnée"
            f" personnelle ({kinds})."
        )
        return None, {}

    def _masked(self, page: Page, screen: type[Screen]) -> Iterable[Locator]:
        """What is to be shown as dots, where nothing invented stands in place of it."""
        if self._person.invented:
            return
        for element in screen.elements():
            if element.sensitive and element.role != "field":
                yield element.on(page)
            elif element.role == "field":
                yield element.on(page).and_(page.locator(_READABLE))
