"""Pages that only some scenarios lead to: what a person alone can answer before going on."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from mock_portal import security, texts
from mock_portal.views.cookies import own_path
from mock_portal.visit import HOME

if TYPE_CHECKING:
    from starlette.responses import Response

    from mock_portal.visit import Visit

_FRAMED = security.CONTENT_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
_HUMAN = "humain"


def ask_transfer(visit: Visit, errors: dict[str, str] | None = None) -> Response:
    """« Votre compte doit être transféré »."""
    return visit.page(
        "transfer.html", HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK, errors=errors or {}
    )


async def transfer(visit: Visit) -> Response:
    """Take the person's decision about the old account."""
    if not visit.plays("old-account"):
        return visit.redirect(HOME)
    if visit.form.get("choix") not in ("oui", "non"):
        return ask_transfer(visit, {"choix": texts.TRANSFER_MISSING})
    visit.first("old-account")
    return visit.redirect(HOME)


async def robot_frame(visit: Visit) -> Response:
    """« Vérification anti-robot », the frame within the login form."""
    response = visit.page("robot_frame.html", human=is_human(visit))
    if visit.plays("anti-bot"):
        response.headers["Content-Security-Policy"] = _FRAMED
    return response


async def confirm_human(visit: Visit) -> Response:
    """Note that a person has ticked the box in this browser's session."""
    if _HUMAN in visit.form:
        visit.portal.playing.count(_browser(visit), _HUMAN, times=1)
    return visit.redirect(own_path(visit.form.get("retour", "/")))


def is_human(visit: Visit) -> bool:
    """Whether the box was ticked in this browser's session."""
    return visit.portal.playing.times(_browser(visit), _HUMAN) > 0


def _browser(visit: Visit) -> str:
    return security.digest(visit.key)
