"""A person's seat in front of the guide, on a bundled portal of their own."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fixtures.ground import settle
from mock_portal import BundledPortal, PortalOptions
from tests.person.alibi import unexplained
from tests.person.guided import Guided
from tests.person.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flows.applicant import Applicant
    from flows.journeys import JourneyName
    from tests.person.display import Display

WANTS = {"adhesion": "adhérer", "dispense": "dispense"}
"""What to answer where the guide asks, by the journey wanted."""


@dataclass(frozen=True)
class Seat:
    """A person in front of the guide's window, and the portal that it shows."""

    portal: BundledPortal
    applicant: Applicant
    guided: Guided
    person: Person

    def suspicions(self) -> list[str]:
        """What was done on the portal's pages that these hands did not do."""
        witness, hands = self.guided.witness, self.guided.hands
        found = [f"nobody did {heard}" for heard in witness.forged]
        if witness.pressed != hands.pressed:
            found.append(f"pages were pressed at {witness.pressed}, by hand at {hands.pressed}")
        if witness.typed != hands.typed:
            found.append(f"pages heard of {witness.typed}, typed were {hands.typed}")
        asked = self.portal.visits(self.applicant.email)
        return found + [f"nobody asked for {each}" for each in unexplained(asked, hands.acts)]


@contextmanager
def seat(
    display: Display,
    chromium: Path,
    folder: Path,
    applicant: Applicant,
    journey: JourneyName,
    *scenarios: str,
    album: bool = True,
    who: type[Person] = Person,
) -> Iterator[Seat]:
    """Start a portal, the guide on it, and seat somebody in front.

    Args:
        display: where the window opens.
        chromium: the full browser.
        folder: for the profile, and for what is left behind.
        applicant: who sits there; known to nobody yet.
        journey: what they want.
        scenarios: what the portal plays.
        album: whether to keep pictures of the screen.
        who: what kind of person.
    """
    password = applicant.password.get_secret_value()
    with ExitStack() as stack:
        portal = stack.enter_context(BundledPortal(PortalOptions(creation_seconds=0.5)))
        ground = stack.enter_context(settle(portal, journey, applicant, scenarios))
        settings = {
            "PARCOURS_BROWSER__WIDTH": str(display.width),
            "PARCOURS_BROWSER__HEIGHT": str(display.height),
            "PARCOURS_APPLICANT__EMAIL": applicant.email,
            "PARCOURS_APPLICANT__PASSWORD": password,
            "PARCOURS_INBOX__HOST": portal.host,
            "PARCOURS_INBOX__PORT": str(portal.imap_port),
            "PARCOURS_INBOX__SECURITY": "plain",
            "PARCOURS_INBOX__USER": applicant.email,
            "PARCOURS_INBOX__PASSWORD": password,
            "PARCOURS_INBOX__SENDER": portal.sender,
        }
        arguments = ("--url", ground.start_url, "--yes", "--profile", str(folder / "profile"))
        guided = stack.enter_context(Guided(display, chromium, folder, *arguments, settings=settings))
        person = who(
            guided, applicant.email, password, wants=WANTS.get(journey, ""), album=folder / "album" if album else None
        )
        yield Seat(portal, applicant, guided, person)
