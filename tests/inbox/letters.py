"""Mails of an invented portal to invented people."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from tests.inbox.hosts import PORTAL

SENDER = f"ne-pas-repondre@{PORTAL}"
RECIPIENT = "camille.exemple@academie.example"


def letter(
    said: str = "",
    *,
    to: str = RECIPIENT,
    sender: str = SENDER,
    subject: str = "Votre code de sécurité",
    age: float = 0,
    html: str | None = None,
    **headers: str,
) -> bytes:
    """A mail that says this in plain text and in HTML, sent so many seconds ago."""
    mail = EmailMessage()
    mail["From"] = f"Espace santé <{sender}>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=age))
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"Bonjour,\n\n{said}\n\nÀ bientôt.\n")
    mail.add_alternative(html or f"<p>Bonjour,</p><p>{said}</p><p>À bientôt.</p>", subtype="html")
    return mail.as_bytes()


def code_letter(code: str = "671-123456", **how: Any) -> bytes:
    """A mail with a code."""
    return letter(f"Votre code : {code}. Il est valable 15 minutes.", **how)
