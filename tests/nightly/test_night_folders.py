from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from reports.files import RecordError
from reports.nightly.folders import Nights
from reports.record import Outcome, Picture, Record, Section, Timing
from tests.nightly.nights import night

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 11, 23)


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    return Nights(tmp_path / "nightly")


def spend(nights: Nights, *names: str) -> None:
    for name in names:
        (nights.root / name).mkdir(parents=True)
        night(name=name).save(nights.root / name)


def record(folder: Path, title: str) -> Path:
    """A record with one picture."""
    (folder / "pictures").mkdir(parents=True)
    (folder / "pictures" / "1.png").write_bytes(title.encode())
    (folder / "index.html").write_text("rendered")
    Record(
        journey="connexion",
        title=title,
        performer="scribe",
        bundled=True,
        outcome=Outcome.PASSED,
        sections=(
            Section(
                screen="LoginScreen",
                title="…",
                chapter="…",
                picture=Picture(file="pictures/1.png", width=10, height=10),
            ),
        ),
        timing=Timing(started_at=dt.datetime.now(dt.UTC), seconds=1),
    ).save(folder)
    return folder


def test_a_night_is_called_by_its_date(nights: Nights) -> None:
    assert nights.new(DAY).name == "2026-11-23"


def test_a_second_night_of_the_same_date_is_numbered(nights: Nights) -> None:
    nights.new(DAY)

    assert [nights.new(DAY).name, nights.new(DAY).name] == ["2026-11-23-2", "2026-11-23-3"]


def test_nights_are_listed_oldest_first(nights: Nights) -> None:
    spend(nights, "2026-11-23-10", "2026-11-23", "2026-11-23-2", "2026-11-22")

    assert [each.name for each in nights] == ["2026-11-22", "2026-11-23", "2026-11-23-2", "2026-11-23-10"]


def test_only_the_last_nights_are_kept(nights: Nights) -> None:
    spend(nights, "2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23")

    nights.keep(2)

    assert sorted(each.name for each in nights.root.iterdir()) == ["2026-11-22", "2026-11-23"]


def test_nothing_is_removed_that_is_no_night(nights: Nights) -> None:
    spend(nights, "2026-11-22", "2026-11-23")
    (nights.root / "2020-01-01").mkdir()
    (nights.root / "2020-01-01" / "photo.jpg").touch()
    nights.history.touch()

    nights.keep(1)

    left = sorted(each.name for each in nights.root.iterdir())
    assert left == ["2020-01-01", "2026-11-23", "history.jsonl"]


def test_the_last_good_record_is_kept_apart_and_outlives_its_night(nights: Nights) -> None:
    spend(nights, "2026-11-22", "2026-11-23")

    nights.take_as_good(record(nights.root / "2026-11-22" / "tutorial", "one"), "bundled", "connexion")
    nights.keep(1)

    good = nights.good("bundled", "connexion")
    assert Record.load(good).title == "one"
    assert (good / "pictures" / "1.png").read_text() == "one"


def test_of_a_tutorial_only_the_record_and_its_pictures_are_kept_as_good(nights: Nights, tmp_path: Path) -> None:
    nights.take_as_good(record(tmp_path / "a", "one"), "bundled", "connexion")

    kept = sorted(each.name for each in nights.good("bundled", "connexion").iterdir())
    assert kept == ["pictures", "record.json"]


def test_a_newer_good_record_replaces_the_last_one(nights: Nights, tmp_path: Path) -> None:
    nights.take_as_good(record(tmp_path / "a", "one"), "bundled", "connexion")
    nights.take_as_good(record(tmp_path / "b", "two"), "bundled", "connexion")

    assert Record.load(nights.good("bundled", "connexion")).title == "two"


def test_a_record_without_its_pictures_does_not_replace_the_last_good_one(nights: Nights, tmp_path: Path) -> None:
    nights.take_as_good(record(tmp_path / "a", "one"), "bundled", "connexion")
    broken = record(tmp_path / "b", "two")
    (broken / "pictures" / "1.png").unlink()

    with pytest.raises(OSError, match="pictures"):
        nights.take_as_good(broken, "bundled", "connexion")

    assert Record.load(nights.good("bundled", "connexion")).title == "one"


def test_a_folder_without_a_record_is_no_good_one(nights: Nights, tmp_path: Path) -> None:
    with pytest.raises(RecordError):
        nights.take_as_good(tmp_path, "bundled", "connexion")


def test_each_portal_has_good_records_of_its_own(nights: Nights) -> None:
    portals = ("bundled", "https://portail.example/", "https://portail.example:8443/", "http://[::1]:8080/")

    assert len({nights.good(portal, "connexion") for portal in portals}) == 4
    assert all(nights.root in nights.good(portal, "connexion").parents for portal in portals)
