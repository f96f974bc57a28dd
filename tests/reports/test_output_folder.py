from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reports.folders import replacing

if TYPE_CHECKING:
    from pathlib import Path


def _fill(folder: Path, content: str) -> None:
    (folder / "record.json").write_text(content, encoding="utf-8")


def test_a_new_folder_appears_with_its_parents(tmp_path: Path) -> None:
    with replacing(tmp_path / "a" / "b") as fresh:
        _fill(fresh, "new")

    assert (tmp_path / "a" / "b" / "record.json").read_text(encoding="utf-8") == "new"


def test_nothing_is_there_before_the_end(tmp_path: Path) -> None:
    with replacing(tmp_path / "out") as fresh:
        _fill(fresh, "new")
        assert not (tmp_path / "out").exists()


def test_the_former_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    with replacing(tmp_path / "out") as fresh:
        _fill(fresh, "old")
        (fresh / "old.png").touch()

    with replacing(tmp_path / "out") as fresh:
        _fill(fresh, "new")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["record.json"]


def test_a_failure_leaves_the_former_folder_and_nothing_else(tmp_path: Path) -> None:
    with replacing(tmp_path / "out") as fresh:
        _fill(fresh, "old")

    def fail_half_way() -> None:
        with replacing(tmp_path / "out") as fresh:
            _fill(fresh, "new")
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()

    assert (tmp_path / "out" / "record.json").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_something_else_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("precious", encoding="utf-8")

    with pytest.raises(FileExistsError, match="something else"), replacing(tmp_path):
        pass

    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "precious"


def test_a_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_text("precious", encoding="utf-8")

    with pytest.raises(FileExistsError), replacing(path):
        pass

    assert path.read_text(encoding="utf-8") == "precious"


def test_an_empty_folder_can_be_filled(tmp_path: Path) -> None:
    with replacing(tmp_path) as fresh:
        _fill(fresh, "new")

    assert (tmp_path / "record.json").is_file()
