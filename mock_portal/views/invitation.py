"""From the personal link to an active account."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from mock_portal import accounts, forms, rules, texts
from mock_portal.store import Account, Agent, Invitation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mock_portal.visit import Visit


def with_invitation(view: Callable[[Visit, Invitation], Awaitable[Response]]) -> Callable[[Visit], Awaitable[Response]]:
    """Show ``view`` for a good link only."""

    async def guarded(visit: Visit) -> Response:
        with visit.portal.store.begin() as db:
            found = accounts.invitation(db, visit.parameter("token"))
        if found is None:
            return visit.error(HTTPStatus.NOT_FOUND, texts.LINK_UNKNOWN, title="Lien inconnu")
        if found.agent.account is None and visit.portal.clock.now() >= found.sent_at + rules.INVITATION_LIFE:
            return visit.error(HTTPStatus.GONE, texts.LINK_EXPIRED, way_on=("/connexion", "Me connecter"))
        return await view(visit, found)

    return guarded


def _path(visit: Visit, step: str) -> str:
    return f"/invitation/{visit.parameter('token')}/{step}"


@with_invitation
async def welcome(visit: Visit, invitation: Invitation) -> Response:
    """« Bienvenue », or where the person already is."""
    match invitation.agent.account:
        case None:
            return visit.page("welcome.html", agent=invitation.agent, next_path=_path(visit, "acces"))
        case Account(active=True):
            return visit.page("already_active.html")
        case _:
            return visit.redirect(_path(visit, "creation"))


@with_invitation
async def access_form(visit: Visit, invitation: Invitation) -> Response:
    """« Création de vos accès »."""
    if invitation.agent.account:
        return visit.redirect(f"/invitation/{visit.parameter('token')}")
    return visit.page("access.html", values={"email": invitation.agent.email})


@with_invitation
async def create_access(visit: Visit, invitation: Invitation) -> Response:
    """Begin the creation of an account, once."""
    if invitation.agent.account:
        return visit.redirect(_path(visit, "creation"))
    errors = forms.new_password_errors(visit.form)
    if error := forms.email_error(visit.form.get("email", "")):
        errors = {"email": error} | errors
    if errors:
        return visit.page("access.html", HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)
    password_hash = await visit.portal.passwords.hash(visit.form["password"])
    account = _new_account(visit, invitation.agent, password_hash)
    if account is None:
        errors = {"email": texts.ACCOUNT_EXISTS}
        return visit.page("access.html", HTTPStatus.CONFLICT, errors=errors, exists=True)
    return visit.redirect(_path(visit, "activation" if account.active else "creation"))


def _new_account(visit: Visit, agent: Agent, password_hash: str) -> Account | None:
    """The person's account, begun now or by a form sent twice; none if the identifier is another's."""
    portal, email = visit.portal, forms.address(visit.form["email"])
    with portal.store.begin() as db:
        agent = db.get_one(Agent, agent.id)
        if agent.account:
            return agent.account
        if accounts.account_under(db, email):
            return None
        due_at = portal.clock.now() + dt.timedelta(seconds=portal.options.creation_seconds)
        account = Account(agent=agent, email=email, password_hash=password_hash, due_at=due_at, active=False)
        db.add(account)
    if portal.options.creation_seconds:
        portal.background.start(accounts.activate_when_due(portal, account.id, due_at))
        return account
    return accounts.activate(portal, account.id)


@with_invitation
async def creation(visit: Visit, invitation: Invitation) -> Response:
    """The page that waits for the creation."""
    match invitation.agent.account:
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


@with_invitation
async def creation_state(_visit: Visit, invitation: Invitation) -> Response:
    """Whether the creation is done, for the waiting page's script."""
    account = invitation.agent.account
    return JSONResponse({"ready": account is not None and account.active})


@with_invitation
async def activation(visit: Visit, invitation: Invitation) -> Response:
    """« Activation de votre identifiant »."""
    if invitation.agent.account is None or not invitation.agent.account.active:
        return visit.redirect(_path(visit, "creation"))
    return visit.page("activation.html")
