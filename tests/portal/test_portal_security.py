"""What protects the portal's visitors, on every route."""

from __future__ import annotations

import asyncio
import logging
import re
import smtplib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest
from argon2 import PasswordHasher
from starlette.routing import Route

from mock_portal import PortalOptions
from mock_portal.app import ROUTES
from mock_portal.security import Passwords

if TYPE_CHECKING:
    from mock_portal import BundledPortal, Person
    from tests.portal.conftest import Start, Visit, Visitor

PASSWORD = "Soleil#2031vert"
VIEWS = [route for route in ROUTES if isinstance(route, Route)]
PATHS = sorted({route.path for route in VIEWS})
POSTS = [route.path for route in VIEWS if "POST" in (route.methods or ())]
NASTY = (
    "",
    "\x00",
    "é" * 300,
    "../../etc/passwd",
    "' OR 1=1 --",
    "{{ 7 * 7 }}",
    "\ud83d\ude00",
    "%s%n",
    "-1",
    "a\r\nb: c",
)


def filled(path: str, value: str = "x") -> str:
    path = path.replace("{number:int}", "0")
    return re.sub(r"\{\w+\}", value, path)


@pytest.mark.parametrize("path", POSTS)
def test_a_form_without_the_sessions_token_is_refused(visitor: Visitor, member: Person, path: str) -> None:
    visitor.log_in_and_pass(member.email)

    for token in ({}, {"form_token": ""}, {"form_token": "0" * 64}, {"form_token": "é"}):
        answer = visitor.client.post(filled(path), data=token)
        assert answer.status_code == 403
        assert "Page expirée" in answer.text


def test_a_token_of_another_session_is_refused(visitor: Visitor, visit: Visit, member: Person) -> None:
    theirs = visit(visitor.portal).get("/connexion")

    page = visitor.press(theirs, "Me connecter", email=member.email, password=PASSWORD)

    assert page.heading == "Page expirée"
    assert page.status == 403


def test_a_form_opened_before_the_login_is_refused_after_it(visitor: Visitor, member: Person) -> None:
    before = visitor.get("/mot-de-passe-oublie")
    visitor.log_in(member.email)

    assert visitor.press(before, "Recevoir le lien", email=member.email).status == 403


@pytest.mark.parametrize("origin", ["same-site", "cross-site"])
def test_a_form_sent_from_another_site_is_refused_even_with_a_token(visitor: Visitor, origin: str) -> None:
    page = visitor.get("/connexion")
    visitor.client.headers["Sec-Fetch-Site"] = origin

    assert visitor.press(page, "Me connecter", email="a@b.example", password="x").status == 403


@pytest.mark.parametrize("path", [*PATHS, "/static/portal.css", "/static/nothing", "/nowhere"])
def test_every_answer_carries_the_protecting_headers(visitor: Visitor, path: str) -> None:
    headers = visitor.client.get(filled(path)).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert ("no-store" in headers["Cache-Control"]) is not path.startswith("/static/")


def test_no_page_has_inline_script_or_style(visitor: Visitor, member: Person, invited: str) -> None:
    visitor.log_in_and_pass(member.email)

    for path in [*(filled(path) for path in PATHS), invited, f"{invited}/acces"]:
        page = visitor.client.get(path).text
        assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*src=)|javascript:", page), path


def test_cookies_are_kept_from_scripts_and_other_sites(visitor: Visitor, member: Person) -> None:
    page = visitor.get("/connexion")
    form = visitor.press(page, "Accepter et poursuivre →").response
    login = visitor.log_in(member.email).response
    visitor.get("/adhesion")
    code = visitor.press(
        visitor.get("/authentification"), "Valider ce code", code=visitor.code(member.email)[1], confiance="oui"
    )

    answers = [page.response, form, login, code.response]
    cookies = [
        cookie
        for answer in answers
        for step in [*answer.history, answer]
        for cookie in step.headers.get_list("set-cookie")
    ]
    assert len({cookie.split("=")[0] for cookie in cookies}) == 5
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie


@pytest.mark.parametrize(
    "path",
    ["/affiliation", "/adhesion", "/adhesion/enregistre", "/dispense", "/dispense/enregistre", "/authentification"],
)
def test_personal_pages_are_shown_to_nobody_else(visitor: Visitor, path: str) -> None:
    page = visitor.get(path)

    assert page.heading == "Me connecter"
    assert "session a pris fin" in page.notice


def test_a_foreign_host_name_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.get("/connexion", headers={"Host": "rebound.example"})

    assert answer.status_code == 400


def test_an_announced_body_that_is_too_long_is_refused(visitor: Visitor) -> None:
    answer = visitor.client.post("/connexion", content=b"a=" + b"x" * 70_000)

    assert answer.status_code == 413


def test_a_body_that_grows_too_long_is_refused(visitor: Visitor) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}

    answer = visitor.client.post("/connexion", content=(b"a=" + b"x" * 10_000 for _ in range(10)), headers=headers)

    assert answer.status_code == 413


def test_uploads_are_refused(visitor: Visitor) -> None:
    assert visitor.client.post("/connexion", files={"email": b"x"}).status_code == 400


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_no_method_breaks_a_route(visitor: Visitor, path: str, method: str) -> None:
    assert visitor.client.request(method, filled(path)).status_code < 500


@pytest.mark.parametrize("value", NASTY)
def test_no_typed_value_breaks_a_form(visitor: Visitor, member: Person, invited: str, value: str) -> None:
    surname = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    fields = ("email", "password", "confirmation", "suite", "code", "confiance", "choix", "retour", "audience")
    answers = ("conjoint", "enfants", "nombre_enfants", "cas", "fin_c2s", "fin_individuel", "fin_cdd", "fin_collectif")

    for logged_in in (False, True):
        if logged_in:
            visitor.log_in_and_pass(member.email)
        token = visitor.get("/cookies").value("form_token")
        for path in [*POSTS, invited.removeprefix(visitor.portal.url) + "/acces"]:
            if path == "/deconnexion":
                continue
            data = dict.fromkeys((*fields, *answers), surname) | {"form_token": token}
            status = visitor.client.post(filled(path), data=data).status_code
            assert status < 500, path


@pytest.mark.parametrize("value", ["%00", "%ff", "%C3%A9", "a" * 3000, "..%2f..%2fetc%2fpasswd", "'"])
def test_no_address_breaks_a_route(visitor: Visitor, value: str) -> None:
    for path in PATHS:
        assert visitor.client.get(filled(path, value)).status_code < 500, path
        assert visitor.client.get(f"{filled(path)}?suite={value}&retour={value}&code={value}").status_code < 500, path


def test_an_address_that_is_nowhere_has_a_page_of_the_portal(visitor: Visitor) -> None:
    page = visitor.get("/nowhere")

    assert page.status == 404
    assert page.heading == "Page introuvable"


def test_every_link_of_every_page_leads_somewhere(visitor: Visitor, member: Person, invited: str) -> None:
    member_pages = [visitor.log_in_and_pass(member.email), visitor.get("/affiliation"), visitor.get("/connexion")]
    visitor.press(member_pages[0], "Me déconnecter")
    public = [visitor.get(path) for path in ("/connexion", "/activer-un-compte", "/mot-de-passe-oublie", invited)]

    links = {
        node.attributes["href"].split("#")[0]
        for page in (*member_pages, *public)
        for node in page.root.nodes
        if "href" in node.attributes
    }
    assert {visitor.client.get(link).status_code for link in links if link} == {200}


def test_secrets_are_never_logged(
    visitor: Visitor, member: Person, invited: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        visitor.log_in(member.email, "Faux#2031vert")
        visitor.log_in_and_pass(member.email)
        visitor.get(invited)

    ours = [record for record in caplog.records if record.threadName != threading.current_thread().name]
    written = "\n".join(record.getMessage() for record in ours)
    code, session, token = visitor.code(member.email)[1], visitor.cookies["session"], invited.rsplit("/", 1)[1]
    for secret in (PASSWORD, "Faux#2031vert", code, session, token):
        assert secret not in written


def test_no_secret_is_kept_in_clear(
    start: Start, visit: Visit, person: Person, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = tmp_path_factory.mktemp("portal") / "portal.sqlite"
    portal = start(PortalOptions(database=database, creation_seconds=0))
    portal.open_mailbox(person.email, "boite")
    token = portal.invite(person).rsplit("/", 1)[1]
    portal.register(person, PASSWORD)
    visitor = visit(portal)
    visitor.log_in(person.email)
    visitor.get("/adhesion")

    kept = b"".join(path.read_bytes() for path in database.parent.iterdir())
    assert person.email.encode() in kept
    for secret in (PASSWORD, token, visitor.code(person.email)[1], visitor.cookies["session"]):
        assert secret.encode() not in kept
    assert b"$argon2id$" in kept


def test_the_webmail_is_found_by_its_secret_alone(visitor: Visitor, invited: str, person: Person) -> None:
    root = visitor.portal.webmail_url
    page = visitor.get(root)
    mail = visitor.get(
        next(
            node.attributes["href"]
            for node in page.root.nodes
            if quote(person.email) in node.attributes.get("href", "")
        )
    )
    frame = mail.root.find("iframe")

    assert frame
    assert page.heading == "Messagerie de démonstration"
    body = visitor.client.get(frame.attributes["src"])
    assert invited in body.text
    assert "sandbox" in body.headers["Content-Security-Policy"]
    assert "script-src" not in body.headers["Content-Security-Policy"]
    assert visitor.get(root[:-1]).status == 404
    assert visitor.get(root[:-1] + ("A" if root[-1] != "A" else "B")).status == 404


def test_the_webmail_shows_mails_of_any_shape(visitor: Visitor, site: BundledPortal, person: Person) -> None:
    site.open_mailbox(person.email, "boite")
    with smtplib.SMTP(site.host, site.smtp_port) as server:
        for mail in (
            b"no header at all",
            b"Subject: =?utf-9?q?broken?=\r\nDate: yesterday\r\n\r\nbody",
            b"Content-Type: text/html; charset=klingon\r\nX-Spam-Flag: YES\r\n\r\n<script>alert(1)</script>",
            b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nopen",
        ):
            server.sendmail("anyone@ecole.example", person.email, mail)

    page = visitor.get(site.webmail_url)
    links = [
        node.attributes["href"] for node in page.root.nodes if quote(person.email) in node.attributes.get("href", "")
    ]
    assert len(links) == 4
    for link in links:
        assert visitor.get(link).status == 200
        assert visitor.client.get(f"{link}/corps").status_code == 200


def test_an_unknown_account_takes_as_much_work_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    async def look() -> tuple[str, bool, bool]:
        passwords = Passwords()
        real = await passwords.hash(PASSWORD)
        return real, await passwords.verify(real, PASSWORD), await passwords.verify(None, PASSWORD)

    verified: list[str | bytes] = []
    verify = PasswordHasher.verify

    def noted(hasher: PasswordHasher, known: str | bytes, typed: str | bytes) -> bool:
        verified.append(known)
        return verify(hasher, known, typed)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    with ThreadPoolExecutor(1) as elsewhere:  # the browser's tests keep a loop running in this thread
        real, known, unknown = elsewhere.submit(asyncio.run, look()).result()

    assert (known, unknown) == (True, False)
    assert len(verified) == 2
    assert {str(hashed).rsplit("$", 2)[0] for hashed in verified} == {real.rsplit("$", 2)[0]}


def test_the_portal_listens_on_loopback_unless_told() -> None:
    assert PortalOptions().host == "127.0.0.1"


def test_static_files_cannot_be_left(visitor: Visitor) -> None:
    answer = visitor.client.send(httpx.Request("GET", f"{visitor.portal.url}/static/..%2fsecurity.py"))

    assert answer.status_code == 404
