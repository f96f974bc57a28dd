"""How the parts of a tutorial share the sheets of paper: two on one where both stay large enough to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.drawing.typography import Weight, line_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from reports.content import Part, Passage, Tutorial

# All lengths are in millimetres; those of the page and its texts are those of the style sheet.
_WIDTH: Final = 185.0
_HEIGHT: Final = 273.0
_BESIDE: Final = 108.0
"""What a narrow picture is given where the sentences stand beside it."""
_ASIDE: Final = 60.0
"""What is left for the sentences."""
_PIXEL: Final = 25.4 / 96
_POINT: Final = 25.4 / 72
_TEXT: Final = 11.2
"""Size of the text in points, that of titles below."""
_TITLE: Final = 15.0
_LINE: Final = 5.2
_EYEBROW: Final = 4.5
_TITLE_LINE: Final = 6.4
_TITLE_GAP: Final = 2.5
_RECEIVED: Final = 8.0
_STEP: Final = 6.2
"""The least that a step takes, and what its lines need beside their height."""
_STEP_GAP: Final = 1.0
_NUMBER: Final = 10.0
"""What number and padding take of a step's width."""
_NOTE: Final = 6.4
"""What a note takes beside its sentences."""
_NOTE_ASIDE: Final = 14.0
"""And of the width."""
_NOTE_TITLE: Final = "Rien à faire – "
"""The longest of the titles in front of the first sentence."""
_BETWEEN: Final = 10.0
"""Between two parts on one sheet."""
_END: Final = 32.0
"""What closing and imprint take beside the closing's lines."""
_LEAST: Final = 0.77
"""The share of its full size to which a picture may shrink, for another part to fit on the same sheet."""


_LARGER: Final = 0.5
"""What texts need more where they are set larger, as a share of their height."""


@dataclass(frozen=True)
class Sheet:
    """Where a part stands."""

    begins: bool
    """Whether it is the first on its sheet."""
    width: float
    """Of its picture."""
    roomy: bool = False
    """Whether there is room for larger texts."""


def sheets(tutorial: Tutorial) -> dict[int, Sheet]:
    """Where each part stands, by its index: on as few sheets as can be, with as little shrinking as that allows.

    The last sheet leaves room for what comes after the last part.
    """
    end = _END + line_count(tutorial.closing, _WIDTH / _POINT, _TEXT, Weight.SEMIBOLD) * _LINE
    plans = [_Plan()]  # for the last parts, the shortest first
    parts = tutorial.parts
    for first in reversed(range(len(parts))):
        together = [parts[first : first + count] for count in (1, 2) if first + count <= len(parts)]
        shares = [_share(group, 0 if group[-1] is not parts[-1] else end) for group in together]
        possible = [
            plans[len(parts) - first - len(group)].after(group, share)
            for group, share in zip(together, shares, strict=True)
            if len(group) == 1 or share >= _LEAST
        ]
        plans.append(min(possible, key=lambda plan: plan.cost))
    return {index: sheet for group, share in plans[-1].groups for index, sheet in _placed(group, share)}


@dataclass(frozen=True)
class _Plan:
    """Which parts share sheets, each group with the share of its full size that its pictures can have."""

    groups: tuple[tuple[Sequence[Part], float], ...] = ()

    def after(self, group: Sequence[Part], share: float) -> _Plan:
        return _Plan(((group, share), *self.groups))

    @property
    def cost(self) -> tuple[int, float]:
        return len(self.groups), sum(1 - min(1.0, share) for _, share in self.groups)


def _placed(group: Sequence[Part], share: float) -> Iterator[tuple[int, Sheet]]:
    left = (share - 1) * sum(_picture(part)[1] for part in group)
    roomy = len(group) == 1 and left >= _LARGER * _text(group[0])
    for place, part in enumerate(group):
        width = round(_picture(part)[0] * min(1.0, share), 1)
        yield part.index, Sheet(begins=not place, width=width, roomy=roomy)


def _share(parts: Sequence[Part], rest: float) -> float:
    """Of their full sizes that the pictures of ``parts`` can have for all, and the ``rest``, to fit on one sheet."""
    room = _HEIGHT - rest - _BETWEEN * (len(parts) - 1) - sum(_text(part) for part in parts)
    pictures = sum(_picture(part)[1] for part in parts)
    return room / pictures if pictures else float(room >= 0)


def _picture(part: Part) -> tuple[float, float]:
    """Width and height of the picture in its full size."""
    if part.layout is None:
        return 0.0, 0.0
    width = min(_BESIDE if part.narrow else _WIDTH, part.layout.width * _PIXEL)
    return width, width / part.layout.width * part.layout.height


def _text(part: Part) -> float:
    """The height of what stands above and below the picture."""
    title = line_count(part.title, _WIDTH / _POINT, _TITLE, Weight.BOLD) * _TITLE_LINE
    head = _EYEBROW + title + _TITLE_GAP + (_RECEIVED if part.mail else 0)
    above = sum(_passage(passage, _WIDTH) for passage in part.before)
    if part.narrow:  # what stands beside counts only where it is the higher
        beside = sum(_passage(passage, _ASIDE) for passage in part.after)
        return head + above + max(0, beside - _picture(part)[1])
    return head + above + sum(_passage(passage, _WIDTH) for passage in part.after)


def _passage(passage: Passage, width: float) -> float:
    texts = [sentence.text for sentence in passage.sentences]
    if passage.numbered:
        return _STEP_GAP + sum(max(_STEP, lines * _LINE + _STEP_GAP) for lines in _lines(texts, width - _NUMBER))
    return _NOTE + sum(lines * _LINE for lines in _lines([_NOTE_TITLE + texts[0], *texts[1:]], width - _NOTE_ASIDE))


def _lines(texts: Iterable[str], width: float) -> Iterator[int]:
    """How many lines each sentence takes, counted in letters that are a little wider than most of them are."""
    for text in texts:
        yield line_count(text, width / _POINT, _TEXT, Weight.SEMIBOLD)
