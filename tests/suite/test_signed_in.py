"""Tests that start inside: one login for all of them, and another only where the portal ended the session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.ground import settle
from fixtures.signed_in import SignedIn
from mock_portal import BundledPortal, Challenge, PortalOptions, rules
from pages.affiliation import AffiliationScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext

    from fixtures.settings import Settings
    from flows.applicant import Applicant

pytestmark = pytest.mark.bundled_only


@pytest.fixture
def lone_portal() -> Iterator[BundledPortal]:
    """One whose clock may be put forward."""
    with BundledPortal(PortalOptions(challenge=Challenge.AFTER_LOGIN)) as portal:
        yield portal


@pytest.fixture
def somebody(lone_portal: BundledPortal, applicant: Applicant, settings: Settings) -> Iterator[SignedIn]:
    with settle(lone_portal, "connexion", applicant) as ground:
        yield SignedIn(ground, settings)


def gestures(portal: BundledPortal, somebody: SignedIn) -> tuple[int, int]:
    """How often that person has logged in, and how many codes were sent for it."""
    visits = portal.visits(somebody.applicant.email)
    logins = [visit for visit in visits if (visit.method, visit.path) == ("POST", "/connexion")]
    return len(logins), sum("code" in mail["Subject"] for mail in portal.mails(somebody.applicant.email))


def test_who_enters_later_need_not_sign_in(
    somebody: SignedIn, lone_portal: BundledPortal, new_context: Callable[..., BrowserContext]
) -> None:
    pages = [somebody.enter(new_context) for _ in range(3)]

    assert [AffiliationScreen(page).is_shown() for page in pages] == [True] * 3
    assert gestures(lone_portal, somebody) == (1, 1)


def test_a_session_that_ended_is_begun_anew_without_a_code(
    somebody: SignedIn, lone_portal: BundledPortal, new_context: Callable[..., BrowserContext]
) -> None:
    somebody.enter(new_context)
    lone_portal.clock.advance(rules.SESSION_IDLE)

    pages = [somebody.enter(new_context) for _ in range(2)]

    assert [AffiliationScreen(page).is_shown() for page in pages] == [True] * 2
    assert gestures(lone_portal, somebody) == (2, 1)
