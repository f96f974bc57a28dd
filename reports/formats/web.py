"""The tutorial as a web page."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup, escape

from reports.drawing import callouts
from reports.drawing.typography import FAMILY, Weight
from reports.formats.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reports.content import Part, Tutorial

QUOTED = re.compile("(«[^»]*»|“[^”]*”)")
"""What is quoted in a sentence: the names of buttons and fields."""


def html(tutorial: Tutorial, addresses: Mapping[str, str] | None = None) -> str:
    """The tutorial as a web page that asks no server for anything.

    Args:
        tutorial: what to tell.
        addresses: of the clean pictures, by their file; they are taken to be beside the page by default.
    """
    if addresses is None:
        addresses = {part.picture: part.picture for part in tutorial.parts if part.picture}
    template = _templates().get_template("tutorial.html.j2")
    return template.render(
        tutorial=tutorial,
        words=tutorial.words,
        fonts=_fonts(),
        addresses=addresses,
        sheets=sheets(tutorial),
    )


def embedded(picture: bytes) -> str:
    """The address of a PNG that stands in the page itself."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def _drawing(part: Part, addresses: Mapping[str, str]) -> Markup:
    """The clean picture with its callouts over it, sharp at any size."""
    if part.layout is None or part.picture is None:
        return Markup("")
    drawn = callouts.svg(
        part.layout, picture=addresses[part.picture], label=part.alternative, prefix=f"repere-{part.index}-"
    )
    return Markup(drawn)  # noqa: S704 -- the drawing escapes what it is given


def _strong(text: str) -> Markup:
    """``text`` with what is quoted in it made prominent."""
    marked = QUOTED.sub(r"<strong>\1</strong>", str(escape(text)))
    return Markup(marked)  # noqa: S704 -- escaped on the line above


@cache
def _fonts() -> tuple[tuple[str, int, str], ...]:
    """Family, weight and content of the fonts that pages bring along."""
    return tuple((FAMILY, weight.value, base64.b64encode(weight.web_path.read_bytes()).decode()) for weight in Weight)


@cache
def _templates() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(drawing=_drawing, strong=_strong)
    return environment
