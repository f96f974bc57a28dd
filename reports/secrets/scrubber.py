"""The scrubber that every artifact passes: known secrets leave it, and the file stays what it is.

What cannot be cleaned (a video, a binary file of unknown form that holds a secret) is taken away, and a note is
put in its place. Everything happens in memory and is then written whole, or not at all.
"""

from __future__ import annotations

import base64
import json
import re
import textwrap
import zipfile
import zlib
from copy import copy
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from reports.files import appearing
from reports.secrets import containers, traces
from reports.secrets.containers import UncleanError
from reports.secrets.known import Secrets
from reports.secrets.spellings import spellings, thickly_encoded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic import SecretStr

NOTE_SUFFIX: Final = ".retire.txt"
"""Of the note that takes a removed file's place."""
_VIDEOS: Final = frozenset({".webm", ".mp4", ".mkv", ".avi", ".mov"})
_MATROSKA: Final = b"\x1a\x45\xdf\xa3"
_MP4: Final = b"ftyp"
_LETTERS: Final = frozenset({".eml", ".mht", ".mhtml"})
_STRING: Final = re.compile(r'"(?:[^"\\\n]|\\.)*(?:"|\\?$)')
"""A string in a line of JSON, in its quotes; the last one may be cut off."""
_FOREIGN: Final = re.compile("[\udc80-\udcff]")
"""A byte that is no UTF-8."""
_LINE_END: Final = r"(?:\r?\n|(?:\\r)?\\n)"
_BASE64: Final = re.compile(
    rf"(?P<escape>(?<=\\)[nr])?(?P<signs>[A-Za-z0-9+/_-]{{16,}}(?:{_LINE_END}[A-Za-z0-9+/_-]{{4,}})*={{0,2}})"
)
"""What may be a text in base64, in one line or folded."""
_SNIFFED: Final = 8192
"""Bytes that tell whether a file is text."""


class Scrubber:
    """Takes known secrets out of texts and files."""

    def __init__(self, secrets: Mapping[str, str | SecretStr], *, keep_videos: bool = False) -> None:
        """Look for ``secrets``, values by their names; those of fewer than four signs are left out.

        Args:
            secrets: what must not be read anywhere.
            keep_videos: whether videos may stay because they were made from clean pictures; nobody can look into them.
        """
        self._known = Secrets(secrets)
        self._secrets = spellings(self._known)
        self._keep_videos = keep_videos

    def knowing(self, more: Mapping[str, str]) -> Scrubber:
        """One that looks for more secrets."""
        known = Secrets(self._known)
        known.learn(more)
        return self if len(known) == len(self._known) else Scrubber(known, keep_videos=self._keep_videos)

    def text(self, text: str) -> str:
        """The text with ``[name]`` in place of each secret, however it is encoded there."""
        text = _BASE64.sub(self._base64, text)
        if "=?" in text:
            text = containers.HEADER_WORDS.sub(self._header_words, text)
        thick = thickly_encoded(text)
        for secret in self._secrets:
            text = secret.masked(text, thickly_encoded=thick)
        return text

    def _base64(self, found: re.Match[str]) -> str:
        """What is in base64, encoded anew if a secret was in what it says; what says nothing stays."""
        folded = found["signs"]
        signs = re.sub(_LINE_END, "", folded)
        bare, altchars = signs.rstrip("="), b"-_" if re.search("[-_]", signs) else b"+/"
        try:
            data = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars)
            data.decode()
        except ValueError:
            return found[0]
        clean = self._plain(data)
        if clean == data:
            return found[0]
        encoded = base64.b64encode(clean, altchars).decode()
        if signs == bare:
            encoded = encoded.rstrip("=")
        if first := re.search(_LINE_END, folded):
            encoded = first[0].join(textwrap.wrap(encoded, first.start()))
        return (found["escape"] or "") + encoded

    def _header_words(self, found: re.Match[str]) -> str:
        said = containers.from_header(found[0])
        clean = self.text(said)
        return found[0] if clean == said else containers.to_header(clean)

    def json(self, text: str) -> str:
        """JSON, or lines of it, with the secrets taken out of its strings alone: its numbers stay as they are."""
        # Other signs that end lines may stand in a string.
        return "\n".join(self._json_line(line) for line in text.split("\n"))

    def _json_line(self, line: str) -> str:
        return line if self.text(line) == line else _STRING.sub(self._json_string, line)

    def _json_string(self, found: re.Match[str]) -> str:
        string = found[0]
        if self.text(string) == string:
            return string
        try:
            return json.dumps(self.text(json.loads(string)))
        except ValueError:
            return self.text(string)

    def content(self, data: bytes, name: str) -> bytes:
        """What a file holds, without the secrets.

        Args:
            data: its bytes.
            name: of the file; what the bytes themselves tell goes before it.

        Raises:
            UncleanError: it holds a secret, or may hold one, and cannot be cleaned.
        """
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in _VIDEOS or data.startswith(_MATROSKA) or data[4:8] == _MP4:
            return self._video(data)
        if data.startswith(containers.GZIP) or containers.is_zip(data):
            return self._archive(data, name)
        if data.startswith(containers.PNG):
            return self._picture(data)
        if data.startswith(containers.PDF):
            words = (containers.pdf_without_pictures(data), *containers.pdf_streams(data))
            text = containers.pdf_text(data).encode(errors="replace")
            return self._searched(data, b"\n".join((*words, text)))
        if b"\0" in data[:_SNIFFED]:
            return self._searched(data, data)
        return self._letter(data) if self._is_letter(data, suffix) else self._plain(data)

    def file(self, path: Path) -> None:
        """Clean a file in place; a note takes the place of one that cannot be cleaned.

        Raises:
            OSError: it cannot be read or written.
        """
        before = path.read_bytes()
        try:
            after = self.content(before, path.name)
        except UncleanError as reason:
            note = path.with_name(path.name + NOTE_SUFFIX)
            with appearing(note) as fresh:
                fresh.write_text(f"{path.name} a été retiré : {reason}.\n", encoding="utf-8")
            path.unlink()
            return
        if after != before:
            with appearing(path) as fresh:
                fresh.write_bytes(after)

    def folder(self, path: Path) -> None:
        """Clean every file below a folder, and its names too; links are left alone.

        Raises:
            OSError: something cannot be read or written.
        """
        for each in sorted(path.iterdir()):
            if each.is_symlink():
                continue
            if each.is_dir():
                self.folder(each)
            else:
                self.file(each)
            clean = self.text(each.name)
            if clean != each.name and each.exists():
                each.rename(each.with_name(clean))

    def _plain(self, data: bytes) -> bytes:
        # Whatever is not UTF-8 comes back as it was.
        text = data.decode("utf-8", errors="surrogateescape")
        scrubbed = self.text(text)
        if scrubbed != text:
            data = (self.json(text) if is_json(text) else scrubbed).encode("utf-8", errors="surrogateescape")
        if text.isascii() or not _FOREIGN.search(text):
            return data
        return self.text(data.decode("latin-1")).encode("latin-1", errors="replace")

    def _video(self, data: bytes) -> bytes:
        if not self._keep_videos:
            raise UncleanError("une vidéo ne peut pas être expurgée")
        return data

    def _archive(self, data: bytes, name: str) -> bytes:
        """An archive, or a document that is one: each of its files cleaned."""
        try:
            if data.startswith(containers.GZIP):
                held = containers.unzipped(data)
                clean = self.content(held, name.removesuffix(".gz"))
                return data if clean == held else containers.zipped(clean)
            files = list(containers.members(data))
        except (zipfile.BadZipFile, zlib.error, containers.TooLargeError, OSError, EOFError):
            raise UncleanError("cette archive est illisible") from None
        if traces.is_trace(files):
            return containers.packed(traces.scrubbed(files, self))
        scrubbed = [self._member(file) for file in files]
        return data if scrubbed == files else containers.packed(scrubbed)

    def _member(self, file: containers.Member) -> containers.Member:
        name, info = file.info.filename, file.info
        if (clean := self.text(name)) != name:
            info = copy(info)
            info.filename = clean
        return replace(file, info=info, data=self.content(file.data, name))

    @staticmethod
    def _is_letter(data: bytes, suffix: str) -> bool:
        return suffix in _LETTERS or containers.is_letter(data[:_SNIFFED].decode("latin-1"))

    def _letter(self, data: bytes) -> bytes:
        """A mail: its parts in their encodings, then its headers."""
        mail = containers.letter(data)
        changed = False
        for part, held in containers.leaves(mail):
            clean = self.content(held, part.get_filename() or "")
            if clean != held:
                containers.refill(part, clean)
                changed = True
        return self._plain(mail.as_bytes() if changed else data)

    def _picture(self, data: bytes) -> bytes:
        """A PNG without those of its words that hold a secret; its pixels are not looked at."""
        for place, words in reversed(list(containers.picture_texts(data))):
            if self._holds(words):
                data = data[: place.start] + data[place.stop :]
        return data

    def _searched(self, data: bytes, readable: bytes) -> bytes:
        """A file that cannot be changed: as it is, if what can be read in it is clean.

        Raises:
            UncleanError: it is not.
        """
        if holds := self._holds(readable):
            raise UncleanError(f"ce fichier contenait un secret ({holds})")
        return data

    def _holds(self, data: bytes) -> str:
        """The name of a secret in the bytes, as UTF-8, Latin-1 or UTF-16; empty if there is none."""
        readings = [data.decode("utf-8", errors="replace"), data.decode("latin-1")]
        readings += containers.in_utf16(data)
        return next(
            (
                each.name
                for text in readings
                for each in self._secrets
                if each.masked(text, thickly_encoded=False) != text
            ),
            "",
        )


def is_json(text: str) -> bool:
    """Whether a text is JSON, or lines of it."""
    text = text.removeprefix("\ufeff")
    if not text.lstrip().startswith(("{", "[", '"')):
        return False
    try:
        json.loads(text)
    except ValueError:
        try:
            for line in text.split("\n"):
                json.loads(line or "null")
        except ValueError:
            return False
    return True
