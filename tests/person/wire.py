"""A line to a running Chromium beside that of the program that drives it (Chrome DevTools Protocol).

It looks and listens; it never acts on a page.
"""

from __future__ import annotations

import base64
import itertools
import json
import secrets
import socket
import struct
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    Hear = Callable[[dict[str, Any], str], None]

_PATIENCE: Final = 20
"""Seconds that an answer may take."""
_TEXT, _CLOSE, _PING, _PONG = 0x1, 0x8, 0x9, 0xA
_FINAL, _MASKED = 0x80, 0x80
_SHORT, _LONG = 126, 127
_WORD = 0x10000


class WireError(ConnectionError):
    """The browser hung up, or refused."""


class Wire:
    """A WebSocket (RFC 6455) to one browser's DevTools endpoint; a context manager."""

    def __init__(self, port: int, path: str) -> None:
        self._numbers = itertools.count(1)
        self._asked: dict[int, Future[dict[str, Any]]] = {}
        self._hears: dict[str, list[Hear]] = {}
        self._lock = threading.Lock()
        self._socket = _shake_hands(port, path)
        self._file = self._socket.makefile("rb")
        self._reader = threading.Thread(target=self._read, name="devtools-wire", daemon=True)

    def __enter__(self) -> Self:
        """Begin to listen."""
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Hang up."""
        with suppress(OSError):  # the browser was faster
            self._socket.shutdown(socket.SHUT_RDWR)
        self._reader.join(_PATIENCE)
        self._file.close()
        self._socket.close()

    def on(self, event: str, hear: Hear) -> None:
        """Have ``hear`` called with each such event and its session; it may send, and never ask."""
        self._hears.setdefault(event, []).append(hear)

    def ask(self, method: str, session: str = "", /, **parameters: Any) -> dict[str, Any]:
        """The answer to a command.

        Raises:
            WireError: the browser refused, or is gone.
        """
        answer = self.send(method, session, **parameters)
        try:
            return answer.result(_PATIENCE)
        except TimeoutError:
            raise WireError(f"{method} was not answered.") from None

    def send(self, method: str, session: str = "", /, **parameters: Any) -> Future[dict[str, Any]]:
        """Send a command, and go on."""
        number = next(self._numbers)
        answer = self._asked[number] = Future()
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        try:
            self._write(_TEXT, json.dumps(message).encode())
        except OSError as error:
            self._asked.pop(number)
            answer.set_exception(WireError(str(error)))
        return answer

    def _write(self, kind: int, data: bytes) -> None:
        mask = secrets.token_bytes(4)
        length = len(data)
        if length < _SHORT:
            head = bytes((_FINAL | kind, _MASKED | length))
        elif length < _WORD:
            head = struct.pack(">BBH", _FINAL | kind, _MASKED | _SHORT, length)
        else:
            head = struct.pack(">BBQ", _FINAL | kind, _MASKED | _LONG, length)
        masked = bytes(byte ^ key for byte, key in zip(data, itertools.cycle(mask), strict=False))
        with self._lock:
            self._socket.sendall(head + mask + masked)

    def _read(self) -> None:
        with suppress(OSError):  # the browser is gone: whoever waits is told below
            while (message := self._message()) is not None:
                self._take(message)
        for number in list(self._asked):
            self._asked.pop(number).set_exception(WireError("The browser is gone."))

    def _message(self) -> dict[str, Any] | None:
        """The next message; None once the browser has hung up."""
        whole = b""
        while True:
            head = self._file.read(2)
            if len(head) < 2:
                return None
            kind, length = head[0] & 0x0F, head[1]
            if length == _SHORT:
                (length,) = struct.unpack(">H", self._file.read(2))
            elif length == _LONG:
                (length,) = struct.unpack(">Q", self._file.read(8))
            data = self._file.read(length)
            if kind == _CLOSE or len(data) < length:
                return None
            if kind == _PING:
                self._write(_PONG, data)
                continue
            whole += data
            if head[0] & _FINAL:
                message: dict[str, Any] = json.loads(whole)
                return message

    def _take(self, message: dict[str, Any]) -> None:
        if "id" not in message:
            for hear in self._hears.get(message["method"], ()):
                hear(message["params"], message.get("sessionId", ""))
            return
        answer = self._asked.pop(message["id"])
        if "error" in message:
            answer.set_exception(WireError(message["error"]["message"]))
        else:
            answer.set_result(message["result"])


def _shake_hands(port: int, path: str) -> socket.socket:
    """An open WebSocket.

    Raises:
        WireError: there is no such endpoint.
    """
    line = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    line.sendall(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    heard = b""
    while not heard.endswith(b"\r\n\r\n"):
        byte = line.recv(1)
        if not byte:
            break
        heard += byte
    if b" 101 " not in heard.split(b"\r\n", 1)[0]:
        line.close()
        raise WireError("Chromium's DevTools endpoint refused.")
    line.settimeout(None)
    return line
