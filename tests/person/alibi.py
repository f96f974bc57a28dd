"""Whether everything that a portal was asked for came from a person's hands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.person.hands import Shortcut, Typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_portal.playing import Logged
    from tests.person.hands import Act

_SENDS: Final = frozenset({"Enter", " ", "ArrowDown", "ArrowUp"})
"""Keys that press, tick or choose something."""
_IDLE: Final = frozenset({"Tab", "F6", "ctrl+a", "alt+g", "ctrl+plus"})
"""Shortcuts that ask for nothing."""
_POLLED: Final = frozenset({"/invitation/{token}/creation/etat"})
"""What the portal's own pages ask for by themselves, until it leads on."""
_ANSWERED: Final = 10.0
"""Seconds within which an act is answered."""
_LEAP: Final = 300
"""The first status of an answer that sends the browser on."""
_ERROR: Final = 400


def unexplained(requests: Iterable[Logged], acts: Sequence[Act], *, openings: int = 1) -> list[str]:
    """The requests for which there is neither an act of the person, nor an answer that led there.

    Args:
        requests: what the portal has logged, in order.
        acts: what the person did, in order; each may cause one request.
        openings: how many pages the guide was asked to open when it was started.
    """
    causes = [act.at for act in acts if _may_ask(act)]
    found = []
    led_on = False
    for request in requests:
        explained = led_on or request.path in _POLLED
        if not explained:
            at = request.at.timestamp()
            before = [cause for cause in causes if at - _ANSWERED <= cause <= at]
            if before:
                causes.remove(before[-1])
            elif openings and request.method == "GET":
                openings -= 1
            else:
                found.append(f"{request.method} {request.path}")
        led_on = _LEAP <= request.status < _ERROR or request.path in _POLLED
    return found


def _may_ask(act: Act) -> bool:
    if isinstance(act, Typed):
        return act.where == "page" and act.key in _SENDS
    if isinstance(act, Shortcut):
        return act.keys not in _IDLE
    return act.where != "panel"
