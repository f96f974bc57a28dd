"""What differs between two records, told in French: as a web page and as Markdown."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import quoteattr

import jinja2
from markupsafe import Markup, escape

from reports.comparison import diff
from reports.comparison import pictures as diff_pictures
from reports.comparison.difference import resized
from reports.drawing.style import ACCENT
from reports.drawing.typography import FAMILY, Weight, french
from reports.files import appearing, read_record

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from PIL import Image

    from reports.comparison.difference import Control, Difference, SectionDifference, Words
    from reports.record import Box, Record

HTML_NAME: Final = "index.html"
JSON_NAME: Final = "difference.json"

_FATES: Final = {"changed": "Modifié", "new": "Nouveau", "missing": "Disparu", "same": "Inchangé"}
_WHERE: Final = {
    "journey": "Titre du tutoriel",
    "intro": "Introduction",
    "closing": "Conclusion",
    "outcome": "Issue du parcours",
    "chapter": "Chapitre",
    "title": "Titre",
    "caption": "Légende",
    "label": "Nom d’un élément",
    "text": "Texte de l’image",
}
_ROLES: Final = {
    "button": "bouton",
    "link": "lien",
    "field": "champ",
    "box": "case",
    "choice": "choix",
    "heading": "titre",
    "text": "texte",
    "control": "élément",
}
_QUALITY: Final = 82
"""Of the pictures on the page, as WebP."""
_FRAME: Final = 6
"""Pixels between what is framed and its frame."""
_REWRITTEN: Final = 0.55
"""Share of words in common below which a text is marked as a whole."""


# Sentences


def verdict(difference: Difference) -> str:
    """The whole in one sentence."""
    if not difference.needs_a_look:
        return "Rien n’a changé : le tutoriel peut rester comme il est."
    count = sum(section.needs_a_look for section in difference.sections)
    if not count:
        return "Le tutoriel est à revoir."
    differ = _count(count, "écran ou message diffère", "écrans ou messages diffèrent")
    return f"Le tutoriel est à revoir : {differ} sur {len(difference.sections)}."


def findings(section: SectionDifference) -> list[str]:
    """What differs in a section, a few words each."""
    told = []
    if section.change in ("new", "missing"):
        told.append(_FATES[section.change].lower())
    if section.moved:
        told.append(f"change de place ({section.old} → {section.new})")
    words = len(section.words)
    if words:
        told.append(_count(words, "texte changé", "textes changés"))
    for change, one, many in (
        ("missing", "élément disparu", "éléments disparus"),
        ("new", "nouvel élément", "nouveaux éléments"),
        ("moved", "élément déplacé", "éléments déplacés"),
    ):
        count = sum(control.change == change for control in section.controls)
        if count:
            told.append(_count(count, one, many))
    if section.change == "changed" and section.picture and section.picture.change != "same":
        told.append(_picture_told(section))
    return [french(each) for each in told]


def _picture_told(section: SectionDifference) -> str:
    picture = section.picture
    if picture is None or picture.change != "changed":
        return "nouvelle image" if picture and picture.change == "new" else "image disparue"
    return f"image différente ({_percent(picture.percent)})"


def _percent(percent: float) -> str:
    return f"{max(percent, 0.01):.{2 if percent < 1 else 0}f} %".replace(".", ",")


def _count(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def controls_told(controls: Iterable[Control]) -> list[str]:
    """What became of the controls; those that moved together in one sentence."""
    return [french(each) for each in _controls_told(list(controls))]


def _controls_told(controls: Sequence[Control]) -> Iterator[str]:
    for control in controls:
        if control.change == "missing":
            yield f"Disparu : {_named(control)}."
        elif control.change == "new":
            yield f"Nouveau : {_named(control)}."
        elif control.old and control.new and resized(control.old, control.new):
            yield f"Autre taille : {_named(control)}, {_size(control.old)} → {_size(control.new)} px."
    together = [control for control in controls if control.shift]
    for shift, run in groupby(sorted(together, key=lambda each: each.shift or (0, 0)), key=lambda each: each.shift):
        yield f"De {_way(*(shift or (0, 0)))} : {', '.join(_named(each) for each in run)}."


def _named(control: Control) -> str:
    role = _ROLES.get(control.role, control.role)
    return f"{role} « {control.name} »" if control.name else f"{role} sans nom"


def _size(box: Box) -> str:
    return f"{box.width:.0f} × {box.height:.0f}"


def _way(right: int, down: int) -> str:
    ways = []
    if right:
        ways.append(f"{abs(right)} px vers la {'droite' if right > 0 else 'gauche'}")
    if down:
        ways.append(f"{abs(down)} px vers le {'bas' if down > 0 else 'haut'}")
    return " et ".join(ways) or "moins d’un pixel"


# Markdown


def markdown(difference: Difference) -> str:
    """The same in short, for a summary of a nightly run or a ticket."""
    lines = [f"### {_safe(french(f'{difference.title} : {_headline(difference)}'))}", "", verdict(difference), ""]
    lines += [f"- {_in_markdown(words)}" for words in difference.words]
    for section in difference.sections:
        if section.needs_a_look:
            lines.append(f"- **{_safe(section.title)}** (`{section.screen}`) : {', '.join(findings(section))}")
            lines += [f"  - {_in_markdown(words)}" for words in section.words]
            lines += [f"  - {_safe(told)}" for told in controls_told(section.controls)]
    return "\n".join(lines).rstrip() + "\n"


def _headline(difference: Difference) -> str:
    return "à revoir" if difference.needs_a_look else "rien n’a changé"


def _in_markdown(words: Words) -> str:
    before = f"~~{_safe(words.old)}~~" if words.old else ""
    after = f"**{_safe(words.new)}**" if words.new else ""
    return f"{_WHERE[words.where]} : {' → '.join(filter(None, (before, after)))}"


def _safe(text: str) -> str:
    """``text`` with what Markdown would take for markup made harmless."""
    return re.sub(r"([\\`*_~\[\]<>#|])", r"\\\1", text)


# The page


def must_be_free(folder: Path) -> None:
    """See to it, before work begins, that a comparison may go to ``folder``.

    Raises:
        FileExistsError: there is something at ``folder`` that is no comparison.
    """
    if folder.exists() and not (folder.is_dir() and _is_ours(folder)):
        raise FileExistsError(f"{folder} holds something else than a comparison; choose another folder.")


def _is_ours(folder: Path) -> bool:
    return (folder / JSON_NAME).is_file() or not any(folder.iterdir())


def publish(difference: Difference, old: Path, new: Path, folder: Path) -> Path:
    """Write the page and the data into ``folder`` and return the page's path; needs the folders of both records.

    Raises:
        FileExistsError: there is something at ``folder`` that is no comparison.
        OSError: a record or a picture cannot be read, or nothing can be written there.
    """
    must_be_free(folder)
    page = html(difference, old, new)
    for name, content in ((JSON_NAME, difference.model_dump_json(indent=2) + "\n"), (HTML_NAME, page)):
        with appearing(folder / name) as path:
            path.write_text(content, encoding="utf-8")
    return folder / HTML_NAME


@dataclass(frozen=True)
class _Figure:
    """A picture with what is framed on it."""

    title: str
    drawing: Markup


@dataclass(frozen=True)
class _Entry:
    """A section of the page."""

    number: int
    section: SectionDifference
    fate: str
    findings: list[str]
    controls: list[str]
    figures: tuple[_Figure, ...]
    notes: list[str]


def html(difference: Difference, old: Path, new: Path) -> str:
    """The page, with its pictures inside; needs the folders of both records.

    Raises:
        reports.files.RecordError: a record or a picture cannot be read.
    """
    records = (old, read_record(old)), (new, read_record(new))
    looks = [section for section in difference.sections if section.needs_a_look]
    return _TEMPLATES.get_template("diff.html.j2").render(
        difference=difference,
        verdict=french(verdict(difference)),
        entries=[_entry(number, section, *records) for number, section in enumerate(looks, 1)],
        same=[section for section in difference.sections if not section.needs_a_look],
        family=FAMILY,
        fonts={
            weight.value: base64.b64encode(weight.web_path.read_bytes()).decode()
            for weight in (Weight.REGULAR, Weight.BOLD)
        },
    )


def _entry(number: int, section: SectionDifference, old: tuple[Path, Record], new: tuple[Path, Record]) -> _Entry:
    return _Entry(
        number,
        section,
        "Déplacé" if section.change == "same" else _FATES[section.change],
        findings(section),
        controls_told(section.controls),
        tuple(_figures(section, old, new)) if section.change != "same" else (),
        [french(note) for note in _notes(section)],
    )


def _notes(section: SectionDifference) -> Iterator[str]:
    picture = section.picture
    if picture is None or picture.old is None or picture.new is None:
        return
    sizes = [f"{each.width} × {each.height}" for each in (picture.old, picture.new)]
    if sizes[0] != sizes[1]:
        yield f"Taille de l’image : {sizes[0]} → {sizes[1]} px."
    if picture.old.scale != picture.new.scale:
        yield f"Finesse de l’image : {picture.old.scale:g} → {picture.new.scale:g} points par pixel."
    if picture.change == "same" and section.change == "changed":
        yield "L’image ne diffère pas visiblement."


def _figures(section: SectionDifference, old: tuple[Path, Record], new: tuple[Path, Record]) -> Iterator[_Figure]:
    before, after = _picture(old, section.old), _picture(new, section.new)
    unchanged = section.picture is not None and section.picture.change == "same"
    if before and not unchanged:
        gone = [control.old for control in section.controls if control.change == "missing" and control.old]
        yield _figure("Avant", before, gone, section.title, "Ce qui a disparu est encadré." if gone else "")
    if after:
        come = [control.new for control in section.controls if control.change == "new" and control.new]
        name = "Image inchangée" if unchanged else "Après"
        yield _figure(name, after, come, section.title, "Ce qui est nouveau est encadré." if come else "")
    if before and after and not unchanged and section.picture:
        shown = diff_pictures.highlight(after, diff_pictures.compare(before, after))
        yield _figure("Différence", shown, section.picture.regions, section.title, "Ce qui diffère est encadré.")


def _picture(record: tuple[Path, Record], place: int | None) -> Image.Image | None:
    folder, content = record
    picture = content.sections[place - 1].picture if place else None
    return diff.at_css_scale(folder, picture) if picture else None


def _figure(name: str, image: Image.Image, framed: Iterable[Box], title: str, legend: str) -> _Figure:
    alternative = french(f"{name} : « {title} ». {legend}".strip())
    stored = io.BytesIO()
    image.save(stored, "WEBP", quality=_QUALITY, method=4)
    data = base64.b64encode(stored.getvalue()).decode()
    frames = "".join(_frame(box) for box in framed)
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {image.width} {image.height}" role="img" '
        f'style="--width: {image.width}px" aria-label={quoteattr(alternative)}>'
        f'<image width="{image.width}" height="{image.height}" href="data:image/webp;base64,{data}"/>{frames}</svg>'
    )
    return _Figure(name, Markup(drawing))  # noqa: S704 -- made of numbers, base64 and a quoted attribute


def _frame(box: Box) -> str:
    place = (
        f'x="{box.x - _FRAME:.0f}" y="{box.y - _FRAME:.0f}" width="{box.width + 2 * _FRAME:.0f}" '
        f'height="{box.height + 2 * _FRAME:.0f}" rx="6" fill="none"'
    )
    return f'<rect {place} stroke="#fff" stroke-width="7"/><rect {place} stroke="{ACCENT}" stroke-width="4"/>'


def _marked(words: Words, side: str) -> Markup:
    """The old or the new text, with the words that the other one does not have marked."""
    text, other = (words.old, words.new) if side == "old" else (words.new, words.old)
    tag = Markup("del") if side == "old" else Markup("ins")
    if text is None:
        return Markup('<span class="none">–</span>')
    if other is None:
        return Markup("<{0}>{1}</{0}>").format(tag, text)
    ours, theirs = (re.findall(r"\s+|\w+|[^\w\s]", each) for each in (text, other))
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    if matcher.ratio() < _REWRITTEN:
        return Markup("<{0}>{1}</{0}>").format(tag, text)
    marked = Markup("")
    for kind, a, b, _, _ in matcher.get_opcodes():
        piece = "".join(ours[a:b])
        if kind == "equal":
            marked += escape(piece)
        elif piece:
            marked += Markup("<{0}>{1}</{0}>").format(tag, piece)
    return marked


def _day(moment: dt.datetime) -> str:
    return f"{moment:%d/%m/%Y}"


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(marked=_marked, day=_day, french=french, where=_WHERE.__getitem__)
