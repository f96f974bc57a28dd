"""The tutorial on paper: its web page, printed by a browser, with the clean pictures put in as they are.

The browser prints tiny stand-ins for the pictures, and the document then gets the compressed pixels of the real ones:
none is decoded, scaled or compressed again, so it is quick, lossless and small.
"""

from __future__ import annotations

import io
import re
import struct
from typing import TYPE_CHECKING, Final, NamedTuple

from reports.drawing import pictures, png
from reports.formats import web

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from playwright.sync_api import Page

    from reports.content import Tutorial
    from reports.formats.web import WebPage

    Printer = Callable[[str], bytes]

_STAND_IN: Final = re.compile(
    rb"/Subtype /Image\n/Width (\d+)\n/Height 1\n(?P<colours>/ColorSpace .*)\n/BitsPerComponent 8\n"
)
_SHEET: Final = 700
"""Pixels of a sheet's width that is written on."""
_SAME_ID: Final = b"/ID [<70617263> <70617263>]"
"""A document that is printed again is the same document."""


def printer(page: Page) -> Printer:
    """What prints a web page as a tagged and outlined PDF, with ``page``, a page of Chromium."""
    # Set for paper from the beginning, with nothing to be painted on a screen: that takes a third of the time away.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": _SHEET, "height": 1})

    def print_page(html: str) -> bytes:
        page.set_content(html, wait_until="load")
        return page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)

    return print_page


def pdf(tutorial: Tutorial, page: WebPage, clean: Mapping[str, bytes], print_page: Printer) -> bytes:
    """The tutorial as a PDF; the same tutorial, printed by the same browser, gives the same bytes.

    Args:
        tutorial: what to tell.
        page: the same as a web page.
        clean: the clean pictures' content, by their file.
        print_page: prints a web page.

    Raises:
        ValueError: what was printed is not what Chromium prints.
    """
    files = {part.index: part.picture or "" for part in tutorial.pictured}
    addresses = {file: web.embedded(pictures.stand_in(index)) for index, file in files.items()}
    printed = _read(print_page(page.html(addresses)))
    objects = {}
    for number, content in printed.objects.items():
        found = _STAND_IN.search(content)
        objects[number] = _image(clean[files[int(found[1])]], found["colours"]) if found else content
    objects[printed.info] = _dated(objects[printed.info], tutorial.date)
    return _written(printed._replace(objects=objects))


class _Document(NamedTuple):
    """A PDF, taken apart."""

    header: bytes
    objects: dict[int, bytes]
    """What stands between ``obj`` and ``endobj``, by the object's number."""
    trailer: bytes
    info: int
    """The number of the object with title and dates."""


def _read(document: bytes) -> _Document:
    """Take apart a PDF with one plain table of objects at its end, as Chromium prints it."""
    table = re.search(rb"xref\n0 \d+\n(?P<entries>(?:\d{10} \d{5} [fn] \n)+)trailer\n<<(?P<trailer>[^>]*)>>", document)
    info = re.search(rb"/Info (\d+) 0 R", table["trailer"]) if table else None
    if not (table and info):
        raise ValueError("The browser printed a PDF of an unknown kind.")
    entries = table["entries"].splitlines()
    places = {number: int(entry[:10]) for number, entry in enumerate(entries) if entry.endswith(b"n ")}
    ends = dict(zip(sorted(places.values()), [*sorted(places.values())[1:], table.start()], strict=True))
    objects = {
        number: document[place : ends[place]].removeprefix(b"%d 0 obj\n" % number).removesuffix(b"\nendobj\n")
        for number, place in places.items()
    }
    return _Document(document[: min(places.values())], objects, table["trailer"], int(info[1]))


def _written(document: _Document) -> bytes:
    written = io.BytesIO()
    written.write(document.header)
    entries = ["0000000000 65535 f \n"]
    for number, content in sorted(document.objects.items()):
        entries.append(f"{written.tell():010} 00000 n \n")
        written.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    table = written.tell()
    written.write(b"xref\n0 %d\n%b" % (len(entries), "".join(entries).encode()))
    written.write(b"trailer\n<<%b\n%b>>\nstartxref\n%d\n%%%%EOF\n" % (document.trailer, _SAME_ID, table))
    return written.getvalue()


def _dated(info: bytes, date: dt.date) -> bytes:
    return re.sub(rb"\(D:[^)]*\)", f"(D:{date:%Y%m%d}000000Z)".encode(), info)


def _image(content: bytes, colours: bytes) -> bytes:
    """The object for a picture with the compressed pixels of the PNG ``content``: a PDF filters as a PNG does."""
    header, pixels = _compressed(content)
    width, height = struct.unpack_from(">II", header)
    return (
        b"<</Type /XObject\n/Subtype /Image\n/Width %d\n/Height %d\n%b\n/BitsPerComponent 8\n/Filter /FlateDecode\n"
        b"/DecodeParms <</Predictor 15 /Colors 3 /BitsPerComponent 8 /Columns %d>>\n/Length %d>> stream\n%b\nendstream"
        % (width, height, colours, width, len(pixels), pixels)
    )


def _compressed(content: bytes) -> tuple[bytes, bytes]:
    """Header and compressed pixels of a PNG, as a PDF can hold them."""
    chunks = png.chunks(content)
    if not png.is_plain(chunks[b"IHDR"]):
        chunks = png.chunks(png.written(png.read(content)))
    return chunks[b"IHDR"], chunks[b"IDAT"]
