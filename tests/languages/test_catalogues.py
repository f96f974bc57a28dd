"""Holds the message catalogues against what the journeys say."""

import re
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.pofile import read_po

from pages.catalogue import MAILS, SCREENS
from pages.element import Choice
from reports.languages import LANGUAGES, SOURCE, catalogue_name
from tests.languages.messages import ROOT, brought_up_to_date, wanted

CATALOGUES = [ROOT / catalogue_name(language) for language in LANGUAGES if language != SOURCE]
QUOTED = re.compile(r"«\s*([^»]*?)\s*»")

pytestmark = pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)


@pytest.fixture
def messages(path: Path) -> list[Message]:
    with path.open("rb") as lines:
        return [message for message in read_po(lines) if message.id]


def test_every_sentence_has_a_translation(messages: list[Message]) -> None:
    known = {message.id for message in messages if message.string and not message.fuzzy}

    missing = {sentence: place for sentence, place in wanted() if sentence not in known}

    assert not missing, f"make messages, then translate {missing}"


def test_every_translation_is_used(messages: list[Message]) -> None:
    said = {sentence for sentence, _ in wanted()}

    unused = [message.id for message in messages if message.id not in said]

    assert not unused, f"Nobody says {unused} any more: make messages"


def test_the_catalogue_is_in_the_order_in_which_things_are_said(path: Path) -> None:
    assert path.read_bytes() == brought_up_to_date(path, wanted()), "make messages"


def test_no_translation_is_the_french_itself(messages: list[Message]) -> None:
    assert [message.id for message in messages if message.id == message.string] == []


def test_every_label_that_the_french_quotes_is_quoted_in_the_translation(messages: list[Message]) -> None:
    lost = {
        message.id: labels
        for message in messages
        if (labels := set(QUOTED.findall(_text(message.id))) - set(QUOTED.findall(_text(message.string))))
    }

    assert not lost


def test_every_label_that_only_the_translation_quotes_is_one_of_the_portals(messages: list[Message]) -> None:
    elements = [element for screen in (*SCREENS, *MAILS) for element in screen.elements()]
    labels = {label.rstrip(" →*:") for element in elements for label in element.labels}
    questions = {element.question for element in elements if isinstance(element, Choice)}

    invented = {
        message.id: added
        for message in messages
        if (added := set(QUOTED.findall(_text(message.string))) - set(QUOTED.findall(_text(message.id))))
        - labels
        - questions
    }

    assert not invented


def test_a_new_sentence_gets_an_empty_entry_and_an_old_one_goes(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "en" / "LC_MESSAGES" / path.name
    copy.parent.mkdir(parents=True)
    copy.write_text(
        'msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "Ancien"\nmsgstr "Old"\n\nmsgid "Bon"\nmsgstr "Good"\n'
    )

    fresh = brought_up_to_date(copy, [("Nouveau", "ici"), ("Bon", "là"), ("Bon", "ailleurs")]).decode()

    assert fresh == (
        'msgid ""\nmsgstr "Language: en\\n"\n\n#. ici\nmsgid "Nouveau"\nmsgstr ""\n\n'
        '#. là, ailleurs\nmsgid "Bon"\nmsgstr "Good"\n'
    )


def _text(words: object) -> str:
    assert isinstance(words, str)
    return words
