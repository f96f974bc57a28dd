"""Two persons at once, each in a browser of their own: neither meets anything of the other's."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from greenlet import getcurrent, greenlet

from fixtures.applicants import invent_applicant
from fixtures.ground import settle
from flows.journeys import JOURNEYS
from mock_portal import Challenge
from reports.record import Outcome
from tests.regression.performers import Walker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from fixtures.ground import Ground
    from fixtures.settings import Settings
    from flows.journeys import JourneyName
    from mock_portal import BundledPortal
    from pages.screen import Screen
    from reports.record import Record

pytestmark = pytest.mark.bundled_only


@dataclass
class Player:
    """One of the two: stops before each screen, so that the other can go on meanwhile."""

    ground: Ground
    page: Page
    journey: JourneyName
    settings: Settings
    shown: list[str] = field(default_factory=list)

    def play(self) -> Record:
        journey = JOURNEYS[self.journey](self.ground.applicant)
        return Walker(self.ground.stage(self.page, self.settings), self._stop).play(journey)

    def _stop(self, page: Page, _screen: type[Screen]) -> None:
        self.shown.append(page.content() + page.url)
        getcurrent().parent.switch()


def take_turns(*players: Player) -> list[Record]:
    """Let the players play, one screen each in turn."""
    turns = [greenlet(player.play) for player in players]
    records: dict[greenlet, Record] = {}
    while len(records) < len(turns):
        for turn in turns:
            if not turn.dead:
                record = turn.switch()
                if turn.dead:
                    records[turn] = record
    return [records[turn] for turn in turns]


@pytest.fixture
def code_portal(serve: Callable[..., BundledPortal]) -> BundledPortal:
    """One that sends a code in every journey."""
    return serve(challenge=Challenge.AFTER_LOGIN)


@pytest.fixture(params=[("adhesion", "adhesion"), ("adhesion", "dispense"), ("connexion", "oubli")], ids="-".join)
def players(
    request: pytest.FixtureRequest, code_portal: BundledPortal, browser: Browser, settings: Settings
) -> Iterator[list[Player]]:
    with ExitStack() as stack:
        yield [
            Player(
                ground=stack.enter_context(settle(code_portal, journey, invent_applicant())),
                page=stack.enter_context(browser.new_context(locale="fr-FR")).new_page(),
                journey=journey,
                settings=settings,
            )
            for journey in request.param
        ]


def test_neither_of_two_applicants_meets_anything_of_the_other(
    code_portal: BundledPortal, players: list[Player]
) -> None:
    records = take_turns(*players)

    assert [record.diagnosis for record in records if record.outcome is not Outcome.PASSED] == []
    for player, other in (players, players[::-1]):
        email = other.ground.applicant.email
        mails = code_portal.mails(email)
        codes = {code for mail in mails for code in re.findall(r"\d{3}-\d{6}", mail["Subject"])}
        links = {link for mail in mails for link in re.findall(r"/[\w-]{43}\b", mail.as_string())}
        assert codes
        assert not [secret for secret in {email, *codes, *links} if any(secret in page for page in player.shown)]
        assert {mail["To"].addresses[0].addr_spec for mail in mails} == {email}
