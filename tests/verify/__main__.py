"""Run new and changed tests ten times, five of them in fresh browsers, before they count: ``make verify-tests``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from tests.verify.changes import NoBaseError, changed_tests
from tests.verify.runs import STEADY, NotRunError, run_often

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.verify.runs import Tally

WRONG = 1
CANNOT = 2


def main(arguments: Sequence[str]) -> int:
    """Tell which tests are not steady; what is not known here is told to pytest."""
    parser = argparse.ArgumentParser(prog="python -m tests.verify", description=__doc__)
    parser.add_argument("--base", help="compare with this commit (default: where this branch left the main one)")
    parser.add_argument("--times", type=int, default=10, help="how often each test is run (default: 10)")
    told, options = parser.parse_known_args(arguments)
    out, progress = Console(), Console(stderr=True)
    root = Path.cwd()
    try:
        tests = changed_tests(root, told.base or None)
        out.print(f"New or changed tests: {len(tests)}")
        if not tests:
            return 0
        tallies: Mapping[str, Tally] = {}
        with progress.status(f"Running each {told.times} times"):
            for tallies in run_often(tests, root=root, times=told.times, options=options):
                progress.print(", ".join(_summary(tallies)))
    except (NoBaseError, NotRunError, SyntaxError) as reason:
        out.print(str(reason), markup=False)
        return CANNOT
    if any(tally.verdict != STEADY for tally in tallies.values()):
        out.print(_table(tallies))
    out.print(f"Each run {told.times} times: {', '.join(_summary(tallies))}")
    return WRONG if any(tally.failures for tally in tallies.values()) else 0


def _summary(tallies: Mapping[str, Tally]) -> list[str]:
    verdicts = [tally.verdict for tally in tallies.values()]
    return [f"{verdicts.count(each)} {each}" for each in (STEADY, "flaky", "fails", "skipped") if each in verdicts]


def _table(tallies: Mapping[str, Tally]) -> Table:
    """Those that are not steady, the worst first."""
    table = Table(Column("test", overflow="fold"), "passed", "failed", "skipped", "verdict", "first failures")
    for name, tally in sorted(tallies.items(), key=lambda each: (-len(each[1].failures), each[0])):
        if tally.verdict != STEADY:
            counts = map(str, (tally.passed, len(tally.failures), tally.skipped))
            table.add_row(escape(name), *counts, tally.verdict, escape("\n".join(tally.failures[:3])))
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
