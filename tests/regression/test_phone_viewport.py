"""The journeys and all views on a phone: touched with a finger, never wider than the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.journeys import JOURNEYS
from mock_portal import BundledPortal, Person, PortalOptions
from reports.record import Outcome
from tests.regression.performers import BY_TOUCH, Walker, by
from tests.regression.tour import CREATION, Tour

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from fixtures.ground import Ground
    from fixtures.settings import Settings
    from flows.journeys import JourneyName
    from pages.screen import Screen

WIDTH = 390


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    mobile = browser.browser_type.name != "firefox"  # which knows no phones
    with browser.new_context(
        viewport={"width": WIDTH, "height": 844}, has_touch=True, is_mobile=mobile, locale="fr-FR"
    ) as context:
        yield context.new_page()


def width(page: Page) -> int:
    """Of all that can be scrolled to."""
    found: int = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    return found


@pytest.mark.smoke
@pytest.mark.parametrize("journey", list(JOURNEYS))
def test_a_finger_is_enough_for_every_journey(
    journey: JourneyName, phone: Page, ground_for: Callable[[JourneyName], Ground], settings: Settings
) -> None:
    ground = ground_for(journey)
    widths: dict[str, int] = {}

    def look(page: Page, screen: type[Screen]) -> None:
        widths[screen.__name__] = width(page)

    record = Walker(ground.stage(phone, settings), look).play(by(BY_TOUCH, JOURNEYS[journey](ground.applicant)))

    assert record.outcome is Outcome.PASSED, record.diagnosis
    assert set(widths.values()) == {WIDTH}, widths


@pytest.mark.bundled_only
def test_no_view_scrolls_sideways(phone: Page) -> None:
    person = Person(email="camille.martin-lefebvre@academie-de-la-region.example", first_name="C", last_name="M" * 35)
    with BundledPortal(PortalOptions(creation_seconds=CREATION.total_seconds())) as portal:
        widths = {name: width(phone) for name in Tour(portal, phone, person).everything()}

    assert {name: found for name, found in widths.items() if found > WIDTH} == {}
