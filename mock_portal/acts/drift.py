"""How screens and mails drift; what a change does stands in :mod:`mock_portal.drift`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mock_portal import texts
from mock_portal.acting import EVERYWHERE, act, change, rewritten
from mock_portal.drift import MAIL, How, drifted
from mock_portal.places import place_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from mock_portal.acting import View
    from mock_portal.mails import Post
    from mock_portal.visit import Visit


def _play(how: How) -> None:
    @act(how, EVERYWHERE)
    async def on_page(visit: Visit, go_on: View) -> Response:
        response, place = await go_on(visit), place_of(visit.path)
        drifts = [drift for drift in visit.player.values(how) if drift.concerns(place)]
        return rewritten(response, partial(drifted, drifts=drifts)) if drifts else response

    @change(how, *texts.LETTERS)
    def in_mail(post: Post) -> None:
        post.drifts += [drift for drift in post.player.values(how) if drift.concerns(MAIL)]


for _how in How:
    _play(_how)
