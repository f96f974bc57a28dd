"""The limits that the portal keeps, all by its own clock."""

from __future__ import annotations

from datetime import timedelta

INVITATION_LIFE = timedelta(days=21)
"""After it comes the automatic enrolment, and the link has nothing left to start."""

PASSWORD_MIN = 10
"""With four classes and a limit on attempts (CNIL 2022-100 asks 8 then; the printed example has 11)."""
PASSWORD_MAX = 128
EMAIL_MAX = 254
"""The longest address that fits into an SMTP path (RFC 5321, 4.5.3.1.3)."""

LOGIN_TRIES = 5
LOCK_LIFE = timedelta(minutes=30)

RESET_LIFE = timedelta(minutes=30)
LINK_MAILS = 20
"""How many links one person is sent by mail on request within :data:`LINK_PERIOD`."""
LINK_PERIOD = timedelta(hours=1)

CODE_LIFE = timedelta(minutes=15)
CODE_TRIES = 5
"""Wrong codes before the code is void."""
RESENDS = 5
"""Further codes that one session may ask for."""
RESEND_PAUSE = timedelta(seconds=30)
WRONG_CODES = 15
"""Wrong codes in a row, over all sessions, before the account is locked like after wrong passwords."""

TRUST_LIFE = timedelta(days=30)
GUEST_LIFE = timedelta(days=90)
"""How long a browser is recognised for the scenarios that are played for one person."""
SESSION_IDLE = timedelta(hours=1)
CONSENT_LIFE = timedelta(days=182)
"""Six months: how long a choice about cookies is kept (CNIL's recommendation)."""

EXEMPTION_MAX = timedelta(days=366)
"""An individual contract exempts for twelve months at most (décret 2022-633, art. 3)."""

BODY_MAX = 64 * 1024
"""Bytes of a request's body."""
