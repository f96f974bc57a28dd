"""Edge cases 1 to 19: the invitation, the cookie banner, the creation of the access."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import TYPE_CHECKING

import pytest

from mock_portal import Clock, PortalOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_portal import Person
    from tests.portal.conftest import Page, Play, Scene, Start, Visit

PASSWORD = "Soleil#2031vert"
STRICT = "Soleil-2031-vert-et-bleu"


def ids(page: Page) -> set[str]:
    return {node.attributes["id"] for node in page.root.nodes if "id" in node.attributes}


def classes(page: Page) -> set[str]:
    return {name for node in page.root.nodes for name in node.attributes.get("class", "").split()}


def until(fact: Callable[[], bool]) -> bool:
    """Whether something becomes true before long."""
    patience = time.monotonic() + 20
    while not (true := fact()) and time.monotonic() < patience:
        pass
    return true


def active_mail(scene: Scene) -> list[str]:
    return [mail["Subject"] for mail in scene.portal.mails(scene.person.email) if "validé" in mail["Subject"]]


# 1 to 5: the invitation


def test_who_came_too_late_was_enrolled_by_default(play: Play) -> None:
    scene = play("invitation-expired")
    page = scene.visitor.get(scene.invited())

    assert page.heading == "Affilié d’office"
    assert page.link("Me connecter") == "/connexion"
    home = scene.log_in()
    assert "Vous êtes affilié d’office" in home.text
    assert not home.root.find("a", "Démarrer l'adhésion")
    assert scene.visitor.get("/adhesion").heading in ("Authentification renforcée", "Mon affiliation santé")


def test_the_same_is_told_once_the_delay_has_passed_by_the_clock(start: Start, visit: Visit, person: Person) -> None:
    portal = start(PortalOptions())
    portal.open_mailbox(person.email, "boite")
    link = portal.invite(person)
    portal.clock.advance(dt.timedelta(days=21))

    assert visit(portal).get(link).heading == "Affilié d’office"


def test_a_used_invitation_leads_to_the_login(play: Play) -> None:
    scene = play("invitation-used", account=False)
    page = scene.visitor.get(scene.invited())

    assert page.heading == "Compte déjà activé"
    assert page.link("Me connecter") == "/connexion"


def test_an_unknown_link_is_not_recognised(play: Play) -> None:
    scene = play("invitation-unknown", account=False)
    page = scene.visitor.get(scene.invited())

    assert page.heading == "Lien inconnu"
    assert page.status == 404


def test_a_campaign_that_is_not_open_tells_its_date(play: Play) -> None:
    scene = play("campaign-not-open", account=False)
    page = scene.visitor.get(scene.invited())

    assert page.heading == "Vos démarches ne sont pas encore ouvertes"
    opening = scene.portal.clock.today() + dt.timedelta(days=14)
    assert re.search(rf"\b{opening.day}(er)? \w+ {opening.year}", page.text)


def test_whom_the_contract_does_not_concern_is_told_so(play: Play) -> None:
    scene = play("not-eligible", account=False)

    assert scene.visitor.get(scene.invited()).heading == "Vous n’êtes pas concerné par ce contrat"


@pytest.mark.parametrize("name", ["invitation-expired", "campaign-not-open", "not-eligible", "invitation-used"])
def test_a_link_that_was_tampered_with_stays_unknown(play: Play, name: str) -> None:
    scene = play(name, account=False)

    assert scene.visitor.get(f"{scene.invited()}x").heading == "Lien inconnu"


# 6 to 10: the cookie banner, names in the page


def test_a_banner_that_hides_nothing_still_lies_above(play: Play) -> None:
    scene = play("banner-covers", account=False)
    banner = scene.visitor.get(scene.invited()).banner

    assert banner
    assert banner.attributes["class"] == "veil clear"


def test_a_link_refuses_cookies_without_script(play: Play) -> None:
    scene = play("banner-link", account=False)
    page = scene.visitor.get(scene.invited())
    assert page.banner
    assert not page.root.find("button", "Continuer sans accepter")

    page = scene.visitor.click(page, "Continuer sans accepter")

    assert page.heading == "Bienvenue"
    assert not page.banner
    assert not {"audience", "contenus"} & scene.visitor.cookies.keys()


def test_a_banner_without_refusal_has_everything_ticked_behind_its_settings(play: Play) -> None:
    scene = play("banner-without-refusal", account=False)
    page = scene.visitor.get(scene.invited())
    banner, panel = page.banner, page.root.find(id="cookie-panel")
    assert banner
    assert panel

    assert [node.text for node in banner.nodes if node.tag == "button"] == ["Paramétrer", "Accepter et poursuivre →"]
    assert not panel.find("button", "Tout refuser")
    for purpose in ("audience", "contenus"):
        box = panel.find("input", name=purpose)
        assert box
        assert "checked" in box.attributes
    settings = scene.visitor.get("/cookies")
    form, _ = settings.form_of("Enregistrer mes choix")
    token = form.find("input", name="form_token")
    assert token
    scene.visitor.client.post("/cookies", data={"form_token": token.attributes["value"], "choix": "selection"})
    assert not {"audience", "contenus"} & scene.visitor.cookies.keys()


def test_a_late_banner_is_hidden_at_first(play: Play) -> None:
    scene = play("banner-late", account=False)
    banner = scene.visitor.get(scene.invited()).banner

    assert banner
    assert "hidden" in banner.attributes
    assert banner.attributes["data-after"] == "1000"


def test_the_banner_comes_once_more_in_the_personal_space(play: Play) -> None:
    scene = play("banner-again")
    scene.visitor.press(scene.visitor.get(scene.invited()), "Continuer sans accepter")
    assert not scene.visitor.get("/connexion").banner

    home = scene.log_in()
    assert home.banner
    home = scene.visitor.press(home, "Continuer sans accepter")

    assert home.heading == "Mon affiliation santé"
    assert not home.banner


def test_every_answer_has_other_ids_and_classes_that_fit_together(play: Play) -> None:
    scene = play("ids-permuted", account=False)
    first, second = scene.access(), scene.access()

    assert not ids(first) & ids(second)
    assert not classes(first) & classes(second)
    for page in (first, second):
        for node in page.root.nodes:
            for name in ("for", "aria-labelledby", "aria-describedby", "data-opens", "data-shows", "form"):
                assert set(node.attributes.get(name, "").split()) <= ids(page)
        label = page.root.find("label", "Identifiant *")
        assert label
        assert page.root.find("input", id=label.attributes["for"], name="email")


def test_the_style_sheet_follows_the_classes(play: Play) -> None:
    scene = play("ids-permuted", account=False)
    page = scene.access()
    sheet = page.root.find("link", rel="stylesheet")
    assert sheet

    css = scene.visitor.client.get(sheet.attributes["href"])

    assert css.headers["Content-Type"].startswith("text/css")
    button = page.root.find("button", "Confirmer et créer mes accès")
    assert button
    assert f".{button.attributes['class']} {{" in css.text
    assert ".button" not in css.text
    assert 'url("/static/fonts/' in css.text
    assert "rgb(8 59 65 / 5%)" in css.text


def test_a_form_can_be_sent_whatever_the_ids(play: Play) -> None:
    scene = play("ids-permuted", account=False)

    assert scene.create(scene.access()).heading == "Activation de votre identifiant"


# 11 to 15: the form


def test_a_wrong_identifier_can_be_corrected(play: Play) -> None:
    scene = play("identifier-wrong", account=False)
    page = scene.access()
    field = page.root.find("input", name="email")
    assert field
    assert page.value("email") != scene.person.email
    assert "readonly" not in field.attributes

    scene.create(page, email=scene.person.email)

    assert scene.log_in().heading == "Mon affiliation santé"


def test_a_locked_identifier_cannot_whatever_is_sent(play: Play) -> None:
    scene = play("identifier-locked", account=False)
    page = scene.access()
    field = page.root.find("input", name="email")
    assert field
    assert page.value("email") != scene.person.email
    assert "readonly" in field.attributes

    scene.create(page, email=scene.person.email)

    assert "incorrect" in scene.log_in().alert
    assert scene.visitor.log_in(page.value("email")).heading == "Mon affiliation santé"


def test_a_taken_identifier_is_told_on_its_field_only_when_the_form_is_sent(play: Play) -> None:
    scene = play("identifier-taken")
    assert scene.visitor.get(scene.invited()).heading == "Bienvenue"
    page = scene.access()
    assert page.heading == "Création de vos accès"

    assert "identiques" in scene.create(page, confirmation="autre").error("confirmation")
    page = scene.create(page)

    assert "compte existe déjà" in page.error("email")
    assert page.link("Me connecter") == "/connexion"
    assert scene.log_in().heading == "Mon affiliation santé"


@pytest.mark.parametrize(
    "password", [PASSWORD, "Soleil-2031-vert", "soleil-2031-vert-et-bleu", "Soleil-2031-vert-et!", "S1" * 21]
)
def test_a_hidden_rule_is_told_on_the_passwords_field(play: Play, password: str) -> None:
    scene = play("password-rule-hidden", account=False)
    page = scene.access()
    assert "20" not in page.text

    page = scene.create(page, password=password, confirmation=password)

    assert "20 à 40 caractères" in page.error("password")
    assert page.value("email") == scene.person.email


@pytest.mark.parametrize("password", [STRICT, "S1" + "a" * 18, "S1" + "a" * 38])
def test_a_password_that_keeps_the_hidden_rule_is_taken(play: Play, password: str) -> None:
    scene = play("password-rule-hidden", account=False)

    page = scene.create(scene.access(), password=password, confirmation=password)

    assert page.heading == "Activation de votre identifiant"


def test_the_hidden_rule_holds_for_a_new_password_too(play: Play) -> None:
    scene = play("password-rule-hidden")
    scene.visitor.press(scene.visitor.get("/mot-de-passe-oublie"), "Recevoir le lien", email=scene.person.email)
    page = scene.visitor.get(scene.visitor.link_in(scene.visitor.mail(scene.person.email, "nouveau mot de passe")))

    refused = scene.visitor.press(page, "Enregistrer mon mot de passe", password=PASSWORD, confirmation=PASSWORD)
    assert "20 à 40 caractères" in refused.error("password")
    taken = scene.visitor.press(page, "Enregistrer mon mot de passe", password=STRICT, confirmation=STRICT)
    assert taken.heading == "Votre mot de passe est modifié"


def test_a_confirmation_that_differs_is_told_once_on_its_field(play: Play) -> None:
    scene = play("confirmation-differs", account=False)
    page = scene.create(scene.access())

    assert "pas identiques" in page.error("confirmation")
    assert scene.create(page).heading == "Activation de votre identifiant"


def test_a_field_that_got_lost_is_told_once_and_has_the_focus(play: Play) -> None:
    scene = play("field-lost", account=False)
    page = scene.create(scene.access())
    field = page.root.find("input", name="email")
    assert field

    assert "Saisissez votre adresse" in page.error("email")
    assert "autofocus" in field.attributes
    assert field.attributes["value"] == ""
    assert scene.create(page, email=scene.person.email).heading == "Activation de votre identifiant"


# 16 to 19: the creation


def test_a_slow_creation_waits_for_the_portals_clock(play: Play) -> None:
    scene = play("creation-slow", account=False, clock=Clock())
    page = scene.create(scene.access())
    assert page.heading == "Création en cours"

    scene.portal.clock.advance(dt.timedelta(seconds=58))
    assert scene.visitor.get(page.path).heading == "Création en cours"
    scene.portal.clock.advance(dt.timedelta(seconds=2))
    scene.portal.mails(scene.person.email)
    assert scene.visitor.get(page.path).heading == "Activation de votre identifiant"


def test_a_fast_clock_makes_a_slow_creation_short(play: Play) -> None:
    scene = play("creation-slow=600", account=False, clock=Clock(speed=6000))
    began = scene.portal.clock.now()
    page = scene.create(scene.access())

    assert until(lambda: scene.visitor.get(page.path).heading == "Activation de votre identifiant")
    assert scene.portal.clock.now() - began >= dt.timedelta(seconds=600)


@pytest.mark.parametrize("speed", [0, -1])
def test_a_clock_goes_forward(speed: float) -> None:
    with pytest.raises(ValueError, match="forward"):
        Clock(speed=speed)


@pytest.mark.parametrize(
    ("name", "heading", "status"),
    [
        ("creation-doubled", "Demande déjà reçue", 409),
        ("creation-gateway-timeout", "504 Gateway Time-out", 504),
    ],
)
def test_an_account_was_created_although_something_else_is_answered(
    play: Play, name: str, heading: str, status: int
) -> None:
    scene = play(name, account=False)
    page = scene.access()
    assert "identiques" in scene.create(page, confirmation="autre").error("confirmation")

    page = scene.create(page)

    assert page.heading == heading
    assert page.status == status
    assert scene.log_in().heading == "Mon affiliation santé"
    assert len(active_mail(scene)) == 1


def test_who_sent_the_form_twice_is_led_to_the_login(play: Play) -> None:
    scene = play("creation-doubled", account=False)

    assert scene.create(scene.access()).link("Me connecter") == "/connexion"


def test_the_mail_of_a_gateway_time_out_comes_once_with_a_slow_creation_too(play: Play) -> None:
    scene = play("creation-gateway-timeout", "creation-slow=30", account=False, clock=Clock())
    scene.create(scene.access())

    scene.portal.clock.advance(dt.timedelta(seconds=31))

    assert scene.log_in().heading == "Mon affiliation santé"
    assert len(active_mail(scene)) == 1


def test_an_activation_mail_in_junk_is_not_in_the_inbox(play: Play) -> None:
    scene = play("activation-mail-junk", account=False)
    scene.create(scene.access())

    [mail] = [mail for mail in scene.portal.mails(scene.person.email) if "validé" in mail["Subject"]]
    assert mail["X-Spam-Flag"] == "YES"


def test_an_activation_mail_that_is_lost_never_comes(play: Play) -> None:
    scene = play("activation-mail-lost", account=False)
    scene.create(scene.access())

    assert active_mail(scene) == []
    assert scene.log_in().heading == "Mon affiliation santé"


def test_an_activation_mail_that_is_late_comes_later(play: Play) -> None:
    scene = play("activation-mail-late=0.3", account=False)
    scene.create(scene.access())
    assert active_mail(scene) == []

    assert until(lambda: active_mail(scene) != [])


def test_a_mail_that_is_late_does_not_keep_a_portal_from_ending(start: Start, visit: Visit, person: Person) -> None:
    portal = start(PortalOptions(creation_seconds=0, scenarios=("activation-mail-late=3600",)))
    portal.open_mailbox(person.email, "boite")
    visitor = visit(portal)
    page = visitor.get(f"{portal.invite(person)}/acces")

    page = visitor.press(page, "Confirmer et créer mes accès", password=PASSWORD, confirmation=PASSWORD)

    assert page.heading == "Activation de votre identifiant"
