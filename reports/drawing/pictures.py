"""Annotated pictures: the clean picture with its callouts, as one PNG."""

from __future__ import annotations

import io
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import resvg_py
from PIL import Image, ImageDraw

from reports.drawing import png, vector
from reports.drawing.lettering import write
from reports.drawing.style import EDGE, PAPER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reports.drawing.callouts import Layout
    from reports.drawing.geometry import Rect
    from reports.drawing.vector import Piece, Rims


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
    for piece in vector.pieces(layout):
        drawn = _painted(piece, scale)
        canvas.paste(drawn, (piece.view.left * scale, piece.view.top * scale), drawn)
        for words in piece.words:
            write(canvas, words, scale)
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


def _painted(piece: Piece, scale: int) -> Image.Image:
    drawn = _rendered(piece.drawing, scale)
    if piece.rims is None:
        return drawn
    return _stretched(drawn, piece.rims, piece.view.width * scale, piece.view.height * scale, scale)


def _stretched(drawn: Image.Image, rims: Rims, width: int, height: int, scale: int) -> Image.Image:
    """``drawn`` in this size, with its edges as they are."""
    left, top, right, bottom = (rim * scale for rim in rims)
    stretched = Image.new("RGBA", (width, height))
    for (x, right_x), (new_x, new_right) in _thirds(left, right, drawn.width, width):
        for (y, bottom_y), (new_y, new_bottom) in _thirds(top, bottom, drawn.height, height):
            size = (new_right - new_x, new_bottom - new_y)
            tile = drawn.resize(size, Image.Resampling.NEAREST, box=(x, y, right_x, bottom_y))
            stretched.paste(tile, (new_x, new_y))
    return stretched


def _thirds(first: int, last: int, old: int, new: int) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the two edges and what is between them begin and end, in the ``old`` size and in the ``new`` one."""
    return zip(pairwise((0, first, old - last, old)), pairwise((0, first, new - last, new)), strict=True)


@lru_cache(maxsize=64)
def _rendered(drawing: str, scale: int) -> Image.Image:
    """``drawing`` as pixels; badges and boxes come again and again."""
    drawn = resvg_py.svg_to_bytes(svg_string=drawing, skip_system_fonts=True, zoom=scale)
    with Image.open(io.BytesIO(drawn)) as image:
        image.load()
        return image


def forget_drawings() -> None:
    """Draw everything anew from now on."""
    _rendered.cache_clear()
    stand_in.cache_clear()


def save(image: Image.Image, path: Path) -> None:
    """Write ``image``, in RGB, as a PNG that holds pixels only."""
    path.write_bytes(png.written(image))


@lru_cache(maxsize=256)
def stand_in(index: int) -> bytes:
    """A tiny PNG to build a document with before the real one takes its place; no two indices share one."""
    return png.written(Image.new("RGB", (index, 1)))
