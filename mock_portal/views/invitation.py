"""From the personal link to an active account."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from mock_portal import accounts, forms, texts
from mock_portal.store import Account, Agent

if TYPE_CHECKING:
    from mock_portal.forms import Errors
    from mock_portal.visit import Visit


def _path(visit: Visit, step: str) -> str:
    return f"/invitation/{visit.parameter('token')}/{step}"


async def welcome(visit: Visit) -> Response:
    """« Bienvenue », or where the person already is."""
    match visit.invitation.agent.account:
        case None:
            return visit.page("welcome.html", agent=visit.invitation.agent, next_path=_path(visit, "acces"))
        case Account(active=True):
            return visit.page("already_active.html")
        case _:
            return visit.redirect(_path(visit, "creation"))


async def access_form(visit: Visit) -> Response:
    """« Création de vos accès »."""
    if visit.invitation.agent.account:
        return visit.redirect(f"/invitation/{visit.parameter('token')}")
    return visit.page("access.html", values={"email": visit.invitation.agent.email})


async def create_access(visit: Visit) -> Response:
    """Begin the creation of an account, once."""
    if visit.invitation.agent.account:
        return visit.redirect(_path(visit, "creation"))
    if errors := errors_in(visit):
        return visit.page("access.html", HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)
    password_hash = await visit.portal.passwords.hash(visit.form["password"])
    account = _new_account(visit, visit.invitation.agent, password_hash)
    if account is None:
        return account_exists(visit)
    return visit.redirect(_path(visit, "activation" if account.active else "creation"))


def errors_in(visit: Visit) -> Errors:
    """What is wrong with the form, by itself."""
    errors = forms.new_password_errors(visit.form, visit.password_rule)
    if error := forms.email_error(visit.form.get("email", "")):
        errors = {"email": error} | errors
    return errors


def account_exists(visit: Visit) -> Response:
    """The form again, since its identifier has an account."""
    return visit.page("access.html", HTTPStatus.CONFLICT, errors={"email": texts.ACCOUNT_EXISTS}, exists=True)


def _new_account(visit: Visit, agent: Agent, password_hash: str) -> Account | None:
    """The person's account, begun now or by a form sent twice; none if the identifier is another's."""
    portal, email = visit.portal, forms.address(visit.form["email"])
    seconds = visit.value("creation-slow", portal.options.creation_seconds)
    with portal.store.begin() as db:
        agent = db.get_one(Agent, agent.id)
        if agent.account:
            return agent.account
        if accounts.account_under(db, email):
            return None
        due_at = portal.clock.now() + dt.timedelta(seconds=seconds)
        account = Account(agent=agent, email=email, password_hash=password_hash, due_at=due_at, active=False)
        db.add(account)
    if seconds:
        portal.background.start(accounts.activate_when_due(portal, account.id, due_at))
        return account
    return accounts.activate(portal, account.id)


async def creation(visit: Visit) -> Response:
    """The page that waits for the creation."""
    match visit.invitation.agent.account:
        case None:
            return visit.redirect(_path(visit, "acces"))
        case Account(active=True):
            return visit.redirect(_path(visit, "activation"))
        case _:
            return visit.page(
                "creation.html",
                state_path=_path(visit, "creation/etat"),
                next_path=_path(visit, "activation"),
            )


async def creation_state(visit: Visit) -> Response:
    """Whether the creation is done, for the waiting page's script."""
    account = visit.invitation.agent.account
    return JSONResponse({"ready": account is not None and account.active})


async def activation(visit: Visit) -> Response:
    """« Activation de votre identifiant »."""
    if visit.invitation.agent.account is None or not visit.invitation.agent.account.active:
        return visit.redirect(_path(visit, "creation"))
    return visit.page("activation.html")
