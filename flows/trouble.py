"""What ends a run before its time: one exception for each kind of fault."""

from __future__ import annotations

from typing import ClassVar, Self

from reports.record import Outcome


class Trouble(Exception):  # noqa: N818 - not every trouble is an error: a handover is not
    """Ends a run; its text is one sentence that holds no secret."""

    outcome: ClassVar[Outcome] = Outcome.BOT
    where: str = ""
    """The flow and the step that it ended, once known."""

    def at(self, where: str) -> Self:
        """The same trouble, which now says where it happened; what is known already stays."""
        self.where = self.where or where
        return self

    def __str__(self) -> str:
        sentence = super().__str__()
        return f"{self.where} : {sentence}" if self.where else sentence


class PortalTrouble(Trouble):
    """The portal misbehaves."""

    outcome = Outcome.PORTAL


class Drift(Trouble):
    """The portal's words or structure changed."""

    outcome = Outcome.DRIFT


class MailTrouble(Trouble):
    """The mail that the journey needs did not come, or is not to be believed."""

    outcome = Outcome.MAIL


class EnvironmentTrouble(Trouble):
    """Network, browser or configuration."""

    outcome = Outcome.ENVIRONMENT


class Handover(Trouble):
    """A person is needed."""

    outcome = Outcome.HANDOVER


class BotTrouble(Trouble):
    """Our own fault."""

    outcome = Outcome.BOT


TROUBLES = {
    kind.outcome: kind for kind in (PortalTrouble, Drift, MailTrouble, EnvironmentTrouble, Handover, BotTrouble)
}
"""The exception for each outcome that is not green."""
