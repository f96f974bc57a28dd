"""The personal space and the follow-on journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pages.affiliation import AffiliationScreen
from pages.enrolment import StepSavedScreen
from pages.situations import SettledStatus

if TYPE_CHECKING:
    from tests.scenarios.conftest import Meet

SAVE = "/adhesion"


@pytest.mark.scenario("session-lost", outcome="passed")
def test_a_lost_session_is_opened_again_and_the_step_resumed(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent("/connexion") == [303, 303]
    assert met.sent("/invitation/{token}/acces") == [303]


@pytest.mark.scenario("step-stale", outcome="passed")
def test_a_stale_step_is_opened_anew(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(SAVE) == [403, 303]


@pytest.mark.scenario("already-enrolled", outcome="handover")
def test_somebody_who_is_enrolled_does_not_start_again(meet: Meet) -> None:
    met = meet()

    met.sees(SettledStatus.heading)
    assert "rien n’a été recommencé" in met.diagnosis
    assert met.opened(SAVE) == []


@pytest.mark.scenario("exemption-pending", outcome="handover")
def test_somebody_who_waits_for_an_exemption_does_not_start_again(meet: Meet) -> None:
    met = meet("dispense")

    met.sees(SettledStatus.heading)
    assert met.opened("/dispense") == []


@pytest.mark.scenario("employer-wrong", outcome="portal")
def test_another_employer_stops_the_run(meet: Meet) -> None:
    met = meet()

    met.sees(AffiliationScreen.heading)
    assert "n’est pas celui de l’employeur attendu" in met.diagnosis


@pytest.mark.scenario("greeting-wrong", outcome="portal")
def test_a_greeting_for_somebody_else_stops_the_run(meet: Meet) -> None:
    met = meet()

    met.sees(AffiliationScreen.heading)
    assert f"salue une autre personne que {met.applicant.name}" in met.diagnosis


@pytest.mark.scenario("deadline-near", outcome="passed")
def test_a_deadline_is_reported(meet: Meet) -> None:
    assert "il reste 3 jour(s)" in meet().remarks
