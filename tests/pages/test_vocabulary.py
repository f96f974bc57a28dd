"""Holds the declarations of ``pages/`` against the bundled portal's templates, without a browser."""

import html
import re
from pathlib import Path

import pytest

from pages.catalogue import MAILS, SCREENS, SITUATIONS
from pages.element import Choice, Element
from pages.screen import MailView, Screen

PORTAL = Path(__file__).parents[2] / "mock_portal"


def plain(words: str) -> str:
    return " ".join(html.unescape(words).replace("’", "'").split())


@pytest.fixture(scope="module")
def vocabulary() -> str:
    sources = [path.read_text(encoding="utf-8") for path in (PORTAL / "templates").rglob("*") if path.is_file()]
    without_tags = [re.sub(r"<[^>]*>", " ", source) for source in sources]
    catalogues = [(PORTAL / name).read_text(encoding="utf-8") for name in ("texts.py", "journeys.py")]
    return plain("\n".join([*without_tags, *catalogues]))


def labels(element: Element) -> list[str]:
    question = [element.question] if isinstance(element, Choice) else []
    return [element.labels[0], *question]


@pytest.mark.parametrize(
    "element",
    [
        pytest.param(element, id=element.name)
        for screen in (*SCREENS, *MAILS)
        for element in screen.elements()
        if not getattr(element, "pattern", None)
    ],
)
def test_every_declared_label_is_in_the_portals_templates(element: Element, vocabulary: str) -> None:
    missing = [label for label in labels(element) if plain(label).rstrip(" →.?") not in vocabulary]

    assert not missing, f"{element.name}: no template says {missing}"


def test_every_screen_is_in_the_catalogue() -> None:
    # Tests declare screens of their own.
    declared = {screen for screen in Screen.__subclasses__() if screen.__module__.startswith("pages.")} - {MailView}

    assert declared == {*SCREENS, *SITUATIONS}


@pytest.mark.parametrize("screen", [pytest.param(screen, id=screen.__name__) for screen in SITUATIONS])
def test_every_situation_is_one_that_the_bundled_portal_can_show(screen: type[Screen], vocabulary: str) -> None:
    sign, said = screen.sign(), re.sub(r"\{\w+\}", "30", vocabulary)

    assert plain(sign.label) in said or (sign.pattern and sign.pattern.search(said)), (
        f"{screen.__name__}: no template says {sign.label!r}"
    )


@pytest.mark.parametrize(
    "element",
    [
        pytest.param(element, id=element.name)
        for screen in (*SCREENS, *MAILS, *SITUATIONS)
        for element in screen.elements()
        if element.pattern
    ],
)
def test_no_pattern_asks_for_a_word_boundary_beside_an_accent(element: Element) -> None:
    # Browsers hold only plain letters for parts of words: « déjà\\b » is never found there.
    assert element.pattern
    assert not re.search(r"[^\x00-\x7f]\\b|\\b[^\x00-\x7f]", element.pattern.pattern)


def test_every_mail_is_in_the_catalogue() -> None:
    assert set(MailView.__subclasses__()) == set(MAILS)


@pytest.mark.parametrize("screen", [pytest.param(screen, id=screen.__name__) for screen in (*SCREENS, *MAILS)])
def test_every_screen_declares_its_heading_first(screen: type[Screen]) -> None:
    assert screen.elements()[0] is screen.heading
