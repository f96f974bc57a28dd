"""Have a person with a mouse and a keyboard complete both choices N times each: ``make person N=20``."""

from __future__ import annotations

import argparse
import math
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.table import Table

from fixtures.applicants import invent_applicant
from fixtures.browser import BrowserSettings, find_browser
from tests.person.display import Display
from tests.person.seat import WANTS, seat
from tests.person.watch import Watch, arrivals, goings_on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flows.journeys import JourneyName

JOURNEYS: Final[tuple[JourneyName, ...]] = ("adhesion", "dispense")
_TWO_SIDED_95: Final = 1.96


@dataclass
class Tally:
    """What came of the runs."""

    completed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WANTS, 0))
    troubles: list[str] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    typings: list[float] = field(default_factory=list)


def main() -> int:
    """Play, and tell what came of it; the exit status is 1 where anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.person", description=__doc__)
    parser.add_argument("runs", type=int, nargs="?", default=20, help="how often each choice is made (default: 20)")
    parser.add_argument("--album", type=Path, help="keep the pictures of the screen in this folder")
    wanted = parser.parse_args()
    with sync_playwright() as playwright:
        found = find_browser(playwright, BrowserSettings(headed=True)).executable
        chromium = found or Path(playwright.chromium.executable_path)
    tally, progress = Tally(), Console(stderr=True, soft_wrap=True, markup=False, highlight=False)
    for number in range(1, wanted.runs + 1):
        for journey in JOURNEYS:
            before = len(tally.troubles)
            _play(journey, chromium, tally, wanted.album and wanted.album / f"{journey}-{number:02}")
            told = "; ".join(tally.troubles[before:]) or "completed, by the person alone"
            progress.print(f"{number:3} {journey}: {told}")
    Console().print(_table(tally, wanted.runs))
    return int(bool(tally.troubles))


def _play(journey: JourneyName, chromium: Path, tally: Tally, album: Path | None) -> None:
    with tempfile.TemporaryDirectory(prefix="parcours-person-") as name, Display() as display:
        folder = Path(name)
        with (
            Watch(display) as watch,
            seat(display, chromium, folder, invent_applicant(), journey, album=album is not None) as seated,
        ):
            troubles = []
            try:
                seated.person.follow()
                tally.completed[journey] += 1
            except AssertionError as lost:
                troubles.append(str(lost))
            troubles += seated.suspicions()
            heard = seated.guided.witness.heard
        tally.troubles += [f"{journey}: {trouble}" for trouble in troubles]
        tally.arrivals += arrivals(heard, watch.changes)
        tally.ticks += goings_on(heard, watch.changes, typing=False)
        tally.typings += goings_on(heard, watch.changes, typing=True)
        if album:
            shutil.copytree(folder / "album", album, dirs_exist_ok=True)


def _table(tally: Tally, runs: int) -> Table:
    table = Table("what", "figure")
    for journey, completed in tally.completed.items():
        low, high = _interval(completed, runs)
        table.add_row(f"{journey} completed", f"{completed} of {runs} (95 %: {low:.0%} to {high:.0%})")
    table.add_row("troubles", str(len(tally.troubles)))
    for what, seconds in (
        ("screen ready → callout seen", tally.arrivals),
        ("tick or choice → next callout seen", tally.ticks),
        ("last key in a field → next callout seen", tally.typings),
    ):
        table.add_row(what, _told(seconds))
    return table


def _told(seconds: Sequence[float]) -> str:
    if not seconds:
        return "nothing to measure"
    slowest = sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1]
    return f"median {statistics.median(seconds) * 1000:.0f} ms, 95 % within {slowest * 1000:.0f} ms (n={len(seconds)})"


def _interval(completed: int, runs: int) -> tuple[float, float]:
    """Wilson's interval for a share, at 95 %."""
    share, z2 = completed / runs, _TWO_SIDED_95**2
    middle = share + z2 / (2 * runs)
    width = _TWO_SIDED_95 * math.sqrt(share * (1 - share) / runs + z2 / (4 * runs**2))
    return (middle - width) / (1 + z2 / runs), (middle + width) / (1 + z2 / runs)


if __name__ == "__main__":
    sys.exit(main())
