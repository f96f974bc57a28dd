"""Annotated pictures: the clean picture with its callouts, as one PNG."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import resvg_py
from PIL import Image, ImageDraw

from reports.callouts import ink_of, svg
from reports.geometry import Rect, bounds_of
from reports.style import EDGE, PAPER
from reports.typography import Weight

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from reports.callouts import Layout

_FONTS = [str(weight.path) for weight in Weight]
_COMPRESSION = 4
"""Of PNG: nearly as small as the best, several times quicker."""


def flatten(layout: Layout, picture: Image.Image, scale: int = 1) -> Image.Image:
    """Draw ``layout`` over the clean ``picture``, with ``scale`` image pixels for one CSS pixel.

    The same input gives the same image: only the fonts that are shipped are used.
    """
    canvas = Image.new("RGB", (layout.width * scale, layout.height * scale), PAPER)
    place = layout.picture
    clean = picture.convert("RGB")
    if clean.size != (place.width * scale, place.height * scale):
        clean = clean.resize((place.width * scale, place.height * scale), Image.Resampling.LANCZOS)
    canvas.paste(clean, (place.left * scale, place.top * scale))
    corners = (place.left * scale, place.top * scale, place.right * scale - 1, place.bottom * scale - 1)
    ImageDraw.Draw(canvas).rectangle(corners, outline=EDGE, width=scale)
    for view, drawing in _drawings(layout):
        drawn = _rendered(drawing, scale)
        canvas.paste(drawn, (view.left * scale, view.top * scale), drawn)
    return canvas


def save(image: Image.Image, path: Path) -> None:
    """Write ``image`` as a PNG that holds pixels only: no times, no names, no profiles."""
    bare = image.copy()
    bare.info.clear()
    bare.save(path, "PNG", compress_level=_COMPRESSION)


def _drawings(layout: Layout) -> Iterator[tuple[Rect, str]]:
    """Each callout alone on the part of the canvas that it needs: far quicker than the whole canvas."""
    whole = Rect(0, 0, layout.width, layout.height)
    for spot in layout.spots:
        view = bounds_of(ink_of(spot, layout.style)).grown(1).clipped(whole)
        yield view, svg(replace(layout, spots=(spot,)), view=view)


def _rendered(drawing: str, scale: int) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=drawing, skip_system_fonts=True, font_files=_FONTS, zoom=scale)
    return Image.open(io.BytesIO(png))
