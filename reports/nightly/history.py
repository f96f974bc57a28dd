"""The history: one line a night, which outlives the nights themselves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reports.files import appearing
from reports.nightly.night import BUNDLED, Counts
from reports.record import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from reports.nightly.night import Night

NAME: Final = "history.jsonl"
SHOWN: Final = 60
"""The most nights that are plotted."""


class Line(BaseModel):
    """One night in short."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    started_at: dt.datetime
    portal: str = BUNDLED
    scenarios: tuple[str, ...] = ()
    outcome: Outcome
    diagnosis: str = ""
    counts: Counts
    seconds: Annotated[float, Field(ge=0)]

    @classmethod
    def of(cls, night: Night) -> Line:
        """What is kept of ``night``."""
        return cls(
            name=night.name,
            started_at=night.started_at,
            portal=night.portal,
            scenarios=night.scenarios,
            outcome=night.outcome,
            diagnosis=night.diagnosis,
            counts=night.counts,
            seconds=night.seconds,
        )


def read(path: Path) -> tuple[Line, ...]:
    """The nights so far, oldest first; a line that cannot be read is left out.

    Raises:
        OSError: the file is there and cannot be read.
    """
    return tuple(line for written in _written(path) if (line := _parsed(written)))


def _written(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines() if path.exists() else []


def _parsed(written: bytes) -> Line | None:
    try:
        return Line.model_validate_json(written)
    except ValidationError:
        return None


def append(path: Path, night: Night) -> None:
    """Add ``night``, in place of what was known of it; the file is written whole, or stays as it was.

    Lines that cannot be read are kept: another version may have written them.

    Raises:
        OSError: it cannot be read or written.
    """
    others = [written for written in _written(path) if (line := _parsed(written)) is None or line.name != night.name]
    with appearing(path) as fresh:
        kept = "".join(f"{written.decode('utf-8', 'surrogateescape')}\n" for written in others)
        told = f"{kept}{Line.of(night).model_dump_json()}\n"
        fresh.write_text(told, encoding="utf-8", errors="surrogateescape")


def comparable(lines: tuple[Line, ...], night: Night) -> tuple[Line, ...]:
    """The nights that ``night`` can be held against, with itself as the last, oldest first.

    Those on the same portal under the same scenarios.
    """
    alike = [
        line
        for line in lines
        if line.portal == night.portal and line.scenarios == night.scenarios and line.name != night.name
    ]
    return (*alike[-(SHOWN - 1) :], Line.of(night)) if night.counted else tuple(alike[-SHOWN:])
