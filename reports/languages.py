"""Languages: the French sentences of tutorials, and their translations.

The French sentences are the message ids of the gettext catalogues in ``locale/``. What stands in a catalogue
is read from its text as it is, so nothing need be compiled after a translation was added.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from importlib.resources.abc import Traversable

    from reports.record import Record, Section

SOURCE: Final = "fr"
"""The language in which journeys are told, and in which records are made."""
LANGUAGES: Final = (SOURCE, "en")
"""All that a tutorial can be had in."""


class MissingMessage(LookupError):  # noqa: N818 -- what is amiss is named, not that it is an error
    """A sentence has no translation yet."""


def translator(language: str) -> Callable[[str], str]:
    """What says French sentences in ``language``; what it is given must be word for word in the catalogue.

    It raises ``MissingMessage`` for a sentence that has no translation.

    Raises:
        ValueError: there is no such language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"There is no language {language!r}: it is one of {', '.join(LANGUAGES)}.")
    if language == SOURCE:
        return str
    known = _translations(language)

    def translate(sentence: str) -> str:
        if not sentence:
            return ""
        if sentence not in known:
            name = Locale.parse(language).get_display_name("en")
            raise MissingMessage(f"« {sentence} » is not told in {name}: add it to {catalogue_name(language)}.")
        return known[sentence]

    return translate


def translated(record: Record, language: str) -> Record:
    """``record`` with its title, intro, closing, chapters and captions in ``language``.

    What the portal shows (titles of sections, names of targets, words in the pictures) stays as it is.

    Raises:
        MissingMessage: a sentence has no translation.
        ValueError: there is no such language, or the record is in yet another one than French.
    """
    translate = translator(language)
    if record.language == language:
        return record
    if record.language != SOURCE:
        raise ValueError(f"A record in {record.language!r} cannot be translated: only French ones can.")
    return record.model_copy(
        update={
            "language": language,
            "title": translate(record.title),
            "intro": translate(record.intro),
            "closing": translate(record.closing),
            "sections": tuple(_translated(section, translate) for section in record.sections),
        }
    )


def _translated(section: Section, translate: Callable[[str], str]) -> Section:
    steps = tuple(step.model_copy(update={"say": translate(step.say)}) for step in section.steps)
    return section.model_copy(update={"chapter": translate(section.chapter), "steps": steps})


def catalogue_name(language: str) -> str:
    """Where the translations into ``language`` stand, seen from the root of the project."""
    return f"{__package__}/locale/{language}/LC_MESSAGES/parcours.po"


def catalogue(language: str) -> Traversable:
    """The file with the translations into ``language``."""
    return resources.files(__package__).joinpath("locale", language, "LC_MESSAGES", "parcours.po")


@cache
def _translations(language: str) -> Mapping[str, str]:
    with catalogue(language).open("rb") as lines:
        messages = read_po(lines, locale=language)
    return {
        each.id: each.string
        for each in messages
        if isinstance(each.id, str) and isinstance(each.string, str) and each.string and not each.fuzzy
    }
