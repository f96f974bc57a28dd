from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures.applicants import invent_applicant
from mock_portal import Challenge, Logged, Standing
from reports.record import Outcome, Record, Section, Step, Timing
from tests.soak.__main__ import bound, interval
from tests.soak.crew import Crashed, Crew, Hung
from tests.soak.judge import faults
from tests.soak.plans import JOURNEYS, Plan, Play, plain

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ROOT = Path(__file__).parents[2]
ADHESION = Play("adhesion", (), Outcome.PASSED)
PLAN = Plan(number=1, play=ADHESION, challenge=Challenge.AFTER_CHOICE, weather=())
APPLICANT = invent_applicant()
ENROLLED = Standing(identifier=APPLICANT.email, active=True, drafts={"adhesion": {"conjoint": "non", "enfants": "non"}})


def record(outcome: Outcome = Outcome.PASSED, *screens: str) -> Record:
    done = Step(action="read", say="…", outcome=Outcome.PASSED)
    return Record(
        journey="adhesion",
        title="…",
        performer="robot",
        bundled=True,
        outcome=outcome,
        sections=tuple(Section(screen=screen, title="…", chapter="…", steps=(done,)) for screen in screens),
        timing=Timing(started_at=dt.datetime.now(dt.UTC), seconds=1),
    )


def creation(status: int) -> Logged:
    return Logged(method="POST", path="/invitation/{token}/acces", status=status, at=dt.datetime.now(dt.UTC))


WHOLE = record(Outcome.PASSED, "AccessScreen", "BeneficiariesScreen")


def test_an_applicant_who_stands_as_the_run_says_is_well() -> None:
    assert list(faults(ADHESION, APPLICANT, WHOLE, ENROLLED, [creation(303)])) == []


@pytest.mark.parametrize(
    ("standing", "fault"),
    [
        (replace(ENROLLED, locked=True), "locked"),
        (replace(ENROLLED, refused_logins=3), "were refused"),
        (replace(ENROLLED, refused_codes=3), "were refused"),
        (replace(ENROLLED, active=False), "no active account"),
        (replace(ENROLLED, identifier="somebody@else.example"), "somebody@else.example"),
        (replace(ENROLLED, drafts={}), "kept is {}"),
        (replace(ENROLLED, drafts={**ENROLLED.drafts, "dispense": {"cas": "c2s"}}), "c2s"),
    ],
)
def test_a_wrong_state_after_a_run_that_passed_is_noticed(standing: Standing, fault: str) -> None:
    (told,) = faults(ADHESION, APPLICANT, WHOLE, standing, [creation(303)])

    assert fault in told


@pytest.mark.parametrize(
    ("standing", "sent", "fault"),
    [
        (ENROLLED, [creation(303)], "the record does not know of it"),
        (replace(ENROLLED, drafts={}), [], "nobody has asked for"),
    ],
)
def test_what_was_done_before_the_form_was_reached_is_noticed(
    standing: Standing, sent: list[Logged], fault: str
) -> None:
    told = list(faults(ADHESION, APPLICANT, record(Outcome.HANDOVER, "WelcomeScreen"), standing, sent))

    assert any(fault in each for each in told)


def test_a_creation_asked_for_twice_is_noticed() -> None:
    (told,) = faults(ADHESION, APPLICANT, WHOLE, ENROLLED, [creation(303), creation(409)])

    assert "2 times" in told


def test_plain_runs_play_every_journey_under_nothing() -> None:
    plans = plain(8)

    assert [plan.play.journey for plan in plans] == [*JOURNEYS, *JOURNEYS]
    assert {(plan.play.spellings, plan.weather, plan.play.expected) for plan in plans} == {((), (), Outcome.PASSED)}


def test_three_hundred_runs_without_a_failure_show_less_than_one_in_a_hundred() -> None:
    assert bound(0, 299) < 0.01  # the textbook's number: 0.99 ** 299 = 0.0495
    assert bound(0, 298) > 0.01


@pytest.mark.parametrize(("failed", "expected"), [(1, 0.0466), (5, 0.1023), (100, 1.0)])
def test_the_bound_rises_with_failures(failed: int, expected: float) -> None:
    assert bound(failed, 100) == pytest.approx(expected, abs=0.0005)  # Clopper and Pearson (1934), one-sided


def test_without_a_failure_the_rate_still_has_an_upper_bound() -> None:
    low, high = interval(0, 200)

    assert low == 0
    assert high == pytest.approx(0.0188, abs=0.0005)  # Wilson (1927), with z = 1.96


def sleep_over(pipe: Connection) -> None:
    """Begin, and never answer."""
    pipe.send(None)
    signal.pause()


def break_off(pipe: Connection) -> None:
    """Begin, and end with the first plan."""
    pipe.send(None)
    pipe.recv()
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_run_that_hangs_is_ended() -> None:
    with Crew(1, limit=0.2, work=sleep_over) as crew:
        ((_, answer), (_, again)) = crew.play([PLAN, PLAN])

    assert isinstance(answer, Hung)
    assert isinstance(again, Hung)


def test_a_run_that_ends_with_its_process_is_noticed() -> None:
    with Crew(1, limit=30, work=break_off) as crew:
        ((_, answer),) = crew.play([PLAN])

    assert isinstance(answer, Crashed)


@pytest.mark.browser
def test_a_few_journeys_under_scenarios_end_as_expected() -> None:
    asked = [sys.executable, "-m", "tests.soak", "2", "--seed", "1"]
    told = subprocess.run(asked, check=True, capture_output=True, text=True, cwd=ROOT).stdout  # noqa: S603 - a fixed command

    assert told.splitlines()[-1].startswith(
        "2 runs, 0 wrong, 0 hung, 0 applicants in a wrong state; seed 1; failure rate 0.0%"
    )
