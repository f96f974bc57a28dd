"""A password that satisfies a rule told in words."""

from __future__ import annotations

import itertools
import re
import secrets
import string
from typing import Final

from pydantic import SecretStr

_USUAL_LENGTH: Final = 16
_LONGEST: Final = 64
_USUAL_SIGNS: Final = "!@#$%*-_+?"
_SIGNS_NAMED: Final = re.compile(
    r"(?:signes?|symboles?|spécia[^\W\d_]+|ponctuation)\b"
    r"((?:[^\w;«]|_)*(?:(?:ou|et|parmi|suivants?|tels? que|comme)\b(?:[^\w;«]|_)*)*)"
)
_MOST: Final = re.compile(
    r"(?:au plus|maximum|maximale?|pas plus de|moins de|jusqu.à)\D{0,30}(\d{1,3})"
    r"|(\d{1,3})\s*caractères?\s*(?:au plus|maximum|max)"
)
_SEPARATORS: Final = " ,;:()\"'’«»\t\n\xa0\u202f"
_FORBIDDEN: Final = re.compile(
    r"(sans|aucun|pas de|interdits?|ni)\s+(caractères? spécia|signes?|symboles?|ponctuation)", re.IGNORECASE
)


def password_satisfying(rule: str) -> SecretStr:
    """A new random password as ``rule`` demands it: its length, its kinds of characters, its signs.

    Whatever the rule leaves open is chosen as strong as portals usually take it: sixteen characters of all
    four classes. A rule that is not understood changes nothing of that.
    """
    shortest, longest = _length(rule)
    wanted = max(shortest, min(_USUAL_LENGTH if shortest <= _USUAL_LENGTH else shortest + 2, longest))
    classes = [string.ascii_lowercase, string.ascii_uppercase, string.digits]
    if signs := _signs(rule):
        classes.append(signs)
    letters_and_digits = string.ascii_letters + string.digits
    while True:
        # Two of each class, for rules that ask for more than one; no neighbour twice, for those against repetition.
        drawn = [secrets.choice(each) for each in classes * (2 if wanted >= 2 * len(classes) else 1)]
        drawn += [secrets.choice(letters_and_digits) for _ in range(wanted - len(drawn))]
        secrets.SystemRandom().shuffle(drawn)
        if drawn[0].isalpha() and all(one.lower() != other.lower() for one, other in itertools.pairwise(drawn)):
            return SecretStr("".join(drawn))


def _length(rule: str) -> tuple[int, int]:
    """The fewest and the most characters that the rule allows."""
    if between := re.search(r"(\d{1,3})\s*(?:à|et|-|–)\s*(\d{1,3})\s*(?:caractères|signes|lettres)", rule):
        shortest, longest = map(int, between.groups())
        return shortest, max(shortest, longest)
    most = _MOST.search(rule)
    longest = int(next(filter(None, most.groups()))) if most else _LONGEST
    without = rule.replace(most.group(), " ") if most else rule
    least = re.search(r"(\d{1,3})\s*(?:caractères|signes)|(?:au moins|minimum|minimale?)\D{0,30}?(\d{1,3})", without)
    shortest = int(next(filter(None, least.groups()))) if least else min(_USUAL_LENGTH, longest)
    return min(shortest, longest), longest


def _signs(rule: str) -> str:
    """The signs that may be used: those that the rule lists, else the usual ones; none where it forbids them."""
    if _FORBIDDEN.search(rule):
        return ""
    for listed in _SIGNS_NAMED.findall(rule):
        # A full stop right behind a word ends the sentence; one that stands alone is a sign like others.
        signs = re.sub(r"^\.(?=\s|$)", "", listed)
        chosen = "".join(dict.fromkeys(sign for sign in signs if not sign.isalnum() and sign not in _SEPARATORS))
        if chosen:
            return chosen
    return _USUAL_SIGNS
