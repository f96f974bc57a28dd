"""Back, forward and refresh on every screen: nothing is sent twice, nothing breaks, nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from flows.journeys import JOURNEYS
from flows.sign import Shown
from mock_portal import Challenge, Person
from pages.affiliation import AffiliationScreen
from pages.cookies import CookieBanner
from pages.enrolment import BeneficiariesScreen, StepSavedScreen
from pages.login import LoginScreen
from reports.record import Outcome
from tests.regression.performers import Walker

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Request, Response

    from fixtures.ground import Ground
    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from flows.journeys import JourneyName
    from mock_portal import BundledPortal
    from pages.screen import Screen

PASSWORD = "Soleil#2031vert"
WITHIN = 10.0


class Traffic:
    """What a page sends and is answered."""

    def __init__(self, page: Page) -> None:
        self.posts: list[str] = []
        self.failures: list[str] = []
        page.on("request", self._note_request)
        page.on("response", self._note_response)

    def _note_request(self, request: Request) -> None:
        if request.method == "POST":
            self.posts.append(request.url)

    def _note_response(self, response: Response) -> None:
        if response.status >= 500:
            self.failures.append(f"{response.status} {response.url}")


@pytest.mark.smoke
@pytest.mark.parametrize("journey", list(JOURNEYS))
def test_back_forward_and_refresh_on_every_screen_change_nothing(
    journey: JourneyName, page: Page, ground_for: Callable[[JourneyName], Ground], settings: Settings
) -> None:
    ground = ground_for(journey)
    traffic = Traffic(page)
    seen: list[str] = []

    def wander(page: Page, screen: type[Screen]) -> None:
        sent = list(traffic.posts)
        page.reload()
        Shown(screen).insist(page, WITHIN)
        if page.go_back() and page.url != "about:blank":
            expect(page.locator("h1")).to_be_visible()
        page.go_forward()
        Shown(screen).insist(page, WITHIN)
        assert traffic.posts == sent, f"sent again on {screen.__name__}"
        seen.append(screen.__name__)

    record = Walker(ground.stage(page, settings), wander).play(JOURNEYS[journey](ground.applicant))

    assert record.outcome is Outcome.PASSED, record.diagnosis
    assert traffic.failures == []
    assert len(seen) >= 3


@pytest.fixture
def adhesion(page: Page, serve: Callable[..., BundledPortal], applicant: Applicant) -> Page:
    """The first screen of the enrolment."""
    portal = serve(challenge=Challenge.NEVER)
    portal.register(Person(email=applicant.email, first_name="Alix", last_name="Garnier"), PASSWORD)
    page.goto(f"{portal.url}/connexion")
    CookieBanner.refuse_button.on(page).click()
    sign_in(page, applicant.email, PASSWORD)
    AffiliationScreen.enrol_button.on(page).click()
    return page


def sign_in(page: Page, email: str, password: str) -> None:
    LoginScreen.email_field.on(page).fill(email)
    LoginScreen.password_field.on(page).fill(password)
    LoginScreen.submit_button.on(page).click()


def answer(page: Page) -> None:
    BeneficiariesScreen.spouse_choice.on(page).check()
    expect(BeneficiariesScreen.saved_text.on(page)).to_be_visible()


@pytest.mark.bundled_only
@pytest.mark.parametrize("gesture", ["reload", "back and forward"])
def test_an_answer_outlives_leaving_the_page(adhesion: Page, gesture: str) -> None:
    answer(adhesion)

    if gesture == "reload":
        adhesion.reload()
    else:
        adhesion.go_back()
        expect(AffiliationScreen.heading.on(adhesion)).to_be_visible()
        adhesion.go_forward()

    expect(BeneficiariesScreen.spouse_choice.on(adhesion)).to_be_checked()


@pytest.mark.bundled_only
def test_back_from_the_confirmation_shows_the_answers_and_lets_one_go_on(adhesion: Page) -> None:
    answer(adhesion)
    BeneficiariesScreen.children_choice.on(adhesion).check()
    BeneficiariesScreen.save_button.on(adhesion).click()
    expect(StepSavedScreen.heading.on(adhesion)).to_be_visible()

    adhesion.go_back()

    expect(BeneficiariesScreen.spouse_choice.on(adhesion)).to_be_checked()
    expect(BeneficiariesScreen.children_choice.on(adhesion)).to_be_checked()
    BeneficiariesScreen.save_button.on(adhesion).click()
    expect(StepSavedScreen.heading.on(adhesion)).to_be_visible()


@pytest.mark.bundled_only
def test_refreshing_a_refused_form_refuses_it_again(inside: Page) -> None:
    AffiliationScreen.enrol_button.on(inside).click()
    BeneficiariesScreen.save_button.on(inside).click()
    expect(inside.get_by_role("alert")).to_be_visible()

    answered = inside.reload()

    assert answered
    assert answered.status == 422
    expect(inside.get_by_role("alert")).to_be_visible()


@pytest.mark.bundled_only
def test_back_after_the_login_offers_no_second_one(adhesion: Page, applicant: Applicant) -> None:
    adhesion.go_back()
    adhesion.go_back()

    expect(adhesion.get_by_role("heading", name="Vous êtes déjà connecté")).to_be_visible()
    expect(adhesion.get_by_role("main")).to_contain_text(applicant.email)


@pytest.mark.bundled_only
def test_back_after_logging_out_shows_nothing_personal(adhesion: Page) -> None:
    answer(adhesion)
    adhesion.get_by_role("button", name="Me déconnecter").click()
    expect(LoginScreen.heading.on(adhesion)).to_be_visible()

    adhesion.go_back()

    expect(LoginScreen.heading.on(adhesion)).to_be_visible()
    expect(adhesion.get_by_text("Alix Garnier")).to_have_count(0)
