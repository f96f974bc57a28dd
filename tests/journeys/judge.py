"""Judges the callouts of a whole record by what was drawn: it knows nothing of how they got there."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Final

from PIL import ImageColor, ImageFont

from reports.drawing.callouts import place_section
from reports.drawing.pictures import flatten
from reports.drawing.style import INK, ON_ACCENT, PAPER
from reports.drawing.typography import Weight, typeset
from reports.files import read_picture
from reports.languages import LANGUAGES, translated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from PIL import Image

    from reports.drawing.callouts import Layout
    from reports.drawing.placement import Spot
    from reports.record import Record, Section
    from tests.layout_judge import Judge

    Colour = tuple[int, int, int]

ENOUGH: Final = 4.5
"""The contrast that WCAG asks for in texts (1.4.3)."""
SCALES: Final = (1, 2)


def faults_of(folder: Path, record: Record, collisions: Judge) -> Iterator[str]:
    """Everything that is wrong with a callout on any picture, in any language, at any scale."""
    for sections in zip(*(translated(record, language).sections for language in LANGUAGES), strict=True):
        # All languages share a picture; it is decoded once.
        picture = read_picture(folder, sections[0].picture) if sections[0].picture else None
        for language, section in zip(LANGUAGES, sections, strict=True):
            for fault in _faults_of_section(picture, section, language, collisions):
                yield f"{language} {section.screen}: {fault}"


def _faults_of_section(
    picture: Image.Image | None, section: Section, language: str, collisions: Judge
) -> Iterator[str]:
    layout = place_section(section, language=language)
    if layout is None or section.picture is None or picture is None:
        yield "there is no picture"
        return
    numbers = [step.number for step in section.steps if step.number is not None]
    if [spot.number for spot in layout.spots] != numbers:
        yield f"of the steps {numbers}, only {[spot.number for spot in layout.spots]} have a callout"
    yield from collisions(layout, section.picture.obstacles)
    said = {step.number: typeset(step.say, language) for step in section.steps}
    for spot in layout.spots:
        yield from _clipped(layout, spot, said[spot.number])
    for scale in SCALES:
        drawn = flatten(layout, picture, scale)
        yield from (f"at scale {scale}, {fault}" for spot in layout.spots for fault in _pale(drawn, spot, scale))


def _clipped(layout: Layout, spot: Spot, said: str) -> Iterator[str]:
    """What of the sentence is missing, or does not fit, measured with the font that draws it."""
    if " ".join(spot.lines).split(" ") != said.split(" "):
        yield f"bubble {spot.number} says {spot.lines} in place of {said!r}"
    font, style = _font(), layout.style
    widest = max(font.getlength(line) for line in spot.lines) * style.size / font.size
    if widest > spot.bubble.width or len(spot.lines) * style.line > spot.bubble.height:
        yield f"the text of bubble {spot.number} does not fit"


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Weight.REGULAR.path, 100)


def _pale(drawn: Image.Image, spot: Spot, scale: int) -> Iterator[str]:
    """What is hard to tell from what is under it, or around it."""
    left, top, right, bottom = (edge * scale for edge in spot.bubble)
    inside = drawn.crop((left, top, right, bottom))
    colours = {colour for _, colour in inside.getcolors(inside.width * inside.height) or ()}
    if not {_rgb(PAPER), _rgb(INK), _rgb(ON_ACCENT)} <= colours or _contrast(_rgb(PAPER), _rgb(INK)) < ENOUGH:
        yield f"bubble {spot.number} is not dark on bright"
    for name, line in _across(spot, scale):
        pixels = [drawn.getpixel(point) for point in line if _is_on(drawn, point)]
        if max(_contrast(a, b) for a, b in product(pixels, repeat=2)) < ENOUGH:  # type: ignore[arg-type]
            yield f"the {name} edge of frame {spot.number} is pale"


def _across(spot: Spot, scale: int) -> Iterator[tuple[str, Iterable[tuple[int, int]]]]:
    """Short lines across each edge of the frame, at a quarter of it, where no arrow points at it."""
    left, top, right, bottom = (edge * scale for edge in spot.frame)
    reach = range(-4 * scale, 7 * scale)
    x, y = left + (right - left) // 4, top + (bottom - top) // 4
    yield "left", [(left + step, y) for step in reach]
    yield "right", [(right - 1 - step, y) for step in reach]
    yield "upper", [(x, top + step) for step in reach]
    yield "lower", [(x, bottom - 1 - step) for step in reach]


def _is_on(image: Image.Image, point: tuple[int, int]) -> bool:
    return 0 <= point[0] < image.width and 0 <= point[1] < image.height


def _rgb(colour: str) -> Colour:
    red, green, blue, *_ = ImageColor.getrgb(colour)
    return red, green, blue


def _contrast(one: Colour, other: Colour) -> float:
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@cache
def _luminance(colour: Colour) -> float:
    """As WCAG 2 defines it."""
    shares = (value / 255 for value in colour)
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
