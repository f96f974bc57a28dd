from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops

from reports.drawing.style import ACCENT
from reports.files import RecordError
from reports.formats.film import HEIGHT, WIDTH, film, reel
from reports.formats.film_encoders import TICK, FilmError, Reel
from tests.reports.drawn import STARTED, Play, Screen, Thing

if TYPE_CHECKING:
    from pathlib import Path

NAME = Thing("Votre nom", y=150, say="Mettez ici votre nom.")
SEND = Thing("Envoyer", y=300, say="Puis cliquez ici, une seule fois, et laissez la page ouverte.")
LOGIN = Screen("LoginScreen", "Entrer", (NAME, SEND), remark="La réponse prend une minute.")
SPACE = Screen("SpaceScreen", "Mon espace", (Thing("Partir", say="Quittez ici."),), chapter="J’arrive")
STILLS = ["title card", "login", "name", "send", "remark", "space", "leave", "closing card"]
STAGE = (0, 60, WIDTH, 650)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return Play((LOGIN, SPACE), scale=2).write(tmp_path / "record")


def _stills(made: Reel) -> list[tuple[Image.Image, int]]:
    return [(image, ticks) for image, ticks in made.frames() if ticks > 1]


def _count(film: Image.Image) -> int:
    return int(getattr(film, "n_frames", 1))


def _accented(image: Image.Image) -> int:
    """How many pixels of the stage have the colour of callouts."""
    difference = ImageChops.difference(image.crop(STAGE), Image.new("RGB", (WIDTH, 590), ACCENT)).convert("L")
    return difference.histogram()[0]


def test_there_is_a_still_for_each_card_screen_and_caption(record: Path) -> None:
    assert len(_stills(reel(record))) == len(STILLS)


def test_callouts_appear_one_after_another(record: Path) -> None:
    shown = [_accented(image) for image, _ in _stills(reel(record))[1:5]]

    assert shown[0] == 0
    assert 0 < shown[1] < shown[2]
    assert shown[2] == shown[3]


def test_a_caption_stays_as_long_as_it_takes_to_read(record: Path) -> None:
    seconds = dict(zip(STILLS, [ticks * TICK / 1000 for _, ticks in _stills(reel(record))], strict=True))

    assert len(SEND.say) / seconds["send"] < 18
    assert seconds["name"] < seconds["send"]
    assert min(seconds.values()) >= 1


def test_all_frames_have_the_same_even_size(record: Path) -> None:
    assert {image.size for image in reel(record).draw()} == {(WIDTH, HEIGHT)}
    assert (WIDTH % 2, HEIGHT % 2) == (0, 0)


def test_screens_change_by_way_of_pale_frames(record: Path) -> None:
    made = reel(record)
    frames = list(made.frames())
    cuts = sorted(made.cuts)

    assert [frames[cut].ticks > 1 for cut in cuts] == [True] * 4
    assert all(frames[cut - 1].ticks == 1 for cut in cuts[1:])


def test_the_written_film_is_the_drawn_one(record: Path, tmp_path: Path) -> None:
    made = reel(record)
    film(record, tmp_path / "film.webp")

    with Image.open(tmp_path / "film.webp") as written:
        assert (_count(written), written.size) == (len(made.ticks), made.size)
        for place, (image, ticks) in enumerate(made.frames()):
            written.seek(place)
            shown = written.convert("RGB")
            assert written.info["duration"] == ticks * TICK
            if ticks > 1:
                off = ImageChops.difference(shown, image).convert("L").histogram()
                assert sum(off[48:]) < 200, STILLS


def test_no_ghost_of_a_former_screen_is_left(record: Path, tmp_path: Path) -> None:
    film(record, tmp_path / "film.webp")

    with Image.open(tmp_path / "film.webp") as written:
        written.seek(_count(written) - 1)
        beside_the_text = written.convert("L").crop((20, 0, WIDTH, 300))

    assert min(beside_the_text.tobytes()) > 251


def test_two_films_of_a_record_are_identical(record: Path, tmp_path: Path) -> None:
    first, second = (film(record, tmp_path / name).read_bytes() for name in ("a.webp", "b.webp"))

    assert first == second


def test_a_film_holds_nothing_but_pictures(record: Path, tmp_path: Path) -> None:
    content = film(record, tmp_path / "film.webp").read_bytes()

    assert not any(mark in content for mark in (b"EXIF", b"XMP ", b"ICCP", b"record", b"LoginScreen"))


def test_a_long_caption_is_shown_in_parts(tmp_path: Path) -> None:
    say = " ".join(f"Phrase numéro {number} de cette très longue légende." for number in range(12))
    long = replace(LOGIN, things=(replace(NAME, say=say),), remark="")
    record = Play((long,)).write(tmp_path / "record")

    stills = _stills(reel(record))

    assert len(stills) > 4
    assert sum(ticks for _, ticks in stills[2:-1]) * TICK / 1000 > len(say) / 20


def test_of_a_long_page_the_part_with_the_callout_is_shown(tmp_path: Path) -> None:
    far = Thing("Tout en bas", y=2400, say="Cliquez ici.")
    record = Play((Screen("LongScreen", "Longue page", (far,), height=2600),)).write(tmp_path / "record")

    _, whole, pointed, _ = _stills(reel(record))

    assert _accented(whole[0]) == 0
    assert _accented(pointed[0]) > 500


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800), (2400, 900)])
def test_any_size_of_screen_fits(tmp_path: Path, width: int, height: int) -> None:
    screen = replace(LOGIN, things=(replace(NAME, x=20, width=200),), width=width, height=height)
    record = Play((screen,)).write(tmp_path / "record")

    assert _accented(_stills(reel(record))[2][0]) > 500


def test_a_section_without_a_picture_is_told_all_the_same(tmp_path: Path) -> None:
    record = Play((LOGIN, replace(SPACE, pictured=False))).write(tmp_path / "record")

    assert len(_stills(reel(record))) == len(STILLS)


def test_a_record_without_pictures_makes_no_film(tmp_path: Path) -> None:
    record = Play((replace(LOGIN, pictured=False),)).write(tmp_path / "record")

    with pytest.raises(RecordError, match="without pictures"):
        film(record, tmp_path / "film.webp")

    assert not (tmp_path / "film.webp").exists()


def test_a_failed_film_leaves_the_former_one_and_nothing_else(record: Path, tmp_path: Path) -> None:
    out = film(record, tmp_path / "films" / "film.webp")
    former = out.read_bytes()
    (record / "pictures" / "02.png").write_bytes(b"no picture")

    with pytest.raises(RecordError, match=r"02\.png"):
        film(record, out)

    assert out.read_bytes() == former
    assert [path.name for path in out.parent.iterdir()] == ["film.webp"]


def test_an_unknown_kind_of_film_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(FilmError, match=r"\.webp, \.mp4, \.webm"):
        film(tmp_path / "nowhere", tmp_path / "film.gif")


def test_a_record_in_an_unknown_language_is_refused(tmp_path: Path) -> None:
    record = Play((LOGIN,), changes={"language": "tlh"}).write(tmp_path / "record")

    with pytest.raises(RecordError, match="tlh"):
        reel(record)


def test_the_day_of_the_pictures_is_on_the_first_card(tmp_path: Path) -> None:
    later = STARTED.replace(year=2033)
    records = [
        Play((LOGIN,)).write(tmp_path / "a"),
        Play((LOGIN,)).write(tmp_path / "b"),
    ]
    text = (records[1] / "record.json").read_text(encoding="utf-8")
    (records[1] / "record.json").write_text(text.replace(str(STARTED.year), str(later.year)), encoding="utf-8")

    first, second = (_stills(reel(record)) for record in records)

    changed = [ImageChops.difference(a, b).getbbox() is not None for (a, _), (b, _) in zip(first, second, strict=True)]
    assert changed == [True] + [False] * (len(changed) - 1)


def test_the_bar_grows_with_the_film(record: Path) -> None:
    def done(image: Image.Image) -> int:
        bar = image.crop((0, 657, WIDTH, 659))
        return ImageChops.difference(bar, Image.new("RGB", bar.size, ACCENT)).convert("L").histogram()[0]

    grown = [done(image) for image, _ in _stills(reel(record))[1:-1]]

    assert all(a < b for a, b in pairwise(grown))
