"""Answers that come late, broken or not at all, strict protection, and pages that move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import Error, expect

from mock_portal import Challenge, PortalOptions
from mock_portal.acts import faults
from mock_portal.places import PLACES, place_of
from tests.portal.conftest import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage
    from playwright.sync_api import Page as BrowserPage

    from mock_portal import BundledPortal, Person
    from tests.portal.conftest import Start, Visit, Visitor


@pytest.fixture
def visiting(site: BundledPortal, visitor: Visitor, person: Person) -> Visitor:
    """A visitor whom the portal takes for ``person``."""
    site.open_mailbox(person.email, "boite")
    visitor.log_in(person.email, "")
    return visitor


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long every answer was put off; nobody waits for it."""
    noted: list[float] = []

    async def note(seconds: float) -> None:
        noted.append(seconds)

    monkeypatch.setattr(faults, "sleep", note)
    return noted


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/invitation/abc", "bienvenue"),
        ("/invitation/abc/acces", "acces"),
        ("/invitation/abc/creation/etat", "creation"),
        ("/invitation/abc/activation", "activation"),
        ("/connexion", "connexion"),
        ("/affiliation", "affiliation"),
        ("/authentification/renvoi", "authentification"),
        ("/adhesion", "adhesion"),
        ("/dispense/brouillon", "dispense"),
        ("/nouveau-mot-de-passe/abc", "oubli"),
        ("/deconnexion", ""),
    ],
)
def test_every_path_has_its_place(path: str, place: str) -> None:
    assert place_of(path) == place


# Late


def test_answers_come_late(visiting: Visitor, person: Person, pauses: list[float]) -> None:
    visiting.portal.switch_on("latency=0.25", person=person.email)

    visiting.get("/connexion")

    assert pauses == [0.25]


def test_answers_come_up_to_so_much_later(visiting: Visitor, person: Person, pauses: list[float]) -> None:
    visiting.portal.switch_on("jitter=0.5", person=person.email)

    for _ in range(20):
        visiting.get("/connexion")

    assert all(0 <= pause <= 0.5 for pause in pauses)
    assert len(set(pauses)) > 1


def test_files_come_late_too(visiting: Visitor, person: Person, pauses: list[float]) -> None:
    visiting.portal.switch_on("latency=0.25", person=person.email)

    assert visiting.client.get("/static/portal.css").status_code == 200

    assert pauses == [0.25]


def test_nobody_else_waits(visiting: Visitor, visit: Visit, person: Person, pauses: list[float]) -> None:
    visiting.portal.switch_on("latency=0.25", "scripts-slow=3", person=person.email)

    other = visit(visiting.portal)
    other.get("/connexion")
    other.client.get("/static/portal.js")

    assert pauses == []


def test_scripts_alone_can_be_slow_and_are_asked_for_each_time(
    visiting: Visitor, person: Person, pauses: list[float]
) -> None:
    visiting.portal.switch_on("scripts-slow=3", person=person.email)

    visiting.get("/connexion")
    style, script = (visiting.client.get(f"/static/portal.{kind}") for kind in ("css", "js"))

    assert pauses == [3]
    assert "max-age" in style.headers["Cache-Control"]
    assert script.headers["Cache-Control"] == "no-store"


def test_files_are_served_as_before_if_nothing_is_played(start: Start) -> None:
    portal = start(PortalOptions())

    script = httpx.get(f"{portal.url}/static/portal.js")

    assert script.status_code == 200
    assert "max-age" in script.headers["Cache-Control"]
    assert httpx.get(f"{portal.url}/static/nothing.js").status_code == 404


# Broken


def test_a_page_is_broken_each_time(visiting: Visitor, person: Person) -> None:
    visiting.portal.switch_on("error-at=oubli", "error-at=connexion", person=person.email)

    assert [visiting.get("/connexion").status for _ in range(2)] == [500, 500]
    assert visiting.get("/mot-de-passe-oublie").heading == "Service momentanément indisponible"
    assert visiting.get("/activer-un-compte").status == 200


def test_a_broken_page_takes_no_form(visiting: Visitor, person: Person) -> None:
    visiting.portal.register(person, PASSWORD)
    form = visiting.get("/connexion")
    visiting.portal.switch_on("error-at=connexion", person=person.email)

    assert visiting.press(form, "Me connecter", email=person.email, password=PASSWORD).status == 500
    assert visiting.get("/affiliation").status == 500


def test_a_page_is_overloaded_once(visiting: Visitor, person: Person) -> None:
    visiting.portal.switch_on("error-once-at=connexion", person=person.email)

    assert visiting.get("/mot-de-passe-oublie").status == 200
    assert [visiting.get("/connexion").status for _ in range(3)] == [503, 200, 200]


def test_once_is_once_for_each_person(start: Start, visit: Visit) -> None:
    portal = start(PortalOptions(scenarios=("error-once-at=connexion",)))

    for visitor in (visit(portal), visit(portal)):
        assert [visitor.get("/connexion").status for _ in range(2)] == [503, 200]


def test_a_page_is_never_answered(visiting: Visitor, person: Person) -> None:
    visiting.portal.switch_on("hang-at=connexion", person=person.email)

    with pytest.raises(httpx.ReadTimeout):
        visiting.client.get("/connexion", timeout=0.2)

    assert visiting.get("/mot-de-passe-oublie").status == 200


@pytest.mark.parametrize("name", ["error-at", "error-once-at", "hang-at"])
def test_a_page_that_is_not_known_is_refused_with_the_nearest(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name}.*conexion.*connexion"):
        PortalOptions(scenarios=(f"{name}=conexion",))


@pytest.mark.parametrize("place", PLACES)
def test_every_page_can_be_named(place: str) -> None:
    assert PortalOptions(scenarios=(f"error-at={place}",)).scenarios


@pytest.mark.parametrize("spelling", ["latency=-1", "jitter=nan", "scripts-slow=soon", "mail-late=inf", "latency"])
def test_a_time_that_is_none_is_refused(spelling: str) -> None:
    with pytest.raises(ValueError, match=spelling.partition("=")[0]):
        PortalOptions(scenarios=(spelling,))


# In a browser


@pytest.fixture
def complaints(page: BrowserPage) -> list[str]:
    """What the browser has written to its console as an error, its scripts' errors included."""
    noted: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            noted.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: noted.append(str(error)))
    return noted


def enrol(page: BrowserPage, link: str, email: str) -> None:
    """From the invitation to the first answers, through all that the portal's own script does."""
    page.goto(link)
    page.get_by_role("button", name="Paramétrer").click()
    page.get_by_role("button", name="Enregistrer mes choix").click()
    page.get_by_role("link", name="Réaliser mes démarches").click()
    page.get_by_role("button", name="Afficher le mot de passe").click()
    page.get_by_label("2. Choisissez votre mot de passe *").fill(PASSWORD)
    page.get_by_label("3. Confirmez votre mot de passe *").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer et créer mes accès").click()
    page.get_by_role("link", name="Accéder à mon espace").click()
    page.get_by_label("Email de connexion *").fill(email)
    page.get_by_label("Mot de passe *").fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()
    page.get_by_role("link", name="Démarrer l'adhésion").click()
    page.wait_for_load_state()  # without the script an answer is saved with the form only
    page.get_by_label("Non").first.check()
    expect(page.get_by_text("Vos réponses sont enregistrées.")).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    page.get_by_role("button", name="Oui").click()
    expect(page.get_by_role("heading", name="Mon affiliation santé")).to_be_visible()


@pytest.mark.parametrize("scenarios", [("csp-strict",), ("csp-strict", "scripts-slow=0.2", "latency=0.05")])
def test_the_portals_own_script_works_whatever_is_played(
    start: Start, page: BrowserPage, person: Person, complaints: list[str], scenarios: tuple[str, ...]
) -> None:
    portal = start(PortalOptions(challenge=Challenge.NEVER, creation_seconds=0.3, scenarios=scenarios))
    portal.open_mailbox(person.email, "boite")

    enrol(page, portal.invite(person), person.email)

    assert complaints == []


def test_no_text_becomes_markup_under_the_strict_policy(start: Start, page: BrowserPage) -> None:
    portal = start(PortalOptions(scenarios=("csp-strict",)))
    page.goto(f"{portal.url}/connexion")

    with pytest.raises(Error, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<p>Bonjour</p>'")


def test_the_strict_policy_is_for_the_person_alone(visiting: Visitor, visit: Visit, person: Person) -> None:
    visiting.portal.switch_on("csp-strict", person=person.email)

    own, other = (who.get("/connexion").response.headers for who in (visiting, visit(visiting.portal)))

    assert own["Content-Security-Policy"] == faults.STRICT_POLICY
    assert "trusted-types" not in other["Content-Security-Policy"]


@pytest.mark.parametrize("policy", [(), ("csp-strict",)])
def test_the_page_moves_under_the_pointer_once(
    start: Start, page: BrowserPage, complaints: list[str], policy: tuple[str, ...]
) -> None:
    portal = start(PortalOptions(cookie_banner=False, scenarios=("layout-shift", *policy)))
    news = page.get_by_text("Information : nos conseillers")
    button = page.get_by_role("button", name="Me connecter")
    page.goto(f"{portal.url}/connexion")
    expect(news).to_have_count(1)

    button.click()
    expect(news).to_have_count(2)
    expect(page.get_by_role("alert")).to_have_count(0)

    with page.expect_response("**/connexion"):
        button.click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert [text for text in complaints if "422" not in text] == []


def test_what_moves_the_page_moves_every_page(visiting: Visitor, person: Person) -> None:
    visiting.portal.switch_on("layout-shift", person=person.email)

    for path in ("/connexion", "/confidentialite", "/invitation/inconnue"):
        assert "shift.js" in visiting.get(path).response.text
    assert "shift.js" not in visiting.client.get("/static/portal.js").text
