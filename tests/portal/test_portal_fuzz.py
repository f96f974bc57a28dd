"""Whatever is sent to the portal, it answers soundly and gives nothing away."""

from __future__ import annotations

import logging
import re
import socket
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeVar
from urllib.parse import quote, quote_from_bytes, urlsplit
from zlib import crc32

import pytest
from hypothesis import HealthCheck, assume, example, given, seed, settings
from hypothesis import strategies as st
from starlette.routing import Route

from mock_portal import Clock, Person, rules
from mock_portal.app import ROUTES
from mock_portal.forms import email_error
from mock_portal.mails import Mailer, Post
from mock_portal.playing import Playing
from mock_portal.portal import templates
from mock_portal.store import Store
from mock_portal.texts import ACTIVATED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mock_portal import BundledPortal
    from tests.portal.conftest import Visit, Visitor

    Stage = Literal["anonymous", "signed in", "verified"]

T = TypeVar("T")
PASSWORD: Final = "Soleil#2031vert"
SURNAME: Final = "Tarabelle"
"""Of nobody else, so that it stands in an answer only where the portal tells it."""
ROUTED: Final = [(route.path, sorted(route.methods or ())) for route in ROUTES if isinstance(route, Route)]
NOT_ROUTED: Final = (
    *(("/static/{x}", "GET"), ("/static/portal.css", "GET"), ("/{x}", "GET")),
    *(("{x}", "OPTIONS"), ("/", "PROPFIND"), ("/", "HEAD")),
)
TABLE: Final = (*((path, method) for path, methods in ROUTED for method in methods if method != "HEAD"), *NOT_ROUTED)
"""Every address of the portal with every method that it takes, and some that it does not have."""
GIVEN_AWAY: Final = re.compile(rb'Traceback|File "/|site-packages|\$argon2|sqlalchemy|jinja2|Internal Server Error')
"""What only a broken portal tells."""
CODE: Final = re.compile(rb"\b[0-9]{3}-[0-9]{6}\b")
LONG_NUMBER: Final = "9" * 4400
"""More digits than ``int`` takes."""

steadily = settings(
    max_examples=4,
    # The fixtures hold a portal, its people, and a session that is renewed whenever an example has ended it.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request, as wrong as it likes; ``{…}`` stands for what only this portal knows."""

    method: str = "GET"
    target: str
    form: tuple[tuple[str, str], ...] = ()
    """Names and values, percent-encoded."""
    with_token: bool = True
    body: bytes | None = None
    """Sent in place of the form."""
    padding: int = 0
    """How many more bytes to send."""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: bytes
    body: bytes


def exchange(portal: BundledPortal, request: bytes, *, hang_up: bool = False) -> Answer | None:
    """Send bytes of any kind; none if the connection is closed without an answer."""
    address = urlsplit(portal.url)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(request)
        if hang_up:
            connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return Answer(int(head.split(b" ", 2)[1]), head, body) if head else None


class Intruder:
    """Sends attempts in one session, and opens another one when an attempt has ended it."""

    def __init__(self, visitor: Visitor, person: Person, stage: Stage, known: Mapping[str, str]) -> None:
        self.portal = visitor.portal
        self._visitor = visitor
        self._person = person
        self._stage = stage
        self._known = known
        self._token = ""

    def send(self, attempt: Attempt) -> Answer | None:
        if not self._token:
            self._enter()
        pairs = [f"{name}={value}" for name, value in attempt.form]
        if attempt.with_token:
            pairs.append(f"form_token={self._token}")
        form = self._filled("&".join(pairs)).encode()
        body = (form if attempt.body is None else attempt.body) + b"&" * attempt.padding
        headers = {
            "Host": urlsplit(self.portal.url).netloc,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._visitor.client.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = [
            f"{attempt.method} {self._filled(attempt.target)} HTTP/1.1",
            *(f"{name}: {value}" for name, value in (headers | dict(attempt.headers)).items()),
        ]
        answer = exchange(self.portal, "\r\n".join((*lines, "", "")).encode("latin-1") + body)
        if answer and b"-session=" in answer.head:
            self._token = ""
        return answer

    def secrets_in(self, answer: Answer, attempt: Attempt) -> list[str]:
        """What the answer should not hold, by name."""
        if "{webmail}" in attempt.target:  # whoever knows the webmail's address may read it all
            return []
        held = {name: value for name, value in self._known.items() if name not in ("address", "newcomer")}
        held |= {"password": PASSWORD, "session": self._visitor.cookies["session"]}
        if self._stage == "anonymous":
            held["surname"] = SURNAME
        found = [name for name, value in held.items() if value.encode() in answer.body]
        sent = f"{attempt.target}{attempt.form}"
        codes = ["code"] * len(CODE.findall(answer.body))
        return codes + [name for name in found if f"{{{name}}}" not in sent]

    def _enter(self) -> None:
        self._visitor.client.cookies.clear()
        if self._stage != "anonymous":
            # An attempt may have locked the account, or changed its password.
            self.portal.clock.advance(rules.LOCK_LIFE)
            self.portal.register(self._person, PASSWORD)
            enter = self._visitor.log_in if self._stage == "signed in" else self._visitor.log_in_and_pass
            assert enter(self._person.email).status == 200
        self._token = self._visitor.get("/cookies").value("form_token")

    def _filled(self, text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda match: self._known.get(match[1], match[0]), text)


@cache
def field_names() -> list[str]:
    """The fields of every form, as the templates name them."""
    environment = templates()
    loader = environment.loader
    assert loader
    sources = [loader.get_source(environment, name)[0] for name in loader.list_templates()]
    named = re.findall(r"""(?:name="|(?:field|password|yes_no)\(")(\w+)""", "\n".join(sources))
    return sorted({*named, "fin_c2s", "fin_individuel", "fin_cdd", "fin_collectif"} - {"form_token"})


WRONG: Final = (
    *("%00", "%FF", "%ED%A0%80", "..%2F..%2Fetc%2Fpasswd", "%7B%7B7*7%7D%7D", "a%0D%0Ab%3A%20c", "//[", "%5C", "%"),
    *(LONG_NUMBER, "a" * 3000, "%E2%80%AE", "%22a%20b%22@b.example", "31%2F02%2F2031"),
)
"""What trips programs up, percent-encoded."""
SAID: Final = (
    st.sampled_from(WRONG)
    | st.sampled_from(("", "oui", "tout", "/adhesion", "{address}", "{newcomer}", "{invitation}"))
    | st.text(max_size=20).map(quote)
    | st.binary(max_size=12).map(quote_from_bytes)
)
"""What may be sent in place of what is asked for, percent-encoded."""
FITTING: Final = {
    "token": "{invitation}",
    "secret": "{webmail}",
    "address": "{address}",
    "folder": "INBOX",
    "number": "0",
}
PLACES: Final = SAID | st.sampled_from(("{used_invitation}", "{reset}", "Junk", "1"))
FILLED_IN: Final = {
    "email": "{address}",
    "password": "{password}",
    "confirmation": "{password}",
    "code": "123456",
    "conjoint": "non",
    "enfants": "oui",
    "nombre_enfants": "2",
    "cas": "cdd",
    "fin_cdd": "31%2F12%2F2031",
    "choix": "selection",
}
"""Every form, as it should be."""
ASKED: Final = ("suite", "fin", "code", "retour")
"""The parameters of queries."""
NAMES: Final = st.deferred(lambda: st.sampled_from(sorted({*field_names(), *ASKED} - {"password"})))
HEADERS: Final = st.tuples(
    st.sampled_from(("Host", "Cookie", "Range", "If-None-Match", "If-Modified-Since", "Accept", "Sec-Fetch-Site")),
    st.sampled_from(("localhost:80[", "localhost:x", f"bytes={LONG_NUMBER}-", "bytes=9-1,,-", "a=b;;=;", "cross-site"))
    | st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=30),
) | st.tuples(
    st.just("Content-Type"),
    st.sampled_from(("application/x-www-form-urlencoded; charset=utf-16", "application/json", ";;=", "")),
)


def target_of(path: str, parts: Mapping[str, str], query: Iterable[tuple[str, str]]) -> str:
    """The path of a route with its parts filled in, and a query."""
    target = re.sub(r"\{(\w+)[^}]*\}", lambda part: parts[part[1]], path) or "*"
    asked = "&".join(f"{name}={value}" for name, value in query)
    return f"{target}?{asked}" if asked else target


@st.composite
def attempts_at(draw: st.DrawFn, path: str, method: str) -> Attempt:
    """Requests that are right but for a few things."""

    def seldom(strategy: st.SearchStrategy[T], otherwise: T) -> T:
        return draw(strategy) if draw(st.integers(0, 2)) == 2 else otherwise

    parts = {name: seldom(PLACES, FITTING.get(name, "x")) for name in re.findall(r"\{(\w+)", path)}
    query = draw(st.lists(st.tuples(NAMES, SAID), max_size=1 if method == "POST" else 3))
    wrong = draw(st.lists(st.tuples(NAMES, SAID), max_size=3))
    return Attempt(
        method=method,
        target=target_of(path, parts, query),
        form=tuple((FILLED_IN | dict(wrong)).items()) if method == "POST" else (),
        with_token=seldom(st.booleans(), otherwise=True),
        body=seldom(st.none() | st.binary(max_size=60), None),
        padding=seldom(st.sampled_from((0, 50_000)), 0),
        headers=seldom(st.tuples(HEADERS), ()),
    )


@pytest.fixture
def mischief(visitor: Visitor, visit: Visit, member: Person) -> Mapping[str, str]:
    """What an intruder may have got hold of, by its name."""
    portal = visitor.portal
    portal.register(named(member), PASSWORD)
    used = portal.invite(named(member)).rsplit("/", 1)[1]
    newcomer = Person(email=f"neuf.{member.email}", first_name="Sacha", last_name="Moreau")
    portal.open_mailbox(newcomer.email, "boite")
    invitation = portal.invite(newcomer).rsplit("/", 1)[1]
    helper = visit(portal)
    helper.press(helper.get("/mot-de-passe-oublie"), "Recevoir le lien", email=member.email)
    reset = helper.link_in(helper.mail(member.email, "nouveau mot de passe")).rsplit("/", 1)[1]
    webmail = portal.webmail_url.rsplit("/", 1)[1]
    return {
        "invitation": invitation,
        "used_invitation": used,
        "reset": reset,
        "webmail": webmail,
        "address": member.email,
        "newcomer": newcomer.email,
        "password": PASSWORD,
    }


def named(person: Person) -> Person:
    return Person(email=person.email, first_name="Camille", last_name=SURNAME)


def check(intruder: Intruder, attempt: Attempt) -> None:
    answer = intruder.send(attempt)
    assert answer, attempt
    assert answer.status < 500, attempt
    assert not intruder.secrets_in(answer, attempt), attempt
    assert not GIVEN_AWAY.search(answer.body), attempt
    leads_to = re.search(rb"\nlocation: *(.*?)\r", answer.head + b"\r")
    assert leads_to is None or re.match(rb"/(?![/\\])|%b/" % intruder.portal.url.encode(), leads_to[1]), attempt


@pytest.fixture(autouse=True)
def _no_error_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An answer may look sound and still have failed."""
    yield
    assert not [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]


@pytest.mark.bundled_only
@pytest.mark.parametrize("value", WRONG, ids=lambda value: value[:20])
def test_no_wrong_value_breaks_a_route_wherever_it_stands(
    visitor: Visitor, member: Person, mischief: Mapping[str, str], value: str
) -> None:
    intruder = Intruder(visitor, named(member), "verified", mischief)

    query = tuple((name, value) for name in ASKED)
    form = tuple((name, value) for name in field_names())
    halves = (form[::2], form[1::2])  # the whole might be too long to be read at all
    for path, method in TABLE:
        wrong = dict.fromkeys(re.findall(r"\{(\w+)", path), value)
        last_wrong = {name: FITTING.get(name, value) for name in wrong} | dict(list(wrong.items())[-1:])
        for parts in (wrong, last_wrong)[: 1 + bool(wrong)]:
            target = target_of(path, parts, query)
            for fields in halves if method == "POST" else ((),):
                check(intruder, Attempt(method=method, target=target, form=fields))


# The portal's own thread may draw a random number while an example is made.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
@pytest.mark.bundled_only
@pytest.mark.parametrize("stage", ["anonymous", "signed in", "verified"])
def test_no_request_breaks_the_portal_or_makes_it_tell_a_secret(
    visitor: Visitor, member: Person, mischief: Mapping[str, str], stage: Stage
) -> None:
    intruder = Intruder(visitor, named(member), stage, mischief)

    for path, method in TABLE:

        @given(attempts_at(path, method))
        @seed(crc32(f"{method} {path}".encode()))
        @steadily
        def attempted(attempt: Attempt) -> None:
            check(intruder, attempt)

        attempted()


@pytest.mark.bundled_only
@pytest.mark.parametrize("encoding", ["utf-8", "utf-7", "unicode_escape", "undefined", "punycode", "nowhere"])
def test_a_form_in_parts_is_refused_whatever_its_encoding(
    visitor: Visitor, member: Person, mischief: Mapping[str, str], encoding: str
) -> None:
    part = b'--B\r\nContent-Disposition: form-data; name="email"\r\n\r\n+2AA-\\ud800-99999999\r\n--B--\r\n'
    kind = f"Multipart/Form-Data; boundary=B; charset={encoding}"

    answer = Intruder(visitor, member, "anonymous", mischief).send(
        Attempt(method="POST", target="/activer-un-compte", body=part, headers=(("Content-Type", kind),))
    )

    assert answer
    assert answer.status == 400


@pytest.mark.bundled_only
@pytest.mark.parametrize(
    "announced", ["Content-Length: 1000\r\n\r\nemail=a", "Transfer-Encoding: chunked\r\n\r\n5\r\nem"]
)
def test_a_form_that_breaks_off_is_no_error_of_the_portal(site: BundledPortal, announced: str) -> None:
    host = urlsplit(site.url).netloc
    kind = "Content-Type: application/x-www-form-urlencoded"

    exchange(site, f"POST /connexion HTTP/1.1\r\nHost: {host}\r\n{kind}\r\n{announced}".encode(), hang_up=True)

    # The next answer comes from the same loop, so whatever was to be logged is.
    assert exchange(site, f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())


@pytest.mark.bundled_only
@settings(steadily, max_examples=60)
@given(
    st.binary(max_size=200)
    | st.tuples(st.sampled_from((b"GET / HTTP/1.1\r\n", b"GET / HTTP/9.9\r\n", b"\x16\x03\x01")), st.binary()).map(
        b"".join
    )
)
@example(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
@example(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
@example(b"GET /" + b"a" * 80_000)
def test_what_is_no_request_is_refused(site: BundledPortal, sent: bytes) -> None:
    answer = exchange(site, sent, hang_up=True)

    assert answer is None or 400 <= answer.status < 500


@settings(steadily, max_examples=60)
@given(st.from_regex(r"\A[a-z'{}%+._=-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,3}\Z") | st.emails().map(str.lower))
@example("'a{b}%s'@ecole.example")
def test_every_address_that_forms_take_can_be_written_to(address: str) -> None:
    assume(email_error(address) is None)

    with closing(Store(None)) as store:
        nobody = Playing(store, ()).player(None)
    post = Post(letter=ACTIVATED, player=nobody, to=address, name="Zoé", values={"email": address})
    mail = Mailer("localhost", 0, templates(), Clock()).compose(post)

    assert mail["To"].addresses[0].addr_spec == address
    assert bytes(mail)
