from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from reports.nightly.night import Case, Night, StageName, causes, verdict
from reports.record import Outcome
from tests.nightly.nights import DRIFT, DRIFT_ELSEWHERE, case, night, stage

if TYPE_CHECKING:
    from pathlib import Path

SUITE, JOURNEYS = StageName.SUITE, StageName.JOURNEYS


def test_a_night_on_which_nothing_failed_is_green() -> None:
    assert night().outcome is Outcome.PASSED


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.PASSED])
def test_a_night_is_as_red_as_what_failed(outcome: Outcome) -> None:
    assert night(stage(JOURNEYS, case(), case("oubli", outcome))).outcome is outcome


def test_the_first_stage_that_is_red_says_whose_fault_it_is() -> None:
    late, early = (
        stage(SUITE, case("test", Outcome.BOT)),
        stage(JOURNEYS, case("adhesion", Outcome.MAIL, "« M » : rien.")),
    )

    assert night(late, early).diagnosis == "« M » : rien."


def test_a_failure_that_explains_itself_goes_before_one_that_does_not() -> None:
    bare = case("test_a", Outcome.BOT, "assert 1 == 2", explained=False)
    told = case("connexion", Outcome.DRIFT, DRIFT)

    first = verdict([stage(SUITE, bare), stage(StageName.CHECK, told)])

    assert first is told


def test_a_bare_failure_counts_where_nothing_explains_itself() -> None:
    bare = case("test_a", Outcome.BOT, "assert 1 == 2", explained=False)

    assert night(stage(SUITE, bare)).outcome is Outcome.BOT


def test_a_night_that_was_broken_off_is_not_green() -> None:
    assert night(unfinished="It was stopped.").outcome is Outcome.ENVIRONMENT


def test_what_failed_for_one_reason_is_told_once() -> None:
    found = causes(
        [
            stage(JOURNEYS, case("adhesion", Outcome.DRIFT, DRIFT), case("oubli", Outcome.DRIFT, DRIFT_ELSEWHERE)),
            stage(SUITE, case("test_a", Outcome.DRIFT, DRIFT_ELSEWHERE)),
        ]
    )

    assert [(cause.diagnosis, len(cause.seen)) for cause in found] == [(DRIFT, 3)]


def test_what_failed_for_two_reasons_is_told_twice() -> None:
    found = causes(
        [stage(JOURNEYS, case("adhesion", Outcome.DRIFT, DRIFT), case("oubli", Outcome.MAIL, "« M » : rien."))]
    )

    assert [cause.outcome for cause in found] == [Outcome.DRIFT, Outcome.MAIL]


def test_a_pass_on_the_second_try_is_flaky_and_counts_as_passed() -> None:
    counts = night(stage(JOURNEYS, case(first_try="mail: rien."))).counts

    assert (counts.passed, counts.flaky, counts.failed) == (1, 1, 0)


def test_a_second_failure_is_no_flake() -> None:
    assert not case(outcome=Outcome.MAIL, first_try="mail: rien.").flaky


def test_what_was_skipped_does_not_count_as_tried() -> None:
    counts = night(stage(JOURNEYS, case(), Case(name="oubli", skipped=True))).counts

    assert (counts.tried, counts.skipped, counts.pass_rate) == (1, 1, 1.0)


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        (True, night()),
        (False, night(whole=False)),
        (False, night(unfinished="It was stopped.")),
        (False, night(stage(SUITE, state="broken"))),
        (True, night(stage(SUITE, state="skipped"))),
    ],
)
def test_only_whole_nights_count(counted: bool, told: Night) -> None:  # noqa: FBT001 - what is expected
    assert told.counted is counted


def test_a_night_is_read_as_it_was_written(tmp_path: Path) -> None:
    told = night(stage(JOURNEYS, case("adhesion", Outcome.DRIFT, DRIFT)), scenarios=("anti-bot",))
    told.save(tmp_path)

    assert Night.load(tmp_path) == told


def test_a_file_of_another_version_is_no_night(tmp_path: Path) -> None:
    path = night().save(tmp_path)
    path.write_text(path.read_text().replace('"version": 1', '"version": 2'))

    with pytest.raises(ValidationError):
        Night.load(tmp_path)
