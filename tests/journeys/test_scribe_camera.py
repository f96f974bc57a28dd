"""Pictures of pages of every making: whole, still, and the same each time."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image, ImageChops

from fixtures.browser import open_browser
from flows.capture.camera import held_still, park, photograph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Playwright, Route

    from fixtures.settings import Settings
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
            park(page)
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
        " document.activeElement.id, Object.getOwnPropertySymbols(window).length, document.body.children.length,"
        " document.querySelectorAll('canvas').length, document.querySelector('video')?.paused]"
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


@pytest.fixture(scope="module")
def gif() -> str:
    """The address of an image that turns from red to blue and back."""
    red, blue = (Image.new("RGB", (40, 40), colour) for colour in ("red", "blue"))
    content = io.BytesIO()
    red.save(content, "GIF", save_all=True, append_images=[blue], duration=60, loop=0)
    return f"data:image/gif;base64,{base64.b64encode(content.getvalue()).decode()}"


@pytest.mark.parametrize("wait", range(0, 120, 40))
def test_an_animated_image_shows_its_first_frame_where_it_stands(
    take: Callable[..., tuple[Picture, Image.Image]], gif: str, wait: int
) -> None:
    body = f"<body style='margin:0'><p>Ici : <img src='{gif}' alt='Un feu' style='width:80px; height:20px'>"
    still, expected = take(body.replace(gif, "dot.svg"))

    moving, image = take(body, lambda page: page.wait_for_timeout(wait))

    assert image.getpixel(_middle(moving)) == RED
    assert moving.obstacles == still.obstacles
    assert image.size == expected.size


def _middle(picture: Picture) -> tuple[int, int]:
    box = next(each.box for each in picture.obstacles if each.kind == "image")
    return round(box.x + box.width / 2), round(box.y + box.height / 2)


def test_what_can_be_scrolled_to_at_the_right_is_in_the_picture(
    take: Callable[..., tuple[Picture, Image.Image]],
) -> None:
    body = "<body style='margin:0;width:900px'><button style='margin-left:850px;width:50px;height:40px;background:red'>"

    picture, image = take(body)

    assert (picture.width, image.width) == (900, 900)
    assert image.getpixel((875, 10)) == RED


@pytest.mark.parametrize(
    "hidden", ["<style>body { overflow-x: hidden }</style>", "<style>html { overflow: clip }</style>"]
)
def test_what_cannot_be_scrolled_to_at_the_right_is_not(
    take: Callable[..., tuple[Picture, Image.Image]], hidden: str
) -> None:
    picture, _ = take(f"{hidden}<body style='margin:0'><nav style='margin-left:650px; width:300px'><a href=x>Menu</a>")

    assert picture.width == 600


@pytest.mark.parametrize(
    "root", ["{}", "<main><template shadowrootmode=open>{}</template></main>"], ids=["page", "root"]
)
@pytest.mark.parametrize("position", ["position:fixed; left:0; right:0", "position:sticky"])
def test_what_sticks_to_the_windows_lower_edge_stands_at_the_end_of_the_page(
    take: Callable[..., tuple[Picture, Image.Image]], position: str, root: str
) -> None:
    bar = f"<footer style='{position}; bottom:0; height:40px; background:red'></footer>"

    picture, image = take("<body style='margin:0'>" + root.format(f"<div style='height:3000px'></div>{bar}"))

    assert image.getpixel((300, picture.height - 10)) == RED
    assert image.getpixel((300, 390)) != RED


@pytest.mark.parametrize("banner", ["role=dialog", "id=cookies-bar", "style='height:200px'"])
def test_what_asks_to_be_answered_stays_at_the_windows_lower_edge(
    take: Callable[..., tuple[Picture, Image.Image]], banner: str
) -> None:
    style = "<style>footer { position:fixed; left:0; right:0; bottom:0; height:40px; background:red }</style>"

    _, image = take(f"{style}<body style='margin:0'><div style='height:3000px'></div><footer {banner}></footer>")

    assert image.getpixel((300, 390)) == RED


def test_no_image_moves_in_a_browser_that_is_opened_for_pictures(playwright: Playwright, settings: Settings) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    content = io.BytesIO()
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:], duration=40, loop=0, lossless=True)
    moving = f"url(data:image/webp;base64,{base64.b64encode(content.getvalue()).decode()})"
    with open_browser(playwright, settings.browser) as browser:
        page = browser.new_page(viewport={"width": 40, "height": 40})
        page.set_content(f"<body style='margin:0; background:{moving}'>")
        page.wait_for_timeout(60)
        shot = page.screenshot()

    assert Image.open(io.BytesIO(shot)).convert("RGB").getpixel((20, 20)) == RED


FILM: Final = """async () => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 40, height: 40});
    const draw = colour => Object.assign(canvas.getContext('2d'), {fillStyle: colour}).fillRect(0, 0, 40, 40);
    const tape = [], recorder = new MediaRecorder(canvas.captureStream(30), {mimeType: 'video/webm;codecs=vp8'});
    recorder.ondataavailable = ({data}) => tape.push(data);
    draw('red');
    recorder.start();
    for (let frame = 0; frame < 30; frame += 1) {
        await new Promise(requestAnimationFrame);
        draw(frame < 12 ? 'red' : 'blue');
    }
    const done = new Promise(resolve => { recorder.onstop = resolve });
    recorder.stop();
    await done;
    const film = Object.assign(document.querySelector('video'), {muted: true, loop: true});
    film.src = URL.createObjectURL(new Blob(tape, {type: 'video/webm'}));
    await film.play();
    await new Promise(resolve => film.requestVideoFrameCallback(function look(_, {mediaTime}) {
        return mediaTime > 0.3 ? resolve() : film.requestVideoFrameCallback(look);
    }));
}"""


def test_a_film_shows_its_first_frame_and_goes_on(take: Callable[..., tuple[Picture, Image.Image]]) -> None:
    body = "<body style='margin:0'><video style='width:40px; height:40px'></video>"

    picture, image = take(body, lambda page: page.evaluate(FILM))

    red, green, blue = image.getpixel(_middle(picture))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 60


def test_what_hangs_holds_nothing_up_for_long(take: Callable[..., tuple[Picture, Image.Image]]) -> None:
    def hang(page: Page) -> None:
        page.route("**/slow.svg", lambda _: None)
        page.evaluate("() => { document.body.append(Object.assign(new Image(), {src: 'slow.svg'})) }")

    picture, _ = take("<h1>Bonjour</h1>", hang)

    assert picture.width == 600
