"""A bundled portal in a process of its own, which can be killed and started again on its database and its port.

Its mails go to another portal's mail server: in life, too, mail is kept elsewhere.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
import socket
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

from mock_portal import BundledPortal, PortalOptions
from mock_portal.mail_server import MailServer

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from pathlib import Path

_SPAWN: Final = multiprocessing.get_context("spawn")


class KillablePortal:
    """The portal as seen from outside its process."""

    def __init__(self, database: Path, post_office: BundledPortal) -> None:
        """Choose where it shall listen; :meth:`start` starts it."""
        self._options = PortalOptions(
            port=_free_port(), smtp_port=post_office.smtp_port, database=database, creation_seconds=0
        )
        self._passed = 0.0
        self._process: BaseProcess
        self._pipe: Connection
        self.starts = 0
        """How often it was started."""

    def start(self) -> None:
        """Start it; it answers when this returns, at the time that its predecessor had."""
        self.starts += 1
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(self._options, theirs), daemon=True)
        self._process.start()
        # Its end is noticed only where nobody else holds the pipe open.
        theirs.close()
        self._pipe.recv()
        self.ask("advance", self._passed)

    def kill(self) -> None:
        """Kill it (SIGKILL): it can put nothing in order."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    @property
    def runs(self) -> bool:
        return self._process.is_alive()

    def let_pass(self, seconds: float) -> None:
        """Put its clock forward, also while it is dead."""
        self._passed += seconds
        if self.runs:
            self.ask("advance", seconds)

    def ask(self, method: str, *arguments: Any) -> Any:
        """What a method of :class:`BundledPortal` answers; ``advance`` is the clock's."""
        self._pipe.send((method, arguments))
        return self._pipe.recv()


def _serve(options: PortalOptions, pipe: Connection) -> None:
    with patch.object(MailServer, "start", _leave_to_another), BundledPortal(options) as portal:
        pipe.send(None)
        while True:
            method, arguments = pipe.recv()
            if method == "advance":
                portal.clock.advance(dt.timedelta(seconds=arguments[0]))
                pipe.send(None)
            else:
                pipe.send(getattr(portal, method)(*arguments))


async def _leave_to_another(_server: MailServer) -> None:
    """Listen nowhere: who listens at the port already is the one that mails are for."""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
