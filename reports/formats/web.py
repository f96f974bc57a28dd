"""The tutorial as a web page."""

from __future__ import annotations

import base64
import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final

import jinja2
from markupsafe import Markup, escape

from reports.drawing import vector
from reports.drawing.typography import FAMILY, Weight
from reports.formats.sheets import sheets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reports.content import Part, Tutorial

QUOTED = re.compile("(«[^»]*»|“[^”]*”)")
"""What is quoted in a sentence: the names of buttons and fields."""
_MARK: Final = "\0"
"""Stands around a picture’s file where its address goes: what no document can hold."""


class WebPage:
    """The tutorial as a web page that asks no server for anything; told once, wherever its pictures are."""

    def __init__(self, tutorial: Tutorial) -> None:
        template = _templates().get_template("tutorial.html.j2")
        told = template.render(
            tutorial=tutorial,
            words=tutorial.words,
            fonts=_fonts(),
            sheets=sheets(tutorial),
        )
        self._pieces = told.split(_MARK)
        """Every second one is a picture's file."""

    def html(self, addresses: Mapping[str, str] | None = None) -> str:
        """The page with the clean pictures at ``addresses``, by their file; beside the page by default."""
        pieces = list(self._pieces)
        for place in range(1, len(pieces), 2):
            file = unescape(pieces[place])
            pieces[place] = str(escape(file if addresses is None else addresses[file]))
        return "".join(pieces)


def embedded(picture: bytes) -> str:
    """The address of a PNG that stands in the page itself."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def _drawing(part: Part) -> Markup:
    """The clean picture with its callouts over it, sharp at any size; its file stands where its address goes."""
    if part.layout is None or part.picture is None:
        return Markup("")
    address = f"{_MARK}{part.picture}{_MARK}"
    drawn = vector.svg(part.layout, picture=address, label=part.alternative, prefix=f"repere-{part.index}-")
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
