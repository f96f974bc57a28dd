"""Hands mails to a server, on a connection that stays open as long as the server wants it to."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import smtplib
    from collections.abc import Callable
    from types import TracebackType

REST_SECONDS = 60
"""Servers end connections that were silent for long: after this long, another one is opened."""


class Courier:
    """One open connection after the other."""

    def __init__(self, connect: Callable[[], smtplib.SMTP], *, rest_seconds: float = REST_SECONDS) -> None:
        self._connect = connect
        self._rest_seconds = rest_seconds
        self._line = connect()
        self._used = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._line.close()

    def hand_over(self, mail: bytes, recipient: str, *, sender: str = "") -> None:
        """Hand a mail over.

        Raises:
            smtplib.SMTPException: the server does not take it.
        """
        if time.monotonic() - self._used > self._rest_seconds:
            self._line.close()
            self._line = self._connect()
        self._line.sendmail(sender, [recipient], mail)
        self._used = time.monotonic()
