"""Files that hold other files or texts: zip, gzip, mails, the metadata of pictures, the streams of PDFs."""

from __future__ import annotations

import base64
import email
import email.policy
import gzip
import io
import quopri
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from email.message import Message


GZIP: Final = b"\x1f\x8b"
PDF: Final = b"%PDF"
PNG: Final = b"\x89PNG\r\n\x1a\n"
_ZIP: Final = b"PK\x03\x04"
_LETTER: Final = re.compile(r"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
"""Headers as a mail has them, up to the empty line."""
_MIME: Final = re.compile(
    r"^(?:Received|MIME-Version|Message-ID|Content-Transfer-Encoding):", re.MULTILINE | re.IGNORECASE
)
_WORD: Final = r"=\?[\w-]+\?[BQbq]\?[^?\s]*\?="
HEADER_WORDS: Final = re.compile(rf"{_WORD}(?:(?:\s|\\+[rn])+{_WORD})*")
"""Encoded words of a mail's header (RFC 2047), one or several in a row, in a mail or in a JSON string."""
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_OBJECT: Final = re.compile(rb"\b([0-9]+) 0 obj\b(.*?)\bendobj\b", re.DOTALL)
_FONT: Final = re.compile(rb"/(F[0-9]+) ([0-9]+) 0 R")
_TABLE: Final = re.compile(rb"/ToUnicode ([0-9]+) 0 R")
_DRAWN: Final = re.compile(rb"/(F[0-9]+) [0-9.]+ Tf|<([0-9A-Fa-f]+)>|\b(ET)\b")
"""In what a page draws: the font that is taken, the numbers of glyphs, the end of a run of them."""
_GLYPHS: Final = re.compile(
    rb"<([0-9A-F]{2}|[0-9A-F]{4})>\s*(?:<([0-9A-F]{2}|[0-9A-F]{4})>\s*)?<((?:[0-9A-F]{4})+)>[ \t]*(?=[\r\n])",
    re.IGNORECASE,
)
"""A line of a font's table: a glyph, or the first and the last of several, and what it means."""
_LIGATURES: Final = "\ufb00\ufb01\ufb02\ufb03\ufb04\ufb05\ufb06"
_TEXT_CHUNKS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf"})
_LARGEST: Final = 512 * 2**20
"""Bytes that one member of an archive may unpack to; whatever says more is no artifact of ours."""


class UncleanError(ValueError):
    """A file that cannot be cleaned; its text says why, in French, without the secret."""


class TooLargeError(ValueError):
    """An archive whose members unpack to more than anything of ours does."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    info: zipfile.ZipInfo
    data: bytes


def is_zip(data: bytes) -> bool:
    """Whether it is an archive that can be read."""
    return data.startswith(_ZIP) and zipfile.is_zipfile(io.BytesIO(data))


def members(data: bytes) -> Iterator[Member]:
    """The files in an archive, in their order.

    Raises:
        TooLargeError: one of them claims to be larger than any artifact.
        zipfile.BadZipFile: it is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.file_size > _LARGEST:
                raise TooLargeError(info.filename)
            if not info.is_dir():
                yield Member(info, archive.read(info))


def packed(files: Iterable[Member]) -> bytes:
    """An archive of these files, each compressed and dated as it was."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member in files:
            archive.writestr(member.info, member.data, compress_type=member.info.compress_type)
    return buffer.getvalue()


def unzipped(data: bytes) -> bytes:
    """What a gzip file holds.

    Raises:
        OSError: it is damaged.
        EOFError: it is cut short.
    """
    return gzip.decompress(data)


def zipped(data: bytes) -> bytes:
    """A gzip file without a date."""
    return gzip.compress(data, mtime=0)


def is_letter(text: str) -> bool:
    """Whether a text reads like a mail."""
    head = _LETTER.match(text)
    return bool(head and _MIME.search(head[0]))


def letter(data: bytes) -> Message:
    """The mail in these bytes, however broken; its lines stay as they are folded."""
    return email.message_from_bytes(data, policy=email.policy.compat32)


def leaves(mail: Message) -> Iterator[tuple[Message, bytes]]:
    """The parts of a mail that hold no others, with what they hold, decoded."""
    for part in mail.walk():
        if not part.is_multipart():
            held = part.get_payload(decode=True)
            yield part, held if isinstance(held, bytes) else b""


def from_header(words: str) -> str:
    """What encoded words of a mail's header say; nothing if nobody can tell."""
    try:
        return str(make_header(decode_header(re.sub(r"\\+[rn]", " ", words))))
    except (HeaderParseError, LookupError, UnicodeError):
        return ""


def to_header(text: str) -> str:
    """A text as encoded words of a header."""
    return Header(text, "utf-8").encode()


def refill(part: Message, data: bytes) -> None:
    """Let a part hold something else, in its own encoding."""
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "base64":
        data = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        data = quopri.encodestring(data)
    part.set_payload(data.decode("ascii", errors="surrogateescape"))


def picture_texts(png: bytes) -> Iterator[tuple[slice, bytes]]:
    """The chunks of a PNG that hold texts, and whatever follows its end: where each stands, its words, inflated."""
    place = len(PNG)
    while place + 8 <= len(png):
        length, kind = struct.unpack_from(">I4s", png, place)
        content = png[place + 8 : place + 8 + length]
        if kind in _TEXT_CHUNKS:
            yield slice(place, place + 12 + length), b"\n".join((content, *inflated(content)))
        place += 12 + length
        if kind == b"IEND":
            break
    if place < len(png):
        yield slice(place, len(png)), png[place:]


def pdf_streams(data: bytes) -> Iterator[bytes]:
    """The streams of a PDF but for its pictures, inflated where they are deflated."""
    for stream in _STREAM.finditer(data):
        if not _is_picture(data, stream):
            yield from inflated(stream[1], from_start=True)


def pdf_text(data: bytes) -> str:
    """The words of a PDF as browsers print it: its fonts number their signs anew, and each has a table that tells them.

    What is drawn in one go is one line, however its letters are spaced. Then all comes twice more without ends of
    lines: a long word or a sentence may have been broken.
    """
    objects = {int(number): body for number, body in _OBJECT.findall(data)}
    tables = {
        name: _signs_of_glyphs(objects.get(int(told[1]), b""))
        for name, number in set(_FONT.findall(data))
        if (told := _TABLE.search(objects.get(int(number), b"")))
    }
    text = "".join(sign for stream in pdf_streams(data) for sign in _drawn(stream, tables)) if tables else ""
    return "\n".join((text, *(text.replace("\n", between) for between in ("", " "))))


def _drawn(stream: bytes, tables: Mapping[bytes, Mapping[bytes, str]]) -> Iterator[str]:
    signs: Mapping[bytes, str] = {}
    for font, glyphs, end in _DRAWN.findall(stream):
        if font:
            signs = tables.get(font, {})
        size = len(next(iter(signs), b"00"))
        yield from (signs.get(glyphs[at : at + size].upper(), "") for at in range(0, len(glyphs), size))
        if end:
            yield "\n"


def _signs_of_glyphs(font: bytes) -> dict[bytes, str]:
    """What the glyphs of a font mean, by their numbers in hex (ISO 32000-1, 9.10.3)."""
    signs: dict[bytes, str] = {}
    for first, last, meant in _GLYPHS.findall(b"\n".join(pdf_streams(font))):
        sign = bytes.fromhex(meant.decode()).decode("utf-16-be", errors="replace")
        for step in range(int(last or first, 16) - int(first, 16) + 1 if sign else 0):
            meaning = sign[:-1] + chr((ord(sign[-1]) + step) % 0x110000)
            glyph = b"%0*X" % (len(first), int(first, 16) + step)
            signs[glyph] = normalize("NFKC", meaning) if meaning in _LIGATURES else meaning
    return signs


def pdf_without_pictures(data: bytes) -> bytes:
    """A PDF without the pixels of its pictures, which are most of it and in which no text can be read."""
    kept, at = [], 0
    for stream in _STREAM.finditer(data):
        if _is_picture(data, stream):
            kept.append(data[at : stream.start(1)])
            at = stream.end(1)
    return b"".join((*kept, data[at:]))


def _is_picture(pdf: bytes, stream: re.Match[bytes]) -> bool:
    # What kind of stream it is, the dictionary of its object says, right before it (ISO 32000-1, 7.3.8).
    return b"/Image" in pdf[pdf.rfind(b"obj", 0, stream.start()) : stream.start()]


def in_utf16(data: bytes) -> Iterator[str]:
    """What the bytes say in UTF-16, in either order, from an even or an odd byte on."""
    for order in ("utf-16-le", "utf-16-be"):
        yield from (data[at:].decode(order, errors="replace") for at in (0, 1))


def inflated(data: bytes, *, from_start: bool = False) -> Iterator[bytes]:
    """What is deflated in ``data``: all of it, or the part behind one of its zero bytes."""
    starts = [0] if from_start else [found.end() for found in re.finditer(b"\0", data)]
    for start in starts:
        try:
            yield zlib.decompressobj().decompress(data[start:], _LARGEST)
        except zlib.error:
            continue
