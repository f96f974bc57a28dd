"""How alike two names are to a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.likeness import likeness


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Me connecter", "ME CONNECTER"),
        ("Paramétrer", "Parametrer"),
        ("Réaliser mes démarches →", "Réaliser mes démarches"),
        ("Mot de passe oublié", "Mot de passe oublié ?"),
        ("E-mail", "Email"),
        ("J'accepte", "J’accepte"),
    ],
)
def test_case_accents_and_signs_make_no_difference(name: str, other: str) -> None:
    assert likeness(name, other) == 1.0


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Me connecter", "Se connecter"),
        ("Me connecter", "Connexion"),
        ("Valider ce code", "Valider le code de sécurité"),
        ("Email de connexion", "E-mail de connexion"),
        ("Continuer sans accepter", "Continuer sans rien accepter"),
        ("Démarrer l'adhésion", "Démarrer mon adhésion"),
        ("Mes bénéficiaires", "Mes bénéficaires"),
        ("Conjoint et enfants", "Enfants et conjoint"),
    ],
)
def test_another_wording_of_the_same_is_alike(name: str, other: str) -> None:
    assert likeness(name, other) >= 0.5


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Me connecter", "Activer un compte"),
        ("Annuler", "Enregistrer et continuer"),
        ("Bienvenue", "Une erreur est survenue"),
        ("Mon mot de passe", "Mon affiliation"),
        ("Oui", "Non"),
        ("", ""),
        ("→", "…"),
    ],
)
def test_names_for_different_things_are_not_alike(name: str, other: str) -> None:
    assert likeness(name, other) < 0.5


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_mutual_and_bounded(name: str, other: str) -> None:
    assert 0.0 <= likeness(name, other) <= 1.0
    assert likeness(name, other) == pytest.approx(likeness(other, name))
