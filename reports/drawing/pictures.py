"""Annotated pictures: the clean picture with its callouts, as one PNG."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

import resvg_py
from PIL import Image, ImageDraw

from reports.drawing import png
from reports.drawing.callouts import pieces
from reports.drawing.style import EDGE, PAPER
from reports.drawing.typography import Weight

if TYPE_CHECKING:
    from pathlib import Path

    from reports.drawing.callouts import Layout
    from reports.drawing.geometry import Rect

_FONTS = [str(weight.path) for weight in Weight]


def flatten(layout: Layout, picture: Image.Image, scale: int = 1) -> Image.Image:
    """Draw ``layout`` over the clean ``picture``, with ``scale`` image pixels for one CSS pixel.

    The same input gives the same image: only the fonts that are shipped are used.
    """
    place = layout.picture
    whole = shown(layout, picture if picture.mode == "RGB" else picture.convert("RGB"))
    canvas = Image.new("RGB", (layout.width * scale, layout.height * scale), PAPER)
    clean = _sized(whole, place.width * scale, place.height * scale)
    canvas.paste(clean, (place.left * scale, place.top * scale))
    corners = (place.left * scale, place.top * scale, place.right * scale - 1, place.bottom * scale - 1)
    ImageDraw.Draw(canvas).rectangle(corners, outline=EDGE, width=scale)
    for detail in layout.details:
        window = _times(detail.window, scale)
        size = (window[2] - window[0], window[3] - window[1])
        source = _times(detail.source.moved(-place.left, -place.top), whole.width / place.width)
        canvas.paste(whole.resize(size, Image.Resampling.LANCZOS, box=source), window)
    for view, drawing in pieces(layout):
        drawn = _rendered(drawing, scale)
        canvas.paste(drawn, (view.left * scale, view.top * scale), drawn)
    return canvas


def shown(layout: Layout, picture: Image.Image) -> Image.Image:
    """The part of the clean ``picture`` that ``layout`` shows."""
    if not layout.left_out:
        return picture
    share = layout.picture.height / (layout.picture.height + layout.left_out)
    return picture.crop((0, 0, picture.width, round(picture.height * share)))


def _sized(picture: Image.Image, width: int, height: int) -> Image.Image:
    if picture.size == (width, height):
        return picture
    smaller = picture.width // width
    if smaller > 1 and picture.size == (width * smaller, height * smaller):
        return picture.reduce(smaller)
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _times(rect: Rect, scale: float) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(edge * scale) for edge in rect)
    return left, top, right, bottom


@lru_cache(maxsize=64)
def _rendered(drawing: str, scale: int) -> Image.Image:
    """``drawing`` as pixels; badges and short captions come again and again."""
    drawn = resvg_py.svg_to_bytes(svg_string=drawing, skip_system_fonts=True, font_files=_FONTS, zoom=scale)
    with Image.open(io.BytesIO(drawn)) as image:
        image.load()
        return image


def forget_drawings() -> None:
    """Draw everything anew from now on."""
    _rendered.cache_clear()


def save(image: Image.Image, path: Path) -> None:
    """Write ``image``, in RGB, as a PNG that holds pixels only."""
    path.write_bytes(png.written(image))


def stand_in(index: int) -> bytes:
    """A tiny PNG to build a document with before the real one takes its place; no two indices share one."""
    return png.written(Image.new("RGB", (index, 1)))
