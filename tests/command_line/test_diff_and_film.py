"""Comparing records and making films, as users do it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from reports.comparison.difference import Difference
from tests.reports.drawn import Play, Screen, Thing

PARCOURS = Path(sys.executable).with_name("parcours")
SEND = Thing("Envoyer", say="Cliquez ici.")
LOGIN = Screen("LoginScreen", "Entrer", (SEND,))


def call(*arguments: str, folder: Path, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARCOURS_")}
    return subprocess.run(  # noqa: S603 -- our own command
        [PARCOURS, *arguments],
        cwd=folder,
        env=clean | ({} if path is None else {"PATH": path}),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an old record, one like it, and one in which a button was renamed."""
    Play((LOGIN,)).write(tmp_path / "old")
    Play((LOGIN,)).write(tmp_path / "same")
    renamed = replace(SEND, text="Valider", element="LoginScreen.Envoyer")
    Play((replace(LOGIN, things=(renamed,)),)).write(tmp_path / "new")
    return tmp_path


def test_equal_records_end_well(folder: Path) -> None:
    done = call("diff", "old", "same", folder=folder)

    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing has changed" in done.stdout
    assert (folder / "reports" / "out" / "diff" / "index.html").is_file()


def test_a_difference_ends_as_drift_does(folder: Path) -> None:
    done = call("diff", "old", "new", "--out", "found", folder=folder)

    assert done.returncode == 4
    assert "LoginScreen (Entrer): texts changed: 1" in done.stdout
    assert "Page: found/index.html" in done.stdout


def test_json_is_all_that_is_printed(folder: Path) -> None:
    done = call("diff", "old", "new", "--json", folder=folder)

    found = Difference.model_validate_json(done.stdout)
    assert [(each.where, each.old, each.new) for each in found.sections[0].words] == [("label", "Envoyer", "Valider")]


def test_the_threshold_can_be_set(folder: Path) -> None:
    done = call("diff", "old", "new", "--json", "--threshold", "100000", folder=folder)

    picture = Difference.model_validate_json(done.stdout).sections[0].picture
    assert picture
    assert picture.change == "same"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("diff", "old", "nowhere"), "nowhere holds no record"),
        (("diff", "old", "broken"), "not a record of version 1"),
        (("diff", "old", "new", "--out", "mine"), "something else"),
        (("diff", "old", "new", "--threshold", "-1"), "--threshold"),
        (("diff", "old"), "NEW"),
        (("film", "nowhere"), "nowhere holds no record"),
        (("film", "old", "--out", "film.gif"), ".webp, .mp4, .webm"),
        (("film", "old", "--out", "mine"), "mine is none of them"),
    ],
)
def test_bad_input_is_told_in_one_line(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    (folder / "broken").mkdir()
    (folder / "broken" / "record.json").write_text(json.dumps({"version": 2}), encoding="utf-8")
    (folder / "mine").mkdir()
    (folder / "mine" / "letter.txt").touch()
    before = sorted(folder.rglob("*"))

    done = call(*arguments, folder=folder)

    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(folder.rglob("*")) == before


def test_a_film_goes_beside_its_record(folder: Path) -> None:
    done = call("film", "old", folder=folder)

    assert (done.returncode, done.stdout) == (0, "Film: old/film.webp\n")
    with Image.open(folder / "old" / "film.webp") as film:
        assert getattr(film, "is_animated", False)


def test_without_an_encoder_a_video_is_refused_with_advice(folder: Path) -> None:
    done = call("film", "old", "--out", "film.mp4", folder=folder, path="")

    if done.returncode == 0:
        pytest.skip("an encoder is installed as a package")
    assert done.returncode == 2
    assert "install ffmpeg" in done.stderr
    assert not (folder / "film.mp4").exists()
