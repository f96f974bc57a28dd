"""The web page holds no barrier that axe can find, in any language, size and colour scheme, as folder and as file."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from reports.formats.pdf import printer
from reports.tutorial import HTML_NAME, Format, render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from reports.record import Record

RUN: Final = """async () => {
    const {violations} = await axe.run(document, {
        resultTypes: ['violations'],
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    const told = id => ({target, failureSummary}) => `${id}: ${target} ${failureSummary}`;
    return violations.flatMap(({id, nodes}) => nodes.map(told(id)));
}"""
DESKTOP, PHONE = (1280, 800), (390, 844)

Scheme = Literal["light", "dark"]


@pytest.fixture
def opened(browser: Browser, folder: Path, record: Record, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Make the web page in a language, and open it in a window of a size, in a colour scheme."""
    context = browser.new_context()

    def opened(
        language: str = "fr",
        file: str = HTML_NAME,
        window: tuple[int, int] = DESKTOP,
        scheme: Scheme = "light",
    ) -> Page:
        record.model_copy(update={"language": language}).save(folder)
        render(folder, tmp_path / "out", formats=[Format.HTML])
        page = context.new_page()
        page.set_viewport_size({"width": window[0], "height": window[1]})
        page.emulate_media(color_scheme=scheme)
        page.goto((tmp_path / "out" / file).as_uri())
        return page

    yield opened
    context.close()


@pytest.mark.parametrize(
    ("language", "file", "window", "scheme"),
    [*product(("fr", "en"), (HTML_NAME, "adhesion.html"), (DESKTOP, PHONE), ("light", "dark"))],
)
def test_no_page_holds_a_barrier(
    opened: Callable[..., Page], language: str, file: str, window: tuple[int, int], scheme: Scheme
) -> None:
    page = opened(language, file, window, scheme)

    page.evaluate(AXE_SCRIPT)

    assert page.evaluate(RUN) == []


def _ground(page: Page) -> str:
    found: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return found


def test_the_page_follows_the_readers_colour_scheme(opened: Callable[..., Page]) -> None:
    page = opened(scheme="dark")
    dark = _ground(page)

    page.emulate_media(color_scheme="light")

    assert (dark, _ground(page)) == ("rgb(21, 20, 27)", "rgb(246, 245, 249)")


def test_numbers_beside_sentences_look_as_in_the_pictures_in_the_dark_too(opened: Callable[..., Page]) -> None:
    page = opened(scheme="dark")

    beside = page.locator(".steps .number").first.evaluate("number => getComputedStyle(number).backgroundColor")

    assert beside == page.locator("svg .badge").first.evaluate("badge => getComputedStyle(badge).fill")


def test_paper_is_always_white(opened: Callable[..., Page]) -> None:
    page = opened(scheme="dark")

    page.emulate_media(color_scheme="dark", media="print")

    assert _ground(page) == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 26, 36)"


def test_readers_in_the_dark_get_the_same_pdf(browser: Browser, folder: Path, tmp_path: Path) -> None:
    def printed(scheme: Scheme) -> bytes:
        context = browser.new_context(java_script_enabled=False, color_scheme=scheme)
        render(folder, tmp_path / scheme, formats=[Format.PDF], print_page=printer(context.new_page()))
        context.close()
        return (tmp_path / scheme / "adhesion.pdf").read_bytes()

    assert printed("dark") == printed("light")
