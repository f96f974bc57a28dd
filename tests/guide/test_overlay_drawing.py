"""Callouts over a live page: they are drawn under any policy, above everything, and stay with their targets."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pytest
from PIL import Image

from flows.guidance.overlay import Pointer
from pages.login import LoginScreen
from reports.drawing.style import ACCENT
from tests.guide.overlays import (
    ADDRESS,
    FORM,
    PANEL,
    SHOWN,
    STRICT,
    box_of,
    document,
    inside,
    opened,
    overlaid,
    overlap,
    pointer,
    serve,
    target_box,
    wait_inside,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from mock_portal import BundledPortal

ACCENT_PIXEL: Final = tuple(bytes.fromhex(ACCENT.removeprefix("#")))
TALL: Final = f"""{FORM}
<p style='height: 3000px'></p><p><button id='far'>Au fond</button></p><p style='height: 900px'></p>
"""

WINDOW: Final[dict[str, float]] = {"x": 0, "y": 0, "width": 1280, "height": 720}
LEEWAY: Final = 4
"""Pixels by which a callout that is placed anew may stand closer to its target, or further off."""

STEADY: Final = """async () => {
    // Waits until nothing has moved for some frames.
    let [last, still] = ['', 0];
    while (still < 12) {
        await new Promise(resolve => requestAnimationFrame(resolve));
        const now = [scrollX, scrollY, innerWidth].join();
        still = now === last ? still + 1 : 0;
        last = now;
    }
}"""


def inked(page: Page, box: dict[str, float]) -> bool:
    """Whether the accent colour is to be seen somewhere in ``box``."""
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        left, top = round(box["x"]), round(box["y"])
        part = picture.convert("RGB").crop((left, top, round(left + box["width"]), round(top + box["height"])))
        return any(pixel == ACCENT_PIXEL for _, pixel in part.getcolors(1 << 20) or ())


def around(box: Any, by: float = 12) -> dict[str, float]:
    return {
        "x": box["x"] - by,
        "y": box["y"] - by,
        "width": box["width"] + 2 * by,
        "height": box["height"] + 2 * by,
    }


@pytest.mark.bundled_only
def test_a_callout_is_drawn_under_the_strictest_policy(page: Page, serve: Callable[..., BundledPortal]) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    portal = serve(scenarios=("csp-strict",))

    with overlaid(page.context, open_root=False) as watched:
        page.goto(f"{portal.url}/connexion")
        button = page.get_by_role("button", name="Continuer sans accepter")
        watched.overlay.show(page, PANEL, [pointer(button)])

        assert inked(page, around(button.bounding_box()))
        assert page.evaluate("document.querySelector('html > [popover]').shadowRoot") is None
        assert complaints == []


def test_a_callout_is_drawn_where_nothing_at_all_is_allowed(context: BrowserContext) -> None:
    with overlaid(context, open_root=False) as watched:
        page = opened(context, FORM, headers={"Content-Security-Policy": STRICT + "; sandbox allow-scripts"})
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])

        assert inked(page, around(target_box(page, "#go")))


def test_the_font_is_that_of_the_tutorial_and_no_page_sees_its_own_exchanged(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM, headers={"Content-Security-Policy": STRICT})
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.evaluate("document.fonts.ready")

        families = page.evaluate("[...document.fonts].map(({family, status}) => [family, status])")
        assert {(family.strip('"'), status) for family, status in families} == {("Parcours Overlay", "loaded")}


def test_clicks_pass_through_the_drawings(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        page.evaluate("() => { window.clicks = 0; go.addEventListener('click', () => clicks++); }")
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.locator("#go").click()
        bubble = box_of(page, ".bubble")
        place = [bubble["x"] + 5, bubble["y"] + 5]
        beneath = page.evaluate("([x, y]) => document.elementFromPoint(x, y).tagName", place)

        assert page.evaluate("window.clicks") == 1
        assert beneath != "DIV"


def test_a_callout_covers_neither_its_target_nor_a_control_nor_the_panel(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#who"), "Mettez ici votre identifiant.")])
        bubble = box_of(page, ".bubble")
        others = [target_box(page, each) for each in ("#who", "#secret", "#go")]

        assert [overlap(bubble, other) for other in others] == [0, 0, 0]
        assert overlap(bubble, box_of(page, ".panel")) == 0


WATCH: Final = """() => {
    // Notes after each frame that is painted how far the callout's frame is from the target.
    const root = document.querySelector('[popover=manual]').shadowRoot;
    const { port1, port2 } = new MessageChannel();
    window.gaps = [];
    window.watching = true;
    port1.onmessage = () => {
        const frame = root.querySelector('.frame').getBoundingClientRect();
        const target = document.querySelector('#go').getBoundingClientRect();
        gaps.push([frame.left - target.left, frame.top - target.top]);
    };
    const look = () => {
        port2.postMessage('painted');
        if (watching) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


def lagging(page: Page) -> int:
    """The longest run of painted frames in which the callout was not where it belongs."""
    gaps: list[tuple[float, float]] = page.evaluate("() => { window.watching = false; return window.gaps; }")
    longest = run = 0
    for x, y in gaps:
        run = run + 1 if max(abs(x - gaps[0][0]), abs(y - gaps[0][1])) > LEEWAY else 0
        longest = max(longest, run)
    assert len(gaps) > 10
    return longest


def test_while_scrolling_the_callout_is_at_most_one_frame_behind(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, TALL.replace("<h1>", "<h1 style='margin-top: 400px'>"))
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        wait_inside(page, SHOWN)
        page.evaluate(WATCH)
        page.mouse.move(600, 300)
        for _ in range(10):
            page.mouse.wheel(0, 37)
        page.evaluate("scrollTo({top: 120, behavior: 'smooth'})")
        page.evaluate(STEADY)

        assert lagging(page) <= 1


def test_a_callout_follows_its_target_in_a_list_that_scrolls_by_itself(context: BrowserContext) -> None:
    rows = "".join(f"<p>Ligne {number}</p>" for number in range(30))
    box = f"<div id=box style='height: 300px; overflow: auto'>{rows}<button id=go>Ici</button>{rows}</div>"
    with overlaid(context) as watched:
        page = opened(context, box)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        wait_inside(page, SHOWN)
        page.evaluate(STEADY)
        page.evaluate(WATCH)
        page.evaluate("box.scrollBy({top: 60, behavior: 'smooth'})")
        page.evaluate(STEADY)
        assert lagging(page) <= 1

        page.evaluate("box.scrollTo({top: 0, behavior: 'instant'})")
        page.evaluate("box.scrollTo({top: 5000, behavior: 'instant'})")
        wait_inside(page, f"!({SHOWN})")
        wait_inside(page, "root.querySelector('.hint[data-way=up]').checkVisibility()")


SHIFTS: Final = {
    "a late picture": "document.querySelector('h1').after(Object.assign(new Image(0, 0), {height: 140, width: 30}))",
    "a style": "document.querySelector('h1').style.marginTop = '150px'",
    "a wider window of the form": "document.querySelector('main').animate({marginTop: ['0', '90px']}, 400)",
    "a class whose style changes by itself": "document.body.style.setProperty('zoom', '1.3')",
}


@pytest.mark.parametrize("shift", SHIFTS)
def test_when_the_page_shifts_the_callout_is_at_most_one_frame_behind(context: BrowserContext, shift: str) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.evaluate(STEADY)
        wait_inside(page, SHOWN)
        page.evaluate("() => new Promise(resolve => setTimeout(resolve, 500))")  # until the overlay sleeps
        page.evaluate(WATCH)
        page.evaluate(SHIFTS[shift])
        page.evaluate(STEADY)
        page.evaluate(STEADY)

        assert lagging(page) <= 1


def test_a_shift_without_any_event_is_noticed(context: BrowserContext) -> None:
    late = "@container (min-width: 1px) { h1 { margin-top: 0 } }"
    with overlaid(context) as watched:
        page = opened(context, FORM, style=late)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.evaluate(STEADY)
        lags = []
        for margin in (111, 44, 150):  # a busy machine may paint late: the best of three tells
            page.evaluate("() => new Promise(resolve => setTimeout(resolve, 500))")
            page.evaluate(WATCH)
            # Rules of a style sheet are no part of the tree: nobody is told.
            rule = f"h1 {{ margin-top: {margin}px }}"
            page.evaluate(
                "rule => { const [sheet] = document.styleSheets; sheet.insertRule(rule, sheet.cssRules.length) }", rule
            )
            page.evaluate(STEADY)
            lags.append(lagging(page))

        assert min(lags) <= 1


def test_the_frame_takes_the_size_of_a_target_that_grows(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        before = box_of(page, ".frame")["width"]
        page.evaluate("go.style.width = go.offsetWidth + 100 + 'px'")
        page.evaluate(STEADY)

        assert box_of(page, ".frame")["width"] == pytest.approx(before + 100, abs=2)


def test_after_a_resize_the_callout_is_placed_anew_in_the_window(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM, style="main { width: 50%; margin: auto }")
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.set_viewport_size({"width": 700, "height": 600})
        wait_inside(page, "root.querySelector('.bubble')?.getBoundingClientRect().right <= 700")
        page.evaluate(STEADY)
        bubble = box_of(page, ".bubble")

        assert bubble["x"] >= 0
        assert overlap(bubble, target_box(page, "#go")) == 0


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_far_target_is_scrolled_to_once(context: BrowserContext, motion: Any) -> None:
    with overlaid(context) as watched:
        page = opened(context, TALL)
        page.emulate_media(reduced_motion=motion)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#far"))])
        if motion == "reduce":
            assert page.evaluate("scrollY") > 2000
        page.wait_for_function("scrollY > 2000")
        wait_inside(page, SHOWN)
        page.evaluate(STEADY)
        page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
        watched.overlay.show(page, PANEL, [pointer(page.locator("#far"))])
        page.evaluate(STEADY)

        assert page.evaluate("scrollY") == 0


def test_a_target_under_a_sticky_header_is_scrolled_out_from_under_it(context: BrowserContext) -> None:
    header = "<div id=head style='position: sticky; top: 0; height: 120px; background: teal; z-index: 2'></div>"
    with overlaid(context) as watched:
        page = opened(context, header + TALL)
        page.emulate_media(reduced_motion="reduce")
        page.evaluate("scrollTo({top: go.getBoundingClientRect().top + scrollY - 50, behavior: 'instant'})")
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])

        assert page.evaluate("go.getBoundingClientRect().top >= head.getBoundingClientRect().bottom")


def test_a_target_in_a_box_that_scrolls_is_brought_out_from_behind_a_footer(context: BrowserContext) -> None:
    body = (
        "<div style='height: 330px'></div><div style='height: 300px; overflow: auto'><p style='height: 900px'></p>"
        "<button id=go>Ici</button></div><p style='height: 900px'></p>"
        "<div id=foot style='position: fixed; inset: auto 0 0; height: 300px; background: teal'></div>"
    )
    with overlaid(context) as watched:
        page = opened(context, body)
        page.emulate_media(reduced_motion="reduce")
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.wait_for_function("go.getBoundingClientRect().bottom <= foot.getBoundingClientRect().top")

        wait_inside(page, SHOWN)


def test_what_a_footer_hides_is_hinted_at_instead_of_framed(context: BrowserContext) -> None:
    foot = "<div style='position: fixed; inset: auto 0 0; height: 120px; background: teal'>Aide</div>"
    with overlaid(context) as watched:
        page = opened(context, TALL + foot)
        page.emulate_media(reduced_motion="reduce")
        watched.overlay.show(page, PANEL, [pointer(page.locator("#far"))])
        wait_inside(page, SHOWN)
        page.evaluate("scrollBy({top: far.getBoundingClientRect().bottom - innerHeight + 20, behavior: 'instant'})")

        wait_inside(page, "root.querySelector('.hint[data-way=down]').checkVisibility()")
        assert not inside(page, SHOWN)


def test_a_question_is_framed_as_far_as_its_words_and_answers_go(context: BrowserContext) -> None:
    body = "<fieldset id=q><legend>Avec votre conjoint ?</legend><p><label><input type=radio>Oui</label></p></fieldset>"
    with overlaid(context) as watched:
        page = opened(context, body)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#q"))])
        wait_inside(page, SHOWN)
        frame, legend = box_of(page, ".callout rect.frame"), target_box(page, "legend")

        assert legend["width"] < frame["width"] < legend["width"] + 40
        assert overlap(frame, target_box(page, "label")) > 0


def test_a_target_that_never_stands_still_gets_its_callout(context: BrowserContext) -> None:
    style = "@keyframes throb { 50% { transform: scale(1.1) } } #far { animation: throb 1s infinite }"
    with overlaid(context) as watched:
        page = opened(context, TALL, style=style)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#far"))])

        wait_inside(page, SHOWN)


def test_what_may_be_done_in_any_order_is_numbered_from_top_to_bottom(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, "<p>Bonjour</p><p><button>Adhérer</button> <button>Dispense</button></p>")
        order = ("Dispense", "Bonjour", "Adhérer")
        watched.overlay.show(page, PANEL, [pointer(page.get_by_text(words), words, number=0) for words in order])
        wait_inside(page, "root.querySelectorAll('[data-callout]').length === 3")
        words = "[each.dataset.callout, each.textContent.replace(/\\d/g, '')]"
        told = inside(page, f"[...root.querySelectorAll('[data-callout]')].map(each => {words})")

        assert sorted(told) == [["1", "Bonjour"], ["2", "Adhérer"], ["3", "Dispense"]]


@pytest.mark.parametrize(("to", "way", "says"), [(0, "down", "Plus bas"), (9999, "up", "Plus haut")])
def test_a_target_out_of_sight_is_hinted_at(context: BrowserContext, to: int, way: str, says: str) -> None:
    with overlaid(context) as watched:
        page = opened(context, TALL)
        page.emulate_media(reduced_motion="reduce")
        watched.overlay.show(page, PANEL, [pointer(page.locator("#far"))])
        page.evaluate(f"scrollTo({{top: {to}, behavior: 'instant'}})")
        wait_inside(page, f"root.querySelector('.hint[data-way={way}]').checkVisibility()")

        assert inside(page, f"root.querySelector('.hint[data-way={way}]').textContent") == says
        assert not inside(page, SHOWN)


def test_a_target_that_disappears_takes_its_callout_along(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.evaluate("go.remove()")

        wait_inside(page, f"!({SHOWN})")


def test_several_callouts_are_shown_at_once_and_none_covers_another(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        marks = [pointer(page.locator(each), number=at) for at, each in enumerate(("#who", "#secret", "#go"), 1)]
        watched.overlay.show(page, PANEL, marks)
        bubbles = inside(
            page,
            "[...root.querySelectorAll('.bubble')].map(each => each.getBoundingClientRect())"
            ".map(({x, y, width, height}) => ({x, y, width, height}))",
        )

        assert len(bubbles) == 3
        assert [overlap(a, b) for a in bubbles for b in bubbles if a is not b] == [0] * 6


def test_on_a_page_that_never_rests_the_callout_is_there_when_show_returns(context: BrowserContext) -> None:
    restless = "setInterval(() => { document.querySelector('h1').style.paddingLeft = Math.random() * 30 + 'px' }, 4)"
    with overlaid(context) as watched:
        page = opened(context, FORM)
        page.evaluate(restless)
        for target in ("#go", "#who", "#secret"):
            watched.overlay.show(page, PANEL, [pointer(page.locator(target))])
            assert inside(page, SHOWN)
            assert overlap(box_of(page, ".frame"), target_box(page, target)) > 0


DIALOGS: Final = {
    "modal dialog": ("<dialog id=above><button id=in>Ici</button></dialog>", "above.showModal()", "above.close()"),
    "dialog": ("<dialog id=above><button id=in>Ici</button></dialog>", "above.show()", "above.close()"),
    "popover": ("<div id=above popover><button id=in>Ici</button></div>", "above.showPopover()", "above.hidePopover()"),
}


@pytest.mark.parametrize("kind", DIALOGS)
def test_callouts_and_panel_lie_above_a_dialog_that_opens_later(context: BrowserContext, kind: str) -> None:
    markup, opening, closing = DIALOGS[kind]
    veil = "#above { width: 100%; height: 100%; max-width: 100%; max-height: 100% }"
    with overlaid(context) as watched:
        page = opened(context, FORM + markup, style=veil)
        watched.overlay.show(page, PANEL)
        page.evaluate(opening)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#in"))])
        assert inked(page, around(target_box(page, "#in")))

        box = box_of(page, "[data-name=skip]")
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        page.wait_for_function("() => true")
        assert watched.presses == ["skip"]

        page.evaluate(closing)
        wait_inside(page, "root.host.parentNode === document.documentElement")
        wait_inside(page, "root.querySelector('.panel').checkVisibility()")


def test_a_second_modal_dialog_over_the_first_has_the_panel_too(context: BrowserContext) -> None:
    markup = "<dialog id=one>Un<dialog id=two><button id=in>Deux</button></dialog></dialog>"
    with overlaid(context) as watched:
        page = opened(context, FORM + markup)
        watched.overlay.show(page, PANEL)
        page.evaluate("() => { one.showModal(); two.showModal(); }")
        wait_inside(page, "root.host.parentNode === two")
        page.evaluate("two.close()")
        wait_inside(page, "root.host.parentNode === one")
        page.evaluate("one.remove()")
        wait_inside(page, "root.host.parentNode === document.documentElement && root.host.matches(':popover-open')")


HOSTILE: Final = {
    "removes it": "document.querySelector('html > [popover]').remove()",
    "empties the document": "document.documentElement.replaceChildren(document.body)",
    "closes it": "document.querySelector('html > [popover]').hidePopover()",
    "hides it": "document.querySelector('html > [popover]').style.cssText = 'display: none !important; opacity: 0'",
}


@pytest.mark.parametrize("deed", HOSTILE)
def test_a_page_cannot_be_rid_of_it(context: BrowserContext, deed: str) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.evaluate(HOSTILE[deed])
        page.wait_for_function("document.querySelector('[popover=manual]')?.matches(':popover-open')")
        page.evaluate(STEADY)

        assert inked(page, around(target_box(page, "#go")))


def test_a_page_that_removes_it_again_and_again_is_not_frozen(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        page.evaluate(
            """() => new MutationObserver(() => document.querySelector('html > [popover]')?.remove())
                .observe(document.documentElement, {childList: true})"""
        )
        page.evaluate("document.querySelector('html > [popover]').remove()")
        page.locator("#go").click()

        assert page.evaluate(STEADY) is None


def test_a_document_that_is_written_anew_has_it_again(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        page.evaluate("html => { document.open(); document.write(html); document.close(); }", document(FORM))
        wait_inside(page, "root.querySelector('.panel').checkVisibility()")
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        before = len(watched.stirs)
        page.locator("#who").fill("a")
        page.evaluate(STEADY)

        assert inked(page, around(target_box(page, "#go")))
        assert len(watched.stirs) > before


PATCHES: Final = """
for (const name of ['attachShadow', 'append', 'remove', 'setAttribute', 'getBoundingClientRect', 'checkVisibility'])
    Element.prototype[name] = () => { throw new Error('patched ' + name); };
for (const name of ['appendChild', 'insertBefore', 'getRootNode'])
    Node.prototype[name] = () => { throw new Error('patched ' + name); };
for (const name of ['createElement', 'createElementNS', 'createTreeWalker', 'elementFromPoint', 'querySelectorAll'])
    Document.prototype[name] = () => { throw new Error('patched ' + name); };
EventTarget.prototype.addEventListener = () => { throw new Error('patched addEventListener'); };
HTMLElement.prototype.showPopover = () => { throw new Error('patched showPopover'); };
window.requestAnimationFrame = () => 0;
window.setTimeout = () => 0;
window.MutationObserver = window.ResizeObserver = window.IntersectionObserver = class { observe() {} };
window.getComputedStyle = () => ({});
"""


def test_a_page_that_patches_the_browsers_own_functions_is_drawn_over_all_the_same(context: BrowserContext) -> None:
    serve(context, {"": document(FORM, head=f"<script>{PATCHES}</script>")})
    with overlaid(context, open_root=False) as watched:
        page = context.new_page()
        page.goto(ADDRESS)
        box = WINDOW
        assert not inked(page, box)

        watched.overlay.show(page, PANEL)

        assert inked(page, box)


def test_nothing_of_it_is_printed(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.emulate_media(media="print")

        assert not inside(page, "root.querySelector('.panel').checkVisibility()")
        assert not inked(page, WINDOW)


@pytest.mark.parametrize(
    "style",
    [
        "body *, html > div { all: unset !important; display: none !important }",
        "html > div { opacity: 0 !important; transform: scale(0) !important; filter: blur(40px) !important }",
        "::backdrop { background: black !important }",
        "html { transform: translate(50px, 50px); zoom: 1.5 }",
        ":root > :last-child { visibility: hidden !important }",
    ],
)
def test_styles_of_the_page_do_not_get_in(context: BrowserContext, style: str) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM, style=style)
        watched.overlay.show(page, PANEL)
        box = box_of(page, ".head")

        assert box["width"] > 200
        assert inked(page, box)
        assert not inked(page, dict(WINDOW, width=300, height=100))


def test_only_the_top_document_has_one(context: BrowserContext) -> None:
    frame = "<iframe srcdoc='<p>Cadre</p><input id=in>'></iframe>"
    with overlaid(context) as watched:
        page = opened(context, FORM + frame)
        watched.overlay.show(page, PANEL)

        assert page.frames[1].locator("[popover]").count() == 0
        assert page.locator("html > [popover]").count() == 1


def test_a_target_in_a_frame_has_no_callout_but_is_no_error(context: BrowserContext) -> None:
    frame = "<iframe srcdoc='<p>Cadre</p><input id=in>'></iframe>"
    with overlaid(context) as watched:
        page = opened(context, FORM + frame)
        watched.overlay.show(page, PANEL, [pointer(page.frame_locator("iframe").locator("#in"))])

        assert not inside(page, SHOWN)
        assert inside(page, "root.querySelector('.panel').checkVisibility()")


def test_it_is_installed_on_pages_that_are_open_already(context: BrowserContext) -> None:
    page = opened(context, FORM)
    with overlaid(context) as watched:
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        assert inside(page, SHOWN)

    assert page.locator("html > [popover]").count() == 0


def test_after_it_is_closed_neither_old_nor_new_pages_have_it(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
    other = context.new_page()
    other.goto(ADDRESS)
    page.reload()
    told = len(watched.stirs)
    page.locator("#who").fill("a")

    assert [each.locator("html > [popover]").count() for each in (page, other)] == [0, 0]
    assert len(watched.stirs) == told


def test_on_a_page_that_is_gone_nothing_is_an_error(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        target = Pointer(number=1, text="Ici.", locator=LoginScreen.email_field.on(page))
        page.close()
        watched.overlay.show(page, PANEL, [target])
        watched.overlay.hide(page)

        assert not watched.overlay.hand(target.locator).present


def test_what_is_in_a_frame_is_framed_where_it_stands_and_followed(context: BrowserContext) -> None:
    inner = "<body style='margin: 0'><p style='height: 60px'></p><button id=in>Ici</button><p style='height: 900px'>"
    body = f'<iframe srcdoc="{inner}" style="border: 7px solid; padding: 5px" width=300 height=200></iframe>'
    with overlaid(context) as watched:
        page = opened(context, body)
        frame = page.frames[1]
        target = replace(pointer(frame.locator("#in")), frame=frame)
        watched.overlay.show(page, PANEL, [target])
        wait_inside(page, SHOWN)
        box = frame.locator("#in").bounding_box()
        assert box
        assert box_of(page, ".callout rect.frame") == pytest.approx(around(box, 5), abs=6)

        frame.evaluate("scrollTo({top: 40, behavior: 'instant'})")
        watched.overlay.show(page, PANEL, [target])
        wait_inside(page, f"root.querySelector('.callout rect.frame').getBoundingClientRect().top < {box['y'] - 30}")
