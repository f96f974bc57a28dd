"""Plays plans in several processes at once; a run that takes too long is ended, with the process that plays it."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from queue import SimpleQueue
from typing import TYPE_CHECKING, Final

from tests.soak.worker import Result, work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from types import TracebackType

    from tests.soak.plans import Plan

    Work = Callable[[Connection], None]

_START: Final = 60.0
"""Seconds that a process may take to open its browser and its portals."""
_SPAWN: Final = multiprocessing.get_context("spawn")


class Hung(Exception):  # noqa: N818 - it is an answer
    """A run did not end in time."""


class Crashed(Exception):  # noqa: N818 - it is an answer
    """A run ended with its process; what it said stands above."""


Answer = Result | Hung | Crashed


class Crew(AbstractContextManager["Crew"]):
    """So many processes, started when they are first needed."""

    def __init__(self, size: int, limit: float, work: Work = work) -> None:
        """Prepare ``size`` of them; ``limit`` is how many seconds a run may take, ``work`` what each of them does."""
        self._limit = limit
        self._work = work
        self._threads = ThreadPoolExecutor(size)
        self._idle: SimpleQueue[_Hand] = SimpleQueue()
        for _ in range(size):
            self._idle.put(_Hand(work))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End them all."""
        self._threads.shutdown(cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().dismiss()

    def play(self, plans: Sequence[Plan]) -> Iterator[tuple[Plan, Answer]]:
        """The answers, in the order of the plans."""
        yield from zip(plans, self._threads.map(self._play, plans), strict=True)

    def _play(self, plan: Plan) -> Answer:
        hand = self._idle.get()
        try:
            return hand.play(plan, self._limit)
        except (Hung, Crashed) as answer:
            hand.dismiss()
            hand = _Hand(self._work)
            return answer
        finally:
            self._idle.put(hand)


class _Hand:
    """One process, and the pipe to it."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._process: BaseProcess | None = None
        self._pipe: Connection

    def play(self, plan: Plan, limit: float) -> Result:
        if self._process is None:
            self._begin()
        self._pipe.send(plan)
        return self._answer(limit)

    def dismiss(self) -> None:
        """End the process; its browser ends with it."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()

    def _begin(self) -> None:
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=self._work, args=(theirs,), daemon=True)
        self._process.start()
        # Its end is noticed only where nobody else holds the pipe open.
        theirs.close()
        self._answer(_START)

    def _answer(self, limit: float) -> Result:
        if not self._pipe.poll(limit):
            raise Hung
        try:
            answer: Result = self._pipe.recv()
        except EOFError:
            raise Crashed from None
        return answer
