"""The portal's own time: the machine's, faster if so wanted, plus what tests have added to it."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    """A clock that can be put forward from any thread."""

    def __init__(self, *, speed: float = 1.0) -> None:
        """Begin with the machine's time; ``speed`` is how many seconds pass in one of the machine's.

        Raises:
            ValueError: time would stand still or run backwards.
        """
        if speed <= 0:
            raise ValueError("A portal's clock goes forward only.")
        self.speed = speed
        self._started = dt.datetime.now(dt.UTC)
        self._added = dt.timedelta()
        self._sleepers: set[Callable[[], object]] = set()
        self._lock = threading.Lock()

    def now(self) -> dt.datetime:
        """The portal's time, aware, in UTC."""
        now = dt.datetime.now(dt.UTC)
        return now + (now - self._started) * (self.speed - 1) + self._added

    def today(self) -> dt.date:
        """The portal's date where the machine stands."""
        return self.now().astimezone().date()

    def advance(self, by: dt.timedelta) -> None:
        """Put the clock forward; whatever slept until then wakes.

        Raises:
            ValueError: ``by`` is negative.
        """
        if by < dt.timedelta():
            raise ValueError("A portal's clock goes forward only.")
        with self._lock:
            self._added += by
            sleepers = tuple(self._sleepers)
        for wake in sleepers:
            wake()

    async def sleep_until(self, moment: dt.datetime) -> None:
        """Return once the clock shows ``moment``."""
        loop = asyncio.get_running_loop()
        advanced = asyncio.Event()

        def wake() -> None:
            # A loop that is closed has nobody left to wake.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(advanced.set)

        with self._lock:
            self._sleepers.add(wake)
        try:
            while (left := (moment - self.now()).total_seconds()) > 0:
                advanced.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(advanced.wait(), left / self.speed)
        finally:
            with self._lock:
                self._sleepers.discard(wake)
