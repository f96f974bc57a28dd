"""The nights as a site: the front page is the last night, and the last tutorial of each journey has an address."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from reports.nightly.night import Night
from reports.nightly.site import build

if TYPE_CHECKING:
    from pathlib import Path


def night(nights: Path, name: str, *journeys: str) -> None:
    folder = nights / name
    for journey in journeys:
        (folder / "tutorial" / journey).mkdir(parents=True)
        (folder / "tutorial" / journey / "index.html").write_text(f"{name} {journey}", encoding="utf-8")
    folder.mkdir(exist_ok=True)
    Night(name=name, started_at=dt.datetime(2026, 11, 23, 2, tzinfo=dt.UTC)).save(folder)
    (folder / "index.html").write_text(name, encoding="utf-8")


def behind(page: Path) -> str:
    """What is read where a page leads to."""
    found = re.search(r'href="([^"]+)"', page.read_text(encoding="utf-8"))
    assert found
    return (page.parent / found[1]).read_text(encoding="utf-8")


def test_the_site_leads_to_the_last_night_and_to_the_last_tutorial_of_each_journey(tmp_path: Path) -> None:
    nights, site = tmp_path / "nights", tmp_path / "site"
    nights.mkdir()
    night(nights, "2026-11-22", "adhesion", "oubli")
    night(nights, "2026-11-23", "adhesion")
    (nights / "good").mkdir()

    build(nights, site)

    assert behind(site / "index.html") == "2026-11-23"
    assert behind(site / "tutorial/adhesion/index.html") == "2026-11-23 adhesion"
    assert behind(site / "tutorial/oubli/index.html") == "2026-11-22 oubli"
    assert (site / "2026-11-22/index.html").is_file()
    assert not (site / "good").exists()


def test_without_a_night_there_is_no_site(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no night"):
        build(tmp_path, tmp_path / "site")
