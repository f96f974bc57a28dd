"""What the portal knows about one person: for whoever wants to hold a run against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from mock_portal import accounts, security
from mock_portal.forms import address
from mock_portal.store import Draft, Invitation, LoginTries

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a person stands with the portal at one moment."""

    invitations: int = 0
    """Personal links that were sent."""
    identifier: str | None = None
    """Of the account; none if there is no account."""
    active: bool = False
    """Whether the account's creation is done."""
    locked: bool = False
    """Whether logging in is barred for now."""
    refused_logins: int = 0
    """In a row, since the last that succeeded."""
    refused_codes: int = 0
    """In a row, over all sessions."""
    drafts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What is kept of each journey: the answers given, by field."""


def standing_of(db: Session, email: str, now: dt.datetime) -> Standing:
    """How the person announced under this address stands."""
    agent = accounts.agent_under(db, email)
    if agent is None:
        return Standing()
    account = agent.account
    identifier = account.email if account else agent.email
    tries = db.get(LoginTries, security.digest(address(identifier)))
    sent = sa.select(sa.func.count()).where(Invitation.agent_id == agent.id)
    drafts = db.scalars(sa.select(Draft).where(Draft.account_id == account.id)) if account else ()
    return Standing(
        invitations=db.execute(sent).scalar_one(),
        identifier=account.email if account else None,
        active=bool(account and account.active),
        locked=accounts.locked_for(db, identifier, now) is not None,
        refused_logins=tries.count if tries else 0,
        refused_codes=account.wrong_codes if account else 0,
        drafts={draft.journey: {field: said for field, said in draft.answers.items() if said} for draft in drafts},
    )
