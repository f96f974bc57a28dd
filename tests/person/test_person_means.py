"""The person's means: hands that act through the X server, eyes for frames, and a witness who is not deceived."""

from __future__ import annotations

import datetime as dt
import os
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from mock_portal.playing import Logged
from reports.drawing.callouts import Callout, place
from reports.drawing.vector import svg
from reports.record import Box
from tests.person.alibi import unexplained
from tests.person.frames import frames_in
from tests.person.hands import Hands, Pressed, Typed
from tests.person.wire import Wire
from tests.person.witness import Witness

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Playwright

    from tests.person.display import Display

PAGE = "data:text/html,<title>x</title><input autofocus><button>Go</button>"


class Observed:
    """A page in a window, with a witness beside it."""

    def __init__(self, page: Page, wire: Wire) -> None:
        self.page, self._wire = page, wire
        self._witness = Witness(wire)

    @property
    def witness(self) -> Witness:
        """The witness, once it has heard of everything so far."""
        for session in self._witness.sessions.values():
            self._wire.ask("Runtime.evaluate", session, expression="1")
        return self._witness


@pytest.fixture
def observed(display: Display, chromium: Path, playwright: Playwright, tmp_path: Path) -> Iterator[Observed]:
    context = playwright.chromium.launch_persistent_context(
        tmp_path,
        executable_path=chromium,
        headless=False,
        no_viewport=True,
        args=["--remote-debugging-port=0", "--window-position=0,0", f"--window-size={display.width},{display.height}"],
        env={**os.environ, "DISPLAY": display.name},
    )
    port, path = (tmp_path / "DevToolsActivePort").read_text(encoding="utf-8").splitlines()
    with context, Wire(int(port), path) as wire:
        seen = Observed(context.pages[0], wire)
        seen.page.goto(PAGE)
        yield seen


def middle(page: Page, role: str) -> tuple[float, float]:
    """Where an element is on the screen."""
    corner = page.evaluate("[screenX, screenY + outerHeight - innerHeight]")
    locator = page.get_by_role("textbox") if role == "textbox" else page.get_by_role("button")
    box = locator.bounding_box()
    assert box
    return corner[0] + box["x"] + box["width"] / 2, corner[1] + box["y"] + box["height"] / 2


def test_the_witness_hears_of_each_press_and_key_of_the_hands(observed: Observed, display: Display) -> None:
    hands = Hands(display)

    hands.click(*middle(observed.page, "button"))
    hands.click(*middle(observed.page, "textbox"))
    hands.type("Aa1!_-9")

    assert observed.page.get_by_role("textbox").input_value() == "Aa1!_-9"
    assert observed.witness.pressed == hands.pressed
    assert observed.witness.typed == hands.typed
    assert not observed.witness.forged


def test_the_witness_hears_of_a_press_that_no_hand_made(observed: Observed) -> None:
    observed.page.get_by_role("button").click()

    assert len(observed.witness.pressed) == 1


def test_the_witness_tells_a_press_made_by_a_script(observed: Observed) -> None:
    observed.page.get_by_role("button").evaluate("button => button.click()")

    assert [each.type for each in observed.witness.forged] == ["click"]


def test_the_witness_tells_text_that_nobody_typed(observed: Observed) -> None:
    observed.page.get_by_role("textbox").click()
    observed.page.get_by_role("textbox").fill("x")

    assert [each.type for each in observed.witness.forged] == ["input"]


def test_the_page_does_not_see_the_witness(observed: Observed) -> None:
    assert observed.page.evaluate("Object.keys(window).filter(name => /witness/i.test(name))") == []


def test_frames_are_found_where_they_are_drawn(page: Page) -> None:
    targets = [Box(x=300, y=300, width=260, height=44), Box(x=300, y=420, width=22, height=22)]
    layout = place(1280, 720, [Callout(n, box, "Ici") for n, box in enumerate(targets, 1)], margins=False)
    page.set_viewport_size({"width": 1280, "height": 720})
    page.set_content(f"<body style='margin: 0'>{svg(layout)}</body>")

    found = frames_in(Image.open(BytesIO(page.screenshot())).convert("RGB"))

    drawn = [(spot.frame.left, spot.frame.top, spot.frame.right, spot.frame.bottom) for spot in layout.spots]
    assert len(found) == len(drawn)
    for frame, expected in zip(sorted(found, key=lambda each: each.top), drawn, strict=True):
        assert frame == pytest.approx(expected, abs=6)


def logged(method: str, path: str, status: int, second: float) -> Logged:
    return Logged(method=method, path=path, status=status, at=dt.datetime.fromtimestamp(1000 + second, dt.UTC))


def test_what_an_act_leads_to_is_explained() -> None:
    requests = [
        logged("GET", "/connexion", 200, 0),
        logged("POST", "/connexion", 303, 2.1),
        logged("GET", "/affiliation", 200, 2.2),
    ]

    assert not unexplained(requests, [Pressed(1002, 10, 10)])


@pytest.mark.parametrize("act", [Typed(1002, "a"), Pressed(1002, 10, 10, "panel"), Pressed(1003, 10, 10)])
def test_what_no_act_led_to_is_told(act: Typed | Pressed) -> None:
    requests = [logged("GET", "/connexion", 200, 0), logged("POST", "/connexion", 303, 2.1)]

    assert unexplained(requests, [act]) == ["POST /connexion"]
