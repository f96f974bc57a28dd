"""Logging in, and what may stand around it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from mock_portal import accounts, forms, rules, security, texts
from mock_portal.acting import act
from mock_portal.options import Person
from mock_portal.store import Account
from mock_portal.views import affiliation, challenge, detours, invitation, login

if TYPE_CHECKING:
    from starlette.responses import Response

    from mock_portal.acting import View
    from mock_portal.visit import Visit

OTHER = Person(email="dominique.lefort@ecole.example", first_name="Dominique", last_name="Lefort")
"""Somebody else whose session may be found in a browser."""


@act("password-refused", login.log_in)
async def password_refused(visit: Visit, go_on: View) -> Response:
    """As a wrong one is, up to the lock."""
    _spoil(visit)
    return await go_on(visit)


@act("password-refused-once", login.log_in)
async def password_refused_once(visit: Visit, go_on: View) -> Response:
    """As a wrong one is."""
    if visit.form.get("password") and visit.first("password-refused-once"):
        _spoil(visit)
    return await go_on(visit)


def _spoil(visit: Visit) -> None:
    if visit.form.get("password"):
        visit.form["password"] = security.new_token()


@act("account-locked", login.log_in)
async def account_locked(visit: Visit, _go_on: View) -> Response:
    """The password is not even looked at."""
    return login.refused(visit, HTTPStatus.TOO_MANY_REQUESTS, failure=accounts.lock_message(rules.LOCK_LIFE))


@act("activation-pending", login.log_in)
async def activation_pending(visit: Visit, go_on: View) -> Response:
    """It is not counted as a wrong password."""
    complete = visit.form.get("email") and visit.form.get("password")
    if complete and visit.first("activation-pending", times=visit.value("activation-pending")):
        return login.refused(visit, HTTPStatus.CONFLICT, failure=texts.ACTIVATION_PENDING)
    return await go_on(visit)


@act("old-account", affiliation.home, challenge.code_form, *affiliation.adhesion.pages, *affiliation.dispense.pages)
async def old_account(visit: Visit, go_on: View) -> Response:
    """Whatever page is asked for, until the person has decided."""
    return await go_on(visit) if visit.player.done("old-account") else detours.ask_transfer(visit)


@act("already-signed-in", login.login_form)
async def already_signed_in(visit: Visit, go_on: View) -> Response:
    """Once, so that it is possible to leave that session."""
    account = _account_of(visit)
    if visit.sitting is None and account and account.active:
        visit.player.person = account.agent.email
        if visit.first("already-signed-in"):
            visit.sign_in(account)
    return await go_on(visit)


def _account_of(visit: Visit) -> Account | None:
    """The visitor's account; the latest of all if nobody was recognised."""
    with visit.portal.store.begin() as db:
        person = visit.player.person
        return accounts.account_of(db, person) if person else accounts.latest(db)


@act("signed-in-as-other", login.login_form)
async def signed_in_as_other(visit: Visit, go_on: View) -> Response:
    """Once, so that it is possible to leave that session."""
    if visit.sitting is None and visit.first("signed-in-as-other"):
        visit.sign_in(await _others_account(visit))
    return await go_on(visit)


async def _others_account(visit: Visit) -> Account:
    password_hash = await visit.portal.passwords.hash(security.new_token())
    with visit.portal.store.begin() as db:
        agent = accounts.announce(db, OTHER)
        now = visit.portal.clock.now()
        account = agent.account or Account(agent=agent, email=agent.email, due_at=now, active=True)
        account.password_hash = account.password_hash or password_hash
        db.add(account)
    return account


@act("anti-bot", login.login_form, login.log_in)
async def anti_bot(visit: Visit, go_on: View) -> Response:
    """A frame of the portal's own; what is ticked in it counts for the browser's session."""
    visit.shown["anti_bot"] = True
    if visit.request.method == "POST" and not detours.is_human(visit):
        return login.refused(visit, HTTPStatus.UNPROCESSABLE_ENTITY, failure=texts.ROBOT_UNANSWERED)
    return await go_on(visit)


@act("anti-bot-page", invitation.welcome)
async def anti_bot_page(visit: Visit, go_on: View) -> Response:
    """A page of the portal's own; what is ticked on it counts for the browser's session."""
    return await go_on(visit) if detours.is_human(visit) else visit.page("robot_page.html")


@act("reset-link-used", login.new_password_form, login.change_password)
async def reset_link_used(visit: Visit, _go_on: View) -> Response:
    """As it is after it has been used."""
    return login.reset_gone(visit)


@act("password-rule-hidden", login.change_password)
async def password_rule_hidden(visit: Visit, go_on: View) -> Response:
    """The same as for the first password."""
    visit.password_rule = forms.STRICT
    return await go_on(visit)


@act("trusted-browser", login.log_in)
async def trusted_browser(visit: Visit, go_on: View) -> Response:
    """As after the box was ticked."""
    response = await go_on(visit)
    if visit.sitting:
        visit.verify(passed=True)
    return response


@act("trust-expired", login.log_in)
async def trust_expired(visit: Visit, go_on: View) -> Response:
    """As on day 31."""
    response = await go_on(visit)
    if visit.sitting:
        visit.verify(passed=False)
    return response
