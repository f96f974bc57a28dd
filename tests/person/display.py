"""A screen that nobody needs to sit at, and a picture of what shows on it."""

from __future__ import annotations

import os
import select
import shutil
import struct
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from PIL import Image

if TYPE_CHECKING:
    from types import TracebackType

WIDTH: Final = 1366
HEIGHT: Final = 768
"""Pixels: the screen of a small laptop."""

_HEADER: Final = struct.Struct(">25I")
"""Of an X window dump (X11/XWDFile.h), in 32-bit numbers."""
_COLOUR: Final = 12
"""Bytes of an entry of its colour map."""
_PATIENCE: Final = 20
"""Seconds that the X server may take to start, or to end."""


class Display:
    """An X server of its own, with its picture kept in a file; a context manager."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self._stack = ExitStack()
        self._xdotool = shutil.which("xdotool") or "xdotool"
        self._frame: Path
        self.name: str
        """As the variable DISPLAY spells it."""

    def __enter__(self) -> Self:
        """Start the server on a number that is free."""
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parcours-screen-")))
            ear, mouth = os.pipe()
            stack.callback(os.close, ear)
            try:
                server = subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
                    self._command(folder, mouth),
                    pass_fds=(mouth,),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            finally:
                os.close(mouth)
            stack.callback(_end, server)
            self.name = f":{_line(ear)}"
            self._frame = folder / "Xvfb_screen0"
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End it; nothing of it is left."""
        self._stack.close()

    def picture(self) -> Image.Image:
        """What shows right now."""
        dump = self._frame.read_bytes()
        header = _HEADER.unpack_from(dump)
        size, width, height, line, colours = header[0], header[4], header[5], header[12], header[19]
        pixels = dump[size + colours * _COLOUR :]
        return Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", line, 1)

    def title(self) -> str:
        """Of the window that shows; empty where none does."""
        asked = [self._xdotool, "search", "--onlyvisible", "--name", ".", "getwindowname"]
        told = subprocess.run(  # noqa: S603 - nothing of it comes from outside
            asked,
            env={**os.environ, "DISPLAY": self.name},
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        return told.stdout.strip()

    def _command(self, folder: Path, mouth: int) -> list[str]:
        screen = f"{self.width}x{self.height}x24"
        return [
            "Xvfb",
            *("-displayfd", str(mouth)),
            *("-screen", "0", screen),
            *("-fbdir", str(folder)),
            *("-nolisten", "tcp"),
            "-noreset",
        ]


def _line(ear: int) -> str:
    """What the server says first: its number.

    Raises:
        TimeoutError: it said nothing in time, or ended.
    """
    heard = b""
    while not heard.endswith(b"\n"):
        ready, _, _ = select.select([ear], [], [], _PATIENCE)
        more = os.read(ear, 64) if ready else b""
        if not more:
            raise TimeoutError("Xvfb did not start.")
        heard += more
    return heard.decode().strip()


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    server.wait(_PATIENCE)
