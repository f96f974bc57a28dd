from __future__ import annotations

import io
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
import resvg_py
from PIL import Image, ImageChops

from reports.drawing import style as look
from reports.drawing.callouts import Callout, Layout, ink_of, place, place_section
from reports.drawing.geometry import bounds_of
from reports.drawing.pictures import flatten, save
from reports.drawing.style import Style
from reports.drawing.typography import Weight
from reports.drawing.vector import svg
from reports.record import Box, Obstacle, Picture, Section, Step, Target

SVG = "{http://www.w3.org/2000/svg}"
MARKUP = 'Tapez <script>alert("1")</script> & « plus »'


def _layout(text: str = "Cliquez ici.") -> Layout:
    return place(1280, 800, [Callout(1, Box(x=400, y=300, width=300, height=48), text)])


def _parsed(drawing: str) -> ET.Element:
    return ET.fromstring(drawing)  # noqa: S314 -- our own drawing


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("front", "back"),
    [(look.INK, look.PAPER), (look.ON_ACCENT, look.ACCENT), (look.ACCENT, look.PAPER)],
)
def test_colours_have_contrast(front: str, back: str) -> None:
    light, dark = sorted((_luminance(front), _luminance(back)), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("width", [320, 390, 800, 1280, 2560])
def test_nothing_is_written_small(width: int) -> None:
    style = Style.for_width(width)

    assert style.size >= 14
    assert 2 * style.badge >= 28


def test_the_drawing_is_well_formed_whatever_the_caption() -> None:
    drawing = _parsed(svg(_layout(MARKUP), picture="a&b.png", label='"<&>'))

    assert not list(drawing.iter(f"{SVG}script"))
    assert "<script>" in "".join(drawing.itertext())


def test_the_drawing_has_the_size_of_the_canvas() -> None:
    layout = _layout()

    drawing = _parsed(svg(layout))

    assert drawing.get("viewBox") == f"0 0 {layout.width} {layout.height}"


def test_the_overlay_alone_is_transparent() -> None:
    assert not list(_parsed(svg(_layout())).iter(f"{SVG}image"))


def test_each_callout_is_a_group_of_its_own_with_its_number() -> None:
    boxes = [Box(x=400, y=100 + 90 * k, width=300, height=48) for k in range(3)]
    layout = place(1280, 800, [Callout(k, box, "Ici.") for k, box in enumerate(boxes, 1)])

    groups = list(_parsed(svg(layout, prefix="repere-")).iter(f"{SVG}g"))

    assert [group.get("id") for group in groups] == ["repere-1", "repere-2", "repere-3"]
    assert [group.get("data-callout") for group in groups] == ["1", "2", "3"]


def test_bends_are_rounded() -> None:
    lines = [Obstacle(kind="text", box=Box(x=4, y=4 + 24 * k, width=380, height=19)) for k in range(30)]
    boxes = [Box(x=4, y=100 + 24 * k, width=380, height=19) for k in range(3)]
    layout = place(390, 740, [Callout(k, box, "Ici, et là. " * 9) for k, box in enumerate(boxes, 1)], lines)

    bent = [spot for spot in layout.spots if len(spot.leader) > 2]

    assert bent
    assert svg(layout).count("Q") >= len(bent)
    for spot in layout.spots:
        assert all(a.x == b.x or a.y == b.y for a, b in pairwise(spot.leader))


def test_an_annotated_picture_has_the_size_of_its_canvas() -> None:
    layout = _layout()

    image = flatten(layout, Image.new("RGB", (1280, 800), "#eeeeee"))

    assert image.size == (layout.width, layout.height)


def test_an_annotated_picture_can_be_twice_as_sharp() -> None:
    layout = _layout()

    image = flatten(layout, Image.new("RGB", (2560, 1600), "#eeeeee"), 2)

    assert image.size == (2 * layout.width, 2 * layout.height)


@pytest.mark.parametrize("scale", [1, 2])
def test_a_callout_is_painted_where_it_was_placed(scale: int) -> None:
    layout = _layout()
    spot = layout.spots[0]

    image = flatten(layout, Image.new("RGB", (1280 * scale, 800 * scale), "#00ff00"), scale)

    def at(x: int, y: int) -> str:
        pixel = image.getpixel((x * scale, y * scale))
        assert isinstance(pixel, tuple)
        return "#{:02x}{:02x}{:02x}".format(*pixel)

    assert at(spot.bubble.left + 6, spot.bubble.centre.y) == look.ACCENT
    assert at(spot.bubble.right - 6, spot.bubble.centre.y) == look.PAPER
    assert at(spot.frame.left + 1, spot.frame.centre.y + 20) == look.ACCENT
    assert at(*spot.target.centre) == "#00ff00"


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("box", [Box(x=400, y=300, width=300, height=48), Box(x=40, y=60, width=6, height=6)])
def test_an_annotated_picture_looks_as_the_drawing(box: Box, scale: int) -> None:
    layout = place(1280, 800, [Callout(10, box, "AVATAR : « Choisissez » votre mot de passe, puis continuez.")])
    painted = flatten(layout, Image.new("RGB", (1280 * scale, 800 * scale), "#eeeeee"), scale)
    whole = resvg_py.svg_to_bytes(
        svg_string=svg(layout), skip_system_fonts=True, font_files=[str(weight.path) for weight in Weight], zoom=scale
    )
    drawn = Image.new("RGB", painted.size, "#eeeeee")
    with Image.open(io.BytesIO(whole)) as callouts:
        drawn.paste(callouts, (0, 0), callouts)

    spot = layout.spots[0]
    left, top, right, bottom = bounds_of(ink_of(spot, layout.style)).grown(1)
    inside = (left * scale, top * scale, right * scale, bottom * scale)
    differences = ImageChops.difference(painted.crop(inside), drawn.crop(inside)).convert("L")
    # Letters are anti-aliased by another hand.
    counts = differences.histogram()
    assert sum(counts[110:]) == 0
    assert sum(counts[64:]) < 0.001 * differences.width * differences.height


def test_annotated_pictures_are_identical_byte_for_byte(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("pictures")
    clean = Image.effect_noise((1280, 800), 30)

    for name in ("a.png", "b.png"):
        save(flatten(_layout(), clean), folder / name)

    assert (folder / "a.png").read_bytes() == (folder / "b.png").read_bytes()


def test_annotated_pictures_hold_no_metadata(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("pictures") / "a.png"
    clean = Image.new("RGB", (1280, 800))
    clean.info["Comment"] = "camille.martin@academie.example"

    save(flatten(_layout(), clean), path)

    chunks = set(re.findall(rb"(?:tEXt|iTXt|zTXt|tIME|eXIf|iCCP)", path.read_bytes()[:200]))
    assert not chunks
    with Image.open(path) as image:
        assert not image.info


def test_a_box_to_tick_is_framed_with_its_label() -> None:
    box, label = Box(x=100, y=100, width=16, height=16), Box(x=124, y=98, width=300, height=20)
    target = Target.model_validate(
        {"element": "LoginScreen.trust_box", "role": "box", "name": "Se souvenir de moi", "box": box}
    )
    section = Section(
        screen="LoginScreen",
        title="Me connecter",
        chapter="Me connecter",
        picture=Picture(
            file="a.png",
            width=800,
            height=600,
            obstacles=(
                Obstacle(kind="control", box=box),
                Obstacle(kind="label", text="Se souvenir de moi", box=label),
            ),
        ),
        steps=(Step(action="tick", say="Cochez.", number=1, target=target),),
    )

    layout = place_section(section)

    assert layout is not None
    spot = layout.spots[0]
    assert spot.target.left == layout.picture.left + 100
    assert spot.target.right == layout.picture.left + 424


def _long_page(y: float, height: int = 6000) -> Section:
    box = Box(x=100, y=y, width=200, height=30)
    target = Target.model_validate({"element": "LoginScreen.submit_button", "role": "button", "name": "OK", "box": box})
    lines = [
        Obstacle(kind="text", text="…", box=Box(x=100, y=k * 24, width=600, height=20)) for k in range(height // 24)
    ]
    return Section(
        screen="LoginScreen",
        title="Me connecter",
        chapter="Me connecter",
        picture=Picture(file="a.png", width=1280, height=height, obstacles=tuple(lines)),
        steps=(Step(action="click", say="Cliquez ici.", number=1, target=target),),
    )


@pytest.mark.parametrize(("y", "lowest"), [(50, 0), (4000, 4030)])
def test_a_long_picture_is_shown_as_far_down_as_its_callouts_point(y: float, lowest: int) -> None:
    section = _long_page(y)
    layout = place_section(section)

    assert layout is not None
    assert section.picture is not None
    assert lowest < layout.picture.height < max(2000, lowest + 300)
    assert not any(each.box.y < layout.picture.height < each.box.bottom for each in section.picture.obstacles)


def test_a_long_picture_is_not_squeezed() -> None:
    layout = place_section(_long_page(50))
    assert layout is not None
    clean = Image.linear_gradient("L").resize((1280, 6000)).convert("RGB")

    image = flatten(layout, clean)
    drawn = next(_parsed(svg(layout, picture="a.png")).iter(f"{SVG}image"))

    assert image.size == (layout.width, layout.height)
    assert drawn.get("height") == "6000"
    middle = (layout.picture.left + 1000, layout.picture.top + 1500)
    assert image.getpixel(middle) == clean.getpixel((1000, 1500))


def test_a_long_picture_that_is_not_so_long_is_shown_whole() -> None:
    layout = place_section(_long_page(50, 960))

    assert layout is not None
    assert (layout.picture.height, layout.left_out) == (960, 0)
