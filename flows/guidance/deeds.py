"""Deeds: what a person has done on a page, told without reading what was typed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

from flows.guidance.framing import home_of, place_of
from flows.steps import Tick
from pages.element import Choice

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from flows.guidance.overlay import Hand, Overlay
    from flows.steps import Step

State = Literal["done", "open", "optional"]

_QUIET: Final = 0.8
"""Seconds without any input after which somebody who is still in a field is taken to have finished there."""


class Deeds:
    """Which acts are done in the document that a tab shows."""

    def __init__(self, overlay: Overlay) -> None:
        self._overlay = overlay
        self._done: set[tuple[float, Step]] = set()

    def state(self, page: Page, document: float, step: Step) -> State:
        """How far ``step`` is; an act that leads on is open as long as its screen shows. Does not wait."""
        target = step.target
        if step.action == "click" or target is None:
            return "open"
        home = home_of(page, target)
        if isinstance(target, Choice):
            chosen = target.answers_on(home).and_(home.locator(":checked, [aria-checked=true]"))
            return "done" if self._overlay.hand(chosen).present else "open"
        hand = self._overlay.hand(place_of(home, target))
        if not hand.present:
            return "done"
        if isinstance(step, Tick):
            return "done" if hand.ticked else "optional" if hand.valid else "open"
        return self._filled(hand, (document, step))

    def _filled(self, hand: Hand, key: tuple[float, Step]) -> State:
        if not hand.filled:
            self._done.discard(key)
            return "open"
        if key in self._done or _left_or_quiet(hand):
            self._done.add(key)
            return "done"
        return "open"


def _left_or_quiet(hand: Hand) -> bool:
    touched = math.isfinite(hand.quiet)
    if touched and hand.quiet >= _QUIET:
        return True
    # What the browser or the portal has filled in, nobody is about to type.
    return hand.valid and (not hand.focused or not touched)
