from __future__ import annotations

import datetime as dt
import string
from dataclasses import fields

import pytest

from reports.drawing.typography import french
from reports.languages import LANGUAGES
from reports.wording import FRENCH, wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words(language: str) -> None:
    words = wording(language)

    assert words.language == language
    assert set(words.roles) == set(FRENCH.roles)
    assert len(set(words.months)) == 12
    assert all(getattr(words, field.name) for field in fields(words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_fills_in_the_same(language: str) -> None:
    def gaps(text: object) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(str(text)) if name}

    texts = [field.name for field in fields(FRENCH) if isinstance(getattr(FRENCH, field.name), str)]
    assert {name: gaps(getattr(wording(language), name)) for name in texts} == {
        name: gaps(getattr(FRENCH, name)) for name in texts
    }


def test_another_language_has_none() -> None:
    with pytest.raises(ValueError, match="'de'"):
        wording("de")


def test_dates_are_written_out() -> None:
    first, second = dt.date(2031, 3, 1), dt.date(2031, 8, 22)

    assert [FRENCH.date(day) for day in (first, second)] == [french("1er mars 2031"), french("22 août 2031")]
    assert wording("en").date(second) == "22 August 2031"


def test_names_are_quoted_as_the_language_does() -> None:
    assert FRENCH.pointed(1, "field", "Nom", "Mettez-le ici") == french("1 : champ « Nom » – Mettez-le ici.")
    assert wording("en").pointed(1, "field", "Nom", "Put it here") == "1: field “Nom” – Put it here."
