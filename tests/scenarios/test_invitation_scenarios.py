"""The way in: the personal link and the cookie banner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pages.enrolment import StepSavedScreen
from pages.situations import NotEligibleScreen, NotOpenScreen, SettledStatus, UnknownLinkScreen

if TYPE_CHECKING:
    from tests.scenarios.conftest import Meet, Meeting

INVITATION = "/invitation/{token}"
LOGIN = "/connexion"
REFUSED = {"consentement", "session", "navigateur"}
"""The cookies that a portal needs, once the others are refused and the browser is trusted."""


@pytest.mark.scenario("invitation-expired", outcome="handover")
def test_an_expired_link_is_reported_and_the_ordinary_login_taken(meet: Meet) -> None:
    met = meet()

    met.sees(SettledStatus.heading)
    assert "affiliation d’office" in met.remarks
    assert met.sent(LOGIN) == [303]


@pytest.mark.scenario("invitation-used", outcome="passed")
def test_a_used_link_leads_to_the_login(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert "L’invitation avait déjà servi" in met.remarks
    assert met.sent(f"{INVITATION}/acces") == []


@pytest.mark.scenario("invitation-unknown", outcome="portal")
def test_an_unknown_link_is_opened_once_and_ends_the_run(meet: Meet) -> None:
    met = meet()

    met.sees(UnknownLinkScreen.heading)
    assert met.opened(INVITATION) == [404]
    assert "Lien inconnu" in met.diagnosis


@pytest.mark.scenario("campaign-not-open", outcome="handover")
def test_a_campaign_that_is_not_open_is_told_with_its_date(meet: Meet) -> None:
    met = meet()

    met.sees(NotOpenScreen.heading)
    assert " 20" in met.diagnosis
    assert "revenir à la date indiquée" in met.diagnosis


@pytest.mark.scenario("not-eligible", outcome="handover")
def test_somebody_who_is_not_eligible_is_told_so(meet: Meet) -> None:
    met = meet()

    met.sees(NotEligibleScreen.heading)
    assert "s’adresser à l’employeur" in met.diagnosis


def banners(*names: str) -> pytest.MarkDecorator:
    """One test for each of these banners."""
    return pytest.mark.parametrize(
        "banner", [pytest.param(name, marks=pytest.mark.scenario(name, outcome="passed")) for name in names]
    )


@banners("banner-covers", "banner-link", "banner-without-refusal", "ids-permuted")
def test_cookies_are_refused_whatever_the_banner(banner: str, meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert purposes(met) == REFUSED, banner
    assert len(met.sent("/cookies") + met.opened("/cookies/refus")) == 1, banner


@pytest.mark.scenario("banner-late", "creation-slow=3", outcome="passed")
def test_a_banner_that_comes_late_is_answered_when_it_comes(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert purposes(met) == REFUSED


@pytest.mark.scenario("banner-again", outcome="passed")
def test_a_banner_that_comes_again_is_answered_again(meet: Meet) -> None:
    met = meet()

    met.sees(StepSavedScreen.heading)
    assert met.sent("/cookies") == [303, 303]


def purposes(met: Meeting) -> set[str]:
    """What the cookies that the portal has set are for."""
    return {cookie["name"].rpartition("-")[2] for cookie in met.page.context.cookies()}
