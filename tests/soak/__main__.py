"""Play many journeys under random scenarios, two at a time, and count what goes wrong: ``make soak N=200``.

With ``--plain`` under none at all: then whatever fails is a false failure.
"""

from __future__ import annotations

import argparse
import math
import secrets
import statistics
import sys
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

from tests.soak.crew import Crashed, Crew, Hung
from tests.soak.plans import draw, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.soak.crew import Answer
    from tests.soak.plans import Plan

_TWO_SIDED_95: Final = 1.96
_ONE_IN_TWENTY: Final = 0.05
_HALVINGS: Final = 40
_WIDTH: Final = 120
"""Characters: the spellings of scenarios are long."""


def main() -> int:
    """Play, and tell what came of it; the exit status is 1 where anything went wrong."""
    wanted = _arguments()
    plans = plain(wanted.runs) if wanted.plain else draw(wanted.runs, wanted.seed)
    if wanted.run:
        plans = [plans[wanted.run - 1]]
    progress = Console(stderr=True, soft_wrap=True, markup=False, highlight=False)
    progress.print(f"{len(plans)} runs, {wanted.at_once} at a time; seed {wanted.seed}")
    answers: list[tuple[Plan, Answer]] = []
    with Crew(min(wanted.at_once, len(plans)), wanted.limit) as crew:
        for plan, answer in crew.play(plans):
            answers.append((plan, answer))
            for wrong in _wrongs(plan, answer):
                progress.print(f"WRONG (seed {wanted.seed}) {plan}: {wrong}")
    Console(width=_WIDTH).print(_table(answers))
    print(_totals(answers, wanted.seed))  # noqa: T201 - what the command is for
    return int(any(_wrongs(plan, answer) for plan, answer in answers))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("runs", type=_from_one, nargs="?", default=200, help="how many journeys (default: 200)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="what the journeys are drawn by")
    parser.add_argument("--plain", action="store_true", help="under no scenario: what fails is a false failure")
    parser.add_argument("--run", type=_from_one, help="play only the run of this number")
    parser.add_argument("--limit", type=float, default=60, metavar="SECONDS", help="how long a run may take")
    parser.add_argument("--at-once", type=_from_one, default=2, metavar="N", help="how many are played at a time")
    wanted = parser.parse_args()
    if wanted.run and wanted.run > wanted.runs:
        parser.error(f"there are only {wanted.runs} runs")
    return wanted


def _from_one(written: str) -> int:
    number = int(written)
    if number < 1:
        raise ValueError
    return number


def _wrongs(plan: Plan, answer: Answer) -> list[str]:
    """What went wrong in a run, a sentence each."""
    if isinstance(answer, Hung):
        return ["hung, and was ended"]
    if isinstance(answer, Crashed):
        return ["its process ended; what it said stands above"]
    wrongs = [f"wrong state: {fault}" for fault in answer.faults]
    if answer.outcome is not plan.play.expected:
        told = f": {answer.diagnosis}" if answer.diagnosis else ""
        wrongs.append(f"{answer.outcome} in place of {plan.play.expected}{told}")
    return wrongs


def _table(answers: Sequence[tuple[Plan, Answer]]) -> Table:
    table = Table("scenario", "runs", "outcomes as expected", "wrong", "median seconds")
    by_scenario: dict[str, list[tuple[Plan, Answer]]] = defaultdict(list)
    for plan, answer in answers:
        by_scenario[plan.play.scenario].append((plan, answer))
    for scenario, alike in sorted(by_scenario.items()):
        wrong = sum(bool(_wrongs(plan, answer)) for plan, answer in alike)
        ended = {plan.play.expected for plan, answer in alike if not _wrongs(plan, answer)}
        seconds = [answer.seconds for _, answer in alike if not isinstance(answer, (Hung, Crashed))]
        table.add_row(
            scenario.replace("[", r"\["),
            str(len(alike)),
            f"{len(alike) - wrong} {', '.join(sorted(ended))}".strip(),
            str(wrong),
            f"{statistics.median(seconds):.1f}" if seconds else "",
        )
    return table


def _totals(answers: Sequence[tuple[Plan, Answer]], seed: int) -> str:
    runs = len(answers)
    hung = sum(isinstance(answer, Hung) for _, answer in answers)
    misled = sum(not isinstance(answer, (Hung, Crashed)) and bool(answer.faults) for _, answer in answers)
    failed = sum(bool(_wrongs(plan, answer)) for plan, answer in answers)
    wrong = sum(
        isinstance(answer, Crashed) or (not isinstance(answer, Hung) and answer.outcome is not plan.play.expected)
        for plan, answer in answers
    )
    low, high = interval(failed, runs)
    return (
        f"{runs} runs, {wrong} wrong, {hung} hung, {misled} applicants in a wrong state; seed {seed};"
        f" failure rate {failed / runs:.1%} (95 % confidence interval {low:.1%} to {high:.1%};"
        f" at 95 % below {bound(failed, runs):.2%})"
    )


def interval(failed: int, runs: int) -> tuple[float, float]:
    """Between what two rates the true one lies, with 95 % confidence (Wilson's score interval)."""
    rate, square = failed / runs, _TWO_SIDED_95**2
    middle = rate + square / (2 * runs)
    margin = _TWO_SIDED_95 * math.sqrt(rate * (1 - rate) / runs + square / (4 * runs**2))
    scale = 1 + square / runs
    return max(0.0, (middle - margin) / scale), min(1.0, (middle + margin) / scale)


def bound(failed: int, runs: int) -> float:
    """Below what rate the true one lies, with 95 % confidence: Clopper and Pearson's bound, which is exact.

    A higher rate would make so few failures in one case of twenty at most.
    """
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        rate = (low + high) / 2
        few = sum(math.comb(runs, k) * rate**k * (1 - rate) ** (runs - k) for k in range(failed + 1))
        low, high = (rate, high) if few > _ONE_IN_TWENTY else (low, rate)
    return high


if __name__ == "__main__":
    sys.exit(main())
