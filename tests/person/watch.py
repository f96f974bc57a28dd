"""How fast the guide is, as seen on the screen: when callouts come, and when they go on."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Self

from tests.person.frames import frames_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from tests.person.display import Display
    from tests.person.frames import Frame
    from tests.person.witness import Heard


@dataclass(frozen=True, slots=True)
class Change:
    """What the guide pointed at from a moment on."""

    at: float
    """Seconds since the epoch: when it was first seen."""
    frames: tuple[Frame, ...]


class Watch:
    """Looks at the screen again and again, and notes when the frames change; a context manager."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch", daemon=True)
        self.changes: list[Change] = []
        self.looks = 0

    def __enter__(self) -> Self:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End."""
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        before: tuple[Frame, ...] = ()
        while not self._ended.is_set():
            picture, now = self._display.picture(), time.time()
            frames = tuple(frames_in(picture))
            self.looks += 1
            if frames != before:
                self.changes.append(Change(now, frames))
                before = frames


def arrivals(heard: Iterable[Heard], changes: Iterable[Change]) -> Iterator[float]:
    """Seconds from each screen's being ready until a callout was seen on it."""
    ready = [each.at for each in heard if each.type == "ready"]
    seen = list(changes)
    for begun, ended in pairwise([*ready, float("inf")]):
        came = next((change.at for change in seen if begun <= change.at < ended and change.frames), None)
        if came is not None:
            yield came - begun


def goings_on(heard: Iterable[Heard], changes: Iterable[Change], *, typing: bool) -> Iterator[float]:
    """Seconds from the end of each act on a screen until the guide pointed at the next thing on it.

    Args:
        heard: what the pages heard of.
        changes: what was seen.
        typing: of acts that type something; else of ticks and choices.
    """
    told = [each for each in heard if each.type in ("input", "ready", "submit")]
    seen = list(changes)
    for act, following in pairwise(told):
        if act.type != "input" or act.typing != typing:
            continue
        before = next((change.frames for change in reversed(seen) if change.at <= act.at), ())
        came = next(
            (
                change.at
                for change in seen
                if act.at < change.at < following.at and change.frames and not set(change.frames) & set(before)
            ),
            None,
        )
        if came is not None:
            yield came - act.at
