"""The night: what ``parcours nightly`` did, stage by stage, and whose fault it is if it is red."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from reports.files import appearing
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

VERSION: Final = 1
FILE_NAME: Final = "nightly.json"
BUNDLED: Final = "bundled"
"""What the bundled portal is called; any other by its address."""
UNFINISHED: Final = "It was broken off without a word: the machine may have gone down."
"""What is told of a night while it runs, and for ever where it never ends."""

_WHERE: Final = re.compile(r"^« .+? »(?:, « .+? »)? : ")
"""How a diagnosis begins: with the flow, and the step."""


class StageName(StrEnum):
    """The stages, in the order in which they run and in which their findings count."""

    JOURNEYS = "journeys"
    """Each journey is played once: the quick look."""
    SUITE = "suite"
    """The regression suite."""
    TUTORIAL = "tutorial"
    """The illustrated tutorials are made, in all formats."""
    CHECK = "check"
    """Everything that the screens declare is held against the portal."""
    COMPARISON = "comparison"
    """The tutorials are compared with the last good ones."""
    ACCESSIBILITY = "accessibility"
    """No view holds a barrier."""
    SECRETS = "secrets"
    """Nothing that the night leaves behind holds a secret."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Case(_Model):
    """One thing that was tried: a test, a journey, a screen."""

    name: str
    outcome: Outcome = Outcome.PASSED
    diagnosis: str = ""
    """Why it is not green, in one sentence."""
    explained: bool = True
    """Whether the diagnosis says whose fault it is; a bare failure does not, and counts as ours."""
    skipped: bool = False
    seconds: Annotated[float, Field(ge=0)] = 0
    first_try: str = ""
    """What went wrong the first time, where it was tried twice."""

    @property
    def red(self) -> bool:
        """Whether it failed."""
        return self.outcome is not Outcome.PASSED

    @property
    def flaky(self) -> bool:
        """Whether it passed on the second try only."""
        return bool(self.first_try) and not self.red

    @property
    def cause(self) -> str:
        """The heart of the diagnosis: the same for all that failed for the same reason."""
        return _WHERE.sub("", self.diagnosis).partition(" ; ")[0].rstrip(".") if self.explained else self.diagnosis


class Counts(_Model):
    """How many cases ended how; those that are flaky have passed, too."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    flaky: int = 0

    @property
    def tried(self) -> int:
        """All but the skipped ones."""
        return self.passed + self.failed

    @property
    def pass_rate(self) -> float | None:
        """The share that passed, from 0 to 1; None where nothing was tried."""
        return self.passed / self.tried if self.tried else None


class Document(_Model):
    """Something to read among what the night left behind."""

    label: str
    path: str
    """Below the night's folder, with forward slashes."""


class Stage(_Model):
    """What came of one stage."""

    name: StageName
    state: Literal["done", "skipped", "broken"] = "done"
    """``broken`` where it could not be carried through: what it tells is not the whole."""
    seconds: Annotated[float, Field(ge=0)] = 0
    cases: tuple[Case, ...] = ()
    documents: tuple[Document, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def red(self) -> tuple[Case, ...]:
        """What failed."""
        return tuple(case for case in self.cases if case.red)

    @property
    def counts(self) -> Counts:
        """How many of its cases ended how."""
        return count(self.cases)

    @property
    def outcome(self) -> Outcome:
        """That of the first failure which explains itself, else of the first failure."""
        first = verdict([self])
        return first.outcome if first else Outcome.PASSED


class Seen(_Model):
    """Where a cause showed itself."""

    stage: StageName
    case: str


class Cause(_Model):
    """What went wrong, with everything that failed because of it."""

    outcome: Outcome
    diagnosis: str
    """That of the first failure."""
    explained: bool
    seen: tuple[Seen, ...]


class Shard(_Model):
    """Which part of a night that several machines share."""

    number: Annotated[int, Field(ge=1)]
    of: Annotated[int, Field(ge=1)]

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


class Night(_Model):
    """One night."""

    version: Literal[1] = VERSION
    name: str
    """That of its folder: the date, numbered where there were several."""
    started_at: dt.datetime
    seconds: Annotated[float, Field(ge=0)] = 0
    portal: str = BUNDLED
    """``bundled``, or the address of the portal, without what may be secret in it."""
    scenarios: tuple[str, ...] = ()
    """What the bundled portal played underneath."""
    commit: str = ""
    """The version of the code, where it is known."""
    whole: bool = True
    """Whether all stages were asked for."""
    shard: Shard | None = None
    unfinished: str = UNFINISHED
    """Why it never came to its end; empty if it did."""
    outcome: Outcome = Outcome.PASSED
    diagnosis: str = ""
    """The sentence that explains it, where it is red."""
    stages: tuple[Stage, ...] = ()

    @property
    def red(self) -> bool:
        """Whether anything went wrong."""
        return self.outcome is not Outcome.PASSED

    @property
    def counts(self) -> Counts:
        """How many cases ended how, in all stages."""
        return count(case for stage in self.stages for case in stage.cases)

    @property
    def counted(self) -> bool:
        """Whether it can be held against other nights: it was whole, and every stage could be carried through."""
        return self.whole and not self.unfinished and all(stage.state != "broken" for stage in self.stages)

    def ended(self, stages: Iterable[Stage], *, seconds: float, unfinished: str = "") -> Night:
        """The night with its stages in order and its verdict."""
        order = list(StageName)
        known = tuple(sorted(stages, key=lambda stage: order.index(stage.name)))
        first = verdict(known)
        outcome, diagnosis = (first.outcome, first.diagnosis) if first else (Outcome.PASSED, "")
        if unfinished and not first:
            outcome, diagnosis = Outcome.ENVIRONMENT, unfinished
        return self.model_copy(
            update={
                "stages": known,
                "seconds": seconds,
                "unfinished": unfinished,
                "outcome": outcome,
                "diagnosis": diagnosis,
            }
        )

    def save(self, folder: Path) -> Path:
        """Write ``nightly.json`` into ``folder``, whole or not at all, and return its path."""
        path = folder / FILE_NAME
        with appearing(path) as fresh:
            fresh.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        return path

    @classmethod
    def load(cls, folder: Path) -> Night:
        """Read the night in ``folder``.

        Raises:
            OSError: there is none, or it cannot be read.
            pydantic.ValidationError: it is not a night of this version.
        """
        return cls.model_validate_json((folder / FILE_NAME).read_bytes())


def count(cases: Iterable[Case]) -> Counts:
    """How many of the cases ended how."""
    known = list(cases)
    skipped = sum(case.skipped for case in known)
    failed = sum(case.red for case in known)
    return Counts(
        passed=len(known) - skipped - failed,
        failed=failed,
        skipped=skipped,
        flaky=sum(case.flaky for case in known),
    )


def verdict(stages: Iterable[Stage]) -> Case | None:
    """The failure that stands for all: the first one that explains itself, else the first; None where all is green.

    The first, because later stages stumble over the same cause again, and tell less well what it is.
    """
    failures = [case for stage in stages for case in stage.red]
    return next((case for case in failures if case.explained), failures[0] if failures else None)


def causes(stages: Iterable[Stage]) -> tuple[Cause, ...]:
    """Everything that went wrong, once each, with where it was seen; what explains itself comes first."""
    alike: dict[tuple[Outcome, str], list[tuple[Stage, Case]]] = {}
    for stage in stages:
        for case in stage.red:
            alike.setdefault((case.outcome, case.cause), []).append((stage, case))
    found = (
        Cause(
            outcome=failures[0][1].outcome,
            diagnosis=failures[0][1].diagnosis,
            explained=failures[0][1].explained,
            seen=tuple(Seen(stage=stage.name, case=case.name) for stage, case in failures),
        )
        for failures in alike.values()
    )
    return tuple(sorted(found, key=lambda cause: not cause.explained))
