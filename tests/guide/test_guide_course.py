"""The map of the journeys: chapters, choices, progress and what is behind; none of it needs a browser."""

from __future__ import annotations

import pytest

from flows.guidance.course import Course
from flows.guidance.lessons import acts, lessons, mail_steps
from flows.steps import Receive
from pages.access import AccessScreen, ActivationScreen
from pages.affiliation import AffiliationScreen
from pages.catalogue import SCREENS
from pages.challenge import ChallengeScreen
from pages.cookies import CookieBanner
from pages.enrolment import BeneficiariesScreen, StepSavedScreen
from pages.exemption import ExemptionScreen
from pages.login import (
    ForgottenPasswordScreen,
    LinkSentScreen,
    LoginScreen,
    NewPasswordScreen,
    PasswordChangedScreen,
)
from pages.screen import MailView, Screen
from pages.welcome import BigSteps, WelcomeScreen
from tests.guide.company import all_journeys

ENROLLING = (
    WelcomeScreen,
    AccessScreen,
    ActivationScreen,
    LoginScreen,
    AffiliationScreen,
    ChallengeScreen,
    BeneficiariesScreen,
    StepSavedScreen,
)


def course(chosen: str | None = None) -> Course:
    return Course(all_journeys(), choices=("adhesion", "dispense"), chosen=chosen)


def walked(*screens: type[Screen], chosen: str | None = None) -> Course:
    """A course on which these screens have shown, one after the other."""
    found = course(chosen)
    for screen in screens:
        found.reach(screen)
    return found


def title(found: Course, screen: type[Screen]) -> str:
    flow = found.chapter(screen)
    assert flow
    return flow.title


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.__name__)
def test_every_screen_has_a_chapter(screen: type[Screen]) -> None:
    assert course().chapter(screen)


@pytest.mark.parametrize("name", list(all_journeys()))
def test_every_act_of_a_journey_stands_in_one_lesson(name: str) -> None:
    for flow in all_journeys()[name].chapters:
        told = [
            lesson.act
            for part in flow.parts()
            if not issubclass(part.screen, MailView)
            for lesson in lessons(flow, part.screen)
            if lesson.act
        ]
        assert told == list(acts(flow)), flow.title


def test_a_mail_that_is_waited_for_is_told_before_the_act_that_needs_it() -> None:
    flow = course().chapter(ChallengeScreen)
    assert flow

    first = lessons(flow, ChallengeScreen)[0]

    assert any(isinstance(step, Receive) for step in first.before)


def test_a_mail_that_nobody_waits_for_is_told_behind_the_last_act() -> None:
    flow = course().chapter(ActivationScreen)
    assert flow

    (lesson,) = lessons(flow, ActivationScreen)

    assert any(isinstance(step, Receive) for step in lesson.after)


def test_a_mail_whose_link_leads_on_is_told_where_the_chapter_before_ends() -> None:
    found = course()
    flow = found.chapter(LinkSentScreen)
    assert flow
    following = found.following(flow)

    assert following
    assert [step.action for step in mail_steps(following)] == ["receive", "click"]


def test_the_ways_part_in_the_personal_space() -> None:
    assert course().parting is AffiliationScreen


def test_a_choice_made_on_the_page_is_followed() -> None:
    assert walked(*ENROLLING[:5], ExemptionScreen).chosen == "dispense"
    assert walked(*ENROLLING[:5], BeneficiariesScreen).chosen == "adhesion"
    assert walked(*ENROLLING[:5], BeneficiariesScreen, chosen="dispense").chosen == "adhesion"


def test_a_screen_of_both_choices_chooses_neither() -> None:
    assert walked(*ENROLLING[:5], ChallengeScreen).chosen is None


def test_whoever_walks_to_the_end_has_every_chapter_behind_them() -> None:
    found = walked(*ENROLLING)

    assert found.behind == [
        "Je commence mes démarches",
        "Je crée mes accès",
        "Mon compte est activé",
        "Je me connecte",
        "Je choisis d’adhérer",
        "Je confirme que c’est bien moi",
        "Je déclare mes bénéficiaires",
    ]
    assert found.left() == []


def test_a_banner_is_no_chapter_to_be_proud_of() -> None:
    assert walked(WelcomeScreen, CookieBanner, WelcomeScreen, AccessScreen).behind == ["Je commence mes démarches"]


def test_what_was_left_through_a_side_door_is_not_done() -> None:
    found = walked(WelcomeScreen, AccessScreen)
    found.part_with((AccessScreen,))
    found.reach(LoginScreen)

    assert "Je crée mes accès" not in found.behind


def test_a_challenge_that_leads_back_to_the_login_is_not_passed() -> None:
    assert "Je confirme que c’est bien moi" not in walked(LoginScreen, ChallengeScreen, LoginScreen).behind


def test_a_forgotten_password_comes_back_to_the_login_chapter() -> None:
    found = walked(
        LoginScreen,
        ForgottenPasswordScreen,
        LinkSentScreen,
        NewPasswordScreen,
        PasswordChangedScreen,
        LoginScreen,
        chosen="oubli",
    )

    assert title(found, LoginScreen) == "Je me connecte"
    assert title(course("oubli"), LoginScreen) == "Je demande un nouveau mot de passe"


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("adhesion", {StepSavedScreen}),
        ("dispense", {StepSavedScreen}),
        ("connexion", {AffiliationScreen, StepSavedScreen}),
        ("oubli", {AffiliationScreen, StepSavedScreen}),
    ],
)
def test_a_journey_is_over_on_its_last_screen_and_where_others_end(name: str, last: set[type[Screen]]) -> None:
    found = course(name)

    over = {
        screen
        for screen in SCREENS
        if screen is not BigSteps and (flow := found.chapter(screen)) and found.is_over(flow, screen)
    }

    assert over == last


@pytest.mark.parametrize(("name", "steps"), [("adhesion", 16), ("dispense", 15), ("connexion", 6), ("oubli", 13)])
def test_the_steps_of_a_journey_are_counted_from_the_first_to_the_last(name: str, steps: int) -> None:
    found = course(name)
    counted = [found.progress(flow, act) for flow in found.journey.chapters for act in acts(flow)]

    assert [place for place in counted if place != (0, 0)] == [(place, steps) for place in range(1, steps + 1)]


def test_whoever_begins_at_the_login_has_nothing_left_to_do_before_it() -> None:
    found = walked(LoginScreen, CookieBanner)

    assert found.left()[0] == "Je me connecte"


def test_a_code_that_is_asked_for_early_leaves_the_choice_to_be_made() -> None:
    found = walked(LoginScreen, ChallengeScreen, AffiliationScreen)

    assert found.left() == ["Je choisis d’adhérer", "Je déclare mes bénéficiaires"]
