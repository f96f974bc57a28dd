"""Pictures of pages of every making: whole, still, and the same each time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image, ImageChops

from flows.camera import held_still, photograph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route

    from reports.record import Picture

RED: Final = (255, 0, 0)
DOT: Final = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40'><rect width='40' height='40' fill='red'/></svg>"
)
LONG: Final = "<body style='margin:0'><h1>Haut</h1><div style='height:3000px'></div>"
CASES: Final = {
    "an image that is loaded once it is near": LONG + "<img loading=lazy src=dot.svg style='display:block'>",
    "what shows itself once it is scrolled to": LONG
    + """<div id=last style='height:40px; width:40px'></div><script>
        new IntersectionObserver(([seen]) => { if (seen.isIntersecting) last.style.background = 'red' }).observe(last)
        </script>""",
    "the end of an application that scrolls by itself": f"""<body style='margin:0'><main style='height:100vh;
        overflow:auto'>{LONG}<div style='height:40px; width:40px; background:red'></div></main>""",
    "an animation at its end": """<style>@keyframes turn { to { background: red } }
        #last { animation: turn 30s forwards; height: 40px; width: 40px }</style>
        <body style='margin:0'><div style='height:90vh'></div><div id=last></div>""",
}


@pytest.fixture
def take(browser: Browser, tmp_path: Path) -> Callable[..., tuple[Picture, Image.Image]]:
    """Show a page, take its picture, and return that."""

    def take(body: str, prepare: Callable[[Page], object] = id, **options: Any) -> tuple[Picture, Image.Image]:
        options = {"viewport": {"width": 600, "height": 400}, "device_scale_factor": 1, **options}
        with browser.new_context(**options) as context:
            page = context.new_page()
            _serve(page, body)
            prepare(page)
            before = _state(page)
            with held_still(page):
                picture, _ = photograph(page, tmp_path, "x.png", (), scale=options["device_scale_factor"])
            assert _state(page) == before, "the page is left as it was"
        return picture, Image.open(io.BytesIO((tmp_path / "x.png").read_bytes())).convert("RGB")

    return take


def _serve(page: Page, body: str) -> None:
    def answer(route: Route) -> None:
        kind = "image/svg+xml" if route.request.url.endswith("svg") else "text/html; charset=utf-8"
        policy = {"content-security-policy": "style-src 'unsafe-inline'; require-trusted-types-for 'script'"}
        route.fulfill(
            body=DOT if "svg" in kind else f"<!doctype html>{body}",
            content_type=kind,
            headers=policy | {"content-type": kind},
        )

    page.route("**/*", answer)
    page.goto("https://portail.example/")


def _state(page: Page) -> object:
    return page.evaluate(
        "() => [scrollX, scrollY, innerWidth, innerHeight, document.adoptedStyleSheets.length,"
        " document.activeElement.id, Object.getOwnPropertySymbols(window).length]"
    )


@pytest.mark.parametrize("body", CASES.values(), ids=CASES)
def test_what_is_below_the_fold_or_under_way_is_in_the_picture(
    take: Callable[..., tuple[Picture, Image.Image]], body: str
) -> None:
    _, image = take(body)

    assert RED in {colour for _, colour in image.getcolors(1 << 24) or ()}


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("head", ["", "<meta name=viewport content='width=device-width'>"])
def test_a_picture_is_as_large_as_it_says(
    take: Callable[..., tuple[Picture, Image.Image]], *, scale: int, phone: bool, head: str
) -> None:
    picture, image = take(head + LONG, is_mobile=phone, device_scale_factor=scale)

    assert picture.height > 3000
    assert image.size == (picture.width * scale, picture.height * scale)


@pytest.mark.parametrize(
    "body",
    [
        "<style>@keyframes turn { to { rotate: 360deg } } p { animation: turn 1s infinite }</style><p>Attendez",
        "<style>p { transition: all 9s } p:hover { margin-left: 200px; color: red }</style><p>Ici",
        "<input id=field value=Bonjour>",
        LONG,
    ],
    ids=["animation", "hover", "caret", "scrolled"],
)
def test_two_pictures_are_the_same_to_the_byte(take: Callable[..., tuple[Picture, Image.Image]], body: str) -> None:
    def touch(page: Page) -> None:
        page.mouse.move(20, 30)
        page.mouse.wheel(0, 0)
        page.evaluate("() => { scrollTo(0, 900); document.querySelector('input')?.focus() }")
        page.wait_for_timeout(300)

    _, untouched = take(body.replace("<input", "<input autofocus"))
    _, touched = take(body, touch)

    assert ImageChops.difference(untouched, touched).getbbox() is None


def test_what_hangs_holds_nothing_up_for_long(take: Callable[..., tuple[Picture, Image.Image]]) -> None:
    def hang(page: Page) -> None:
        page.route("**/slow.svg", lambda _: None)
        page.evaluate("() => { document.body.append(Object.assign(new Image(), {src: 'slow.svg'})) }")

    picture, _ = take("<h1>Bonjour</h1>", hang)

    assert picture.width == 600
