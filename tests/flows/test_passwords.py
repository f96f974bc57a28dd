"""Passwords that satisfy a rule told in words."""

import re
import string

import pytest

from flows.passwords import password_satisfying

HIDDEN = (
    "Ce mot de passe ne convient pas : 20 à 40 caractères, dont une majuscule, une minuscule et un chiffre ; seuls les"
    " signes - _ . sont admis."
)


@pytest.mark.parametrize(
    ("rule", "shortest", "longest", "signs"),
    [
        (HIDDEN, 20, 40, "-_."),
        ("Il faut au moins 10 caractères, dont une majuscule, un chiffre et un signe.", 10, 64, string.punctuation),
        ("Ce mot de passe est trop long : 12 caractères au plus.", 8, 12, string.punctuation),
        ("Entre 8 et 12 caractères, sans caractères spéciaux", 8, 12, ""),
        ("Minimum 18 caractères, maximum 24", 18, 24, string.punctuation),
        ("Il manque un caractère spécial parmi : ! ? *", 12, 64, "!?*"),
        ("Ce mot de passe est trop simple.", 12, 64, string.punctuation),
    ],
)
def test_a_password_satisfies_the_rule(rule: str, shortest: int, longest: int, signs: str) -> None:
    password = password_satisfying(rule).get_secret_value()

    assert shortest <= len(password) <= longest
    assert set(re.sub(r"[A-Za-z0-9]", "", password)) <= set(signs)
    for kind in (string.ascii_lowercase, string.ascii_uppercase, string.digits, *([signs] if signs else [])):
        assert set(password) & set(kind)


def test_no_two_passwords_are_the_same() -> None:
    drawn = {password_satisfying(HIDDEN).get_secret_value() for _ in range(50)}

    assert len(drawn) == 50
