"""One of the processes that play: with a browser and portals of its own, and no more than one run at a time."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from fixtures.applicants import invent_applicant
from fixtures.browser import open_browser
from fixtures.ground import settle
from fixtures.settings import Settings
from flows.journeys import JOURNEYS
from flows.robot import Robot
from mock_portal import BundledPortal, Challenge, Person, PortalOptions
from mock_portal.acts.login import OTHER
from tests.soak.judge import faults

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from playwright.sync_api import Browser, Page

    from flows.applicant import Applicant
    from reports.record import Outcome, Record
    from tests.soak.plans import Plan

_PATIENCE: Final = {"patience": 6.0, "mail_patience": 3.0}
"""Seconds, on loopback, under all the weather there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """How a run ended."""

    outcome: Outcome
    diagnosis: str
    seconds: float
    faults: tuple[str, ...]
    """What is wrong with how the applicant stands."""


def work(pipe: Connection) -> None:
    """Play each plan that comes in, and send back its result, until there is none."""
    # What was noticed about mails stands in the record.
    logging.disable(logging.WARNING)
    settings = Settings(_env_file=None).model_copy(update={"applicant": None, "inbox": None, **_PATIENCE})
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        browser = stack.enter_context(open_browser(playwright, settings.browser))
        portals = {
            challenge: stack.enter_context(BundledPortal(PortalOptions(creation_seconds=0, challenge=challenge)))
            for challenge in Challenge
            if challenge is not Challenge.NEVER
        }
        pipe.send(None)
        while plan := pipe.recv():
            pipe.send(run(plan, portals[plan.challenge], browser, settings))


def run(plan: Plan, portal: BundledPortal, browser: Browser, settings: Settings) -> Result:
    """Play a plan for somebody new, and look at how that person stands afterwards."""
    applicant, play = invent_applicant(), plan.play
    portal.switch_on(*plan.weather)
    started = time.perf_counter()
    with closing(browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")) as context:
        record = _play(plan, portal, applicant, context.new_page(), settings)
    seconds = time.perf_counter() - started
    portal.switch_off()
    standing, visits = portal.standing(applicant.email), portal.visits(applicant.email)
    found = [*faults(play, applicant, record, standing, visits)]
    if portal.standing(OTHER.email).drafts:
        found.append("something was entered in somebody else's name")
    return Result(outcome=record.outcome, diagnosis=record.diagnosis, seconds=seconds, faults=tuple(found))


def _play(plan: Plan, portal: BundledPortal, applicant: Applicant, page: Page, settings: Settings) -> Record:
    play = plan.play
    with settle(portal, play.journey, applicant, play.spellings) as ground:
        if play.drifts:
            # The portal must know from the first page on for whom it has drifted.
            page.goto(portal.invite(_person(applicant)))
        stage = ground.stage(page, settings)
        return Robot(stage, bundled=True).play(JOURNEYS[play.journey](applicant))


def _person(applicant: Applicant) -> Person:
    return Person(
        email=applicant.email,
        first_name=applicant.first_name,
        last_name=applicant.last_name,
        employer=applicant.employer,
    )
