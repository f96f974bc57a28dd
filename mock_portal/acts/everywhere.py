"""What concerns every page alike."""

from __future__ import annotations

import functools
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

from mock_portal.acting import EVERYWHERE, act
from mock_portal.portal import STATIC, asset

if TYPE_CHECKING:
    from bs4 import Tag

    from mock_portal.acting import View
    from mock_portal.visit import Visit

_LISTS = ("class", "aria-labelledby", "aria-describedby")
_SINGLES = ("id", "for", "form", "data-opens", "data-closes", "data-shows")
_SEED = re.compile(r"[0-9a-f]{16}")
_SELECTED = re.compile(r"(?<=[.#])[a-z][a-z-]*(?=[^{}]*\{)")


@act("ids-permuted", EVERYWHERE)
async def ids_permuted(visit: Visit, go_on: View) -> Response:
    """Names in the page change with every answer, and its style sheet with them."""
    response = await go_on(visit)
    if isinstance(response, HTMLResponse):
        response.body = response.render(renamed(bytes(response.body).decode(), secrets.token_hex(8)))
        response.headers["Content-Length"] = str(len(response.body))
    return response


def renamed(html: str, seed: str) -> str:
    """A page with other ids and classes, and with all that refers to them."""
    soup = BeautifulSoup(html, "html.parser")
    for node in soup.find_all(name=True):
        _rename(node, seed)
    for sheet in soup.find_all("link", href=asset("portal.css")):
        sheet["href"] = f"/habillage/{seed}"
    return str(soup)


def _rename(node: Tag, seed: str) -> None:
    for attribute in {*_SINGLES, *_LISTS} & node.attrs.keys():
        value = node[attribute]
        names = value.split() if isinstance(value, str) else value
        node[attribute] = " ".join(_other(name, seed) for name in names)
    href = node.get("href")
    if isinstance(href, str) and href.startswith("#"):
        node["href"] = f"#{_other(href[1:], seed)}"


def _other(name: str, seed: str) -> str:
    return f"n{hashlib.sha256(f'{seed}:{name}'.encode()).hexdigest()[:10]}"


async def style_sheet(visit: Visit) -> Response:
    """The style sheet of a page whose classes were renamed."""
    seed = visit.parameter("seed")
    if not _SEED.fullmatch(seed):
        raise HTTPException(404)
    css = _SELECTED.sub(lambda name: _other(name[0], seed), _css())
    return Response(css, media_type="text/css")


@functools.cache
def _css() -> str:
    css = (STATIC / "portal.css").read_text("utf-8")
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).replace('url("fonts/', 'url("/static/fonts/')
