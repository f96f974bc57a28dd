from __future__ import annotations

from pathlib import Path

import pytest

from reports.nightly import history
from reports.nightly.night import StageName
from reports.record import Outcome
from tests.nightly.nights import case, night, nights, stage

GREEN, RED = Outcome.PASSED, Outcome.PORTAL


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / history.NAME


def test_before_the_first_night_there_is_no_history(path: Path) -> None:
    assert history.read(path) == ()


def test_nights_are_remembered_in_their_order(path: Path) -> None:
    for each in nights([GREEN, RED, GREEN]):
        history.append(path, each)

    assert [(line.name, line.outcome) for line in history.read(path)] == [
        ("2026-11-01", GREEN),
        ("2026-11-02", RED),
        ("2026-11-03", GREEN),
    ]


def test_a_night_that_is_told_again_takes_its_own_place(path: Path) -> None:
    history.append(path, night(seconds=1))
    history.append(path, night(seconds=2))

    assert [line.seconds for line in history.read(path)] == [2]


def test_a_line_that_was_cut_short_costs_only_itself(path: Path) -> None:
    for each in nights([GREEN, GREEN]):
        history.append(path, each)
    path.write_text(path.read_text()[:-40])

    history.append(path, night())

    assert [line.name for line in history.read(path)] == ["2026-11-01", "2026-11-23"]


@pytest.mark.parametrize("line", [b'{"name": "of another version", "outcome": "new"}', b"\xff\xfe no text"])
def test_a_line_that_cannot_be_read_is_kept_for_who_can(path: Path, line: bytes) -> None:
    path.write_bytes(line + b"\n")

    history.append(path, night(stage(StageName.SUITE, case("a", RED, "two\u2028lines"))))

    assert [each.diagnosis for each in history.read(path)] == ["two\u2028lines"]
    assert path.read_bytes().startswith(line + b"\n")


def test_a_disk_that_is_full_leaves_the_history_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history.append(path, night())
    before = path.read_bytes()
    monkeypatch.setattr(Path, "write_text", no_space)

    with pytest.raises(OSError, match="No space"):
        history.append(path, night(name="2026-11-24"))

    assert path.read_bytes() == before


def no_space(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_nights_are_held_against_those_on_the_same_portal_under_the_same_scenarios(path: Path) -> None:
    history.append(path, night(name="2026-11-01"))
    history.append(path, night(name="2026-11-02", portal="https://portail.example/"))
    history.append(path, night(name="2026-11-03", scenarios=("anti-bot",)))

    lines = history.comparable(history.read(path), night())

    assert [line.name for line in lines] == ["2026-11-01", "2026-11-23"]


def test_a_night_that_does_not_count_is_not_among_those_compared(path: Path) -> None:
    history.append(path, night(name="2026-11-01"))

    lines = history.comparable(history.read(path), night(whole=False))

    assert [line.name for line in lines] == ["2026-11-01"]


def test_only_the_last_nights_are_plotted() -> None:
    lines = tuple(history.Line.of(each) for each in nights([GREEN] * 100))

    shown = history.comparable(lines, night(name="2027-03-01"))

    assert (len(shown), shown[-1].name) == (history.SHOWN, "2027-03-01")
