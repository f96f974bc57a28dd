"""The live overlay: over a page that a person uses, callouts show where to act, and a small panel says what to do.

It draws with the generator of the tutorials. The page is neither restyled nor told: its events, its layout and its
focus stay as they are. Its scripts are part of every document from the start, and ask for the panel themselves.
"""

from __future__ import annotations

import base64
import json
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from importlib import resources
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, Literal
from weakref import WeakKeyDictionary
from xml.etree import ElementTree as ET

from playwright.sync_api import Error as PlaywrightError

from reports.drawing.callouts import Callout, place
from reports.drawing.geometry import Rect
from reports.drawing.style import ACCENT, INK, ON_ACCENT, PAPER
from reports.drawing.typography import NBSP, Weight, typeset
from reports.drawing.vector import svg
from reports.record import Box, Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import BrowserContext, Frame, Locator, Page

    from reports.drawing.callouts import Layout
    from reports.drawing.placement import Spot

_FAMILY: Final = "Parcours Overlay"
"""A name of its own, so that no page's font is exchanged."""
_SHORTCUT: Final = "KeyG"
_COLOURS: Final = {
    "accent": ACCENT,
    "on-accent": ON_ACCENT,
    "paper": PAPER,
    "ink": INK,
    "soft": "#53505f",
    "line": "#8b8597",
    "rail": "#e3dfe8",
    "tint": "#fbeaf3",
    "deep": "#7a0041",
    "focus": "#1d4f91",
    "family": f'"{_FAMILY}", system-ui, sans-serif',
}
_WORDS: Final = {
    "name": "Guide",
    "colon": f"{NBSP}: ",
    "move": "Déplacer le guide",
    "shrink": "Réduire le guide",
    "keys": f"Alt{NBSP}+{NBSP}G{NBSP}: aller au guide et en revenir. Échap{NBSP}: le réduire.",
    "up": "Plus haut",
    "down": "Plus bas",
    "left": "À gauche",
    "right": "À droite",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelButton:
    """A button of the panel."""

    name: str
    """What ``on_press`` is told."""
    label: str
    """In French."""
    kind: Literal["main", "plain"] = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What the panel says."""

    chapter: str
    progress: str = ""
    """Like « étape 3 sur 12 »."""
    step: int = 0
    steps: int = 0
    """For the progress bar; none is shown for 0."""
    sentence: str
    """What to do now."""
    details: tuple[str, ...] = ()
    """In smaller print: advice, the code's digits, what was done."""
    tone: Literal["step", "notice", "warning", "done"] = "step"
    buttons: tuple[PanelButton, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A callout."""

    number: int
    """0 for those that are to be numbered as they stand on the page, from top to bottom."""
    text: str
    """Of its bubble; short."""
    locator: Locator
    """Where to act."""
    frame: Frame | None = None
    """The frame within the page that it is in, if any."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What a person did with one element; what they typed is not in it."""

    present: bool = False
    visible: bool = False
    filled: bool = False
    focused: bool = False
    ticked: bool = False
    valid: bool = False
    quiet: float = float("inf")
    """Seconds since the last input there."""


@dataclass(slots=True)
class _State:
    """What one page is to show."""

    panel: Panel | None = None
    stance: dict[str, Any] = field(default_factory=dict)
    """Where the person put the panel."""


class Overlay:
    """The overlay on all pages of a browser context, those that are open and those to come."""

    def __init__(
        self,
        context: BrowserContext,
        *,
        on_press: Callable[[Page, str], None],
        on_stir: Callable[[Page], None],
        language: str = "fr",
        open_root: bool = False,
    ) -> None:
        """Install it.

        Args:
            context: whose pages it is for.
            on_press: told the name of a button of the panel that was pressed. Like ``on_stir`` it is called while
                Playwright is at work, so it must not ask the page anything.
            on_stir: told that a page changed, or that a person did something there: at most once per frame.
            language: of the captions.
            open_root: leave the shadow root open, for tests that look into it.

        Raises:
            playwright.sync_api.Error: the browser is gone.
        """
        self._context = context
        self._on_press = on_press
        self._on_stir = on_stir
        self._language = language
        self._key = f"parcours{secrets.token_hex(8)}"
        self._states: WeakKeyDictionary[Page, _State] = WeakKeyDictionary()
        self._gone = False
        script = _script(self._key, open_root=open_root)
        self._binding = context.expose_binding(self._key, self._answer)
        self._script = context.add_init_script(script)
        context.on("page", self._welcome)
        for page in context.pages:
            self._welcome(page)
            with suppress(PlaywrightError):  # it is just going away, and the next one has the script
                page.evaluate(script)

    def show(self, page: Page, panel: Panel, pointers: Sequence[Pointer] = ()) -> None:
        """Show ``panel``, and ``pointers`` where their targets are to be found on ``page`` right now.

        The panel stays when the page goes on to its next document, the pointers do not. What is shown already is left
        as it is. The first pointer's target is scrolled into view, once. A page that is just going away is no error.
        """
        self._state(page).panel = panel
        marks = [
            {"slot": slot, "number": pointer.number, "text": pointer.text} for slot, pointer in enumerate(pointers)
        ]
        for slot, pointer in enumerate(pointers):
            with suppress(PlaywrightError):
                self._aim(pointer, slot)
        with suppress(PlaywrightError):
            page.evaluate(_SHOW, [self._key, _told(panel, self._language), marks])

    def hide(self, page: Page) -> None:
        """Show nothing on ``page``; what the person does there is still told."""
        self._state(page).panel = None
        with suppress(PlaywrightError):
            page.evaluate(_SHOW, [self._key, None, []])

    def hand(self, locator: Locator) -> Hand:
        """What a person did with the element; of several, with the first that is seen. Does not wait.

        What a password field holds is not read, nor how long it is.
        """
        try:
            found = locator.evaluate_all(_CALL, [self._key, "hand"])
        except PlaywrightError:  # the page is just going away
            return Hand()
        if found is None:
            return Hand()
        quiet = found.pop("quiet")
        return Hand(present=True, **found, quiet=float("inf") if quiet is None else quiet)

    def close(self) -> None:
        """Take everything off the pages; nothing is told any more."""
        self._gone = True
        self._context.remove_listener("page", self._welcome)
        with suppress(PlaywrightError):
            self._script.close()
            for page in self._context.pages:
                page.evaluate(_CLOSE, self._key)
            self._binding.close()

    def _aim(self, pointer: Pointer, slot: int) -> None:
        """Have the script point there; what is in a frame is pointed at by its place in that."""
        if pointer.frame is None:
            pointer.locator.evaluate_all(_CALL, [self._key, "aim", slot])
            return
        box = pointer.locator.evaluate_all(_CALL, [self._key, "box"])
        frame, element = pointer.frame, pointer.frame.frame_element()
        while (outer := frame.parent_frame) and outer.parent_frame:
            box = element.evaluate(_PLACED, [self._key, box])
            frame, element = outer, outer.frame_element()
        element.evaluate(_AIM, [self._key, slot, box])

    def _state(self, page: Page) -> _State:
        return self._states.setdefault(page, _State())

    def _welcome(self, page: Page) -> None:
        page.on("framenavigated", lambda frame: self._stir(page) if frame == page.main_frame else None)

    def _stir(self, page: Page) -> None:
        if not self._gone:
            self._on_stir(page)

    def _answer(self, source: dict[str, Any], kind: str, content: Any) -> Any:
        """Answer what the script in a document asks."""
        page: Page = source["page"]
        if self._gone:
            return None
        if source["frame"] != page.main_frame:
            if kind == "stir":
                self._on_stir(page)
            return None
        state = self._state(page)
        match kind:
            case "ready":
                self._on_stir(page)
                return {"panel": _told(state.panel, self._language), "stance": state.stance}
            case "stance":
                state.stance = content
            case "place":
                return _drawings(content, self._language)
            case "press":
                self._on_press(page, content)
            case "stir":
                self._on_stir(page)
        return None


_CALL: Final = "(elements, [key, name, ...rest]) => window[key]?.[name]?.(elements, ...rest) ?? null"
_PLACED: Final = "(frame, [key, box]) => box && (window[key]?.placed?.(frame, box) ?? null)"
_AIM: Final = "(frame, [key, slot, box]) => void window[key]?.aim?.([frame], slot, box)"
_SHOW: Final = "([key, panel, marks]) => window[key]?.show?.(panel, marks)"
_CLOSE: Final = "key => window[key]?.close?.()"


def _script(key: str, *, open_root: bool) -> str:
    """What runs in each document."""
    colours = "".join(f"--{name}: {value};" for name, value in _COLOURS.items())
    config = {
        "key": key,
        "open": open_root,
        "css": f":host {{{colours}}}\n{_read('overlay.css')}",
        "family": _FAMILY,
        "fonts": {
            str(weight.value): base64.b64encode(weight.web_path.read_bytes()).decode()
            for weight in (Weight.REGULAR, Weight.BOLD)
        },
        "shortcut": _SHORTCUT,
        "words": _WORDS,
    }
    return f"""(() => {{
        if (typeof window[{json.dumps(key)}] !== "function") return;
        const native = ({_read("overlay_natives.js")})();
        const watcher = ({_read("overlay_watch.js")})(native);
        const survey = ({_read("overlay_survey.js")})(native);
        if (window !== window.top) return ({_read("overlay_frame.js")})(native, watcher, survey, {json.dumps(key)});
        ({_read("overlay.js")})(native, watcher, survey, ({_read("overlay_panel.js")}), {json.dumps(config)});
    }})()"""


def _read(name: str) -> str:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return text.rstrip().removesuffix(";") if name.endswith(".js") else text


def _told(panel: Panel | None, language: str) -> dict[str, Any] | None:
    """``panel`` as the script takes it, with the spaces of its language."""
    if panel is None:
        return None
    told = asdict(panel)
    for name in ("chapter", "progress", "sentence"):
        told[name] = typeset(told[name], language)
    told["details"] = [typeset(each, language) for each in panel.details]
    for button in told["buttons"]:
        button["label"] = typeset(button["label"], language)
    return told


def _drawings(survey: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """Place what the script has surveyed, in the window alone, and draw it."""
    callouts = [Callout(each["number"], _box(each["box"]), each["text"]) for each in survey["callouts"]]
    obstacles = [Obstacle(kind=each["kind"], box=_box(each)) for each in survey["obstacles"]]
    width, height = round(survey["width"]), round(survey["height"])
    panel = Rect.of(_box(survey["panel"])) if survey["panel"] else None
    if panel:
        obstacles.append(Obstacle(kind="control", box=_box(survey["panel"])))
    layout = place(width, height, callouts, obstacles, margins=False, language=language)
    return [_drawing(layout, spot, panel) for spot in layout.spots]


def _drawing(layout: Layout, spot: Spot, panel: Rect | None) -> dict[str, Any]:
    """One callout as the script builds it.

    A bubble that no line leads to lies on something else. It is left out where the panel would hide it, and where the
    callout is the only one: then the panel's sentence says the same.
    """
    drawn = ET.fromstring(svg(replace(layout, spots=(spot,))))  # noqa: S314 - our own drawing
    group = _tree(drawn[0])
    hidden = panel is not None and spot.bubble.overlaps(panel)
    with_bubble = bool(spot.leader) or (len(layout.spots) > 1 and not hidden)
    if not with_bubble:
        group[2] = list(takewhile(lambda piece: piece[1].get("class") != "bubble", group[2]))
    canvas = {
        "width": str(layout.width),
        "height": str(layout.height),
        "viewBox": f"0 0 {layout.width} {layout.height}",
        "font-family": f"{_FAMILY}, sans-serif",
    }
    return {"tree": ["svg", canvas, [group]], "bubble": _edges(spot.bubble) if with_bubble else None}


def _tree(element: ET.Element) -> list[Any]:
    """``element`` as name, attributes and children, which a script can build without any markup."""
    children: list[Any] = [element.text] if element.text else []
    for child in element:
        children += [_tree(child), child.tail] if child.tail else [_tree(child)]
    return [element.tag.rpartition("}")[2], dict(element.attrib), children]


def _box(edges: dict[str, float]) -> Box:
    left, top = edges["left"], edges["top"]
    return Box(x=left, y=top, width=max(edges["right"] - left, 0), height=max(edges["bottom"] - top, 0))


def _edges(rect: Rect) -> dict[str, int]:
    return {"left": rect.left, "top": rect.top, "right": rect.right, "bottom": rect.bottom}
