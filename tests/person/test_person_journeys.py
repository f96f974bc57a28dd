"""Somebody enrols, with a mouse and a keyboard, and nothing to go by but what the guide shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from flows.journeys import JourneyName
    from tests.person.conftest import SitDown


@pytest.mark.parametrize("journey", ["adhesion", "dispense"])
def test_a_person_gets_through_by_what_the_guide_shows(journey: JourneyName, sit_down: SitDown) -> None:
    seat = sit_down(journey)

    seat.person.follow()

    assert not seat.suspicions()
