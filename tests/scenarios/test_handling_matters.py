"""Without the bot's handling of what turns up, a run ends otherwise: the other tests here would tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fixtures.ground import settle
from flows.detours import DETOURS
from flows.journeys import JOURNEYS
from flows.robot import Robot
from flows.steps import Click
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from _pytest.mark import ParameterSet
    from playwright.sync_api import Page

    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from flows.flow import Journey
    from flows.journeys import JourneyName
    from mock_portal import BundledPortal
    from reports.record import Record

PATIENCE = 2.5
"""Seconds: what is not handled is not waited for either."""
MATTERS: dict[str, tuple[JourneyName, str, str]] = {
    "Le portail est en panne": ("adhesion", "creation-gateway-timeout", "passed"),
    "Le délai est passé": ("adhesion", "invitation-expired", "handover"),
    "Le compte existe déjà": ("adhesion", "invitation-used", "passed"),
    "L’identifiant a déjà un compte": ("adhesion", "identifier-taken", "passed"),
    "La demande a été reçue deux fois": ("adhesion", "creation-doubled", "passed"),
    "Une règle de mot de passe est annoncée": ("adhesion", "password-rule-hidden", "passed"),
    "Le compte n’est pas encore actif": ("connexion", "activation-pending=1", "passed"),
    "La connexion est refusée": ("connexion", "password-refused-once", "passed"),
    "Une session est déjà ouverte": ("adhesion", "signed-in-as-other", "passed"),
    "Le code a expiré": ("adhesion", "code-expired", "passed"),
    "Le code est refusé": ("adhesion", "code-refused-once", "passed"),
    "La page a expiré": ("adhesion", "step-stale", "passed"),
    "Le formulaire est refusé": ("adhesion", "field-lost", "passed"),
}
"""For each handling a journey, what the portal plays that calls for it, and how the run ends thanks to it."""
ELSEWHERE = {
    "Le portail ne répond plus": "a portal that is killed (test_resume.py)",
    "Le portail demande s’il faut quitter": "somebody else has pressed « Annuler » (test_more_scenarios.py)",
}


def handlings() -> list[ParameterSet]:
    return [
        pytest.param(journey, title, id=title, marks=pytest.mark.scenario(spelling, outcome=outcome, without=title))
        for title, (journey, spelling, outcome) in MATTERS.items()
    ]


@pytest.fixture
def play_without(
    request: pytest.FixtureRequest, portal: BundledPortal, applicant: Applicant, page: Page, settings: Settings
) -> Callable[[JourneyName, str], Record]:
    """Plays a journey under the marked scenario, with the handling of that title taken away."""

    def play(journey: JourneyName, title: str) -> Record:
        impatient = settings.model_copy(update={"mail_patience": PATIENCE, "patience": PATIENCE})
        scenario = request.node.get_closest_marker("scenario")
        with settle(portal, journey, applicant, scenario.args) as ground:
            stage = replace(ground.stage(page, impatient), gesture_patience=PATIENCE)
            return Robot(stage, bundled=True).play(lacking(title, JOURNEYS[journey](applicant)))

    return play


@pytest.mark.parametrize(("journey", "title"), handlings())
def test_a_run_ends_otherwise_without(
    journey: JourneyName,
    title: str,
    play_without: Callable[[JourneyName, str], Record],
    request: pytest.FixtureRequest,
) -> None:
    record = play_without(journey, title)

    assert record.outcome is not Outcome(request.node.get_closest_marker("scenario").kwargs["outcome"])


def lacking(title: str, journey: Journey) -> Journey:
    """The journey without that handling, and without steps that are more patient than the test."""
    hurried = tuple(
        replace(
            flow,
            steps=tuple(replace(step, patience=None) if isinstance(step, Click) else step for step in flow.steps),
        )
        for flow in journey.chapters
    )
    detours = tuple(detour for detour in journey.detours if detour.flow.title != title)
    return replace(journey, chapters=hurried, detours=detours)


def test_every_handling_that_lets_a_run_go_on_is_tried() -> None:
    going_on = {detour.flow.title for detour in DETOURS if detour.times}

    assert going_on == MATTERS.keys() | ELSEWHERE.keys()
