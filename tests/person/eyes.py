"""A person's eyes and ears: what the guide shows on the screen, and what it says to a screen reader.

The words come from the accessibility tree, which is what assistive technology is told; where to act comes from the
pixels of the screen. Nothing of the guide's own code is asked, and the page is not touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.person.frames import frames_in
from tests.person.wire import WireError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.person.display import Display
    from tests.person.frames import Frame
    from tests.person.wire import Wire
    from tests.person.witness import Witness

_PANEL: Final = "Guide"
"""What a screen reader calls the panel."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on the page that has a role and a name."""

    role: str
    name: str
    node: int
    focused: bool = False
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """What the guide's panel says."""

    headline: tuple[str, ...] = ()
    """The chapter, and how far one is."""
    sentence: str = ""
    details: tuple[str, ...] = ()
    buttons: tuple[Thing, ...] = ()

    def button(self, label: str) -> Thing | None:
        """The button whose label holds these words; none where there are no words."""
        wanted = label.casefold()
        return next((button for button in self.buttons if wanted and wanted in button.name.casefold()), None)

    @property
    def text(self) -> str:
        """Everything that it says."""
        return "\n".join((*self.headline, self.sentence, *self.details))


@dataclass(frozen=True, slots=True)
class Callout:
    """A frame on the screen, and what its bubble says; nothing where no bubble was found for it."""

    frame: Frame
    words: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What one sees at one moment."""

    panel: Panel | None
    callouts: tuple[Callout, ...]
    """Where the guide points, the largest frame first."""
    things: tuple[Thing, ...]
    """What the page shows besides."""

    def thing(self, role: str, name: str) -> Thing | None:
        """What has this role, and these words in its name."""
        return next((one for one in self.things if one.role == role and name.casefold() in one.name.casefold()), None)


class Eyes:
    """They look at the tab in front."""

    def __init__(self, display: Display, wire: Wire, witness: Witness) -> None:
        self._display = display
        self._wire = wire
        self._witness = witness

    def look(self) -> Sight:
        """What shows right now; nothing while a page is just going away."""
        try:
            nodes = self._tree()
        except WireError:
            return Sight(None, (), ())
        children = {node["nodeId"]: node.get("childIds", []) for node in nodes}
        by_id = {node["nodeId"]: node for node in nodes}
        panel = next((node for node in nodes if _is(node, "region") and _name(node) == _PANEL), None)
        inside = set(_ordered(panel["nodeId"], children)) if panel else set()
        things = tuple(_thing(node) for node in nodes if node["nodeId"] not in inside and not node.get("ignored"))
        if panel is None:
            return Sight(None, (), things)
        room = self._room(panel["backendDOMNodeId"])
        frames = [frame for frame in frames_in(self._display.picture()) if not _holds(room, frame.middle)]
        bubbles = self._bubbles() if frames else []
        callouts = tuple(Callout(frame, _nearest(frame, bubbles)) for frame in frames)
        told = [by_id[each] for each in _ordered(panel["nodeId"], children)]
        return Sight(panel=_panel(told, children, by_id), callouts=callouts, things=things)

    def _bubbles(self) -> list[tuple[tuple[float, float, float, float], str]]:
        """What the bubbles say, each with the place on the screen that it is about."""
        try:
            document = self._ask("DOM.getDocument", depth=-1, pierce=True)["root"]
        except WireError:
            return []
        drawn = [node for node in _nodes(document) if "data-callout" in node.get("attributes", ())]
        told = [(self._room(frame), _written(node)) for node in drawn if (frame := _frame_in(node))]
        return [(room, words) for room, words in told if room]

    def _room(self, node: int) -> tuple[float, float, float, float] | None:
        """What something covers of the screen: its left, upper, right and lower edge."""
        try:
            quads = self._ask("DOM.getContentQuads", backendNodeId=node)["quads"]
            left, top, scale = self._corner()
        except WireError:
            return None
        if not quads:
            return None
        xs, ys = quads[0][::2], quads[0][1::2]
        return left + scale * min(xs), top + scale * min(ys), left + scale * max(xs), top + scale * max(ys)

    def place(self, thing: Thing) -> tuple[float, float] | None:
        """Where the middle of a thing is on the screen; None where it is not to be seen."""
        room = self._room(thing.node)
        return room and ((room[0] + room[2]) / 2, (room[1] + room[3]) / 2)

    @property
    def scale(self) -> float:
        """How many of the screen's pixels make one CSS pixel of the page in front."""
        return round(self._corner()[2], 2)

    def _corner(self) -> tuple[float, float, float]:
        """Where the page begins on the screen, and how many of its pixels make one CSS pixel."""
        window = self._wire.ask("Browser.getWindowForTarget", targetId=self._front())["bounds"]
        view = self._ask("Page.getLayoutMetrics")
        css, device = view["cssVisualViewport"], view["visualViewport"]
        scale = device["clientWidth"] / css["clientWidth"]
        return window["left"], window["top"] + window["height"] - device["clientHeight"], scale

    def _tree(self) -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = self._ask("Accessibility.getFullAXTree")["nodes"]
        return nodes

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        session = self._witness.sessions.get(self._front())
        if session is None:
            raise WireError("The tab in front was opened just now.")
        return self._wire.ask(method, session, **parameters)

    def _front(self) -> str:
        """The tab in front: the one whose title the window bears.

        Raises:
            WireError: none is open, or it has only just been opened.
        """
        sessions = self._witness.sessions
        if len(sessions) == 1:
            return next(iter(sessions))
        title = self._display.title()
        for target in self._wire.ask("Target.getTargets")["targetInfos"]:
            if target["targetId"] in sessions and target["title"] and title.startswith(target["title"]):
                return str(target["targetId"])
        raise WireError("No tab is in front.")


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in (*node.get("children", ()), *node.get("shadowRoots", ())):
        yield from _nodes(child)


def _frame_in(callout: dict[str, Any]) -> int:
    """The frame that a callout's drawing holds."""
    found = (node["backendNodeId"] for node in _nodes(callout) if "frame" in node.get("attributes", ()))
    return next(found, 0)


def _written(callout: dict[str, Any]) -> str:
    """What stands in a callout, the numbers aside."""
    texts = (node["nodeValue"] for node in _nodes(callout) if node["nodeName"] == "#text")
    return " ".join(" ".join(text for text in texts if not text.strip().isdigit()).split())


def _nearest(frame: Frame, bubbles: list[tuple[tuple[float, float, float, float], str]]) -> str:
    """What is said about the place that a frame is around."""

    def gap(room: tuple[float, float, float, float]) -> float:
        return sum(abs(one - other) for one, other in zip(frame, room, strict=True))

    about = [(gap(room), words) for room, words in bubbles if _holds(room, frame.middle)]
    return min(about, default=(0.0, ""))[1]


def _panel(
    nodes: list[dict[str, Any]], children: dict[str, list[str]], by_id: dict[str, dict[str, Any]]
) -> Panel | None:
    """The panel, from its part of the tree in reading order."""
    status = next((node for node in nodes if _is(node, "status")), None)
    said_ids = set(_ordered(status["nodeId"], children)) if status else set()
    said = [_words(node, children, by_id) for node in nodes if node["nodeId"] in said_ids and _is(node, "paragraph")]
    headline = [
        _words(node, children, by_id) for node in nodes if node["nodeId"] not in said_ids and _is(node, "paragraph")
    ]
    return Panel(
        headline=tuple(each for each in headline if each),
        sentence=said[0] if said else "",
        details=tuple(said[1:]),
        buttons=tuple(_thing(node) for node in nodes if _is(node, "button")),
    )


def _holds(room: tuple[float, float, float, float] | None, point: tuple[float, float]) -> bool:
    return room is not None and room[0] <= point[0] <= room[2] and room[1] <= point[1] <= room[3]


def _words(node: dict[str, Any], children: dict[str, list[str]], by_id: dict[str, dict[str, Any]]) -> str:
    texts = (_name(by_id[each]) for each in _ordered(node["nodeId"], children) if _is(by_id[each], "StaticText"))
    return " ".join(" ".join(texts).split())


def _ordered(start: str, children: dict[str, list[str]]) -> Iterator[str]:
    yield start
    for child in children.get(start, ()):
        yield from _ordered(child, children)


def _thing(node: dict[str, Any]) -> Thing:
    states = {each["name"]: each.get("value", {}).get("value") for each in node.get("properties", ())}
    return Thing(
        role=_role(node),
        name=_name(node),
        node=node.get("backendDOMNodeId", 0),
        focused=states.get("focused") is True,
        checked=states.get("checked") == "true",
    )


def _is(node: dict[str, Any], role: str) -> bool:
    return not node.get("ignored") and _role(node) == role


def _role(node: dict[str, Any]) -> str:
    return str(node.get("role", {}).get("value", ""))


def _name(node: dict[str, Any]) -> str:
    return str(node.get("name", {}).get("value", ""))
