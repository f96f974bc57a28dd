"""Browsers that run in processes of their own, as they would on another machine."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.remote.bridge import APART, forward

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUSE: Final = Path(__file__).parents[2]
SERVER: Final = (sys.executable, "-m", "playwright", "run-server", "--host", "127.0.0.1", "--port", "0")
_ADDRESS: Final = re.compile(r"[Ll]istening on (ws://\S+)")
_PATIENCE: Final = 30.0
"""Seconds that a process may take to listen."""
_LEAVING: Final = 2.0
"""Seconds that it has to end in an orderly way."""
_LOOK: Final = 0.05
"""Seconds between two looks."""


@dataclass(frozen=True)
class Listening:
    """A process that listens for programs that want to drive a browser."""

    address: str
    log: Path

    def connections(self) -> int:
        """How many programs it has served so far, as a server of Playwright tells."""
        return self.log.read_text(encoding="utf-8").count("serving connection")


@contextmanager
def playwright_server(folder: Path, *options: str) -> Iterator[Listening]:
    """``playwright run-server`` on loopback."""
    with _listening([*SERVER, *options], folder / "server.log", DEBUG="pw:server") as listening:
        yield listening


@contextmanager
def playwright_server_in_another_network(folder: Path, *options: str) -> Iterator[Listening]:
    """The same where it reaches nothing of this machine, and only its own port is reached from here."""
    path, bridge = str(folder / "s"), [*APART, sys.executable, "-m", "tests.remote.bridge"]
    with (
        _listening([*bridge, path, *SERVER, *options], folder / "server.log", PYTHONPATH=str(HOUSE)) as listening,
        socket.create_server(("127.0.0.1", 0)) as door,
    ):
        forward(door, lambda: _reached(path))
        yield replace(listening, address=f"ws://127.0.0.1:{door.getsockname()[1]}/")


def _reached(path: str) -> socket.socket:
    reached = socket.socket(socket.AF_UNIX)
    reached.connect(path)
    return reached


@contextmanager
def chromium_with_tools(program: str, folder: Path) -> Iterator[Listening]:
    """A Chromium that somebody else has started, and that listens for its tools."""
    user = f"--user-data-dir={folder / 'user'}"
    command = [program, "--headless", "--no-sandbox", "--remote-debugging-port=0", user, "about:blank"]
    with _listening(command, folder / "chromium.log") as listening:
        yield listening


@contextmanager
def _listening(command: list[str], log: Path, **variables: str) -> Iterator[Listening]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as told:
        # A session of its own, so that what the process has started ends with it.
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdout=told, stderr=told, env=os.environ | variables, start_new_session=True
        )
        try:
            yield Listening(_address(process, log), log)
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and what it has started; what is not gone after a while is not asked any more."""
    deadline = time.monotonic() + _LEAVING
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(_PATIENCE)
    with suppress(ProcessLookupError):  # all of them are gone
        while time.monotonic() < deadline:
            os.killpg(process.pid, 0)
            time.sleep(_LOOK)
        os.killpg(process.pid, signal.SIGKILL)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        if found := _ADDRESS.search(log.read_text(encoding="utf-8")):
            return found[1]
        time.sleep(_LOOK)
    raise AssertionError(f"it does not listen: {log.read_text(encoding='utf-8')}")
