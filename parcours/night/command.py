"""The night run: ``nightly`` plays, tests, compares, and tells in the morning what is wrong and whose fault it is."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from fixtures.doctor import door_of
from fixtures.settings import SettingsWrong, load_settings
from flows.journeys import JOURNEYS
from mock_portal.scenarios import parse
from parcours.console import EXIT_STATUS, OUT, err, out
from parcours.night.shift import Order, Screen, run_apart
from parcours.night.suite import ROOT, run_accessibility, run_suite
from parcours.night.work import (
    TUTORIAL_FOLDER,
    check_elements,
    compare_records,
    make_tutorials,
    play_journeys,
    portal_name,
)
from parcours.options import ScenarioOption
from reports.nightly import history, junit, page, words
from reports.nightly.folders import Nights
from reports.nightly.merging import JUNIT_FOLDER, MergeError, merge
from reports.nightly.night import FILE_NAME, Case, Night, Shard, Stage, StageName
from reports.record import Outcome
from reports.secrets.known import Secrets
from reports.secrets.scanner import scan
from reports.secrets.scrubber import Scrubber

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fixtures.settings import Settings
    from flows.journeys import JourneyName

commands = typer.Typer()

WORK: Final = {
    StageName.JOURNEYS: play_journeys,
    StageName.SUITE: run_suite,
    StageName.TUTORIAL: make_tutorials,
    StageName.CHECK: check_elements,
    StageName.COMPARISON: compare_records,
    StageName.ACCESSIBILITY: run_accessibility,
}
"""What each stage does; secrets are looked for at the end, by the night itself."""
HOPELESS_ELSEWHERE: Final = frozenset({Outcome.ENVIRONMENT, Outcome.MAIL, Outcome.HANDOVER})
"""After these the other stages are left out on another portal: they would log in and fail alike, and may lock the
account."""
STOPPED: Final = 130
"""Exit status of a night that was stopped, as shells have it."""
BUNDLED_MAIL_PATIENCE: Final = 10.0
"""Seconds that a mail of the bundled portal may take where the settings say nothing: it comes at once or never."""


@commands.command()
def nightly(
    folder: Annotated[Path, typer.Option("--out", help="Where nights are kept.")] = OUT / "nightly",
    url: Annotated[
        str | None,
        typer.Option("--url", help="The login page of another portal; only what starts nothing there is run."),
    ] = None,
    scenario: ScenarioOption = None,
    *,
    workers: Annotated[int, typer.Option(min=1, help="How many tests run at a time.")] = 2,
    keep: Annotated[int, typer.Option(min=1, help="How many nights are kept; the history outlives them.")] = 30,
    only: Annotated[
        list[StageName] | None, typer.Option(help="Run this stage alone. May be given several times.")
    ] = None,
    journey: Annotated[
        list[str] | None,
        typer.Option(help="Play this journey alone. May be given several times; all by default, connexion with --url."),
    ] = None,
    tests: Annotated[
        list[str] | None,
        typer.Option(help="Run these tests in place of the regression suite. May be given several times."),
    ] = None,
    shard: Annotated[
        str | None, typer.Option(metavar="I/N", help="Run one of N parts of the night, for --merge.")
    ] = None,
    merged: Annotated[
        list[Path] | None,
        typer.Option("--merge", help="Make one night of shards in this folder or below. May be given several times."),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="What differs from the last good record is meant: take the new one.")
    ] = False,
) -> int:
    """Run everything, and write a summary: what is wrong, and whose fault it is."""
    settings = load_settings()
    nights = Nights(folder.absolute())
    with _stopped_like_ctrl_c():
        if merged:
            return _merge(merged, nights, settings, keep)
        part = _shard(shard)
        chosen = _chosen(only, part)
        order = Order(
            folder=nights.root,
            nights=nights.root,
            journeys=_journeys(journey, url),
            url=_address(url, scenario),
            scenarios=_scenarios(scenario),
            workers=workers,
            tests=_tests(tests),
            shard=part,
            accept=accept,
            environment=_environment(settings, url),
        )
        order = replace(order, folder=nights.new(dt.datetime.now().astimezone().date()))
        night = Night(
            name=order.folder.name,
            started_at=dt.datetime.now().astimezone(),
            portal=portal_name(url),
            scenarios=order.scenarios,
            commit=_commit(),
            whole=not (only or journey or tests),
            shard=part,
        )
        night.save(order.folder)
        return _Shift(night, order, settings, keep).run(chosen)


class _Shift:
    """One night, from its first stage to its summary."""

    def __init__(self, night: Night, order: Order, settings: Settings, keep: int) -> None:
        self._night = night
        self._order = order
        self._keep = keep
        self._secrets = settings.secrets
        self._screen = Screen(err)
        self._stages: list[Stage] = []
        self._started = time.monotonic()

    def run(self, chosen: Sequence[StageName]) -> int:
        """Run the stages, then finish whatever came of them."""
        name, unfinished, status = chosen[0], "", 0
        try:
            for name in chosen:
                self._run(name)
        except KeyboardInterrupt:
            unfinished, status = f"It was stopped during the stage {name}.", STOPPED
        except OSError as error:  # a disk that is full
            unfinished = f"The stage {name} could not go on: {error}."
        night = self._night.ended(self._stages, seconds=time.monotonic() - self._started, unfinished=unfinished)
        return finish(night, self._order.folder, self._order.nights, self._secrets, self._keep) or status

    def _run(self, name: StageName) -> None:
        order, why_not = self._fitted(name)
        if why_not:
            stage = Stage(name=name, state="skipped", remarks=(why_not,))
        else:
            with self._screen.stage(name) as tell:
                reply = run_apart(name, WORK[name], order, tell)
            self._secrets.learn(reply.secrets)
            stage = reply.stage
        self._stages.append(stage)
        self._screen.ended(stage)

    def _fitted(self, name: StageName) -> tuple[Order, str]:
        """The order for a stage, given what is known already; and why it is not run at all."""
        known = {stage.name: stage for stage in self._stages}
        played = known.get(StageName.JOURNEYS)
        red = {case.name for case in played.red} if played else set()
        order = replace(self._order, quick=bool(red))
        if order.url and played and played.outcome in HOPELESS_ELSEWHERE:
            return order, "The journey is red already, and nothing more is tried in the applicant’s name."
        if name is StageName.ACCESSIBILITY and order.url:
            return order, "Only the bundled portal shows all its views."
        if name is StageName.COMPARISON and not (order.folder / TUTORIAL_FOLDER).is_dir():
            return order, "There is no tutorial to compare."
        if name is StageName.TUTORIAL:
            order = replace(order, journeys=tuple(each for each in order.journeys if each not in red))
            if not order.journeys:
                return order, "The journeys are red themselves: their tutorials would end alike."
        return order, ""


def finish(night: Night, folder: Path, nights_folder: Path, secrets: Secrets, keep: int) -> int:
    """Make everything clean, write the summary, and take the night into the history; return the exit status.

    Until all of it is written, history and last good record stay as they are.
    """
    nights = Nights(nights_folder)
    try:
        night = _cleaned(night, folder, secrets)
        lines = history.comparable(history.read(nights.history), night)
        page.write(night, lines, folder)
        if not night.shard:
            if night.counted:
                history.append(nights.history, night)
            _take_as_good(night, folder, nights)
            nights.keep(keep)
    except OSError as error:
        err.print(f"The night could not be written down: {error}", soft_wrap=True, markup=False)
        err.print("The history and the last good record stay as they were.")
        return EXIT_STATUS[Outcome.ENVIRONMENT]
    _tell(night, folder)
    return EXIT_STATUS[night.outcome]


def _cleaned(night: Night, folder: Path, secrets: Secrets) -> Night:
    """Write what is told of the night, take secrets out of everything, and look whether any is left."""
    started = time.monotonic()
    given = {name: folder / JUNIT_FOLDER / f"{name}.xml" for name in StageName}
    junit.write(night, folder, {str(name): file for name, file in given.items()})
    night.save(folder)
    Scrubber(secrets).folder(folder)
    clean = Night.load(folder)
    leaks = scan(folder, secrets)
    cases = [
        Case(
            name=str(leak.file.relative_to(folder)),
            outcome=Outcome.BOT,
            diagnosis=f"{leak.file.relative_to(folder)} holds a secret: {leak.secret_name}.",
        )
        for leak in leaks
    ]
    stage = Stage(
        name=StageName.SECRETS,
        seconds=time.monotonic() - started,
        cases=tuple(cases) or (Case(name="everything that the night leaves"),),
        remarks=(f"{words.counted(len(secrets), 'secret')} looked for.",),
    )
    whole = clean.ended((*clean.stages, stage), seconds=clean.seconds + stage.seconds, unfinished=clean.unfinished)
    junit.write(whole, folder, {str(name): file for name, file in given.items()})
    whole.save(folder)
    return whole


def _take_as_good(night: Night, folder: Path, nights: Nights) -> None:
    """Keep the tutorials of a green night as what the next ones are compared with."""
    if night.red or night.unfinished or night.scenarios:
        return
    for made in sorted((folder / TUTORIAL_FOLDER).glob("*")):
        nights.take_as_good(made, night.portal, made.name)


def _tell(night: Night, folder: Path) -> None:
    """Tell how the night ended, here and to the GitHub job that it may be."""
    colour = words.colour(night)
    outcome = f" ({night.outcome})" if night.red else ""
    out.print(f"[bold {colour}]{colour.upper()}[/] {words.headline(night)}{outcome}", soft_wrap=True)
    if night.diagnosis:
        out.print(night.diagnosis, soft_wrap=True, markup=False)
    if night.unfinished:
        told = f"{night.unfinished} The history and the last good record stay as they were."
        err.print(told, soft_wrap=True, markup=False)
    out.print(f"Summary: {_shown(folder / page.HTML_NAME)}", soft_wrap=True, markup=False)
    _append("GITHUB_STEP_SUMMARY", page.markdown(night))
    _append("GITHUB_OUTPUT", f"night={folder}\noutcome={night.outcome}\n")


def _shown(path: Path) -> Path:
    """``path`` from here, where it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _append(variable: str, text: str) -> None:
    """Add to the file that a variable of the environment names, if there is one."""
    if name := os.environ.get(variable):
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(text)


def _merge(folders: Sequence[Path], nights: Nights, settings: Settings, keep: int) -> int:
    shards = [found.parent for folder in folders for found in sorted(folder.absolute().rglob(FILE_NAME))]
    if not shards:
        raise typer.BadParameter(f"--merge: no shard is in {', '.join(map(str, folders))}.")
    night_folder = nights.new(dt.datetime.now().astimezone().date())
    try:
        night = merge(shards, night_folder)
    except MergeError as wrong:
        shutil.rmtree(night_folder)
        raise typer.BadParameter(f"--merge: {wrong}") from None
    return finish(night, night_folder, nights.root, settings.secrets, keep)


def _chosen(only: Sequence[StageName] | None, shard: Shard | None) -> list[StageName]:
    """The stages to run, in their order. All but the suite are the first shard's."""
    if only and StageName.SECRETS in only:
        raise typer.BadParameter("--only: secrets are looked for in whatever the other stages leave, always.")
    stages = [name for name in WORK if not only or name in only]
    return [StageName.SUITE] if shard and shard.number > 1 else stages


def _journeys(asked: Sequence[str] | None, url: str | None) -> tuple[JourneyName, ...]:
    """Those that were asked for, else all; on another portal only the one that starts nothing there."""
    if unknown := set(asked or ()) - set(JOURNEYS):
        raise typer.BadParameter(f"--journey takes {', '.join(JOURNEYS)}; not {unknown.pop()!r}.")
    wanted = asked or (["connexion"] if url else JOURNEYS)
    return tuple(name for name in JOURNEYS if name in wanted)


def _tests(asked: Sequence[str] | None) -> tuple[str, ...]:
    """Those that were asked for: a folder, a file, or one test of a file."""
    for test in asked or ():
        if not Path(test.partition("::")[0]).exists():
            raise typer.BadParameter(f"--tests: there is no {test.partition('::')[0]}.")
    return tuple(asked or ())


def _shard(told: str | None) -> Shard | None:
    if told is None:
        return None
    number, _, of = told.partition("/")
    if not (number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        raise typer.BadParameter(f"--shard takes a part and how many there are, like 1/3; not {told!r}.")
    return Shard(number=int(number), of=int(of))


def _address(url: str | None, scenarios: Sequence[str] | None) -> str | None:
    if url and scenarios:
        raise SettingsWrong("Scenarios are played by the bundled portal alone: leave --url or --scenario out.")
    if url and door_of(url) is None:
        raise SettingsWrong("--url takes a whole address, like https://portail.example/connexion.")
    return url


def _scenarios(spellings: Sequence[str] | None) -> tuple[str, ...]:
    try:
        return tuple(parse(spelling).spelling for spelling in spellings or ())
    except ValueError as error:
        raise SettingsWrong(str(error)) from None


def _environment(settings: Settings, url: str | None) -> dict[str, str]:
    """What the stages are told besides the settings."""
    if url or "mail_patience" in settings.model_fields_set:
        return {}
    return {"PARCOURS_MAIL_PATIENCE": str(BUNDLED_MAIL_PATIENCE)}


def _commit() -> str:
    """The version of the code, where git knows it."""
    if told := os.environ.get("GITHUB_SHA"):
        return told[:10]
    git = shutil.which("git")
    if git is None:
        return ""
    asked = subprocess.run(  # noqa: S603 - a fixed command
        [git, "-C", str(ROOT), "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


@contextmanager
def _stopped_like_ctrl_c() -> Iterator[None]:
    """Take the signal that ends jobs for a Ctrl-C, so that a night is finished as well as it can be."""

    def stop(_number: int, _frame: object) -> NoReturn:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)
