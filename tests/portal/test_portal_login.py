"""Logging in and out, lock-out, and the forgotten password."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from mock_portal import PortalOptions

if TYPE_CHECKING:
    from mock_portal import Person
    from tests.portal.conftest import Page, Start, Visit, Visitor

PASSWORD = "Soleil#2031vert"
NEW = "Aurore#2032bleu"


def ask_for_reset(visitor: Visitor, email: str) -> Page:
    return visitor.press(visitor.get("/mot-de-passe-oublie"), "Recevoir le lien", email=email)


def reset_link(visitor: Visitor, email: str) -> str:
    ask_for_reset(visitor, email)
    return visitor.link_in(visitor.mail(email, "nouveau mot de passe"))


def set_password(visitor: Visitor, link: str, password: str = NEW) -> Page:
    form = visitor.get(link)
    return visitor.press(form, "Enregistrer mon mot de passe", password=password, confirmation=password)


def test_the_login_says_its_labels_as_printed(visitor: Visitor) -> None:
    page = visitor.get("/connexion")

    assert page.heading == "Me connecter"
    assert page.root.find("label", "Email de connexion *", for_="email")
    assert page.root.find("label", "Mot de passe *", for_="password")
    assert page.root.find("button", "Me connecter")
    assert visitor.click(page, "Mot de passe oublié").heading == "Mot de passe oublié"
    assert visitor.click(page, "Activer un compte").heading == "Activer un compte"


@pytest.mark.parametrize(("field", "kind"), [("email", "username"), ("password", "current-password")])
def test_the_login_fields_tell_password_managers_what_they_are(visitor: Visitor, field: str, kind: str) -> None:
    assert visitor.get("/connexion").root.find("input", name=field, autocomplete=kind)


def test_the_right_password_leads_to_the_personal_space(visitor: Visitor, member: Person) -> None:
    assert visitor.log_in(member.email).heading == "Mon affiliation santé"


def test_the_identifier_is_taken_in_any_case_and_with_spaces_around_it(visitor: Visitor, member: Person) -> None:
    assert visitor.log_in(f"  {member.email.upper()} ").heading == "Mon affiliation santé"


def test_known_and_unknown_identifiers_fail_alike(visitor: Visitor, member: Person) -> None:
    known = visitor.log_in(member.email, "Faux#2031vert")
    unknown = visitor.log_in("personne@ecole.example", "Faux#2031vert")

    assert known.alert == unknown.alert == "Email de connexion ou mot de passe incorrect."
    assert known.status == unknown.status
    assert known.response.text.replace(member.email, "") == unknown.response.text.replace("personne@ecole.example", "")


@pytest.mark.parametrize("missing", ["email", "password"])
def test_an_empty_field_has_its_own_message(visitor: Visitor, missing: str) -> None:
    values = {"email": "personne@ecole.example", "password": "x"} | {missing: ""}
    page = visitor.press(visitor.get("/connexion"), "Me connecter", **values)

    assert page.status == 422
    assert page.error(missing)


def test_an_account_is_locked_after_five_wrong_passwords(visitor: Visitor, member: Person) -> None:
    answers = [visitor.log_in(member.email, "Faux#2031vert").alert for _ in range(5)]

    assert ["bloqué" in answer for answer in answers] == [False, False, False, False, True]
    assert "bloqué" in visitor.log_in(member.email).alert


def test_an_unknown_identifier_is_locked_just_the_same(visitor: Visitor, person: Person) -> None:
    answers = [visitor.log_in(person.email, "Faux#2031vert") for _ in range(6)]

    assert ["bloqué" in page.alert for page in answers] == [False, False, False, False, True, True]
    assert answers[-1].status == 429


def test_tries_made_at_the_same_time_are_all_counted(visitor: Visitor, member: Person) -> None:
    form = visitor.get("/connexion")

    with ThreadPoolExecutor(8) as pool:
        answers = pool.map(
            lambda _: visitor.press(form, "Me connecter", email=member.email, password="Faux#2031vert").alert, range(8)
        )

    assert sum("bloqué" not in answer for answer in answers) <= 4
    assert "bloqué" in visitor.log_in(member.email).alert


def test_a_lock_ends_after_half_an_hour(visitor: Visitor, member: Person) -> None:
    for _ in range(5):
        visitor.log_in(member.email, "Faux#2031vert")

    visitor.portal.clock.advance(dt.timedelta(minutes=30))

    assert visitor.log_in(member.email).heading == "Mon affiliation santé"


def test_a_success_forgets_the_wrong_tries(visitor: Visitor, member: Person) -> None:
    for _ in range(2):
        for _ in range(4):
            visitor.log_in(member.email, "Faux#2031vert")
        assert visitor.log_in(member.email).heading == "Mon affiliation santé"
        visitor.press(visitor.get("/affiliation"), "Me déconnecter")


def test_the_session_is_renewed_at_login(visitor: Visitor, member: Person) -> None:
    visitor.get("/connexion")
    before = visitor.cookies["session"]

    visitor.log_in(member.email)

    assert visitor.cookies["session"] != before


def test_a_session_key_set_by_somebody_else_is_worth_nothing_after_login(
    visitor: Visitor, visit: Visit, member: Person
) -> None:
    visitor.get("/connexion")
    planted = dict(visitor.client.cookies)
    visitor.log_in(member.email)

    thief = visit(visitor.portal)
    thief.client.cookies.update(planted)

    assert thief.get("/affiliation").heading == "Me connecter"


def test_logging_out_ends_the_session_on_the_server(visitor: Visitor, visit: Visit, member: Person) -> None:
    visitor.log_in(member.email)
    kept = dict(visitor.client.cookies)

    page = visitor.press(visitor.get("/affiliation"), "Me déconnecter")

    thief = visit(visitor.portal)
    thief.client.cookies.update(kept)
    assert page.notice == "Vous êtes déconnecté."
    assert thief.get("/affiliation").heading == "Me connecter"


def test_an_idle_session_ends(visitor: Visitor, member: Person) -> None:
    visitor.log_in(member.email)

    visitor.portal.clock.advance(dt.timedelta(hours=1))

    assert visitor.get("/affiliation").heading == "Me connecter"


def test_a_session_in_use_goes_on(visitor: Visitor, member: Person) -> None:
    visitor.log_in(member.email)

    for _ in range(3):
        visitor.portal.clock.advance(dt.timedelta(minutes=45))
        assert visitor.get("/affiliation").heading == "Mon affiliation santé"


def test_the_front_door_leads_to_the_login_or_to_the_personal_space(visitor: Visitor, member: Person) -> None:
    assert visitor.get("/").heading == "Me connecter"

    visitor.log_in(member.email)

    assert visitor.get("/").heading == "Mon affiliation santé"


def test_who_is_logged_in_may_go_on_or_change_the_account(visitor: Visitor, member: Person) -> None:
    visitor.log_in(member.email)
    page = visitor.get("/connexion")

    assert page.heading == "Vous êtes déjà connecté"
    assert member.email in page.text
    assert visitor.click(page, "Continuer vers mon espace").heading == "Mon affiliation santé"
    assert visitor.press(page, "Changer de compte").heading == "Me connecter"


def test_the_login_leads_on_to_the_page_that_asked_for_it(visitor: Visitor, member: Person) -> None:
    login = visitor.get("/dispense")

    page = visitor.press(login, "Me connecter", email=member.email, password=PASSWORD)

    assert page.heading == "Authentification renforcée"
    assert visitor.press(page, "Valider ce code", code=visitor.code(member.email)[1]).path == "/dispense"


def test_the_login_leads_to_no_page_but_ours(visitor: Visitor, member: Person) -> None:
    login = visitor.get("/connexion?suite=https://evil.example/")
    page = visitor.press(login, "Me connecter", email=member.email, password=PASSWORD, suite="//evil.example/")

    assert page.path == "/affiliation"


def test_asking_for_a_new_password_tells_nothing_about_an_address(visitor: Visitor, member: Person) -> None:
    known = ask_for_reset(visitor, member.email)
    unknown = ask_for_reset(visitor, "personne@ecole.example")

    assert known.heading == "Vérifiez votre messagerie"
    assert known.response.text == unknown.response.text
    assert known.path == unknown.path


def test_the_forgotten_password_loop_sets_another_one(visitor: Visitor, member: Person) -> None:
    link = reset_link(visitor, member.email)
    form = visitor.get(link)
    page = set_password(visitor, link)

    assert form.heading == "Nouveau mot de passe"
    assert form.root.find("label", "Choisissez votre mot de passe *")
    assert form.root.find("label", "Confirmez votre mot de passe *")
    assert page.heading == "Votre mot de passe est modifié"
    assert visitor.click(page, "Me connecter").heading == "Me connecter"
    assert "incorrect" in visitor.log_in(member.email, PASSWORD).alert
    assert visitor.log_in(member.email, NEW).heading == "Mon affiliation santé"


def test_a_new_password_must_be_good_too(visitor: Visitor, member: Person) -> None:
    link = reset_link(visitor, member.email)

    assert set_password(visitor, link, "simple").error("password")
    assert set_password(visitor, link).heading == "Votre mot de passe est modifié"


def test_a_reset_link_works_once(visitor: Visitor, member: Person) -> None:
    link = reset_link(visitor, member.email)
    form = visitor.get(link)
    set_password(visitor, link)

    again = visitor.press(form, "Enregistrer mon mot de passe", password=PASSWORD, confirmation=PASSWORD)

    assert visitor.get(link).status == 404
    assert again.status in (403, 404)
    assert visitor.log_in(member.email, NEW).heading == "Mon affiliation santé"


def test_a_reset_link_expires(visitor: Visitor, member: Person) -> None:
    link = reset_link(visitor, member.email)

    visitor.portal.clock.advance(dt.timedelta(minutes=30))
    page = visitor.get(link)

    assert page.heading == "Lien expiré"
    assert page.link("Demander un nouveau lien") == "/mot-de-passe-oublie"


def test_a_new_password_voids_the_other_links(visitor: Visitor, member: Person) -> None:
    first = reset_link(visitor, member.email)
    second = reset_link(visitor, member.email)

    set_password(visitor, second)

    assert visitor.get(first).status == 404


def test_a_new_password_ends_the_other_sessions(visitor: Visitor, visit: Visit, member: Person) -> None:
    elsewhere = visit(visitor.portal)
    elsewhere.log_in(member.email)

    set_password(visitor, reset_link(visitor, member.email))

    assert elsewhere.get("/affiliation").heading == "Me connecter"


def test_a_new_password_unlocks_the_account(visitor: Visitor, member: Person) -> None:
    for _ in range(5):
        visitor.log_in(member.email, "Faux#2031vert")

    set_password(visitor, reset_link(visitor, member.email))

    assert visitor.log_in(member.email, NEW).heading == "Mon affiliation santé"


def test_a_new_password_is_announced_by_mail(visitor: Visitor, member: Person) -> None:
    set_password(visitor, reset_link(visitor, member.email))

    assert visitor.mail(member.email, "Votre mot de passe a été modifié")


def test_reset_links_have_a_limit(start: Start, visit: Visit, person: Person) -> None:
    portal = start(PortalOptions())
    portal.open_mailbox(person.email, "boite")
    portal.register(person, PASSWORD)
    visitor = visit(portal)

    for _ in range(30):
        ask_for_reset(visitor, person.email)

    assert len(portal.mails(person.email)) == 20
