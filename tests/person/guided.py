"""The guide as anybody starts it: the real command, with a real window on a screen."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, wait
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from tests.person.eyes import Eyes
from tests.person.hands import Hands
from tests.person.wire import Wire
from tests.person.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from PIL import Image

    from tests.person.display import Display

COMMAND: Final = [str(Path(sys.executable).with_name("parcours")), "guide"]

_PATIENCE: Final = 40
"""Seconds that a window may take to open, or the command to end."""
_GLANCE: Final = 0.2
"""Seconds between two looks whether the command still runs."""
_LISTENING: Final = re.compile(r"DevTools listening on ws://[^:/]+:(\d+)(/\S+)")
_BYE: Final = b"\n"


@dataclass(frozen=True, slots=True)
class Ended:
    """How the command ended."""

    status: int
    out: str
    err: str


class NoWindowError(AssertionError):
    """The guide opened no window; the text is what it said instead."""


class Guided:
    """`parcours guide …` with its window on ``display``; a context manager."""

    def __init__(
        self, display: Display, chromium: Path, folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
    ) -> None:
        """Prepare it.

        Args:
            display: where the window opens.
            chromium: the full browser.
            folder: where it runs; the profile and whatever it writes stay there.
            arguments: of the command.
            settings: variables for its environment.
        """
        self._display = display
        self._chromium = chromium
        self._folder = folder
        self._arguments = arguments
        self._settings = settings or {}
        self._stack = ExitStack()
        self._ended: Ended | None = None
        self.process: subprocess.Popen[str]
        self.wire: Wire
        self.witness: Witness
        self.eyes: Eyes
        self.hands: Hands

    def __enter__(self) -> Self:
        """Start it.

        Raises:
            NoWindowError: it ended, or opened none in time.
        """
        with ExitStack() as stack:
            heard = _Ear(self._folder / "browser-says")
            stack.callback(heard.close)
            self.process = subprocess.Popen(  # noqa: S603 - the tests' own command
                [*COMMAND, *self._arguments],
                cwd=self._folder,
                env=self._environment(heard.path),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            stack.callback(self._stop)
            port, path = self._endpoint(heard)
            self.wire = stack.enter_context(Wire(port, path))
            self.witness = Witness(self.wire)
            self.eyes = Eyes(self._display, self.wire, self.witness)
            self.hands = Hands(self._display)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it, as with Ctrl-C, if it has not ended by itself."""
        self._stack.close()

    def end(self, *, within: float = _PATIENCE) -> Ended:
        """How it ended, once it has.

        Raises:
            subprocess.TimeoutExpired: it has not.
        """
        if self._ended is None:
            out, err = self.process.communicate(timeout=within)
            self._ended = Ended(self.process.returncode, out, err)
        return self._ended

    def picture(self) -> Image.Image:
        """What the screen shows."""
        return self._display.picture()

    def interrupt(self) -> None:
        """Press Ctrl-C in its terminal."""
        self.process.send_signal(signal.SIGINT)

    def _environment(self, said: Path) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.upper().startswith("PARCOURS_")}
        browser = self._folder / "browser"
        # The person's eyes are at a port of their own; what drives the browser has its pipe.
        browser.write_text(f"#!/bin/sh\nexec '{self._chromium}' \"$@\" --remote-debugging-port=0 2>'{said}'\n", "utf-8")
        browser.chmod(stat.S_IRWXU)
        return {
            **ours,
            "DISPLAY": self._display.name,
            "PARCOURS_BROWSER__EXECUTABLE": str(browser),
            "COLUMNS": "200",
            **self._settings,
        }

    def _endpoint(self, heard: _Ear) -> tuple[int, str]:
        deadline = time.monotonic() + _PATIENCE
        while self.process.poll() is None and time.monotonic() < deadline:
            wait((heard.endpoint,), timeout=_GLANCE)
            if heard.endpoint.done():
                return heard.endpoint.result()
        ended = self._stop()
        raise NoWindowError(f"No window was opened: status {ended.status}\n{ended.out}\n{ended.err}")

    def _stop(self) -> Ended:
        if self._ended:
            return self._ended
        if self.process.poll() is None:
            self.interrupt()
        try:
            return self.end()
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            return self.end()


class _Ear:
    """Hears what the browser writes to its standard error: first of all, where it listens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.endpoint: Future[tuple[int, str]] = Future()
        os.mkfifo(path)
        # Open at both ends, so that it neither waits for the browser nor ends with it.
        self._pipe = os.open(path, os.O_RDWR)
        self._thread = threading.Thread(target=self._listen, name="browser-says", daemon=True)
        self._ending = False
        self._thread.start()

    def close(self) -> None:
        """Hear no more."""
        self._ending = True
        os.write(self._pipe, _BYE)
        self._thread.join()
        os.close(self._pipe)

    def _listen(self) -> None:
        heard = b""
        while not self._ending:
            heard = (heard + os.read(self._pipe, 4096))[-8192:]
            found = _LISTENING.search(heard.decode(errors="replace"))
            if found and not self.endpoint.done() and heard.endswith(_BYE):
                self.endpoint.set_result((int(found[1]), found[2]))
