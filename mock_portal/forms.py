"""Reading what people type."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from mock_portal import rules, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

Errors = dict[str, str]
"""The message for each field that has one, in the order of the form."""

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
_CLASSES = tuple(re.compile(pattern) for pattern in (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9\s]"))
_DATE = re.compile(r"([0-9]{1,2})\s*[/. -]\s*([0-9]{1,2})\s*[/. -]\s*([0-9]{4})")


def address(typed: str) -> str:
    """An address as the portal keeps it: no outer spaces, lower case."""
    return typed.strip().lower()


def email_error(typed: str) -> str | None:
    """What is wrong with an address."""
    if not typed.strip():
        return texts.EMAIL_MISSING
    if len(typed) > rules.EMAIL_MAX or not _EMAIL.fullmatch(address(typed)):
        return texts.EMAIL_WRONG
    return None


def new_password_errors(form: Mapping[str, str]) -> Errors:
    """What is wrong with a new password (``password``) and its repetition (``confirmation``)."""
    password, confirmation = form.get("password", ""), form.get("confirmation", "")
    errors: Errors = {}
    if error := _password_error(password):
        errors["password"] = error
    if not confirmation:
        errors["confirmation"] = texts.CONFIRMATION_MISSING
    elif confirmation != password:
        errors["confirmation"] = texts.CONFIRMATION_DIFFERS
    return errors


def _password_error(password: str) -> str | None:
    if not password:
        return texts.PASSWORD_MISSING
    if len(password) > rules.PASSWORD_MAX:
        return texts.PASSWORD_LONG
    if len(password) < rules.PASSWORD_MIN or not all(kind.search(password) for kind in _CLASSES):
        return texts.PASSWORD_WEAK
    return None


def date(typed: str) -> dt.date | None:
    """The date in ``31/12/2030`` (or with dots, dashes, spaces); none if there is no such date."""
    if not (found := _DATE.fullmatch(typed.strip())):
        return None
    day, month, year = map(int, found.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
