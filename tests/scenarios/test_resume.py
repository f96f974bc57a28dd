"""The portal is killed, or the session lost, in the middle of a journey: it is resumed, and nothing done twice."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest

from fixtures.ground import Ground, bundled_inbox
from fixtures.inbox import open_inbox
from flows.journeys import JOURNEYS
from flows.robot import Robot
from mock_portal import Person, rules
from pages.access import AccessScreen, ActivationScreen
from pages.affiliation import AffiliationScreen
from pages.challenge import ChallengeScreen
from pages.enrolment import BeneficiariesScreen
from pages.exemption import ExemptionScreen
from pages.login import LoginScreen
from pages.mails import InvitationMail
from reports.record import Outcome
from tests.scenarios.killable import KillablePortal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from _pytest.mark import ParameterSet
    from playwright.sync_api import Page, Request, Response

    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from flows.flow import Flow
    from flows.journeys import JourneyName
    from flows.steps import Step
    from mock_portal import BundledPortal, Standing
    from pages.element import Element
    from reports.record import Record

ANSWERS = {"adhesion": {"conjoint": "non", "enfants": "non"}, "dispense": {"cas": "collectif"}}


class Before:
    """Does something once, just before the step on an element."""

    def __init__(self, element: Element, do: Callable[[], object]) -> None:
        self._element = element
        self._do = do
        self.done = False

    @contextmanager
    def __call__(self, _flow: Flow, step: Step) -> Iterator[None]:
        if step.target is self._element and not self.done:
            self.done = True
            self._do()
        yield


class Sent:
    """The forms that the browser has sent, each with how it was answered: path and status."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._answers: list[tuple[str, int]] = []
        page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if response.request.method == "POST":
            self._answers.append((response.request.url, response.status))

    def taken(self, path: str) -> int:
        """How often a form sent to this path was taken."""
        return sum(url.endswith(path) and status == 303 for url, status in self._answers)


class Perform(Protocol):
    """Plays a journey, in which something happens before a step."""

    def __call__(self, journey: JourneyName, ground: Ground, before: Before, *, without: str = ...) -> Record:
        """Play it; ``without`` takes the handling of that title away."""


@pytest.fixture
def sent(page: Page) -> Sent:
    return Sent(page)


@pytest.fixture
def perform(page: Page, settings: Settings) -> Perform:
    def perform(journey: JourneyName, ground: Ground, before: Before, *, without: str = "") -> Record:
        impatient = settings.model_copy(update={"mail_patience": 3.0, "patience": 8.0})
        plan = JOURNEYS[journey](ground.applicant)
        known = tuple(detour for detour in plan.detours if detour.flow.title != without)
        robot = Robot(ground.stage(page, impatient), bundled=True, watch=before)
        return robot.play(replace(plan, detours=known))

    return perform


@pytest.fixture
def killable(tmp_path: Path, portal: BundledPortal, page: Page) -> Iterator[KillablePortal]:
    """A portal that is started again as soon as the browser misses it."""
    killable = KillablePortal(tmp_path / "portal.sqlite", post_office=portal)

    def come_back(_missed: Request) -> None:
        if not killable.runs:
            killable.start()

    killable.start()
    page.on("requestfailed", come_back)
    yield killable
    page.remove_listener("requestfailed", come_back)
    killable.kill()


@pytest.fixture
def invited(killable: KillablePortal, portal: BundledPortal, applicant: Applicant) -> Iterator[Ground]:
    """The applicant, invited by a portal that can be killed."""
    person = Person(
        email=applicant.email,
        first_name=applicant.first_name,
        last_name=applicant.last_name,
        employer=applicant.employer,
    )
    portal.open_mailbox(applicant.email, applicant.password.get_secret_value())
    with open_inbox(bundled_inbox(portal, applicant), recipient=applicant.email) as inbox:
        mark = inbox.mark()
        yield Ground(
            start_url=killable.ask("invite", person),
            applicant=applicant,
            inbox=inbox,
            bundled=True,
            marks={InvitationMail: mark},
            pause=killable.let_pass,
        )


class At(NamedTuple):
    """A step of a journey."""

    journey: JourneyName
    element: Element


def at(journey: JourneyName, *elements: Element) -> list[ParameterSet]:
    return [pytest.param(At(journey, element), id=f"{journey}-{element.name}") for element in elements]


@pytest.mark.parametrize(
    "step",
    [
        *at("adhesion", AccessScreen.submit_button, ActivationScreen.continue_button, LoginScreen.submit_button),
        *at("adhesion", AffiliationScreen.enrol_button, ChallengeScreen.submit_button, BeneficiariesScreen.save_button),
        *at("dispense", ExemptionScreen.save_button),
    ],
)
def test_a_killed_portal_is_come_back_to_and_nothing_done_twice(
    step: At, killable: KillablePortal, invited: Ground, sent: Sent, perform: Perform
) -> None:
    record = perform(step.journey, invited, Before(step.element, killable.kill))

    assert record.outcome is Outcome.PASSED, record.diagnosis
    assert killable.starts == 2
    assert sent.taken("/acces") == 1
    assert sent.taken(f"/{step.journey}") == 1
    assert_intact(killable.ask("standing", invited.applicant.email), step.journey, invited.applicant)


def test_a_killed_portal_that_is_not_come_back_to_ends_the_run(
    killable: KillablePortal, invited: Ground, perform: Perform
) -> None:
    kill = Before(LoginScreen.submit_button, killable.kill)
    record = perform("adhesion", invited, kill, without="Le portail ne répond plus")

    assert record.outcome is Outcome.ENVIRONMENT


@pytest.mark.parametrize(
    "step",
    [
        *at("adhesion", AffiliationScreen.enrol_button, ChallengeScreen.code_field, ChallengeScreen.submit_button),
        *at("adhesion", BeneficiariesScreen.spouse_choice, BeneficiariesScreen.save_button),
        *at("dispense", AffiliationScreen.exempt_button, ExemptionScreen.collective_choice),
        *at("dispense", ExemptionScreen.save_button),
    ],
)
def test_a_lost_session_is_opened_again_and_the_step_resumed(
    step: At, ground_for: Callable[[JourneyName], Ground], portal: BundledPortal, sent: Sent, perform: Perform
) -> None:
    ground = ground_for(step.journey)
    lose = Before(step.element, lambda: sent.page.context.clear_cookies(name=re.compile("session$")))
    record = perform(step.journey, ground, lose)

    assert record.outcome is Outcome.PASSED, record.diagnosis
    assert sent.taken("/acces") == 1
    assert sent.taken("/connexion") == 2
    assert_intact(portal.standing(ground.applicant.email), step.journey, ground.applicant)


def test_a_session_that_has_timed_out_is_opened_again_and_the_answers_are_there(
    ground_for: Callable[[JourneyName], Ground], portal: BundledPortal, sent: Sent, perform: Perform
) -> None:
    ground = ground_for("adhesion")
    wait = Before(BeneficiariesScreen.save_button, lambda: portal.clock.advance(2 * rules.SESSION_IDLE))
    record = perform("adhesion", ground, wait)

    assert record.outcome is Outcome.PASSED, record.diagnosis
    assert sent.taken("/connexion") == 2
    assert_intact(portal.standing(ground.applicant.email), "adhesion", ground.applicant)


def assert_intact(standing: Standing, journey: JourneyName, applicant: Applicant) -> None:
    """One active account, not locked, with the answers as they were given."""
    assert standing.identifier == applicant.email
    assert standing.active
    assert not standing.locked
    assert standing.drafts == {journey: ANSWERS[journey]}
