"""What people do besides going straight on: the guide finds them again, and never acts in their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.person.person import KeyboardPerson

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.person.conftest import SitDown
    from tests.person.eyes import Sight
    from tests.person.person import Person


def chapter(title: str) -> Callable[[Sight], bool]:
    """Whether the panel shows this chapter."""
    return lambda sight: sight.panel is not None and title in sight.panel.headline


def says(words: str) -> Callable[[Sight], bool]:
    """Whether the panel says something like this."""
    return lambda sight: sight.panel is not None and re.search(words, sight.panel.text, re.IGNORECASE) is not None


def shows(role: str, name: str) -> Callable[[Sight], bool]:
    """Whether the page shows this."""
    return lambda sight: sight.thing(role, name) is not None


def sign_in(person: Person, email: str, password: str) -> None:
    """Log in without looking at the guide."""
    person.fill_in("Email de connexion", email)
    person.fill_in("Mot de passe", password)
    person.click_on("button", "Me connecter")


def test_who_is_faster_than_the_guide_is_led_on_from_where_they_are(sit_down: SitDown) -> None:
    seat = sit_down("connexion")
    person, password = seat.person, seat.applicant.password.get_secret_value()
    person.follow(until=chapter("Je me connecte"))

    sign_in(person, seat.applicant.email, password)

    person.wait_for(says("code est arrivé|que souhaitez-vous faire"))
    assert not seat.suspicions()


def test_who_refreshes_and_goes_back_is_found_again(sit_down: SitDown) -> None:
    seat = sit_down("adhesion")
    person = seat.person
    person.follow(until=chapter("Je crée mes accès"))

    person.hands.shortcut("F5")
    person.wait_for(chapter("Je crée mes accès"))
    person.hands.shortcut("alt+Left")
    person.wait_for(chapter("Je commence mes démarches"))
    person.hands.shortcut("alt+Right")
    person.wait_for(chapter("Je crée mes accès"))
    person.follow(until=chapter("Je me connecte"))

    assert not seat.suspicions()


def test_a_wrong_password_gets_advice_and_the_right_one_leads_on(sit_down: SitDown) -> None:
    seat = sit_down("connexion")
    person = seat.person
    person.follow(until=chapter("Je me connecte"))

    sign_in(person, seat.applicant.email, "Pas-le-bon-1!")
    person.wait_for(says("mot de passe oublié|vérifiez|refus"))
    person.fill_in("Mot de passe", seat.applicant.password.get_secret_value())
    person.follow(until=says("code est arrivé|que souhaitez-vous faire"))

    assert not seat.suspicions()


def test_another_tab_is_left_alone_and_the_guide_is_there_again_afterwards(sit_down: SitDown) -> None:
    seat = sit_down("connexion")
    person = seat.person
    person.follow(until=chapter("Je me connecte"))

    person.hands.shortcut("ctrl+t")
    person.wait_for(says("je ne connais pas cette page"))
    person.hands.shortcut("ctrl+w")
    person.wait_for(chapter("Je me connecte"))
    person.follow(until=says("code est arrivé|que souhaitez-vous faire"))

    assert not seat.suspicions()


def test_closing_the_window_ends_the_guide_with_a_summary(sit_down: SitDown) -> None:
    seat = sit_down("adhesion")
    seat.person.follow(until=chapter("Je crée mes accès"))

    seat.person.hands.shortcut("ctrl+shift+w")
    ended = seat.guided.end()

    assert ended.status == 0, ended.err
    assert "Je commence mes démarches" in ended.out
    assert not ended.err


def test_the_strictest_policy_hides_nothing(sit_down: SitDown) -> None:
    seat = sit_down("adhesion", "csp-strict")

    seat.person.follow(until=chapter("Je me connecte"))

    assert not seat.suspicions()


def test_a_page_that_shifts_is_followed(sit_down: SitDown) -> None:
    seat = sit_down("adhesion", "layout-shift")

    seat.person.follow(until=chapter("Je me connecte"))

    assert not seat.suspicions()


def test_at_twice_the_size_the_guide_still_shows_the_way(sit_down: SitDown) -> None:
    seat = sit_down("adhesion")
    seat.person.wait_for(lambda sight: sight.callouts)
    for _ in range(5):
        seat.person.hands.shortcut("ctrl+plus")
    seat.person.wait_for(lambda _sight: seat.person.eyes.scale == 2)

    seat.person.follow()

    assert not seat.suspicions()


def test_a_check_for_people_is_left_to_the_person(sit_down: SitDown) -> None:
    seat = sit_down("adhesion", "anti-bot-page")
    person = seat.person

    person.follow(until=says("robot"))
    person.click_on("checkbox", "robot")
    person.click_on("button", "Confirmer")
    person.follow(until=chapter("Je crée mes accès"))

    assert not seat.suspicions()


def test_a_keyboard_is_enough(sit_down: SitDown) -> None:
    seat = sit_down("adhesion", who=KeyboardPerson)
    person = seat.person
    assert isinstance(person, KeyboardPerson)
    person.wait_for(lambda sight: sight.callouts)

    person.enter_page()
    person.follow()

    assert not seat.suspicions()
    assert not seat.guided.hands.pressed
