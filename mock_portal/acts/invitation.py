"""From the personal link to an active account."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse

from mock_portal import accounts, forms, texts
from mock_portal.acting import act
from mock_portal.store import Agent
from mock_portal.views import invitation
from mock_portal.visit import link_expired, link_unknown

if TYPE_CHECKING:
    from starlette.responses import Response

    from mock_portal.acting import View
    from mock_portal.visit import Visit

PAGES = (
    invitation.welcome,
    invitation.access_form,
    invitation.create_access,
    invitation.creation,
    invitation.activation,
)
_NOT_OPEN_FOR = dt.timedelta(days=14)
_GATEWAY_TIMEOUT = """<!doctype html>
<html lang="en">
<head><meta name="viewport" content="width=device-width"><title>504 Gateway Time-out</title></head>
<body>
<main>
<h1>504 Gateway Time-out</h1>
<p>The server didn’t respond in time.</p>
</main>
</body>
</html>
"""


@act("invitation-expired", *PAGES)
async def invitation_expired(visit: Visit, _go_on: View) -> Response:
    """The delay has passed."""
    return link_expired(visit)


@act("invitation-used", *PAGES)
async def invitation_used(visit: Visit, _go_on: View) -> Response:
    """Whatever page of it is asked for."""
    return visit.page("already_active.html")


@act("invitation-unknown", *PAGES)
async def invitation_unknown(visit: Visit, _go_on: View) -> Response:
    """As a link that was tampered with."""
    return link_unknown(visit)


@act("campaign-not-open", *PAGES)
async def campaign_not_open(visit: Visit, _go_on: View) -> Response:
    """It says from when on."""
    title, message = texts.NOT_OPEN
    date = texts.written(visit.portal.clock.today() + _NOT_OPEN_FOR)
    return visit.error(HTTPStatus.OK, message.format(date=date), title=title)


@act("not-eligible", *PAGES)
async def not_eligible(visit: Visit, _go_on: View) -> Response:
    """A refusal, not an error."""
    title, message = texts.NOT_ELIGIBLE
    return visit.error(HTTPStatus.OK, message, title=title)


def _another_address(visit: Visit) -> str:
    """An address that the employer might have noted before."""
    local = visit.invitation.agent.email.rpartition("@")[0]
    return f"{local}@ancienne-adresse.example"


@act("identifier-wrong", invitation.access_form)
async def identifier_wrong(visit: Visit, go_on: View) -> Response:
    """It can be corrected."""
    visit.shown["values"] = {"email": _another_address(visit)}
    return await go_on(visit)


@act("identifier-locked", invitation.access_form, invitation.create_access)
async def identifier_locked(visit: Visit, go_on: View) -> Response:
    """It cannot be corrected, whatever is sent."""
    visit.form["email"] = _another_address(visit)
    visit.shown |= {"values": visit.form, "locked": True}
    return await go_on(visit)


@act("identifier-taken", invitation.welcome, invitation.access_form, invitation.create_access)
async def identifier_taken(visit: Visit, go_on: View) -> Response:
    """Nothing tells it before the form is sent, complete and right."""
    visit.invitation.agent.account = None  # on this visit's copy alone
    if visit.request.method == "POST" and not invitation.errors_in(visit):
        return invitation.account_exists(visit)
    return await go_on(visit)


@act("password-rule-hidden", invitation.create_access)
async def password_rule_hidden(visit: Visit, go_on: View) -> Response:
    """The page does not tell it."""
    visit.password_rule = forms.STRICT
    return await go_on(visit)


@act("confirmation-differs", invitation.create_access)
async def confirmation_differs(visit: Visit, go_on: View) -> Response:
    """A character gets lost on the way."""
    if visit.form.get("confirmation") and visit.first("confirmation-differs"):
        visit.form["confirmation"] = visit.form["confirmation"][:-1]
    return await go_on(visit)


@act("field-lost", invitation.create_access)
async def field_lost(visit: Visit, go_on: View) -> Response:
    """All of it gets lost on the way."""
    if visit.form.get("email") and visit.first("field-lost"):
        visit.form["email"] = ""
    return await go_on(visit)


@act("creation-doubled", invitation.create_access)
async def creation_doubled(visit: Visit, go_on: View) -> Response:
    """The first form has created the account; it is the second that is answered."""
    response = await go_on(visit)
    if not _created(visit):
        return response
    title, message = texts.ALREADY_SENT
    return visit.error(HTTPStatus.CONFLICT, message, title=title, way_on=texts.TO_LOGIN)


@act("creation-gateway-timeout", invitation.create_access)
async def creation_gateway_timeout(visit: Visit, go_on: View) -> Response:
    """What is in front of the portal answers in its stead."""
    response = await go_on(visit)
    return HTMLResponse(_GATEWAY_TIMEOUT, HTTPStatus.GATEWAY_TIMEOUT) if _created(visit) else response


def _created(visit: Visit) -> bool:
    """Whether the person has an account, which is then finished at once."""
    with visit.portal.store.begin() as db:
        account = db.get_one(Agent, visit.invitation.agent.id).account
    if account is None:
        return False
    accounts.activate(visit.portal, account.id)
    return True
