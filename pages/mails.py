"""The mails of the journey, as a mail reader shows them."""

from __future__ import annotations

import re

from pages.element import Link, Text
from pages.screen import MailView


class InvitationMail(MailView):
    """Brings the personal link; reminders look alike."""

    subject = re.compile(r"démarches|affiliation|adhésion|invitation", re.IGNORECASE)
    heading = Text("Vos démarches sont ouvertes")
    personal_link = Link("Ouvrir mon invitation", "Réaliser mes démarches →")


class ActivationMail(MailView):
    """Confirms that the account is active; there is nothing to do in it."""

    subject = re.compile(r"compte.*(validé|activé)|(validation|activation).*compte", re.IGNORECASE)
    heading = Text("Votre compte est validé")


class CodeMail(MailView):
    """Brings the code, its prefix in front: "671-123456"."""

    subject = re.compile(r"code", re.IGNORECASE)
    heading = Text("Votre code de sécurité")
    code_text = Text("671-123456", pattern=re.compile(r"^\s*[A-Z0-9]{2,8}\s*[-‐‑–—]\s*\d[\d\s]{3,9}\s*$"))


class NewPasswordMail(MailView):
    """Brings the link that lets one choose a new password, once."""

    subject = re.compile(
        r"(nouveau|réinitialis\w+|oubli\w*).*mot de passe|mot de passe.*(oubli|réinitialis)", re.IGNORECASE
    )
    heading = Text("Choisir un nouveau mot de passe")
    new_password_link = Link("Choisir un nouveau mot de passe")
