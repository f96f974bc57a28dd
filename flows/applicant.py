from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import SecretStr


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """The person in whose name a journey is played."""

    email: str
    """Professional address and identifier; the code is mailed to it."""
    password: SecretStr
    new_password: SecretStr
    """Chosen in place of ``password`` when that was forgotten."""
    first_name: str = ""
    last_name: str = ""
    employer: str = ""
    """As the portal's heading names it; not compared if empty, as the names."""
    invented: bool = False
    """Whether nobody has to remember the password, so that the bot may choose another."""

    @property
    def name(self) -> str:
        """First and last name, empty if they are not known."""
        return f"{self.first_name} {self.last_name}".strip()


NOBODY: Final = Applicant(email="", password=SecretStr(""), new_password=SecretStr(""))
"""For whom a journey is described where only its steps matter, since a person fills everything in."""
