"""The Inspector on the bundled portal, whose pages are changed in the browser before anybody sees them."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page

from fixtures.settings import Settings
from flows.flow import Flow, Journey
from flows.inspector import Inspector
from flows.journeys import JOURNEYS
from flows.stage import Stage
from flows.steps import Click
from mock_portal import Challenge
from pages.element import Button, Heading, Text
from pages.screen import Screen
from reports.check import Check, CheckedElement, State
from reports.record import Outcome

if TYPE_CHECKING:
    from fixtures.ground import Ground
    from flows.journeys import JourneyName
    from mock_portal import BundledPortal

DRIFT = """
([selector, words, change, other]) => {
  const told = (element) => element.textContent.replace(/\\s+/g, " ").trim();
  const text = (node) => (node.nodeType === Node.TEXT_NODE ? node : [...node.childNodes].map(text).find(Boolean));
  const alter = () => {
    for (const element of document.querySelectorAll(selector)) {
      if (element.drifted || !told(element).startsWith(words)) continue;
      element.drifted = true;
      if (change === "remove") element.remove();
      if (change === "rename") text(element).data = other;
      if (change === "double") {
        const twin = element.cloneNode(true);
        twin.drifted = true;
        element.after(twin);
      }
    }
  };
  new MutationObserver(alter).observe(document, { childList: true, subtree: true, characterData: true });
}
"""

Inspect = Callable[..., Check]


@pytest.fixture
def inspect(
    page: Page,
    settings: Settings,
    serve: "Callable[..., BundledPortal]",
    ground_for: "Callable[[JourneyName, BundledPortal], Ground]",
) -> Inspect:
    """Walk a journey on the bundled portal with these changes to its pages."""

    def inspect(journey: "JourneyName", *changes: tuple[str, ...]) -> Check:
        for change in changes:
            page.add_init_script(f"({DRIFT})({json.dumps(change)})")
        ground = ground_for(journey, serve(challenge=Challenge.AFTER_LOGIN))
        stage = ground.stage(page, settings.model_copy(update={"patience": 3.0, "mail_patience": 8.0}), lingering=10)
        stage.gesture_patience = 2.0
        stage.pause = lambda _: None
        return Inspector(stage, bundled=True).inspect(JOURNEYS[journey](ground.applicant))

    return inspect


def drift(check: Check) -> dict[str, tuple[State, str | None]]:
    return {each.element: (each.state, each.seen) for each in check.drifted}


def reached(check: Check) -> list[str]:
    return [screen.screen for screen in check.screens if screen.reached]


def element(check: Check, name: str) -> CheckedElement:
    return next(each for screen in check.screens for each in screen.elements if each.element == name)


@pytest.mark.parametrize("journey", list(JOURNEYS))
def test_the_bundled_portal_shows_all_that_is_declared(inspect: Inspect, journey: "JourneyName") -> None:
    found = inspect(journey)

    assert (drift(found), found.outcome, found.diagnosis) == ({}, Outcome.PASSED, "")
    assert [screen.screen for screen in found.screens if screen.expected and not screen.reached] == []


def test_what_no_step_uses_is_held_against_the_page_too(inspect: Inspect) -> None:
    found = inspect(
        "connexion", ("main a", "Activer un compte", "rename", "Créer un compte"), ("h2", "Astuce", "remove")
    )

    assert drift(found) == {
        "LoginScreen.activate_link": (State.RENAMED, "Créer un compte"),
        "AffiliationScreen.hint_text": (State.MISSING, None),
    }
    assert (found.outcome, found.diagnosis) == (Outcome.DRIFT, "")


def test_where_the_walk_cannot_go_on_its_last_screen_is_still_told(inspect: Inspect) -> None:
    found = inspect("connexion", ("main button", "Me connecter", "rename", "Se connecter"))

    assert drift(found) == {"LoginScreen.submit_button": (State.RENAMED, "Se connecter")}
    assert found.diagnosis
    assert reached(found) == ["CookieBanner", "LoginScreen"]


@pytest.mark.parametrize(
    ("journey", "change", "expected"),
    [
        ("connexion", ("h1", "Me connecter", "rename", "Se connecter"), "LoginScreen.heading"),
        ("connexion", ("h1", "Me connecter", "rename", "Identification"), "LoginScreen.heading"),
        ("connexion", ("h1", "Authentification", "rename", "Vérification"), "ChallengeScreen.heading"),
        ("oubli", ("h1", "Vérifiez", "rename", "Consultez votre messagerie"), "LinkSentScreen.heading"),
        ("adhesion", ("h1", "Bienvenue", "rename", "Bienvenue chez vous"), "WelcomeScreen.heading"),
    ],
)
def test_a_screen_that_cannot_be_known_by_its_heading_is_told_all_the_same(
    inspect: Inspect, journey: str, change: tuple[str, ...], expected: str
) -> None:
    found = inspect(journey, change)

    assert drift(found) == {expected: (State.RENAMED, change[3])}
    assert found.outcome is Outcome.DRIFT


class OfferBanner(Screen):
    heading = Text("Une offre pour vous")
    no_button = Button("Non merci")
    yes_button = Button("Je la veux")

    known_by = no_button


class FirstScreen(Screen):
    heading = Heading("Premier écran")
    next_button = Button("Continuer")


def test_what_lies_over_a_screen_and_cannot_be_known_is_told(page: Page) -> None:
    banner = "<p>Une offre pour vous</p><button>Non, merci bien</button><button>Je la veux</button>"
    body = f"<h1>Premier écran</h1><button>Continuer</button><div style='position:fixed;inset:0'>{banner}</div>"
    html = {"content-type": "text/html; charset=utf-8"}
    page.context.route("**/*", lambda route: route.fulfill(body=body, headers=html))
    refuse = Flow("Je refuse", start=OfferBanner, whenever=True, steps=(Click(OfferBanner.no_button, "Refusez."),))
    go_on = Flow("Je continue", start=FirstScreen, steps=(Click(FirstScreen.next_button, "Continuez."),))
    journey = Journey(name="essai", title="", intro="", closing="", chapters=(refuse, go_on))

    found = Inspector(Stage(page=page, start_url="http://portail.example/", patience=2, gesture_patience=1)).inspect(
        journey
    )

    assert drift(found) == {"OfferBanner.no_button": (State.RENAMED, "Non, merci bien")}
    assert reached(found) == ["OfferBanner", "FirstScreen"]


def test_what_is_pressed_and_is_there_twice_is_told(inspect: Inspect) -> None:
    found = inspect("oubli", ("main a", "Mot de passe oublié", "double"))

    assert drift(found) == {"LoginScreen.forgotten_link": (State.SEVERAL, None)}
    assert element(found, "LoginScreen.forgotten_link").count == 2


def test_a_link_that_nobody_presses_may_be_there_twice(inspect: Inspect) -> None:
    found = inspect("connexion", ("main a", "Mot de passe oublié", "double"))

    assert drift(found) == {}


def test_a_portal_that_is_down_is_no_drift(inspect: Inspect, page: Page) -> None:
    page.context.route("**/authentification", lambda route: route.fulfill(status=503, body="<h1>Erreur 503</h1>"))

    found = inspect("connexion")

    assert drift(found) == {}
    assert found.outcome not in {Outcome.PASSED, Outcome.DRIFT}
    assert [screen.screen for screen in found.screens if screen.expected and not screen.reached] == [
        "AffiliationScreen"
    ]


def test_without_a_portal_no_screen_is_reached(inspect: Inspect, page: Page) -> None:
    page.context.route("**/*", lambda route: route.abort("connectionrefused"))

    found = inspect("connexion")

    assert (reached(found), found.outcome) == ([], Outcome.ENVIRONMENT)
