"""A person's hands: a mouse and a keyboard at the X server, and a note of everything done with them."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from tests.person.display import Display

_PATIENCE: Final = 20
"""Seconds that xdotool may take."""
_BETWEEN_KEYS: Final = 12
"""Milliseconds between two keys: faster than anybody types."""
_SPELT: Final = {"Return": "Enter", "space": " ", "Down": "ArrowDown", "Up": "ArrowUp"}
"""What a page calls the keys that X names otherwise."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press of the mouse's first button."""

    at: float
    """Seconds since the epoch, before it was done."""
    x: int
    y: int
    """Pixels of the screen."""
    where: Literal["page", "panel", "browser"] = "page"
    """On what: the guide's panel keeps what happens in it to itself, and a page hears nothing of the browser's bars."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One key that a page is to hear of, shifted where it must be."""

    at: float
    key: str
    where: Literal["page", "panel"] = "page"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys pressed at once that are meant for the browser."""

    at: float
    keys: str


Act = Pressed | Typed | Shortcut


class Hands:
    """They act on the display alone, through its input extension, as a mouse and a keyboard do."""

    def __init__(self, display: Display) -> None:
        self._xdotool = shutil.which("xdotool") or "xdotool"
        self._environment = {**os.environ, "DISPLAY": display.name}
        self.acts: list[Act] = []
        """In order."""

    def click(self, x: float, y: float, where: Literal["page", "panel", "browser"] = "page") -> None:
        """Press the mouse's first button there."""
        self.acts.append(Pressed(time.time(), round(x), round(y), where))
        self._do("mousemove", str(round(x)), str(round(y)), "click", "1")

    def type(self, text: str) -> None:
        """Type, sign by sign."""
        now = time.time()
        self.acts += [Typed(now, sign) for sign in text]
        self._do("type", "--delay", str(_BETWEEN_KEYS), "--", text)

    def key(self, *names: str, where: Literal["page", "panel"] = "page") -> None:
        """Press keys of these X names, one after the other, in the page or in the guide's panel."""
        now = time.time()
        self.acts += [Typed(now, _SPELT.get(name, name), where) for name in names]
        self._do("key", "--delay", str(_BETWEEN_KEYS), *names)

    def shortcut(self, keys: str) -> None:
        """Press keys at once, as « ctrl+t »."""
        self.acts.append(Shortcut(time.time(), keys))
        self._do("key", keys)

    @property
    def pressed(self) -> list[tuple[int, int]]:
        """Where the mouse's button was pressed on pages."""
        return [(act.x, act.y) for act in self.acts if isinstance(act, Pressed) and act.where == "page"]

    @property
    def typed(self) -> list[str]:
        """Which keys pages were to hear of."""
        return [act.key for act in self.acts if isinstance(act, Typed) and act.where == "page"]

    def _do(self, *gesture: str) -> None:
        subprocess.run(  # noqa: S603 - the tests' own gestures
            [self._xdotool, *gesture], check=True, env=self._environment, timeout=_PATIENCE, capture_output=True
        )
