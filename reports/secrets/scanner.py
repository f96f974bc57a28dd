"""The scanner that looks through all artifacts after a run, for what the scrubber may have missed.

It shares nothing with the scrubber but the taking apart of archives: the scrubber spells a secret in every way and
looks for that; the scanner decodes whatever is encoded, again and again, and looks for the secret as it is.
"""

from __future__ import annotations

import base64
import html
import json
import quopri
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from reports.secrets import containers
from reports.secrets.known import SHORTEST, Secrets

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from pydantic import SecretStr

_DEPTH: Final = 4
"""How often something may have been encoded."""
_ANCHOR: Final = 8
"""Signs at the beginning of a long secret that are looked for first."""
_MANY: Final = 100
"""Secrets from which it is quicker to look for all of them at once."""
_CHUNK: Final = 2**16
"""Signs of a text that are looked through at once."""
_ESCAPE: Final = re.compile(
    r"\\+(?:u([0-9A-Fa-f]{4})|u\{0*((?:10|[0-9A-Fa-f])?[0-9A-Fa-f]{1,4})\}|U(000[0-9A-Fa-f]{5}|0010[0-9A-Fa-f]{4})"
    r"|x([0-9A-Fa-f]{2})|([!-~]))"
)
_BYTES: Final = re.compile("(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+")
"""Signs in UTF-8 of which each byte was taken for a sign."""
_COLOURS: Final = re.compile(r"(?:\x1b|#x1B)\[[0-9;]*m")
"""What has a terminal change colours; ``#x1B`` is JUnit's word for it."""
_SURROGATES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_QUOTED_PRINTABLE: Final = re.compile(r"=(?:\r?\n|[0-9A-F]{2}|[2-7][a-f]|[c-f][0-9a-f]=)")
_READABLE: Final = re.compile("[^\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]{6,}")
_LINE_END: Final = r"(?:\\r)?\\n|\r?\n"
_BASE64: Final = re.compile(rf"[A-Za-z0-9+/_-]{{8,}}(?:(?:{_LINE_END})[A-Za-z0-9+/_-]{{4,}})*")
_HEX: Final = re.compile(r"[0-9a-fA-F]{12,}")
_NUMBER: Final = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][.,:])[0-9](?:[ \t\u00a0\u202f-]?[0-9])*(?![0-9A-Za-z])(?![.,:][0-9])"
)
"""Digits, grouped or not, that are no part of a word, a decimal number or a time."""


@dataclass(frozen=True, order=True, slots=True)
class Leak:
    """A secret that an artifact holds. It tells which one and where, never the secret itself."""

    file: Path
    secret_name: str
    """As the caller calls it."""
    where: str
    """The way into the file, as in ``trace.network, decoded``; empty if it can be read right there."""

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.file}: {self.secret_name}" + (f" ({self.where})" if self.where else "")


class LeakError(Exception):
    """Artifacts hold secrets; its text names them and the files, one a line."""

    def __init__(self, leaks: Iterable[Leak]) -> None:
        """Tell of these leaks."""
        self.leaks = tuple(leaks)
        super().__init__("Secrets in artifacts:\n" + "\n".join(f"  {leak}" for leak in self.leaks))


def insist_clean(folder: Path, secrets: Mapping[str, str | SecretStr]) -> None:
    """Make sure that nothing in ``folder`` holds a secret.

    Raises:
        LeakError: something does.
        OSError: something cannot be read.
    """
    if leaks := scan(folder, secrets):
        raise LeakError(leaks)


def scan(folder: Path, secrets: Mapping[str, str | SecretStr]) -> tuple[Leak, ...]:
    """What of ``secrets`` is found in the files below ``folder`` and in their names; links are not followed.

    Raises:
        OSError: something cannot be read.
    """
    return scan_files(sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()), secrets)


def scan_files(files: Iterable[Path], secrets: Mapping[str, str | SecretStr]) -> tuple[Leak, ...]:
    """What of ``secrets`` is found in ``files`` and in their names.

    Raises:
        OSError: one of them cannot be read.
    """
    search = _Search(Secrets(secrets))
    leaks = (
        Leak(file, name, where)
        for file in files
        for where, text in _texts(file.read_bytes(), file.name)
        for name in search.names_in(text)
    )
    # The plainest place tells enough.
    plainest: dict[tuple[Path, str, str], Leak] = {}
    for leak in leaks:
        plainest.setdefault((leak.file, leak.secret_name, leak.where.removesuffix(_DECODED)), leak)
    return tuple(sorted(plainest.values()))


class _Search:
    """Looks for many secrets at once, so that it takes no longer for thousands of them."""

    def __init__(self, secrets: Secrets) -> None:
        self._numbers = {value: name for name, value in secrets.items() if value.isdigit()}
        self._anchors: dict[int, dict[str, list[tuple[str, str]]]] = {}
        for name, value in secrets.items():
            for spelt in _forms(value) - self._numbers.keys():
                length = min(len(spelt), _ANCHOR)
                self._anchors.setdefault(length, {}).setdefault(spelt[:length], []).append((name, spelt))

    def names_in(self, text: str) -> set[str]:
        """The names of the secrets in a text."""
        numbers = set(_numbers(text)) if self._numbers else set()
        found = {self._numbers[number] for number in self._numbers.keys() & numbers}
        for length, anchors in self._anchors.items():
            for anchor in _present(anchors, text, length):
                found |= {name for name, value in anchors[anchor] if value in text}
        return found


def _forms(value: str) -> set[str]:
    """A secret as it is, and what becomes of one that itself looks encoded when the text around it is decoded."""
    forms, decoders = {value}, (unquote, html.unescape, _without_escapes)
    for _ in decoders:
        forms |= {decode(form) for form in forms for decode in decoders}
    # Forms write a space as a plus.
    forms |= {form.replace(" ", "+") for form in forms}
    return {form for form in forms if len(form.strip()) >= SHORTEST}


def _present(anchors: Collection[str], text: str, length: int) -> Iterator[str]:
    """Those of the anchors, each so many signs long, that stand in the text."""
    if len(anchors) < _MANY:
        yield from (anchor for anchor in anchors if anchor in text)
        return
    wanted = frozenset(anchors)
    for begin in range(0, len(text), _CHUNK):
        end = min(begin + _CHUNK, len(text) - length + 1)
        yield from wanted & {text[at : at + length] for at in range(begin, end)}


def _numbers(text: str) -> Iterator[str]:
    """The numbers in a text: each group of digits, and neighbouring groups together."""
    for match in _NUMBER.finditer(text):
        groups = re.findall("[0-9]+", match[0])
        for first in range(len(groups)):
            together = ""
            for group in groups[first : first + 6]:
                together += group
                yield together


# Taking files apart

_DECODED: Final = ", decoded"
_BUILT_IN: Final = re.compile(rb"(data:(?:image/(?:png|webp|jpeg|gif)|font/\w+);base64,)([A-Za-z0-9+/]+=*)")
"""A picture or a font within a page: it is known what it is, so that nobody need guess how it is encoded."""


def _texts(data: bytes, name: str, depth: int = _DEPTH) -> Iterator[tuple[str, str]]:
    """All that can be read in a file, with the way to it; its own name first."""
    yield "name", name
    if data.startswith(containers.PDF):
        data = containers.pdf_without_pictures(data)
    elif b"\0" not in data:
        for number, picture in enumerate(_BUILT_IN.finditer(data)):
            yield from ((f"picture {number}", text) for _, text in _texts(_built_in(picture), "", depth=0))
        data = _BUILT_IN.sub(rb"\1", data)
    for way, held in _held(data):
        if held is data:
            for number, text in enumerate(_readings(_text(data), 0 if _is_packed(data) else depth)):
                yield ("" if number == 0 else _DECODED), text
        elif depth:
            for where, text in _texts(held, way, depth - 1):
                yield f"{way}{'!' if where and not where.startswith(',') else ''}{where}", text


def _held(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in a file; itself, if it can be read as it is."""
    try:
        if containers.is_zip(data):
            yield from ((file.info.filename, file.data) for file in containers.members(data))
        elif data.startswith(containers.GZIP):
            yield "gzip", containers.unzipped(data)
        else:
            yield "", data
    except (zipfile.BadZipFile, zlib.error, containers.TooLargeError, OSError, EOFError):
        yield "", data
    if data.startswith(containers.PDF):
        yield from ((f"stream {number}", stream) for number, stream in enumerate(containers.pdf_streams(data)))
        yield "words", containers.pdf_text(data).encode(errors="replace")
    if data.startswith(containers.PNG):
        yield from (("metadata", words) for _, words in containers.picture_texts(data))
    if containers.is_letter(data[:8192].decode("latin-1")):
        yield from (
            (f"part {number}", held) for number, (_, held) in enumerate(containers.leaves(containers.letter(data)))
        )


def _built_in(found: re.Match[bytes]) -> bytes:
    try:
        return base64.b64decode(found[2])
    except ValueError:
        return found[2]


def _is_packed(data: bytes) -> bool:
    """Whether it is no text, so that nothing in it is encoded as texts are."""
    return b"\0" in data and not data.startswith(containers.PDF)


def _text(data: bytes) -> str:
    text = data.decode("utf-8", errors="replace").removeprefix("\ufeff")
    if b"\0" in data:
        return text + _utf16(data)
    return _strings_of_json(text) + (data.decode("latin-1") if "\ufffd" in text else "")


def _utf16(data: bytes) -> str:
    return "\n".join(containers.in_utf16(data))


def _strings_of_json(text: str) -> str:
    """The strings alone, if it is JSON or lines of it: a number there is no code."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        documents = [json.loads(text)]
    except ValueError:
        try:
            documents = [json.loads(line) for line in text.split("\n") if line.strip()]
        except ValueError:
            return text
    return "\n".join(string for document in documents for string in _strings(document))


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for part in node:
            yield from _strings(part)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from _strings(value)


# Decoding


def _readings(text: str, depth: int) -> Iterator[str]:
    """A text as it is, and what it says once what is encoded in it is decoded."""
    yield text
    if depth:
        fresh = "\n".join({*_decodings(text)} - {text, ""})
        yield from _readings(fresh, depth - 1) if fresh else ()


def _decodings(text: str) -> Iterator[str]:
    decoded = unquote(text) if "%" in text else text
    decoded = html.unescape(decoded) if "&" in decoded else decoded
    decoded = _without_escapes(decoded)
    yield decoded if decoded.isascii() else _BYTES.sub(_sign_of_bytes, decoded)
    if "[" in text and _COLOURS.search(text):
        # Within a word it parts nothing; beside one it does.
        yield from (_COLOURS.sub(between, text) for between in ("", " "))
    if "=?" in text:
        yield "\n".join(map(containers.from_header, containers.HEADER_WORDS.findall(text)))
    if _QUOTED_PRINTABLE.search(text):
        yield quopri.decodestring(text.encode(errors="replace")).decode(errors="replace")
    yield "\n".join(words for run in _BASE64.finditer(text) for words in _from_base64(run[0]))
    yield "\n".join(words for run in _HEX.finditer(text) for words in _from_hex(run[0]))


def _without_escapes(text: str) -> str:
    """A text as a string of Python, JavaScript or JSON says it."""
    return _SURROGATES.sub(_paired, _ESCAPE.sub(_unescaped, text)) if "\\" in text else text


def _unescaped(escape: re.Match[str]) -> str:
    *numbers, sign = escape.groups()
    number = next((number for number in numbers if number), "")
    return chr(int(number, 16)) if number else str(sign)


def _sign_of_bytes(taken: re.Match[str]) -> str:
    return taken[0].encode("latin-1").decode(errors="replace")


def _paired(surrogates: re.Match[str]) -> str:
    return surrogates[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _from_base64(run: str) -> Iterator[str]:
    """What a run of letters may say: nobody knows where in it the base64 began."""
    signs = re.sub(_LINE_END, "", run).replace("-", "+").replace("_", "/")
    for start in range(4):
        length = (len(signs) - start) // 4 * 4
        missing = "=" * (-(len(signs) - start) % 4)
        rest = signs[start + length :]
        padded = signs[start : start + length] + (rest + missing if len(rest) > 1 else "")
        yield from _words(base64.b64decode(padded))


def _from_hex(run: str) -> Iterator[str]:
    for start in range(2):
        end = start + (len(run) - start) // 2 * 2
        yield from _words(bytes.fromhex(run[start:end]))


def _words(data: bytes) -> Iterator[str]:
    """What can be read in bytes that may mean nothing."""
    text = data.decode(errors="replace")
    return (words[0] for words in _READABLE.finditer(f"{text}\n{_utf16(data)}" if b"\0" in data else text))
