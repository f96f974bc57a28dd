"""A guided journey leaves a record from which a tutorial is made, with nothing personal in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from fixtures.applicants import sample_applicant
from flows.applicant import NOBODY
from flows.guidance.course import Course
from flows.guidance.keeper import Keeper
from pages.affiliation import AffiliationScreen
from pages.login import LoginScreen
from reports.record import Outcome, Record
from tests.guide.company import all_journeys

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from flows.applicant import Applicant
    from tests.guide.company import Company

pytestmark = pytest.mark.bundled_only


@pytest.fixture
def recorded(lead: Callable[..., Company], page: Page, applicant: Applicant, tmp_path: Path) -> Record:
    """The record of somebody who asked for an exemption."""
    keeper = Keeper(tmp_path, person=applicant, shown=sample_applicant(), bundled=True)
    company = lead(keeper=keeper)
    company.comes_to_the_space(applicant)
    AffiliationScreen.exempt_button.on(company.page).click()
    company.types_the_code()
    company.names_the_case()
    company.hears("C’est fait")
    company.guide.close()
    assert page.context.browser
    with page.context.browser.new_page() as reader:
        keeper.file(reader, company.guide.letters())
    keeper.save(company.guide.course, arrived=company.guide.arrived)
    return Record.load(tmp_path)


def test_a_guided_journey_is_recorded_as_the_one_that_was_walked(recorded: Record, tmp_path: Path) -> None:
    pictured = [section for section in recorded.sections if section.picture]

    assert recorded.performer == "guide"
    assert recorded.journey == "dispense"
    assert recorded.outcome is Outcome.PASSED, recorded.diagnosis
    assert recorded.remarks == ()
    assert [section.screen for section in pictured] == [
        "WelcomeScreen",
        "BigSteps",
        "CookieBanner",
        "AccessScreen",
        "ActivationScreen",
        "LoginScreen",
        "AffiliationScreen",
        "CodeMail",
        "ChallengeScreen",
        "ExemptionScreen",
        "StepSavedScreen",
    ]
    for section in pictured:
        assert section.picture
        with Image.open(tmp_path / section.picture.file) as image:
            assert image.width >= section.picture.width


def test_every_act_that_was_done_is_recorded_as_done_and_has_its_place(recorded: Record) -> None:
    acts = [
        step
        for section in recorded.sections
        if section.kind == "screen" and section.picture
        for step in section.steps
        if step.action in {"fill", "tick", "click", "verify"}
    ]

    assert [step.say for step in acts if step.outcome is not Outcome.PASSED] == []
    assert [step.say for step in acts if step.target and step.target.box is None] == []


def test_whoever_stops_on_the_way_leaves_a_record_of_so_much(
    lead: Callable[..., Company], applicant: Applicant, tmp_path: Path
) -> None:
    keeper = Keeper(tmp_path, person=applicant, shown=sample_applicant(), bundled=True)
    company = lead(keeper=keeper)
    company.refuses_cookies()
    company.begins()
    company.hears("Choisissez un mot de passe")
    company.presses("end")
    company.guide.run()

    record = keeper.save(company.guide.course, arrived=company.guide.arrived)

    assert record.outcome is Outcome.HANDOVER
    assert record.diagnosis == "la personne s’est arrêtée avant « Je crée mes accès »."


def test_the_text_of_the_record_names_nobody(recorded: Record, applicant: Applicant) -> None:
    told = recorded.model_dump_json()

    for word in (applicant.email, applicant.email.partition("@")[0], applicant.password.get_secret_value()):
        assert word not in told


def test_a_number_that_nobody_has_allowed_is_not_shown_but_the_screen_is(page: Page, tmp_path: Path) -> None:
    page.set_content(
        "<h1>Me connecter</h1><label>Email de connexion <input></label><footer>Aide : 01 23 45 67 89</footer>"
    )
    course = Course(all_journeys(), choices=("adhesion", "dispense"))
    keeper = Keeper(tmp_path, person=replace(NOBODY, email="camille@ecole.example"), shown=sample_applicant())
    keeper.begin(course)
    flow = course.chapter(LoginScreen)
    assert flow
    keeper.reach(page, flow, LoginScreen)
    record = keeper.save(course, arrived=False)

    pictured = [section.screen for section in record.sections if section.picture]
    assert (pictured, record.remarks) == (["LoginScreen"], ())
    assert record.sections[0].screen == "InvitationMail"
    assert page.locator("footer").inner_text() == "Aide : 01 23 45 67 89"
