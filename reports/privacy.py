"""Personal data: finds it in text, in whatever way it is spelt there.

Two things are looked for: secrets whose values are known (passwords, codes, the names of a real person), and
what has the form of personal data in France (addresses, phone and social-security numbers, bank accounts).
What is invented by design never alarms: addresses under the reserved domains of RFC 2606.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from pydantic import SecretStr

from reports.secrets.spellings import in_base64

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


class Kind(StrEnum):
    """What was found, in French, as diagnoses name it."""

    SECRET = "secret connu"  # noqa: S105 -- no password, but what one is called
    IBAN = "IBAN"
    SOCIAL_SECURITY = "numéro de sécurité sociale"
    CARD = "numéro de carte bancaire"
    PHONE = "numéro de téléphone"
    EMAIL = "adresse e-mail"
    BIRTH = "date de naissance"


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """Something personal in a text. It tells what it is and where it stands, never the thing itself."""

    start: int
    """Index of its first sign in the text."""
    end: int
    """Index after its last sign."""
    kind: Kind
    name: str = ""
    """Of the secret, as the caller calls it."""

    def __str__(self) -> str:
        """The kind, with the name of the secret."""
        return f"{self.kind} ({self.name})" if self.name else str(self.kind)


def findings(
    text: str, *, secrets: Mapping[str, str | SecretStr] | None = None, allowed: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """What is personal in ``text``, in the order in which it stands there.

    Secrets are found in any case, with or without accents, spaced or broken over lines, and encoded for HTML,
    URLs, JSON or in base64. A secret of digits alone is not looked for within longer numbers, one of letters
    alone (a name) not within longer words.

    Args:
        text: as people see it, or as it stands in a file.
        secrets: known values by their names; empty ones are left out.
        allowed: addresses and numbers that may stand there (the portal's own, the invented applicant's), and
            domains, written ``@domain``. They do not excuse a secret.
    """
    found: list[Finding] = []
    excused = _Excused.of(allowed)
    known = {name: _bare(secret) for name, secret in (secrets or {}).items()}
    known = {name: secret for name, secret in known.items() if _normalised(secret).strip()}
    for reading in _readings(text):
        for name, secret in known.items():
            found += (
                Finding(*reading.span(*match.span()), Kind.SECRET, name)
                for match in _secret(secret).finditer(reading.text)
            )
        found += (
            Finding(*reading.span(start, end), kind)
            for kind, start, end in _personal(reading.text)
            if not excused.has(reading.text[start:end])
        )
    for name, secret in known.items():
        found += (
            Finding(*match.span(), Kind.SECRET, name) for part in in_base64(secret) for match in part.finditer(text)
        )
    return _apart(found)


def _bare(secret: str | SecretStr) -> str:
    return secret.get_secret_value() if isinstance(secret, SecretStr) else secret


def _apart(found: list[Finding]) -> tuple[Finding, ...]:
    """Without what overlaps with something longer, or of a kind that goes before it."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda each: (list(Kind).index(each.kind), each.start - each.end, each)):
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return tuple(sorted(kept))


# How a text reads


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text with its signs brought to one form, and where each of them came from."""

    text: str
    origins: list[tuple[int, int]] = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where what stands from ``start`` to ``end`` here stands in the text as it was given."""
        return self.origins[start][0], self.origins[end - 1][1]


_ENCODED: Final = re.compile(
    r"(?:%[0-9A-Fa-f]{2})+|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|\\u[0-9A-Fa-f]{4}|\\[\"\\/nrt]"
)
_ESCAPES: Final = {"n": "\n", "r": "\n", "t": " "}
_MARKS: Final = ("Mn", "Me", "Cf")
"""Categories of signs that nobody sees by themselves: accents, joiners, soft hyphens, directions."""
_ROUNDS: Final = 2
"""How often something may have been encoded."""


def _readings(text: str) -> Iterator[_Reading]:
    """The text as it is, and decoded where parts of it are encoded."""
    signs = [(sign, (index, index + 1)) for index, sign in enumerate(text)]
    yield _normal(signs)
    for _ in range(_ROUNDS):
        now = "".join(sign for sign, _ in signs)
        if not _ENCODED.search(now):
            return
        signs = list(_decoded(now, [origin for _, origin in signs]))
        yield _normal(signs)


def _decoded(text: str, origins: list[tuple[int, int]]) -> Iterator[tuple[str, tuple[int, int]]]:
    at = 0
    for match in _ENCODED.finditer(text):
        yield from zip(text[at : match.start()], origins[at : match.start()], strict=True)
        at = match.end()
        origin = origins[match.start()][0], origins[at - 1][1]
        yield from ((sign, origin) for sign in _decode(match[0]))
    yield from zip(text[at:], origins[at:], strict=True)


def _decode(encoded: str) -> str:
    if encoded.startswith("%"):
        return unquote_to_bytes(encoded).decode("utf-8", errors="replace")
    if encoded.startswith("&"):
        return html.unescape(encoded)
    if encoded.startswith("\\u"):
        return chr(int(encoded.removeprefix("\\u"), base=16))
    return _ESCAPES.get(encoded[1], encoded[1])


def _normal(signs: list[tuple[str, tuple[int, int]]]) -> _Reading:
    plain = [_plain(sign) for sign, _ in signs]
    origins = [origin for each, (_, origin) in zip(plain, signs, strict=True) for _ in each]
    return _Reading("".join(plain), origins)


@cache
def _plain(sign: str) -> str:
    """The sign in lower case without accents; one kind of digit, dash and space; nothing for what is not seen."""
    plain = ""
    for part in unicodedata.normalize("NFKD", sign).casefold():
        category = unicodedata.category(part)
        if category in _MARKS:
            continue
        if category == "Nd":
            plain += str(unicodedata.decimal(part))
        elif category == "Pd" or part == "\N{MINUS SIGN}":
            plain += "-"
        elif part in "\N{BULLET}\N{MIDDLE DOT}\N{BLACK CIRCLE}":
            plain += "*"
        elif part in "\u2028\u2029\u0085":
            plain += "\n"
        elif part in "\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}":
            plain += "'"
        else:
            plain += " " if category == "Zs" else part
    return plain


def _normalised(text: str) -> str:
    return next(_readings(text)).text


# Secrets


_COMPOUND: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)+")
"""A name of several: d'Aubigné or Jean-Luc, which people also write with a space or with nothing between."""


@cache
def _secret(secret: str) -> re.Pattern[str]:
    signs = "".join(_normalised(secret).split())
    if signs.isdigit():
        between, before, after = r"[ \t\n.\-]*", r"(?<!\d)", r"(?!\d)"
    elif signs.isalpha():
        between, before, after = r"\s*", r"(?<![^\W\d_])", r"(?![^\W\d_])"
    elif _COMPOUND.fullmatch(signs):
        signs = re.sub("['-]", "", signs)
        between, before, after = r"[\s'-]*", "", ""
    else:
        between, before, after = r"\s*", "", ""
    return re.compile(before + between.join(re.escape(sign) for sign in signs) + after)


# What may stand there


@dataclass(frozen=True, slots=True)
class _Excused:
    """What may stand in a text although it has the form of personal data."""

    things: frozenset[str]

    @classmethod
    def of(cls, allowed: Iterable[str]) -> _Excused:
        return cls(frozenset(_compact(_normalised(each)) for each in allowed))

    def has(self, found: str) -> bool:
        """Whether ``found``, a part of a reading, may stand there."""
        compact = _compact(found)
        _, at, domain = compact.rpartition("@")
        return compact in self.things or (bool(at) and at + domain in self.things)


def _compact(text: str) -> str:
    """An address without spaces; a number without what groups its digits."""
    together = "".join(text.split())
    return together if "@" in together else re.sub(r"[.\-/()]", "", together)


# What has the form of personal data. All patterns are for text that was brought to one form.

_RESERVED: Final = re.compile(r"(?:^|\.)(?:example|invalid|test|localhost)$|(?:^|\.)ex[ae]mple\.(?:com|net|org|fr)$")
"""Domains that are nobody's (RFC 2606), and their French likeness."""
_ANYBODY: Final = re.compile(
    r"(?:(?:(?:pre)?nom|votre|mon|adresse|e?mail|courriel|identifiant|your|(?:first|last|user)?name|first|last|user)"
    r"(?:[._+-]+|$))+"
)
"""Whose address fields give as an example: prenom.nom@…"""
_DOT: Final = r"(?:\.| ?[\[({] ?(?:dot|point) ?[\])}] ?)"
_EMAIL: Final = re.compile(
    r"(?<![\w.+%*-])(?P<local>[\w*](?:[\w.+%*'-]{0,62}(?:[\w*-]|\.\.))?)"
    r"(?: ?@[ \n]?| ?[\[({] ?(?:at|arobase|chez) ?[\])}] ?)"
    rf"(?P<domain>(?:[a-z0-9*](?:[a-z0-9*-]{{0,61}}[a-z0-9*])?{_DOT})+[a-z]{{2,24}})(?![\w-])"
)


def _emails(text: str) -> Iterator[tuple[int, int]]:
    """Addresses, masked ones included: what a portal leaves of them still tells who it is."""
    return (
        match.span()
        for match in _EMAIL.finditer(text)
        if not _RESERVED.search(match["domain"]) and not _ANYBODY.fullmatch(match["local"])
    )


_BIRTH: Final = re.compile(
    r"\b(?:nee?(?:\(e\)|[.·-]e)? le|naissance|birth|born|ddn)\b"
    r"(?:(?!\b(?:avant|apres|depuis|jusqu|before|after|since|until|ex|exemple|example)\b)\D){0,40}?"
    r"(?P<date>\d{1,2}(?:er)?[ ./\n-]{1,3}(?:\d{1,2}|[a-z]{3,9}\.?)[ ./\n-]{1,3}(?:\d{4}|\d{2})|\d{4}-\d\d-\d\d)(?!\w)"
)


def _births(text: str) -> Iterator[tuple[int, int]]:
    """Dates of which the text says that somebody was born then; a date alone is nobody's."""
    return (match.span("date") for match in _BIRTH.finditer(text))


@dataclass(frozen=True, slots=True)
class _Number:
    """Neighbouring groups of digits and letters, with nothing but spaces, dots, dashes and the like between them."""

    text: str
    """In which it stands."""
    groups: tuple[re.Match[str], ...]

    @property
    def start(self) -> int:
        return self.groups[0].start()

    @property
    def end(self) -> int:
        return self.groups[-1].end()

    @property
    def signs(self) -> str:
        """All of it, without what groups it."""
        return "".join(group[0] for group in self.groups)

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many signs stand in each group."""
        return tuple(len(group[0]) for group in self.groups)

    @property
    def before(self) -> str:
        """What stands right before it."""
        return self.text[max(0, self.start - 4) : self.start]

    @property
    def after(self) -> str:
        """What stands right after it."""
        return self.text[self.end : self.end + 4]


_GAP: Final = r"[ \t.\-/()*_\n]{1,3}"
_BEGIN: Final = re.compile(rf"(?:(?<![0-9a-z])|(?<=iban)|(?<=tel))(?=(?:[a-z](?:{_GAP})?[a-z](?:{_GAP})?)?[0-9])")
_GROUP: Final = re.compile(r"[0-9]*[ab]?[0-9]*(?<=[0-9ab])(?![0-9a-z])")
_IBAN_GROUP: Final = re.compile(r"[0-9a-z]+")
_NEXT_GROUP: Final = re.compile(rf"{_GAP}(?=[0-9a-z])")
_SHORTEST: Final = 9
"""Signs of the shortest number that is looked for, a foreign phone number."""
_LONGEST: Final = 34
"""Signs of the longest one, an IBAN."""


def _numbers(text: str) -> Iterator[_Number]:
    """Every number that may be meant: each group alone, and with as many of those that follow it as fit.

    It may be broken over two lines; what goes on for more lines is a column.
    """
    for begin in _BEGIN.finditer(text):
        groups: list[re.Match[str]] = []
        length, lines, at = 0, 1, begin.start()
        pattern = _GROUP if text[at].isdigit() else _IBAN_GROUP
        while group := pattern.match(text, at):
            groups.append(group)
            length += len(group[0])
            if length > _LONGEST:
                break
            if length >= _SHORTEST:
                yield _Number(text, tuple(groups))
            gap = _NEXT_GROUP.match(text, group.end())
            if gap is None:
                break
            lines += gap[0].count("\n")
            if lines > 2:  # noqa: PLR2004 -- as said above
                break
            at = gap.end()


_PHONE: Final = re.compile(r"0[1-79]\d{8}")
_PHONE_ABROAD: Final = re.compile(r"33(?:0?[1-79]\d{8})|(?!33)[1-9]\d{8,14}")
_PHONE_GROUPS: Final = frozenset(
    {(2, 2, 2, 2, 2), (10,), (4, 2, 2, 2), (4, 3, 3), (2, 4, 4), (2, 8), (1, 9), (1, 3, 3, 3), (1, 1, 2, 2, 2, 2)}
)
_WITHOUT_PLUS: Final = (2, 1, 2, 2, 2, 2)
_CONTRACT: Final = re.compile(
    r"\b(?:contrat|dossier|police|ref(?:erence)?|facture|commande)s?[ .:]*(?:(?:n[o°.]*|numero) ?:? ?)?$"
)
"""What is said of a number in one piece that is no phone's."""
_PAIR_BEFORE: Final = re.compile(r"(?<!\d)\d\d[ ./-]$")
_PAIR_AFTER: Final = re.compile(r"[ ./-]\d\d(?!\d)")
_AMOUNT: Final = re.compile(r" ?(?:€|eur)")


def _is_phone(number: _Number) -> bool:
    """A French number in any usual spelling, or any that is dialled with ``+`` or 0033.

    Those in 08 and those of four digits or fewer are services, never a person (numbering plan of ARCEP).
    """
    signs = number.signs
    if not signs.isdigit() or _AMOUNT.match(number.after):
        return False
    if number.before.endswith(("+", "+ ", "+(")):
        return bool(_PHONE_ABROAD.fullmatch(signs))
    if signs.startswith("0033"):
        return bool(_PHONE_ABROAD.fullmatch(signs, 2))
    if number.lengths == _WITHOUT_PLUS:
        return bool(_PHONE_ABROAD.fullmatch(signs)) and signs.startswith("33")
    row = _PAIR_BEFORE.search(number.before) or _PAIR_AFTER.match(number.after)
    other = len(number.groups) == 1 and _CONTRACT.search(number.text, max(0, number.start - 30), number.start)
    return bool(_PHONE.fullmatch(signs)) and number.lengths in _PHONE_GROUPS and not row and not other


_NIR: Final = re.compile(r"[1-478]\d\d(?:0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)(?!00)(?:\d\d|2[ab])\d{6}(?P<key>\d\d)")
_NIR_WITHOUT_KEY: Final = re.compile(
    r"[12]\d\d(?:0[1-9]|1[0-2])(?!00|96)(?:\d\d|2[ab])(?!000)\d{3}(?!000)\d{3}",
)
_NIR_GROUPS: Final = frozenset({(13,), (1, 2, 2, 2, 3, 3), (1, 2, 2, 5, 3), (7, 3, 3), (1, 12)})
_CORSICA: Final = {"2a": "19", "2b": "18"}
"""What the key counts in place of the departments with a letter (INSEE)."""


def _is_social_security(number: _Number) -> bool:
    """With its key, 97 minus the rest of the division by 97, in any groups; without it, as it stands on the card."""
    signs = number.signs
    if _NIR.fullmatch(signs):
        department = signs[5:7]
        body = int(signs[:5] + _CORSICA.get(department, department) + signs[7:13])
        return int(signs[13:]) == 97 - body % 97
    return bool(_NIR_WITHOUT_KEY.fullmatch(signs)) and number.lengths in _NIR_GROUPS


_IBAN_LENGTHS: Final = {
    country: int(length)
    for length, countries in {
        "15": "no", "16": "be", "18": "dk fi fk fo gl nl sd", "19": "mk si", "20": "at ba ee kz lt lu mn xk",
        "21": "ch hr li lv", "22": "bg bh cr de gb ge ie me rs va", "23": "ae gi il iq om so tl",
        "24": "ad cz es md pk ro sa se sk tn vg", "25": "ly pt st", "26": "is tr",
        "27": "bi dj fr gr it mc mr sm", "28": "al az by cy do gt hn hu lb ni pl sv", "29": "br eg ps qa ua",
        "30": "jo kw mu ye", "31": "mt sc", "32": "lc", "33": "ru",
    }.items()
    for country in countries.split()
}  # fmt: skip
"""Signs of an IBAN by its country (SWIFT's registry)."""


def _is_iban(number: _Number) -> bool:
    """As long as its country's are, and with the rest 1 of the division by 97 (ISO 13616)."""
    signs = number.signs
    if _IBAN_LENGTHS.get(signs[:2]) != len(signs) or not signs[2:4].isdigit():
        return False
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


_CARD: Final = re.compile(
    r"4\d{15}|4\d{18}"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|(?:6011|65\d\d|64[4-9]\d|35[2-8]\d)\d{12}|62\d{14,17}"  # Discover, JCB, UnionPay
)
_CARD_GROUPS: Final = frozenset({(4, 4, 4, 4), (16,), (4, 6, 5), (15,), (4, 4, 4, 4, 3), (19,), (1,) * 16, (1,) * 15})


def _is_card(number: _Number) -> bool:
    """As its issuer numbers them, with the check digit of Luhn (ISO/IEC 7812)."""
    if number.lengths not in _CARD_GROUPS or not _CARD.fullmatch(number.signs):
        return False
    digits = [int(digit) for digit in reversed(number.signs)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


_NUMBERS: Final[Mapping[Kind, Callable[[_Number], bool]]] = {
    Kind.IBAN: _is_iban,
    Kind.SOCIAL_SECURITY: _is_social_security,
    Kind.CARD: _is_card,
    Kind.PHONE: _is_phone,
}


def _personal(text: str) -> Iterator[tuple[Kind, int, int]]:
    """What has the form of personal data in a reading, with where it begins and ends."""
    for number in _numbers(text):
        yield from ((kind, number.start, number.end) for kind, is_one in _NUMBERS.items() if is_one(number))
    yield from ((Kind.EMAIL, *span) for span in _emails(text))
    yield from ((Kind.BIRTH, *span) for span in _births(text))
