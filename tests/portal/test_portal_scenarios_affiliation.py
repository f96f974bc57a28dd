"""Edge cases 37 to 42: the personal space and the two journeys; and what outlives a portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_portal import PortalOptions

if TYPE_CHECKING:
    from pathlib import Path

    from mock_portal import Person
    from tests.portal.conftest import Page, Play, Scene, Start, Visit

PASSWORD = "Soleil#2031vert"
ANSWERS = {"conjoint": "oui", "enfants": "non"}
WAYS = ("Démarrer l'adhésion", "Demander une dispense")


def save(scene: Scene, page: Page, **answers: str) -> int:
    """What the page's script does as an answer is given."""
    form, _ = page.form_of("Enregistrer et continuer")
    token = form.find("input", name="form_token")
    assert token
    data = {"form_token": token.attributes["value"]} | answers
    return scene.visitor.client.post(f"{page.path}/brouillon", data=data, follow_redirects=False).status_code


# 37 and 38: sessions and pages that end


def test_a_session_is_lost_before_the_first_answers_are_saved(play: Play) -> None:
    scene = play("session-lost")
    page = scene.enrol()

    page = scene.visitor.press(page, "Enregistrer et continuer", **ANSWERS)
    assert page.heading == "Me connecter"
    assert "session a pris fin" in page.notice
    assert page.value("suite") == "/adhesion"
    page = scene.visitor.press(page, "Me connecter", email=scene.person.email, password=PASSWORD)
    assert page.heading == "Authentification renforcée"
    page = scene.type_code()

    assert page.heading == "Mes bénéficiaires"
    assert scene.visitor.press(page, "Enregistrer et continuer", **ANSWERS).heading == "Étape enregistrée"


def test_what_was_saved_before_the_session_was_lost_is_kept(play: Play) -> None:
    scene = play()
    page = scene.enrol()
    assert save(scene, page, conjoint="oui") == 200
    scene.portal.switch_on("session-lost", person=scene.person.email)

    assert save(scene, page, conjoint="oui", enfants="non") == 303
    assert scene.visitor.get("/adhesion").heading == "Me connecter"

    page = scene.enrol()
    assert page.chosen("conjoint") == "oui"
    assert page.chosen("enfants") is None


def test_a_page_is_out_of_date_once_though_the_session_lives(play: Play) -> None:
    scene = play("step-stale")
    page = scene.enrol()
    assert save(scene, page, **ANSWERS) == 200

    stale = scene.visitor.press(page, "Enregistrer et continuer", **ANSWERS)
    assert stale.heading == "Page expirée"
    assert stale.status == 403

    page = scene.visitor.get("/adhesion")
    assert page.chosen("conjoint") == "oui"
    assert scene.visitor.press(page, "Enregistrer et continuer", **ANSWERS).heading == "Étape enregistrée"


# 39: leaving


@pytest.mark.parametrize("path", ["/adhesion", "/dispense"])
def test_leaving_is_asked_about_on_a_page_even_where_scripts_run(play: Play, path: str) -> None:
    scene = play("cancel-warning")
    page = scene.enrol(path)
    button = page.root.find("button", "Annuler")
    assert button
    assert "data-opens" not in button.attributes
    assert not page.root.find(role="alertdialog")

    page = scene.visitor.press(page, "Annuler", **ANSWERS)

    assert page.heading == "Quitter votre démarche ?"
    assert scene.visitor.click(page, "Non").path == path
    assert scene.visitor.click(page, "Oui").heading == "Mon affiliation santé"


# 40 to 42: what the personal space says


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("already-enrolled", "Votre adhésion est enregistrée"),
        ("exemption-pending", "Votre demande de dispense est en cours d’examen"),
        ("invitation-expired", "Vous êtes affilié d’office"),
    ],
)
def test_a_status_stands_in_place_of_the_ways(play: Play, name: str, status: str) -> None:
    scene = play(name, "trusted-browser")
    home = scene.log_in()

    assert status in home.notice
    for way in WAYS:
        assert not home.root.find("a", way)
    for path in ("/adhesion", "/dispense"):
        assert scene.visitor.get(path).heading == "Mon affiliation santé"


def test_the_ways_stand_there_otherwise(play: Play) -> None:
    home = play().log_in()

    assert all(home.root.find("a", way) for way in WAYS)
    assert "Il vous reste" not in home.text


def test_another_employer_is_named(play: Play) -> None:
    home = play("employer-wrong").log_in()

    assert "Agriculture" in home.text
    assert "Éducation" not in home.text


def test_somebody_else_is_greeted(play: Play) -> None:
    home = play("greeting-wrong").log_in()

    assert "Bonjour Dominique Lefort" in home.text
    assert "Bonjour Camille" not in home.text


@pytest.mark.parametrize(
    ("spelling", "told"),
    [("deadline-near", "Il vous reste 3 jours pour"), ("deadline-near=1", "Il vous reste 1 jour pour")],
)
def test_the_days_left_are_told(play: Play, spelling: str, told: str) -> None:
    assert told in play(spelling).log_in().text


# What outlives a portal


def test_scenarios_and_what_they_have_counted_outlive_the_portal(
    tmp_path: Path, start: Start, visit: Visit, person: Person
) -> None:
    options = PortalOptions(database=tmp_path / "portal.sqlite")
    with start(options) as portal:
        portal.register(person, PASSWORD)
        portal.switch_on("activation-pending", "deadline-near=2", person=person.email)
        assert "pas encore actif" in visit(portal).log_in(person.email).alert

    visitor = visit(start(options))

    assert "pas encore actif" in visitor.log_in(person.email).alert
    assert "Il vous reste 2 jours" in visitor.log_in(person.email).text


def test_a_browser_is_recognised_by_the_portals_successor(
    tmp_path: Path, start: Start, visit: Visit, person: Person
) -> None:
    first = start(PortalOptions(database=tmp_path / "portal.sqlite"))
    with first as portal:
        portal.register(person, PASSWORD)
        port = int(portal.url.rpartition(":")[2])
        visitor = visit(portal)
        visitor.press(visitor.log_in(person.email), "Me déconnecter")

    successor = start(PortalOptions(database=tmp_path / "portal.sqlite", port=port))
    successor.switch_on("signed-in-as-other", person=person.email)

    assert visitor.get("/connexion").heading == "Vous êtes déjà connecté"
