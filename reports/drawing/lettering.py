"""Text as pixels, set with the very fonts that the web page and the drawing embed."""

from __future__ import annotations

from functools import cache
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from reports.drawing.typography import Weight
    from reports.drawing.vector import Words

_FINE: Final = 4
"""Letters are drawn so many times as large, then shrunk: else each would move to a whole pixel."""
_RIM: Final = 1
"""Pixels around the letters that shrinking may touch."""


def write(canvas: Image.Image, words: Words, scale: int) -> None:
    """Write ``words`` on ``canvas``, which has ``scale`` image pixels for one CSS pixel."""
    fine = scale * _FINE
    font = _font(words.weight, words.size * fine)
    for line in words.lines:
        x, y = line.x * fine, line.y * fine
        if words.centred:
            x -= font.getlength(line.text) / 2
        ink = font.getbbox(line.text, anchor="ls")
        left, top = floor((x + ink[0]) / _FINE) - _RIM, floor((y + ink[1]) / _FINE) - _RIM
        right, bottom = ceil((x + ink[2]) / _FINE) + _RIM, ceil((y + ink[3]) / _FINE) + _RIM
        letters = Image.new("L", ((right - left) * _FINE, (bottom - top) * _FINE))
        place = (x - left * _FINE, y - top * _FINE)
        ImageDraw.Draw(letters).text(place, line.text, fill=255, font=font, anchor="ls")
        canvas.paste(words.ink, (left, top), letters.reduce(_FINE))


@cache
def _font(weight: Weight, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(weight.path, size)
