"""How answers come: late, broken, not at all, strictly protected, or with a page that moves."""

from __future__ import annotations

import random
from asyncio import sleep
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from mock_portal import texts
from mock_portal.acting import ASSETS, EVERYWHERE, act, rewritten
from mock_portal.places import place_of
from mock_portal.portal import asset

if TYPE_CHECKING:
    from mock_portal.acting import View
    from mock_portal.visit import Visit

STRICT_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Only what the pages use, and no text ever becomes markup or script."""
_CHANCE: Final = random.SystemRandom()


@act("latency", EVERYWHERE, ASSETS)
async def come_late(visit: Visit, go_on: View) -> Response:
    """Answer some time later."""
    await sleep(visit.value("latency"))
    return await go_on(visit)


@act("jitter", EVERYWHERE, ASSETS)
async def come_any_time(visit: Visit, go_on: View) -> Response:
    """Answer up to some time later."""
    await sleep(_CHANCE.uniform(0, visit.value("jitter")))
    return await go_on(visit)


@act("hang-at", EVERYWHERE)
async def never_come(visit: Visit, go_on: View) -> Response:
    """Answer nothing, until the visitor gives up."""
    if place_of(visit.path) not in visit.player.values("hang-at"):
        return await go_on(visit)
    while (await visit.request.receive())["type"] != "http.disconnect":
        pass
    return Response(status_code=HTTPStatus.GATEWAY_TIMEOUT)


@act("error-at", EVERYWHERE)
async def break_down(visit: Visit, go_on: View) -> Response:
    """Answer that something is broken."""
    if place_of(visit.path) in visit.player.values("error-at"):
        return visit.error(HTTPStatus.INTERNAL_SERVER_ERROR, texts.BROKEN)
    return await go_on(visit)


@act("error-once-at", EVERYWHERE)
async def break_down_once(visit: Visit, go_on: View) -> Response:
    """Answer once that the portal is overloaded."""
    if place_of(visit.path) == visit.value("error-once-at") and visit.first("error-once-at"):
        return visit.error(HTTPStatus.SERVICE_UNAVAILABLE, texts.BROKEN)
    return await go_on(visit)


@act("scripts-slow", ASSETS)
async def script_late(visit: Visit, go_on: View) -> Response:
    """Let scripts come some time after the page, every time."""
    if not visit.path.endswith(".js"):
        return await go_on(visit)
    await sleep(visit.value("scripts-slow"))
    response = await go_on(visit)
    response.headers["Cache-Control"] = "no-store"
    return response


@act("csp-strict", EVERYWHERE)
async def protect(visit: Visit, go_on: View) -> Response:
    """Answer with the strictest security policy; an answer that has one of its own keeps it."""
    response = await go_on(visit)
    response.headers.setdefault("Content-Security-Policy", STRICT_POLICY)
    return response


@act("layout-shift", EVERYWHERE)
async def move(visit: Visit, go_on: View) -> Response:
    """Let a script push the page down, once after a moment and once under the pointer."""
    script = f'<script src="{asset("shift.js")}" defer></script>\n</head>'
    return rewritten(await go_on(visit), lambda html: html.replace("</head>", script, 1))
