"""The banner that asks for consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_portal.acting import EVERYWHERE, act, show
from mock_portal.views import cookies
from mock_portal.visit import PERSONAL_PATHS

if TYPE_CHECKING:
    from starlette.responses import Response

    from mock_portal.acting import View
    from mock_portal.visit import Visit

_LATE = 1000
"""Milliseconds."""

show("banner-covers", EVERYWHERE, veil_clear=True)
show("banner-link", EVERYWHERE, refusal="link")
show("banner-without-refusal", EVERYWHERE, refusal="none", preset=cookies.PURPOSES)
show("banner-late", EVERYWHERE, banner_after=_LATE)


@act("banner-again", EVERYWHERE)
async def banner_again(visit: Visit, go_on: View) -> Response:
    """Until it is answered there."""
    if visit.path.startswith(PERSONAL_PATHS) and not visit.player.done("banner-again"):
        visit.shown["show_banner"] = visit.portal.options.cookie_banner
    return await go_on(visit)


@act("banner-again", cookies.choose)
async def answer_again(visit: Visit, go_on: View) -> Response:
    """What is answered in the personal space is answered for good."""
    if visit.form.get("retour", "").startswith(PERSONAL_PATHS):
        visit.first("banner-again")
    return await go_on(visit)
