"""Mails that are late or taken for junk, a warning before leaving, and the words of a screen or a mail."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fixtures.ground import settle
from flows.journeys import JOURNEYS
from flows.robot import Robot
from pages.enrolment import BeneficiariesScreen, StepSavedScreen
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from flows.flow import Flow
    from flows.steps import Step
    from mock_portal import BundledPortal
    from reports.record import Record
    from tests.scenarios.conftest import Meet

CODE = "/authentification"
LEAVING = "Le portail demande s’il faut quitter"


@pytest.mark.scenario("mail-junk", outcome="passed")
def test_mails_that_all_land_in_junk_are_found_there(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(CODE) == [303]
    assert "indésirables" in met.remarks


@pytest.mark.scenario("code-mail-late=1", outcome="passed")
def test_a_code_that_comes_late_is_waited_for_and_not_asked_for_again(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(CODE) == [303]
    assert met.sent(f"{CODE}/renvoi") == []


@pytest.mark.scenario("renamed=connexion/button/Me connecter>Se connecter", outcome="drift")
def test_a_renamed_control_is_named_with_its_new_name(meet: Meet) -> None:
    met = meet()

    assert "bouton « Me connecter » (LoginScreen.submit_button)" in met.diagnosis
    assert "« Se connecter »" in met.diagnosis
    assert met.sent("/connexion") == []


@pytest.mark.scenario("removed=adhesion/Enregistrer et continuer", outcome="drift")
def test_a_removed_control_is_named(meet: Meet) -> None:
    assert "BeneficiariesScreen.save_button" in meet().diagnosis


@pytest.mark.scenario("doubled=acces/Confirmer et créer mes accès", outcome="drift")
def test_of_two_alike_neither_is_pressed(meet: Meet) -> None:
    met = meet()

    assert "AccessScreen.submit_button" in met.diagnosis
    assert met.sent("/invitation/{token}/acces") == []


@pytest.fixture
def interrupted(
    request: pytest.FixtureRequest, portal: BundledPortal, applicant: Applicant, page: Page, settings: Settings
) -> Callable[[str], Record]:
    """Plays a journey in which somebody presses « Annuler » once, half-way in the form."""
    pressed: list[Step] = []

    @contextmanager
    def press_cancel(_flow: Flow, step: Step) -> Iterator[None]:
        if step.target is BeneficiariesScreen.children_choice and not pressed:
            pressed.append(step)
            BeneficiariesScreen.cancel_button.on(page).click()
        yield

    def interrupted(without: str = "") -> Record:
        plan = JOURNEYS["adhesion"](applicant)
        known = tuple(detour for detour in plan.detours if detour.flow.title != without)
        patient = settings.model_copy(update={"mail_patience": 3.0, "patience": 3.0})
        scenario = request.node.get_closest_marker("scenario")
        with settle(portal, "adhesion", applicant, scenario.args) as ground:
            robot = Robot(ground.stage(page, patient), bundled=True, watch=press_cancel)
            return robot.play(replace(plan, detours=known))

    return interrupted


@pytest.mark.scenario("cancel-warning", outcome="passed")
def test_a_warning_before_leaving_is_answered_by_staying(
    interrupted: Callable[[str], Record], portal: BundledPortal, applicant: Applicant
) -> None:
    record = interrupted("")

    assert record.outcome is Outcome.PASSED, record.diagnosis
    assert portal.standing(applicant.email).drafts == {"adhesion": {"conjoint": "non", "enfants": "non"}}
    paths = [visit.path for visit in portal.visits(applicant.email) if visit.method == "POST"]
    assert "/adhesion/quitter" not in paths


@pytest.mark.scenario("cancel-warning", outcome="passed", without=LEAVING)
def test_a_warning_before_leaving_that_is_not_answered_ends_the_run(interrupted: Callable[[str], Record]) -> None:
    assert interrupted(LEAVING).outcome is not Outcome.PASSED
