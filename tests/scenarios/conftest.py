"""What every scenario test stands on: a person of its own, whom the bundled portal meets with the marked scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import pytest
from playwright.sync_api import expect

from fixtures.ground import settle
from flows.journeys import JOURNEYS
from flows.robot import Robot
from mock_portal import Challenge
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from flows.journeys import JourneyName
    from flows.robot import Watch
    from mock_portal import BundledPortal
    from pages.element import Element
    from reports.record import Record

MAIL_PATIENCE = 10.0
"""Seconds that a mail may take on loopback, however busy the machine."""


@dataclass(frozen=True)
class Meeting:
    """A journey that was played while the portal played its scenario."""

    record: Record
    page: Page
    portal: BundledPortal
    applicant: Applicant

    @property
    def remarks(self) -> str:
        return " ".join(self.record.remarks)

    @property
    def diagnosis(self) -> str:
        return self.record.diagnosis

    def sees(self, *shown: Element | str) -> None:
        """The person sees these in the end."""
        for each in shown:
            found = self.page.get_by_text(each) if isinstance(each, str) else each.on(self.page)
            expect(found.first).to_be_visible()

    def sent(self, path: str) -> list[int]:
        """The answers to the forms that the person has sent to a path."""
        visits = self.portal.visits(self.applicant.email)
        return [visit.status for visit in visits if (visit.method, visit.path) == ("POST", path)]

    def opened(self, path: str) -> list[int]:
        """The answers to the pages that the person has asked for."""
        visits = self.portal.visits(self.applicant.email)
        return [visit.status for visit in visits if (visit.method, visit.path) == ("GET", path)]


class Meet(Protocol):
    """Plays a journey while the portal plays the marked scenario; the run must end as the mark says."""

    def __call__(
        self,
        journey: JourneyName = "adhesion",
        *,
        challenge: Challenge = ...,
        without: str = ...,
        mail_patience: float = ...,
    ) -> Meeting:
        """Play it; ``without`` takes the bot's handling of something away, named by the detour's title."""


@pytest.fixture
def meet(
    request: pytest.FixtureRequest,
    serve: Callable[..., BundledPortal],
    applicant: Applicant,
    page: Page,
    settings: Settings,
    watch: Watch,
) -> Meet:
    mark = request.node.get_closest_marker("scenario")

    def meet(
        journey: JourneyName = "adhesion",
        *,
        challenge: Challenge = Challenge.AFTER_CHOICE,
        without: str = "",
        mail_patience: float = MAIL_PATIENCE,
    ) -> Meeting:
        portal = serve(challenge=challenge)
        patient = settings.model_copy(update={"mail_patience": mail_patience, "patience": 6.0})
        plan = JOURNEYS[journey](applicant)
        known = tuple(detour for detour in plan.detours if detour.flow.title != without)
        with settle(portal, journey, applicant, mark.args) as ground:
            record = Robot(ground.stage(page, patient), bundled=True, watch=watch).play(replace(plan, detours=known))
        if not without:
            assert record.outcome is Outcome(mark.kwargs["outcome"]), record.diagnosis
        return Meeting(record, page, portal, applicant)

    return meet
