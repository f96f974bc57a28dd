"""Wherever the person goes, the guide finds them again: other tabs, other ways, pages that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError

from flows.guidance.guide import Ending
from mock_portal import Challenge
from pages.access import AccessScreen
from pages.cookies import CookieBanner
from pages.login import ForgottenPasswordScreen, LoginScreen, NewPasswordScreen, PasswordChangedScreen
from pages.welcome import WelcomeScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.applicant import Applicant
    from mock_portal import BundledPortal
    from tests.guide.company import Company

pytestmark = pytest.mark.bundled_only


def reset_link(portal: BundledPortal, address: str) -> str:
    """The link in the mail for a forgotten password."""
    mail = next(mail for mail in portal.mails(address) if "mot de passe" in mail["Subject"])
    text = mail.get_body(("plain",))
    assert text
    return str(next(word for word in text.get_content().split() if word.startswith("http")))


def test_a_forgotten_password_is_led_through_and_back_to_the_journey(
    lead: Callable[..., Company], applicant: Applicant, serve: Callable[..., BundledPortal]
) -> None:
    portal = serve(challenge=Challenge.NEVER)
    company = lead(journey="connexion", portal=portal, chosen="adhesion")
    page, password = company.page, applicant.new_password.get_secret_value()
    company.refuses_cookies()
    company.hears("Mettez ici votre identifiant")

    LoginScreen.forgotten_link.on(page).click()
    company.hears("Je demande un nouveau mot de passe")
    ForgottenPasswordScreen.email_field.on(page).fill(applicant.email)
    company.hears("Puis cliquez ici.")
    ForgottenPasswordScreen.submit_button.on(page).click()
    company.hears("Le message est arrivé dans votre messagerie")
    page.goto(reset_link(portal, applicant.email))
    company.hears("Choisissez un nouveau mot de passe")
    NewPasswordScreen.password_field.on(page).press_sequentially(password)
    company.hears("Tapez une seconde fois")
    NewPasswordScreen.confirmation_field.on(page).press_sequentially(password)
    company.hears("Puis cliquez ici.")
    NewPasswordScreen.submit_button.on(page).click()
    company.hears("vous connecter avec le nouveau mot de passe")
    PasswordChangedScreen.login_link.on(page).click()
    company.signs_in(applicant.email, password)

    company.hears("Vous voulez adhérer ? Cliquez ici.")
    assert company.guide.course.chosen == "adhesion"


def test_who_chose_to_find_a_forgotten_password_is_shown_the_link_first(
    lead: Callable[..., Company],
) -> None:
    company = lead(journey="oubli", chosen="oubli")
    company.refuses_cookies()

    assert company.hears("Cliquez sur ce lien.").progress == "étape 1 sur 13"


def test_who_has_an_account_and_logs_in_is_led_on_from_there(
    lead: Callable[..., Company], applicant: Applicant
) -> None:
    company = lead(journey="connexion")
    company.refuses_cookies()

    company.signs_in(applicant.email, applicant.password.get_secret_value())

    company.hears("Que souhaitez-vous faire")


def test_a_login_that_was_all_there_was_to_do_ends_the_journey_and_offers_more(
    lead: Callable[..., Company], applicant: Applicant
) -> None:
    company = lead(journey="connexion", chosen="connexion")
    company.refuses_cookies()
    company.signs_in(applicant.email, applicant.password.get_secret_value())
    assert company.hears("C’est fait").tone == "done"

    company.presses("choose:dispense")

    company.hears("Vous pouvez être dispensé ? Cliquez ici.")


def test_on_an_unknown_page_the_guide_says_so_and_finds_the_way_again(lead: Callable[..., Company]) -> None:
    company = lead()
    company.refuses_cookies()
    company.hears("Je commence")

    company.page.goto("data:text/html,<title>Ailleurs</title><h1>Ma recette de soupe</h1>")
    assert company.hears("Je ne connais pas cette page").tone == "notice"
    company.page.go_back()

    company.hears("Cliquez ici pour commencer.")


def test_the_guide_leads_in_the_tab_where_the_person_is(lead: Callable[..., Company]) -> None:
    company = lead()
    first = company.page
    company.refuses_cookies()
    company.hears("Je commence")

    second = first.context.new_page()
    second.goto(f"{first.url}/acces")
    company.hears("Choisissez un mot de passe")
    first.bring_to_front()
    WelcomeScreen.heading.on(first).click()

    company.hears("Cliquez ici pour commencer.")


def test_a_tab_that_is_closed_leaves_the_guide_in_the_other(lead: Callable[..., Company]) -> None:
    company = lead()
    company.refuses_cookies()
    company.hears("Je commence")
    second = company.page.context.new_page()
    second.goto(f"{company.page.url}/acces")
    company.hears("Choisissez un mot de passe")

    second.close()

    company.hears("Cliquez ici pour commencer.")


def test_a_window_that_is_closed_ends_it_politely(lead: Callable[..., Company]) -> None:
    company = lead()
    company.refuses_cookies()
    company.begins()
    company.hears("Choisissez un mot de passe")

    company.page.close()

    assert company.guide.run() is Ending.CLOSED
    summary = company.guide.summary()
    assert summary.done == ("Je commence mes démarches",)
    assert summary.left[0] == "Je crée mes accès"
    assert not summary.arrived


def test_the_button_for_it_ends_the_guide_and_clears_the_page(lead: Callable[..., Company]) -> None:
    company = lead()
    company.hears("Je refuse les cookies")
    company.presses("end")

    assert company.guide.run() is Ending.ASKED
    assert not company.page.is_closed()


def test_a_server_that_does_not_answer_holds_up_nothing(lead: Callable[..., Company]) -> None:
    company = lead("hang-at=acces")
    company.refuses_cookies()
    company.hears("Je commence")

    WelcomeScreen.start_button.on(company.page).click(no_wait_after=True)
    company.turns(2)
    company.presses("end")

    assert company.guide.run() is Ending.ASKED


def test_a_portal_that_cannot_be_reached_is_told(lead: Callable[..., Company]) -> None:
    company = lead()
    company.hears("Je refuse les cookies")
    company.page.context.set_offline(offline=True)

    CookieBanner.refuse_button.on(company.page).click(no_wait_after=True)
    with pytest.raises(PlaywrightError):
        company.page.reload()

    company.hears("Le portail ne répond pas")


def test_what_the_browser_itself_asks_is_left_to_the_person(lead: Callable[..., Company]) -> None:
    company = lead()
    company.hears("Je refuse les cookies")
    person = company.page.context.new_cdp_session(company.page)
    person.send("Page.enable")
    company.page.evaluate("() => { setTimeout(() => { document.title = `answered ${confirm('Quitter ?')}` }, 50) }")
    company.page.wait_for_timeout(500)

    company.turns(1)
    person.send("Page.handleJavaScriptDialog", {"accept": True})

    company.until(lambda: company.page.title() == "answered true", "the answer was not the person's")


def test_a_page_that_is_not_known_while_a_mail_is_looked_for_may_be_the_mailbox(
    lead: Callable[..., Company],
) -> None:
    company = lead(journey="oubli", chosen="oubli", inbox=False)
    company.refuses_cookies()
    company.hears("Cliquez sur ce lien.")
    company.page.goto(f"{company.page.url.rstrip('/')}/../mot-de-passe-oublie")
    ForgottenPasswordScreen.email_field.on(company.page).fill("quelqu.un@academie.example")
    company.hears("Puis cliquez ici.")
    ForgottenPasswordScreen.submit_button.on(company.page).click()
    company.hears("Ouvrez votre messagerie professionnelle")

    mailbox = company.page.context.new_page()
    mailbox.goto("data:text/html,<h1>Mes messages</h1>")

    company.hears("Cherchez-y le message « Choisir un nouveau mot de passe »")


# The buttons of the panel


def test_a_sentence_can_be_gone_back_to(lead: Callable[..., Company], applicant: Applicant) -> None:
    company = lead()
    company.refuses_cookies()
    company.begins()
    company.hears("Choisissez un mot de passe")
    AccessScreen.password_field.on(company.page).press_sequentially(applicant.password.get_secret_value())
    company.hears("Tapez une seconde fois")

    company.presses("back")
    company.hears("Choisissez un mot de passe")
    company.presses("back")
    company.hears("Vérifiez votre identifiant")
    company.presses("skip")
    company.presses("skip")

    company.hears("Tapez une seconde fois")


def test_an_act_that_is_skipped_is_pointed_at_no_more(lead: Callable[..., Company]) -> None:
    company = lead()
    company.refuses_cookies()
    company.begins()
    company.hears("Choisissez un mot de passe")

    company.presses("skip")
    company.hears("Tapez une seconde fois")
    company.presses("skip")
    company.hears("Puis cliquez ici, une seule fois.")
    company.presses("skip")

    company.hears("Faites cette étape à votre manière")


def test_a_sentence_that_is_repeated_is_shown_anew(lead: Callable[..., Company]) -> None:
    company = lead()
    company.refuses_cookies()
    before = company.hears("Je commence")

    company.presses("repeat")
    company.turns(0.5)

    assert company.panel == before
