"""Text: French spacing, measuring with the very font that the pictures embed, and wrapping."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

FAMILY = "Parcours Sans"
FONTS = Path(__file__).parents[1] / "fonts"

NBSP = "\u00a0"
THIN = "\u202f"
"""Narrow no-break space."""

_MEASURED_AT = 1000
"""Font size at which advances are read: large enough for rounding not to matter."""
_SLACK = 1.01
"""Room for what kerning may add to the sum of advances."""


class Weight(Enum):
    """The weights that are shipped, by their CSS number."""

    REGULAR = 400
    SEMIBOLD = 600
    BOLD = 700

    @property
    def path(self) -> Path:
        """The font file for pictures."""
        return FONTS / f"ParcoursSans-{_STYLES[self]}.otf"

    @property
    def web_path(self) -> Path:
        """The font file for web pages."""
        return self.path.with_suffix(".woff2")


_STYLES = {Weight.REGULAR: "Regular", Weight.SEMIBOLD: "SemiBold", Weight.BOLD: "Bold"}

_RULES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"\s*\u00bb"), NBSP + "»"),
    (re.compile(r"«\s*"), "«" + NBSP),
    (re.compile(r"(?<=\S)[ \u00a0\u202f]+(?=[;!?])"), THIN),
    (re.compile(r"(?<=[\w»)…])(?<![;!?])(?=[;!?]+(?:\s|$))"), THIN),
    (re.compile(r"(?<=\S)[ \u00a0\u202f]+(?=:)"), NBSP),
    (re.compile(r"(?<=[\w»)])(?=:\s)"), NBSP),
    (re.compile(r"(?<=\d) (?=\w)"), NBSP),
    (re.compile(r" (?=[–—](?: |$))"), NBSP),
    (re.compile(r"(?<!\S)(à|a|y|ô|n°|M\.|Mme) (?=\S)", re.IGNORECASE), rf"\1{NBSP}"),
)


def french(text: str) -> str:
    """Put the non-breaking spaces of French typography into ``text``.

    Before ``:`` and inside « » a full one; before ``; ! ?`` a narrow one; and none of a number and its unit,
    or of a lone letter and its word, is left at the end of a line. Apostrophes become curved. Addresses and times
    (``10:30``) stay as they are. Doing it twice changes nothing.
    """
    text = re.sub(r"[ \t\n]+", " ", text).strip()
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def typeset(text: str, language: str = "fr") -> str:
    """``text`` with the spacing that ``language`` asks for."""
    return french(text) if language.startswith("fr") else " ".join(text.split())


@cache
def _font(weight: Weight) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(weight.path, _MEASURED_AT, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _advance(text: str, weight: Weight) -> float:
    return _font(weight).getlength(text) / _MEASURED_AT


def width(text: str, size: float, weight: Weight = Weight.REGULAR) -> float:
    """The width of ``text`` in pixels, never less than what is drawn."""
    return _advance(text, weight) * size * _SLACK


def wrap(text: str, room: float, size: float, weight: Weight = Weight.REGULAR) -> tuple[str, ...]:
    """Break ``text`` into the fewest lines that fit ``room`` pixels, as even as they can be.

    Words part at ordinary spaces only; a word that is too long for a line of its own is cut, after a
    punctuation mark where it has one.
    """
    words = _words(text, room, size, weight)
    if not words:
        return ()
    widths = [width(word, size, weight) for word in words]
    space = width(" ", size, weight)
    fewest = len(_greedy(widths, space, room))
    return tuple(" ".join(words[a:b]) for a, b in _even(widths, space, room, fewest))


def line_count(text: str, room: float, size: float, weight: Weight = Weight.REGULAR) -> int:
    """How many lines ``wrap`` breaks ``text`` into."""
    widths = [width(word, size, weight) for word in _words(text, room, size, weight)]
    return len(_greedy(widths, width(" ", size, weight), room)) if widths else 0


def _words(text: str, room: float, size: float, weight: Weight) -> list[str]:
    return [part for word in text.split(" ") if word for part in _cut(word, room, size, weight)]


def _cut(word: str, room: float, size: float, weight: Weight) -> list[str]:
    parts = []
    while width(word, size, weight) > room and len(word) > 1:
        fits = max(1, sum(width(word[: n + 1], size, weight) <= room for n in range(len(word))))
        marks = [m.end() for m in re.finditer(r"[@.\-_/,;:]", word[:fits]) if m.end() > 1]
        at = marks[-1] if marks else fits
        parts.append(word[:at])
        word = word[at:]
    return [*parts, word] if word else parts


def _greedy(widths: list[float], space: float, room: float) -> list[float]:
    lines = [widths[0]]
    for each in widths[1:]:
        if lines[-1] + space + each <= room:
            lines[-1] += space + each
        else:
            lines.append(each)
    return lines


def _even(widths: list[float], space: float, room: float, count: int) -> list[tuple[int, int]]:
    """Split the words into ``count`` lines that differ least from the even width; pairs of word indices."""
    total = len(widths)
    starts = [0.0]
    for each in widths:
        starts.append(starts[-1] + each + space)

    def rest(a: int, b: int) -> float:
        return room - (starts[b] - starts[a] - space)

    ideal = max(0.0, room - (starts[-1] - space * count) / count)
    best: dict[int, tuple[float, list[tuple[int, int]]]] = {0: (0.0, [])}
    for line in range(1, count + 1):
        reached: dict[int, tuple[float, list[tuple[int, int]]]] = {}
        for a, (cost, lines) in best.items():
            for b in range(a + 1, total - (count - line) + 1):
                left = rest(a, b)
                if left < 0 and b > a + 1:
                    break
                candidate = cost + (left - ideal) ** 2
                if b not in reached or candidate < reached[b][0]:
                    reached[b] = (candidate, [*lines, (a, b)])
        best = reached
    return best[total][1]
