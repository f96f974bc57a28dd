"""The journeys, played in a real browser against the bundled portal, with a real mail for the code."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from fixtures.ground import settle
from flows.journeys import JOURNEYS
from mock_portal import Challenge
from pages.enrolment import BeneficiariesScreen
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from fixtures.ground import Ground
    from fixtures.plugin import PlayJourney
    from flows.applicant import Applicant
    from flows.journeys import JourneyName
    from mock_portal import BundledPortal
    from reports.record import Record


def screens(record: "Record") -> list[str]:
    """The screens on which something was done."""
    return [section.screen for section in record.sections if any(step.outcome for step in section.steps)]


@pytest.mark.parametrize("journey", list(JOURNEYS))
def test_every_step_of_every_journey_passes(
    journey: "JourneyName", ground_for: "Callable[[JourneyName], Ground]", play: "PlayJourney"
) -> None:
    record = play(journey, ground_for(journey))

    outcomes = {step.outcome for section in record.sections for step in section.steps}
    assert outcomes == {Outcome.PASSED}


@pytest.mark.parametrize("challenge", [Challenge.AFTER_CHOICE, Challenge.AFTER_LOGIN])
def test_the_challenge_is_answered_wherever_it_comes(
    challenge: Challenge, serve: "Callable[..., BundledPortal]", applicant: "Applicant", play: "PlayJourney"
) -> None:
    with settle(serve(challenge=challenge), "adhesion", applicant) as ground:
        visited = screens(play("adhesion", ground))

    following = {Challenge.AFTER_CHOICE: "BeneficiariesScreen", Challenge.AFTER_LOGIN: "AffiliationScreen"}
    assert visited[visited.index("ChallengeScreen") + 1] == following[challenge]


def test_a_portal_without_challenge_needs_no_code(
    serve: "Callable[..., BundledPortal]", applicant: "Applicant", play: "PlayJourney"
) -> None:
    with settle(serve(challenge=Challenge.NEVER), "adhesion", applicant) as ground:
        visited = screens(play("adhesion", ground))

    assert "ChallengeScreen" not in visited


def test_a_portal_without_banner_has_nothing_to_refuse(
    serve: "Callable[..., BundledPortal]", applicant: "Applicant", play: "PlayJourney"
) -> None:
    with settle(serve(cookie_banner=False), "adhesion", applicant) as ground:
        visited = screens(play("adhesion", ground))

    assert "CookieBanner" not in visited


def test_a_trusted_browser_is_asked_for_no_code_the_next_time(
    serve: "Callable[..., BundledPortal]", applicant: "Applicant", play: "PlayJourney", page: "Page"
) -> None:
    portal = serve(challenge=Challenge.AFTER_LOGIN)
    with settle(portal, "connexion", applicant) as ground:
        first = screens(play("connexion", ground))
        page.get_by_text("Me déconnecter").click()
        page.get_by_role("heading", name="Me connecter").wait_for()

        second = screens(play("connexion", ground))

    assert ("ChallengeScreen" in first, "ChallengeScreen" in second) == (True, False)


def test_refusing_cookies_leaves_none_that_is_not_needed(
    ground_for: "Callable[[JourneyName], Ground]", play: "PlayJourney", page: "Page"
) -> None:
    play("connexion", ground_for("connexion"))

    names = {cookie["name"] for cookie in page.context.cookies()}
    assert not {name for name in names if "audience" in name}


def test_the_choice_is_saved_on_the_portal(
    portal: "BundledPortal", ground_for: "Callable[[JourneyName], Ground]", play: "PlayJourney", page: "Page"
) -> None:
    play("adhesion", ground_for("adhesion"))

    page.goto(f"{portal.url}/adhesion")

    expect(BeneficiariesScreen.spouse_choice.on(page)).to_be_checked()


def test_the_forgotten_password_no_longer_lets_one_in(
    ground_for: "Callable[[JourneyName], Ground]", play: "PlayJourney", page: "Page"
) -> None:
    ground = ground_for("oubli")
    play("oubli", ground)
    page.get_by_text("Me déconnecter").click()

    page.get_by_label("Email de connexion").fill(ground.applicant.email)
    page.get_by_label("Mot de passe *").fill(ground.applicant.password.get_secret_value())
    page.get_by_role("button", name="Me connecter").click()

    expect(page.get_by_text("mot de passe incorrect").first).to_be_visible()
