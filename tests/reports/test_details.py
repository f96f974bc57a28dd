"""Small targets are shown once more and larger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from reports import content
from reports.drawing.callouts import Callout, place
from reports.drawing.geometry import Rect
from reports.drawing.pictures import flatten
from reports.drawing.typography import french
from reports.drawing.vector import svg
from reports.record import Box, Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.drawing.callouts import Layout
    from reports.record import Record

    Judge = Callable[[Layout, Sequence[Obstacle]], list[str]]

FIELD = Box(x=460, y=300, width=180, height=44)
PREFIX = Obstacle(kind="text", text="671 -", box=Box(x=404, y=312, width=48, height=20))
LABEL = Obstacle(kind="label", text="Code", box=Box(x=404, y=268, width=300, height=20))
BUTTON = Obstacle(kind="control", text="Valider", box=Box(x=404, y=380, width=140, height=44))
FURNITURE = (PREFIX, LABEL, BUTTON, Obstacle(kind="control", box=FIELD))


def _layout(*obstacles: Obstacle, width: int = 1280, box: Box = FIELD) -> Layout:
    return place(width, 800, [Callout(1, box, "Tapez la suite du code.", enlarged=True)], [*FURNITURE, *obstacles])


def test_a_small_field_is_shown_larger_with_what_stands_before_it() -> None:
    detail = _layout().details[0]

    assert detail.source.contains(Rect.of(FIELD))
    assert detail.source.contains(Rect.of(PREFIX.box))
    assert not detail.source.overlaps(Rect.of(LABEL.box))
    assert (detail.window.width, detail.window.height) == (2 * detail.source.width, 2 * detail.source.height)


def test_a_wide_field_needs_no_detail() -> None:
    assert not _layout(box=Box(x=404, y=500, width=500, height=44)).details


def test_a_narrow_picture_needs_no_detail() -> None:
    assert not _layout(width=760).details


def test_over_a_live_page_nothing_is_shown_larger() -> None:
    callout = Callout(1, FIELD, "Tapez la suite du code.", enlarged=True)

    assert not place(1280, 800, [callout], FURNITURE, margins=False).details


def test_a_detail_covers_nothing(collisions: Judge) -> None:
    layout = _layout()

    assert not collisions(layout, FURNITURE)


def test_a_detail_goes_below_a_picture_that_is_full(collisions: Judge) -> None:
    lines = [Obstacle(kind="text", text="…", box=Box(x=4, y=430 + 24 * k, width=1270, height=19)) for k in range(15)]
    lines += [Obstacle(kind="text", text="…", box=Box(x=4, y=4 + 24 * k, width=1270, height=19)) for k in range(10)]

    layout = _layout(*lines)

    assert layout.details[0].box.top >= layout.picture.bottom
    assert layout.height >= layout.details[0].box.bottom
    assert not collisions(layout, [*FURNITURE, *lines])


def test_a_detail_that_would_stand_far_from_its_target_is_left_out() -> None:
    lines = [Obstacle(kind="text", text="…", box=Box(x=4, y=430 + 24 * k, width=1270, height=19)) for k in range(80)]
    lines += [Obstacle(kind="text", text="…", box=Box(x=4, y=4 + 24 * k, width=1270, height=19)) for k in range(10)]

    layout = place(1280, 2400, [Callout(1, FIELD, "Tapez ici.", enlarged=True)], [*FURNITURE, *lines])

    assert not layout.details


def test_a_detail_cuts_through_nothing() -> None:
    above = Obstacle(kind="text", text="Au-dessus", box=Box(x=380, y=280, width=300, height=17))
    beside = Obstacle(kind="label", text="Un libellé bien trop long", box=Box(x=20, y=312, width=380, height=20))
    layout = _layout(above, beside)

    source = layout.details[0].source.moved(-layout.picture.left, -layout.picture.top)

    assert not any(source.overlaps(Rect.of(each.box)) for each in (above, beside))


@pytest.mark.parametrize("width", [412, 1280])
def test_what_has_no_room_for_its_number_is_shown_once_more_with_it(width: int, collisions: Judge) -> None:
    buttons = [Box(x=4 + 70 * k, y=100, width=70, height=24) for k in range(4)]
    around = [Obstacle(kind="text", text="…", box=Box(x=0, y=y, width=width, height=22)) for y in (54, 77, 125, 148)]
    around += [Obstacle(kind="text", text="…", box=Box(x=284, y=102, width=width - 284, height=20))]
    obstacles = [*around, *(Obstacle(kind="control", text="Bouton", box=box) for box in buttons)]
    callouts = [Callout(number, box, "Cliquez ici.") for number, box in enumerate(buttons, 1)]

    layout = place(width, 400, callouts, obstacles)

    untied = {spot.number for spot in layout.spots if not spot.leader and not spot.badge}
    assert untied
    assert untied <= {detail.number for detail in layout.details}
    assert not collisions(layout, obstacles)


def test_the_judge_sees_a_detail_that_is_out_of_place(collisions: Judge) -> None:
    layout = _layout()
    detail = layout.details[0]
    onto_button = detail.moved(404 - detail.box.left, 380 - detail.box.top)

    found = collisions(
        type(layout)(layout.picture, layout.margins, layout.spots, layout.style, (onto_button,)), FURNITURE
    )

    assert "detail 1 covers control 'Valider'" in found


@pytest.mark.parametrize("scale", [1, 2])
def test_a_detail_is_painted_with_the_pixels_of_its_target(scale: int) -> None:
    layout = _layout()
    clean = Image.new("RGB", (1280 * scale, 800 * scale), "white")
    field = [each * scale for each in (FIELD.x, FIELD.y, FIELD.right - 1, FIELD.bottom - 1)]
    ImageDraw.Draw(clean).rectangle(field, fill="#008000")

    image = flatten(layout, clean, scale)

    detail = layout.details[0]
    middle = Rect.of(FIELD).centre
    x = detail.window.left + 2 * (middle.x - detail.source.left)
    y = detail.window.top + 2 * (middle.y - detail.source.top)
    assert image.getpixel((x * scale, y * scale)) == (0, 0x80, 0)


def test_a_detail_is_as_sharp_as_the_clean_picture() -> None:
    layout = _layout()
    clean = Image.merge("RGB", [Image.effect_noise((2560, 1600), 90)] * 3)

    image = flatten(layout, clean, 1)

    detail = layout.details[0]
    source = detail.source.moved(-layout.picture.left, -layout.picture.top)
    window, shown = (image.crop(detail.window), clean.crop(tuple(2 * edge for edge in source)))  # type: ignore[arg-type]
    inside = (9, 9, window.width - 9, window.height - 9)  # corners are rounded
    assert window.crop(inside).tobytes() == shown.crop(inside).tobytes()


def test_a_detail_shows_the_one_picture_of_the_drawing() -> None:
    drawn = svg(_layout(), picture="a.png", prefix="p-")

    assert drawn.count("a.png") == 1
    assert drawn.count('id="p-picture"') == drawn.count('href="#p-picture"') == 1


def test_alternative_texts_tell_what_is_enlarged(record: Record) -> None:
    section = record.sections[0]
    step = section.steps[1]
    assert step.target
    small = step.model_copy(update={"target": step.target.model_copy(update={"box": FIELD})})
    told = record.model_copy(update={"sections": (section.model_copy(update={"steps": (small,)}),)})

    assert content.compose(told).parts[0].alternative.endswith(french("Le détail 1 est agrandi."))
