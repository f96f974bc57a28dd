"""The Robot on pages of a few lines: how it gets past what is in the way, and what it says when it cannot."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route
from pydantic import SecretStr

from flows.flow import Detour, Flow, Journey
from flows.recovery import Resend
from flows.robot import Robot
from flows.stage import Stage
from flows.steps import Click, Fill, Read, Tick, Verify
from pages.challenge import ChallengeScreen
from pages.cookies import CookieBanner
from pages.element import Box, Button, Field, Heading
from pages.screen import Screen
from reports.record import Outcome, Record

URL = "http://portail.example/"
SECRET = "Tr3s-Secret!"


class FirstScreen(Screen):
    heading = Heading("Premier écran")
    name_field = Field("Votre nom")
    password_field = Field("Mot de passe")
    terms_box = Box("J'accepte")
    next_button = Button("Continuer")


class SecondScreen(Screen):
    heading = Heading("Second écran")


class PauseScreen(Screen):
    heading = Heading("Une pause")
    resume_button = Button("Reprendre")


FIRST = """
<h1>Premier écran</h1>
<form action="/2">
<label>Votre nom * <input name="n" value="Camille"></label>
<label>Mot de passe <input type="password"></label>
<label><input type="checkbox"> J’accepte</label>
<button>Continuer →</button>
</form>
"""
SECOND = "<h1>Second écran</h1>"
BANNER = """
<div id="banner" style="position:fixed;inset:0;background:#fff">
<p>Le respect de votre vie privée est notre priorité.</p>
<a href="#" onclick="this.parentNode.remove()">Continuer sans accepter</a>
</div>
"""
PAUSE = """
<h1>Une pause</h1><form action="/3"><button hidden>Reprendre</button></form>
<script>setTimeout(() => { document.querySelector("button").hidden = false }, 2500)</script>
"""
CHALLENGE = """
<h1>Authentification renforcée</h1>
<form action="/2"><label><span>671 -</span> Veuillez saisir le code de sécurité reçu par email <input></label></form>
<a href="#">Renvoyer à nouveau le code.</a>
<script>
const form = document.querySelector("form")
document.querySelector("a").onclick = () => {
    window.asked()
    form.remove()
    setTimeout(() => {
        form.querySelector("span").textContent = "672 -"
        document.querySelector("h1").after(form)
    }, 1800)
}
</script>
"""
RESUME = Detour(
    flow=Flow(
        "Une pause",
        start=PauseScreen,
        steps=(Click(PauseScreen.resume_button, "Reprenez.", leads_to=SecondScreen),),
    )
)
REFUSE = Flow(
    "Je refuse",
    start=CookieBanner,
    whenever=True,
    steps=(Click(CookieBanner.refuse_button, "Refusez."),),
)

Play = Callable[..., Record]


@pytest.fixture
def play(page: Page) -> Play:
    """Serve these pages and play these steps on the first."""

    def play(*steps: object, first: str = FIRST, second: str = SECOND, patience: float = 2.0) -> Record:
        def answer(route: Route) -> None:
            body = {"2": second, "3": SECOND}.get(urlsplit(route.request.url).path[1:], first)
            route.fulfill(body=f"<!doctype html>{body}", content_type="text/html; charset=utf-8")

        page.context.route("**/*", answer)
        flow = Flow("J’essaie", start=FirstScreen, steps=steps)  # type: ignore[arg-type]
        journey = Journey(name="essai", title="Essai", intro="", closing="", chapters=(flow, REFUSE), detours=(RESUME,))
        return Robot(Stage(page=page, start_url=URL, patience=patience, gesture_patience=1.5)).play(journey)

    return play


GO_ON = Click(FirstScreen.next_button, "Continuez.", leads_to=SecondScreen)


def test_all_gestures_are_made(play: Play) -> None:
    record = play(
        Verify(FirstScreen.name_field, "Camille", "Vérifiez."),
        Fill(FirstScreen.password_field, SecretStr(SECRET), "Tapez."),
        Tick(FirstScreen.terms_box, "Cochez."),
        GO_ON,
    )

    assert record.outcome is Outcome.PASSED, record.diagnosis


def test_what_is_prefilled_wrongly_is_corrected(play: Play, page: Page) -> None:
    play(Verify(FirstScreen.name_field, "Dominique", "Vérifiez."))

    assert FirstScreen.name_field.on(page).input_value() == "Dominique"


def test_what_is_prefilled_wrongly_and_locked_is_handed_over(play: Play) -> None:
    locked = FIRST.replace('name="n"', 'name="n" readonly')

    record = play(Verify(FirstScreen.name_field, "Dominique", "Vérifiez."), first=locked)

    assert record.outcome is Outcome.HANDOVER


@pytest.mark.parametrize(
    "style",
    [
        "position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%)",
        "position:absolute; left:-9999px",
        "position:absolute; opacity:0; width:0; height:0",
        "display:none",
        "appearance:none; width:20px; height:20px; border:1px solid",
    ],
)
def test_a_box_that_hides_behind_its_label_is_ticked(play: Play, page: Page, style: str) -> None:
    drawn = f"""
        <h1>Premier écran</h1>
        <input type="checkbox" id="box" style="{style}">
        <label for="box" style="position:relative; padding-left:30px">
        <span style="position:absolute; left:0; width:18px; height:18px; border:1px solid"></span>
        J’<a href="/2">accepte</a></label>
    """

    record = play(Tick(FirstScreen.terms_box, "Cochez."), first=drawn)

    assert record.outcome is Outcome.PASSED, record.diagnosis
    assert page.locator("#box").is_checked()


def test_a_box_that_cannot_be_ticked_is_not_taken_for_ticked(play: Play) -> None:
    stubborn = FIRST.replace('type="checkbox"', 'type="checkbox" onclick="event.preventDefault()"')

    record = play(Tick(FirstScreen.terms_box, "Cochez."), first=stubborn)

    assert record.outcome is not Outcome.PASSED


def test_a_banner_over_the_first_screen_is_answered(play: Play) -> None:
    record = play(GO_ON, first=FIRST + BANNER)

    assert record.outcome is Outcome.PASSED, record.diagnosis


def test_a_banner_that_comes_late_is_answered_when_it_is_in_the_way(play: Play) -> None:
    late = f"<script>setTimeout(() => document.body.insertAdjacentHTML('beforeend', `{BANNER}`), 300)</script>"
    held = FIRST.replace("<button>", "<button disabled>").replace(
        "</form>", "</form><script>setTimeout(() => document.querySelector('button').disabled = false, 900)</script>"
    )

    record = play(GO_ON, first=held + late)

    assert record.outcome is Outcome.PASSED, record.diagnosis


def test_a_banner_that_comes_back_at_once_does_not_keep_the_robot_for_ever(play: Play) -> None:
    stubborn = BANNER.replace("this.parentNode.remove()", "setTimeout(() => location.reload(), 0)")

    record = play(GO_ON, second=stubborn)

    assert record.outcome is Outcome.PORTAL


def test_a_slow_answer_is_waited_for_and_not_clicked_at_twice(play: Play, page: Page) -> None:
    slow = FIRST.replace("<form", "<form onsubmit='event.preventDefault(); setTimeout(() => this.submit(), 1500)'")
    clicks: list[str] = []
    page.expose_function("clicked", lambda: clicks.append("click"))
    page.add_init_script("addEventListener('click', () => window.clicked(), true)")

    record = play(GO_ON, first=slow, patience=5)

    assert (record.outcome, len(clicks)) == (Outcome.PASSED, 1)


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (FIRST.replace("Continuer →", "Poursuivre"), "introuvable"),
        (FIRST.replace("</form>", "<button>Continuer</button></form>"), "présent 2 fois"),
    ],
)
def test_a_control_that_is_gone_or_there_twice_is_drift(play: Play, first: str, said: str) -> None:
    record = play(GO_ON, first=first)

    assert record.outcome is Outcome.DRIFT
    assert "bouton « Continuer » (FirstScreen.next_button)" in record.diagnosis
    assert said in record.diagnosis


def test_the_same_control_in_a_navigation_bar_is_not_meant(play: Play) -> None:
    record = play(GO_ON, first="<nav><a href='/1'>Continuer</a></nav>" + FIRST)

    assert record.outcome is Outcome.PASSED, record.diagnosis


def test_a_second_form_that_is_not_displayed_is_not_meant(play: Play) -> None:
    twin = "<div style='display:none'><label>Mot de passe <input type='password'></label></div>"

    record = play(Fill(FirstScreen.password_field, SecretStr(SECRET), "Tapez."), first=twin + FIRST)

    assert record.outcome is Outcome.PASSED, record.diagnosis


def test_a_banner_is_told_where_the_journey_lists_it(page: Page) -> None:
    page.context.route("**/*", lambda route: route.fulfill(body=FIRST + BANNER, content_type="text/html"))
    look = Flow("Je regarde", start=FirstScreen, steps=(Read("Lisez.", FirstScreen.heading),))
    journey = Journey(name="essai", title="Essai", intro="", closing="", chapters=(REFUSE, look))

    record = Robot(Stage(page=page, start_url=URL)).play(journey)

    assert [section.chapter for section in record.sections] == ["Je refuse", "Je regarde"]


def test_another_screen_than_the_awaited_one_is_named(play: Play) -> None:
    record = play(GO_ON, second="<h1>Maintenance en cours</h1>")

    assert record.outcome is Outcome.PORTAL
    assert "SecondScreen" in record.diagnosis
    assert "« Maintenance en cours »" in record.diagnosis


def test_a_page_that_does_not_load_is_the_environments_fault(page: Page) -> None:
    page.context.route("**/*", lambda route: route.abort("connectionrefused"))
    flow = Flow("J’essaie", start=FirstScreen, steps=(GO_ON,))
    journey = Journey(name="essai", title="Essai", intro="", closing="", chapters=(flow,))

    record = Robot(Stage(page=page, start_url=URL)).play(journey)

    assert record.outcome is Outcome.ENVIRONMENT


def test_no_diagnosis_tells_what_was_typed(play: Play) -> None:
    hidden = FIRST.replace('type="password"', 'type="password" disabled')

    record = play(Fill(FirstScreen.password_field, SecretStr(SECRET), "Tapez."), first=hidden)

    assert record.outcome is not Outcome.PASSED
    assert SECRET not in record.model_dump_json()


def test_steps_after_the_failure_have_no_outcome(play: Play) -> None:
    record = play(GO_ON, Read("Lisez.", SecondScreen.heading), first=FIRST.replace("Continuer →", "Poursuivre"))

    outcomes = [step.outcome for section in record.sections for step in section.steps]
    assert outcomes == [Outcome.DRIFT, None]


def test_a_heading_in_other_words_is_drift_where_the_rest_of_the_screen_shows(play: Play) -> None:
    record = play(
        Fill(FirstScreen.password_field, SecretStr(SECRET), "Tapez."), first=FIRST.replace("Premier", "Nouvel")
    )

    assert record.outcome is Outcome.DRIFT
    assert "titre « Premier écran » (FirstScreen.heading) introuvable" in record.diagnosis
    assert "« Nouvel écran »" in record.diagnosis


def test_a_click_that_the_moving_page_swallowed_is_made_again(play: Play) -> None:
    restless = """<script>document.querySelector("button").addEventListener("pointerdown", event => {
        const news = document.createElement("p");
        news.style.height = "300px";
        document.body.prepend(news);
    }, { once: true })</script>"""

    record = play(GO_ON, first=FIRST + restless, patience=6)

    assert record.outcome is Outcome.PASSED, record.diagnosis


def test_a_detour_on_a_slow_page_is_no_second_one(play: Play) -> None:
    record = play(GO_ON, Read("Vous y êtes.", SecondScreen.heading), second=PAUSE, patience=6)

    assert record.outcome is Outcome.PASSED, record.diagnosis


def test_a_new_code_is_asked_for_once_while_its_screen_is_being_loaded(page: Page) -> None:
    asked: list[str] = []
    page.expose_function("asked", lambda: asked.append("asked"))
    page.context.route("**/*", lambda route: route.fulfill(body=CHALLENGE, content_type="text/html; charset=utf-8"))
    flow = Flow("J’attends", start=ChallengeScreen, steps=(Resend("Demandez un nouveau code."),))
    journey = Journey(name="essai", title="Essai", intro="", closing="", chapters=(flow,))

    record = Robot(Stage(page=page, start_url=URL)).play(journey)

    assert (record.outcome, len(asked)) == (Outcome.PASSED, 1), record.diagnosis
