from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.drawing.callouts import Callout, place
from reports.drawing.geometry import Rect
from reports.drawing.margins import lanes_of, packed
from reports.drawing.typography import width
from reports.record import Box, Obstacle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reports.drawing.callouts import Layout

    Judge = Callable[[Layout, Sequence[Obstacle]], list[str]]

CAPTIONS = (
    "Puis cliquez ici.",
    "Mettez ici votre identifiant : c’est votre adresse professionnelle.",
    "Cochez cette case si vous ne souhaitez pas refaire cette manœuvre à chaque fois. " * 3,
    "camille.martin@un-tres-long-nom-d-academie.exemple.example",
)


class Sheet:
    """A generated page: what stands on it, and what can be a target."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.height = 40
        self.obstacles: list[Obstacle] = []
        self.targets: list[Box] = []

    def add(self, kind: str, box: Box, *, target: bool = False) -> None:
        self.obstacles.append(Obstacle.model_validate({"kind": kind, "text": kind, "box": box}))
        if target:
            self.targets.append(box)


def _text(sheet: Sheet, x: float, width: float, count: int) -> None:
    for _ in range(count):
        sheet.add("text", Box(x=x, y=sheet.height, width=width, height=19.4))
        sheet.height += 24


def _paragraph_with_link(sheet: Sheet, x: float, width: float) -> None:
    _text(sheet, x, width, 2)
    third = width / 3
    y = sheet.height
    sheet.add("text", Box(x=x, y=y, width=third, height=19.4))
    sheet.add("control", Box(x=x + third, y=y, width=third, height=19.4), target=True)
    sheet.add("text", Box(x=x + 2 * third, y=y, width=third, height=19.4))
    sheet.height += 24
    _text(sheet, x, width, 2)


def _field(sheet: Sheet, x: float, width: float) -> None:
    sheet.add("label", Box(x=x, y=sheet.height, width=width, height=22))
    sheet.add("text", Box(x=x, y=sheet.height + 1.3, width=width / 2, height=19.4))
    sheet.add("control", Box(x=x, y=sheet.height + 26.5, width=width, height=44), target=True)
    sheet.height += 84


def _tick_box(sheet: Sheet, x: float, width: float) -> None:
    y = sheet.height
    sheet.add("label", Box(x=x, y=y, width=width, height=48))
    sheet.add("control", Box(x=x, y=y + 2, width=16, height=16), target=True)
    sheet.add("text", Box(x=x + 20, y=y, width=width - 20, height=19.4))
    sheet.add("text", Box(x=x, y=y + 24, width=width / 2, height=19.4))
    sheet.height += 60


def _button(sheet: Sheet, x: float, width: float) -> None:
    box = Box(x=x, y=sheet.height, width=width, height=48)
    sheet.add("control", box, target=True)
    sheet.add("text", Box(x=x + width / 4, y=sheet.height + 14, width=width / 2, height=19.4))
    sheet.height += 56


def _links(sheet: Sheet, x: float, width: float, count: int) -> None:
    for k in range(count):
        step = width / count
        sheet.add("control", Box(x=x + k * step, y=sheet.height, width=step - 9, height=20), target=True)
    sheet.height += 34


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Pages of forms, paragraphs, links and buttons, from nearly empty to crowded."""
    width = draw(st.sampled_from((320, 390, 768, 1280)))
    sheet = Sheet(width)
    for _ in range(draw(st.integers(1, 9))):
        x = draw(st.integers(0, width // 2))
        across = draw(st.integers(min(200, width - x), width - x))
        match draw(st.integers(0, 6)):
            case 0:
                _text(sheet, x, across, draw(st.integers(1, 6)))
            case 1:
                _paragraph_with_link(sheet, x, across)
            case 2:
                _field(sheet, x, across)
            case 3:
                _tick_box(sheet, x, across)
            case 4:
                _button(sheet, x, across)
            case 5:
                _links(sheet, x, across, draw(st.integers(1, 4)))
            case _:
                sheet.height += draw(st.integers(10, 300))
    if not sheet.targets:
        _button(sheet, 20, 150)
    sheet.height += draw(st.integers(0, 200))
    return sheet


@st.composite
def heaps(draw: st.DrawFn) -> Sheet:
    """Boxes anywhere, one over the other, as no page should be but some are."""
    width, height = draw(st.sampled_from(((390, 844), (1280, 800))))
    sheet = Sheet(width)
    sheet.height = height
    box = st.builds(
        Box,
        x=st.integers(-20, width - 10),
        y=st.integers(-20, height - 10),
        width=st.floats(12, width),
        height=st.floats(12, 200),
    )
    for _ in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(("control", "label", "text", "image")))
        sheet.add(kind, draw(box))
    for _ in range(draw(st.integers(1, 5))):
        sheet.add("control", draw(box), target=True)
    sheet.targets = [b for b in sheet.targets if b.right > 1 and b.bottom > 1]
    if not sheet.targets:
        sheet.height = 40
        _button(sheet, 20, 150)
        sheet.height = height
    return sheet


def _callouts(sheet: Sheet, captions: Sequence[str]) -> list[Callout]:
    return [Callout(n, box, captions[n % len(captions)]) for n, box in enumerate(sheet.targets[:12], 1)]


@given(sheet=sheets(), captions=st.permutations(CAPTIONS))
def test_no_callout_covers_anything(sheet: Sheet, captions: list[str], collisions: Judge) -> None:
    layout = place(sheet.width, sheet.height, _callouts(sheet, captions), sheet.obstacles)

    assert not collisions(layout, sheet.obstacles)


@given(heap=heaps(), captions=st.permutations(CAPTIONS))
def test_no_callout_covers_anything_in_a_heap_of_boxes(heap: Sheet, captions: list[str], collisions: Judge) -> None:
    layout = place(heap.width, heap.height, _callouts(heap, captions), heap.obstacles)

    assert not collisions(layout, heap.obstacles)


@given(sheet=sheets(), captions=st.permutations(CAPTIONS))
def test_text_fits_its_bubble(sheet: Sheet, captions: list[str]) -> None:
    layout = place(sheet.width, sheet.height, _callouts(sheet, captions), sheet.obstacles)

    style = layout.style
    for spot in layout.spots:
        room = spot.bubble.width - style.tab - 2 * style.pad_x
        assert max(width(line, style.size) for line in spot.lines) <= room
        assert len(spot.lines) * style.line + 2 * style.pad_y <= spot.bubble.height


@given(sheet=sheets(), captions=st.permutations(CAPTIONS))
def test_no_word_of_a_caption_is_lost(sheet: Sheet, captions: list[str]) -> None:
    callouts = _callouts(sheet, captions)

    layout = place(sheet.width, sheet.height, callouts, sheet.obstacles)

    def letters(text: str) -> str:
        return "".join(text.split())

    assert [spot.number for spot in layout.spots] == [callout.number for callout in callouts]
    for spot, callout in zip(layout.spots, callouts, strict=True):
        assert letters("".join(spot.lines)) == letters(callout.text)


@given(sheet=sheets(), captions=st.permutations(CAPTIONS))
def test_a_frame_leaves_its_target_free(sheet: Sheet, captions: list[str]) -> None:
    layout = place(sheet.width, sheet.height, _callouts(sheet, captions), sheet.obstacles)

    for spot in layout.spots:
        inside = spot.frame.grown(-layout.style.frame)
        assert inside.contains(spot.target)


@given(sheet=sheets(), captions=st.permutations(CAPTIONS))
def test_over_a_live_page_nothing_leaves_the_window_nor_covers_a_target(
    sheet: Sheet, captions: list[str], collisions: Judge
) -> None:
    window = max(sheet.height, 640)

    layout = place(sheet.width, window, _callouts(sheet, captions)[:1], sheet.obstacles, margins=False)

    assert (layout.width, layout.height) == (sheet.width, window)
    assert not [each for each in collisions(layout, sheet.obstacles) if "target" in each or "cut" in each]


@given(sheet=sheets(), captions=st.permutations(CAPTIONS))
def test_the_same_page_gives_the_same_layout(sheet: Sheet, captions: list[str]) -> None:
    callouts = _callouts(sheet, captions)

    first = place(sheet.width, sheet.height, callouts, sheet.obstacles)

    assert place(sheet.width, sheet.height, callouts, sheet.obstacles) == first


def test_a_picture_with_room_gets_no_margin() -> None:
    layout = place(1280, 800, [Callout(1, Box(x=400, y=300, width=300, height=48), "Cliquez ici.")])

    assert not any(layout.margins)


def test_a_crowded_picture_gets_a_margin() -> None:
    lines = [Obstacle(kind="text", box=Box(x=4, y=4 + 24 * k, width=380, height=19)) for k in range(30)]

    layout = place(390, 740, [Callout(1, Box(x=4, y=100, width=380, height=19), "Lisez ceci.")], lines)

    assert layout.margins.left or layout.margins.right


def test_every_callout_of_a_simple_form_has_badge_and_arrow() -> None:
    fields = [Box(x=440, y=200 + 90 * k, width=400, height=46) for k in range(3)]
    labels = [Obstacle(kind="label", box=Box(x=440, y=174 + 90 * k, width=200, height=20)) for k in range(3)]

    layout = place(1280, 800, [Callout(k, box, CAPTIONS[1]) for k, box in enumerate(fields, 1)], labels)

    assert all(spot.badge and spot.leader for spot in layout.spots)
    assert [spot.bubble.top for spot in layout.spots] == sorted(spot.bubble.top for spot in layout.spots)


def test_a_target_outside_the_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="callout 3"):
        place(390, 844, [Callout(3, Box(x=500, y=10, width=20, height=20), "Ici.")])


def test_a_link_in_a_paragraph_is_reached_between_the_lines(collisions: Judge) -> None:
    sheet = Sheet(1280)
    for _ in range(3):
        _paragraph_with_link(sheet, 100, 1000)

    layout = place(1280, sheet.height, _callouts(sheet, CAPTIONS), sheet.obstacles)

    assert all(spot.leader for spot in layout.spots)
    assert not collisions(layout, sheet.obstacles)


@pytest.mark.parametrize("gap", [1, 6, 12])
@pytest.mark.parametrize("width", [320, 760])
def test_bubbles_above_and_below_keep_clear_of_each_others_leaders(width: int, gap: int, collisions: Judge) -> None:
    sheet = Sheet(width)
    for k in range(5):
        sheet.add("control", Box(x=100 + (12 + gap) * k, y=90, width=12, height=20), target=True)
    for y in range(10, 200, 60):
        beside = Box(x=0, y=y, width=90, height=20), Box(x=210, y=y, width=width - 210, height=20)
        for box in beside:
            sheet.add("text", box)

    layout = place(width, 220, _callouts(sheet, CAPTIONS), sheet.obstacles)

    assert not collisions(layout, sheet.obstacles)


@pytest.mark.parametrize("part", ["bubble", "badge", "leader"])
def test_the_judge_sees_a_part_that_is_out_of_place(part: str, collisions: Judge) -> None:
    box = Box(x=500, y=300, width=200, height=40)
    layout = place(1280, 800, [Callout(1, box, "Cliquez ici.")])
    spot = layout.spots[0]
    middle = spot.target.centre
    moved = {
        "bubble": replace(spot, bubble=spot.target),
        "badge": replace(spot, badge=middle),
        "leader": replace(spot, leader=(middle.moved(40, 0), middle.moved(400, 0))),
    }[part]

    found = collisions(replace(layout, spots=(moved,)), [Obstacle(kind="control", text="Envoyer", box=box)])

    assert any(each.startswith(f"{part} 1 covers control 'Envoyer'") for each in found)


def test_the_judge_sees_callouts_that_meet(collisions: Judge) -> None:
    layout = place(1280, 800, [Callout(1, Box(x=500, y=300, width=200, height=40), "Cliquez ici.")])

    found = collisions(replace(layout, spots=layout.spots * 2), [])

    assert "bubble 1 meets bubble 1" in found


spans = st.lists(st.tuples(st.integers(0, 900), st.integers(40, 220)), min_size=1, max_size=12)


@given(spans)
def test_bubbles_in_a_column_keep_their_order_and_distance(wanted: list[tuple[int, int]]) -> None:
    tops, heights = [top for top, _ in sorted(wanted)], [height for _, height in sorted(wanted)]

    placed = packed(tops, heights, 12, 0, 1000)

    for (a, height), (b, _) in pairwise(zip(placed, heights, strict=True)):
        assert b >= a + height + 12
    assert placed[0] >= 0
    if sum(heights) + 12 * len(heights) <= 1000:
        assert placed[-1] + heights[-1] <= 1000


@given(spans)
def test_leaders_in_a_gutter_never_cross(wanted: list[tuple[int, int]]) -> None:
    exits = [20 * k + top for k, (top, _) in enumerate(sorted(wanted))]
    heights = [height for _, height in sorted(wanted)]
    tops = packed([y - h // 2 for y, h in zip(exits, heights, strict=True)], heights, 12, 0, 1000)
    ends = [min(max(y, top + 12), top + h - 12) for y, top, h in zip(exits, tops, heights, strict=True)]

    lanes = lanes_of(exits, ends)

    ways = [
        [
            Rect(-1, exit_, 10 * lane, exit_),
            Rect(10 * lane, min(exit_, end), 10 * lane, max(exit_, end)),
            Rect(10 * lane, end, 1000, end),
        ]
        for exit_, end, lane in zip(exits, ends, lanes, strict=True)
    ]
    for k, way in enumerate(ways):
        for other in ways[k + 1 :]:
            assert not any(a.grown(2).overlaps(b.grown(2)) for a in way for b in other)
