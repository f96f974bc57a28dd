"""Portals that are slow, broken, strict or restless."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pages.enrolment import StepSavedScreen

if TYPE_CHECKING:
    from tests.scenarios.conftest import Meet


def knobs(*names: str) -> pytest.MarkDecorator:
    """One test for each of these scenarios."""
    return pytest.mark.parametrize(
        "knob", [pytest.param(name, marks=pytest.mark.scenario(name, outcome="passed")) for name in names]
    )


@knobs("latency=0.3", "jitter=0.5", "csp-strict", "scripts-slow=1", "layout-shift", "mail-late=1")
def test_a_journey_passes_all_the_same_and_nothing_is_sent_twice(knob: str, meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent("/invitation/{token}/acces") == [303], knob
    assert met.sent("/connexion") == [303], knob
    assert met.sent("/authentification") == [303], knob


@knobs("error-once-at=connexion", "error-once-at=affiliation", "error-once-at=adhesion")
def test_a_page_that_fails_once_is_come_back_to(knob: str, meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert "Le portail a répondu par une erreur" in met.remarks, knob


@pytest.mark.scenario("error-at=connexion", outcome="portal")
def test_a_page_that_always_fails_is_the_portals_fault(meet: Meet) -> None:
    assert "HTTP 500" in meet().diagnosis


@pytest.mark.scenario("mail-lost", outcome="mail")
def test_no_mail_at_all_is_the_mails_fault(meet: Meet) -> None:
    met = meet("oubli", mail_patience=3.0)

    assert "NewPasswordMail" in met.diagnosis or "mot de passe" in met.diagnosis


@pytest.mark.scenario("hang-at=adhesion", outcome="portal")
def test_a_page_that_never_answers_is_the_portals_fault(meet: Meet) -> None:
    assert "ne s’affiche pas" in meet().diagnosis
