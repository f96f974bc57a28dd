"""What a portal can be told when it is started, and whom it knows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from mock_portal import scenarios

if TYPE_CHECKING:
    from pathlib import Path


class Challenge(StrEnum):
    """When the portal asks for the code that it sends by mail."""

    AFTER_CHOICE = "after-choice"
    """Once the person has chosen to join or to be exempted: the tutorial's order."""
    AFTER_LOGIN = "after-login"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalOptions:
    """How a bundled portal is started.

    Raises:
        ValueError: the creation would take less than no time, or a scenario is spelt wrong.
    """

    host: str = "127.0.0.1"
    """The address to listen on; anything but loopback shows the portal to others."""
    port: int = 0
    """0 takes any free one; so do the two mail ports."""
    smtp_port: int = 0
    imap_port: int = 0
    database: Path | None = None
    """The SQLite file that keeps everything; in memory if there is none."""
    challenge: Challenge = Challenge.AFTER_CHOICE
    creation_seconds: float = 2.0
    """How long the creation of an access takes, by the portal's clock; 0 does it at once."""
    cookie_banner: bool = True
    scenarios: tuple[str, ...] = ()
    """What it gets wrong, or does differently, for everybody; see :mod:`mock_portal.scenarios`."""

    def __post_init__(self) -> None:
        if self.creation_seconds < 0:
            raise ValueError(f"The creation cannot take {self.creation_seconds} s.")
        for spelling in self.scenarios:
            scenarios.parse(spelling)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom the employer has announced to the portal."""

    email: str
    first_name: str
    last_name: str
    employer: str = "Éducation Jeunesse Sports Enseignement Supérieur Recherche"
