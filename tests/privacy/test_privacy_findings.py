import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from reports.privacy import Finding, Kind, findings
from tests.privacy.personal_data import (
    DISGUISES,
    SURROUNDINGS,
    addresses,
    cards,
    ibans,
    phone_numbers,
    social_security_numbers,
    spelt,
)

surroundings = st.sampled_from(SURROUNDINGS)
PASSWORD = "Aa1!tr&s-sûr_<9>"


def kinds(text: str) -> list[Kind]:
    return [finding.kind for finding in findings(text)]


@given(
    social_security_numbers().flatmap(
        lambda number: spelt(number, (1, 2, 2, 2, 3, 3, 2), (13, 2), (1, 2, 2, 5, 3, 2), (1,), (7, 6, 2), (3,))
    ),
    surroundings,
)
def test_every_social_security_number_with_its_key_is_found(number: str, around: tuple[str, str]) -> None:
    assert kinds(f"{around[0]}{number}{around[1]}") == [Kind.SOCIAL_SECURITY]


@given(social_security_numbers(with_key=False).flatmap(lambda number: spelt(number, (1, 2, 2, 2, 3, 3))), surroundings)
def test_every_social_security_number_without_its_key_is_found(number: str, around: tuple[str, str]) -> None:
    assert kinds(f"{around[0]}{number}{around[1]}") == [Kind.SOCIAL_SECURITY]


@given(phone_numbers().flatmap(lambda number: spelt(number, (2,), (4, 2), (4, 3), (2, 4), (1, 3))), surroundings)
def test_every_national_phone_number_is_found(number: str, around: tuple[str, str]) -> None:
    assert kinds(f"{around[0]}{number}{around[1]}") == [Kind.PHONE]


@given(
    st.sampled_from(["+33", "0033", "+33 ", "0033 ", "+33 (0)", "+33(0)", "(+33) ", "00 33 ", "+33-"]),
    phone_numbers().flatmap(lambda number: spelt(number[1:], (1, 2), (3,), (9,))),
    surroundings,
)
def test_every_international_phone_number_is_found(prefix: str, number: str, around: tuple[str, str]) -> None:
    assert kinds(f"{around[0]}{prefix}{number}{around[1]}") == [Kind.PHONE]


@given(ibans().flatmap(lambda number: spelt(number, (4,), (2, 2, 5, 5, 11), (1,))), surroundings)
def test_every_iban_is_found(number: str, around: tuple[str, str]) -> None:
    assert kinds(f"{around[0]}{number}{around[1]}") == [Kind.IBAN]


@given(cards().flatmap(lambda number: spelt(number, (4,), (1,))), surroundings)
def test_every_card_number_is_found(number: str, around: tuple[str, str]) -> None:
    assert kinds(f"{around[0]}{number}{around[1]}") == [Kind.CARD]


@given(addresses(), st.sampled_from(DISGUISES), surroundings)
def test_every_address_is_found(address: str, disguise: Callable[[str], str], around: tuple[str, str]) -> None:
    assert Kind.EMAIL in kinds(f"{around[0]}{disguise(address)}{around[1]}")


@pytest.mark.parametrize(
    "text",
    [
        "jean.valjean@montreuil.inconnu",
        "Jean.VALJEAN@Montreuil.INCONNU",
        "jean.valjean [at] montreuil.inconnu",
        "jean.valjean(arobase)montreuil.inconnu",
        "jean.valjean @ montreuil.inconnu",
        "did*****@ac-quelquepart.inconnu",
        "d••••••r@ac-quelquepart.inconnu",
        "mailto:jean%2Evaljean%40montreuil.inconnu?subject=Bonjour",
        "jean.valjean@montreuil.example.inconnu",
        "jean.valjean@\nmontreuil.inconnu",
        "jean.valjean (at) montreuil (dot) inconnu",
        "jea…@montreuil.inconnu",
        "jea...@montreuil.inconnu",
        "jean.nom@montreuil.inconnu",
    ],
)
def test_an_address_is_found_however_it_is_written(text: str) -> None:
    assert kinds(text) == [Kind.EMAIL]


@pytest.mark.parametrize(
    "text",
    ["06·39·98·76·54", "06_39_98_76_54", "33 6 39 98 76 54", "Tél0639987654", "Téléphone du contrat : 06 39 98 76 54"],
)
def test_a_phone_number_is_found_in_unusual_spellings(text: str) -> None:
    assert kinds(text) == [Kind.PHONE]


@pytest.mark.parametrize(
    "text",
    [
        "Né le 12/03/1975",
        "Date de naissance\n12\nmars\n1975",
        "née le 1er avril 1968 à Digne",
        "né(e) le : 12.03.75",
        "Date de naissance\n12/03/1975",
        "Date de naissance (jj/mm/aaaa) : 12 - 03 - 1975",
        '"dateNaissance": 0, "Naissance": "1975-03-12"',
    ],
)
def test_a_date_of_birth_is_found_by_what_is_said_of_it(text: str) -> None:
    assert kinds(text) == [Kind.BIRTH]


@pytest.mark.parametrize(
    "text",
    [
        "Contrat n° 2024001234567, adhérent 4512 7788",
        "Contrat n° 0123456789, réf. : 0123456789",
        "Naissance d’un enfant : à déclarer avant le 31/12/2026",
        "Date de naissance (ex : 01/01/1980)",
        "Votre adresse : prenom.nom@montreuil.inconnu ou jean.valjean@exemple.fr",
        "Votre code : 671-123456, valable 15 minutes",
        "671 - 123 456",
        "Le 12/03/2026 à 10:30, jusqu’au 2026-12-31T23:59:59",
        "12 345 678,90 € puis +12 345 678 € et 1 234 567 890 EUR",
        "SIRET 732 829 320 00074, SIREN 732829320, RCS Paris B 732 829 320",
        "SIRET 35600000000048 (La Poste en a plusieurs)",
        "TVA FR 40 303 265 045",
        "67000 Strasbourg, 2A004 Ajaccio, CS 50001, 75015 Paris Cedex 15",
        "Appelez le 15, le 17, le 112, le 3114 ou le 36 46",
        "Service gratuit : 0 800 123 456, 0809 400 400, 0 892 70 70 70",
        "01 02 03 04 05 06 07 08 09 10 11 12",
        "01\n02\n03\n04\n05\n06",
        "camille.durand@academie.example, x@y.invalid, test@localhost.test, jane@example.org",
        "cam*****@academie.example",
        "suivez @parcours, 3 @ 2 €, version 2.0@beta",
        "Étape 3 sur 12, page 4/10, article L. 911-7-1 du code, n° 2021-682",
        "d3b07384d113edec49eaa6238ad5ff00 9e107d9d-372b-b682-6bd8-1d3542a419d6",
        "width: 1234567890123px; M10.5 20.25 L30.125 40.5 C0.612345 678.9",
        "4111 1111 1111 1112",  # no card: the check digit is wrong
        "1 85 13 78 006 084 91",  # no social-security number: there is no month 13
        "185057800608492",  # nor here: the key is wrong
        "FR76 3000 6000 0112 3456 7890 188",  # no IBAN: the check digits are wrong
        "Adhésion ouverte le 1er avril 2026",
        "1712345678901 1712345678",
        "123 456 789 012 345 678",
    ],
)
def test_other_numbers_and_names_do_not_alarm(text: str) -> None:
    assert kinds(text) == []


@given(
    st.dates().map(lambda day: day.strftime("%d/%m/%Y")),
    st.integers(0, 99999999).map(lambda cents: f"{cents / 100:,.2f} €".replace(",", " ").replace(".", ",")),
    st.integers(0, 999).flatmap(lambda prefix: st.integers(0, 999999).map(lambda code: f"{prefix:03}-{code:06}")),
    st.integers(1000, 98999).map(lambda code: f"{code:05} Ville"),
    st.integers(0, 2359).map(lambda time: f"{time // 100:02} h {time % 60:02}"),
)
def test_dates_amounts_codes_and_towns_do_not_alarm(day: str, amount: str, code: str, town: str, time: str) -> None:
    assert kinds(f"Le {day} à {time}, {town} : {amount}, code {code}.\n{day}\n{amount}\n{code}\n{town}") == []


@given(
    st.text("abcdefgh éà'’.,;:!?\n0123456789", max_size=200),
    st.sampled_from(["jean@montreuil.inconnu", "06 39 98 76 54"]),
)
def test_what_stands_on_lines_of_its_own_is_found_in_any_text(text: str, planted: str) -> None:
    whole = f"{text}\n\n\n{planted}\n\n\n{text}"

    assert planted in [whole[finding.start : finding.end] for finding in findings(whole)]


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    for finding in findings(text, secrets={"texte": text}):
        assert 0 <= finding.start < finding.end <= len(text)


def test_findings_stand_where_they_say() -> None:
    text = "À\u00a0: ﬁ&eacute; jean&#64;montreuil.inconnu, 06\u00ad39 98 12 34."

    assert [text[found.start : found.end] for found in findings(text)] == [
        "jean&#64;montreuil.inconnu",
        "06\u00ad39 98 12 34",
    ]


def test_a_finding_tells_its_kind_and_its_name_but_never_the_thing() -> None:
    found = findings("jean@montreuil.inconnu Secret123", secrets={"mot de passe": "Secret123"})

    assert [str(each) for each in found] == ["adresse e-mail", "secret connu (mot de passe)"]
    assert "jean" not in repr(found)
    assert "Secret123" not in repr(found)


# Secrets


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_secret_is_found_in_every_encoding(disguise: Callable[[str], str]) -> None:
    text = f"avant {disguise(PASSWORD)} après"

    assert [found.name for found in findings(text, secrets={"mot de passe": SecretStr(PASSWORD)})] == ["mot de passe"]


@pytest.mark.parametrize("before", ["", "a", "ab", "abc:"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_secret_is_found_in_base64(before: str, encode: Callable[[bytes], bytes]) -> None:
    text = f"Authorization: Basic {encode(f'{before}{PASSWORD}'.encode()).decode()}"

    assert [found.name for found in findings(text, secrets={"mot de passe": PASSWORD})] == ["mot de passe"]


@pytest.mark.parametrize(
    "text", ["123456", "123 456", "12 34 56", "1-2-3-4-5-6", "671-123456", "123\n456", "１２３４５６", "code123456x"]
)
def test_a_code_is_found_in_every_grouping(text: str) -> None:
    assert [found.kind for found in findings(text, secrets={"code": "123456"})] == [Kind.SECRET]


@pytest.mark.parametrize("text", ["1712345678", "0123456", "1234567", "654321"])
def test_a_code_is_not_found_within_longer_numbers(text: str) -> None:
    assert findings(text, secrets={"code": "123456"}) == ()


@pytest.mark.parametrize("text", ["Bonjour LÉA Marée", "lea maree", "Léa\nMarée", "Lea  Mare\u0301e"])
def test_a_name_is_found_in_any_case_with_or_without_accents(text: str) -> None:
    assert [found.name for found in findings(text, secrets={"nom": "Léa Marée"})] == ["nom"]


@pytest.mark.parametrize(
    "text", ["D’Aubigné-Le Goff", "D AUBIGNE LE GOFF", "daubignelegoff", "d'Aubigné\u2011Le\u00a0Goff"]
)
def test_a_compound_name_is_found_whatever_parts_it(text: str) -> None:
    assert [found.name for found in findings(text, secrets={"nom": "d’Aubigné-Le Goff"})] == ["nom"]


def test_a_name_is_not_found_within_longer_words() -> None:
    assert findings("Léandre, Galéa, oléagineux", secrets={"prénom": "Léa"}) == ()


def test_masked_parts_of_a_secret_do_not_count() -> None:
    assert findings("Aa1!•••••• et 12****", secrets={"mot de passe": PASSWORD, "code": "123456"}) == ()


@pytest.mark.parametrize("empty", ["", " ", "\u200b"])
def test_an_empty_secret_is_found_nowhere(empty: str) -> None:
    assert findings("Une phrase.", secrets={"prénom": empty}) == ()


def test_a_secret_goes_before_its_form() -> None:
    found = findings("jean@montreuil.inconnu", secrets={"identifiant": "jean@montreuil.inconnu"})

    assert found == (Finding(0, 22, Kind.SECRET, "identifiant"),)


# What is allowed


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("Écrivez à Contact@mutuelle.inconnu", "contact@mutuelle.inconnu"),
        ("Écrivez à contact@mutuelle.inconnu", "@mutuelle.inconnu"),
        ("Appelez le 03.53.01.11.22", "03 53 01 11 22"),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", "FR7630006000011234567890189"),
    ],
)
def test_what_is_allowed_does_not_alarm(text: str, allowed: str) -> None:
    assert findings(text, allowed=[allowed]) == ()


def test_an_allowed_domain_allows_no_other() -> None:
    assert kinds("a@mutuelle.inconnu.pirate.inconnu") == [Kind.EMAIL]
    assert [each.kind for each in findings("a@x.mutuelle.inconnu", allowed=["@mutuelle.inconnu"])] == [Kind.EMAIL]


def test_a_secret_is_not_allowed_by_its_form() -> None:
    assert findings("a@b.inconnu", secrets={"identifiant": "a@b.inconnu"}, allowed=["a@b.inconnu"]) != ()
