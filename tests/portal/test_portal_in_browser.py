"""What the portal's script and style add, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import TimeoutError as NotDone
from playwright.sync_api import expect

from mock_portal import Challenge, Person, PortalOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from mock_portal import BundledPortal
    from tests.portal.conftest import Start

PASSWORD = "Soleil#2031vert"


@pytest.fixture
def portal(start: Start, person: Person) -> BundledPortal:
    portal = start(PortalOptions(challenge=Challenge.NEVER, creation_seconds=0.3))
    portal.open_mailbox(person.email, "boite")
    return portal


@pytest.fixture
def access(portal: BundledPortal, page: Page, person: Person) -> Page:
    """The access form, the banner over it."""
    page.goto(f"{portal.invite(person)}/acces")
    return page


@pytest.fixture
def adhesion(portal: BundledPortal, page: Page, person: Person) -> Page:
    """The first screen of the enrolment, the banner refused."""
    portal.register(person, PASSWORD)
    page.goto(f"{portal.url}/adhesion")
    refuse(page)
    page.get_by_label("Email de connexion *").fill(person.email)
    page.get_by_label("Mot de passe *").fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()
    return page


@pytest.fixture
def without_script(browser: Browser) -> Iterator[Page]:
    with browser.new_context(java_script_enabled=False) as context:
        yield context.new_page()


def refuse(page: Page) -> None:
    page.get_by_role("button", name="Continuer sans accepter").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_banner_intercepts_clicks_on_what_lies_behind(access: Page) -> None:
    with pytest.raises(NotDone, match="intercepts pointer events"):
        access.get_by_role("button", name="Confirmer et créer mes accès").click(timeout=1500)


def test_focus_stays_in_the_banner(access: Page) -> None:
    for key in ["Tab"] * 6 + ["Shift+Tab"] * 6:
        access.keyboard.press(key)
        assert access.evaluate("document.querySelector('#cookie-banner').contains(document.activeElement)")


def test_the_banner_cannot_be_left_unanswered(access: Page) -> None:
    access.keyboard.press("Escape")

    expect(access.get_by_role("dialog")).to_be_visible()


def test_closing_the_settings_unanswered_shows_the_banner_again(access: Page) -> None:
    access.get_by_role("button", name="Paramétrer").click()
    access.keyboard.press("Escape")

    expect(access.get_by_role("button", name="Continuer sans accepter")).to_be_visible()


def test_changing_the_choice_keeps_what_is_typed(access: Page) -> None:
    refuse(access)
    field = access.get_by_label("2. Choisissez votre mot de passe *")
    field.fill(PASSWORD)

    access.get_by_role("link", name="Gestion des cookies").click()
    access.get_by_label("Mesure d’audience").check()
    access.get_by_role("button", name="Enregistrer mes choix").click()

    expect(access.get_by_role("dialog")).to_have_count(0)
    expect(field).to_have_value(PASSWORD)
    assert any(cookie["name"].endswith("-audience") for cookie in access.context.cookies())


def test_a_password_can_be_shown(access: Page) -> None:
    refuse(access)

    access.get_by_role("button", name="Afficher le mot de passe").click()

    expect(access.get_by_label("2. Choisissez votre mot de passe *")).to_have_attribute("type", "text")


def test_a_double_click_creates_one_account_and_the_wait_ends_by_itself(
    access: Page, portal: BundledPortal, person: Person
) -> None:
    refuse(access)
    access.get_by_label("2. Choisissez votre mot de passe *").fill(PASSWORD)
    access.get_by_label("3. Confirmez votre mot de passe *").fill(PASSWORD)

    access.get_by_role("button", name="Confirmer et créer mes accès").dblclick()

    expect(access.get_by_role("heading", name="Activation de votre identifiant")).to_be_visible()
    assert len([mail for mail in portal.mails(person.email) if "validé" in mail["Subject"]]) == 1


def test_a_link_in_the_webmail_opens_the_portal(portal: BundledPortal, page: Page, person: Person) -> None:
    portal.invite(person)
    page.goto(portal.webmail_url)
    page.get_by_role("navigation", name="Messages").get_by_role("link").click()

    with page.expect_popup() as opened:
        page.frame_locator("iframe").get_by_role("link", name="Ouvrir mon invitation").click()

    expect(opened.value.get_by_role("heading", name="Bienvenue")).to_be_visible()


def test_the_wait_ends_without_script_too(without_script: Page, portal: BundledPortal, person: Person) -> None:
    page = without_script
    page.goto(f"{portal.invite(person)}/acces")
    page.get_by_role("button", name="Continuer sans accepter").click()
    page.get_by_label("2. Choisissez votre mot de passe *").fill(PASSWORD)
    page.get_by_label("3. Confirmez votre mot de passe *").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer et créer mes accès").click()

    expect(page.get_by_role("heading", name="Activation de votre identifiant")).to_be_visible()


def test_an_answer_is_saved_as_it_is_given(adhesion: Page) -> None:
    adhesion.get_by_role("group", name="Souhaitez-vous ajouter votre conjoint ?").get_by_label("Oui").check()
    expect(adhesion.get_by_role("status")).to_have_text("Vos réponses sont enregistrées.")

    adhesion.reload()

    expect(
        adhesion.get_by_role("group", name="Souhaitez-vous ajouter votre conjoint ?").get_by_label("Oui")
    ).to_be_checked()


def test_an_answer_that_cannot_be_saved_is_told(adhesion: Page) -> None:
    other = adhesion.context.new_page()
    other.goto(adhesion.url)
    other.get_by_role("button", name="Me déconnecter").click()
    other.get_by_role("heading", name="Me connecter").wait_for()

    adhesion.get_by_role("group", name="Souhaitez-vous ajouter votre conjoint ?").get_by_label("Oui").check()

    expect(adhesion.get_by_role("status")).to_contain_text("n’a pas été enregistrée")


def test_the_number_of_children_is_asked_only_if_there_are_any(adhesion: Page) -> None:
    children = adhesion.get_by_role("group", name="Souhaitez-vous ajouter des enfants ?")
    number = adhesion.get_by_label("Nombre d'enfants *")

    expect(number).to_be_hidden()
    children.get_by_label("Oui").check()
    expect(number).to_be_visible()
    children.get_by_label("Non").check()
    expect(number).to_be_hidden()


def test_cancelling_asks_first_and_gives_the_focus_back(adhesion: Page) -> None:
    warning = adhesion.get_by_role("alertdialog", name="Quitter votre démarche ?")

    adhesion.get_by_role("button", name="Annuler").click()
    expect(warning).to_be_visible()
    warning.get_by_role("button", name="Non").click()

    expect(warning).to_be_hidden()
    expect(adhesion.get_by_role("button", name="Annuler")).to_be_focused()


def test_leaving_keeps_what_was_not_yet_saved(adhesion: Page) -> None:
    number = adhesion.get_by_label("Nombre d'enfants *")
    adhesion.get_by_role("group", name="Souhaitez-vous ajouter des enfants ?").get_by_label("Oui").check()
    number.fill("4")

    adhesion.get_by_role("button", name="Annuler").click()
    adhesion.get_by_role("button", name="Oui").click()
    adhesion.get_by_role("link", name="Démarrer l'adhésion").click()

    expect(number).to_have_value("4")


@pytest.mark.parametrize(
    "path",
    ["/connexion", "/cookies", "/confidentialite", "/activer-un-compte", "/adhesion", "/dispense", "/affiliation"],
)
def test_no_page_is_wider_than_the_window(adhesion: Page, portal: BundledPortal, path: str) -> None:
    adhesion.goto(portal.url + path)

    for width in (320, 390, 768, 1280):
        adhesion.set_viewport_size({"width": width, "height": 800})
        assert adhesion.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/affiliation", "Démarrer l'adhésion"),
        ("/adhesion", "Enregistrer et continuer"),
        ("/dispense", "Enregistrer et continuer"),
    ],
)
def test_the_main_button_shows_without_scrolling_on_a_desktop(
    adhesion: Page, portal: BundledPortal, path: str, button: str
) -> None:
    adhesion.set_viewport_size({"width": 1280, "height": 800})
    adhesion.goto(portal.url + path)

    box = adhesion.locator(".button", has_text=button).bounding_box()

    assert box
    assert box["y"] + box["height"] <= 800


def test_pages_are_set_in_the_portals_own_font(adhesion: Page) -> None:
    # Not `wait_for_function`: it compiles its predicate in the page, which the portal's security policy forbids.
    loaded = adhesion.evaluate(
        "() => document.fonts.ready.then(fonts => [...fonts].filter(font => font.status == 'loaded').length)"
    )

    assert loaded >= 2
