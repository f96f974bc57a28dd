"""The tutorial as a short film, made from a run record alone.

A title card; then each screen as it is, its callouts one after another, and below it each caption for as long as
it takes to read; a closing card.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

import resvg_py
from PIL import Image

from reports.drawing import callouts, vector
from reports.drawing.callouts import ink_of
from reports.drawing.geometry import Rect, bounds_of
from reports.drawing.pictures import shown
from reports.drawing.style import ACCENT, EDGE, INK, ON_ACCENT, PAPER
from reports.drawing.typography import FAMILY, Weight, typeset, wrap
from reports.files import RecordError, appearing, read_picture, read_record
from reports.formats.film_encoders import TICK, Reel, encoder
from reports.languages import translated
from reports.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from reports.drawing.callouts import Layout
    from reports.drawing.placement import Spot
    from reports.record import Picture, Record, Section

NAME: Final = "film.webp"
WIDTH: Final = 960
_HEADER: Final = 56
_STAGE: Final = 600
"""Height of the part where pictures are shown."""
_FOOTER: Final = 128
HEIGHT: Final = _HEADER + _STAGE + _FOOTER

_GROUND: Final = "#f1eff5"
"""Around pictures that do not fill the stage."""
_SOFT: Final = "#55525f"
_WIDEST: Final = 1280
"""CSS pixels of a picture that are shown across: more would be too small to read."""
_TEXT: Final = 23.0
_LINE: Final = 31
_LINES: Final = 3
"""Of a caption at once; a longer one is shown in parts."""
_SMALL: Final = 18.0
_TEXT_LEFT: Final = 84
_CAP: Final = 0.727
"""Height of the font's capitals, as a share of its size."""

_LETTER: Final = 56
"""Milliseconds to read one: 18 in a second, a little slower than subtitles for adults."""
_LOOK: Final = 900
"""Milliseconds to find what a caption is about."""
_FADE: Final = 3
"""Frames from one still to the next of the same scene."""
_DIP: Final = 2
"""Frames from one scene to the next."""
_PALE: Final = 0.65
"""How white those are."""


@dataclass(frozen=True)
class _Scene:
    """A section of the record, ready to be shown."""

    heading: str
    """Which chapter it belongs to."""
    chapter: str
    aside: str
    title: str
    picture: Picture | None
    layout: Layout | None


@dataclass(frozen=True)
class _Still:
    """What stands for a while: a card, or a moment of a scene."""

    scene: _Scene | None
    lines: tuple[str, ...]
    """Of the caption; of a card, what is below its title."""
    ticks: int
    shown: int = 0
    """How many callouts."""
    number: int | None = None
    bold: bool = False
    share: float = 0
    """Of the film that is over after it."""
    title: tuple[str, ...] = ()
    """Of a card."""
    kicker: str = ""
    note: tuple[str, ...] = ()
    """In small print at the foot of a card."""


def film(record_folder: Path, out: Path, *, language: str | None = None) -> Path:
    """Make a film of the record in ``record_folder`` and write it to ``out``, whole or not at all.

    The suffix of ``out`` says which kind: ``.webp``, ``.mp4`` or ``.webm``. The same record gives the same film.

    Args:
        record_folder: with a record and its clean pictures.
        out: the file.
        language: of the captions; that of the record by default.

    Raises:
        reports.files.RecordError: the record or a picture cannot be read, or cannot be had in that language.
        reports.languages.MissingMessage: a sentence has no translation.
        reports.formats.film_encoders.FilmError: there is no encoder for that suffix, or it fails.
        OSError: nothing can be written there.
    """
    write = encoder(out)
    made = reel(record_folder, language)
    with appearing(out) as path:
        write(made, path)
    return out


def reel(record_folder: Path, language: str | None = None) -> Reel:
    """The frames of the film, in the record's language by default.

    Raises:
        reports.files.RecordError: the record cannot be read, has no pictures, or cannot be had in that language;
            while drawing, a picture cannot be read.
        reports.languages.MissingMessage: a sentence has no translation.
    """
    record = read_record(record_folder)
    if not any(section.picture for section in record.sections):
        raise RecordError(f"{record_folder} holds a record without pictures, of which no film can be made.")
    try:
        stills = _stills(translated(record, language or record.language))
    except ValueError as error:
        raise RecordError(str(error)) from None
    ticks, cuts = [stills[0].ticks], {0}
    for before, after in pairwise(stills):
        ticks += [*[1] * (_FADE if before.scene is after.scene else _DIP), after.ticks]
        if before.scene is not after.scene:
            cuts.add(len(ticks) - 1)
    return Reel((WIDTH, HEIGHT), tuple(ticks), frozenset(cuts), lambda: _frames(stills, record_folder))


def _frames(stills: Sequence[_Still], folder: Path) -> Iterator[Image.Image]:
    """Every still, and how each becomes the next."""
    last: tuple[_Still, Image.Image] | None = None
    for still, image in zip(stills, _drawn(stills, folder), strict=True):
        if last:
            yield from _fading(last[1], image) if last[0].scene is still.scene else _dipping(last[1], image)
        yield image
        last = still, image


def _fading(before: Image.Image, after: Image.Image) -> Iterator[Image.Image]:
    for step in range(1, _FADE + 1):
        yield Image.blend(before, after, step / (_FADE + 1))


def _dipping(before: Image.Image, after: Image.Image) -> Iterator[Image.Image]:
    """Through white: two screens over each other are unpleasant, and three times as many bytes."""
    paper = Image.new("RGB", before.size, PAPER)
    yield Image.blend(before, paper, _PALE)
    yield Image.blend(after, paper, _PALE)


# What is shown when


def _stills(record: Record) -> tuple[_Still, ...]:
    language, words = record.language, wording(record.language)
    imprint = words.imprint(record.timing.started_at.date(), bundled=record.bundled)
    stills = [_card(record.title, record.intro, language, kicker=words.kicker, note=imprint)]
    chapters = [(title, list(sections)) for title, sections in groupby(record.sections, key=lambda each: each.chapter)]
    for number, (title, sections) in enumerate(chapters, 1):
        for section in sections:
            scene = _Scene(
                heading=words.chapter_of_all(number, len(chapters)),
                chapter=typeset(title, language),
                aside=words.received if section.kind == "mail" else "",
                title=typeset(section.title, "fr"),  # what the portal shows is French in every language
                picture=section.picture,
                layout=callouts.place_section(section, language=language),
            )
            stills += _of_section(scene, section, language)
    if record.closing:
        stills.append(_card("", record.closing, language))
    over, whole = 0, sum(still.ticks for still in stills)
    placed = []
    for still in stills:
        over += still.ticks
        placed.append(replace(still, share=over / whole))
    return tuple(placed)


def _card(title: str, text: str, language: str, *, kicker: str = "", note: str = "") -> _Still:
    text = typeset(text, language)
    return _Still(
        scene=None,
        title=wrap(typeset(title, language), WIDTH - 160, 46, Weight.BOLD),
        lines=wrap(text, WIDTH - 200, _TEXT),
        ticks=_ticks(title + text),
        kicker=kicker,
        note=wrap(note, WIDTH - 160, _SMALL),
    )


def _of_section(scene: _Scene, section: Section, language: str) -> Iterator[_Still]:
    """The screen as it is, then its steps in order."""
    yield _Still(scene, _lines(scene.title, Weight.SEMIBOLD)[:_LINES], _ticks(scene.title), bold=True)
    pointed = [spot.number for spot in scene.layout.spots] if scene.layout else []
    shown = 0
    for step in section.steps:
        if step.number in pointed:
            shown = max(shown, pointed.index(step.number) + 1)
        lines = _lines(typeset(step.say, language))
        for first in range(0, len(lines), _LINES):
            part = lines[first : first + _LINES]
            yield _Still(scene, part, _ticks(" ".join(part)), shown=shown, number=step.number)


def _lines(text: str, weight: Weight = Weight.REGULAR) -> tuple[str, ...]:
    return wrap(text, WIDTH - _TEXT_LEFT - 32, _TEXT, weight)


def _ticks(text: str) -> int:
    """How long it takes to read ``text``, in ticks."""
    return -(-(_LOOK + _LETTER * len(text)) // TICK)


# How it is drawn


def _drawn(stills: Iterable[_Still], folder: Path) -> Iterator[Image.Image]:
    """Each still; the picture of a scene is read once."""
    for scene, run in groupby(stills, key=lambda still: still.scene):
        clean = read_picture(folder, scene.picture) if scene and scene.picture else None
        sight = _Sight.of(scene, clean) if scene and clean and scene.layout else None
        for still in run:
            yield _moment(scene, still, sight) if scene else _flat(_card_svg(still))


@dataclass(frozen=True)
class _Sight:
    """A picture at the size at which it is shown, and which part of its canvas that is."""

    image: Image.Image
    """Of the part that is shown, without callouts."""
    layout: Layout
    view: Rect
    """That part, in CSS pixels of the canvas."""
    scale: float
    """Film pixels for one CSS pixel."""

    @classmethod
    def of(cls, scene: _Scene, clean: Image.Image) -> _Sight | None:
        layout = scene.layout
        if layout is None:
            return None
        view = _view(layout)
        scale = min(1.0, WIDTH / view.width)
        size = round(view.width * scale), round(view.height * scale)
        place = layout.picture
        density = clean.width / place.width
        canvas = Image.new("RGB", (round(view.width * density), round(view.height * density)), PAPER)
        canvas.paste(
            shown(layout, clean), (round((place.left - view.left) * density), round((place.top - view.top) * density))
        )
        return cls(canvas.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0), layout, view, scale)

    def window(self, spot: Spot | None) -> Rect:
        """The part that fits the stage: the upper end, or all around ``spot``."""
        height = min(self.view.height, int(_STAGE / self.scale))
        top = self.view.top
        if spot:
            ink = bounds_of(ink_of(spot, self.layout.style))
            middle = ink.centre.y if ink.height <= height else spot.frame.centre.y
            top = max(self.view.top, min(middle - height // 2, self.view.bottom - height))
        return Rect(self.view.left, top, self.view.right, top + height)


def _view(layout: Layout) -> Rect:
    """The picture and its callouts, or, where that is too wide to be read, as much of it around the callouts."""
    canvas = Rect(0, 0, layout.width, layout.height)
    ink = [rect.grown(layout.style.distance) for spot in layout.spots for rect in ink_of(spot, layout.style)]
    whole = bounds_of((layout.picture, *ink)).clipped(canvas)
    if whole.width <= _WIDEST or not ink:
        return whole
    middle = bounds_of(ink).clipped(canvas)
    width = max(_WIDEST, middle.width)
    left = max(whole.left, min(middle.centre.x - width // 2, whole.right - width))
    return Rect(left, whole.top, left + width, whole.bottom)


def _moment(scene: _Scene, still: _Still, sight: _Sight | None) -> Image.Image:
    frame = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    frame.paste(_GROUND, (0, _HEADER, WIDTH, _HEADER + _STAGE))
    pointing = ""
    if sight:
        spots = sight.layout.spots[: still.shown]
        window = sight.window(spots[-1] if spots else None)
        top = round((window.top - sight.view.top) * sight.scale)
        part = sight.image.crop((0, top, sight.image.width, min(top + _STAGE, sight.image.height)))
        place = (WIDTH - part.width) // 2, _HEADER + (_STAGE - part.height) // 2
        frame.paste(part, place)
        drawing = vector.svg(replace(sight.layout, spots=spots), view=window)
        edge = (
            f'<rect x="{place[0]}" y="{place[1]}" width="{part.width}" height="{part.height}" fill="none" '
            f'stroke="{EDGE}"/>'
        )
        pointing = f'{edge}<g transform="translate({place[0]} {place[1]}) scale({sight.scale})">{drawing}</g>'
    drawn = _rendered(_svg(pointing + _header(scene) + _caption(still)))
    frame.paste(drawn, (0, 0), drawn)
    return frame


def _header(scene: _Scene) -> str:
    middle = _HEADER / 2 + 20 * _CAP / 2
    title = (
        f'<text x="24" y="{middle:.1f}" font-size="20" fill="{INK}">'
        f'<tspan font-weight="{Weight.BOLD.value}" fill="{ACCENT}">{escape(scene.heading)}</tspan>'
        f'<tspan dx="14">{escape(scene.chapter)}</tspan></text>'
    )
    aside = (
        f'<text x="{WIDTH - 24}" y="{middle:.1f}" font-size="18" text-anchor="end" fill="{_SOFT}">'
        f"{escape(scene.aside)}</text>"
    )
    return f'<rect width="{WIDTH}" height="{_HEADER}" fill="{PAPER}"/>{title}{aside}'


def _caption(still: _Still) -> str:
    top = _HEADER + _STAGE
    middle = top + _FOOTER / 2
    badge = ""
    if still.number is not None:
        badge = (
            f'<circle cx="48" cy="{middle}" r="21" fill="{ACCENT}"/>'
            f'<text x="48" y="{middle + 24 * _CAP / 2:.1f}" font-size="24" font-weight="{Weight.BOLD.value}" '
            f'text-anchor="middle" fill="{ON_ACCENT}">{still.number}</text>'
        )
    elif not still.bold:
        badge = f'<rect x="44" y="{middle - 24}" width="8" height="48" rx="4" fill="{EDGE}"/>'
    left = 32 if still.bold else _TEXT_LEFT
    # The bar is beside the text, so that the frames of one scene differ in one place only.
    ground = (
        f'<rect y="{top}" width="{WIDTH}" height="{_FOOTER}" fill="{PAPER}"/>'
        f'<rect y="{top}" width="{WIDTH}" height="4" fill="{EDGE}"/>'
        f'<rect y="{top}" width="{WIDTH * still.share:.1f}" height="4" fill="{ACCENT}"/>'
    )
    weight = Weight.SEMIBOLD if still.bold else Weight.REGULAR
    return (
        ground + badge + _block(still.lines, left, middle - len(still.lines) * _LINE / 2, _TEXT, _LINE, weight=weight)
    )


def _card_svg(still: _Still) -> str:
    title_line, gap = 58, 28 if still.title else 0
    height = len(still.title) * title_line + gap + len(still.lines) * (_LINE + 3)
    top = (HEIGHT - height) / 2
    title = _block(still.title, 80, top, 46, title_line, weight=Weight.BOLD)
    text = _block(still.lines, 80, top + len(still.title) * title_line + gap, _TEXT, _LINE + 3)
    kicker = (
        f'<text x="80" y="{top - 12:.1f}" font-size="{_SMALL}" font-weight="{Weight.BOLD.value}" letter-spacing="1" '
        f'fill="{ACCENT}">{escape(still.kicker.upper())}</text>'
    )
    note = _block(still.note, 80, HEIGHT - 40 - len(still.note) * 26, _SMALL, 26, ink=_SOFT)
    return _svg(f'<rect width="16" height="{HEIGHT}" fill="{ACCENT}"/>{kicker}{title}{text}{note}')


def _block(
    lines: Sequence[str],
    left: float,
    top: float,
    size: float,
    line: float,
    *,
    weight: Weight = Weight.REGULAR,
    ink: str = INK,
) -> str:
    first = top + line / 2 + size * _CAP / 2
    spans = "".join(
        f'<tspan x="{left}" y="{first + index * line:.1f}">{escape(text)}</tspan>' for index, text in enumerate(lines)
    )
    return f'<text font-size="{size}" font-weight="{weight.value}" fill="{ink}">{spans}</text>'


def _svg(content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="{FAMILY}, sans-serif">{content}</svg>'
    )


_FONTS: Final = [str(weight.path) for weight in Weight]


def _rendered(drawing: str) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=drawing, skip_system_fonts=True, font_files=_FONTS)
    return Image.open(io.BytesIO(png))


def _flat(drawing: str) -> Image.Image:
    drawn = _rendered(drawing)
    frame = Image.new("RGB", drawn.size, PAPER)
    frame.paste(drawn, (0, 0), drawn)
    return frame
