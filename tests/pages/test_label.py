import pytest

from pages.label import label_pattern


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("Mot de passe", "Mot de passe *"),
        ("Mot de passe", "Mot de passe (*)"),
        ("Mot de passe", "Mot de passe (obligatoire)"),
        ("Mot de passe", "Mot de passe champ obligatoire"),
        ("Mot de passe", " Mot\u00a0de passe\n"),
        ("Choisissez votre mot de passe", "2. Choisissez votre mot de passe *"),
        ("Je crée mon identifiant sécurisé", "1 Je crée mon identifiant sécurisé"),
        ("Réaliser mes démarches →", "Réaliser mes démarches"),
        ("Réaliser mes démarches", "Réaliser mes démarches →"),
        ("Démarrer l'adhésion", "Démarrer l’adhésion"),
        ("Renvoyer à nouveau le code.", "Renvoyer à nouveau le code"),
        ("Souhaitez-vous ajouter des enfants ?", "Souhaitez-vous ajouter des enfants\u202f?"),
        ("Email de connexion", "Email de connexion :"),
    ],
)
def test_print_and_markup_make_no_difference(label: str, printed: str) -> None:
    assert label_pattern(label).search(printed)


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("Mot de passe", "Mot de passe oublié"),
        ("Mot de passe", "Confirmez votre mot de passe"),
        ("Mot de passe", "Afficher le mot de passe"),
        ("Me connecter", "Se connecter"),
        ("Me connecter", "me connecter"),
        ("Oui", "Oui, plus tard"),
    ],
)
def test_other_words_do_make_one(label: str, printed: str) -> None:
    assert not label_pattern(label).search(printed)


def test_any_of_several_wordings_will_do() -> None:
    pattern = label_pattern("Veillez saisir le code", "Veuillez saisir le code")

    assert pattern.search("Veuillez saisir le code *")


def test_signs_of_regular_expressions_stand_for_themselves() -> None:
    assert not label_pattern("Oui (a|b)").search("Oui a")
