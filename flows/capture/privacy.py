"""Privacy at capture: an invented person's words in place of a real one's, just for the picture.

Whatever is made from a picture or its record can then hold nothing that was not there to be seen. What is
still readable is checked by ``reports.privacy.findings`` before the picture is kept.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from playwright.sync_api import Error as PlaywrightError

from flows.capture.devtools import devtools
from flows.capture.scripts import script

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from playwright.sync_api import CDPSession, ElementHandle, JSHandle, Locator, Page

    from flows.applicant import Applicant

VISIBLE_TEXT: Final = script("visible_text.js")
DISGUISE: Final = script("disguise.js")


@dataclass(frozen=True, slots=True)
class Disguise:
    """What to show in place of what."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Shown words by those that they replace; found in any case, with or without accents, across tags. Numbers are
    not replaced within longer numbers, nor names within longer words."""
    address: str = ""
    """Whose address masked ones (``did*****@…``) are to be of; empty to leave them."""

    @classmethod
    def of(cls, person: Applicant, invented: Applicant) -> Disguise:
        """Show ``invented`` in place of ``person``; nothing is to be done where they are the same."""
        if person.email == invented.email:
            return cls()
        values = {
            person.email: invented.email,
            person.first_name: invented.first_name,
            person.last_name: invented.last_name,
        }
        return cls({real: shown for real, shown in values.items() if real and real != shown}, invented.email)

    def showing(self, values: Mapping[str, str]) -> Disguise:
        """The same, with more words to replace."""
        return replace(self, values={**self.values, **values})

    def told(self, masked: Iterable[ElementHandle] = ()) -> dict[str, Any]:
        """What ``DISGUISE`` is called with."""
        # Of two values that begin alike, the longer one is meant.
        values = sorted(((real, shown) for real, shown in self.values.items() if real.strip()), key=_shorter)
        return {"values": values, "address": self.address, "masked": list(masked)}


@contextmanager
def disguised(page: Page, disguise: Disguise, masked: Iterable[Locator] = ()) -> Iterator[None]:
    """Have ``page`` show other words while the context is entered, and exactly its own ones after that.

    Texts, values of fields and alternative texts are exchanged, in open shadow roots and in frames of any
    origin too, whatever the page's security policy. No event is fired, and nothing is scrolled or focused. What
    the page changes meanwhile is left as the page wants it.

    Args:
        page: the page, which must not navigate meanwhile.
        disguise: what to show in place of what.
        masked: elements whose words are shown as dots, and whose images are not shown at all.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    elements = [element for locator in masked for element in locator.element_handles()]
    with ExitStack() as restoring:
        for frame in page.frames if disguise.values or disguise.address or elements else ():
            inside = [element for element in elements if element.owner_frame() == frame]
            worn = frame.evaluate_handle(DISGUISE, disguise.told(inside))
            restoring.callback(_restore, worn)
        yield


def _shorter(pair: tuple[str, str]) -> int:
    return -len(pair[0])


def _restore(worn: JSHandle) -> None:
    # Of a frame that went away meanwhile, nothing is left to restore.
    with suppress(PlaywrightError):
        worn.evaluate("worn => worn.restore()")


def visible_text(page: Page) -> str:
    """All that can be read on ``page``: texts, values of fields, alternative texts, in frames and shadow roots too.

    Closed shadow roots are read where the browser is Chromium, hidden or not.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    shown = [frame for frame in page.frames if frame is page.main_frame or frame.frame_element().is_visible()]
    return "\n".join([*(frame.evaluate(VISIBLE_TEXT) for frame in shown), *closed_roots(page).texts])


class Closed(NamedTuple):
    """What closed shadow roots hold, which no script can reach."""

    texts: tuple[str, ...] = ()
    obstacles: tuple[dict[str, Any], ...] = ()
    """The boxes of what shows of it, as "SURVEY" tells of all others."""


def closed_roots(page: Page) -> Closed:
    """What the closed shadow roots of ``page`` hold, where the browser is Chromium.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    tools = devtools(page)
    # A snapshot names the kinds of all shadow roots, and takes half as long as what tells more.
    if tools is None or "closed" not in tools.send("DOMSnapshot.captureSnapshot", {"computedStyles": []})["strings"]:
        return Closed()
    document = tools.send("DOM.getDocument", {"depth": -1, "pierce": True})
    texts = tuple(_texts(document["root"], closed=False))
    obstacles = tuple(box for node in _shown(document["root"], closed=False) for box in _boxes(tools, node))
    # From then on the browser would tell of each change.
    tools.send("DOM.disable")
    return Closed(texts, obstacles)


_KINDS: Final = dict.fromkeys(("A", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "SUMMARY"), "control") | dict.fromkeys(
    ("IMG", "svg", "CANVAS", "VIDEO", "IFRAME"), "image"
)


def _shown(node: dict[str, Any], *, closed: bool) -> Iterator[dict[str, Any]]:
    """The texts, controls and images in closed shadow roots of the page itself."""
    if node["nodeName"] in {"SCRIPT", "STYLE"}:
        return
    if closed and (node["nodeName"] in _KINDS or node["nodeValue"].strip()):
        yield node
    for root in node.get("shadowRoots", ()):
        if root["shadowRootType"] != "user-agent":
            yield from _shown(root, closed=closed or root["shadowRootType"] == "closed")
    for child in node.get("children", ()):
        yield from _shown(child, closed=closed)


def _boxes(tools: CDPSession, node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with suppress(PlaywrightError):  # it is not displayed
        quads = tools.send("DOM.getContentQuads", {"backendNodeId": node["backendNodeId"]})["quads"]
        for quad in quads:
            (left, *_, right), (top, *_, bottom) = sorted(quad[::2]), sorted(quad[1::2])
            box = {"x": left, "y": top, "width": right - left, "height": bottom - top}
            yield {"kind": _KINDS.get(node["nodeName"], "text"), "text": node["nodeValue"].strip()[:200], "box": box}


def _texts(node: dict[str, Any], *, closed: bool) -> Iterator[str]:
    if node["nodeName"] in {"SCRIPT", "STYLE"} or "password" in node.get("attributes", ()):
        return
    if closed and node["nodeValue"].strip():
        yield node["nodeValue"]
    for root in node.get("shadowRoots", ()):
        inside = list(_texts(root, closed=closed or root["shadowRootType"] == "closed"))
        yield from inside
        if len(inside) > 1 and root["shadowRootType"] == "closed":
            yield "".join(inside)  # a word may be broken over tags
    if "contentDocument" in node:
        yield from _texts(node["contentDocument"], closed=closed)
    for child in node.get("children", ()):
        yield from _texts(child, closed=closed)
