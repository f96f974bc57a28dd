"""What is told of a page that poses, and what of the person it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from flows.capture.pose import posing
from flows.capture.privacy import Disguise

if TYPE_CHECKING:
    from playwright.sync_api import Page

DISGUISE: Final = Disguise({"Javert": "Lefort"})
FRAME: Final = "<iframe srcdoc='Bonjour Javert'></iframe>"
LATE: Final = """<div style='height:3000px'>Bonjour Javert</div><script>
    addEventListener('scroll', () => document.body.append(Object.assign(document.createElement('iframe'),
        {srcdoc: 'Au revoir Javert'})), {once: true})</script>"""


@pytest.mark.parametrize("body", ["<p>Bonjour Javert", FRAME, LATE], ids=["page", "frame", "late frame"])
def test_whatever_frame_it_is_in_the_person_is_in_disguise(page: Page, body: str) -> None:
    page.set_content(body)

    with posing(page, DISGUISE) as pose:
        assert ("Lefort" in pose.text, "Javert" in pose.text) == (True, False)

    frames = [frame.locator("body").inner_text() for frame in page.frames]
    assert [text for text in frames if "Lefort" in text] == []


def test_sensitive_words_that_the_disguise_knows_nothing_of_are_shown_as_dots(page: Page) -> None:
    page.set_content("<h1>Javert</h1><p>Montreuil</p>")

    with posing(page, DISGUISE, [page.locator("h1"), page.locator("p")]) as pose:
        assert pose.text == "Lefort\n•••••••••"


@pytest.mark.parametrize("aside", ["", FRAME], ids=["page", "frame"])
def test_what_stands_in_a_closed_root_is_surveyed(page: Page, aside: str) -> None:
    root = "<template shadowrootmode=closed><p>Un texte<p hidden>Caché</p><button>Un bouton</button></template>"
    page.set_content(f"<main>{root}</main>{aside}")

    with posing(page, DISGUISE) as pose:
        texts, controls = (
            [each["box"]["y"] for each in pose.survey["obstacles"] if each["kind"] == kind]
            for kind in ("text", "control")
        )

    assert len(texts) == 2, "those of paragraph and button, but nothing hidden"
    assert texts[0] < controls[0] < texts[1]


def test_what_stands_on_the_page_is_surveyed_in_disguise(page: Page) -> None:
    page.set_content("<p>Bonjour Javert")

    with posing(page, DISGUISE) as pose:
        assert [each["text"] for each in pose.survey["obstacles"]] == ["Bonjour Lefort"]


@pytest.mark.parametrize(
    "control",
    [
        "<label for=a>Votre commune</label><input id=a>",
        "<label>Votre commune<select><option>Montreuil<option>Digne</select></label>",
        "<input aria-label='Votre commune'>",
        "<input placeholder='Votre commune'>",
        "<button>Votre commune</button>",
    ],
)
def test_a_control_is_surveyed_by_its_name(page: Page, control: str) -> None:
    page.set_content(control)

    with posing(page, DISGUISE) as pose:
        names = [each["text"] for each in pose.survey["obstacles"] if each["kind"] == "control"]

    assert names == ["Votre commune"]
