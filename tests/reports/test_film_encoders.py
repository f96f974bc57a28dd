from __future__ import annotations

import shutil
import stat
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from reports.formats.film_encoders import FilmError, Reel, encoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COLOURS = ("red", "white", "navy")
INSTALLED = bool(shutil.which("ffmpeg") or find_spec("imageio_ffmpeg") or find_spec("av"))


def _draw() -> Iterator[Image.Image]:
    for colour in COLOURS:
        yield Image.new("RGB", (64, 48), colour)


REEL = Reel((64, 48), (2, 1, 3), frozenset({0}), _draw)


@pytest.fixture
def ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a program in the place of ffmpeg."""

    def put(does: str) -> None:
        program = tmp_path / "bin" / "ffmpeg"
        program.parent.mkdir()
        program.write_text(f"#!{sys.executable}\nimport sys\n{does}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(program.parent))

    return put


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any encoder."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_without_an_encoder_it_says_what_to_install(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(FilmError, match=r"install ffmpeg.*parcours\[film\].*\.webp"):
        encoder(tmp_path / f"film{suffix}")


@pytest.mark.usefixtures("bare")
def test_webp_needs_no_encoder(tmp_path: Path) -> None:
    path = tmp_path / "film.webp"
    encoder(path)(REEL, path)

    with Image.open(path) as written:
        durations = []
        for place in range(getattr(written, "n_frames", 1)):
            written.seek(place)
            written.load()
            durations.append(written.info["duration"])
    assert durations == [160, 80, 240]


def test_the_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    path = tmp_path / "FILM.WEBP"
    encoder(path)(REEL, path)

    assert path.read_bytes()[8:12] == b"WEBP"


@pytest.mark.parametrize(("suffix", "codec"), [(".mp4", "libx264"), (".webm", "libvpx-vp9")])
def test_ffmpeg_is_given_every_tick(tmp_path: Path, ffmpeg: Callable[[str], None], suffix: str, codec: str) -> None:
    told = tmp_path / "told"
    ffmpeg(f"open({str(told)!r}, 'w').write(' '.join(sys.argv) + ' ' + str(len(sys.stdin.buffer.read())))")

    encoder(tmp_path / f"film{suffix}")(REEL, tmp_path / f"film{suffix}")

    *command, read = told.read_text(encoding="utf-8").split()
    assert int(read) == 6 * 64 * 48 * 3
    assert command[command.index("-c:v") + 1] == codec
    assert command[command.index("-framerate") + 1] == "25/2"
    assert command[-1] == str(tmp_path / f"film{suffix}")


def test_what_ffmpeg_complains_of_is_told(tmp_path: Path, ffmpeg: Callable[[str], None]) -> None:
    ffmpeg("sys.exit('Unknown encoder')")

    with pytest.raises(FilmError, match="could not write the film: Unknown encoder"):
        encoder(tmp_path / "film.mp4")(REEL, tmp_path / "film.mp4")


@pytest.mark.skipif(not INSTALLED, reason="no encoder is installed: neither ffmpeg nor the extra film")
@pytest.mark.parametrize(("suffix", "begins"), [(".mp4", b"ftyp"), (".webm", b"webm")])
def test_a_real_encoder_writes_the_same_film_twice(tmp_path: Path, suffix: str, begins: bytes) -> None:
    first, second = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    for path in (first, second):
        encoder(path)(REEL, path)

    assert begins in first.read_bytes()[:64]
    assert first.read_bytes() == second.read_bytes()
