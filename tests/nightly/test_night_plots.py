from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from reports.nightly.history import Line
from reports.nightly.night import StageName
from reports.nightly.plots import plots
from reports.record import Outcome
from tests.nightly.nights import case, night, nights, stage

GREEN, RED = Outcome.PASSED, Outcome.PORTAL


def lines(*outcomes: Outcome) -> list[Line]:
    return [Line.of(each) for each in nights(outcomes)]


def test_before_the_first_night_there_is_nothing_to_plot() -> None:
    assert plots([]) == ()


def test_pass_rate_duration_and_flakes_are_plotted() -> None:
    assert [plot.title for plot in plots(lines(GREEN))] == ["Pass rate", "Duration", "Flakes"]


@pytest.mark.parametrize("count", [1, 2, 60])
def test_there_is_a_mark_for_each_night(count: int) -> None:
    for plot in plots(lines(*[GREEN] * count)):
        marks = [each for each in ET.fromstring(plot.drawing).iter() if each.get("class") in {"fine", "bad"}]  # noqa: S314 - our own
        assert len(marks) == count


def test_every_mark_lies_inside_its_plot() -> None:
    for plot in plots(lines(*[GREEN, RED] * 30)):
        root = ET.fromstring(plot.drawing)  # noqa: S314 - our own
        width, height = map(float, (root.get("viewBox") or "").split()[2:])
        for each in root.iter("rect"):
            x, y, w, h = (float(each.get(name) or 0) for name in ("x", "y", "width", "height"))
            assert 0 <= x <= x + w <= width
            assert 0 <= y <= y + h <= height
        for each in root.iter("circle"):
            assert 0 <= float(each.get("cx") or -1) <= width
            assert 0 <= float(each.get("cy") or -1) <= height


def test_red_nights_differ_in_shape_as_well_as_in_colour() -> None:
    drawing = plots(lines(GREEN, RED))[0].drawing

    assert (drawing.count("<circle"), drawing.count("<polygon")) == (1, 1)


def test_a_plot_says_in_words_what_it_shows() -> None:
    flaky = Line.of(night(stage(StageName.JOURNEYS, case(first_try="mail: …"), case())))

    told = [re.search('aria-label="([^"]+)"', plot.drawing) for plot in plots([*lines(GREEN, RED), flaky])]

    assert [each and each[1] for each in told] == [
        "Pass rate over 3 nights: the last 100 %, the worst 50.0 %.",
        "Duration over 3 nights: the last 1 min 40 s, the longest 1 min 40 s.",
        "Cases that passed on the second try only, over 3 nights: 1 in the last, 1 in all.",
    ]


def test_a_mark_tells_its_night() -> None:
    drawing = plots(lines(GREEN, RED))[0].drawing

    assert "<title>2026-11-02: 50 % passed (portal)</title>" in drawing
