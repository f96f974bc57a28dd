"""An overlay under test: on pages of its own, with its shadow root open so that one can look into it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from flows.guidance.overlay import Overlay, Panel, PanelButton, Pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Locator, Page

ADDRESS: Final = "http://portail.example/"
STRICT: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
BUTTONS: Final = (
    PanelButton(name="back", label="Revenir"),
    PanelButton(name="repeat", label="Répéter"),
    PanelButton(name="skip", label="Passer"),
    PanelButton(name="end", label="Terminer"),
)
PANEL: Final = Panel(
    chapter="Me connecter",
    progress="étape 3 sur 12",
    step=3,
    steps=12,
    sentence="Mettez ici votre identifiant.",
    details=("C’est votre adresse e-mail.",),
    buttons=BUTTONS,
)
FORM: Final = """
<h1>Me connecter</h1>
<form action="/suite">
  <p><label>Identifiant <input id="who" name="who"></label></p>
  <p><label>Mot de passe <input id="secret" type="password" name="secret"></label></p>
  <p><button id="go" type="button">Continuer</button></p>
</form>
"""


@dataclass
class Watched:
    """An overlay, and what it has told."""

    overlay: Overlay
    presses: list[str] = field(default_factory=list)
    stirs: list[Page] = field(default_factory=list)


@contextmanager
def overlaid(context: BrowserContext, *, open_root: bool = True) -> Iterator[Watched]:
    """An overlay on ``context``."""
    presses: list[str] = []
    stirs: list[Page] = []
    overlay = Overlay(context, on_press=lambda _, name: presses.append(name), on_stir=stirs.append, open_root=open_root)
    yield Watched(overlay, presses, stirs)
    overlay.close()


def document(body: str, *, style: str = "", head: str = "") -> str:
    """A whole page."""
    return (
        f"<!doctype html><html lang=fr><head><meta charset=utf-8><title>Essai</title>{head}"
        f"<style>{style}</style></head><body><main>{body}</main></body></html>"
    )


def serve(context: BrowserContext, pages: dict[str, str], headers: dict[str, str] | None = None) -> None:
    """Answer for these paths of the portal, and for no others."""
    given = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(ADDRESS).partition("?")[0]
        if path in pages:
            route.fulfill(body=pages[path], headers=given)
        else:
            route.fulfill(status=404, body="", headers={"Content-Type": "text/plain"})

    context.route(f"{ADDRESS}**", answer)


def opened(context: BrowserContext, body: str, *, style: str = "", headers: dict[str, str] | None = None) -> Page:
    """A new page with this body."""
    serve(context, {"": document(body, style=style)}, headers)
    page = context.new_page()
    page.goto(ADDRESS)
    return page


def pointer(locator: Locator, text: str = "Cliquez ici.", number: int = 1) -> Pointer:
    """A callout."""
    return Pointer(number=number, text=text, locator=locator)


_ROOT: Final = "document.querySelector('[popover=manual]').shadowRoot"


def inside(page: Page, expression: str) -> Any:
    """What a JavaScript expression tells about the overlay's ``root``."""
    return page.evaluate(f"() => {{ const root = {_ROOT}; return {expression}; }}")


def wait_inside(page: Page, expression: str) -> None:
    """Wait until a JavaScript expression about the overlay's ``root`` is true."""
    page.wait_for_function(f"() => {{ const root = {_ROOT}; return {expression}; }}")


def wait_until(page: Page, fact: Callable[[], bool], *, within: float = 10) -> None:
    """Let the page go on until something is true, for so many seconds at most."""
    deadline = time.monotonic() + within
    while not fact() and time.monotonic() < deadline:
        page.wait_for_timeout(20)


RECT: Final = "(({x, y, width, height}) => ({x, y, width, height}))"


def box_of(page: Page, selector: str) -> dict[str, float]:
    """The box of something in the overlay, in pixels of the window."""
    found: dict[str, float] = inside(page, f"{RECT}(root.querySelector('{selector}').getBoundingClientRect())")
    return found


def target_box(page: Page, selector: str) -> dict[str, float]:
    """The box of something on the page, in pixels of the window."""
    found = page.locator(selector).bounding_box()
    assert found, selector
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


def overlap(a: dict[str, float], b: dict[str, float]) -> float:
    """How many square pixels two boxes share."""
    across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    return max(across, 0) * max(down, 0)


SHOWN: Final = "[...root.querySelectorAll('.callout')].some(each => each.checkVisibility())"
"""Whether a callout is shown."""
