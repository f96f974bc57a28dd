"""With a scenario underneath a night is red, with the outcome and the sentence that the scenario calls for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from parcours.console import EXIT_STATUS
from reports.record import Outcome
from tests.nightly.front_door import last, last_folder, spend

if TYPE_CHECKING:
    from pathlib import Path

SCENARIOS = [
    ("error-at=connexion", Outcome.PORTAL, "Le portail est en panne : on voit « Service momentanément indisponible »"),
    ("employer-wrong", Outcome.PORTAL, "le contrat affiché n’est pas celui de l’employeur attendu"),
    ("code-refused", Outcome.PORTAL, "Le code est refusé : on voit « Authentification renforcée »"),
    (
        "renamed=connexion/button/Me connecter>Se connecter",
        Outcome.DRIFT,
        "(LoginScreen.submit_button) introuvable ; le plus proche : « Se connecter »",
    ),
    (
        "removed=affiliation/heading/Mon affiliation santé",
        Outcome.DRIFT,
        "titre « Mon affiliation santé » (AffiliationScreen.heading) introuvable",
    ),
    ("code-mail-lost-always", Outcome.MAIL, "aucun message n’est arrivé pour camille.durand@"),
    ("mail-lost", Outcome.MAIL, "ni dans la boîte de réception ni dans les courriers indésirables"),
    ("anti-bot", Outcome.HANDOVER, "Une vérification anti-robot est demandée"),
    ("old-account", Outcome.HANDOVER, "L’ancien compte doit être repris"),
    ("account-locked", Outcome.HANDOVER, "Le compte est bloqué : on voit « Me connecter »"),
    ("password-refused", Outcome.ENVIRONMENT, "La connexion est refusée"),
]
"""Ours is the only fault that no portal can make: see the tests of the command."""


@pytest.mark.parametrize(("scenario", "outcome", "told"), SCENARIOS)
def test_a_scenario_underneath_makes_the_night_red_with_its_outcome_and_its_sentence(
    scenario: str, outcome: Outcome, told: str, tmp_path: Path
) -> None:
    ended = spend(tmp_path, "--only", "journeys", "--journey", "connexion", "--scenario", scenario)

    assert ended.returncode == EXIT_STATUS[outcome], ended.stdout + ended.stderr
    assert last(tmp_path).outcome is outcome
    for text in (
        last(tmp_path).diagnosis,
        ended.stdout,
        (last_folder(tmp_path) / "index.html").read_text(),
    ):
        assert told in text


def test_a_scenario_that_people_can_live_with_leaves_the_night_green(tmp_path: Path) -> None:
    ended = spend(tmp_path, "--only", "journeys", "--journey", "connexion", "--scenario", "code-mail-junk")

    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_an_element_that_no_journey_needs_is_missed_by_the_check(tmp_path: Path) -> None:
    only = ("--only", "journeys", "--only", "check", "--journey", "connexion")
    ended = spend(tmp_path, *only, "--scenario", "renamed=connexion/link/Mot de passe oublié")

    assert ended.returncode == EXIT_STATUS[Outcome.DRIFT], ended.stdout + ended.stderr
    assert "LoginScreen.forgotten_link" in last(tmp_path).diagnosis
