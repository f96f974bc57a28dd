"""Edge cases 20 to 26: logging in, and what may stand around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_portal import PortalOptions

if TYPE_CHECKING:
    from mock_portal import Person
    from tests.portal.conftest import Page, Play, Scene, Start, Visit

PASSWORD = "Soleil#2031vert"


def tick(scene: Scene, page: Page, button: str = "Confirmer") -> Page:
    return scene.visitor.press(page, button, humain="oui")


# 20 to 22: refusals


def test_every_password_is_refused_until_the_lock(play: Play) -> None:
    scene = play("password-refused")
    alerts = [scene.log_in().alert for _ in range(6)]

    assert alerts[0] == "Email de connexion ou mot de passe incorrect."
    assert "compte a été bloqué" in alerts[5]


def test_the_first_password_alone_is_refused(play: Play) -> None:
    scene = play("password-refused-once")

    assert "incorrect" in scene.log_in().alert
    assert scene.log_in().heading == "Mon affiliation santé"


@pytest.mark.parametrize("name", ["password-refused", "password-refused-once", "activation-pending"])
def test_an_empty_password_is_still_missing(play: Play, name: str) -> None:
    scene = play(name)

    assert "Saisissez votre mot de passe" in scene.log_in("").error("password")


def test_a_locked_account_says_how_long_and_how_to_unlock_it(play: Play) -> None:
    scene = play("account-locked")

    page = scene.log_in()

    assert page.status == 429
    assert "compte a été bloqué" in page.alert
    assert "30 minutes" in page.alert
    assert "Mot de passe oublié" in page.alert


@pytest.mark.parametrize(("spelling", "times"), [("activation-pending", 2), ("activation-pending=7", 7)])
def test_an_account_that_is_not_active_yet_is_refused_so_often_without_a_lock(
    play: Play, spelling: str, times: int
) -> None:
    scene = play(spelling)

    for _ in range(times):
        assert "pas encore actif" in scene.log_in().alert
    assert scene.log_in().heading == "Mon affiliation santé"


# 23: an old account


def test_an_old_account_waits_for_its_owners_decision_wherever_one_goes(play: Play) -> None:
    scene = play("old-account")

    assert scene.log_in().heading == "Votre compte doit être transféré"
    assert scene.visitor.get("/adhesion").heading == "Votre compte doit être transféré"
    page = scene.visitor.press(scene.visitor.get("/affiliation"), "Confirmer mon choix")
    assert "ancien compte" in page.error("choix")
    assert page.heading == "Votre compte doit être transféré"

    page = scene.visitor.press(page, "Confirmer mon choix", choix="oui")

    assert page.heading == "Mon affiliation santé"
    assert scene.visitor.get("/adhesion").heading == "Authentification renforcée"


# 24: an open session


def test_the_browser_is_already_signed_in_once(play: Play) -> None:
    scene = play("already-signed-in")
    scene.visitor.get(scene.invited())

    page = scene.visitor.get("/connexion")

    assert page.heading == "Vous êtes déjà connecté"
    assert scene.person.email in page.text
    assert scene.visitor.click(page, "Continuer vers mon espace").heading == "Mon affiliation santé"
    assert scene.visitor.press(page, "Changer de compte").heading == "Me connecter"


def test_the_browser_is_already_signed_in_right_after_the_activation(play: Play) -> None:
    scene = play("already-signed-in", account=False)
    page = scene.create(scene.access())

    assert scene.visitor.click(page, "Accéder à mon espace").heading == "Vous êtes déjà connecté"


def test_a_browser_never_seen_before_is_signed_in_as_whoever_came_last(
    start: Start, visit: Visit, person: Person, colleague: Person
) -> None:
    portal = start(PortalOptions(scenarios=("already-signed-in",)))
    for who in (colleague, person):
        portal.register(who, PASSWORD)

    assert person.email in visit(portal).get("/connexion").text


def test_nobody_is_signed_in_without_an_account(play: Play) -> None:
    scene = play("already-signed-in", account=False)
    scene.visitor.get(scene.invited())

    if not scene.portal.options.scenarios:
        assert scene.visitor.get("/connexion").heading == "Me connecter"


def test_the_session_found_is_somebody_elses(play: Play) -> None:
    scene = play("signed-in-as-other")
    scene.visitor.get(scene.invited())

    page = scene.visitor.get("/connexion")
    assert page.heading == "Vous êtes déjà connecté"
    assert "Dominique Lefort" in page.text
    assert "Bonjour Dominique Lefort" in scene.visitor.get("/affiliation").text

    page = scene.visitor.press(page, "Changer de compte")
    assert page.heading == "Me connecter"
    assert "Bonjour Camille Martin" in scene.log_in().text


# 25: checks for robots


def test_a_login_without_the_box_in_the_frame_is_refused(play: Play) -> None:
    scene = play("anti-bot")
    page = scene.log_in()

    assert "Je ne suis pas un robot" in page.alert
    frame = page.root.find("iframe", title="Vérification anti-robot")
    assert frame
    framed = scene.visitor.get(frame.attributes["src"])
    assert "frame-ancestors 'self'" in framed.response.headers["Content-Security-Policy"]
    assert framed.root.find("label", "Je ne suis pas un robot")
    assert "Je ne suis pas un robot" in scene.visitor.press(framed, "Confirmer").text
    assert "Je ne suis pas un robot" in scene.log_in().alert

    assert "vérifié" in tick(scene, framed).text
    assert scene.log_in().heading == "Mon affiliation santé"


def test_the_frame_stands_in_the_login_form_at_once_for_whom_the_portal_knows(play: Play) -> None:
    scene = play("anti-bot")
    scene.visitor.get(scene.invited())

    assert scene.visitor.get("/connexion").root.find("iframe", title="Vérification anti-robot")


def test_a_page_asks_for_the_box_before_the_welcome(play: Play) -> None:
    scene = play("anti-bot-page", account=False)
    link = scene.invited()
    page = scene.visitor.get(link)
    assert page.heading == "Vérifions que vous n’êtes pas un robot"
    assert scene.visitor.press(page, "Confirmer").heading == "Vérifions que vous n’êtes pas un robot"

    assert tick(scene, page).heading == "Bienvenue"
    assert scene.visitor.get(link).heading == "Bienvenue"


# 26: the forgotten password


def test_a_reset_link_is_answered_as_used(play: Play, visit: Visit) -> None:
    scene = play("reset-link-used")
    scene.visitor.press(scene.visitor.get("/mot-de-passe-oublie"), "Recevoir le lien", email=scene.person.email)
    link = scene.visitor.link_in(scene.visitor.mail(scene.person.email, "nouveau mot de passe"))

    for browser in (scene.visitor, visit(scene.portal)):
        page = browser.get(link)
        assert page.heading == "Lien expiré"
        assert page.link("Demander un nouveau lien")


def test_known_and_unknown_addresses_are_answered_alike_under_a_scenario(play: Play) -> None:
    scene = play("reset-link-used")
    form = scene.visitor.get("/mot-de-passe-oublie")

    answers = [
        scene.visitor.press(form, "Recevoir le lien", email=email).text
        for email in (scene.person.email, f"personne.{scene.person.email}")
    ]

    assert answers[0] == answers[1]
