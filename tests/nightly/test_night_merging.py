from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from reports.nightly.junit import read_cases
from reports.nightly.merging import MergeError, merge
from reports.nightly.night import Document, Night, Shard, Stage, StageName
from reports.record import Outcome
from tests.nightly.nights import case, night, stage

if TYPE_CHECKING:
    from pathlib import Path

LOG = Document(label="Log", path="logs/suite.txt")


def shard(folder: Path, number: int, *stages: Stage, of: int = 2, **more: Any) -> Path:
    """What a shard leaves."""
    told = night(*stages, shard=Shard(number=number, of=of), **more)
    for name in ("logs", "junit", "allure-results"):
        (folder / name).mkdir(parents=True)
    (folder / "logs" / "suite.txt").write_text(f"shard {number}")
    (folder / "allure-results" / f"{number}-result.json").write_text("{}")
    (folder / "junit" / "suite.xml").write_text(
        f'<testsuites><testsuite name="pytest"><testcase classname="t" name="test_{number}"/></testsuite></testsuites>'
    )
    told.save(folder)
    return folder


def suite(name: str, outcome: Outcome = Outcome.PASSED, **more: Any) -> Stage:
    return stage(StageName.SUITE, case(name, outcome), documents=(LOG,), **more)


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    folder = tmp_path / "2026-11-23"
    folder.mkdir()
    return folder


def test_the_cases_of_all_shards_are_brought_together(tmp_path: Path, whole: Path) -> None:
    shards = [shard(tmp_path / "b", 2, suite("two")), shard(tmp_path / "a", 1, suite("one"), stage())]

    told = merge(shards, whole)

    assert [(each.name, [one.name for one in each.cases]) for each in told.stages] == [
        ("journeys", ["adhesion"]),
        ("suite", ["one", "two"]),
    ]
    assert (told.name, told.shard, told.counted) == ("2026-11-23", None, True)


def test_a_night_is_red_if_one_shard_is(tmp_path: Path, whole: Path) -> None:
    shards = [shard(tmp_path / "a", 1, suite("one")), shard(tmp_path / "b", 2, suite("two", Outcome.PORTAL))]

    assert merge(shards, whole).outcome is Outcome.PORTAL


def test_a_night_takes_as_long_as_its_longest_shard(tmp_path: Path, whole: Path) -> None:
    shards = [shard(tmp_path / "a", 1, suite("a"), seconds=10), shard(tmp_path / "b", 2, suite("b"), seconds=20)]

    assert merge(shards, whole).seconds == 20


def test_a_shard_that_is_missing_is_told(tmp_path: Path, whole: Path) -> None:
    shards = [shard(tmp_path / "a", 1, suite("one"), of=3), shard(tmp_path / "c", 3, suite("three"), of=3)]

    told = merge(shards, whole)

    assert told.unfinished == "Nothing was left by shard 2 of 3."
    assert told.outcome is Outcome.ENVIRONMENT


def test_a_shard_that_was_broken_off_is_told(tmp_path: Path, whole: Path) -> None:
    broken = shard(tmp_path / "b", 2, suite("two"), unfinished="It was stopped.")

    told = merge([shard(tmp_path / "a", 1, suite("one")), broken], whole)

    assert told.unfinished == "Shard 2/2: It was stopped."


def test_what_the_shards_left_is_brought_together(tmp_path: Path, whole: Path) -> None:
    told = merge([shard(tmp_path / "a", 1, suite("one")), shard(tmp_path / "b", 2, suite("two"))], whole)

    assert sorted(each.name for each in (whole / "allure-results").iterdir()) == ["1-result.json", "2-result.json"]
    assert [each.name for each in read_cases(whole / "junit" / "suite.xml")] == ["t::test_1", "t::test_2"]
    logs = [(each.label, (whole / each.path).read_text()) for each in told.stages[0].documents]
    assert logs == [("Log (shard 1)", "shard 1"), ("Log (shard 2)", "shard 2")]


def test_shards_of_different_nights_are_not_brought_together(tmp_path: Path, whole: Path) -> None:
    shards = [shard(tmp_path / "a", 1, suite("a")), shard(tmp_path / "b", 2, suite("b"), scenarios=("anti-bot",))]

    with pytest.raises(MergeError, match="different nights"):
        merge(shards, whole)


def test_the_same_shard_is_not_taken_twice(tmp_path: Path, whole: Path) -> None:
    shards = [shard(tmp_path / "a", 1, suite("a")), shard(tmp_path / "b", 1, suite("a"))]

    with pytest.raises(MergeError, match="twice"):
        merge(shards, whole)


def test_a_folder_without_a_night_is_named(tmp_path: Path, whole: Path) -> None:
    with pytest.raises(MergeError, match="nothing-here"):
        merge([tmp_path / "nothing-here"], whole)


def test_a_merged_night_can_be_written_and_read(tmp_path: Path, whole: Path) -> None:
    told = merge([shard(tmp_path / "a", 1, suite("one")), shard(tmp_path / "b", 2, suite("two"))], whole)
    told.save(whole)

    assert Night.load(whole) == told
