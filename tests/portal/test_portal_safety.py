"""What an attacker of the portal may try who is on the same machine, or who sends a person a link."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from starlette.routing import Route

from mock_portal import PortalOptions, accounts, rules
from mock_portal.app import ROUTES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mock_portal import BundledPortal, Person
    from tests.portal.conftest import Start, Visit, Visitor

pytestmark = pytest.mark.bundled_only

PASSWORD = "Soleil#2031vert"
WRONG = "Faux#2031vert"
LOOKED_AT = sorted({route.path for route in ROUTES if isinstance(route, Route) and "GET" in (route.methods or ())})


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is asked of the database and of the password hash, in its order."""
    done: list[str] = []
    verify = PasswordHasher.verify

    def noted(hasher: PasswordHasher, known: str | bytes, typed: str | bytes) -> bool:
        done.append("verify")
        return verify(hasher, known, typed)

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        done.append(statement)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield done
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


def test_a_session_gets_another_key_when_it_ends(visitor: Visitor, member: Person) -> None:
    visitor.log_in(member.email)
    before = visitor.cookies["session"]

    visitor.press(visitor.get("/affiliation"), "Me déconnecter")

    assert visitor.cookies["session"] not in ("", before)


def test_a_form_of_a_session_that_has_ended_is_refused(visitor: Visitor, member: Person) -> None:
    opened = visitor.log_in_and_pass(member.email)
    visitor.press(opened, "Me déconnecter")
    visitor.log_in_and_pass(member.email)

    assert visitor.press(opened, "Enregistrer et continuer", conjoint="oui").status == 403


def test_a_session_that_a_wrong_code_has_ended_gets_another_key(visitor: Visitor, member: Person) -> None:
    visitor.log_in(member.email)
    page = visitor.get("/adhesion")
    code = visitor.code(member.email)[1]
    before = visitor.cookies["session"]

    for tried in range(1, rules.WRONG_CODES + 1):
        page = visitor.press(page, "Valider ce code", code=f"{(int(code) + 1) % 10**6:06}")
        if tried % rules.CODE_TRIES == 0 and page.status != 429:
            visitor.portal.clock.advance(rules.RESEND_PAUSE)
            page = visitor.press(page, "Renvoyer à nouveau le code.")
            code = visitor.code(member.email)[1]

    assert page.heading == "Me connecter"
    assert visitor.cookies["session"] != before
    assert visitor.get("/affiliation").heading == "Me connecter"


def test_a_session_of_before_the_challenge_is_of_no_use_to_a_thief_without_the_code(
    visitor: Visitor, visit: Visit, member: Person
) -> None:
    visitor.log_in(member.email)
    thief = visit(visitor.portal)

    thief.log_in(member.email)
    page = thief.get("/adhesion")

    assert thief.press(page, "Valider ce code", code="000000", confiance="oui").status == 422
    assert "navigateur" not in thief.cookies


def test_cookies_belong_to_this_host_alone_and_the_session_to_this_browser_run(visitor: Visitor) -> None:
    first = visitor.get("/connexion")
    page = visitor.press(first, "Accepter et poursuivre →").response

    answers = (first.response, *page.history, page)
    cookies = [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]
    lasting = [cookie.split("=")[0] for cookie in cookies if "max-age" in cookie.lower() or "expires" in cookie.lower()]
    assert not [cookie for cookie in cookies if "domain" in cookie.lower()]
    assert sorted(name.rsplit("-", 1)[1] for name in lasting) == ["audience", "consentement", "contenus"]


def test_wrong_passwords_do_as_much_work_for_an_unknown_identifier(
    visitor: Visitor, member: Person, work: list[str]
) -> None:
    login = visitor.get("/connexion")

    def work_for(email: str) -> list[str]:
        work.clear()
        assert visitor.press(login, "Me connecter", email=email, password=WRONG).status == 422
        return list(work)

    known, unknown = work_for(member.email), work_for(f"personne.{member.email}")
    assert known == unknown
    assert known.count("verify") == 1


@pytest.mark.parametrize(
    ("path", "deed"), [("/mot-de-passe-oublie", "send_reset"), ("/activer-un-compte", "invite_again")]
)
def test_what_a_known_address_causes_is_done_once_the_answer_has_gone(
    visitor: Visitor, member: Person, monkeypatch: pytest.MonkeyPatch, path: str, deed: str
) -> None:
    answered, done = threading.Event(), threading.Event()

    async def held(*_: object) -> None:
        assert await asyncio.to_thread(answered.wait, 10)
        done.set()

    monkeypatch.setattr(accounts, deed, held)
    data = {"form_token": visitor.get(path).value("form_token"), "email": member.email}

    answer = visitor.client.post(path, data=data, follow_redirects=False)

    assert answer.status_code == 303
    assert not done.is_set()
    answered.set()
    assert done.wait(10)


def test_a_locked_identifier_looks_the_same_with_the_right_password(visitor: Visitor, member: Person) -> None:
    for _ in range(rules.LOGIN_TRIES):
        visitor.log_in(member.email, WRONG)

    right, wrong = visitor.log_in(member.email), visitor.log_in(member.email, WRONG)

    assert (right.status, right.alert) == (wrong.status, wrong.alert) == (429, wrong.alert)


def test_a_lock_is_not_put_off_by_trying_on(visitor: Visitor, member: Person) -> None:
    for _ in range(rules.LOGIN_TRIES):
        visitor.log_in(member.email, WRONG)
    visitor.portal.clock.advance(rules.LOCK_LIFE / 2)
    visitor.log_in(member.email, WRONG)

    visitor.portal.clock.advance(rules.LOCK_LIFE / 2)

    assert visitor.log_in(member.email).heading == "Mon affiliation santé"


def test_looking_at_a_page_changes_nothing(start: Start, visit: Visit, person: Person, tmp_path: Path) -> None:
    database = tmp_path / "portal.sqlite"
    portal = start(PortalOptions(database=database, creation_seconds=0))
    portal.open_mailbox(person.email, "boite")
    portal.register(person, PASSWORD)
    invitation = urlsplit(portal.invite(person)).path
    visitor = visit(portal)
    visitor.log_in_and_pass(person.email)
    before = kept_in(database)

    for path in LOOKED_AT:
        visitor.client.get(path.replace("/invitation/{token}", invitation))

    assert kept_in(database) == before


def kept_in(database: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [row for table in tables for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608 -- its own tables


def test_neither_the_portal_nor_its_mail_is_open_to_other_addresses(site: BundledPortal) -> None:
    # A server that listens everywhere would answer under any loopback address.
    for port in (urlsplit(site.url).port, site.smtp_port, site.imap_port):
        with pytest.raises(OSError):  # noqa: PT011 -- refused here, unreachable where this address is none
            socket.create_connection(("127.0.0.2", port), timeout=2)


def test_a_new_password_that_is_refused_leaves_its_link_good(visitor: Visitor, member: Person) -> None:
    visitor.press(visitor.get("/mot-de-passe-oublie"), "Recevoir le lien", email=member.email)
    page = visitor.get(visitor.link_in(visitor.mail(member.email, "nouveau mot de passe")))

    page = visitor.press(page, "Enregistrer mon mot de passe", password="faible", confirmation="faible")

    assert page.status == 422
    good = {"password": WRONG, "confirmation": WRONG}
    assert visitor.press(page, "Enregistrer mon mot de passe", **good).heading == "Votre mot de passe est modifié"


def test_a_link_to_a_new_password_changes_one_once_even_if_used_twice_at_a_time(
    visitor: Visitor, visit: Visit, member: Person
) -> None:
    visitor.press(visitor.get("/mot-de-passe-oublie"), "Recevoir le lien", email=member.email)
    link = visitor.link_in(visitor.mail(member.email, "nouveau mot de passe"))
    other = visit(visitor.portal)
    mine, theirs = visitor.get(link), other.get(link)

    visitor.press(mine, "Enregistrer mon mot de passe", password=WRONG, confirmation=WRONG)
    late = other.press(theirs, "Enregistrer mon mot de passe", password=PASSWORD, confirmation=PASSWORD)

    assert late.heading == "Lien expiré"
    assert visitor.log_in(member.email, WRONG).heading == "Mon affiliation santé"
