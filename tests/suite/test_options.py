"""What pytest can be told about the portal that is tested."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JOURNEYS = "tests/journeys/test_journeys.py"
INHERITED = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


def suite(*options: str) -> str:
    """What pytest prints."""
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:randomly", "-q", *options],
        cwd=ROOT,
        env=INHERITED,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return told.stdout + told.stderr


@pytest.mark.browser
def test_a_scenario_is_played_underneath_and_fails_the_test_with_its_outcome() -> None:
    told = suite("--scenario", "anti-bot", JOURNEYS, "-k", "every_step and connexion")

    assert "\nhandover: " in told
    assert "1 failed" in told


@pytest.mark.browser
def test_a_scenario_for_people_with_an_account_meets_one() -> None:
    told = suite("--scenario", "invitation-used", JOURNEYS, "-k", "choice_is_saved")

    assert "1 passed" in told


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--scenario", "code-expierd"], "code-expired"),
        (["--scenario", "anti-bot", "--url", "https://portail.example/"], "does not go with --url"),
    ],
)
def test_what_cannot_be_played_is_refused(options: list[str], why: str) -> None:
    assert why in suite(*options, JOURNEYS)


def test_tests_can_be_told_apart_by_whether_they_need_a_browser() -> None:
    told = suite("--collect-only", "-m", "not browser", "tests/regression", "tests/flows/test_steps_in_words.py")

    assert "tests/regression" not in told
    assert "tests/flows/test_steps_in_words.py" in told
