"""« Authentification renforcée »: the code sent by mail."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from mock_portal import challenges, rules, security, texts
from mock_portal.visit import HOME

if TYPE_CHECKING:
    from starlette.responses import Response

    from mock_portal.store import SentCode
    from mock_portal.visit import Visit


async def code_form(visit: Visit) -> Response:
    """Ask for the code; the first visit of a session sends it."""
    sitting = visit.signed_in
    if sitting.verified:
        return visit.redirect(sitting.bound_for or HOME)
    sent = sitting.challenge or challenges.issue(visit.portal, sitting)
    notice = texts.CODE_RESENT if visit.query.get("code") == "renvoye" else None
    return show(visit, sent, HTTPStatus.OK, notice=notice)


async def check_code(visit: Visit) -> Response:
    """Let the session pass, or say what is wrong with the code."""
    sitting, now = visit.signed_in, visit.portal.clock.now()
    if sitting.verified or sitting.challenge is None:
        return visit.redirect("/authentification")
    with visit.portal.store.begin() as db:
        error = challenges.check(db, sitting, visit.form.get("code", ""), now)
        locked = challenges.is_over(db, sitting)
    if locked:
        visit.sign_out()
        return show_login(visit, HTTPStatus.TOO_MANY_REQUESTS, failure=error)
    if error:
        return show(visit, sitting.challenge, HTTPStatus.UNPROCESSABLE_ENTITY, errors={"code": error})
    if "confiance" in visit.form:
        _trust(visit)
    return visit.redirect(sitting.bound_for or HOME)


async def resend(visit: Visit) -> Response:
    """Send another code, which voids the earlier one."""
    sitting = visit.signed_in
    if sitting.verified or sitting.challenge is None:
        return visit.redirect("/authentification")
    if error := challenges.resend_error(sitting.challenge, visit.portal.clock.now()):
        return show(visit, sitting.challenge, HTTPStatus.TOO_MANY_REQUESTS, failure=error)
    challenges.issue(visit.portal, sitting)
    return visit.redirect("/authentification?code=renvoye")


def _trust(visit: Visit) -> None:
    portal, token = visit.portal, visit.cookie("navigateur")
    with portal.store.begin() as db:
        if not (token and challenges.knows_browser(db, token)):
            token = security.new_token()
        challenges.trust(db, visit.account, token, portal.clock.now())
    visit.set_cookie("navigateur", token, int(rules.TRUST_LIFE.total_seconds()))


def show(
    visit: Visit,
    sent: SentCode,
    status: int,
    *,
    errors: dict[str, str] | None = None,
    failure: str | None = None,
    notice: str | None = None,
) -> Response:
    """The page that asks for the code."""
    return visit.page(
        "challenge.html",
        status,
        masked=challenges.masked(visit.account.email),
        prefix=sent.prefix,
        errors=errors or {},
        failure=failure,
        notice=notice,
        resend_in=challenges.seconds_to_resend(sent, visit.portal.clock.now()),
    )


def show_login(visit: Visit, status: int, *, failure: str | None, goal: str = HOME) -> Response:
    """The login form, for whom the challenge has sent back to it."""
    return visit.page("login.html", status, goal=goal, failure=failure, notice=None, values={})
