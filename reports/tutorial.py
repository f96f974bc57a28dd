"""The illustrated tutorial, made from a run record alone."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import jinja2
from markupsafe import Markup, escape
from PIL import Image

from reports import callouts, folders, pictures
from reports.record import FILE_NAME, Record
from reports.typography import FAMILY, Weight, typeset

if TYPE_CHECKING:
    import datetime as dt

    from reports.callouts import Layout
    from reports.record import Section, Step, Target

HTML_NAME = "index.html"
_NARROW = 800
"""A canvas up to this wide leaves room for the sentences beside it."""

_ROLES = {
    "button": "bouton",
    "link": "lien",
    "field": "champ",
    "box": "case",
    "choice": "choix",
    "heading": "titre",
    "text": "texte",
}
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """A numbered step, or a remark without a number."""

    text: str
    number: int | None = None
    pointed: bool = False
    """Whether a callout on the picture bears its number."""


@dataclass(frozen=True)
class Passage:
    """Neighbouring sentences of one kind: a list of steps, or remarks."""

    sentences: tuple[Sentence, ...]

    @property
    def numbered(self) -> bool:
        """Whether these are steps."""
        return self.sentences[0].number is not None


@dataclass(frozen=True)
class Part:
    """One screen or mail of the tutorial, ready to be set in any format."""

    index: int
    """From 1."""
    mail: bool
    title: str
    before: tuple[Passage, ...]
    """What is said before the picture: the remarks that come before the first numbered step."""
    after: tuple[Passage, ...]
    picture: str | None
    """File of the clean picture, below the record's folder."""
    scale: int
    """Image pixels of that picture for one CSS pixel, rounded."""
    layout: Layout | None
    alternative: str
    """What the picture shows, in words."""

    @property
    def annotated(self) -> str | None:
        """File of the picture with its callouts."""
        return f"annotated/{PurePosixPath(self.picture).stem}.png" if self.picture else None

    @property
    def sentences(self) -> int:
        """How many there are."""
        return sum(len(passage.sentences) for passage in (*self.before, *self.after))

    @property
    def idle(self) -> bool:
        """Whether the reader has nothing to do here."""
        return not any(passage.numbered for passage in (*self.before, *self.after))

    @property
    def narrow(self) -> bool:
        """Whether the sentences fit beside the picture."""
        return self.layout is not None and self.layout.width <= _NARROW


@dataclass(frozen=True)
class Chapter:
    """One of the big steps."""

    number: int
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Tutorial:
    """The whole content, with all texts typeset and all callouts placed, and nothing of any format."""

    title: str
    intro: str
    closing: str
    language: str
    chapters: tuple[Chapter, ...]
    bundled: bool
    date: dt.date

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in order."""
        return tuple(part for chapter in self.chapters for part in chapter.parts)


def compose(record: Record) -> Tutorial:
    """Make the content of the tutorial from ``record``."""
    numbered = enumerate(record.sections, 1)
    chapters = groupby(numbered, key=lambda pair: pair[1].chapter)
    return Tutorial(
        title=typeset(record.title, record.language),
        intro=typeset(record.intro, record.language),
        closing=typeset(record.closing, record.language),
        language=record.language,
        chapters=tuple(
            Chapter(
                number,
                typeset(title, record.language),
                tuple(_part(index, section, record.language) for index, section in sections),
            )
            for number, (title, sections) in enumerate(chapters, 1)
        ),
        bundled=record.bundled,
        date=record.timing.started_at.date(),
    )


def _part(index: int, section: Section, language: str) -> Part:
    layout = callouts.place_section(section, language=language)
    pointed = {spot.number for spot in layout.spots} if layout else set()
    sentences = [
        Sentence(typeset(step.say, language), step.number, step.number in pointed) for step in section.steps if step.say
    ]
    passages = [Passage(tuple(run)) for _, run in groupby(sentences, key=lambda s: s.number is not None)]
    split = 1 if len(passages) > 1 and not passages[0].numbered else 0
    picture = section.picture
    return Part(
        index=index,
        mail=section.kind == "mail",
        title=typeset(section.title, language),
        before=tuple(passages[:split]),
        after=tuple(passages[split:]),
        picture=picture.file if picture else None,
        scale=max(1, round(picture.scale)) if picture else 1,
        layout=layout,
        alternative=typeset(_alternative(section, pointed), language),
    )


def _alternative(section: Section, pointed: set[int]) -> str:
    kind = "Message" if section.kind == "mail" else "Écran"
    told = [f"{kind} « {section.title} »."]
    told += [_told(step, step.target) for step in section.steps if step.target and step.number in pointed]
    return " ".join(told)


def _told(step: Step, target: Target) -> str:
    role = _ROLES.get(target.role, "")
    name = f"{role} « {target.name} »" if target.name else role
    end = "" if step.say.rstrip().endswith((".", "!", "?", "…")) else "."
    return f"{step.number} : {name} – {step.say.strip()}{end}"


def render(record_folder: Path, out: Path) -> None:
    """Make the tutorial in ``out`` from the record in ``record_folder``, which may be the same folder.

    ``out`` then holds ``index.html``, the clean pictures, the annotated ones in ``annotated/``, and the
    record. It is replaced as a whole, or left as it was if anything fails.

    Raises:
        FileExistsError: ``out`` holds something else.
        OSError: a file cannot be read or written.
        ValueError: the record is not valid, or names a picture outside its folder.
    """
    tutorial = compose(Record.load(record_folder))
    with folders.replacing(out) as fresh:
        folders.copy(record_folder, FILE_NAME, fresh)
        for part in tutorial.parts:
            if part.picture and part.layout:
                folders.copy(record_folder, part.picture, fresh)
        annotate(tutorial, fresh)
        (fresh / HTML_NAME).write_text(html(tutorial), encoding="utf-8")


def annotate(tutorial: Tutorial, folder: Path, scale: int | None = None) -> None:
    """Draw the annotated pictures from the clean ones in ``folder``.

    Args:
        tutorial: whose pictures to draw.
        folder: where the clean pictures are and ``annotated/`` is to be.
        scale: image pixels for one CSS pixel; as many as the clean picture has by default.
    """
    (folder / "annotated").mkdir(exist_ok=True)
    for part in tutorial.parts:
        if part.picture and part.annotated and part.layout:
            with Image.open(folder / part.picture) as clean:
                image = pictures.flatten(part.layout, clean, scale or part.scale)
            pictures.save(image, folder / part.annotated)


def html(tutorial: Tutorial) -> str:
    """The tutorial as a web page that finds the clean pictures beside it and needs nothing else."""
    return _TEMPLATES.get_template("tutorial.html.j2").render(tutorial=tutorial, fonts=_fonts())


def _drawing(part: Part) -> Markup:
    """The clean picture with its callouts over it, sharp at any size."""
    if part.layout is None:
        return Markup("")
    drawn = callouts.svg(part.layout, picture=part.picture, label=part.alternative, prefix=f"repere-{part.index}-")
    return Markup(drawn)  # noqa: S704 -- the drawing escapes what it is given


def _strong(text: str) -> Markup:
    """``text`` with what is quoted in it, the names of buttons and fields, made prominent."""
    marked = re.sub("«[^»]*»", lambda match: f"<strong>{match[0]}</strong>", str(escape(text)))
    return Markup(marked)  # noqa: S704 -- escaped on the line above


def _day(date: dt.date) -> str:
    day = "1er" if date.day == 1 else str(date.day)
    return f"{day} {_MONTHS[date.month - 1]} {date.year}"


def _fonts() -> list[dict[str, str | int]]:
    return [
        {
            "family": FAMILY,
            "weight": weight.value,
            "data": base64.b64encode(weight.web_path.read_bytes()).decode(),
        }
        for weight in Weight
    ]


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(drawing=_drawing, strong=_strong, day=_day)
