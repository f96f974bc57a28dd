"""Reading what people type."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordRule:
    """What a new password must be like."""

    shortest: int
    longest: int
    classes: tuple[re.Pattern[str], ...]
    """Of each of them it must have one character."""
    signs: re.Pattern[str]
    """What all its characters must be."""
    weak: str
    """What is said of one that is not so."""
    long: str
    """What is said of one that is too long."""

    def error(self, password: str) -> str | None:
        """What is wrong with a password."""
        if not password:
            return texts.PASSWORD_MISSING
        if len(password) > self.longest:
            return self.long
        keeps = len(password) >= self.shortest and self.signs.fullmatch(password)
        return None if keeps and all(kind.search(password) for kind in self.classes) else self.weak


USUAL = PasswordRule(
    shortest=rules.PASSWORD_MIN,
    longest=rules.PASSWORD_MAX,
    classes=_CLASSES,
    signs=re.compile(r".*", re.DOTALL),
    weak=texts.PASSWORD_WEAK,
    long=texts.PASSWORD_LONG,
)
STRICT = PasswordRule(
    shortest=20,
    longest=40,
    classes=_CLASSES[:3],
    signs=re.compile(r"[A-Za-z0-9._-]*"),
    weak=texts.PASSWORD_STRICT,
    long=texts.PASSWORD_STRICT,
)
"""As portals have it that give the rule away only when it was broken."""


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


def new_password_errors(form: Mapping[str, str], rule: PasswordRule) -> Errors:
    """What is wrong with a new password (``password``) and its repetition (``confirmation``)."""
    password, confirmation = form.get("password", ""), form.get("confirmation", "")
    errors: Errors = {}
    if error := rule.error(password):
        errors["password"] = error
    if not confirmation:
        errors["confirmation"] = texts.CONFIRMATION_MISSING
    elif confirmation != password:
        errors["confirmation"] = texts.CONFIRMATION_DIFFERS
    return errors


def date(typed: str) -> dt.date | None:
    """The date in ``31/12/2030`` (or with dots, dashes, spaces); none if there is no such date."""
    if not (found := _DATE.fullmatch(typed.strip())):
        return None
    day, month, year = map(int, found.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
