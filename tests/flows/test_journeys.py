"""Checks of the journeys as data: no browser is needed."""

from typing import get_args

import pytest

from fixtures.applicants import sample_applicant
from flows.flow import Journey
from flows.journeys import JOURNEYS, JourneyName
from flows.steps import Click, Follow, Receive
from pages.catalogue import MAILS, SCREENS, SITUATIONS
from pages.screen import MailView

PLANS = [pytest.param(describe(sample_applicant()), id=name) for name, describe in JOURNEYS.items()]
each_journey = pytest.mark.parametrize("journey", PLANS)


def test_the_command_line_knows_every_journey() -> None:
    assert set(get_args(JourneyName)) == set(JOURNEYS)


def test_a_journey_has_the_name_that_it_is_asked_for_by() -> None:
    assert [describe(sample_applicant()).name for describe in JOURNEYS.values()] == list(JOURNEYS)


@each_journey
def test_every_step_says_something_that_ends_like_a_sentence(journey: Journey) -> None:
    unfinished = [
        step.say for flow in journey.chapters for step in flow.steps if not step.say.endswith((".", "!", "?"))
    ]

    assert not unfinished


@each_journey
def test_every_screen_that_is_visited_is_in_the_catalogue(journey: Journey) -> None:
    visited = {part.screen for flow in journey.chapters for part in flow.parts()}

    assert visited <= {*SCREENS, *SITUATIONS, *MAILS}


@each_journey
def test_every_chapter_begins_on_the_screen_of_its_first_step(journey: Journey) -> None:
    strays = [flow.title for flow in journey.chapters if next(flow.places())[0] not in {flow.start, *MAILS}]

    assert not strays


@each_journey
def test_every_mail_is_sent_by_a_click_that_comes_before_it(journey: Journey) -> None:
    steps = [step for flow in journey.chapters for step in flow.steps]
    for place, step in enumerate(steps):
        if isinstance(step, Receive) and step.mail.__name__ != "InvitationMail":
            senders = [
                earlier for earlier in steps[:place] if isinstance(earlier, Click) and earlier.sends is step.mail
            ]
            assert senders, f"nothing sends {step.mail.__name__}"


@each_journey
def test_each_chapter_ends_where_the_next_one_begins(journey: Journey) -> None:
    for flow, following in zip(journey.mainline, journey.mainline[1:], strict=False):
        led = [step.leads_to for step in flow.steps if isinstance(step, Click | Follow) and step.leads_to]
        assert issubclass(following.start, MailView) or led[-1] is following.start


@each_journey
def test_callouts_of_a_screen_are_numbered_in_the_order_of_the_steps(journey: Journey) -> None:
    for flow in journey.chapters:
        for part in flow.parts():
            numbers = [number for number, step in part.numbered() if step.target]
            assert numbers == list(range(1, len(numbers) + 1))
