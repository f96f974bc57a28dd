"""What steps read off the portal's words."""

import pytest

from flows.sight import Sight
from flows.steps import announced_delay, greets


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Vous pourrez en demander un autre dans 30 secondes.", 31),
        ("Réessayez dans 2 minutes", 121),
        ("Attendez encore 45 s avant de recommencer", 46),
        ("Patientez 1 minute, puis recommencez", 61),
        ("Le code est valable 15 minutes.", 0),
        ("Il vous reste 4 essais.", 0),
    ],
)
def test_a_delay_is_read_where_one_is_asked_to_wait(text: str, seconds: float) -> None:
    assert announced_delay(text) == seconds


@pytest.mark.parametrize(
    "greeting",
    [
        "Bonjour Camille Durand",
        "Bonjour CAMILLE DURAND !",
        "Bonjour Mme Durand,",
        "Bonjour Camille, ravis de vous voir",
    ],
)
def test_a_greeting_for_the_person_is_known(greeting: str) -> None:
    assert greets(greeting, "Camille Durand")


@pytest.mark.parametrize("greeting", ["Bonjour Dominique Durand", "Bonjour Camille Moreau", "Bonjour Mme Moreau"])
def test_a_greeting_for_somebody_else_is_known(greeting: str) -> None:
    assert not greets(greeting, "Camille Durand")


def test_nobody_in_particular_is_greeted_where_no_name_is_known() -> None:
    assert greets("Bonjour Dominique Lefort", "")


def test_what_is_seen_is_told_without_addresses_and_long_numbers() -> None:
    told = Sight(headings=("Me connecter",), notices=("Code 123456 refusé pour c.durand@academie.example.",)).told()

    assert told == "on voit « Me connecter » ; le portail dit « Code … refusé pour … »"
