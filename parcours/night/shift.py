"""Runs the stages of a night, each in a process of its own, and shows how far they are.

A stage that crashes, hangs or is stopped takes nothing along: not the night, and no other stage.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Column

from flows.trouble import Trouble
from reports.nightly import words
from reports.nightly.merging import LOGS_FOLDER
from reports.nightly.night import Case, Document, Shard, Stage, StageName
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from rich.console import Console

    from flows.journeys import JourneyName

    Tell = Callable[["Progressed | Case"], None]
    Work = Callable[["Order", Tell], "Reply"]

_SPAWN: Final = multiprocessing.get_context("spawn")
_FAREWELL: Final = 10.0
"""Seconds that a stage has to end after it was told to."""
LIMIT: Final = 3600.0
"""Seconds that a stage may take; what takes longer hangs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a stage is to do."""

    folder: Path
    """The night's."""
    nights: Path
    """Where all nights are kept."""
    journeys: tuple[JourneyName, ...]
    url: str | None = None
    scenarios: tuple[str, ...] = ()
    workers: int = 2
    tests: tuple[str, ...] = ()
    """What the suite runs in place of the regression suite."""
    shard: Shard | None = None
    quick: bool = False
    """Whether it is known already that something is wrong: a few failures are enough then, tried once each."""
    accept: bool = False
    """Whether what differs from the last good record is meant."""
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far a stage is."""

    what: str
    share: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a stage came to."""

    stage: Stage
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    """What it came to know that nobody else must."""


class Broken(Exception):  # noqa: N818 - it is no error of ours, but what a stage says
    """A stage could not be carried through; its text says why, in one sentence."""


def run_apart(
    name: StageName,
    work: Work,
    order: Order,
    tell: Tell,
    *,
    limit: float = LIMIT,
) -> Reply:
    """Do ``work`` in a process of its own, whose output goes into the night's logs.

    Args:
        name: of the stage.
        work: a function of a module, which is told the order and tells how far it is.
        order: what to do.
        tell: told how far it is, and what has failed, as soon as that is known.
        limit: seconds that it may take.

    Returns:
        Its reply; where it crashed, hung or gave up, one that says so.
    """
    log = order.folder / LOGS_FOLDER / f"{name}.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    with _process(work, order, log) as (process, pipe):
        reply = _listen(name, process, pipe, tell, started + limit)
    stage = reply.stage
    documents = (*stage.documents, *([_document(log)] if log.stat().st_size else []))
    taken = {"seconds": time.monotonic() - started, "documents": documents}
    return Reply(stage.model_copy(update=taken), reply.secrets)


def _document(log: Path) -> Document:
    return Document(label="Log", path=f"{LOGS_FOLDER}/{log.name}")


@contextmanager
def _process(work: Work, order: Order, log: Path) -> Iterator[tuple[SpawnProcess, Connection]]:
    ours, theirs = _SPAWN.Pipe(duplex=False)
    process = _SPAWN.Process(target=_begin, args=(work, order, log, theirs))
    process.start()
    # Its end is noticed only where nobody else holds the pipe open.
    theirs.close()
    try:
        yield process, ours
    finally:
        _end(process)
        ours.close()


def _end(process: SpawnProcess) -> None:
    """End the process with everything that it has started."""
    for farewell in (signal.SIGTERM, signal.SIGKILL):
        if not process.is_alive():
            break
        with suppress(ProcessLookupError):
            os.killpg(process.pid or 0, farewell)
        process.join(_FAREWELL)
    process.join()


def _listen(
    name: StageName,
    process: SpawnProcess,
    pipe: Connection,
    tell: Tell,
    deadline: float,
) -> Reply:
    while pipe.poll(max(0.0, deadline - time.monotonic())):
        try:
            said = pipe.recv()
        except EOFError:
            process.join(_FAREWELL)
            return _gave_up(
                name, Outcome.BOT, f"The stage crashed (exit status {process.exitcode}); its log ends with the reason."
            )
        if isinstance(said, Reply):
            return said
        if isinstance(said, Broken):
            return _gave_up(name, Outcome.ENVIRONMENT, str(said))
        tell(said)
    return _gave_up(name, Outcome.BOT, "The stage did not end in time, and was ended.")


def _gave_up(name: StageName, outcome: Outcome, sentence: str) -> Reply:
    case = Case(name=str(name), outcome=outcome, diagnosis=sentence)
    return Reply(Stage(name=name, state="broken", cases=(case,)))


def _begin(work: Work, order: Order, log: Path, pipe: Connection) -> None:
    """Where the process begins."""
    # So that Ctrl-C reaches the night alone, which then ends this process and all that it has started.
    os.setsid()
    with log.open("a", encoding="utf-8") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    os.environ.update(order.environment)
    try:
        pipe.send(work(order, pipe.send))
    except Broken as broken:
        pipe.send(broken)
    except (Trouble, OSError) as trouble:
        pipe.send(Broken(str(trouble)))


class Screen:
    """Shows a night while it runs: a bar for the present stage, a line for each that has ended, failures at once."""

    def __init__(self, console: Console) -> None:
        """Show it on ``console``; where that is no terminal, without the bar."""
        self._console = console
        self._bar = Progress(
            SpinnerColumn(),
            # Names of tests are long: they make way, so that one sees how far the stage is.
            TextColumn("{task.description}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis")),
            BarColumn(bar_width=20, table_column=Column(width=20)),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=console,
            expand=True,
            transient=True,
            disable=not console.is_terminal,
        )

    @contextmanager
    def stage(self, name: StageName) -> Iterator[Tell]:
        """The bar for one stage."""
        with self._bar:
            task = self._bar.add_task(words.STAGES[name], total=1.0)

            def tell(said: Progressed | Case) -> None:
                if isinstance(said, Case):
                    self._failed(said)
                else:
                    what = f"{words.STAGES[name]}: {said.what}"
                    self._bar.update(task, description=escape(what), completed=said.share)

            yield tell
            self._bar.remove_task(task)

    def ended(self, stage: Stage) -> None:
        """The line for a stage that has ended."""
        if stage.state == "skipped":
            why = " ".join(stage.remarks)
            self._console.print(f"[dim]– {words.STAGES[stage.name]}: not run. {escape(why)}[/]", soft_wrap=True)
            return
        fine = stage.outcome is Outcome.PASSED
        mark, outcome = ("[green]✓[/]", "") if fine else ("[red]✗[/]", f" [red]{stage.outcome}[/]")
        took = f"{words.result(stage)}, {words.duration(stage.seconds)}"
        self._console.print(f"{mark} {words.STAGES[stage.name]}: {took}{outcome}", soft_wrap=True)

    def _failed(self, case: Case) -> None:
        colour = "red" if case.red else "yellow"
        told = f"{case.outcome}: {case.diagnosis}" if case.red else f"flaky, first {case.first_try}"
        self._console.print(f"  [{colour}]{escape(case.name)}: {escape(told)}[/]", soft_wrap=True)
