"""The suite on two browsers elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fixtures.browser import find_browser
from tests.remote.browsers import playwright_server

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

    from fixtures.settings import Settings

ROOT = Path(__file__).parents[2]
SUITE = ["tests/regression", "tests/journeys/test_journeys.py"]
BUSY = "PYTEST_"
"""What pytest's workers tell those that they start."""


def inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(BUSY)}


def test_the_suite_passes_on_two_browsers_elsewhere(playwright: Playwright, settings: Settings, tmp_path: Path) -> None:
    here = find_browser(playwright, settings.browser.model_copy(update={"ws_endpoint": None, "cdp_endpoint": None}))
    program = {"PARCOURS_BROWSER__EXECUTABLE": str(here.executable)} if here.executable else {}
    with playwright_server(tmp_path / "a", "--unsafe") as one, playwright_server(tmp_path / "b", "--unsafe") as other:
        told = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-n", "2", "-m", "smoke", *SUITE],
            cwd=ROOT,
            env=inherited() | program | {"PARCOURS_BROWSER__WS_ENDPOINT": f"{one.address},{other.address}"},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

        served = (one.connections(), other.connections())

    assert re.search(r"^\d+ passed in", told.stdout, re.MULTILINE), told.stdout + told.stderr
    assert told.returncode == 0
    assert served == (1, 1)


def test_where_no_browser_answers_the_suite_says_whose_fault_it_is_and_no_secret() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "no:cacheprovider",
            "-q",
            "--showlocals",
            "tests/regression/test_login.py",
        ],
        cwd=ROOT,
        env=inherited() | {"PARCOURS_BROWSER__WS_ENDPOINT": "ws://moi:geheim@127.0.0.1:9/geheim"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )

    assert "\nenvironment: No browser through Playwright's server at ws://127.0.0.1:9/" in told.stdout
    assert "geheim" not in told.stdout + told.stderr
