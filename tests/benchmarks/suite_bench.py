"""What the suite gains by starting inside, and by a second worker."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from fixtures.applicants import invent_applicant
from fixtures.browser import open_browser
from fixtures.ground import settle
from fixtures.settings import Settings
from fixtures.signed_in import SignedIn
from flows.journeys import JOURNEYS
from flows.robot import Robot
from mock_portal import BundledPortal, Challenge, PortalOptions
from reports.record import Outcome
from tests.benchmarks.measure import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.benchmarks.measure import Figure

ROOT = Path(__file__).parents[2]
SUITE = ("tests/regression", "tests/journeys/test_journeys.py")
"""The tests that are mostly browser."""
LOGINS = 15
SUITES = 2
"""Pairs; the suite takes minutes."""


def measure_signed_in() -> Iterator[Figure]:
    """What being inside costs a test ÷ what a login of its own costs: a person, an inbox, a mail with a code."""
    settings = Settings(_env_file=None)
    with (
        sync_playwright() as playwright,
        open_browser(playwright, settings.browser) as browser,
        BundledPortal(PortalOptions(challenge=Challenge.AFTER_LOGIN)) as portal,
        settle(portal, "connexion", invent_applicant()) as ground,
    ):
        somebody = SignedIn(ground, settings)
        yield from compare(
            "signed_in_over_login",
            lambda: _enter(browser, somebody),
            lambda: _log_in(browser, portal, settings),
            pairs=LOGINS,
        )


def measure_workers() -> Iterator[Figure]:
    """The suite of browser tests with two workers ÷ with one."""
    yield from compare("two_workers_over_one", lambda: _suite(2), lambda: _suite(1), pairs=SUITES)


def _enter(browser: Browser, somebody: SignedIn) -> None:
    page = somebody.enter(browser.new_context)
    page.context.close()


def _log_in(browser: Browser, portal: BundledPortal, settings: Settings) -> None:
    with settle(portal, "connexion", invent_applicant()) as ground, closing(browser.new_context()) as context:
        stage = ground.stage(context.new_page(), settings)
        record = Robot(stage, bundled=True).play(JOURNEYS["connexion"](ground.applicant))
        assert stage.code
    assert record.outcome is Outcome.PASSED, record.diagnosis


def _suite(workers: int) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    told = subprocess.run(  # noqa: S603 - our own tests
        [*command, f"--numprocesses={workers}", *SUITE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout
