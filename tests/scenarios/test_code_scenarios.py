"""The code that comes by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_portal import Challenge
from pages.affiliation import AffiliationScreen
from pages.challenge import ChallengeScreen
from pages.enrolment import StepSavedScreen
from pages.situations import CodeExpiredNotice, CodeRefusedNotice

if TYPE_CHECKING:
    from tests.scenarios.conftest import Meet

CODE = "/authentification"
RESEND = "/authentification/renvoi"
SHORT = 3.0
"""Seconds to wait for a mail that never comes, and for its successor."""


def codes(*names: str) -> pytest.MarkDecorator:
    """One test for each of these scenarios."""
    return pytest.mark.parametrize(
        "case", [pytest.param(name, marks=pytest.mark.scenario(name, outcome="passed")) for name in names]
    )


@codes("code-strict", "code-twice", "code-spaced", "code-mail-junk", "mail-twice", "mail-forged", "masked-other")
def test_the_right_code_is_typed_the_first_time(case: str, meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(CODE) == [303], case
    assert met.sent(RESEND) == [], case


@pytest.mark.scenario("code-mail-junk", outcome="passed")
def test_a_code_among_the_junk_is_told(meet: Meet) -> None:
    assert "Le code est arrivé dans les courriers indésirables." in meet().remarks


@pytest.mark.scenario("masked-other", outcome="passed")
def test_a_masked_address_of_another_mailbox_is_told(meet: Meet) -> None:
    assert "ne correspond pas à celle de la boîte qui est lue" in meet().remarks


@codes("code-expired", "code-refused-once", "resend-cooldown", "resend-disabled")
def test_a_code_that_is_refused_is_asked_for_once_more(case: str, meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent(CODE) == [422, 303], case
    assert met.sent(RESEND)[-1] == 303, case


@pytest.mark.scenario("code-expired-always", outcome="portal")
def test_a_code_that_always_expires_is_asked_for_only_once_more(meet: Meet) -> None:
    met = meet()

    met.sees(CodeExpiredNotice.heading)
    assert met.sent(RESEND) == [303]


@pytest.mark.scenario("code-refused", outcome="portal")
def test_a_right_code_that_is_refused_stops_the_run_before_the_account_is_blocked(meet: Meet) -> None:
    met = meet()

    met.sees(CodeRefusedNotice.heading)
    assert met.sent(CODE) == [422, 422]


@pytest.mark.scenario("code-mail-lost", outcome="passed")
def test_a_code_that_does_not_come_is_asked_for_again(meet: Meet) -> None:
    met = meet(mail_patience=SHORT)

    met.sees(StepSavedScreen.heading)
    assert met.sent(CODE) == [303]


@pytest.mark.scenario("code-mail-lost-always", outcome="mail")
def test_codes_that_never_come_are_the_mails_fault(meet: Meet) -> None:
    met = meet(mail_patience=SHORT)

    met.sees(ChallengeScreen.heading)
    assert met.sent(CODE) == []
    assert met.applicant.email in met.diagnosis


@pytest.mark.scenario("trusted-browser", outcome="passed")
def test_a_trusted_browser_is_asked_for_no_code(meet: Meet) -> None:
    met = meet("connexion", challenge=Challenge.AFTER_LOGIN)

    met.sees(AffiliationScreen.heading)
    assert met.opened(CODE) == []


@pytest.mark.scenario("trust-expired", outcome="passed")
def test_a_browser_that_is_trusted_no_longer_is_asked_for_a_code_again(meet: Meet) -> None:
    met = meet("connexion", challenge=Challenge.AFTER_LOGIN)

    met.sees(AffiliationScreen.heading)
    assert met.sent(CODE) == [303]


@pytest.mark.scenario("code-other-session", outcome="passed")
def test_a_code_of_another_session_begins_the_login_again(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent("/connexion") == [303, 303]
