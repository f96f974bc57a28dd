"""Discretion: what is personal or random in a run, so that neither pictures nor texts need show it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from flows.capture.mail_page import SAMPLE_PREFIX

if TYPE_CHECKING:
    from flows.applicant import Applicant

_TOKEN: Final = re.compile(r"(?=[\w-]*\d)[\w-]{12,}")
"""The part of a personal link that is as good as a password."""

_SHORTEST_ACCOUNT: Final = 5


def words_of(person: Applicant, shown: Applicant) -> dict[str, str]:
    """What names ``person``, by what it is; nothing that is ``shown``'s as well, for that is invented."""
    known = {
        "adresse e-mail": (person.email, shown.email),
        "identifiant": (_account_of(person), _account_of(shown)),
        "prénom": (person.first_name, shown.first_name),
        "nom": (person.last_name, shown.last_name),
    }
    return {name: own for name, (own, other) in known.items() if own and own != other}


def _account_of(person: Applicant) -> str:
    """What stands before the @ of the address, if it tells who it is: portals show it as an identifier, too."""
    account, *_ = re.split("[@+]", person.email)
    telling = not account.isalpha() or (person.last_name and person.last_name.lower() in account)
    return account if telling and len(account) >= _SHORTEST_ACCOUNT else ""


def tokens_in(url: str) -> dict[str, str]:
    """What is secret in a personal link."""
    link = urlsplit(url)
    tokens = _TOKEN.findall(f"{link.path}?{link.query}#{link.fragment}")
    return {f"lien personnel {number}": token for number, token in enumerate(tokens, start=1)}


def samples(prefix: str | None) -> dict[str, str]:
    """What is random on the challenge that shows ``prefix``, and what to show in place of it."""
    return {prefix: SAMPLE_PREFIX} if prefix else {}


def file_name(place: int, name: str) -> str:
    """The picture of the screen called ``name``, the ``place``-th of its record."""
    slug = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
    return f"pictures/{place:02}-{slug}.png"
