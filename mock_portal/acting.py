"""How scenarios are played: acts around the views, and changes to the mails.

An act is a function with the visit and the rest of the way to the answer: it may answer itself, change what
the form says or what the page shows, or change the answer. It is registered for a scenario and for the views
around which it acts, and runs only for visitors for whom that scenario is played, so views know nothing of it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from mock_portal.scenarios import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable, Iterable

    from starlette.responses import Response

    from mock_portal.mails import Post
    from mock_portal.texts import Letter
    from mock_portal.visit import Visit

    View = Callable[[Visit], Awaitable[Response]]
    Act = Callable[[Visit, View], Awaitable[Response]]
    Change = Callable[[Post], None]

EVERYWHERE = "everywhere"
"""The place around every view, and around the detours to the login or the challenge too."""
ASSETS = "assets"
"""The place around the files that belong to the pages: scripts, styles, fonts, pictures."""
_ACTS: defaultdict[Hashable, list[tuple[str, Act]]] = defaultdict(list)
_CHANGES: defaultdict[str, list[tuple[str, Change]]] = defaultdict(list)


def act(scenario: str, *places: Hashable) -> Callable[[Act], Act]:
    """Play ``scenario`` around these views; of several acts at one place the first is the outermost."""
    name = CATALOGUE[scenario].name

    def register(function: Act) -> Act:
        for place in places:
            _ACTS[place].append((name, function))
        return function

    return register


def change(scenario: str, *letters: Letter) -> Callable[[Change], Change]:
    """Play ``scenario`` on mails with these letters before they leave."""
    name = CATALOGUE[scenario].name

    def register(function: Change) -> Change:
        for letter in letters:
            _CHANGES[letter.subject].append((name, function))
        return function

    return register


def show(scenario: str, *places: Hashable, **shown: Any) -> None:
    """Play ``scenario`` by showing these views' templates other things."""

    @act(scenario, *places)
    async def put_in(visit: Visit, go_on: View) -> Response:
        visit.shown |= shown
        return await go_on(visit)


async def perform(visit: Visit, place: Hashable, view: View) -> Response:
    """The answer of ``view``, with every act that is played around ``place``."""
    for scenario, function in reversed(_ACTS.get(place, ())):
        if visit.plays(scenario):
            view = _around(view, function)
    return await view(visit)


def _around(view: View, function: Act) -> View:
    async def acted_around(visit: Visit) -> Response:
        return await function(visit, view)

    return acted_around


def rewritten(response: Response, change: Callable[[str], str]) -> Response:
    """A page after a change to its HTML; other answers stay as they are."""
    if isinstance(response, HTMLResponse):
        response.body = response.render(change(bytes(response.body).decode()))
        response.headers["Content-Length"] = str(len(response.body))
    return response


def retouch(post: Post) -> None:
    """Make every change to a mail that is played for the person it is for."""
    for scenario, function in _CHANGES.get(post.letter.subject, ()):
        if post.player.plays(scenario):
            function(post)


def acted() -> Iterable[str]:
    """The scenarios that are played around some view or on some mail."""
    return {name for registry in (_ACTS, _CHANGES) for found in registry.values() for name, _ in found}
