from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from reports.drawing.lettering import write
from reports.drawing.typography import NBSP, THIN, Weight, french, typeset, width, wrap
from reports.drawing.vector import Line, Words

SENTENCE = "Vérifiez que le mot de passe que vous venez de créer est le bon, sinon tapez le bon mot de passe."
KERNED = "AVAToLTyPa"
"""Its letters move together, by more than is measured."""


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("Attention !", f"Attention{THIN}!"),
        ("Prêt?", f"Prêt{THIN}?"),
        ("ici ; là", f"ici{THIN}; là"),
        ("Exemple : oui", f"Exemple{NBSP}: oui"),
        ("Cliquez sur « Me connecter ».", f"Cliquez sur «{NBSP}Me connecter{NBSP}»."),
        ("«Oui»", f"«{NBSP}Oui{NBSP}»"),
        ("valable 15 minutes", f"valable 15{NBSP}minutes"),
        ("l'adhésion", "l’adhésion"),
        ("à vous", f"à{NBSP}vous"),
        ("Quoi ?!", f"Quoi{THIN}?!"),
    ],
)
def test_french_spaces_do_not_break(plain: str, set_: str) -> None:
    assert french(plain) == set_


@pytest.mark.parametrize("text", ["à 10:30", "https://portail.example/a?b=c", "Ex : Abcd1234!@l".replace(" ", NBSP)])
def test_times_and_addresses_stay_as_they_are(text: str) -> None:
    assert french(text).replace(NBSP, " ") == text.replace(NBSP, " ")


@given(st.text(alphabet=string.ascii_letters + " «»:;!?’'.,àé012" + NBSP + THIN))
def test_typesetting_twice_changes_nothing(text: str) -> None:
    once = french(text)

    assert french(once) == once


def test_other_languages_keep_their_spaces() -> None:
    assert typeset("Ready?  Go!", "en") == "Ready? Go!"


@given(
    st.text(alphabet=string.ascii_letters + "éà@.-' " + NBSP, min_size=1, max_size=200),
    st.integers(60, 500),
)
def test_lines_fit_and_lose_nothing(text: str, room: int) -> None:
    lines = wrap(text, room, 16)

    assert all(width(line, 16) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_lines_are_even() -> None:
    lines = wrap(SENTENCE, 300, 16)

    widths = [width(line, 16) for line in lines]
    assert min(widths) > 0.75 * max(widths)


def test_no_more_lines_than_needed() -> None:
    assert len(wrap(SENTENCE, 10_000, 16)) == 1


@pytest.mark.parametrize("weight", list(Weight))
@pytest.mark.parametrize("text", [SENTENCE, KERNED, "iiiiillll", "0123456789 – « » …"])
def test_nothing_drawn_is_wider_than_measured(text: str, weight: Weight) -> None:
    canvas = Image.new("RGB", (2000, 60), "#ffffff")

    write(canvas, Words((Line(0, 40, text),), size=20, weight=weight, ink="#000000"), 1)

    box = ImageOps.invert(canvas.convert("L")).getbbox()
    assert box is not None
    measured = width(text, 20, weight)
    assert box[2] <= measured + 0.5
    assert box[2] > measured * 0.9 or text == KERNED
