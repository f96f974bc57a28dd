"""Text as pixels, set with the very fonts that the web page and the drawing embed."""

from __future__ import annotations

from functools import cache
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from reports.drawing.typography import Weight
    from reports.drawing.vector import Words

_FINE: Final = 3
"""Letters are drawn so many times as large, then shrunk: else each would move to a whole pixel."""
_RIM: Final = 2
"""Pixels beside, above and below a line that its letters may reach."""


def write(canvas: Image.Image, words: Words, scale: int) -> None:
    """Write ``words`` on ``canvas``, which has ``scale`` image pixels for one CSS pixel."""
    fine = scale * _FINE
    font = _font(words.weight, words.size * fine)
    ascent, descent = font.getmetrics()
    for line in words.lines:
        length = font.getlength(line.text)
        x, y = line.x * fine - (length / 2 if words.centred else 0), line.y * fine
        left, top = floor(x / _FINE) - _RIM, floor((y - ascent) / _FINE) - _RIM
        right, bottom = ceil((x + length) / _FINE) + _RIM, ceil((y + descent) / _FINE) + _RIM
        letters = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE))
        place = (x - left * _FINE, y - top * _FINE)
        ImageDraw.Draw(letters).text(place, line.text, fill=255, font=font, anchor="ls")
        canvas.paste(words.ink, (left, top), letters.reduce(_FINE))


@cache
def _font(weight: Weight, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(weight.path, size)
