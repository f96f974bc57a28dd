"""The illustrated tutorial in all its formats, made from a run record alone."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from reports import folders
from reports.content import ANNOTATED, compose
from reports.drawing import callouts, pictures, png
from reports.files import RecordError, picture_bytes, read_record
from reports.formats import markdown, pdf, web, word
from reports.formats.web import WebPage
from reports.languages import translated
from reports.record import FILE_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from PIL import Image

    from reports.content import Part, Tutorial
    from reports.drawing.callouts import Layout
    from reports.formats.pdf import Printer
    from reports.record import Picture, Record

__all__ = ["ANNOTATED", "HTML_NAME", "Format", "render"]

HTML_NAME: Final = "index.html"
_HELPERS: Final = 4
"""The most pictures that are drawn at once: each takes some fifty megabytes meanwhile."""
_AHEAD: Final = 16
"""The most pictures that are decoded before their callouts are placed: each takes up to fifteen megabytes."""


_SHARP: Final = 1200
"""Image pixels that fill the width of a text: on A4, 180 for an inch."""


class Format(StrEnum):
    """What a tutorial can be had as."""

    HTML = "html"
    """A web page, both as one file that holds everything and with its pictures beside it."""
    PDF = "pdf"
    DOCX = "docx"
    MD = "md"
    PNG = "png"
    """The annotated pictures alone."""


_DRAWN: Final = {Format.DOCX, Format.MD, Format.PNG}
"""The formats that need annotated pictures."""
_PAGES: Final = {Format.HTML, Format.PDF}
"""The formats that are made from the web page."""


def render(
    record_folder: Path,
    out: Path,
    *,
    formats: Collection[Format] = (Format.HTML, Format.PNG),
    language: str | None = None,
    scale: int | None = None,
    print_page: Printer | None = None,
) -> list[str]:
    """Make the tutorial in ``out`` from the record in ``record_folder``, which may be the same folder.

    ``out`` then holds what was asked for, the clean pictures and the record, and nothing else. It is replaced as a
    whole, or left as it was if anything fails.

    Args:
        record_folder: the record and its clean pictures.
        out: where the tutorial goes.
        formats: what to make.
        language: of the tutorial; that of the record by default.
        scale: image pixels of annotated pictures for one CSS pixel; by default as many as make them sharp in a text
            that is printed, or read on a usual screen. The web page and the PDF hold the clean pictures, as sharp as
            they are.
        print_page: prints web pages; needed for the format PDF alone.

    Returns:
        The names of the documents in ``out``.

    Raises:
        FileExistsError: ``out`` holds something else.
        reports.files.RecordError: the record is not valid, cannot be had in that language, or a picture is missing
            or broken.
        reports.languages.MissingMessage: a sentence has no translation.
        OSError: a file cannot be read or written.
        ValueError: there is nothing to print with.
    """
    if Format.PDF in formats and print_page is None:
        raise ValueError("A PDF needs something to print with.")
    record = read_record(record_folder)
    told = _translated(record, language or record.language)
    clean = {
        section.picture.file: picture_bytes(record_folder, section.picture)
        for section in record.sections
        if section.picture
    }
    with folders.replacing(out) as fresh:
        folders.copy(record_folder, FILE_NAME, fresh)
        for file, content in clean.items():
            _write(fresh / file, content)
        documents = _documents(told, clean, set(formats), scale, print_page)
        for name, content in documents.items():
            _write(fresh / name, content)
    return sorted(name for name in documents if "/" not in name)


def _translated(record: Record, language: str) -> Record:
    try:
        return translated(record, language)
    except ValueError as error:
        raise RecordError(str(error)) from None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _documents(
    record: Record,
    clean: Mapping[str, bytes],
    formats: Collection[Format],
    scale: int | None,
    print_page: Printer | None,
) -> dict[str, bytes]:
    """The content of every file to be made, by its name.

    While callouts are placed, pictures are decoded in threads of their own; then they are drawn there, the browser
    prints, and the other documents are written, all at once.
    """
    with ThreadPoolExecutor(min(_HELPERS, os.cpu_count() or 1)) as helpers, ThreadPoolExecutor(1) as writer:
        annotator = None if _DRAWN.isdisjoint(formats) else _Annotator(helpers, clean, scale)
        for section in record.sections:
            if annotator and section.picture:
                annotator.expect(section.picture, as_it_is=callouts.may_enlarge(section))
        layouts = [callouts.place_section(section, language=record.language) for section in record.sections]
        tutorial = compose(record, layouts)
        page = WebPage(tutorial) if not _PAGES.isdisjoint(formats) else None
        drawn = dict(map(annotator.draw, tutorial.pictured)) if annotator else {}
        written = {
            name: writer.submit(write) for name, write in _written(tutorial, page, clean, drawn, formats).items()
        }
        documents: dict[str, bytes] = {}
        if page and print_page and Format.PDF in formats:
            documents[f"{tutorial.name}.pdf"] = pdf.pdf(tutorial, page, clean, print_page)
        documents |= {name: future.result() for name, future in written.items()}
        if not {Format.MD, Format.PNG}.isdisjoint(formats):
            documents |= {file: future.result() for file, future in drawn.items()}
    return documents


def _written(
    tutorial: Tutorial,
    page: WebPage | None,
    clean: Mapping[str, bytes],
    annotated: Mapping[str, Future[bytes]],
    formats: Collection[Format],
) -> dict[str, Callable[[], bytes]]:
    """What writes each document that needs no browser, by its name; what needs pictures most comes last."""
    documents: dict[str, Callable[[], bytes]] = {}
    if page and Format.HTML in formats:
        documents[HTML_NAME] = lambda: page.html().encode()
        addresses = {file: web.embedded(content) for file, content in clean.items()}
        documents[f"{tutorial.name}.html"] = lambda: page.html(addresses).encode()
    if Format.MD in formats:
        documents[f"{tutorial.name}.md"] = lambda: markdown.markdown(tutorial).encode()
    if Format.DOCX in formats:
        documents[f"{tutorial.name}.docx"] = lambda: word.docx(tutorial, lambda file: annotated[file].result())
    return documents


class _Annotator:
    """Draws annotated pictures with the help of other threads."""

    def __init__(self, helpers: Executor, clean: Mapping[str, bytes], scale: int | None) -> None:
        """Draw on the ``clean`` pictures; as sharp as ``scale`` says, or as each needs."""
        self._helpers = helpers
        self._clean = clean
        self._scale = scale
        self._scales: dict[str, int] = {}
        self._decoded: dict[tuple[bytes, int], Future[Image.Image]] = {}
        """By content, since some screens look the same, and by how much they are shrunk."""
        self._ahead: dict[str, Future[Image.Image]] = {}

    def expect(self, picture: Picture, *, as_it_is: bool) -> None:
        """Decode ``picture`` while its callouts are placed, unless it is needed larger than it will be shown."""
        scale = self._scales[picture.file] = self._scale or _sharp(picture)
        if as_it_is:
            return
        wanted = self._clean[picture.file], int(picture.scale // scale)
        if wanted not in self._decoded:
            if len(self._decoded) == _AHEAD:
                return
            self._decoded[wanted] = self._helpers.submit(_decoded, *wanted)
        self._ahead[picture.file] = self._decoded[wanted]

    def draw(self, part: Part) -> tuple[str, Future[bytes]]:
        """The picture of ``part`` with its callouts, by the name of its file."""
        if not (part.picture and part.annotated and part.layout):
            raise ValueError(f"Part {part.index} has no picture.")
        clean, scale, ahead = self._clean[part.picture], self._scales[part.picture], self._ahead.get(part.picture)
        return part.annotated, self._helpers.submit(_annotated, part.layout, clean, scale, ahead)


def _sharp(picture: Picture) -> int:
    """The least scale that is sharp in a text column, if the picture was taken so sharply."""
    return max(1, min(round(picture.scale), -(-_SHARP // picture.width)))


def _decoded(clean: bytes, shrunk: int) -> Image.Image:
    image = png.read(clean)
    return image.reduce(shrunk) if shrunk > 1 else image


def _annotated(layout: Layout, clean: bytes, scale: int, decoded: Future[Image.Image] | None) -> bytes:
    # Details are taken from the picture as it is.
    picture = png.read(clean) if decoded is None or layout.details else decoded.result()
    return png.written(pictures.flatten(layout, picture, scale))
