"""Logging in and out, activating, and the forgotten password."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING

from mock_portal import accounts, forms, rules, texts
from mock_portal.visit import HOME, PERSONAL_PATHS

if TYPE_CHECKING:
    from starlette.responses import Response

    from mock_portal.forms import Errors
    from mock_portal.store import Account
    from mock_portal.visit import Visit


async def front_door(visit: Visit) -> Response:
    """The personal space, or the way to it."""
    return visit.redirect(HOME if visit.sitting else "/connexion")


async def login_form(visit: Visit) -> Response:
    """« Me connecter »."""
    if visit.sitting:
        return visit.page("signed_in.html", home=HOME)
    notice = None
    if "suite" in visit.query:
        notice = texts.SESSION_ENDED
    elif visit.query.get("fin") == "ok":
        notice = texts.SIGNED_OUT
    return visit.page("login.html", goal=_goal(visit), notice=notice)


async def log_in(visit: Visit) -> Response:
    """Open a session for who knows the password."""
    email, password = visit.form.get("email", ""), visit.form.get("password", "")
    errors: Errors = {}
    if error := forms.email_error(email):
        errors["email"] = error
    if not password:
        errors["password"] = texts.LOGIN_PASSWORD_MISSING
    if errors:
        return refused(visit, HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)
    with visit.portal.store.begin() as db:
        locked = accounts.count_try(db, email, visit.portal.clock.now())
        account = accounts.account_under(db, email)
    if locked:
        return refused(visit, HTTPStatus.TOO_MANY_REQUESTS, failure=accounts.lock_message(locked))
    known = account.password_hash if account and account.active else None
    fits = await visit.portal.passwords.verify(known, password[: rules.PASSWORD_MAX])
    if not (account and fits):
        return _wrong(visit, email)
    with visit.portal.store.begin() as db:
        accounts.unlock(db, email)
    visit.sign_in(account)
    return visit.redirect(_goal(visit))


def _wrong(visit: Visit, email: str) -> Response:
    with visit.portal.store.begin() as db:
        locked = accounts.locked_for(db, email, visit.portal.clock.now())
    if locked:
        return refused(visit, HTTPStatus.TOO_MANY_REQUESTS, failure=accounts.lock_message(locked))
    return refused(visit, HTTPStatus.UNPROCESSABLE_ENTITY, failure=texts.LOGIN_WRONG)


def refused(visit: Visit, status: int, *, errors: Errors | None = None, failure: str | None = None) -> Response:
    """The login form again, with what is wrong."""
    return visit.page("login.html", status, goal=_goal(visit), errors=errors or {}, failure=failure, notice=None)


def _goal(visit: Visit) -> str:
    """Where the login leads: to the page that asked for it, if it is one of ours."""
    asked = visit.form.get("suite") or visit.query.get("suite")
    return asked if asked in PERSONAL_PATHS else HOME


async def log_out(visit: Visit) -> Response:
    """End the session."""
    visit.sign_out()
    return visit.redirect("/connexion?fin=ok")


async def activate_form(visit: Visit) -> Response:
    """« Activer un compte »: the invitation is needed, and can be sent again."""
    return visit.page("activate.html")


async def send_invitation(visit: Visit) -> Response:
    """Send the personal link again; the answer is the same for known and unknown addresses."""
    email = visit.form.get("email", "")
    if error := forms.email_error(email):
        return visit.page("activate.html", HTTPStatus.UNPROCESSABLE_ENTITY, errors={"email": error})
    return visit.redirect("/activer-un-compte/envoye", then=partial(accounts.invite_again, visit.portal, email))


async def invitation_sent(visit: Visit) -> Response:
    """« Vérifiez votre messagerie », for the invitation."""
    return visit.page("check_mail.html", about="invitation")


async def forgotten_form(visit: Visit) -> Response:
    """« Mot de passe oublié »."""
    return visit.page("forgotten.html")


async def send_reset(visit: Visit) -> Response:
    """Send a link to a new password; the answer is the same for known and unknown addresses."""
    email = visit.form.get("email", "")
    if error := forms.email_error(email):
        return visit.page("forgotten.html", HTTPStatus.UNPROCESSABLE_ENTITY, errors={"email": error})
    return visit.redirect("/mot-de-passe-oublie/envoye", then=partial(accounts.send_reset, visit.portal, email))


async def reset_sent(visit: Visit) -> Response:
    """« Vérifiez votre messagerie », for the password."""
    return visit.page("check_mail.html", about="password")


async def new_password_form(visit: Visit) -> Response:
    """« Nouveau mot de passe », as long as the link is good."""
    if (account := _resetting(visit)) is None:
        return reset_gone(visit)
    return visit.page("new_password.html", email=account.email)


async def change_password(visit: Visit) -> Response:
    """Use up the link, and end every session of the old password."""
    portal = visit.portal
    if (account := _resetting(visit)) is None:
        return reset_gone(visit)
    if errors := forms.new_password_errors(visit.form, visit.password_rule):
        return visit.page("new_password.html", HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors, email=account.email)
    password_hash = await portal.passwords.hash(visit.form["password"])
    with portal.store.begin() as db:
        # The link is looked up again: it may have been used while the password was hashed.
        reset = accounts.reset_under(db, visit.parameter("token"), portal.clock.now())
        if reset:
            accounts.change_password(db, reset.account, password_hash)
    if reset is None:
        return reset_gone(visit)
    accounts.write(portal, account, texts.PASSWORD_CHANGED)
    visit.sign_out()
    return visit.redirect("/mot-de-passe-modifie")


async def password_changed(visit: Visit) -> Response:
    """« Votre mot de passe est modifié »."""
    return visit.page("password_changed.html")


def _resetting(visit: Visit) -> Account | None:
    with visit.portal.store.begin() as db:
        reset = accounts.reset_under(db, visit.parameter("token"), visit.portal.clock.now())
        return reset.account if reset else None


def reset_gone(visit: Visit) -> Response:
    """The page for a link to a new password that is good no longer."""
    return visit.error(
        HTTPStatus.NOT_FOUND,
        texts.RESET_GONE,
        title="Lien expiré",
        way_on=("/mot-de-passe-oublie", "Demander un nouveau lien"),
    )
