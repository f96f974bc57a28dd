"""What the panel says: always something, never more than fits, and nothing that only a printed page can say."""

from __future__ import annotations

import re

import pytest
from pydantic import SecretStr

from flows.flow import Detour, Flow
from flows.guidance import panel as panels
from flows.guidance.counsel import COUNSELLED
from flows.guidance.lessons import Lesson, lessons, mail_steps
from flows.guidance.panel import Moment, lead
from flows.guidance.post import News
from flows.steps import Receive
from pages.challenge import ChallengeScreen
from pages.login import LoginScreen
from pages.screen import MailView, Screen
from pages.welcome import BigSteps
from tests.guide.company import all_journeys
from tests.guide.letters import Digits, Letter

LESSONS = [
    (flow, part.screen, lesson)
    for journey in all_journeys().values()
    for flow in journey.chapters
    for part in flow.parts()
    if not issubclass(part.screen, MailView) and part.screen is not BigSteps  # a part of another screen
    for lesson in lessons(flow, part.screen)
]


def lesson_on(screen: type[Screen], place: int = 0) -> tuple[Flow, Lesson]:
    flow = next(flow for flow in all_journeys()["connexion"].chapters if flow.start is screen)
    return flow, lessons(flow, screen)[place]


@pytest.mark.parametrize("watched", [False, True])
def test_every_lesson_is_told_in_a_few_sentences(watched: bool) -> None:  # noqa: FBT001 - a parameter of the test
    for flow, screen, lesson in LESSONS:
        awaited = [step for step in lesson.before if isinstance(step, Receive)]
        panel = lead(Moment(flow=flow, lesson=lesson, news={step: News(watched=watched) for step in awaited}))

        assert panel.sentence, screen
        assert len(panel.sentence) <= 140, panel.sentence
        assert sum(map(len, panel.details)) <= 420, panel.details
        assert panel.sentence not in panel.details


def test_nothing_is_said_that_only_a_printed_page_can_say() -> None:
    said = [step.spoken for journey in all_journeys().values() for flow in journey.chapters for step in flow.steps]

    assert [line for line in said if re.search(r"tutoriel|étape suivante|\bIci, (c’est|par exemple)", line)] == []


def test_the_code_that_has_come_is_the_sentence() -> None:
    flow, lesson = lesson_on(ChallengeScreen)
    receive = next(step for step in lesson.before if isinstance(step, Receive))
    letter = Letter("Votre code", in_junk=True)
    news = News(watched=True, arrived=True, in_junk=True, code=Digits(SecretStr("482915"), letter))

    panel = lead(Moment(flow=flow, lesson=lesson, news={receive: news}, may_fill_code=True))

    assert panel.sentence == "Le code est arrivé. Tapez ici ces chiffres : 482915"
    assert any("indésirables" in line for line in panel.details)
    assert panel.buttons[0] == panels.FILL_CODE


def test_what_the_portal_refuses_comes_first_and_is_gone_once_the_person_has_gone_on() -> None:
    flow, lesson = lesson_on(LoginScreen)
    detour = next(each for each in COUNSELLED if each.flow.title == "La connexion est refusée")

    first = lead(Moment(flow=flow, lesson=lesson, news={}, detour=detour, first=True))
    later = lead(Moment(flow=flow, lesson=lesson, news={}, detour=detour))

    assert (first.sentence, first.tone) == (detour.counsel, "warning")
    assert lesson.act
    assert lesson.act.spoken in first.details
    assert (later.sentence, later.tone, later.details) == (lesson.act.spoken, "step", ())


def test_what_is_no_fault_is_told_beside_what_is_to_be_done() -> None:
    flow, lesson = lesson_on(LoginScreen)
    mild = Detour(flow=Flow("Un mot", start=LoginScreen, steps=()), counsel="Un mot encore.", mild=True)

    panel = lead(Moment(flow=flow, lesson=lesson, news={}, detour=mild, first=True))

    assert (panel.tone, panel.details) == ("step", ("Un mot encore.",))


def test_an_act_that_may_be_left_out_is_told_with_the_next() -> None:
    flow, box = lesson_on(ChallengeScreen, 1)
    _, button = lesson_on(ChallengeScreen, 2)

    panel = lead(Moment(flow=flow, lesson=box, joined=button, news={}))

    assert panel.sentence.startswith("Cochez ici")
    assert panel.sentence.endswith("Puis cliquez ici.")


def test_a_mail_to_be_looked_for_is_told_where_nothing_else_is_to_be_done() -> None:
    chapters = all_journeys()["oubli"].mainline
    (lesson,) = lessons(chapters[0], chapters[0].parts()[-1].screen)
    following = mail_steps(chapters[1])

    panel = lead(Moment(flow=chapters[0], lesson=lesson, news={}, following=following))

    assert panel.sentence.startswith("Ce message arrive dans votre messagerie")
    assert "Cliquez sur ce bouton." in panel.details


def test_a_choice_is_known_by_its_button() -> None:
    assert panels.chosen(panels.choose("dispense").name) == "dispense"
    assert panels.chosen(panels.END.name) is None
