"""``parcours render``, as its users meet it."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from parcours import __main__ as front_door

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    """Run the command line in this process."""

    def main(*arguments: str) -> int:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "argv", ["parcours", *arguments])
        with pytest.raises(SystemExit) as ended:
            front_door.main()
        return int(str(ended.value.code))

    return main


def test_what_was_asked_for_is_made(main: Callable[..., int], folder: Path, tmp_path: Path) -> None:
    assert main("render", str(folder), "--format", "md,docx", "--out", "told") == 0
    assert {path.name for path in (tmp_path / "told").iterdir()} == {
        "adhesion.docx",
        "adhesion.md",
        "annotated",
        "pictures",
        "record.json",
    }


def test_without_out_the_record_is_left_as_it_is(main: Callable[..., int], folder: Path, tmp_path: Path) -> None:
    assert main("render", str(folder), "--format", "md") == 0
    assert (tmp_path / "reports/out/rendered/adhesion.md").is_file()
    assert {path.name for path in folder.iterdir()} == {"record.json", "pictures"}


def test_an_unknown_format_is_one_clear_line(
    main: Callable[..., int], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("render", str(folder), "--format", "doc") == 2
    assert "html, pdf, docx, md, png" in capsys.readouterr().err


def _lose_a_picture(folder: Path) -> None:
    (folder / "pictures/02-mail.png").unlink()


def _damage_a_picture(folder: Path) -> None:
    path = folder / "pictures/02-mail.png"
    path.write_bytes(path.read_bytes()[:-40])


def _exchange_a_picture(folder: Path) -> None:
    Image.new("RGB", (800, 600)).save(folder / "pictures/02-mail.png")


def _break_the_record(folder: Path) -> None:
    (folder / "record.json").write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    "spoil", [shutil.rmtree, _lose_a_picture, _damage_a_picture, _exchange_a_picture, _break_the_record]
)
def test_a_bad_record_is_one_clear_line_and_nothing_is_overwritten(
    main: Callable[..., int],
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
) -> None:
    arguments = ("render", str(folder), "--format", "md,html", "--out", "told")
    main(*arguments)
    good = {path: path.read_bytes() for path in (tmp_path / "told").rglob("*.*")}
    capsys.readouterr()
    spoil(folder)

    assert main(*arguments) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert {path: path.read_bytes() for path in (tmp_path / "told").rglob("*.*")} == good


def test_a_sentence_without_translation_is_our_fault(
    main: Callable[..., int], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main("render", str(folder), "--format", "md", "--lang", "en") == 1
    assert "Adhérer, pas à pas" in capsys.readouterr().err
