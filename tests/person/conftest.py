from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from fixtures.browser import BrowserMissing, BrowserSettings, find_browser
from tests.person.display import Display
from tests.person.person import Person
from tests.person.seat import seat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Playwright

    from flows.applicant import Applicant
    from flows.journeys import JourneyName
    from tests.person.seat import Seat

MEANS = ("Xvfb", "xdotool")


class SitDown(Protocol):
    """Seats a person in front of the guide, on a portal of their own."""

    def __call__(self, journey: JourneyName = "adhesion", *scenarios: str, who: type[Person] = Person) -> Seat:
        """Start the guide, and seat this kind of person."""


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Path:
    """A browser with windows."""
    if missing := [name for name in MEANS if not shutil.which(name)]:
        pytest.skip(f"a person's means are missing: {', '.join(missing)}")
    try:
        found = find_browser(playwright, BrowserSettings(headed=True))
    except BrowserMissing as missing:
        pytest.skip(f"a person's means are missing: {missing}")
    return found.executable or Path(playwright.chromium.executable_path)


@pytest.fixture
def display(chromium: Path) -> Iterator[Display]:  # noqa: ARG001 - where that is missing, this is not needed
    """A screen."""
    with Display() as display:
        yield display


@pytest.fixture
def sit_down(display: Display, chromium: Path, applicant: Applicant, tmp_path: Path) -> Iterator[SitDown]:
    with ExitStack() as stack:

        def sit_down(journey: JourneyName = "adhesion", *scenarios: str, who: type[Person] = Person) -> Seat:
            seated = seat(display, chromium, tmp_path, applicant, journey, *scenarios, who=who)
            return stack.enter_context(seated)

        yield sit_down
