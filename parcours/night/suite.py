"""The stages of a night that are pytest's: the regression suite, and accessibility."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING, Final

from parcours.night.shift import Broken, Progressed, Reply
from reports.nightly.junit import read_cases
from reports.nightly.merging import JUNIT_FOLDER
from reports.nightly.night import Case, Document, Stage, StageName
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parcours.night.shift import Order, Tell

ROOT: Final = Path(__file__).parents[2]
"""Of the project: tests lie beside the program, not in it."""
SUITE: Final = ("tests/regression", "tests/journeys/test_journeys.py")
ACCESSIBILITY: Final = "tests/regression/test_accessibility.py"
ALLURE_FOLDER: Final = "allure-results"
ONLY_AGAIN: Final = "^(Failed: )?(environment|mail): "
"""How failures begin that may be otherwise a moment later."""
_ENOUGH: Final = 20
"""Failures after which more of them tell nothing new."""
_ENOUGH_WHEN_QUICK: Final = 5
_RESULT: Final = "(PASSED|FAILED|ERROR|RERUN)"
_LINE: Final = re.compile(rf"\] {_RESULT} (\S+\.py::.+?)\s*$|^(\S+\.py::.+?) {_RESULT}\s+\[")
"""A line of pytest's: with several workers the result comes first, with one the test."""
_SHARE: Final = re.compile(r"\[\s*(\d+)%\]")
_LEAKS: Final = " secrets in artifacts "
"""The heading under which the tests' own search names files."""
_RAN: Final = frozenset({0, 1, 2})
"""Exit statuses of pytest that has run its tests: all passed, some failed, stopped after enough failures."""
_NOTHING: Final = 5
"""That of one which found none; with several workers also where a file is missing."""


def run_suite(order: Order, tell: Tell) -> Reply:
    """Run the regression suite, or the tests that were asked for."""
    given = order.tests or tuple(str(_tests() / Path(each).relative_to("tests")) for each in SUITE)
    options = [*given, f"--deselect={ACCESSIBILITY}"]
    if order.shard:
        options += [f"--splits={order.shard.of}", f"--group={order.shard.number}"]
        options += [f"--durations-path={ROOT / '.test_durations'}"]
    return _run(StageName.SUITE, options, order, tell)


def run_accessibility(order: Order, tell: Tell) -> Reply:
    """Look for barriers on every view; what is found is the portal's fault."""
    reply = _run(StageName.ACCESSIBILITY, [str(_tests() / Path(ACCESSIBILITY).relative_to("tests"))], order, tell)
    cases = tuple(
        case if case.explained else case.model_copy(update={"outcome": Outcome.PORTAL, "explained": True})
        for case in reply.stage.cases
    )
    return Reply(reply.stage.model_copy(update={"cases": cases}), reply.secrets)


def _tests() -> Path:
    tests = ROOT / "tests"
    if not tests.is_dir():
        raise Broken(f"There are no tests in {ROOT}: nights are run from the project's own folder.")
    return tests


def _run(name: StageName, options: list[str], order: Order, tell: Tell) -> Reply:
    if importlib.util.find_spec("pytest") is None:
        raise Broken("pytest is not installed: pip install --group dev brings it.")
    written = order.folder / JUNIT_FOLDER / f"{name}.xml"
    with subprocess.Popen(  # noqa: S603 - our own pytest with our own options
        [sys.executable, "-m", "pytest", *_usual(order, written), *options],
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        heard = _Heard(tell)
        for line in process.stdout or ():
            sys.stdout.write(line)
            heard.hear(line)
        sys.stdout.flush()
        status = process.wait()
    if status == _NOTHING and (order.shard or order.url):
        # A shard may be left without tests; so may another portal, where few are safe.
        return Reply(Stage(name=name, remarks=("No test was found.",)))
    if status == _NOTHING:
        raise Broken("pytest has found no test; its log says why.")
    cases = (*(_marked(case, heard.again) for case in _read(written, status)), *heard.leaks)
    if status not in _RAN or (status and not any(case.red for case in cases)):
        raise Broken(f"pytest ended with status {status}; its log says why.")
    for case in cases:
        if case.red or case.flaky:
            tell(case)
    stopped = sum(case.red for case in cases) >= _enough(order)
    remarks = (f"Stopped after {_enough(order)} failures: more of them would tell nothing new.",) if stopped else ()
    return Reply(Stage(name=name, cases=cases, remarks=remarks, documents=_documents(order)))


def _read(written: Path, status: int) -> tuple[Case, ...]:
    try:
        return read_cases(written)
    except (OSError, ET.ParseError):
        raise Broken(f"pytest ended with status {status} and left no results; its log says why.") from None


def _marked(case: Case, again: set[str]) -> Case:
    """The test as flaky where it was run again, whether or not its own results say so."""
    if case.name in again and not case.first_try:
        return case.model_copy(update={"first_try": "It failed, and was run again; the log tells how."})
    return case


def _enough(order: Order) -> int:
    return _ENOUGH_WHEN_QUICK if order.quick else _ENOUGH


def _documents(order: Order) -> tuple[Document, ...]:
    report = f"{ALLURE_FOLDER}/report.html"
    return (Document(label="Allure report", path=report),) if (order.folder / report).is_file() else ()


def _usual(order: Order, written: Path) -> Iterator[str]:
    """The options that both have."""
    yield from (f"--config-file={ROOT / 'pyproject.toml'}", f"--rootdir={ROOT}")
    yield from ("--verbose", "--color=no", "-p", "no:cacheprovider")
    # The same order each night, so that red means a change; shards must agree on it, too.
    yield from ("-p", "no:randomly", f"--numprocesses={order.workers if order.workers > 1 else 0}")
    yield from (f"--junitxml={written}", f"--alluredir={order.folder / ALLURE_FOLDER}", f"--maxfail={_enough(order)}")
    if not order.quick:
        yield from ("--reruns=1", f"--only-rerun={ONLY_AGAIN}")
    if order.url:
        yield f"--url={order.url}"
    yield from (f"--scenario={each}" for each in order.scenarios)


def _environment() -> dict[str, str]:
    """Ours, without what would make pytest take itself for a worker of another one."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


class _Heard:
    """What pytest says while it runs."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._leaking = False
        self.again: set[str] = set()
        """The names of tests that were run again."""
        self.leaks: list[Case] = []
        """The files in which the tests' own search has found secrets."""

    def hear(self, line: str) -> None:
        """One line of it."""
        if line.startswith("==="):
            self._leaking = _LEAKS in line
        elif self._leaking and line.strip():
            told = f"A file that the tests left holds a secret: {line.strip()}."
            self.leaks.append(Case(name="secrets", outcome=Outcome.BOT, diagnosis=told))
        elif (share := _SHARE.search(line)) and (found := _LINE.search(line)):
            name = _name_of(found[2] or found[3])
            self._tell(Progressed(name, int(share[1]) / 100))
            if "RERUN" in (found[1], found[4]):
                self.again.add(name)


def _name_of(test: str) -> str:
    """A test as results call it: by its file or class, and its name."""
    file, *inner = test.split("::")
    return "::".join(([Path(file).stem, *inner])[-2:])
