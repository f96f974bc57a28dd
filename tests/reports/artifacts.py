"""Everything that can be read out of what a run leaves behind, whatever the format: to search it for leaks."""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import json
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, StreamObject, TextStringObject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Texts = Iterator[tuple[str, str]]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_DATA_URI: Final = re.compile(r"data:[\w.+/-]*(?:;[\w=.+-]+)*,[^\s\"'<>)\\]*")
_ASCII: Final = re.compile(rb"[\x20-\x7e\t\r\n]{4,}")
_ASCII_AS_UTF_16: Final = re.compile(rb"(?:[\x20-\x7e]\x00){4,}")
_PARAGRAPH: Final = re.compile(r"</(?:w:p|p|li|h\d|td|th|div|title|text|tspan|si)>|<br ?/?>")
_TAG: Final = re.compile(r"<[^<>]*>")
_ATTRIBUTE: Final = re.compile(r"[\w:-]+\s*=\s*(?P<value>\"[^\"]*\"|'[^']*')")


def texts_of(folder: Path) -> Texts:
    """All text in all files below ``folder``, each with where it stands; names of files are text, too."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        where = path.relative_to(folder).as_posix()
        yield where, path.name
        yield from texts_in(where, path.read_bytes())


def texts_in(where: str, data: bytes) -> Texts:
    """All text in ``data``, whose kind its first bytes tell."""
    if data.startswith(_PNG):
        yield from _in_png(where, data)
    elif data.startswith(b"%PDF"):
        yield from _in_pdf(where, data)
    elif data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _in_zip(where, data)
    elif data.startswith(b"\x1f\x8b"):
        yield from texts_in(f"{where} › unpacked", gzip.decompress(data))
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield from _in_binary(where, data)
        else:
            yield from _in_text(where, text)


def _in_text(where: str, text: str) -> Texts:
    yield where, text
    if text.lstrip().startswith(("{", "[")):
        yield from ((f"{where} › strings", string) for string in _strings_of_lines(text))
    elif text.lstrip().startswith("<"):
        # What one reads of it: words may be cut by tags, and signs be written in other ways.
        yield f"{where} › words", html.unescape(_TAG.sub("", _PARAGRAPH.sub("\n", text)))
        values = (html.unescape(match["value"][1:-1]) for match in _ATTRIBUTE.finditer(text))
        yield f"{where} › attributes", "\n".join(values)
    for number, uri in enumerate(_DATA_URI.findall(text), start=1):
        yield from _in_data_uri(f"{where} › data {number}", uri)


def _in_data_uri(where: str, uri: str) -> Texts:
    head, _, body = uri.partition(",")
    data = unquote_to_bytes(body)
    if head.endswith(";base64"):
        try:
            data = base64.b64decode(data + b"==")
        except binascii.Error:
            return
    yield from texts_in(where, data)


def _strings_of_lines(text: str) -> Iterator[str]:
    """The strings in JSON, or in lines of JSON."""
    try:
        yield from _strings(json.loads(text))
    except ValueError:
        for line in text.splitlines():
            try:
                yield from _strings(json.loads(line))
            except ValueError:
                continue


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _in_png(where: str, data: bytes) -> Texts:
    """All but the image itself."""
    at = len(_PNG)
    while at + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"tEXt":
            yield f"{where} › tEXt", body.decode("latin-1")
        elif kind == b"zTXt":
            name, _, packed = body.partition(b"\0")
            yield f"{where} › zTXt", f"{name.decode('latin-1')}\n{zlib.decompress(packed[1:]).decode('latin-1')}"
        elif kind == b"iTXt":
            name, _, rest = body.partition(b"\0")
            _, words, told = rest[2:].split(b"\0", 2)
            told = zlib.decompress(told) if rest[0] else told
            yield f"{where} › iTXt", b"\n".join((name, words, told)).decode()
        elif kind not in {b"IHDR", b"PLTE", b"IDAT", b"IEND"}:
            yield from _in_binary(f"{where} › {kind.decode('latin-1')}", body)
        elif kind == b"IEND":
            break
    yield from _in_binary(f"{where} › after its end", data[at:])


def _in_zip(where: str, data: bytes) -> Texts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        yield f"{where} › comment", archive.comment.decode("latin-1")
        for member in archive.infolist():
            inside = f"{where} › {member.filename}"
            yield inside, f"{member.filename}\n{member.comment.decode('latin-1')}"
            yield from texts_in(inside, archive.read(member))


def _in_pdf(where: str, data: bytes) -> Texts:
    reader = PdfReader(io.BytesIO(data))
    for number, page in enumerate(reader.pages, start=1):
        yield f"{where} › page {number}", page.extract_text()
    for number in range(1, int(str(reader.trailer["/Size"]))):
        thing = reader.get_object(number)
        inside = f"{where} › object {number}"
        yield from ((inside, string) for string in _pdf_strings(thing))
        if isinstance(thing, StreamObject) and thing.get("/Type") in {"/Metadata", "/EmbeddedFile"}:
            yield from texts_in(inside, thing.get_data())
    yield from ((f"{where} › trailer", string) for string in _pdf_strings(reader.trailer))


def _pdf_strings(thing: object) -> Iterator[str]:
    """The strings of an object: titles, alternative texts, links, and what else it is told by."""
    if isinstance(thing, TextStringObject):
        yield str(thing)
    elif isinstance(thing, ByteStringObject):
        yield thing.decode("latin-1")
    elif isinstance(thing, DictionaryObject):
        for each in thing.values():
            yield from _pdf_strings(each)
    elif isinstance(thing, ArrayObject):
        for each in thing:
            yield from _pdf_strings(each)


def _in_binary(where: str, data: bytes) -> Texts:
    yield where, "\n".join(run.decode("ascii") for run in _ASCII.findall(data))
    yield f"{where} › UTF-16", "\n".join(run.decode("utf-16-le") for run in _ASCII_AS_UTF_16.findall(data))
