"""Callouts can be told from their ground by everybody, on any page, and in print."""

from __future__ import annotations

from typing import Final

import pytest

from reports.drawing.style import ACCENT, EDGE, INK, ON_ACCENT, PAPER

Linear = tuple[float, float, float]

# Machado, Oliveira & Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS: Final[dict[str, tuple[Linear, Linear, Linear]]] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "none": ((0.2126, 0.7152, 0.0722),) * 3,  # black and white, as a monochrome printer sees it
}
LIGHT_PAGES: Final = ("#ffffff", "#f4f6f6", "#eef2f2", "#fff8e6", "#e8eefc")
DARK_PAGES: Final = ("#000000", "#0d5158", "#15141b", "#26324a", "#3b3b3b")


def _linear(colour: str) -> Linear:
    red, green, blue = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))

    def one(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    return one(red), one(green), one(blue)


def _seen(colour: str, sight: str) -> float:
    """Luminance of ``colour`` as somebody with this sight sees it."""
    parts = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, _linear(colour), strict=True)))) for row in SIGHTS[sight]]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def contrast(one: str, other: str, sight: str = "usual") -> float:
    light, dark = sorted((_seen(one, sight), _seen(other, sight)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(("front", "back"), [(INK, PAPER), (ON_ACCENT, ACCENT)])
def test_what_is_written_can_be_read(front: str, back: str, sight: str) -> None:
    assert contrast(front, back, sight) >= 4.5


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("page", LIGHT_PAGES)
def test_frames_and_arrows_stand_out_on_light_pages(page: str, sight: str) -> None:
    assert contrast(ACCENT, page, sight) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("page", DARK_PAGES)
def test_their_halo_stands_out_on_dark_pages(page: str, sight: str) -> None:
    assert contrast(PAPER, page, sight) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
def test_frames_and_arrows_stand_out_from_their_halo_on_any_page(sight: str) -> None:
    assert contrast(ACCENT, PAPER, sight) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_line_around_a_picture_is_no_frame(sight: str) -> None:
    assert contrast(EDGE, PAPER, sight) < 2 < contrast(ACCENT, EDGE, sight)
