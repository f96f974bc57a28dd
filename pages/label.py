"""Matching a label as a person does: exactly, but blind to what print and markup add to it."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = r"(?:\d+(?:\s*[.)]\s*|\s+))?"
_REQUIRED: Final = r"(?:\s*(?:\*|\(\*\)|\(?(?:champ )?(?:obligatoire|requis)\)?))?"
_ARROW: Final = r"(?:\s*[→➔➜›»>])?"
_END: Final = r"\s*[.:]?"
_ALIKE: Final = {
    "'": "['’ʼ]",
    "’": "['’ʼ]",
    "-": "[-‐‑–—]",
    "…": "(?:…|\\.\\.\\.)",
}


def label_pattern(*labels: str) -> re.Pattern[str]:
    """A pattern for the whole accessible name of whatever carries one of ``labels``.

    Spaces of any kind, straight and curly apostrophes and the kinds of hyphen are alike; a leading number
    ("2. "), a required mark ("*", "(*)", "(obligatoire)"), a closing arrow, colon or full stop may be there or not.
    """
    wordings = "|".join(_wording(label) for label in labels)
    return re.compile(rf"^\s*{_NUMBER}(?:{wordings}){_END}{_REQUIRED}{_ARROW}{_END}\s*$")


def _wording(label: str) -> str:
    words = label.rstrip(" .:→").split()
    return r"\s*".join("".join(_ALIKE.get(char, re.escape(char)) for char in word) for word in words)
