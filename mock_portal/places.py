"""The screens' short names, as scenarios spell them."""

from __future__ import annotations

import re
from typing import Final

_PATHS: Final = {
    "acces": r"/invitation/[^/]+/acces",
    "creation": r"/invitation/[^/]+/creation(?:/.*)?",
    "activation": r"/invitation/[^/]+/activation",
    "bienvenue": r"/invitation/[^/]+",
    "connexion": r"/connexion",
    "activer": r"/activer-un-compte(?:/.*)?",
    "oubli": r"/mot-de-passe-(?:oublie|modifie)(?:/.*)?|/nouveau-mot-de-passe/.*",
    "affiliation": r"/affiliation",
    "authentification": r"/authentification(?:/.*)?",
    "adhesion": r"/adhesion(?:/.*)?",
    "dispense": r"/dispense(?:/.*)?",
    "cookies": r"/cookies",
    "confidentialite": r"/confidentialite",
    "messagerie": r"/messagerie/.*",
}
_PATTERNS: Final = {name: re.compile(pattern) for name, pattern in _PATHS.items()}
PLACES: Final = tuple(_PATHS)


def place_of(path: str) -> str:
    """The name of the screen at a path, with what belongs to it; empty for what is none."""
    return next((name for name, pattern in _PATTERNS.items() if pattern.fullmatch(path)), "")
