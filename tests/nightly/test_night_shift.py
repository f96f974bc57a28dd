"""Stages in processes of their own: whatever becomes of one, the night goes on."""

from __future__ import annotations

import io
import os
import select
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from flows.trouble import EnvironmentTrouble
from parcours.night.shift import Broken, Order, Progressed, Reply, Screen, run_apart
from reports.nightly.night import Case, Stage, StageName
from reports.record import Outcome
from tests.nightly.nights import case, stage

if TYPE_CHECKING:
    from pathlib import Path

    from parcours.night.shift import Tell, Work

JOURNEYS = StageName.JOURNEYS


@pytest.fixture
def order(tmp_path: Path) -> Order:
    return Order(folder=tmp_path, nights=tmp_path, journeys=("connexion",), environment={"PARCOURS_TOLD": "yes"})


def do_it(_order: Order, tell: Tell) -> Reply:
    print("done in", os.environ["PARCOURS_TOLD"])  # noqa: T201 - for the log
    tell(Progressed("half", 0.5))
    return Reply(Stage(name=JOURNEYS, cases=(Case(name="one"),)), {"password": "Aa1!secret"})


def crash(_order: Order, _tell: Tell) -> Reply:
    raise ZeroDivisionError("our own fault")


def be_killed(order: Order, tell: Tell) -> Reply:
    os.kill(os.getpid(), signal.SIGKILL)
    return do_it(order, tell)


def hang(order: Order, tell: Tell) -> Reply:
    """Hang, with a child that would outlive it."""
    child = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    (order.folder / "child").write_text(str(child.pid))
    signal.pause()
    return do_it(order, tell)


def give_up(_order: Order, _tell: Tell) -> Reply:
    raise Broken("pytest is not installed.")


def lack_something(_order: Order, _tell: Tell) -> Reply:
    raise EnvironmentTrouble("No browser could be found.")


def fill_the_disk(_order: Order, _tell: Tell) -> Reply:
    raise OSError(28, "No space left on device")


def test_a_stage_replies_and_says_how_far_it_is(order: Order) -> None:
    said: list[object] = []

    reply = run_apart(JOURNEYS, do_it, order, said.append)

    assert reply.stage.outcome is Outcome.PASSED
    assert reply.secrets == {"password": "Aa1!secret"}
    assert said == [Progressed("half", 0.5)]


def test_what_a_stage_prints_goes_into_the_log(order: Order) -> None:
    reply = run_apart(JOURNEYS, do_it, order, lambda _: None)

    (log,) = reply.stage.documents
    assert (order.folder / log.path).read_text() == "done in yes\n"


def test_secrets_are_not_printed_with_a_reply() -> None:
    assert "Aa1!secret" not in repr(Reply(stage(), {"password": "Aa1!secret"}))


@pytest.mark.parametrize(
    ("work", "outcome", "told"),
    [
        (crash, Outcome.BOT, "The stage crashed (exit status 1)"),
        (be_killed, Outcome.BOT, "The stage crashed (exit status -9)"),
        (give_up, Outcome.ENVIRONMENT, "pytest is not installed."),
        (lack_something, Outcome.ENVIRONMENT, "No browser could be found."),
        (fill_the_disk, Outcome.ENVIRONMENT, "No space left on device"),
    ],
)
def test_a_stage_that_breaks_is_told_and_takes_nothing_along(
    order: Order, work: Work, outcome: Outcome, told: str
) -> None:
    broken = run_apart(JOURNEYS, work, order, lambda _: None).stage

    assert (broken.state, broken.outcome) == ("broken", outcome)
    assert told in broken.cases[0].diagnosis


def test_the_log_of_a_crash_says_why(order: Order) -> None:
    run_apart(JOURNEYS, crash, order, lambda _: None)

    assert "ZeroDivisionError: our own fault" in (order.folder / "logs" / "journeys.txt").read_text()


def test_a_stage_that_hangs_is_ended_with_what_it_has_started(order: Order) -> None:
    broken = run_apart(JOURNEYS, hang, order, lambda _: None, limit=5).stage

    assert "did not end in time" in broken.cases[0].diagnosis
    assert has_ended(int((order.folder / "child").read_text()))


def has_ended(process: int) -> bool:
    """Whether a process ends within a few seconds."""
    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    ended, _, _ = select.select([watched], [], [], 5)
    os.close(watched)
    return bool(ended)


def test_without_a_terminal_each_stage_is_one_line() -> None:
    console = Console(file=io.StringIO(), width=200)
    screen = Screen(console)
    with screen.stage(JOURNEYS) as tell:
        tell(Progressed("adhesion", 0.5))
    screen.ended(stage(JOURNEYS, case(), case("oubli")))

    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "✓ Journeys: 2 of 2 passed, 1.5 s\n"


def test_a_failure_is_told_at_once() -> None:
    console = Console(file=io.StringIO(), width=200)
    with Screen(console).stage(JOURNEYS) as tell:
        tell(case("oubli", Outcome.MAIL, "« M » : rien [vu]."))

        assert isinstance(console.file, io.StringIO)
        assert console.file.getvalue() == "  oubli: mail: « M » : rien [vu].\n"


def test_a_long_name_makes_way_for_how_far_the_stage_is() -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, color_system=None)
    screen = Screen(console)
    with screen.stage(JOURNEYS) as tell:
        tell(Progressed("a name that goes on for long, and longer than a line can be on most terminals", 0.5))
        screen._bar.refresh()  # noqa: SLF001 - what a moment would bring

    assert isinstance(console.file, io.StringIO)
    shown = [line for line in console.file.getvalue().splitlines() if "a name that goes on" in line]
    assert shown
    assert all(" 50%" in line for line in shown)
