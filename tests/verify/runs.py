"""Running tests many times, in processes of their own, and counting how each of them ended."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HOUSE: Final = Path(__file__).parents[2]
NEAT: Final = ("-q", "-p", "no:cacheprovider", "-p", "tests.verify.again", "--reruns=0", "-o", "junit_family=xunit2")
STEADY: Final = "steady"
_ROUND: Final = re.compile(r"(?<=\[)round\d+-|-round\d+(?=[\]-])|\[round\d+\]")
_FAILURES: Final = ("failure", "error")


@dataclass(slots=True)
class Tally:
    """How one test ended, over all runs."""

    passed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    """For each run that failed: the seed of its order, and the first line of what was told."""

    @property
    def verdict(self) -> str:
        """In a word."""
        if self.failures:
            return "flaky" if self.passed else "fails"
        return STEADY if self.passed else "skipped"


class NotRunError(Exception):
    """Pytest did not come to running tests; the text is what it said."""


def run_often(
    tests: Sequence[str], *, root: Path, times: int, options: Sequence[str] = ()
) -> Iterator[Mapping[str, Tally]]:
    """Run ``tests`` so many times, each process in another order: half of them in fresh browsers, half in one.

    Yields:
        The tallies by test, after each process; the same object each time.

    Raises:
        NotRunError: the tests cannot be run at all.
    """
    tallies: dict[str, Tally] = defaultdict(Tally)
    fresh = times // 2
    for seed, again in [*((seed, 1) for seed in range(1, fresh + 1)), (fresh + 1, times - fresh)]:
        with TemporaryDirectory() as folder:
            report = Path(folder) / "junit.xml"
            varying = (f"--randomly-seed={seed}", f"--again={again}", f"--junitxml={report}")
            told = subprocess.run(  # noqa: S603 - pytest, on tests of this project
                [sys.executable, "-m", "pytest", *NEAT, *varying, *options, *tests],
                cwd=root,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (root, HOUSE)))},
                capture_output=True,
                text=True,
                check=False,
            )
            if told.returncode not in {0, 1}:
                raise NotRunError((told.stdout + told.stderr).strip())
            _count(report, seed, tallies)
        yield tallies


def _count(report: Path, seed: int, tallies: dict[str, Tally]) -> None:
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest has just written it
        tally = tallies[_ROUND.sub("", f"{case.get('classname')}::{case.get('name')}")]
        failed = [each for kind in _FAILURES for each in case.iter(kind)]
        if failed:
            tally.failures += [f"seed {seed}: {(each.get('message') or '').partition(chr(10))[0]}" for each in failed]
        elif case.find("skipped") is not None:
            tally.skipped += 1
        else:
            tally.passed += 1
