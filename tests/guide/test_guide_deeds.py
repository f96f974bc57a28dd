"""When something is done: told by what a person does on pages of a few lines, never by what they type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flows.guidance.deeds import Deeds
from flows.guidance.overlay import Overlay
from flows.steps import Click, Fill, Tick
from pages.element import Box, Button, Choice, Field, Heading
from pages.screen import Screen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from flows.guidance.deeds import State
    from flows.steps import Step


class SmallScreen(Screen):
    heading = Heading("Écran")
    name_field = Field("Votre nom")
    password_field = Field("Mot de passe")
    terms_box = Box("J'accepte")
    news_box = Box("Des nouvelles")
    colour_choice = Choice("Bleu", question="Quelle couleur ?")
    next_button = Button("Continuer")
    missing_field = Field("Nulle part")


PAGE = """<!doctype html><h1>Écran</h1>
<label>Votre nom <input name="n" minlength="3"></label>
<label>Mot de passe <input type="password" required></label>
<label><input type="checkbox" required> J’accepte</label>
<label><input type="checkbox"> Des nouvelles</label>
<fieldset><legend>Quelle couleur ?</legend>
<label><input type="radio" name="c"> Bleu</label><label><input type="radio" name="c"> Rouge</label></fieldset>
<button>Continuer</button>
"""
NAME = Fill(SmallScreen.name_field, "", "")
PASSWORD = Fill(SmallScreen.password_field, "", "")
TERMS = Tick(SmallScreen.terms_box, "")
NEWS = Tick(SmallScreen.news_box, "")
COLOUR = Tick(SmallScreen.colour_choice, "")


@pytest.fixture
def state(page: Page) -> Iterator[Callable[[Step], State]]:
    """How far a step is on the small page."""
    overlay = Overlay(page.context, on_press=lambda *_: None, on_stir=lambda _: None)
    page.goto("data:text/html;charset=utf-8," + PAGE.replace("\n", "").replace("#", "%23"))
    deeds = Deeds(overlay)
    yield lambda step: deeds.state(page, 1.0, step)
    overlay.close()


def becomes(page: Page, ask: Callable[[], State], wanted: State) -> bool:
    """Whether it is so in a moment."""
    for _ in range(100):
        if ask() == wanted:
            return True
        page.wait_for_timeout(50)
    return False


@pytest.mark.parametrize("step", [NAME, PASSWORD, TERMS, COLOUR])
def test_what_nobody_touched_is_open(state: Callable[[Step], State], step: Step) -> None:
    assert state(step) == "open"


def test_a_box_that_need_not_be_ticked_is_optional(state: Callable[[Step], State]) -> None:
    assert state(NEWS) == "optional"


def test_what_is_not_there_cannot_be_waited_for(state: Callable[[Step], State]) -> None:
    assert state(Fill(SmallScreen.missing_field, "", "")) == "done"


def test_a_button_is_open_as_long_as_its_screen_shows(page: Page, state: Callable[[Step], State]) -> None:
    SmallScreen.next_button.on(page).click()

    assert state(Click(SmallScreen.next_button, "")) == "open"


@pytest.mark.parametrize("step", [NAME, PASSWORD])
def test_a_field_is_done_once_it_was_left(page: Page, state: Callable[[Step], State], step: Fill) -> None:
    field = step.target.on(page)
    field.press_sequentially("Camille")
    assert state(step) == "open"

    field.press("Tab")

    assert state(step) == "done"


@pytest.mark.parametrize("step", [NAME, PASSWORD])
def test_a_field_is_done_once_it_was_quiet_for_a_while(page: Page, state: Callable[[Step], State], step: Fill) -> None:
    step.target.on(page).press_sequentially("Camille")

    assert becomes(page, lambda: state(step), "done")


def test_a_field_left_with_something_wrong_in_it_waits_a_moment_for_more(
    page: Page, state: Callable[[Step], State]
) -> None:
    field = SmallScreen.name_field.on(page)
    field.press_sequentially("C")
    field.press("Tab")
    assert state(NAME) == "open"

    assert becomes(page, lambda: state(NAME), "done")


def test_a_field_that_was_done_stays_so_while_somebody_is_in_it_again(
    page: Page, state: Callable[[Step], State]
) -> None:
    field = SmallScreen.name_field.on(page)
    field.press_sequentially("Camille")
    field.press("Tab")
    assert state(NAME) == "done"

    field.press("End")
    field.press("e")

    assert state(NAME) == "done"


def test_a_field_that_was_emptied_is_open_again(page: Page, state: Callable[[Step], State]) -> None:
    field = SmallScreen.name_field.on(page)
    field.fill("Camille")
    field.press("Tab")
    assert state(NAME) == "done"

    field.fill("")

    assert state(NAME) == "open"


def test_a_field_that_the_portal_has_filled_in_is_done(page: Page, state: Callable[[Step], State]) -> None:
    page.evaluate("() => { document.querySelector('[name=n]').value = 'Camille' }")

    assert state(NAME) == "done"


def test_a_field_that_the_portal_refuses_is_open_until_it_is_touched(
    page: Page, state: Callable[[Step], State]
) -> None:
    page.evaluate("() => { const f = document.querySelector('[name=n]'); f.value = 'Cam'; f.ariaInvalid = 'true' }")
    assert state(NAME) == "open"

    SmallScreen.name_field.on(page).press_sequentially("ille")

    assert becomes(page, lambda: state(NAME), "done")


@pytest.mark.parametrize("step", [TERMS, NEWS])
def test_a_ticked_box_is_done(page: Page, state: Callable[[Step], State], step: Tick) -> None:
    step.target.on(page).check()

    assert state(step) == "done"


def test_any_answer_to_a_question_is_one(page: Page, state: Callable[[Step], State]) -> None:
    page.get_by_label("Rouge").check()

    assert state(COLOUR) == "done"
