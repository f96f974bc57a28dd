"""Where elements stand on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from flows.capture.places import places
from pages.element import Box, Button, Field, Heading
from pages.screen import Screen

if TYPE_CHECKING:
    from playwright.sync_api import Page


class DeskScreen(Screen):
    heading = Heading("Le guichet")
    note_field = Field("Votre note")
    terms_box = Box("J’accepte")
    send_button = Button("Envoyer")


DESK: Final = """<style>
    body { margin: 0 }
    body * { position: absolute; margin: 0; height: 20px; box-sizing: border-box }
    input[type=checkbox] { opacity: 0 }</style>
    <h1 style='top: 10px; width: 300px'>Le guichet</h1>
    <label>Votre note <input style='top: 40px; left: 50px; width: 120px'></label>
    <label style='top: 2000px; left: 20px; width: 150px'><input type=checkbox> J’accepte</label>"""
SEND: Final = "<button style='position: absolute; top: 100px; left: 30px; width: 90px'>Envoyer</button>"


def test_boxes_are_those_that_people_aim_at(page: Page) -> None:
    page.set_content(f"{DESK}<main style='top: 0'><template shadowrootmode=open>{SEND}</template></main>")
    page.evaluate("scrollTo(0, 500)")

    found = places(page, DeskScreen.elements())

    told = {element.name.partition(".")[2]: (box.x, box.y, box.width) for element, box in found.items()}
    words = told.pop("heading")
    assert words[:2] == (0, 10)
    assert words[2] < 300, "that of the words, not of their line"
    assert told == {
        "note_field": (50, 40, 120),
        "terms_box": (20, 2000, 150),  # the box itself is not to be seen: its label is
        "send_button": (30, 100, 90),
    }


@pytest.mark.parametrize("buttons", ["", SEND + SEND, SEND.replace("style='", "style='display: none; ")])
def test_what_is_missing_hidden_or_there_twice_has_no_box(page: Page, buttons: str) -> None:
    page.set_content(DESK + buttons)

    assert DeskScreen.send_button not in places(page, DeskScreen.elements())


def test_each_question_is_answered_anew(page: Page) -> None:
    page.set_content(DESK + SEND)
    before = places(page, [DeskScreen.send_button, DeskScreen.heading])
    page.locator("button").evaluate("button => button.style.left = '60px'")

    assert places(page, [DeskScreen.send_button])[DeskScreen.send_button].x == before[DeskScreen.send_button].x + 30
    assert places(page, []) == {}


def test_a_busy_page_is_waited_for_whatever_patience_there_is(page: Page) -> None:
    page.set_content(DESK)
    page.set_default_timeout(50)
    page.evaluate("() => { setTimeout(() => { for (const end = Date.now() + 600; Date.now() < end;); }) }")

    assert DeskScreen.heading in places(page, [DeskScreen.heading])
