"""A witness beside the page: what every page heard of, told by the pages and not by the guide."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.person.wire import Wire

SCRIPT: Final = (Path(__file__).parent / "witness.js").read_text(encoding="utf-8")
_WORLD: Final = "parcours-witness"
_SILENT: Final = frozenset({"Shift", "Control", "Alt", "Meta", "AltGraph", "Tab"})
"""Keys that change nothing by themselves; Tab may be pressed in the browser's own bars, too."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that happened on a page."""

    type: str
    trusted: bool
    """Whether the browser itself made the event, and not a script."""
    at: float
    """Seconds since the epoch."""
    x: int | None = None
    y: int | None = None
    """Pixels of the screen."""
    typing: bool = False
    """Whether an input brought text, and not a tick or a choice."""
    key: str | None = None
    shortcut: bool = False


class Witness:
    """Listens to every page of a browser from a world that the pages cannot see."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._lock = threading.Lock()
        self._heard: list[Heard] = []
        self.sessions: dict[str, str] = {}
        """The line's session with each page that is open, by the page's target."""
        self._known: set[str] = set()
        wire.on("Target.attachedToTarget", self._attach)
        wire.on("Target.detachedFromTarget", self._detach)
        wire.on("Runtime.bindingCalled", self._hear)
        wire.ask("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=True, flatten=True)

    @property
    def heard(self) -> list[Heard]:
        """Everything so far, in order."""
        with self._lock:
            return list(self._heard)

    @property
    def pressed(self) -> list[tuple[int | None, int | None]]:
        """Where pages were pressed."""
        return [(each.x, each.y) for each in self.heard if each.type == "mousedown"]

    @property
    def typed(self) -> list[str]:
        """Which keys pages heard of, those for the browser aside."""
        return [
            each.key
            for each in self.heard
            if each.type == "keydown" and each.key and each.key not in _SILENT and not each.shortcut
        ]

    @property
    def forged(self) -> list[Heard]:
        """What no hand can have done: a script's events, and text or a choice that no key or press preceded."""
        heard = self.heard
        found = [each for each in heard if not each.trusted]
        key = press = False
        for each in heard:
            key |= each.type == "keydown" and each.key not in _SILENT
            press |= each.type == "click"
            if each.type == "input":
                if not (key or (press and not each.typing)):
                    found.append(each)
                key = press = False
        return found

    def _attach(self, told: dict[str, Any], _session: str) -> None:
        session, target, kind = told["sessionId"], told["targetInfo"]["targetId"], told["targetInfo"]["type"]
        if kind in ("page", "iframe") and target not in self._known:
            self._known.add(target)
            if kind == "page":
                self.sessions = {**self.sessions, target: session}
            self._wire.send("Runtime.enable", session)
            self._wire.send("Runtime.addBinding", session, name="parcoursWitness", executionContextName=_WORLD)
            self._wire.send("Page.enable", session)
            self._wire.send(
                "Page.addScriptToEvaluateOnNewDocument",
                session,
                source=SCRIPT,
                worldName=_WORLD,
                runImmediately=True,
            )
            self._wire.send("Target.setAutoAttach", session, autoAttach=True, waitForDebuggerOnStart=True, flatten=True)
        self._wire.send("Runtime.runIfWaitingForDebugger", session)

    def _detach(self, told: dict[str, Any], _session: str) -> None:
        gone = told["sessionId"]
        self.sessions = {target: session for target, session in self.sessions.items() if session != gone}

    def _hear(self, told: dict[str, Any], _session: str) -> None:
        if told["name"] == "parcoursWitness":
            with self._lock:
                self._heard.append(Heard(**json.loads(told["payload"])))
