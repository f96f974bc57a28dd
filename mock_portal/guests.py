"""Whom the portal takes a visitor for, signed in or not: scenarios played for one person go by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from mock_portal import accounts, forms, rules, security
from mock_portal.store import Guest, PasswordReset

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from mock_portal.store import Invitation, Sitting


def recognise(
    db: Session, *, key: str, token: str, form: Mapping[str, str], sitting: Sitting | None
) -> tuple[str | None, Invitation | None]:
    """The person that a request is made by, if there is any sign of one, and the invitation that it names.

    The signs, the strongest first: a personal link, a typed address, this browser, an open session.
    """
    invitation = accounts.invitation(db, token) if token else None
    if invitation:
        return invitation.agent.email, invitation
    reset = db.get(PasswordReset, security.digest(token)) if token else None
    if reset:
        return reset.account.agent.email, None
    typed = form.get("email", "")
    if not forms.email_error(typed):
        return _person_under(db, typed), None
    if guest := db.get(Guest, security.digest(key)):
        return guest.person, None
    return (sitting.account.agent.email if sitting else None), None


def _person_under(db: Session, typed: str) -> str:
    """The address by which a person is known; unknown ones stand for themselves, so that none can be told apart."""
    account = accounts.account_under(db, typed)
    return account.agent.email if account else forms.address(typed)


def remember(db: Session, key: str, person: str, now: dt.datetime) -> None:
    """Recognise the person by this browser from now on."""
    guest = db.get(Guest, security.digest(key))
    if guest is None or guest.person != person:
        # One statement for all, so that the work done tells nothing about who is known.
        row = insert(Guest).values(key_hash=security.digest(key), person=person, met_at=now)
        db.execute(row.on_conflict_do_update(index_elements=[Guest.key_hash], set_={"person": person}))


def forget_old(db: Session, now: dt.datetime) -> None:
    """Drop the browsers that were first seen too long ago."""
    db.execute(sa.delete(Guest).where(Guest.met_at <= now - rules.GUEST_LIFE))
