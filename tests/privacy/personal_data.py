"""Invented personal data, in every spelling that people use.

The numbers are made from their published rules, by other means than those that recognise them.
"""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

GAPS: Final = (" ", ".", "-", "\u00a0", "\u202f", "\u2009", "\u2011", "–", " - ")
SURROUNDINGS: Final = (
    ("", ""),
    ("Tél. : ", "."),
    ("(", ")"),
    ("Le 12/03/2026 à 10:30, ", ", merci"),
    ("Contrat n° 4512 :\n", "\nMontant : 12,50 €"),
    ("« ", " »"),
    ('{"value": "', '"}'),
)
ACCOUNTS: Final = {
    "FR": "BBBBBGGGGGCCCCCCCCCCCKK",
    "DE": "B" * 18,
    "BE": "B" * 12,
    "GB": "AAAA" + "B" * 14,
    "MT": "AAAA" + "B" * 5 + "C" * 18,
    "NO": "B" * 11,
    "PL": "B" * 24,
    "LC": "AAAA" + "C" * 24,
    "CH": "B" * 5 + "C" * 12,
    "SE": "B" * 20,
}
"""Forms of accounts by country: A a letter, C a letter or digit, anything else a digit."""


def grouped(number: str, *sizes: int) -> str:
    """``number`` with spaces after groups of these sizes; the last size repeats."""
    parts, at = [], 0
    for size in (*sizes, *(sizes[-1],) * len(number)):
        parts.append(number[at : at + size])
        at += size
    return " ".join(part for part in parts if part)


@st.composite
def spelt(draw: st.DrawFn, number: str, *groupings: tuple[int, ...]) -> str:
    """``number`` without gaps, or in one of these groupings with one of the usual gaps."""
    grouping = draw(st.sampled_from([None, *groupings]))
    text = grouped(number, *grouping).replace(" ", draw(st.sampled_from(GAPS))) if grouping else number
    return draw(st.sampled_from(DISGUISES))(text)


def _full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


DISGUISES: Final[tuple[Callable[[str], str], ...]] = (
    str,
    str.lower,
    _full_width,
    "\u200b".join,
    "\u00ad".join,
    "\u2060".join,
    html.escape,
    lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    lambda text: "".join(f"&#x{ord(sign):x};" for sign in text),
    quote,
    lambda text: json.dumps(text)[1:-1],
    lambda text: quote(quote(text)),
)


def _digits(count: int) -> SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def social_security_numbers(draw: st.DrawFn, *, with_key: bool = True) -> str:
    """Numbers of men and women born in any department, Corsica and overseas included."""
    sex = draw(st.sampled_from("12"))
    year, month = draw(_digits(2)), f"{draw(st.integers(1, 12)):02}"
    departments = [*(f"{each:02}" for each in range(1, 96) if each != 20), "2A", "2B", "97", "98", "99"]
    place = draw(st.sampled_from(departments)) + f"{draw(st.integers(1, 990)):03}"
    body = f"{sex}{year}{month}{place}{draw(st.integers(1, 999)):03}"
    # INSEE: the letters are taken for 0, and 1,000,000 (A) or 2,000,000 (B) are taken off.
    counted = int(body.replace("A", "0").replace("B", "0"))
    counted -= 1_000_000 * ("A" in body) + 2_000_000 * ("B" in body)
    return body + (f"{97 - counted % 97:02}" if with_key else "")


@st.composite
def phone_numbers(draw: st.DrawFn) -> str:
    """French numbers of people, ten digits."""
    return "0" + draw(st.sampled_from("1234567" + "9")) + draw(_digits(8))


@st.composite
def ibans(draw: st.DrawFn) -> str:
    """Accounts in any of several countries, with check digits found by trying."""
    country = draw(st.sampled_from(sorted(ACCOUNTS)))
    signs = {"A": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "C": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    account = "".join(draw(st.sampled_from(signs.get(sign, "0123456789"))) for sign in ACCOUNTS[country])
    for check in range(2, 99):
        if _rest(f"{account}{country}{check:02}") == 1:
            return f"{country}{check:02}{account}"
    raise AssertionError("One of 97 check numbers fits.")


def _rest(signs: str) -> int:
    rest = 0
    for sign in signs:
        value = int(sign, 36)
        rest = (rest * (10 if value < 10 else 100) + value) % 97
    return rest


@st.composite
def cards(draw: st.DrawFn) -> str:
    """Visa and Mastercard, with the check digit found by trying."""
    body = draw(st.sampled_from(["4", "51", "55", "2221", "2720"]))
    body += draw(_digits(15 - len(body)))
    for check in range(10):
        number = f"{body}{check}"
        total = sum(
            int(digit) if place % 2 else (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)[int(digit)]
            for place, digit in enumerate(number)
        )
        if total % 10 == 0:
            return number
    raise AssertionError("One of ten digits fits.")


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """E-mail addresses under domains that somebody may have."""
    word = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
    local = draw(st.sampled_from([".", "-", "_", "+", ""])).join(draw(st.lists(word, min_size=1, max_size=3)))
    domain = ".".join([*draw(st.lists(word, min_size=1, max_size=2)), draw(st.sampled_from(["fr", "com", "bzh"]))])
    if domain.startswith("example.") or ".example." in domain:
        domain = f"x{domain.replace('example', 'sample')}"
    return f"{local}@{domain}"
