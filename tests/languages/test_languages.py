import datetime as dt
from pathlib import Path

import pytest

from reports.languages import LANGUAGES, MissingMessage, translated, translator
from reports.record import Box, Outcome, Picture, Record, Section, Step, Target, Timing


@pytest.fixture
def record() -> Record:
    button = Target(
        element="ChallengeScreen.submit_button",
        role="button",
        name="Valider ce code",
        box=Box(x=1, y=2, width=3, height=4),
    )
    section = Section(
        screen="ChallengeScreen",
        title="Authentification renforcée",
        chapter="Je confirme que c’est bien moi",
        picture=Picture(file="pictures/01.png", width=10, height=10),
        steps=(
            Step(action="click", say="Puis cliquez ici.", number=1, target=button, outcome=Outcome.PASSED),
            Step(action="read", say=""),
        ),
    )
    return Record(
        journey="connexion",
        title="Me connecter à mon espace",
        closing="Vous êtes dans votre espace personnel : vous pouvez adhérer ou demander une dispense.",
        performer="scribe",
        bundled=True,
        outcome=Outcome.PASSED,
        sections=(section,),
        timing=Timing(started_at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC), seconds=1),
    )


def test_french_is_said_as_it_is() -> None:
    assert translator("fr")("Une phrase que personne ne dit.") == "Une phrase que personne ne dit."


def test_english_is_taken_from_the_catalogue() -> None:
    assert translator("en")("Puis cliquez ici.") == "Then click here."


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stays_nothing(language: str) -> None:
    # The empty message of a catalogue is its header.
    assert translator(language)("") == ""


def test_a_missing_sentence_is_named_with_the_file_that_lacks_it() -> None:
    with pytest.raises(MissingMessage, match=r"« Une autre. ».*English.*reports/locale/en/LC_MESSAGES/parcours\.po"):
        translator("en")("Une autre.")


def test_an_unknown_language_is_named_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match=r"'tlh'.*fr, en"):
        translator("tlh")


def test_a_record_is_translated_but_for_what_the_portal_shows(record: Record) -> None:
    english = translated(record, "en")

    assert english.language == "en"
    assert english.title == "Logging in to my personal space"
    assert english.intro == ""
    assert english.closing.startswith("You are in your personal space")
    section = english.sections[0]
    assert section.chapter == "I confirm that it is me"
    assert [step.say for step in section.steps] == ["Then click here.", ""]
    assert section.title == "Authentification renforcée"
    assert section.picture == record.sections[0].picture
    assert section.steps[0].target == record.sections[0].steps[0].target


def test_a_record_that_is_in_the_language_stays_as_it_is(record: Record) -> None:
    english = translated(record, "en")

    assert translated(record, "fr") is record
    assert translated(english, "en") is english


def test_a_translated_record_is_not_translated_again(record: Record) -> None:
    with pytest.raises(ValueError, match="'en'"):
        translated(translated(record, "en"), "fr")


def test_a_translated_record_can_be_saved_and_read(record: Record, tmp_path: Path) -> None:
    english = translated(record, "en")
    english.save(tmp_path)

    assert Record.load(tmp_path) == english
