"""Consent to cookies, and the privacy page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_portal import rules, security

if TYPE_CHECKING:
    from starlette.responses import Response

    from mock_portal.visit import Visit

PURPOSES = ("audience", "contenus")
"""What only consent allows; each has a cookie of its name."""
_NOTHING = "aucun"


async def settings(visit: Visit) -> Response:
    """The choices, as a page of their own: where no script shows them as a panel."""
    return visit.page("cookies.html", back=own_path(visit.query.get("retour", "/")))


async def choose(visit: Visit) -> Response:
    """Keep the choice, and set or take away the cookies that depend on it."""
    match visit.form.get("choix"):
        case "tout":
            agreed: tuple[str, ...] = PURPOSES
        case "selection":
            agreed = tuple(purpose for purpose in PURPOSES if purpose in visit.form)
        case _:
            agreed = ()
    _keep(visit, agreed)
    return visit.redirect(own_path(visit.form.get("retour", "/")))


async def refuse(visit: Visit) -> Response:
    """Refuse by a link: it needs no form, as whatever it takes away can be given back."""
    _keep(visit, ())
    return visit.redirect(own_path(visit.query.get("retour", "/")))


def _keep(visit: Visit, agreed: tuple[str, ...]) -> None:
    visit.set_cookie("consentement", ".".join(agreed) or _NOTHING, int(rules.CONSENT_LIFE.total_seconds()))
    for purpose in PURPOSES:
        _set_or_take_away(visit, purpose, agreed=purpose in agreed)


def _set_or_take_away(visit: Visit, purpose: str, *, agreed: bool) -> None:
    known = visit.cookie(purpose)
    if agreed and not known:
        visit.set_cookie(purpose, security.new_token(), int(rules.CONSENT_LIFE.total_seconds()))
    elif known and not agreed:
        visit.set_cookie(purpose, "", 0)


def own_path(path: str) -> str:
    """A path of this portal, whatever was asked for."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours else "/"


async def privacy(visit: Visit) -> Response:
    """« Politique de confidentialité »."""
    return visit.page("privacy.html")
