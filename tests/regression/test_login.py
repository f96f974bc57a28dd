"""What may be asked of any portal: it starts nothing there. On another than the bundled one with ``--url``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pages.affiliation import AffiliationScreen
from pages.nearest import presence

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from fixtures.ground import Ground
    from fixtures.plugin import PlayJourney
    from flows.journeys import JourneyName

pytestmark = [pytest.mark.smoke, pytest.mark.elsewhere]


def test_the_login_leads_to_the_personal_space(
    ground_for: Callable[[JourneyName], Ground], play: PlayJourney, page: Page
) -> None:
    play("connexion", ground_for("connexion"))

    assert AffiliationScreen(page).is_shown()


def test_the_personal_space_offers_both_ways(inside: Page) -> None:
    ways = (AffiliationScreen.enrol_button, AffiliationScreen.exempt_button)

    assert [presence(way, inside).state for way in ways] == ["present", "present"]
