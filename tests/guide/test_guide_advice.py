"""What the guide says where the portal refuses, warns or fails: advice of its own, and a way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.guidance.counsel import COUNSELLED
from mock_portal import Challenge
from pages.access import AccessScreen
from pages.affiliation import AffiliationScreen
from pages.challenge import ChallengeScreen
from pages.enrolment import BeneficiariesScreen
from pages.login import LoginScreen
from pages.situations import (
    AccountExistsNotice,
    AlreadyActiveScreen,
    AlreadySignedInScreen,
    InvitationExpiredScreen,
    LeaveWarning,
)
from pages.welcome import WelcomeScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.applicant import Applicant
    from mock_portal import BundledPortal
    from pages.element import Element
    from tests.guide.company import Company

pytestmark = pytest.mark.bundled_only


@pytest.mark.parametrize(
    ("scenario", "advice"),
    [
        ("invitation-unknown", "Le portail ne reconnaît pas ce lien"),
        ("campaign-not-open", "Vos démarches ne sont pas encore ouvertes"),
        ("not-eligible", "ce contrat ne vous concerne pas"),
        ("invitation-used", "Votre compte existe déjà"),
        ("invitation-expired", "Le délai pour choisir est passé"),
        ("error-at=bienvenue", "Le portail a un incident"),
        ("anti-bot-page", "Cette vérification s’adresse à vous seul"),
    ],
)
def test_a_page_in_place_of_the_welcome_is_explained(lead: Callable[..., Company], scenario: str, advice: str) -> None:
    company = lead(scenario)

    company.until(lambda: advice in company.told or "cookies" in company.told, "nothing is said")
    if "cookies" in company.told:
        company.refuses_cookies()

    assert company.hears(advice).tone == ("notice" if scenario == "anti-bot-page" else "warning")


@pytest.mark.parametrize(
    ("scenario", "way"),
    [("invitation-used", AlreadyActiveScreen.login_link), ("invitation-expired", InvitationExpiredScreen.login_link)],
)
def test_whoever_has_an_account_already_is_led_on_by_the_login(
    lead: Callable[..., Company], applicant: Applicant, scenario: str, way: Element
) -> None:
    company = lead(scenario)
    company.refuses_cookies()
    company.until(lambda: company.panel.tone == "warning", "no advice is given")
    company.clicks(way)

    company.signs_in(applicant.email, applicant.password.get_secret_value())

    company.until(lambda: "Que souhaitez-vous" in company.told or company.panel.tone == "done", "the way ends")


def test_an_identifier_with_an_account_leads_to_the_login(lead: Callable[..., Company], applicant: Applicant) -> None:
    company = lead("identifier-taken")
    company.refuses_cookies()
    company.begins()
    company.creates_access(applicant.password.get_secret_value())

    company.hears("Cet identifiant a déjà un compte")
    company.clicks(AccountExistsNotice.login_link)

    company.hears("Mettez ici votre identifiant")
    assert "Je crée mes accès" not in company.guide.summary().done


def test_a_hidden_rule_for_passwords_is_explained_and_another_password_leads_on(
    lead: Callable[..., Company], applicant: Applicant
) -> None:
    company = lead("password-rule-hidden")
    company.refuses_cookies()
    company.begins()
    company.creates_access(applicant.password.get_secret_value())
    assert company.hears("Le portail refuse ce mot de passe").tone == "warning"

    AccessScreen.password_field.on(company.page).press_sequentially("Un-Autre.Bien_Long2031")
    company.hears("Tapez une seconde fois")
    AccessScreen.confirmation_field.on(company.page).press_sequentially("Un-Autre.Bien_Long2031")
    company.hears("Puis cliquez ici, une seule fois.")
    company.clicks(AccessScreen.submit_button)

    company.hears("Votre compte est prêt")


def test_a_weak_password_is_explained(lead: Callable[..., Company]) -> None:
    company = lead()
    company.refuses_cookies()
    company.begins()
    company.creates_access("abc")

    company.hears("Le portail refuse ce mot de passe")


def test_a_confirmation_that_differs_is_explained(lead: Callable[..., Company], applicant: Applicant) -> None:
    company = lead("confirmation-differs")
    company.refuses_cookies()
    company.begins()
    company.creates_access(applicant.password.get_secret_value())

    company.hears("Les deux mots de passe ne sont pas les mêmes")


@pytest.fixture
def at_the_login(lead: Callable[..., Company], serve: Callable[..., BundledPortal]) -> Callable[..., Company]:
    """On the login page of a portal that asks for no code, unless told otherwise."""

    def led(*scenarios: str, challenge: Challenge = Challenge.NEVER) -> Company:
        company = lead(*scenarios, journey="connexion", portal=serve(challenge=challenge))
        company.refuses_cookies()
        return company

    return led


def test_a_wrong_password_is_explained_and_the_right_one_leads_on(
    at_the_login: Callable[..., Company], applicant: Applicant
) -> None:
    company = at_the_login()
    company.signs_in(applicant.email, "Faux-Passe1!")
    assert company.hears("Identifiant ou mot de passe refusé").tone == "warning"
    assert "Tapez le mot de passe" in company.told

    LoginScreen.password_field.on(company.page).press_sequentially(applicant.password.get_secret_value())
    company.hears("Puis cliquez ici.")
    company.clicks(LoginScreen.submit_button)

    company.hears("Que souhaitez-vous faire")


@pytest.mark.parametrize(
    ("scenario", "advice"),
    [
        ("account-locked", "Le compte est bloqué"),
        ("activation-pending", "Votre compte n’est pas encore actif"),
        ("old-account", "Votre compte est d’un type ancien"),
        ("error-at=affiliation", "Le portail a un incident"),
        ("already-enrolled", "votre choix est déjà enregistré"),
        ("exemption-pending", "votre choix est déjà enregistré"),
    ],
)
def test_what_a_login_may_meet_is_explained(
    at_the_login: Callable[..., Company], applicant: Applicant, scenario: str, advice: str
) -> None:
    company = at_the_login(scenario)

    company.signs_in(applicant.email, applicant.password.get_secret_value())

    company.hears(advice)


def test_a_check_in_the_login_form_is_the_persons_and_holds_up_nothing(
    at_the_login: Callable[..., Company], applicant: Applicant
) -> None:
    company = at_the_login("anti-bot")
    company.signs_in(applicant.email, applicant.password.get_secret_value())

    company.hears("Cette vérification s’adresse à vous seul")
    assert "Tapez le mot de passe" in company.told


def test_a_session_that_is_open_already_is_explained(
    at_the_login: Callable[..., Company], applicant: Applicant
) -> None:
    company = at_the_login()
    company.signs_in(applicant.email, applicant.password.get_secret_value())
    company.hears("Que souhaitez-vous faire")
    company.page.go_back()

    company.hears("Une session est déjà ouverte")
    company.clicks(AlreadySignedInScreen.continue_button)

    company.hears("Que souhaitez-vous faire")


@pytest.mark.parametrize(
    ("scenario", "advice"),
    [
        ("code-expired", "Ce code n’est plus valable"),
        ("code-refused-once", "Ce code est refusé"),
    ],
)
def test_a_code_that_is_not_taken_is_explained(
    at_the_login: Callable[..., Company], applicant: Applicant, scenario: str, advice: str
) -> None:
    company = at_the_login(scenario, challenge=Challenge.AFTER_LOGIN)
    company.signs_in(applicant.email, applicant.password.get_secret_value())
    company.types_the_code()

    company.hears(advice)


def test_another_code_than_the_expired_one_leads_on(at_the_login: Callable[..., Company], applicant: Applicant) -> None:
    company = at_the_login("code-expired", challenge=Challenge.AFTER_LOGIN)
    company.signs_in(applicant.email, applicant.password.get_secret_value())
    company.types_the_code()
    company.hears("Ce code n’est plus valable")

    company.clicks(ChallengeScreen.resend_link)
    company.types_the_code()

    company.hears("Que souhaitez-vous faire")


def test_a_session_that_ended_leads_back_by_the_login(
    at_the_login: Callable[..., Company], applicant: Applicant
) -> None:
    company = at_the_login("session-lost")
    company.signs_in(applicant.email, applicant.password.get_secret_value())
    company.hears("Que souhaitez-vous faire")
    AffiliationScreen.enrol_button.on(company.page).click()
    company.hears("votre conjoint")
    company.ticks(BeneficiariesScreen.spouse_choice)
    company.page.goto(company.page.url)

    company.hears("Votre session a pris fin")
    company.signs_in(applicant.email, applicant.password.get_secret_value())

    company.hears("Je déclare mes bénéficiaires")


def test_a_warning_before_leaving_is_explained(at_the_login: Callable[..., Company], applicant: Applicant) -> None:
    company = at_the_login("cancel-warning")
    company.signs_in(applicant.email, applicant.password.get_secret_value())
    company.hears("Que souhaitez-vous faire")
    AffiliationScreen.enrol_button.on(company.page).click()
    company.hears("votre conjoint")
    BeneficiariesScreen.cancel_button.on(company.page).click()

    company.hears("Le portail demande s’il faut quitter")
    company.clicks(LeaveWarning.stay_button)

    company.hears("Je déclare mes bénéficiaires")


def test_an_answer_that_is_missing_is_asked_for(at_the_login: Callable[..., Company], applicant: Applicant) -> None:
    company = at_the_login()
    company.signs_in(applicant.email, applicant.password.get_secret_value())
    company.hears("Que souhaitez-vous faire")
    AffiliationScreen.enrol_button.on(company.page).click()
    company.hears("votre conjoint")
    BeneficiariesScreen.save_button.on(company.page).click()

    company.hears("Une réponse est à corriger")
    assert "Dites si votre conjoint" in company.told


def test_while_the_portal_works_the_guide_says_so(
    lead: Callable[..., Company], serve: Callable[..., BundledPortal], applicant: Applicant
) -> None:
    company = lead(portal=serve(creation_seconds=4))
    company.refuses_cookies()
    company.begins()
    company.creates_access(applicant.password.get_secret_value())

    company.hears("Le portail travaille")
    company.hears("Votre compte est prêt")


def test_a_banner_without_refusal_is_led_through(lead: Callable[..., Company]) -> None:
    company = lead("banner-without-refusal")

    company.hears("Le refus n’est pas proposé tout de suite")
    company.page.get_by_role("button", name="Paramétrer").click()
    company.hears("enregistrez vos choix ici")
    company.page.get_by_role("button", name="Enregistrer mes choix").click()

    company.hears("Cliquez ici pour commencer.")


def test_a_banner_that_comes_late_is_told_at_once(lead: Callable[..., Company]) -> None:
    company = lead("banner-late")

    company.hears("Je refuse les cookies")
    assert WelcomeScreen.heading.on(company.page).count() == 1


def test_everything_that_may_be_met_has_advice_in_whole_sentences() -> None:
    for detour in COUNSELLED:
        assert detour.counsel[0].isupper() or detour.counsel.startswith("«"), detour.flow.title
        assert detour.counsel.endswith("."), detour.flow.title
