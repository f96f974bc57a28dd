"""How alike two visible names are to a person: letters count, not case, accents, signs or the order of words."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Final

_LITTLE: Final = frozenset(
    re.findall(
        r"\w+",
        "a ai as au aux avec c ce ces cet cette d dans de des du elle en est et etre ici il ils j je l la le"
        " les leur leurs lui m ma me mes moi mon n ne nos notre nous on ou par pas pour qu que qui s sa se ses"
        " si son sont sur t ta te tes toi ton tu un une vos votre vous y veuillez merci svp obligatoire requis"
        " champ",
    )
)
"""Words that say little about what something is for."""
_LITTLE_WEIGHT: Final = 0.2
_STEM: Final = 4
"""Letters that two forms of a word begin with: « connecter » and « connexion »."""
_SAME_STEM: Final = 0.85
_SLIP: Final = 0.75
"""From here on, two words are one with a slip of the pen."""


def likeness(name: str, other: str) -> float:
    """From 0.0 (nothing in common) to 1.0 (the same to a person)."""
    words, others = _words(name), _words(other)
    if words == others:
        return 1.0 if words else 0.0
    if "".join(words) == "".join(others):
        return 1.0
    weight = sum(map(_weight, words)) + sum(map(_weight, others))
    return _shared(words, others) / weight if weight else 0.0


def says_something(name: str) -> bool:
    """Whether ``name`` tells what it is for: « ici » and « → » do not."""
    return any(word not in _LITTLE for word in _words(name))


def _shared(words: list[str], others: list[str]) -> float:
    """The weight of what both say, each word matched once with the one most like it."""
    pairs = sorted(
        ((_word_likeness(word, other), i, j) for i, word in enumerate(words) for j, other in enumerate(others)),
        key=lambda pair: -pair[0],
    )
    shared, left, right = 0.0, set(range(len(words))), set(range(len(others)))
    for alike, i, j in pairs:
        if alike and i in left and j in right:
            left.remove(i)
            right.remove(j)
            shared += alike * (_weight(words[i]) + _weight(others[j]))
    return shared


def _word_likeness(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if word in _LITTLE or other in _LITTLE:
        return 0.0
    if len(word) > _STEM and len(other) > _STEM and word[: _STEM + 1] == other[: _STEM + 1]:
        return _SAME_STEM
    slip = SequenceMatcher(None, word, other, autojunk=False).ratio()
    return slip if slip >= _SLIP else 0.0


def _weight(word: str) -> float:
    return _LITTLE_WEIGHT if word in _LITTLE or word.isdigit() else 1.0


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return re.findall(r"[a-z0-9]+", letters)
