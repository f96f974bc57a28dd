"""The guide's panel: read out once, reached by keyboard, out of the way, and there on every page."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING, Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from flows.guidance.overlay import Panel, PanelButton
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
from tests.regression.test_accessibility import RUN

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Page

    from mock_portal import BundledPortal

FOCUSED: Final = "root.activeElement?.getAttribute('data-name') ?? root.activeElement?.className"


def violations(page: Page) -> list[str]:
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN)
    return found


@pytest.mark.parametrize("tone", ["step", "notice", "warning", "done"])
@pytest.mark.parametrize("size", [(1280, 720), (390, 844), (640, 360)])
def test_axe_finds_no_barrier(context: BrowserContext, tone: Any, size: tuple[int, int]) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        main = PanelButton(name="choose", label="Adhérer", kind="main")
        panel = replace(PANEL, tone=tone, buttons=(main, *PANEL.buttons))
        watched.overlay.show(page, panel, [pointer(page.locator("#go"))])
        page.evaluate("scrollTo(0, 0)")

        assert violations(page) == []


@pytest.mark.bundled_only
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_no_barrier_on_the_bundled_portal(
    page: Page, serve: Callable[..., BundledPortal], colours: Any
) -> None:
    page.emulate_media(color_scheme=colours)
    with overlaid(page.context) as watched:
        page.goto(f"{serve().url}/connexion")
        refuse = page.get_by_role("button", name="Continuer sans accepter")
        watched.overlay.show(page, PANEL, [pointer(refuse)])
        assert violations(page) == []

        refuse.click()
        watched.overlay.show(page, PANEL, [pointer(page.get_by_label("Email de connexion"))])
        assert violations(page) == []


def test_assistive_technology_finds_it_though_its_root_is_closed(context: BrowserContext) -> None:
    with overlaid(context, open_root=False) as watched:
        page = opened(context, FORM, headers={"Content-Security-Policy": STRICT})
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        nodes = context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        told = {(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node["ignored"]}
        live = [
            {each["name"]: each["value"].get("value") for each in node["properties"]}
            for node in nodes
            if node.get("role", {}).get("value") == "status"
        ]

        assert ("region", "Guide") in told
        assert {("button", button.label) for button in PANEL.buttons} <= told
        assert {("button", "Déplacer le guide"), ("button", "Réduire le guide")} <= told
        assert [(each["live"], each["atomic"]) for each in live] == [("polite", True)]


COUNT: Final = """() => {
    const said = document.querySelector('[popover=manual]').shadowRoot.querySelector('[role=status]');
    window.announced = 0;
    new MutationObserver(() => announced++).observe(said, {childList: true, subtree: true, characterData: true});
}"""


def test_a_sentence_is_announced_once(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        page.evaluate(COUNT)
        watched.overlay.show(page, PANEL)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        watched.overlay.show(page, replace(PANEL, buttons=PANEL.buttons[:2], step=4, progress="étape 4 sur 12"))
        assert page.evaluate("announced") == 0

        watched.overlay.show(page, replace(PANEL, sentence="Tapez votre mot de passe.", details=()))
        assert page.evaluate("announced") == 1


def test_the_spaces_are_those_of_french(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, replace(PANEL, sentence="Cliquez sur « Valider » : c'est tout !"))

        assert inside(page, "root.querySelector('.sentence').textContent") == (
            "Cliquez sur «\u00a0Valider\u00a0»\u00a0: c’est tout\u202f!"
        )


def test_showing_never_takes_the_focus(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        page.locator("#secret").focus()
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        watched.overlay.show(page, replace(PANEL, sentence="Autre chose."), [pointer(page.locator("#who"))])

        assert page.evaluate("document.activeElement.id") == "secret"


def test_tab_leads_to_every_button_and_enter_presses_it(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        page.locator("#go").focus()
        reached = []
        for _ in range(6):
            page.keyboard.press("Tab")
            reached.append(inside(page, FOCUSED))
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Space")
        page.wait_for_timeout(1)

        assert reached == ["icon", "icon", "back", "repeat", "skip", "end"]
        assert watched.presses == ["end", "skip"]


def test_the_focus_is_seen(context: BrowserContext) -> None:
    ring = "(({outlineStyle, outlineWidth}) => outlineStyle + outlineWidth)(getComputedStyle(root.activeElement))"
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        page.locator("#go").focus()
        for _ in range(6):
            page.keyboard.press("Tab")
            assert inside(page, ring) == "solid3px"


def test_a_shortcut_leads_to_the_panel_and_back_to_where_one_was(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        page.locator("#who").focus()
        page.keyboard.press("Alt+g")
        assert inside(page, FOCUSED) == "back"

        page.keyboard.press("Alt+g")
        assert page.evaluate("document.activeElement.id") == "who"
        assert page.locator("#who").input_value() == ""


def test_escape_makes_it_small_and_enter_large_again(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        page.keyboard.press("Escape")
        assert box_of(page, ".panel")["height"] > 100

        page.keyboard.press("Alt+g")
        page.keyboard.press("Escape")
        assert box_of(page, ".panel")["height"] < 70
        assert inside(page, "root.querySelector('.opener').textContent") == "Guide\u00a0: étape 3\u00a0sur 12"

        page.keyboard.press("Enter")
        assert box_of(page, ".panel")["height"] > 100
        assert inside(page, FOCUSED) == "back"


def test_the_focus_stays_on_a_button_while_the_sentence_changes(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        page.keyboard.press("Alt+g")
        page.keyboard.press("Tab")
        watched.overlay.show(page, replace(PANEL, sentence="Autre chose.", buttons=PANEL.buttons[1:]))
        assert inside(page, FOCUSED) == "repeat"


def centre(box: dict[str, float]) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_it_can_be_dragged_to_another_corner_and_stays_there_on_the_next_page(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        page.mouse.move(*centre(box_of(page, ".chapter")))
        page.mouse.down()
        page.mouse.move(900, 100, steps=3)
        page.mouse.up()
        assert inside(page, "root.querySelector('.panel').dataset.corner") == "top-right"
        page.mouse.move(10, 700)
        page.wait_for_timeout(1)
        page.reload()
        wait_inside(page, "root.querySelector('.panel').checkVisibility()")

        assert inside(page, "root.querySelector('.panel').dataset.corner") == "top-right"


def test_a_button_moves_it_for_those_who_cannot_drag(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        corners = []
        for _ in range(4):
            page.mouse.click(*centre(box_of(page, ".icon")))
            corners.append(inside(page, "root.querySelector('.panel').dataset.corner"))

        assert sorted(corners) == ["bottom-left", "bottom-right", "top-left", "top-right"]


@pytest.mark.parametrize("size", [(1280, 720), (390, 844), (640, 360), (320, 568), (844, 390)])
@pytest.mark.parametrize("place", ["top: 10px; left: 10px", "top: 10px; right: 10px", "bottom: 10px; right: 10px"])
def test_it_keeps_out_of_the_way_of_the_target(context: BrowserContext, size: tuple[int, int], place: str) -> None:
    with overlaid(context) as watched:
        page = opened(context, f"<button id=go style='position: fixed; {place}'>Ici</button>")
        page.set_viewport_size({"width": size[0], "height": size[1]})
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        panel = box_of(page, ".panel")

        assert overlap(panel, target_box(page, "#go")) == 0
        assert panel["x"] >= 0
        assert panel["y"] >= 0
        assert panel["x"] + panel["width"] <= size[0]
        assert panel["y"] + panel["height"] <= size[1]


@pytest.mark.parametrize("size", [(640, 360), (390, 664), (320, 568)])
def test_in_a_small_window_every_button_can_be_reached_and_the_target_is_free(
    context: BrowserContext, size: tuple[int, int]
) -> None:
    # 1280 × 720 at 200 % zoom is a window of 640 × 360.
    long = replace(PANEL, details=("Un conseil assez long pour qu’il prenne plusieurs lignes dans le guide.",) * 3)
    with overlaid(context) as watched:
        page = opened(context, "<p style='height: 600px'></p>" + FORM + "<p style='height: 900px'></p>")
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(reduced_motion="reduce")
        watched.overlay.show(page, long, [pointer(page.locator("#who"))])
        assert overlap(box_of(page, ".panel"), target_box(page, "#who")) == 0

        page.keyboard.press("Alt+g")
        for button in PANEL.buttons:
            assert inside(page, FOCUSED) == button.name
            box, panel = box_of(page, f"[data-name={button.name}]"), box_of(page, ".panel")
            assert overlap(box, panel) == pytest.approx(box["width"] * box["height"], abs=1)
            page.keyboard.press("Tab")


@pytest.mark.parametrize(
    ("size", "share"),
    [((683, 340), 0.34), ((640, 360), 0.34), ((844, 390), 0.34), ((390, 664), 0.41), ((320, 256), 0.51)],
)
def test_in_a_small_window_it_leaves_most_of_the_height_free(
    context: BrowserContext, size: tuple[int, int], share: float
) -> None:
    long = replace(PANEL, details=("Un conseil assez long pour qu’il prenne plusieurs lignes dans le guide.",) * 5)
    with overlaid(context) as watched:
        page = opened(context, FORM)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        watched.overlay.show(page, long)

        assert box_of(page, ".panel")["height"] <= share * size[1]
        assert box_of(page, ".said")["height"] > 30


def test_it_is_there_before_the_next_page_has_loaded(context: BrowserContext) -> None:
    loaded = Event()

    def late(route: Any) -> None:
        while not loaded.is_set():
            page.wait_for_timeout(10)
        route.fulfill(body="", content_type="text/javascript")

    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        serve(context, {"suite": document(FORM + "<script src=late.js></script>")})
        context.route("**/late.js", late)
        page.goto(f"{ADDRESS}suite", wait_until="commit")
        wait_inside(page, "root.querySelector('.sentence')?.checkVisibility()")
        state = page.evaluate("document.readyState")
        sentence = inside(page, "root.querySelector('.sentence').textContent")
        loaded.set()
        page.wait_for_load_state()

        assert state == "loading"
        assert sentence == PANEL.sentence


def test_the_callouts_of_a_page_do_not_stay_for_the_next(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        page.reload()
        wait_inside(page, "root.querySelector('.sentence')?.checkVisibility()")

        assert not inside(page, SHOWN)


def test_a_window_that_the_page_opens_has_an_overlay_of_its_own(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        with page.expect_popup() as opening:
            page.evaluate("window.open('/')")
        other = opening.value
        other.wait_for_load_state()
        assert not inside(other, "root.querySelector('.panel').checkVisibility()")

        watched.overlay.show(other, replace(PANEL, sentence="Ici aussi."), [pointer(other.locator("#go"))])
        assert inside(other, "root.querySelector('.sentence').textContent") == "Ici aussi."
        assert inside(page, "root.querySelector('.sentence').textContent") == PANEL.sentence


def test_hidden_it_shows_nothing_and_comes_back(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        watched.overlay.hide(page)
        assert not inside(page, "root.querySelector('.panel').checkVisibility()")
        assert not inside(page, SHOWN)

        watched.overlay.show(page, PANEL)
        assert inside(page, "root.querySelector('.panel').checkVisibility()")


def test_a_page_from_the_cache_of_the_history_shows_what_is_to_be_shown_now(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL)
        watched.overlay.hide(page)
        watched.overlay._state(page).panel = Panel(chapter="Suite", sentence="Plus loin.")  # noqa: SLF001 - as another document left it
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

        wait_inside(page, "root.querySelector('.sentence').textContent === 'Plus loin.'")
