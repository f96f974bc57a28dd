"""Whether two pictures look different, and where.

Both are brought to one image pixel for one CSS pixel and softened, and a pixel differs only if it is neither
darker nor lighter than all of its counterpart's neighbours: so other edges of letters, or shifts by less than a
pixel, are no difference, while another word, colour or line is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops, ImageFilter

from reports.drawing.geometry import Rect, bounds_of
from reports.drawing.style import ACCENT

if TYPE_CHECKING:
    from collections.abc import Iterator

THRESHOLD: Final = 24.0
"""Square CSS pixels that may differ: less than a tick in a box or a small icon, more than two ways to draw the same
letters."""

_TOLERANCE = 10
"""Of 255 levels of a colour: what nobody sees."""
_SLACK = 2
"""CSS pixels by which sizes may differ: rounding."""
_CELL = 8
"""Pixels at either side of the squares in which differences are gathered to regions."""
_REACH = 3
"""Squares that part two regions, at least: the letters of a word belong together."""
_PALE = 0.72
"""How much of the white the unchanged part of the difference picture has."""


@dataclass(frozen=True)
class Sight:
    """What two pictures have different."""

    area: int
    """In square CSS pixels."""
    percent: float
    regions: tuple[Rect, ...]
    mask: Image.Image
    """White where they differ, one pixel for a CSS pixel, as large as both together."""


def at_css_scale(image: Image.Image, width: int, height: int) -> Image.Image:
    """``image`` with one pixel for each CSS pixel."""
    if image.size == (width, height):
        return image
    return image.resize((width, height), Image.Resampling.BOX)


def compare(old: Image.Image, new: Image.Image) -> Sight:
    """Compare two RGB pictures at CSS scale, from their upper left corners on; their sizes may differ."""
    width, height = max(old.width, new.width), max(old.height, new.height)
    shared = (min(old.width, new.width), min(old.height, new.height))
    mask = Image.new("L", (width, height), 255)
    mask.paste(_differs(old.crop((0, 0, *shared)), new.crop((0, 0, *shared))))
    if width - shared[0] <= _SLACK:
        mask.paste(0, (shared[0], 0, width, height))
    if height - shared[1] <= _SLACK:
        mask.paste(0, (0, shared[1], width, height))
    area = mask.histogram()[255]
    return Sight(area, round(100 * area / (width * height), 3), tuple(_regions(mask)), mask)


def _differs(old: Image.Image, new: Image.Image) -> Image.Image:
    """White where two pictures of one size look different."""
    mask = Image.new("L", old.size)
    box = ImageChops.difference(old, new).getbbox()
    if box is None:
        return mask
    rim = Rect(*box).grown(4).clipped(Rect(0, 0, *old.size))
    # Softened, so that the weight of a letter counts and not how its edge was drawn.
    a, b = (image.crop(rim).filter(ImageFilter.BoxBlur(1)) for image in (old, new))
    beyond = ImageChops.lighter(_beyond(a, b), _beyond(b, a))
    red, green, blue = beyond.split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    seen = worst.point([0] * (_TOLERANCE + 1) + [255] * (255 - _TOLERANCE))
    # What is left of the edges of letters are single pixels.
    mask.paste(seen.filter(ImageFilter.MedianFilter(3)), (rim.left, rim.top))
    return mask


def _beyond(image: Image.Image, other: Image.Image) -> Image.Image:
    """How far each pixel lies outside what ``other`` has around it."""
    above = ImageChops.subtract(image, other.filter(ImageFilter.MaxFilter(3)))
    below = ImageChops.subtract(other.filter(ImageFilter.MinFilter(3)), image)
    return ImageChops.lighter(above, below)


def _regions(mask: Image.Image) -> Iterator[Rect]:
    """Rectangles around neighbouring differences, from top to bottom."""
    if mask.getbbox() is None:
        return
    coarse = mask.reduce(_CELL).point([0] + [255] * 255)
    across = coarse.width
    cells = coarse.tobytes()
    left = {(place % across, place // across) for place, cell in enumerate(cells) if cell}
    found = []
    while left:
        found.append(bounds_of(Rect(x, y, x + 1, y + 1) for x, y in _component(left)))
    whole = Rect(0, 0, *mask.size)
    for cell in sorted(found, key=lambda rect: (rect.top, rect.left)):
        rough = Rect(*(each * _CELL for each in cell)).clipped(whole)
        exact = mask.crop(rough).getbbox()
        if exact:
            yield Rect(*exact).moved(rough.left, rough.top)


def _component(left: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take one cell out of ``left`` with all that are near it, or near those."""
    pending, found = [left.pop()], []
    while pending:
        x, y = pending.pop()
        found.append((x, y))
        near = {
            (x + dx, y + dy) for dx in range(-_REACH, _REACH + 1) for dy in range(-1, 2) if (x + dx, y + dy) in left
        }
        left -= near
        pending += sorted(near)
    return found


def highlight(new: Image.Image, sight: Sight) -> Image.Image:
    """The new picture, pale and grey, with what differs in colour."""
    grey = Image.new("L", sight.mask.size, 255)
    grey.paste(new.convert("L"))
    pale = Image.blend(grey, Image.new("L", grey.size, 255), _PALE).convert("RGB")
    pale.paste(ACCENT, (0, 0), sight.mask)
    return pale
