"""Playwright's server in a network of its own, as on another machine: only one socket file leads to it."""

from __future__ import annotations

import fcntl
import re
import shutil
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SET_FLAGS: Final = 0x8914
"""SIOCSIFFLAGS of Linux."""
_UP: Final = 0x1
_CHUNK: Final = 65536
APART: Final = ("unshare", "--net")


def networks_can_be_had() -> bool:
    """Whether this system lets us have a network of our own."""
    if not shutil.which(APART[0]):
        return False
    return subprocess.run([*APART, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603 - fixed


def forward(listener: socket.socket, connect: Callable[[], socket.socket]) -> None:
    """Connect whoever comes to ``listener`` with what ``connect`` reaches, in threads, until it is closed."""

    def accept() -> None:
        with suppress(OSError):  # it was closed
            while True:
                come, reached = listener.accept()[0], connect()
                for one, other in ((come, reached), (reached, come)):
                    Thread(target=_pump, args=(one, other), daemon=True).start()

    Thread(target=accept, daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):  # either end went away
        while chunk := source.recv(_CHUNK):
            target.sendall(chunk)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def main(path: str, command: Sequence[str]) -> int:
    """Run the server ``command`` where nothing but its own loopback is reached, and lead ``path`` to it."""
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - the test's own server
        for line in server.stdout or ():
            if found := re.search(r"ws://([\d.]+):(\d+)/", line):
                address = (found[1], int(found[2]))
                listener = socket.socket(socket.AF_UNIX)
                listener.bind(path)
                listener.listen()
                forward(listener, partial(socket.create_connection, address))
            print(line, end="", flush=True)  # noqa: T201 - for whoever waits for the address
    return server.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
