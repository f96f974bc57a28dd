"""The page does not notice the overlay: its events, its layout, its focus and its tree are as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.guide.overlays import FORM, PANEL, box_of, opened, overlaid, pointer, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

BODY: Final = FORM + "".join(
    f"<p id='p{number}'>Ligne {number} <a href='#' onclick='return false'>lien</a></p>" for number in range(40)
)

LISTEN: Final = """() => {
    // Everything that can be heard at the window, but for what comes when and as often as the browser likes.
    const BY_THE_FRAME = /^(scroll|scrollend|select|pointerrawupdate|mousemove|pointermove|selectionchange)$/;
    const names = new Set();
    for (const owner of [window, document, document.body])
        for (const name in owner) if (name.startsWith('on')) names.add(name.slice(2));
    for (const name of ['focusin', 'focusout']) names.add(name);
    for (const name of names) if (BY_THE_FRAME.test(name)) names.delete(name);
    window.heard = [];
    const note = ({type, target}) =>
        heard.push(`${type} ${target.id || target.tagName || (target === document ? 'document' : 'window')}`);
    for (const name of names) window.addEventListener(name, note, true);
    window.records = [];
    new MutationObserver(found => records.push(...found.map(each => each.type)))
        .observe(document.body, {childList: true, subtree: true, attributes: true, characterData: true});
    window.sizes = 0;
    new ResizeObserver(() => sizes++).observe(document.body);
}"""
LAYOUT: Final = """() => {
    const page = document.documentElement;
    const boxes = [...document.querySelectorAll('html, body, body *')]
        .map(each => [each.tagName, ...Object.values(each.getBoundingClientRect().toJSON())].join());
    return [boxes, page.scrollWidth, page.scrollHeight, page.clientWidth, page.clientHeight, scrollX, scrollY,
        document.body.children.length, innerWidth, visualViewport.width];
}"""


def listen(page: Page) -> None:
    """Hear of everything from now on, when all that comes of the opening is over."""
    page.mouse.move(20, 20)
    page.evaluate(
        """async () => { for (let i = 0; i < 3; i++) await new Promise(resolve => requestAnimationFrame(resolve)); }"""
    )
    page.evaluate(LISTEN)


def visit(page: Page) -> None:
    """What a person does on the page."""
    page.locator("#who").click()
    page.keyboard.type("camille")
    page.keyboard.press("Tab")
    page.keyboard.type("secret")
    page.keyboard.press("Escape")
    page.locator("#go").click()
    page.keyboard.press("Shift+Tab")
    page.locator("#p1 a").click()


def noticed(page: Page) -> dict[str, Any]:
    return {
        "heard": page.evaluate("heard"),
        "records": page.evaluate("records"),
        "sizes": page.evaluate("sizes"),
        "layout": page.evaluate(LAYOUT),
        "focus": page.evaluate("document.activeElement.outerHTML"),
        "selection": page.evaluate("getSelection().toString()"),
        # Playwright's own names for its bindings aside.
        "globals": page.evaluate("Object.keys(window).filter(name => !name.startsWith('__playwright'))"),
        "fonts": page.evaluate("document.fonts.check('16px Arial')"),
    }


def test_events_layout_focus_and_tree_are_the_same_with_and_without(context: BrowserContext) -> None:
    page = opened(context, BODY)
    listen(page)
    visit(page)
    without = noticed(page)
    page.close()

    with overlaid(context, open_root=False) as watched:
        page = opened(context, BODY)
        listen(page)
        marks = [pointer(page.locator(each), number=at) for at, each in enumerate(("#who", "#go"), 1)]
        watched.overlay.show(page, PANEL, marks)
        visit(page)
        # Shown anew and hidden, it is not noticed either.
        watched.overlay.show(page, PANEL, marks[:1])
        watched.overlay.hide(page)

        assert noticed(page) == without


def test_what_is_done_in_the_panel_does_not_reach_the_page(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        page.locator("#who").focus()
        listen(page)
        box = box_of(page, "[data-name=skip]")
        page.mouse.move(box["x"] + 5, box["y"] + 5)
        before = page.evaluate("heard.length")
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        page.mouse.wheel(0, 5)
        page.wait_for_timeout(1)

        assert watched.presses == ["skip"]
        assert page.evaluate("before => heard.slice(before)", before) == []
        assert page.evaluate("document.activeElement.id") == "who"


@pytest.mark.parametrize("trap", ["focusin", "keydown", "click", "mousedown", "pointerdown"])
def test_a_page_that_keeps_people_in_a_dialog_of_its_own_does_not_disable_the_panel(
    context: BrowserContext, trap: str
) -> None:
    keep = """trap => addEventListener(trap, event => {
        if (document.querySelector('form').contains(event.target)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        document.querySelector('#who').focus();
    }, true)"""
    with overlaid(context) as watched:
        page = opened(context, FORM)
        page.evaluate(keep, trap)
        watched.overlay.show(page, PANEL)
        box = box_of(page, "[data-name=end]")
        page.mouse.click(box["x"] + 5, box["y"] + 5)
        page.locator("#who").focus()
        page.keyboard.press("Alt+g")
        page.keyboard.press("Enter")

        wait_until(page, lambda: len(watched.presses) > 1)
        assert watched.presses == ["end", "back"]


def test_stirs_come_without_contents_and_not_for_what_the_overlay_does_itself(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.wait_for_timeout(700)
        before = len(watched.stirs)
        page.wait_for_timeout(300)
        assert len(watched.stirs) == before

        page.locator("#who").fill("camille")
        page.wait_for_timeout(50)
        assert watched.stirs[before:]
        assert set(watched.stirs) == {page}


STIRRING: Final = {
    "input": "who.dispatchEvent(new InputEvent('input', {bubbles: true}))",
    "mutation": "document.querySelector('h1').textContent = 'Autre'",
    "new address": "history.pushState(null, '', '/autre')",
    "scroll": "scrollTo({top: 100, behavior: 'instant'})",
    "reload": "location.reload()",
}


@pytest.mark.parametrize("kind", STIRRING)
def test_what_happens_on_the_page_stirs(context: BrowserContext, kind: str) -> None:
    with overlaid(context) as watched:
        page = opened(context, BODY)
        watched.overlay.show(page, PANEL)
        page.wait_for_timeout(300)
        before = len(watched.stirs)
        page.evaluate(STIRRING[kind])
        page.wait_for_timeout(300)

        assert len(watched.stirs) > before


def test_the_overlay_sleeps_while_nothing_moves(context: BrowserContext) -> None:
    count = """() => {
        window.frames_asked = 0;
        const ask = window.requestAnimationFrame;
        window.requestAnimationFrame = then => { frames_asked++; return ask.call(window, then); };
    }"""
    context.add_init_script(f"({count})()")
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.wait_for_timeout(700)
        before = page.evaluate("frames_asked")
        page.wait_for_timeout(500)

        assert before > 0
        assert page.evaluate("frames_asked") == before
