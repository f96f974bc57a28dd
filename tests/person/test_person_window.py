"""What the guide needs of the person's own window."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from fixtures.browser import BrowserSettings
from fixtures.profile import open_window
from flows.capture.camera import held_still
from flows.capture.places import places
from pages.login import LoginScreen

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from pages.element import Element
    from reports.record import Box
    from tests.person.display import Display


def test_a_record_can_tell_where_things_stand_in_it(
    display: Display, chromium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display.name)

    def look() -> dict[Element, Box]:
        # As the command does it: with a Playwright that nobody else has made ready.
        with sync_playwright() as own, open_window(own, BrowserSettings(executable=chromium)) as window:
            page = window.pages[0]
            page.set_content("<button>Me connecter</button>")
            with held_still(page):
                return places(page, [LoginScreen.submit_button])

    with ThreadPoolExecutor(1) as elsewhere:  # the browser's tests keep a loop running in this thread
        found = elsewhere.submit(look).result()

    assert list(found) == [LoginScreen.submit_button]
