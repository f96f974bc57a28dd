"""A browser without a browser: what the portal's tests see of its pages."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Protocol, Self

import httpx
import pytest

from mock_portal import BundledPortal, Clock, Person, PortalOptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

PASSWORD = "Soleil#2031vert"
VOID = {"br", "hr", "img", "input", "link", "meta"}
_numbers = itertools.count(1)


@dataclass(eq=False)
class Node:
    tag: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    @property
    def nodes(self) -> Iterator[Node]:
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.nodes

    @property
    def text(self) -> str:
        return " ".join(self.raw.split())

    @property
    def raw(self) -> str:
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    def find(self, tag: str | None = None, text: str | None = None, **attributes: str) -> Node | None:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        for node in self.nodes:
            fits = tag in (None, node.tag) and text in (None, node.text)
            if fits and all(node.attributes.get(name) == value for name, value in wanted.items()):
                return node
        return None


class Tree(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


class Page:
    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.path = response.url.path
        self.root = Tree(response.text).root

    @property
    def heading(self) -> str:
        headings = [node.text for node in self.root.nodes if node.tag == "h1"]
        assert len(headings) == 1, headings
        return headings[0]

    @property
    def text(self) -> str:
        main = self.root.find("main")
        assert main
        return main.text

    @property
    def alert(self) -> str:
        node = self.root.find(role="alert")
        return node.text if node else ""

    @property
    def notice(self) -> str:
        node = self.root.find(role="status")
        return node.text if node else ""

    @property
    def banner(self) -> Node | None:
        return self.root.find(id="cookie-banner")

    def error(self, name: str) -> str:
        """The message of a field, if it is tied to it."""
        message = self.root.find(id=f"erreur-{name}")
        tied = [node for node in self.root.nodes if f"erreur-{name}" in node.attributes.get("aria-describedby", "")]
        return message.text if message and tied else ""

    def link(self, text: str) -> str:
        node = self.root.find("a", text)
        assert node, f"no link « {text} » on « {self.heading} »"
        return node.attributes["href"]

    def value(self, name: str) -> str:
        node = self.root.find("input", name=name)
        assert node, f"no field {name}"
        return node.attributes["value"]

    def chosen(self, name: str) -> str | None:
        nodes = (node.attributes for node in self.root.nodes if node.attributes.get("name") == name)
        return next((attributes["value"] for attributes in nodes if "checked" in attributes), None)

    def form_of(self, button: str) -> tuple[Node, Node]:
        for form in (node for node in self.root.nodes if node.tag == "form"):
            if found := form.find("button", button):
                return form, found
        outside = self.root.find("button", button)
        assert outside, f"no button « {button} » on « {self.heading} »"
        owner = self.root.find("form", id=outside.attributes["form"])
        assert owner
        return owner, outside


class Visitor:
    """A person with a browser of its own, cookies and all, who can read every mail."""

    def __init__(self, portal: BundledPortal) -> None:
        self.portal = portal
        self.client = httpx.Client(base_url=portal.url, follow_redirects=True, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def get(self, path: str) -> Page:
        return Page(self.client.get(path))

    def click(self, page: Page, link: str) -> Page:
        return self.get(page.link(link))

    def press(self, page: Page, button: str, **values: str) -> Page:
        """Press a button with its form filled in."""
        form, pressed = page.form_of(button)
        data = {}
        for node in form.nodes:
            name = node.attributes.get("name")
            ticked = node.attributes.get("type") not in ("radio", "checkbox") or "checked" in node.attributes
            if node.tag == "input" and name and ticked:
                data[name] = node.attributes.get("value", "")
        if "name" in pressed.attributes:
            data[pressed.attributes["name"]] = pressed.attributes["value"]
        action = pressed.attributes.get("formaction") or form.attributes.get("action") or page.path
        return Page(self.client.post(action, data=data | values))

    def log_in(self, email: str, password: str = PASSWORD) -> Page:
        return self.press(self.get("/connexion"), "Me connecter", email=email, password=password)

    def log_in_and_pass(self, email: str, **trust: str) -> Page:
        """Log in, choose to join, and type the code."""
        self.log_in(email)
        page = self.get("/adhesion")
        return self.press(page, "Valider ce code", code=self.code(email)[1], **trust)

    def mail(self, address: str, subject: str) -> EmailMessage:
        """The latest mail whose subject holds some words."""
        found = [mail for mail in self.portal.mails(address) if subject in mail["Subject"]]
        assert found, f"no mail « {subject} »"
        return found[-1]

    def code(self, address: str) -> tuple[str, str]:
        """Prefix and code of the latest code mail."""
        found = re.search(r"([0-9]{3})-([0-9]{6})", self.mail(address, "code de sécurité")["Subject"])
        assert found
        return found[1], found[2]

    def link_in(self, mail: EmailMessage) -> str:
        """The link in a mail's text."""
        part = mail.get_body(("plain",))
        assert part
        found = re.search(r"http://[^\s]+", part.get_content())
        assert found
        return found[0]

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies by their name without the port."""
        return {cookie.name.rsplit("-", 1)[1]: cookie.value or "" for cookie in self.client.cookies.jar}


class Visit(Protocol):
    def __call__(self, portal: BundledPortal) -> Visitor: ...


class Start(Protocol):
    def __call__(self, options: PortalOptions, clock: Clock | None = None) -> BundledPortal: ...


@pytest.fixture(scope="session")
def site() -> Iterator[BundledPortal]:
    """A portal that creates accounts at once, for all tests that don't mind each other's people."""
    with BundledPortal(PortalOptions(creation_seconds=0)) as portal:
        yield portal


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts portals of one's own, which end with the test."""
    with contextlib.ExitStack() as stack:

        def start_one(options: PortalOptions, clock: Clock | None = None) -> BundledPortal:
            return stack.enter_context(BundledPortal(options, clock=clock))

        yield start_one


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Opens browsers, which close with the test."""
    with contextlib.ExitStack() as stack:

        def open_one(portal: BundledPortal) -> Visitor:
            return stack.enter_context(Visitor(portal))

        yield open_one


@pytest.fixture
def visitor(site: BundledPortal, visit: Visit) -> Visitor:
    return visit(site)


def someone() -> Person:
    number = f"{os.getpid()}-{next(_numbers)}"
    return Person(email=f"camille.martin.{number}@ecole.example", first_name="Camille", last_name="Martin")


@pytest.fixture
def person() -> Person:
    """A person nobody else plays with."""
    return someone()


@pytest.fixture
def colleague() -> Person:
    """Another one."""
    return someone()


@pytest.fixture
def invited(site: BundledPortal, person: Person) -> str:
    """The personal link of ``person``."""
    site.open_mailbox(person.email, "boite")
    return site.invite(person)


@pytest.fixture
def member(site: BundledPortal, person: Person) -> Person:
    """``person`` with a mailbox and an active account."""
    site.open_mailbox(person.email, "boite")
    site.register(person, PASSWORD)
    return person


@dataclass(eq=False)
class Scene:
    """A person at a browser, on a portal that plays something for that person or for everybody."""

    visitor: Visitor
    person: Person

    @property
    def portal(self) -> BundledPortal:
        return self.visitor.portal

    def invited(self) -> str:
        """The path of the person's own link."""
        return self.portal.invite(self.person).removeprefix(self.portal.url)

    def access(self) -> Page:
        """The form that creates the account, or what stands in its place."""
        return self.visitor.get(f"{self.invited()}/acces")

    def create(self, page: Page, **values: str) -> Page:
        """The same form, sent."""
        typed = {"password": PASSWORD, "confirmation": PASSWORD} | values
        return self.visitor.press(page, "Confirmer et créer mes accès", **typed)

    def log_in(self, password: str = PASSWORD) -> Page:
        return self.visitor.log_in(self.person.email, password)

    def ask(self, path: str = "/adhesion") -> Page:
        """Log in and choose: the page that asks for the code, or what stands in its place."""
        self.log_in()
        return self.visitor.get(path)

    def type_code(self, code: str | None = None, **values: str) -> Page:
        """Type the code that came last, or another."""
        page = self.visitor.get("/authentification")
        return self.visitor.press(page, "Valider ce code", code=code or self.code, **values)

    def enrol(self, path: str = "/adhesion") -> Page:
        """Log in, choose and type the code: the journey's first screen."""
        self.ask(path)
        return self.type_code()

    @property
    def code(self) -> str:
        return self.visitor.code(self.person.email)[1]


class Play(Protocol):
    def __call__(self, *spellings: str, account: bool = True, clock: Clock | None = None) -> Scene: ...


@pytest.fixture(params=["one person", "everybody"])
def play(request: pytest.FixtureRequest, start: Start, visit: Visit, person: Person) -> Play:
    """Plays scenarios, once for one person alone and once for everybody."""

    def play_it(*spellings: str, account: bool = True, clock: Clock | None = None) -> Scene:
        for_all = request.param == "everybody"
        if clock or for_all:
            portal = start(PortalOptions(creation_seconds=0, scenarios=spellings if for_all else ()), clock)
        else:
            portal = request.getfixturevalue("site")
        if not for_all:
            portal.switch_on(*spellings, person=person.email)
        portal.open_mailbox(person.email, "boite")
        if account:
            portal.register(person, PASSWORD)
        return Scene(visit(portal), person)

    return play_it
