"""What ends a run before its time: one exception for each kind of fault."""

from __future__ import annotations

from typing import ClassVar

from reports.record import Outcome


class Trouble(Exception):  # noqa: N818 - not every trouble is an error: a handover is not
    """Ends a run; its text is one sentence that holds no secret."""

    outcome: ClassVar[Outcome] = Outcome.BOT


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
