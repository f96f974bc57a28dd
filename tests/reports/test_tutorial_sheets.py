from __future__ import annotations

from typing import TYPE_CHECKING

import pypdf
from PIL import Image

from reports.content import compose
from reports.formats.sheets import sheets
from reports.tutorial import Format, render

if TYPE_CHECKING:
    from pathlib import Path

    from reports.formats.pdf import Printer
    from reports.record import Record, Section


def _told(record: Record, *sections: Section) -> Record:
    return record.model_copy(update={"sections": sections})


def _brief(section: Section) -> Section:
    return section.model_copy(update={"steps": section.steps[1:2]})


def test_two_short_parts_share_a_sheet(record: Record) -> None:
    brief = _brief(record.sections[0])

    placed = sheets(compose(_told(record, brief, brief, brief)))

    assert [placed[index].begins for index in (1, 2, 3)] == [True, False, True]


def test_a_picture_shrinks_only_for_company(record: Record) -> None:
    brief = _brief(record.sections[0])

    placed = sheets(compose(_told(record, brief, brief, brief)))

    assert placed[1].width < placed[3].width == 185


def test_parts_with_much_to_say_have_a_sheet_each(record: Record) -> None:
    section = record.sections[0]
    long = section.model_copy(update={"steps": section.steps * 3})

    assert all(sheet.begins for sheet in sheets(compose(_told(record, long, long))).values())


def test_what_comes_after_the_last_part_has_room(record: Record) -> None:
    brief = _brief(record.sections[0])
    wordy = _told(record, brief, brief).model_copy(update={"closing": "Gardez ce tutoriel. " * 60})

    assert all(sheet.begins for sheet in sheets(compose(wordy)).values())


def test_a_part_without_a_picture_takes_its_text_alone(record: Record) -> None:
    bare = record.sections[0].model_copy(update={"picture": None})

    placed = sheets(compose(_told(record, bare, bare)))

    assert [placed[1].begins, placed[2].begins] == [True, False]


def _pictured(section: Section, height: int) -> Section:
    """``section`` with a picture of this height for a width of 1280."""
    assert section.picture
    return section.model_copy(update={"picture": section.picture.model_copy(update={"height": height})})


def test_parts_share_sheets_so_that_there_are_fewest(record: Record) -> None:
    brief = _brief(record.sections[0])
    high, low = _pictured(brief, 1300), _pictured(brief, 500)

    placed = sheets(compose(_told(record, high, low, low, high)))

    assert [placed[index].begins for index in (1, 2, 3, 4)] == [True, True, False, True]


def test_a_part_with_much_room_gets_larger_texts(record: Record) -> None:
    brief = _brief(record.sections[0])
    long = record.sections[0].model_copy(update={"steps": record.sections[0].steps * 6})

    placed = sheets(compose(_told(record, _pictured(brief, 900), long)))

    assert [placed[index].roomy for index in (1, 2)] == [True, False]


def test_larger_texts_fit_on_their_sheet(record: Record, folder: Path, tmp_path: Path, print_page: Printer) -> None:
    section = record.sections[0]
    steps = tuple(step.model_copy(update={"target": None}) for step in section.steps[1:4])
    parts = [section.model_copy(update={"steps": steps * (1 + size // 3)}) for size in range(2, 20)]
    told = _told(record, *parts)
    told.save(folder)

    render(folder, tmp_path / "out", formats=[Format.PDF], print_page=print_page)

    placed = sheets(compose(told))
    assert any(sheet.roomy for sheet in placed.values())
    printed = pypdf.PdfReader(tmp_path / "out" / "adhesion.pdf")
    assert len(printed.pages) == 1 + sum(sheet.begins for sheet in placed.values())


def test_texts_of_any_length_fit_below_a_tall_picture(
    record: Record, folder: Path, tmp_path: Path, print_page: Printer
) -> None:
    section = _pictured(record.sections[0], 3000)
    assert section.picture
    Image.new("RGB", (1280, 3000), "#f4f6f6").save(folder / section.picture.file)
    say = "Vous pouvez aussi vous arrêter là et reprendre plus tard ; rien de ce que vous avez saisi n’est perdu. " * 2
    steps = [
        step.model_copy(update={"say": say[:length], "number": number, "target": None})
        for length in range(70, 130, 4)
        for step, number in zip(section.steps[1:3], (1, None), strict=True)
    ]
    pairs = zip(steps[::2], steps[1::2], strict=True)
    told = _told(record, *(section.model_copy(update={"steps": pair}) for pair in pairs))
    told.save(folder)

    render(folder, tmp_path / "out", formats=[Format.PDF], print_page=print_page)

    printed = pypdf.PdfReader(tmp_path / "out" / "adhesion.pdf")
    assert len(printed.pages) == 1 + sum(sheet.begins for sheet in sheets(compose(told)).values())
