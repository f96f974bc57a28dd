"""The creation of access."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pages.access import AccessScreen
from pages.enrolment import StepSavedScreen

if TYPE_CHECKING:
    from tests.scenarios.conftest import Meet

ACCESS = "/invitation/{token}/acces"
LOGIN = "/connexion"


@pytest.mark.scenario("identifier-wrong", outcome="passed")
def test_a_wrong_identifier_is_corrected(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert "prérempli d’une autre valeur" in met.remarks


@pytest.mark.scenario("identifier-locked", outcome="handover")
def test_a_wrong_identifier_that_is_locked_is_left_to_a_person(meet: Meet) -> None:
    met = meet()

    met.sees(AccessScreen.heading)
    assert "verrouillé" in met.diagnosis
    assert met.sent(ACCESS) == []


@pytest.mark.scenario("identifier-taken", outcome="passed")
def test_an_identifier_with_an_account_leads_to_the_login(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(ACCESS) == [409]
    assert met.sent(LOGIN) == [303]


@pytest.mark.scenario("password-rule-hidden", outcome="passed")
def test_a_rule_told_on_submit_is_followed_and_the_form_sent_once_more(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(ACCESS) == [422, 303]


@pytest.mark.scenario("confirmation-differs", outcome="passed")
def test_a_confirmation_that_differs_is_typed_again_with_the_password(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(ACCESS) == [422, 303]


@pytest.mark.scenario("field-lost", outcome="passed")
def test_a_field_that_arrived_empty_is_filled_again(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(ACCESS) == [422, 303]


@pytest.mark.scenario("creation-slow=2", outcome="passed")
def test_a_slow_creation_is_waited_for_and_not_asked_for_twice(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(ACCESS) == [303]


@pytest.mark.scenario("creation-doubled", outcome="passed")
def test_a_request_that_was_taken_twice_goes_on_with_the_account(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(ACCESS) == [409]


@pytest.mark.scenario("creation-gateway-timeout", outcome="passed")
def test_after_a_gateway_timeout_the_account_is_looked_for_before_another_is_created(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(ACCESS) == [504]
    assert met.sent(LOGIN) == [303]


@pytest.mark.scenario("activation-mail-late=3", outcome="passed")
def test_a_late_validation_mail_holds_nothing_up(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)


@pytest.mark.scenario("activation-mail-junk", outcome="passed")
def test_a_validation_mail_among_the_junk_is_noted(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert "est arrivé dans les courriers indésirables" in met.remarks


@pytest.mark.scenario("activation-mail-lost", outcome="passed")
def test_a_validation_mail_that_never_comes_is_noted(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert "n’était pas arrivé à la fin du parcours" in met.remarks
