"""The tutorial's own words, in every language that it can be had in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports.drawing.typography import typeset
from reports.languages import LANGUAGES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One language's words; ``{…}`` is filled in by the methods of the same subject."""

    language: str
    region: str
    """The language as documents name it, like ``fr-FR``."""
    kicker: str
    skip: str
    contents: str
    chapter: str
    chapter_of: str
    chapter_titled: str
    mail: str
    received: str
    see: str
    idle: str
    note: str
    scroll: str
    swipe: str
    sequel: str
    figure: str
    """What pictures are called in captions, one word."""
    screen_shown: str
    mail_shown: str
    named: str
    told: str
    enlarged: str
    taken: str
    demonstration: str
    roles: Mapping[str, str]
    months: tuple[str, ...]
    day: str
    first_day: str

    def _set(self, text: str, **values: object) -> str:
        return typeset(text.format(**values), self.language)

    def numbered_chapter(self, number: int) -> str:
        """Which chapter it is."""
        return self._set(self.chapter, number=number)

    def titled_chapter(self, number: int, title: str) -> str:
        """A chapter's heading."""
        return self._set(self.chapter_titled, number=number, title=title)

    def chapter_of_all(self, number: int, total: int) -> str:
        """Which chapter it is, of how many."""
        return self._set(self.chapter_of, number=number, total=total)

    def titled(self, title: str, *, mail: bool) -> str:
        """A part's title in a list of screens and mails."""
        return self._set(self.mail, title=title) if mail else title

    def see_callout(self, number: int) -> str:
        """The name of the link from a sentence to its callout."""
        return self._set(self.see, number=number)

    def shown(self, title: str, *, mail: bool) -> str:
        """What a picture shows."""
        return self._set(self.mail_shown if mail else self.screen_shown, title=title)

    def pointed(self, number: int, role: str, name: str, say: str) -> str:
        """What a callout points at, and what it says."""
        kind = self.roles.get(role, "")
        end = "" if say.rstrip().endswith((".", "!", "?", "…")) else "."
        thing = self.named.format(kind=kind, name=name).strip() if name else kind
        return self._set(self.told, number=number, thing=thing, say=say.strip() + end)

    def magnified(self, number: int) -> str:
        """That a detail of a picture is shown larger."""
        return self._set(self.enlarged, number=number)

    def date(self, date: dt.date) -> str:
        """The date, written out."""
        form = self.first_day if date.day == 1 else self.day
        return self._set(form, day=date.day, month=self.months[date.month - 1], year=date.year)

    def imprint(self, date: dt.date, *, bundled: bool) -> str:
        """When the pictures were taken, and what they show."""
        told = self._set(self.taken, date=self.date(date))
        return f"{told} {self._set(self.demonstration)}" if bundled else told


FRENCH: Final = Wording(
    language="fr",
    region="fr-FR",
    kicker="Tutoriel illustré",
    skip="Aller au contenu",
    contents="Sommaire",
    chapter="Étape {number}",
    chapter_of="Étape {number} sur {total}",
    chapter_titled="Étape {number} : {title}",
    mail="Message : {title}",
    received="Vous recevez ce message",
    see="{number} : voir sur l’image",
    idle="Rien à\u00a0faire",
    note="À\u00a0savoir",
    scroll="Image à faire défiler",
    swipe="Faites glisser l’image pour la voir en entier.",
    sequel="Pour la suite",
    figure="Image",
    screen_shown="Écran « {title} ».",
    mail_shown="Message « {title} ».",
    named="{kind} « {name} »",
    told="{number} : {thing} – {say}",
    enlarged="Le détail {number} est agrandi.",
    taken="Images réalisées le {date}.",
    demonstration="Elles montrent un portail de démonstration : toutes les personnes, adresses et données y sont"
    " inventées.",
    roles={
        "button": "bouton",
        "link": "lien",
        "field": "champ",
        "box": "case",
        "choice": "choix",
        "heading": "titre",
        "text": "texte",
    },
    months=(
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    day="{day} {month} {year}",
    first_day="{day}er {month} {year}",
)  # fmt: skip

ENGLISH: Final = Wording(
    language="en",
    region="en-GB",
    kicker="Illustrated tutorial",
    skip="Skip to the content",
    contents="Contents",
    chapter="Step {number}",
    chapter_of="Step {number} of {total}",
    chapter_titled="Step {number}: {title}",
    mail="Message: {title}",
    received="You receive this message",
    see="{number}: see on the picture",
    idle="Nothing to\u00a0do",
    note="Good to\u00a0know",
    scroll="Picture to scroll",
    swipe="Slide the picture to see all of it.",
    sequel="What comes next",
    figure="Picture",
    screen_shown="Screen “{title}”.",
    mail_shown="Message “{title}”.",
    named="{kind} “{name}”",
    told="{number}: {thing} – {say}",
    enlarged="Detail {number} is enlarged.",
    taken="The pictures were taken on {date}.",
    demonstration="They show a demonstration portal: all people, addresses and data in them are invented.",
    roles={
        "button": "button",
        "link": "link",
        "field": "field",
        "box": "box",
        "choice": "choice",
        "heading": "heading",
        "text": "text",
    },
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    day="{day} {month} {year}",
    first_day="{day} {month} {year}",
)  # fmt: skip

_WORDINGS: Final = {wording.language: wording for wording in (FRENCH, ENGLISH)}


def wording(language: str) -> Wording:
    """The words of ``language``, of which there are as many as there are languages.

    Raises:
        ValueError: there is no such language.
    """
    if language not in _WORDINGS:
        raise ValueError(f"There is no language {language!r}: it is one of {', '.join(LANGUAGES)}.")
    return _WORDINGS[language]
