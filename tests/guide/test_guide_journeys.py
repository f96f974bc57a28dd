"""The guide beside a person who walks from the invitation to the first saved screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pages.access import AccessScreen, ActivationScreen
from pages.affiliation import AffiliationScreen
from pages.cookies import CookieBanner
from pages.enrolment import BeneficiariesScreen
from pages.exemption import ExemptionScreen
from pages.login import LoginScreen
from pages.welcome import WelcomeScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.applicant import Applicant
    from mock_portal import BundledPortal
    from tests.guide.company import Company

pytestmark = pytest.mark.bundled_only


@pytest.mark.smoke
@pytest.mark.parametrize("scenarios", [(), ("csp-strict",), ("layout-shift",)], ids=["as it comes", "csp", "shift"])
def test_who_follows_the_guide_enrols(
    lead: Callable[..., Company], applicant: Applicant, scenarios: tuple[str, ...]
) -> None:
    company = lead(*scenarios)
    company.comes_to_the_space(applicant)

    company.presses("choose:adhesion")
    company.enrols()
    company.types_the_code()
    company.answers_about_the_family()

    assert company.hears("C’est fait").tone == "done"
    assert company.guide.summary().arrived


def test_who_follows_the_guide_asks_for_an_exemption(lead: Callable[..., Company], applicant: Applicant) -> None:
    company = lead()
    company.comes_to_the_space(applicant)

    company.presses("choose:dispense")
    company.asks_for_an_exemption()
    company.types_the_code()
    company.names_the_case()

    assert company.hears("C’est fait").tone == "done"


def test_a_choice_made_on_the_page_needs_none_in_the_panel(lead: Callable[..., Company], applicant: Applicant) -> None:
    company = lead()
    company.comes_to_the_space(applicant)

    AffiliationScreen.exempt_button.on(company.page).click()
    company.types_the_code()

    company.hears("Choisissez le cas")


def test_who_chose_one_way_and_takes_the_other_is_led_on_there(
    lead: Callable[..., Company], applicant: Applicant
) -> None:
    company = lead()
    company.comes_to_the_space(applicant)
    company.presses("choose:dispense")
    company.hears("Vous pouvez être dispensé")

    AffiliationScreen.enrol_button.on(company.page).click()
    company.types_the_code()

    company.hears("votre conjoint")
    assert company.guide.course.chosen == "adhesion"


def test_the_steps_are_counted_along_the_way(lead: Callable[..., Company]) -> None:
    company = lead(chosen="dispense")
    company.refuses_cookies()

    assert company.hears("Je commence").progress == "étape 1 sur 15"
    company.begins()
    assert company.hears("Choisissez un mot").progress == "étape 3 sur 15"


def test_nothing_happens_unless_the_person_acts(
    lead: Callable[..., Company], applicant: Applicant, portal: BundledPortal
) -> None:
    company = lead()
    company.hears("Je refuse les cookies")
    before = portal.visits(applicant.email)

    company.turns(2)

    assert portal.visits(applicant.email) == before


def test_the_portal_hears_of_nothing_but_what_the_person_does(
    lead: Callable[..., Company], applicant: Applicant, portal: BundledPortal
) -> None:
    company = lead()
    company.refuses_cookies()
    company.begins()
    company.hears("Choisissez un mot de passe")

    company.turns(1.5)

    asked = [(visit.method, visit.path) for visit in portal.visits(applicant.email)]
    assert asked.count(("GET", "/invitation/{token}")) == 1
    assert asked.count(("GET", "/invitation/{token}/acces")) == 1
    assert [visit for visit in asked if visit[0] == "POST" and "acces" in visit[1]] == []


def test_a_person_faster_than_the_guide_is_found_again(lead: Callable[..., Company], applicant: Applicant) -> None:
    company = lead()
    page, password = company.page, applicant.password.get_secret_value()

    CookieBanner.refuse_button.on(page).click()
    WelcomeScreen.start_button.on(page).click()
    AccessScreen.password_field.on(page).fill(password)
    AccessScreen.confirmation_field.on(page).fill(password)
    company.hears("Puis cliquez ici, une seule fois.")
    AccessScreen.submit_button.on(page).click()
    ActivationScreen.continue_button.on(page).click()
    LoginScreen.email_field.on(page).fill(applicant.email)
    LoginScreen.password_field.on(page).fill(password)
    LoginScreen.submit_button.on(page).click()

    company.hears("Que souhaitez-vous faire")


def test_back_and_refresh_lose_nobody(lead: Callable[..., Company]) -> None:
    company = lead()
    company.refuses_cookies()
    company.begins()
    company.hears("Choisissez un mot de passe")

    company.page.go_back()
    company.hears("Cliquez ici pour commencer.")
    company.page.reload()
    company.turns(1)
    assert "Cliquez ici pour commencer." in company.told
    company.page.go_forward()

    company.hears("Choisissez un mot de passe")


def test_what_was_answered_before_a_refresh_is_not_asked_for_again(
    lead: Callable[..., Company], applicant: Applicant
) -> None:
    company = lead(chosen="adhesion")
    company.refuses_cookies()
    company.begins()
    company.creates_access(applicant.password.get_secret_value())
    company.activates()
    company.signs_in(applicant.email, applicant.password.get_secret_value())
    company.enrols()
    company.types_the_code()
    company.hears("votre conjoint")
    BeneficiariesScreen.spouse_choice.on(company.page).check()
    company.hears("vos enfants")
    company.until(lambda: BeneficiariesScreen.saved_text.on(company.page).count() > 0, "the answer is never saved")

    company.page.reload()
    company.turns(1)

    assert "Dites de même pour vos enfants." in company.told


def test_any_answer_counts_not_only_the_one_of_the_tutorial(lead: Callable[..., Company], applicant: Applicant) -> None:
    company = lead()
    company.comes_to_the_space(applicant)
    AffiliationScreen.exempt_button.on(company.page).click()
    company.types_the_code()
    company.hears("Choisissez le cas")

    ExemptionScreen.collective_choice.answers_on(company.page).first.check()

    company.hears("pour passer à la suite")
