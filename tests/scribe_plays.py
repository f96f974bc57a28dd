"""Has the Scribe play journeys on the bundled portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from fixtures.applicants import invent_applicant, sample_applicant
from fixtures.devices import context_options
from fixtures.ground import settle
from flows.journeys import JOURNEYS
from flows.scribe import Scribe

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright

    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from flows.journeys import JourneyName
    from mock_portal import BundledPortal
    from reports.record import ColourScheme, DeviceName, Record


@dataclass(frozen=True)
class Told:
    """What the Scribe left behind, and what must not stand in it."""

    folder: Path
    record: Record
    secrets: tuple[str, ...]


class Tell(Protocol):
    """Has the Scribe play a journey in the name of somebody new, or of ``applicant``."""

    def __call__(
        self,
        journey: JourneyName,
        *,
        device: DeviceName = "desktop",
        colour_scheme: ColourScheme = "light",
        scale: float = 2,
        applicant: Applicant | None = None,
        public: tuple[str, ...] = (),
        change: Callable[[Page], object] = id,
    ) -> Told:
        """Play it; ``change`` is done to the page before."""


@pytest.fixture
def tell(browser: Browser, playwright: Playwright, portal: BundledPortal, settings: Settings, tmp_path: Path) -> Tell:
    def tell(
        journey: JourneyName,
        *,
        device: DeviceName = "desktop",
        colour_scheme: ColourScheme = "light",
        scale: float = 2,
        applicant: Applicant | None = None,
        public: tuple[str, ...] = (),
        change: Callable[[Page], object] = id,
    ) -> Told:
        applicant = applicant or invent_applicant()
        folder = tmp_path / f"played-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        options = context_options(playwright, settings.browser, device=device, colour_scheme=colour_scheme, scale=scale)
        with settle(portal, journey, applicant) as ground, browser.new_context(**options) as context:
            stage = ground.stage(context.new_page(), settings, lingering=10)
            change(stage.page)
            scribe = Scribe(
                stage,
                applicant,
                folder,
                shown=sample_applicant(),
                public=public,
                scale=scale,
                device=device,
                colour_scheme=colour_scheme,
                bundled=True,
            )
            record = scribe.play(JOURNEYS[journey](applicant))
            code = stage.code.value.get_secret_value() if stage.code else ""
            passwords = [each.get_secret_value() for each in (applicant.password, applicant.new_password)]
            secrets = (*passwords, code, ground.start_url.rsplit("/", 1)[1])
        return Told(folder, record, tuple(secret for secret in secrets if secret))

    return tell
