"""The code sent by mail, and the browsers that need none: the rules, without a page."""

from __future__ import annotations

import math
import re
import secrets
from typing import TYPE_CHECKING

import sqlalchemy as sa

from mock_portal import accounts, rules, security, texts
from mock_portal.store import Account, SentCode, Sitting, TrustedBrowser

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from mock_portal.portal import Portal

_SHAPE = re.compile(r"(?:([0-9]{3}))?([0-9]{6})")


def masked(email: str) -> str:
    """An address of which three letters and the domain can be read."""
    local, _, domain = email.rpartition("@")
    return f"{local[:3]}*****@{domain}"


def issue(portal: Portal, sitting: Sitting) -> SentCode:
    """Send a session a code; an earlier one is void from now on."""
    before = sitting.challenge
    prefix = _other_prefix(before.prefix if before else None)
    code = f"{secrets.randbelow(10**6):06}"
    with portal.store.begin() as db:
        sitting = db.get_one(Sitting, sitting.key_hash)
        sent = SentCode(
            prefix=prefix,
            code_hash=_code_hash(sitting, prefix, code),
            sent_at=portal.clock.now(),
            wrong=0,
            resends=before.resends + 1 if before else 0,
        )
        sitting.challenge = None
        db.flush()
        sitting.challenge = sent
    accounts.write(portal, sitting.account, texts.CODE, prefix=prefix, code=code)
    return sent


def resend_error(sent: SentCode, now: dt.datetime) -> str | None:
    """Why no further code can be sent now."""
    if sent.resends >= rules.RESENDS:
        return texts.RESEND_EXHAUSTED
    left = sent.sent_at + rules.RESEND_PAUSE - now
    if left.total_seconds() > 0:
        return texts.RESEND_TOO_SOON.format(seconds=math.ceil(left.total_seconds()))
    return None


def check(db: Session, sitting: Sitting, typed: str, now: dt.datetime) -> str | None:
    """Hold what was typed against the code; what is wrong, or none if the session has passed."""
    if not typed.strip():
        return texts.CODE_MISSING
    sitting = db.get_one(Sitting, sitting.key_hash)
    sent = sitting.challenge
    if sent is None or sent.wrong >= rules.CODE_TRIES:
        return texts.CODE_EXHAUSTED
    if now >= sent.sent_at + rules.CODE_LIFE:
        return texts.CODE_EXPIRED
    return _compare(db, sitting, sent, typed, now)


def _compare(db: Session, sitting: Sitting, sent: SentCode, typed: str, now: dt.datetime) -> str | None:
    # Spaces and dashes are nobody's mistake.
    parts = _SHAPE.fullmatch(re.sub(r"\W", "", typed))
    if parts is None:
        return texts.CODE_SHAPE
    prefix, code = parts.groups()
    if prefix not in (None, sent.prefix):
        return texts.CODE_OTHER_PREFIX.format(prefix=sent.prefix)
    if not security.same(_code_hash(sitting, sent.prefix, code), sent.code_hash):
        return _wrong(db, sitting, sent, now)
    sitting.verified = True
    sitting.account.wrong_codes = 0
    sitting.challenge = None
    return None


def is_over(db: Session, sitting: Sitting) -> bool:
    """Whether the session was ended because of too many wrong codes."""
    db.flush()
    return db.get(Sitting, sitting.key_hash) is None


def trust(db: Session, account: Account, token: str, now: dt.datetime) -> None:
    """Ask this account for no code in this browser until :data:`rules.TRUST_LIFE` is over."""
    db.merge(TrustedBrowser(token_hash=security.digest(token), account_id=account.id, until=now + rules.TRUST_LIFE))


def trusts(db: Session, account: Account, token: str, now: dt.datetime) -> bool:
    """Whether the account needs no code in the browser that holds ``token``."""
    browser = db.get(TrustedBrowser, (security.digest(token), account.id))
    return browser is not None and now < browser.until


def knows_browser(db: Session, token: str) -> bool:
    """Whether the portal itself gave a browser this token."""
    found = sa.select(TrustedBrowser).where(TrustedBrowser.token_hash == security.digest(token))
    return db.scalar(found.limit(1)) is not None


def _wrong(db: Session, sitting: Sitting, sent: SentCode, now: dt.datetime) -> str:
    sent.wrong += 1
    sitting.account.wrong_codes += 1
    if sitting.account.wrong_codes >= rules.WRONG_CODES:
        sitting.account.wrong_codes = 0
        accounts.lock(db, sitting.account.email, now)
        db.delete(sitting)
        return accounts.lock_message(rules.LOCK_LIFE)
    left = rules.CODE_TRIES - sent.wrong
    if not left:
        return texts.CODE_EXHAUSTED
    return texts.CODE_WRONG.format(tries=f"{left} essai{'s' if left > 1 else ''}")


def _other_prefix(prefix: str | None) -> str:
    while (other := str(100 + secrets.randbelow(900))) == prefix:
        pass
    return other


def _code_hash(sitting: Sitting, prefix: str, code: str) -> str:
    return security.digest(f"{sitting.key_hash}:{prefix}:{code}")
