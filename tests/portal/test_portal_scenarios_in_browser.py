"""Scenarios that only a real browser shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import TimeoutError as NotDone
from playwright.sync_api import expect

from mock_portal import Clock, PortalOptions

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from mock_portal import BundledPortal, Person
    from tests.portal.conftest import Start

PASSWORD = "Soleil#2031vert"


@pytest.fixture
def portal(start: Start, person: Person) -> BundledPortal:
    """One whose cookie banner does not stand in the way of what is looked at."""
    portal = start(PortalOptions(creation_seconds=0, cookie_banner=False), Clock(speed=60))
    portal.open_mailbox(person.email, "boite")
    return portal


@pytest.fixture
def with_banner(start: Start, person: Person) -> BundledPortal:
    portal = start(PortalOptions(creation_seconds=0))
    portal.open_mailbox(person.email, "boite")
    return portal


def log_in(page: Page, portal: BundledPortal, person: Person) -> None:
    portal.register(person, PASSWORD)
    page.goto(f"{portal.url}/connexion")
    page.get_by_label("Email de connexion *").fill(person.email)
    page.get_by_label("Mot de passe *").fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()


def test_a_banner_that_hides_nothing_takes_the_clicks(with_banner: BundledPortal, page: Page, person: Person) -> None:
    with_banner.switch_on("banner-covers", person=person.email)
    page.goto(with_banner.invite(person))
    way_on = page.get_by_role("link", name="Réaliser mes démarches →")

    expect(way_on).to_be_in_viewport()
    with pytest.raises(NotDone, match="intercepts pointer events"):
        way_on.click(timeout=1500)
    page.get_by_role("button", name="Continuer sans accepter").click()
    way_on.click()
    expect(page.get_by_role("heading", name="Création de vos accès")).to_be_visible()


def test_a_late_banner_comes_by_itself(with_banner: BundledPortal, page: Page, person: Person) -> None:
    with_banner.switch_on("banner-late", person=person.email)
    page.goto(with_banner.invite(person))
    expect(page.get_by_role("heading", name="Bienvenue")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)

    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_link_in_the_banner_refuses(with_banner: BundledPortal, page: Page, person: Person) -> None:
    with_banner.switch_on("banner-link", person=person.email)
    page.goto(with_banner.invite(person))

    page.get_by_role("link", name="Continuer sans accepter").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="Bienvenue")).to_be_visible()


def test_cookies_can_be_refused_behind_the_settings(with_banner: BundledPortal, page: Page, person: Person) -> None:
    with_banner.switch_on("banner-without-refusal", person=person.email)
    page.goto(with_banner.invite(person))
    page.get_by_role("button", name="Paramétrer").click()
    for purpose in ("Mesure d’audience", "Contenus personnalisés"):
        expect(page.get_by_label(purpose)).to_be_checked()
        page.get_by_label(purpose).uncheck()

    page.get_by_role("button", name="Enregistrer mes choix").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    names = {cookie["name"].rsplit("-", 1)[1] for cookie in page.context.cookies()}
    assert names == {"session", "consentement"}


def test_pages_with_other_ids_and_classes_look_the_same(portal: BundledPortal, page: Page, person: Person) -> None:
    link = f"{portal.invite(person)}/acces"
    page.goto(link)
    usual = page.screenshot()
    portal.switch_on("ids-permuted", person=person.email)
    page.goto(link)

    assert page.locator(".card").count() == 0
    assert page.screenshot() == usual


def test_scripts_work_with_other_ids_and_classes(with_banner: BundledPortal, page: Page, person: Person) -> None:
    with_banner.switch_on("ids-permuted", "trusted-browser", person=person.email)
    page.goto(f"{with_banner.invite(person)}/acces")
    page.get_by_role("button", name="Continuer sans accepter").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_label("Choisissez votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Afficher le mot de passe").click()
    expect(page.get_by_label("Choisissez votre mot de passe")).to_have_attribute("type", "text")

    log_in(page, with_banner, person)
    page.get_by_role("link", name="Démarrer l'adhésion").click()
    page.get_by_role("group", name="Souhaitez-vous ajouter votre conjoint ?").get_by_label("Oui").check()
    expect(page.get_by_text("Vos réponses sont enregistrées.")).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Non").click()
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_a_resend_that_is_disabled_comes_back_by_itself(portal: BundledPortal, page: Page, person: Person) -> None:
    portal.switch_on("resend-disabled=90", person=person.email)
    log_in(page, portal, person)
    page.get_by_role("link", name="Démarrer l'adhésion").click()
    page.get_by_label("Veillez saisir le code").fill("123456")
    page.get_by_role("button", name="Valider ce code").click()
    again = page.get_by_role("button", name="Renvoyer à nouveau le code.")
    expect(again).to_be_disabled()

    expect(again).to_be_enabled()
    again.click()
    expect(page.get_by_text("Un nouveau code vient de vous être envoyé.")).to_be_visible()


def test_a_person_can_tick_the_box_in_the_frame(portal: BundledPortal, page: Page, person: Person) -> None:
    portal.switch_on("anti-bot", person=person.email)
    log_in(page, portal, person)
    expect(page.get_by_role("alert")).to_contain_text("Je ne suis pas un robot")
    frame = page.frame_locator("iframe[title='Vérification anti-robot']")
    frame.get_by_label("Je ne suis pas un robot").check()
    frame.get_by_role("button", name="Confirmer").click()
    expect(frame.get_by_text("Merci, c’est vérifié.")).to_be_visible()

    page.get_by_label("Mot de passe *").fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()

    expect(page.get_by_role("heading", name="Mon affiliation santé")).to_be_visible()


def test_leaving_asks_on_a_page(portal: BundledPortal, page: Page, person: Person) -> None:
    portal.switch_on("cancel-warning", "trusted-browser", person=person.email)
    log_in(page, portal, person)
    page.get_by_role("link", name="Démarrer l'adhésion").click()

    page.get_by_role("button", name="Annuler").click()

    expect(page.get_by_role("heading", name="Quitter votre démarche ?")).to_be_visible()
    expect(page.get_by_role("alertdialog")).to_have_count(0)
