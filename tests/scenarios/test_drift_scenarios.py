"""Each control of each screen renamed, removed or doubled: every one is drift, named with its screen and element."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.ground import person_of, settle
from flows.journeys import JOURNEYS
from flows.robot import Robot
from pages.access import AccessScreen, ActivationScreen
from pages.affiliation import AffiliationScreen
from pages.challenge import ChallengeScreen
from pages.element import Choice
from pages.enrolment import BeneficiariesScreen, StepSavedScreen
from pages.exemption import ExemptionScreen
from pages.login import ForgottenPasswordScreen, LinkSentScreen, LoginScreen, NewPasswordScreen, PasswordChangedScreen
from pages.welcome import WelcomeScreen
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from flows.journeys import JourneyName
    from mock_portal import BundledPortal
    from pages.element import Element
    from reports.record import Record

CONTROLS: dict[JourneyName, dict[str, tuple[Element, ...]]] = {
    "adhesion": {
        "bienvenue": (WelcomeScreen.start_button,),
        "acces": (
            AccessScreen.identifier_field,
            AccessScreen.password_field,
            AccessScreen.confirmation_field,
            AccessScreen.submit_button,
        ),
        "activation": (ActivationScreen.continue_button,),
        "affiliation": (AffiliationScreen.enrol_button,),
        "authentification": (ChallengeScreen.code_field, ChallengeScreen.trust_box, ChallengeScreen.submit_button),
        "adhesion": (
            BeneficiariesScreen.spouse_choice,
            BeneficiariesScreen.children_choice,
            BeneficiariesScreen.save_button,
        ),
    },
    "dispense": {
        "affiliation": (AffiliationScreen.exempt_button,),
        "dispense": (ExemptionScreen.collective_choice, ExemptionScreen.save_button),
    },
    "oubli": {
        "connexion": (
            LoginScreen.forgotten_link,
            LoginScreen.email_field,
            LoginScreen.password_field,
            LoginScreen.submit_button,
        ),
        "oubli": (
            ForgottenPasswordScreen.email_field,
            ForgottenPasswordScreen.submit_button,
            NewPasswordScreen.password_field,
            NewPasswordScreen.confirmation_field,
            NewPasswordScreen.submit_button,
            PasswordChangedScreen.login_link,
        ),
    },
}
"""What is acted on, by journey and by the portal's page."""

TITLES: dict[JourneyName, dict[str, tuple[Element, ...]]] = {
    "adhesion": {
        "bienvenue": (WelcomeScreen.heading,),
        "acces": (AccessScreen.heading,),
        "activation": (ActivationScreen.heading,),
        "affiliation": (AffiliationScreen.heading,),
        "authentification": (ChallengeScreen.heading,),
        "adhesion": (BeneficiariesScreen.heading, StepSavedScreen.heading),
    },
    "dispense": {"dispense": (ExemptionScreen.heading,)},
    "oubli": {
        "connexion": (LoginScreen.heading,),
        "oubli": (
            ForgottenPasswordScreen.heading,
            LinkSentScreen.heading,
            NewPasswordScreen.heading,
            PasswordChangedScreen.heading,
        ),
    },
}
"""What screens are known by."""


def spelt(kind: str, page: str, element: Element) -> str:
    if kind == "removed" and isinstance(element, Choice):
        return f"{kind}={page}/{element.label}"
    role = f"{element.role}/" if element.role in ("heading", "field") or element is LoginScreen.submit_button else ""
    return f"{kind}={page}/{role}{element.label}"


def mutations() -> Iterator[Any]:
    """Every control of every screen in three ways, every title in two."""
    for kinds, declared in (("renamed removed doubled", CONTROLS), ("renamed removed", TITLES)):
        for journey, pages in declared.items():
            for page, elements in pages.items():
                for element in elements:
                    for kind in kinds.split():
                        # What a standard attribute still tells apart is found under any name.
                        if not (kind == "renamed" and element.css):
                            mutation = spelt(kind, page, element)
                            yield pytest.param(journey, element, mutation, id=f"{element.name}-{kind}")


@pytest.fixture
def drifted(
    serve: Callable[..., BundledPortal], applicant: Applicant, page: Page, settings: Settings
) -> Iterator[Callable[[JourneyName, str], Record]]:
    """Plays a journey on a portal that has drifted."""
    with ExitStack() as stack:

        def play(journey: JourneyName, mutation: str) -> Record:
            portal = serve()
            ground = stack.enter_context(settle(portal, journey, applicant, [mutation]))
            be_recognised(portal, applicant, page)
            stand = ground.stage(page, settings)
            stand.gesture_patience, stand.mail_patience = 1.5, 5
            return Robot(stand, bundled=True).play(JOURNEYS[journey](applicant))

        yield play


def telling() -> list[Any]:
    """The mutations that tell most; ``make soak`` draws from all."""
    kinds = {"adhesion": ("renamed", "removed", "doubled"), "dispense": ("removed", "doubled"), "oubli": ("renamed",)}
    return [
        mutation
        for mutation in mutations()
        if mutation.id.rpartition("-")[2] in kinds[mutation.values[0]]
        and (
            mutation.values[1].role != "heading" or mutation.id.endswith("renamed") or mutation.values[0] == "dispense"
        )
    ]


@pytest.mark.parametrize(("journey", "element", "mutation"), telling())
def test_drift_is_named_with_its_screen_and_element(
    journey: JourneyName, element: Element, mutation: str, drifted: Callable[[JourneyName, str], Record]
) -> None:
    record = drifted(journey, mutation)

    assert record.outcome is Outcome.DRIFT, record.diagnosis
    assert element.name in record.diagnosis


def test_drift_names_the_nearest_candidate(drifted: Callable[[JourneyName, str], Record]) -> None:
    record = drifted("connexion", "renamed=connexion/button/Me connecter>Se connecter")

    named = "bouton « Me connecter » (LoginScreen.submit_button)"
    assert f"{named} introuvable ; le plus proche : « Se connecter »" in record.diagnosis


def be_recognised(portal: BundledPortal, applicant: Applicant, page: Page) -> None:
    """Open the personal link, so that the portal knows whom it plays its scenario for."""
    page.goto(portal.invite(person_of(applicant)))
