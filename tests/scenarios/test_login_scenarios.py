"""Logging in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pages.affiliation import AffiliationScreen
from pages.enrolment import StepSavedScreen
from pages.login import LoginScreen
from pages.situations import LockedNotice, OldAccountScreen, RobotCheck, WrongCredentialsNotice

if TYPE_CHECKING:
    from tests.scenarios.conftest import Meet

LOGIN = "/connexion"


@pytest.mark.scenario("password-refused", outcome="environment")
def test_a_wrong_password_is_tried_twice_at_most(meet: Meet) -> None:
    met = meet("connexion")

    met.sees(WrongCredentialsNotice.heading)
    assert met.sent(LOGIN) == [422, 422]
    assert "vérifier l’identifiant et le mot de passe" in met.diagnosis


@pytest.mark.scenario("password-refused", outcome="portal")
def test_a_password_that_the_run_has_just_chosen_must_be_accepted(meet: Meet) -> None:
    met = meet("adhesion")

    met.sees(WrongCredentialsNotice.heading)
    assert met.sent(LOGIN) == [422, 422]


@pytest.mark.scenario("password-refused-once", outcome="passed")
def test_a_password_refused_once_is_typed_again(meet: Meet) -> None:
    met = meet("connexion")

    met.sees(AffiliationScreen.heading)
    assert met.sent(LOGIN) == [422, 303]


@pytest.mark.scenario("account-locked", outcome="handover")
def test_a_blocked_account_stops_the_run_at_once_and_says_how_to_unlock_it(meet: Meet) -> None:
    met = meet("connexion")

    met.sees(LockedNotice.heading)
    assert met.sent(LOGIN) == [429]
    assert "pour le débloquer : « Mot de passe oublié »" in met.diagnosis


@pytest.mark.scenario("activation-pending=2", outcome="passed")
def test_an_account_that_is_not_active_yet_is_waited_for(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(LOGIN) == [409, 409, 303]


@pytest.mark.scenario("activation-pending=9", outcome="portal")
def test_an_account_that_never_gets_active_is_not_waited_for_without_end(meet: Meet) -> None:
    met = meet()

    met.sees(LoginScreen.heading)
    assert len(met.sent(LOGIN)) == 5


@pytest.mark.scenario("old-account", outcome="handover")
def test_an_account_of_the_old_kind_is_left_to_its_owner(meet: Meet) -> None:
    met = meet("connexion")

    met.sees(OldAccountScreen.heading)
    assert "son titulaire" in met.diagnosis


@pytest.mark.scenario("already-signed-in", outcome="passed")
def test_a_session_of_the_same_person_goes_on(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(LOGIN) == []
    assert met.sent("/deconnexion") == []


@pytest.mark.scenario("signed-in-as-other", outcome="passed")
def test_a_session_of_somebody_else_is_left_before_logging_in(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent("/deconnexion") == [303]
    assert met.sent(LOGIN) == [303]


@pytest.mark.parametrize(
    "where",
    [
        pytest.param("form", marks=pytest.mark.scenario("anti-bot", outcome="handover")),
        pytest.param("page", marks=pytest.mark.scenario("anti-bot-page", outcome="handover")),
    ],
)
def test_a_check_for_robots_is_left_to_a_person_and_nothing_sent(where: str, meet: Meet) -> None:
    met = meet()

    met.sees(RobotCheck.sign())
    assert met.sent(LOGIN) == [], where
    assert "anti-robot" in met.diagnosis


@pytest.mark.scenario("reset-link-used", outcome="portal")
def test_a_link_for_a_new_password_that_is_used_up_ends_the_run(meet: Meet) -> None:
    met = meet("oubli")

    met.sees("Lien expiré")
    assert met.opened("/nouveau-mot-de-passe/{token}") == [404]
