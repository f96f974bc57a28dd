"""Invitations, accounts, logging in, forgotten passwords: the rules, without a page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import sqlalchemy as sa

from mock_portal import acting, rules, security, texts
from mock_portal.forms import address
from mock_portal.mails import Post
from mock_portal.store import (
    Account,
    Agent,
    Invitation,
    LoginTries,
    PasswordReset,
    Sitting,
    TrustedBrowser,
)

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from mock_portal.options import Person
    from mock_portal.portal import Portal
    from mock_portal.texts import Letter


def announce(db: Session, person: Person) -> Agent:
    """Note a person, or what has changed about one."""
    email = address(person.email)
    agent = agent_under(db, email) or Agent(email=email)
    agent.first_name, agent.last_name = person.first_name, person.last_name
    agent.employer = person.employer
    db.add(agent)
    db.flush()
    return agent


def new_invitation(db: Session, agent: Agent, now: dt.datetime) -> str:
    """The token of a new personal link."""
    token = security.new_token()
    db.add(Invitation(token_hash=security.digest(token), agent=agent, sent_at=now))
    return token


def may_invite(db: Session, agent: Agent, now: dt.datetime) -> bool:
    """Whether a person may be sent another link on request."""
    recent = sa.select(sa.func.count()).where(
        Invitation.agent_id == agent.id, Invitation.sent_at > now - rules.LINK_PERIOD
    )
    return db.execute(recent).scalar_one() < rules.LINK_MAILS


def agent_under(db: Session, email: str) -> Agent | None:
    """The person whom the employer has announced with this address."""
    return db.scalar(sa.select(Agent).where(Agent.email == address(email)))


def invitation(db: Session, token: str) -> Invitation | None:
    """The invitation that a link belongs to, expired or not."""
    return db.get(Invitation, security.digest(token))


def account_under(db: Session, email: str) -> Account | None:
    """The account with this identifier."""
    return db.scalar(sa.select(Account).where(Account.email == address(email)))


def account_of(db: Session, email: str) -> Account | None:
    """The account of the person whom the employer has announced with this address, under whatever identifier."""
    return db.scalar(sa.select(Account).join(Agent).where(Agent.email == address(email)))


def latest(db: Session) -> Account | None:
    """The account that was made last."""
    return db.scalar(sa.select(Account).order_by(Account.id.desc()).limit(1))


def write(portal: Portal, account: Account, letter: Letter, link: str | None = None, **values: object) -> None:
    """Send an account's owner a letter, while the page is already being answered."""
    portal.mailer.send_soon(_post(portal, account.agent, letter, to=account.email, link=link, **values))


def _post(portal: Portal, agent: Agent, letter: Letter, *, to: str, link: str | None, **values: object) -> Post:
    """A letter to a person, with the changes that are played for that person."""
    player = portal.playing.player(agent.email)
    post = Post(letter=letter, player=player, to=to, name=agent.name, link=link, values=values)
    acting.retouch(post)
    return post


async def invite_agent(portal: Portal, agent: Agent) -> str:
    """Send an announced person a new link, and return it.

    Raises:
        OSError: the mail could not be handed over.
    """
    with portal.store.begin() as db:
        token = new_invitation(db, agent, portal.clock.now())
    await portal.mailer.send(_invitation_post(portal, agent, token))
    return _invitation_link(portal, token)


def _invitation_link(portal: Portal, token: str) -> str:
    return f"{portal.url}/invitation/{token}"


def _invitation_post(portal: Portal, agent: Agent, token: str) -> Post:
    return _post(
        portal,
        agent,
        texts.INVITATION,
        to=agent.email,
        link=_invitation_link(portal, token),
        employer=agent.employer,
        days=rules.INVITATION_LIFE.days,
    )


async def invite_again(portal: Portal, email: str) -> None:
    """Send a new link to an announced person; nothing happens to an unknown address."""
    now = portal.clock.now()
    with portal.store.begin() as db:
        agent = agent_under(db, email)
        if agent is None or not may_invite(db, agent, now):
            return
        token = new_invitation(db, agent, now)
    portal.mailer.send_soon(_invitation_post(portal, agent, token))


async def send_reset(portal: Portal, email: str) -> None:
    """Send a link to a new password; nothing happens to an unknown address."""
    with portal.store.begin() as db:
        account = account_under(db, email)
        token = new_reset(db, account, portal.clock.now()) if account and account.active else None
    if account and token:
        link = f"{portal.url}/nouveau-mot-de-passe/{token}"
        write(portal, account, texts.RESET, link=link, minutes=int(rules.RESET_LIFE.total_seconds() // 60))


async def activate_when_due(portal: Portal, account_id: int, due_at: dt.datetime) -> None:
    """Finish a creation at its moment, and say so by mail."""
    await portal.clock.sleep_until(due_at)
    activate(portal, account_id)


def activate(portal: Portal, account_id: int) -> Account:
    """Finish a creation if it is not yet done, and say so by mail."""
    with portal.store.begin() as db:
        account = db.get_one(Account, account_id)
        news = not account.active
        account.active = True
    if news:
        write(portal, account, texts.ACTIVATED, email=account.email)
    return account


def unfinished(db: Session) -> list[Account]:
    """The accounts whose creation is under way, or was when the portal stopped."""
    return list(db.scalars(sa.select(Account).where(~Account.active)))


def count_try(db: Session, email: str, now: dt.datetime) -> dt.timedelta | None:
    """Count a try to log in *before* it is made; how long the identifier is still locked, if it is.

    Known and unknown identifiers are treated alike, and tries made at the same time cannot slip by.
    """
    db.execute(sa.delete(LoginTries).where(LoginTries.last_at <= now - rules.LOCK_LIFE))
    if left := locked_for(db, email, now):
        return left
    key = security.digest(address(email))
    tries = db.get(LoginTries, key) or LoginTries(email_hash=key, count=0)
    tries.count += 1
    tries.last_at = now
    db.add(tries)
    return None


def locked_for(db: Session, email: str, now: dt.datetime) -> dt.timedelta | None:
    """How long the identifier is locked for the next try, if it is."""
    tries = db.get(LoginTries, security.digest(address(email)))
    if tries is None or tries.count < rules.LOGIN_TRIES or now >= tries.last_at + rules.LOCK_LIFE:
        return None
    return tries.last_at + rules.LOCK_LIFE - now


def lock(db: Session, email: str, now: dt.datetime) -> None:
    """Lock an identifier as wrong passwords do."""
    unlock(db, email)
    db.add(LoginTries(email_hash=security.digest(address(email)), count=rules.LOGIN_TRIES, last_at=now))


def unlock(db: Session, email: str) -> None:
    """Forget the tries made under an identifier."""
    db.execute(sa.delete(LoginTries).where(LoginTries.email_hash == security.digest(address(email))))


def lock_message(left: dt.timedelta) -> str:
    """Say that an identifier is locked, and for how long."""
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    return texts.LOGIN_LOCKED.format(minutes=f"{minutes} minute{'s' if minutes > 1 else ''}")


def new_reset(db: Session, account: Account, now: dt.datetime) -> str | None:
    """The token of a link to a new password; none if too many were sent of late."""
    db.execute(sa.delete(PasswordReset).where(PasswordReset.sent_at <= now - rules.LINK_PERIOD))
    sent = sa.select(sa.func.count()).where(PasswordReset.account_id == account.id)
    if db.execute(sent).scalar_one() >= rules.LINK_MAILS:
        return None
    token = security.new_token()
    db.add(PasswordReset(token_hash=security.digest(token), account_id=account.id, sent_at=now))
    return token


def reset_under(db: Session, token: str, now: dt.datetime) -> PasswordReset | None:
    """The reset that a link belongs to, as long as the link is good."""
    reset = db.get(PasswordReset, security.digest(token))
    return reset if reset and now < reset.sent_at + rules.RESET_LIFE else None


def change_password(db: Session, account: Account, password_hash: str) -> None:
    """Set another password; sessions, trusted browsers, links and locks of the old one end."""
    account = db.get_one(Account, account.id)
    account.password_hash = password_hash
    account.wrong_codes = 0
    for sitting in db.scalars(sa.select(Sitting).where(Sitting.account_id == account.id)):
        db.delete(sitting)
    db.execute(sa.delete(TrustedBrowser).where(TrustedBrowser.account_id == account.id))
    db.execute(sa.delete(PasswordReset).where(PasswordReset.account_id == account.id))
    unlock(db, account.email)
