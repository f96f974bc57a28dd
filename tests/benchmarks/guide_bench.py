"""What the live overlay costs: how soon a callout is painted on a screen that is ready, and what its frames take."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from fixtures.browser import open_browser
from fixtures.settings import Settings
from flows.guidance.overlay import Overlay, Panel, PanelButton, Pointer
from mock_portal import BundledPortal, PortalOptions
from pages.cookies import CookieBanner
from pages.login import LoginScreen
from tests.benchmarks.measure import figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

    from pages.element import Element
    from tests.benchmarks.measure import Figure

TURNS: Final = 12
PAINTED: Final = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
PANEL: Final = Panel(
    chapter="Me connecter",
    progress="étape 3 sur 12",
    step=3,
    steps=12,
    sentence="Mettez ici votre identifiant.",
    buttons=(PanelButton(name="skip", label="Passer"), PanelButton(name="end", label="Terminer")),
)


def measure() -> Iterator[Figure]:
    """Milliseconds from the screen's being ready to the callout's being painted, on screens loaded anew each time."""
    settings = Settings(_env_file=None)
    with (
        sync_playwright() as playwright,
        open_browser(playwright, settings.browser) as browser,
        BundledPortal(PortalOptions(creation_seconds=0, scenarios=("csp-strict",))) as portal,
    ):
        context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800})
        taken = list(_screens(context, f"{portal.url}/connexion"))
        context.close()
    yield figure("callout visible after screen ready", taken, "ms")


def _screens(context: BrowserContext, address: str) -> Iterator[float]:
    overlay = Overlay(context, on_press=lambda _, __: None, on_stir=lambda _: None)
    page = context.new_page()
    for turn in range(TURNS + 1):
        context.clear_cookies()
        page.goto(address)
        banner = _seconds(overlay, page, CookieBanner.refuse_button)
        CookieBanner.refuse_button.on(page).click()
        login = _seconds(overlay, page, LoginScreen.email_field)
        if turn:  # the first one warms up
            yield from (banner * 1000, login * 1000)
    overlay.close()


def _seconds(overlay: Overlay, page: Page, target: Element) -> float:
    pointer = Pointer(number=1, text="Mettez ici votre identifiant.", locator=target.on(page))
    pointer.locator.wait_for()
    started = time.perf_counter()
    overlay.show(page, PANEL, [pointer])
    page.evaluate(PAINTED)
    return time.perf_counter() - started
