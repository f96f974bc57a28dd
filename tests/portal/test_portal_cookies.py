"""Consent to cookies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_portal import PortalOptions

if TYPE_CHECKING:
    from tests.portal.conftest import Start, Visit, Visitor

ESSENTIAL = {"session", "consentement"}


def test_the_banner_covers_every_page_until_it_is_answered(visitor: Visitor) -> None:
    assert visitor.get("/connexion").banner
    assert visitor.get("/mot-de-passe-oublie").banner

    visitor.press(visitor.get("/connexion"), "Continuer sans accepter")

    assert not visitor.get("/mot-de-passe-oublie").banner


def test_the_banner_is_a_labelled_dialog_with_its_printed_controls(visitor: Visitor) -> None:
    banner = visitor.get("/connexion").banner

    assert banner
    dialog = banner.find(role="dialog", aria_modal="true")
    assert dialog
    assert banner.find(
        "h2", "Le respect de votre vie privée est notre priorité.", id=dialog.attributes["aria-labelledby"]
    )
    buttons = [node.text for node in banner.nodes if node.tag == "button"]
    assert buttons == ["Continuer sans accepter", "Paramétrer", "Accepter et poursuivre →"]
    assert banner.find("a", "politique de confidentialité")


def test_refusing_sets_no_cookie_but_the_essential_ones(visitor: Visitor) -> None:
    visitor.press(visitor.get("/connexion"), "Continuer sans accepter")

    assert set(visitor.cookies) == ESSENTIAL


def test_accepting_sets_the_others(visitor: Visitor) -> None:
    visitor.press(visitor.get("/connexion"), "Accepter et poursuivre →")

    assert set(visitor.cookies) == ESSENTIAL | {"audience", "contenus"}


def test_no_cookie_but_the_session_is_set_before_the_answer(visitor: Visitor) -> None:
    visitor.get("/connexion")

    assert set(visitor.cookies) == {"session"}


def test_the_answer_leads_back_to_the_page(visitor: Visitor) -> None:
    page = visitor.press(visitor.get("/mot-de-passe-oublie"), "Continuer sans accepter")

    assert page.heading == "Mot de passe oublié"


def test_purposes_can_be_chosen_one_by_one(visitor: Visitor) -> None:
    panel = visitor.get("/cookies")

    visitor.press(panel, "Enregistrer mes choix", audience="oui")

    assert set(visitor.cookies) == ESSENTIAL | {"audience"}
    assert "checked" in visitor.get("/cookies").response.text.split('name="audience"')[1].split(">")[0]


def test_refusing_later_takes_the_cookies_away(visitor: Visitor) -> None:
    visitor.press(visitor.get("/connexion"), "Accepter et poursuivre →")

    visitor.press(visitor.get("/cookies"), "Tout refuser")

    assert set(visitor.cookies) == ESSENTIAL


@pytest.mark.parametrize("path", ["/connexion", "/confidentialite", "/nowhere"])
def test_the_choice_can_be_changed_at_the_foot_of_each_page(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)

    assert visitor.click(page, "Gestion des cookies").heading == "Gestion des cookies"
    assert page.root.find(id="cookie-panel", hidden="")


def test_a_portal_without_a_banner_still_lets_one_choose(start: Start, visit: Visit) -> None:
    page = visit(start(PortalOptions(cookie_banner=False))).get("/connexion")

    assert not page.banner
    assert page.link("Gestion des cookies")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:0", ""]
)
def test_the_answer_never_leads_to_another_site(visitor: Visitor, elsewhere: str) -> None:
    page = visitor.press(visitor.get("/connexion"), "Continuer sans accepter", retour=elsewhere)

    assert page.response.url.host == "127.0.0.1"
    assert page.heading == "Me connecter"


def test_two_portals_live_side_by_side_in_one_browser(start: Start, visitor: Visitor) -> None:
    other = start(PortalOptions())

    visitor.get("/connexion")
    visitor.get(f"{other.url}/connexion")

    names = {cookie.name for cookie in visitor.client.cookies.jar}
    assert names == {f"parcours-{portal.url.rsplit(':', 1)[1]}-session" for portal in (visitor.portal, other)}
