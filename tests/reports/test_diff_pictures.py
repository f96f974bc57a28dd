from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw, ImageFont

from reports.comparison.pictures import THRESHOLD, at_css_scale, compare, highlight
from reports.drawing.geometry import Rect
from reports.drawing.typography import Weight

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = (640, 400)


def _page(
    change: Callable[[ImageDraw.ImageDraw], object] = lambda _: None, scale: int = 2, shift: float = 0
) -> Image.Image:
    """A page with text of many sizes, at CSS scale; ``shift`` moves its text by parts of a pixel."""
    image = Image.new("RGB", (SIZE[0] * scale, SIZE[1] * scale), "#eff4f3")
    pen = ImageDraw.Draw(image)
    pen.rectangle((40 * scale, 30 * scale, 600 * scale, 370 * scale), fill="#ffffff", outline="#d3dddb")
    for line, size in enumerate((32, 20, 16, 14, 12)):
        font = ImageFont.truetype(Weight.REGULAR.path, size * scale)
        place = (60 + shift) * scale, (50 + 50 * line) * scale
        pen.text(place, "Vérifiez que c’est votre nom.", fill="#1b2b2e", font=font)
    pen.rectangle((60 * scale, 310 * scale, 220 * scale, 350 * scale), fill="#0d5158")
    change(pen)
    return at_css_scale(image, *SIZE)


def _box(*corners: int, fill: str) -> Callable[[ImageDraw.ImageDraw], object]:
    return lambda pen: pen.rectangle([2 * each for each in corners], fill=fill)


@pytest.mark.parametrize("shift", [0.25, 0.5])
def test_text_moved_by_part_of_a_pixel_is_the_same(shift: float) -> None:
    assert compare(_page(), _page(shift=shift)).area <= THRESHOLD


def test_text_drawn_for_another_scale_is_the_same() -> None:
    assert compare(_page(scale=1), _page(scale=2)).area <= THRESHOLD


def test_a_picture_made_smaller_in_another_way_is_the_same() -> None:
    large = Image.new("RGB", (1280, 800), "#ffffff")
    ImageDraw.Draw(large).text((40, 40), "Réaliser mes démarches", "#000000", ImageFont.truetype(Weight.BOLD.path, 60))

    others = [large.resize(SIZE, how) for how in (Image.Resampling.LANCZOS, Image.Resampling.BILINEAR)]

    assert max(compare(at_css_scale(large, *SIZE), other).area for other in others) <= THRESHOLD


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("tick", _box(400, 320, 407, 327, fill="#1b2b2e")),
        ("thin line", lambda pen: pen.line((600, 680, 1000, 680), fill="#75888a", width=2)),
        ("tint", _box(60, 310, 220, 350, fill="#14666d")),
        ("pale ground", _box(300, 310, 400, 350, fill="#e7f1f0")),
    ],
)
def test_what_can_be_seen_differs(what: str, change: Callable[[ImageDraw.ImageDraw], object]) -> None:
    assert compare(_page(), _page(change)).area > THRESHOLD, what


def test_a_figure_differs() -> None:
    def write(code: str) -> Callable[[ImageDraw.ImageDraw], object]:
        return lambda pen: pen.text((600, 640), code, "#1b2b2e", ImageFont.truetype(Weight.BOLD.path, 40))

    assert compare(_page(write("671-123456")), _page(write("671-123476"))).area > THRESHOLD


def test_each_difference_has_its_region() -> None:
    sight = compare(
        _page(),
        _page(lambda pen: [_box(400, 320, 420, 340, fill="#a00")(pen), _box(70, 100, 75, 130, fill="#a00")(pen)]),
    )

    assert [
        region.grown(4).contains(Rect(*corners))
        for region, corners in zip(sight.regions, ((70, 100, 75, 130), (400, 320, 420, 340)), strict=True)
    ] == [True, True]


def test_the_larger_part_of_a_larger_picture_differs() -> None:
    sight = compare(Image.new("RGB", (100, 100), "white"), Image.new("RGB", (100, 150), "white"))

    assert (sight.area, sight.regions) == (5000, (Rect(0, 100, 100, 150),))
    assert sight.percent == pytest.approx(33.333)


def test_a_rounded_size_is_no_difference() -> None:
    assert compare(Image.new("RGB", (100, 100), "white"), Image.new("RGB", (100, 102), "white")).area == 0


def test_what_differs_is_coloured_and_the_rest_is_pale() -> None:
    new = _page(_box(400, 320, 420, 340, fill="#a00"))
    shown = highlight(new, compare(_page(), new))

    assert shown.getpixel((410, 330)) == (0x9D, 0, 0x53)
    rest = shown.crop((80, 320, 200, 340))
    assert rest.convert("L").convert("RGB").tobytes() == rest.tobytes()
    assert min(rest.tobytes()) > 150
