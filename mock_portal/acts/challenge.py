"""The code sent by mail, as it is typed and sent again."""

from __future__ import annotations

import datetime as dt
import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from mock_portal import challenges, rules, texts
from mock_portal.acting import act, show
from mock_portal.store import Sitting
from mock_portal.views import challenge
from mock_portal.visit import HOME

if TYPE_CHECKING:
    from starlette.responses import Response

    from mock_portal.acting import View
    from mock_portal.visit import Visit

_PAGES = (challenge.code_form, challenge.check_code, challenge.resend)
_OLD = rules.CODE_LIFE + dt.timedelta(minutes=1)
_DIGITS = 6


def _is_typed(visit: Visit) -> bool:
    """Whether a code was typed for a challenge that is open."""
    return bool(visit.form.get("code", "").strip() and visit.signed_in.challenge)


def _expire(visit: Visit, *, sent: dt.timedelta) -> None:
    """Let the code be good no longer, as one sent that long ago."""
    now = visit.portal.clock.now()
    with visit.portal.store.begin() as db:
        visit.sitting = db.get_one(Sitting, visit.signed_in.key_hash)
        if visit.sitting.challenge:
            visit.sitting.challenge.good_until = now
            visit.sitting.challenge.sent_at = now - sent


@act("code-expired", challenge.check_code)
async def code_expired(visit: Visit, go_on: View) -> Response:
    """The next one is good."""
    if _is_typed(visit) and visit.first("code-expired"):
        _expire(visit, sent=_OLD)
    return await go_on(visit)


@act("code-expired-always", challenge.check_code)
async def code_expired_always(visit: Visit, go_on: View) -> Response:
    """None is good."""
    if _is_typed(visit):
        _expire(visit, sent=_OLD)
    return await go_on(visit)


@act("resend-cooldown", challenge.check_code)
async def resend_cooldown(visit: Visit, go_on: View) -> Response:
    """The code expires once; from then on the pause before a resend is counted."""
    return await _cool_down(visit, go_on, "resend-cooldown")


@act("resend-disabled", challenge.check_code)
async def resend_disabled(visit: Visit, go_on: View) -> Response:
    """The same."""
    return await _cool_down(visit, go_on, "resend-disabled")


show("resend-disabled", *_PAGES, resend_disabled=True)


async def _cool_down(visit: Visit, go_on: View, scenario: str) -> Response:
    if _is_typed(visit) and visit.first(scenario):
        _expire(visit, sent=rules.RESEND_PAUSE - dt.timedelta(seconds=visit.value(scenario)))
    return await go_on(visit)


@act("code-refused", challenge.check_code)
async def code_refused(visit: Visit, go_on: View) -> Response:
    """As a wrong one is, up to the lock."""
    if _is_typed(visit):
        _spoil(visit)
    return await go_on(visit)


@act("code-refused-once", challenge.check_code)
async def code_refused_once(visit: Visit, go_on: View) -> Response:
    """As a wrong one is; typed again it is right."""
    if _is_typed(visit) and visit.first("code-refused-once"):
        _spoil(visit)
    return await go_on(visit)


def _spoil(visit: Visit) -> None:
    # What is no code at all is refused for that.
    if sum(map(str.isdigit, visit.form["code"])) >= _DIGITS:
        visit.form["code"] = challenges.wrong_code(visit.signed_in)


@act("code-strict", challenge.check_code)
async def code_strict(visit: Visit, go_on: View) -> Response:
    """Only what follows the dash is a code."""
    sent = visit.signed_in.challenge
    if sent and len(re.sub(r"\W", "", visit.form.get("code", ""))) > _DIGITS:
        return challenge.show(visit, sent, HTTPStatus.UNPROCESSABLE_ENTITY, errors={"code": texts.CODE_SHAPE})
    return await go_on(visit)


@act("code-other-session", challenge.check_code)
async def code_other_session(visit: Visit, go_on: View) -> Response:
    """The login begins again, and leads where the first one led."""
    if not (_is_typed(visit) and visit.first("code-other-session")):
        return await go_on(visit)
    goal = visit.signed_in.bound_for or HOME
    visit.sign_out()
    return challenge.show_login(visit, HTTPStatus.CONFLICT, failure=texts.CODE_OTHER_SESSION, goal=goal)


show("masked-other", *_PAGES, masked=challenges.masked("didier.blanc@autre-ecole.example"))
