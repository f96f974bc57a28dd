"""Where nights are kept: a folder a night, the history beside them, the last good records apart."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reports import folders
from reports.files import read_record
from reports.nightly import history
from reports.nightly.night import FILE_NAME
from reports.record import FILE_NAME as RECORD_NAME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

_NIGHT: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-(\d+))?")
_TRIES: Final = 1000


@dataclass(frozen=True)
class Nights:
    """The folder that holds all nights."""

    root: Path

    @property
    def history(self) -> Path:
        """The file with one line a night."""
        return self.root / history.NAME

    def new(self, day: dt.date) -> Path:
        """An empty folder for a night that begins on ``day``, which no other run takes.

        Raises:
            OSError: nothing can be written there.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        for number in range(1, _TRIES):
            folder = self.root / (f"{day}" if number == 1 else f"{day}-{number}")
            try:
                folder.mkdir()
            except FileExistsError:
                continue
            return folder
        raise FileExistsError(f"{self.root} holds {_TRIES - 1} nights of {day} already.")

    def __iter__(self) -> Iterator[Path]:
        """The folders of all nights, oldest first; what else lies there is not ours."""
        found = (each for each in self.root.glob("*") if _NIGHT.fullmatch(each.name) and (each / FILE_NAME).is_file())
        return iter(sorted(found, key=_place))

    def keep(self, count: int) -> list[Path]:
        """Remove all nights but the last ``count``; return what was removed. History and good records stay.

        Raises:
            OSError: one of them cannot be removed.
        """
        every = list(self)
        old = every[: max(0, len(every) - count)]
        for folder in old:
            shutil.rmtree(folder)
        return old

    def good(self, portal: str, journey: str) -> Path:
        """Where the last good record of a journey on ``portal`` is kept, if there is one."""
        return self.root / "good" / _slug(portal) / journey

    def has_good(self, portal: str, journey: str) -> bool:
        """Whether there is one."""
        return (self.good(portal, journey) / RECORD_NAME).is_file()

    def take_as_good(self, record: Path, portal: str, journey: str) -> None:
        """Keep the record in the folder ``record``, with its pictures, in place of the last good one.

        Raises:
            reports.files.RecordError: there is none, or a picture is missing.
            OSError: it cannot be copied; what was there stays.
        """
        pictures = [section.picture.file for section in read_record(record).sections if section.picture]
        with folders.replacing(self.good(portal, journey)) as fresh:
            for name in (RECORD_NAME, *pictures):
                folders.copy(record, name, fresh)


def _place(folder: Path) -> tuple[str, int]:
    found = _NIGHT.fullmatch(folder.name)
    return (found[1], int(found[2] or 1)) if found else (folder.name, 0)


def _slug(portal: str) -> str:
    """``portal`` as a folder's name."""
    door = portal.partition("://")[2] or portal
    return re.sub(r"[^\w.-]+", "-", door).strip("-.") or "portal"
