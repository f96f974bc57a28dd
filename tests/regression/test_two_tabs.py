"""One person, two tabs: the portal's state counts, whatever an old tab still shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from mock_portal import Challenge, Person
from pages.access import AccessScreen, ActivationScreen
from pages.affiliation import AffiliationScreen
from pages.challenge import ChallengeScreen
from pages.cookies import CookieBanner
from pages.enrolment import BeneficiariesScreen, StepSavedScreen
from pages.login import LoginScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from fixtures.ground import Ground
    from flows.applicant import Applicant
    from mock_portal import BundledPortal

pytestmark = pytest.mark.bundled_only


def refuse_cookies(page: Page) -> None:
    CookieBanner.refuse_button.on(page).click()
    expect(CookieBanner.refuse_button.on(page)).to_have_count(0)


def sign_in(page: Page, applicant: Applicant) -> None:
    LoginScreen.email_field.on(page).fill(applicant.email)
    LoginScreen.password_field.on(page).fill(applicant.password.get_secret_value())
    LoginScreen.submit_button.on(page).click()


def create_access(page: Page, applicant: Applicant) -> None:
    AccessScreen.password_field.on(page).fill(applicant.password.get_secret_value())
    AccessScreen.confirmation_field.on(page).fill(applicant.password.get_secret_value())
    AccessScreen.submit_button.on(page).click()


@pytest.fixture
def tabs(page: Page, serve: Callable[..., BundledPortal], applicant: Applicant) -> tuple[Page, Page]:
    """Two tabs on the login page of a portal that asks for no code."""
    portal = serve(challenge=Challenge.NEVER)
    person = Person(email=applicant.email, first_name=applicant.first_name, last_name=applicant.last_name)
    portal.register(person, applicant.password.get_secret_value())
    page.goto(f"{portal.url}/connexion")
    refuse_cookies(page)
    other = page.context.new_page()
    other.goto(page.url)
    return page, other


@pytest.fixture
def enrolling(tabs: tuple[Page, Page], applicant: Applicant) -> tuple[Page, Page]:
    """Two tabs on the first screen of the enrolment."""
    one, other = tabs
    sign_in(one, applicant)
    AffiliationScreen.enrol_button.on(one).click()
    expect(BeneficiariesScreen.heading.on(one)).to_be_visible()
    other.goto(one.url)
    return one, other


@pytest.mark.smoke
def test_an_access_created_in_two_tabs_is_created_once(
    page: Page, ground_for: Callable[..., Ground], portal: BundledPortal
) -> None:
    ground = ground_for("adhesion")
    page.goto(f"{ground.start_url}/acces")
    refuse_cookies(page)
    other = page.context.new_page()
    other.goto(page.url)

    for tab in (page, other):
        create_access(tab, ground.applicant)
        expect(ActivationScreen.heading.on(tab)).to_be_visible()

    subjects = [mail["Subject"] for mail in portal.mails(ground.applicant.email)]
    assert subjects.count("Votre compte est validé") == 1


def test_a_login_page_of_before_the_login_says_that_it_is_old(tabs: tuple[Page, Page], applicant: Applicant) -> None:
    one, other = tabs
    sign_in(one, applicant)
    expect(AffiliationScreen.heading.on(one)).to_be_visible()

    sign_in(other, applicant)

    expect(other.get_by_role("heading", name="Page expirée")).to_be_visible()
    other.get_by_role("link", name="Revenir à l’accueil").click()
    expect(AffiliationScreen.heading.on(other)).to_be_visible()


def test_an_old_step_shows_what_the_other_tab_saved_once_reloaded(enrolling: tuple[Page, Page]) -> None:
    one, other = enrolling
    BeneficiariesScreen.spouse_choice.on(one).check()
    expect(BeneficiariesScreen.saved_text.on(one)).to_be_visible()

    other.reload()

    expect(BeneficiariesScreen.spouse_choice.on(other)).to_be_checked()
    BeneficiariesScreen.children_choice.on(other).check()
    BeneficiariesScreen.save_button.on(other).click()
    expect(StepSavedScreen.heading.on(other)).to_be_visible()


def test_a_step_of_a_session_that_ended_in_the_other_tab_keeps_what_was_saved(
    enrolling: tuple[Page, Page], applicant: Applicant
) -> None:
    one, other = enrolling
    BeneficiariesScreen.spouse_choice.on(one).check()
    expect(BeneficiariesScreen.saved_text.on(one)).to_be_visible()
    other.get_by_role("button", name="Me déconnecter").click()
    expect(LoginScreen.heading.on(other)).to_be_visible()

    BeneficiariesScreen.children_choice.on(one).check()
    BeneficiariesScreen.save_button.on(one).click()
    expect(one.get_by_role("heading", name="Page expirée")).to_be_visible()
    one.goto(one.url)
    sign_in(one, applicant)

    expect(BeneficiariesScreen.spouse_choice.on(one)).to_be_checked()


def test_both_tabs_wait_for_one_code(page: Page, ground_for: Callable[..., Ground], portal: BundledPortal) -> None:
    ground = ground_for("connexion")
    page.goto(ground.start_url)
    refuse_cookies(page)
    sign_in(page, ground.applicant)
    AffiliationScreen.enrol_button.on(page).click()
    expect(ChallengeScreen.heading.on(page)).to_be_visible()
    other = page.context.new_page()

    other.goto(f"{portal.url}/dispense")

    assert ChallengeScreen(other).prefix() == ChallengeScreen(page).prefix()
    codes = [mail for mail in portal.mails(ground.applicant.email) if "code" in mail["Subject"]]
    assert len(codes) == 1
