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


_TOLD = 3
"""Letters of an address that are told, if it has twice as many."""


def masked(email: str) -> str:
    """An address of which a few letters and the domain can be read."""
    local, _, domain = email.rpartition("@")
    # A short name would be told whole.
    return f"{local[: min(_TOLD, len(local) // 2)]}*****@{domain}"


def issue(portal: Portal, sitting: Sitting) -> SentCode:
    """Send a session a code; an earlier one is void from now on."""
    before = sitting.challenge
    prefix = other_prefix(before.prefix if before else None)
    code = new_code()
    now = portal.clock.now()
    with portal.store.begin() as db:
        sitting = db.get_one(Sitting, sitting.key_hash)
        sent = SentCode(
            prefix=prefix,
            code_hash=_code_hash(sitting, prefix, code),
            sent_at=now,
            good_until=now + rules.CODE_LIFE,
            wrong=0,
            resends=before.resends + 1 if before else 0,
        )
        sitting.challenge = None
        db.flush()
        sitting.challenge = sent
    accounts.write(portal, sitting.account, texts.CODE, prefix=prefix, code=code, dash="-")
    return sent


def resend_error(sent: SentCode, now: dt.datetime) -> str | None:
    """Why no further code can be sent now."""
    if sent.resends >= rules.RESENDS:
        return texts.RESEND_EXHAUSTED
    if left := seconds_to_resend(sent, now):
        return texts.RESEND_TOO_SOON.format(seconds=left)
    return None


def seconds_to_resend(sent: SentCode, now: dt.datetime) -> int:
    """How long no further code can be sent yet."""
    left = sent.sent_at + rules.RESEND_PAUSE - now
    return max(0, math.ceil(left.total_seconds()))


def check(db: Session, sitting: Sitting, typed: str, now: dt.datetime) -> str | None:
    """Hold what was typed against the code; what is wrong, or none if the session has passed."""
    if not typed.strip():
        return texts.CODE_MISSING
    sitting = db.get_one(Sitting, sitting.key_hash)
    sent = sitting.challenge
    if sent is None or sent.wrong >= rules.CODE_TRIES:
        return texts.CODE_EXHAUSTED
    if now >= sent.good_until:
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


def wrong_code(sitting: Sitting) -> str:
    """Six digits that are surely not the session's code."""
    sent = sitting.challenge
    while (code := new_code()) and sent and security.same(_code_hash(sitting, sent.prefix, code), sent.code_hash):
        pass
    return code


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


def new_code() -> str:
    """Any six digits."""
    return f"{secrets.randbelow(10**6):06}"


def other_prefix(prefix: str | None) -> str:
    """Any three digits but these."""
    while (other := str(100 + secrets.randbelow(900))) == prefix:
        pass
    return other


def _code_hash(sitting: Sitting, prefix: str, code: str) -> str:
    return security.digest(f"{sitting.key_hash}:{prefix}:{code}")
