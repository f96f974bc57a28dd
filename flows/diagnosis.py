"""From what went wrong to whose fault it is, in one sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flows.sight import Sight, look, responds
from flows.trouble import BotTrouble, Drift, EnvironmentTrouble, Handover, PortalTrouble, Trouble
from pages.nearest import nearest

if TYPE_CHECKING:
    from playwright.sync_api import Error as PlaywrightError
    from playwright.sync_api import Page

    from flows.flow import Flow
    from flows.steps import Step
    from pages.element import Element
    from pages.screen import Screen

_LAST_PATIENCE: Final = 2.0
"""Seconds that a page which has long been waited for has to answer a last question."""
_NETWORK_FAULT: Final = re.compile(r"net::ERR_\w+|NS_ERROR_\w+|Could not (?:connect|resolve)\b")
"""How Chromium, Firefox and WebKit name one."""

ROLES: Final = {
    "heading": "titre",
    "button": "bouton",
    "link": "lien",
    "field": "champ",
    "box": "case",
    "choice": "choix",
    "text": "texte",
    "notice": "avis",
}


def where(flow: Flow, step: Step | None = None) -> str:
    """The flow and the step, as a diagnosis begins."""
    return f"« {flow.title} »" + (f", « {step.say} »" if step else "")


def diagnose(
    page: Page,
    error: PlaywrightError | AssertionError,
    flow: Flow,
    step: Step | None = None,
    *,
    awaited: type[Screen] | None = None,
) -> Trouble:
    """Whose fault ``error`` is, told by what the page shows now.

    Nothing is quoted from the error but the browser's own name for a network fault: Playwright's texts
    hold what was typed.
    """
    return _fault(page, error, step, awaited).at(where(flow, step))


def _fault(
    page: Page, error: PlaywrightError | AssertionError, step: Step | None, awaited: type[Screen] | None
) -> Trouble:
    if page.is_closed():
        return Handover("la fenêtre a été fermée.")
    if not responds(page, within=_LAST_PATIENCE):
        named = f" : l’écran « {awaited.heading.label} » ({awaited.__name__}) ne s’affiche pas" if awaited else ""
        return PortalTrouble(f"la page demandée ne répond pas{named}.")
    sight = look(page)
    network = _NETWORK_FAULT.search(str(error))
    if network or sight.unreachable:
        return EnvironmentTrouble(
            f"la page ne se charge pas ({network.group() if network else 'erreur du navigateur'})."
        )
    if awaited:
        return drifted_screen(page, awaited, sight) or PortalTrouble(
            f"l’écran « {awaited.heading.label} » ({awaited.__name__}) ne s’affiche pas ; {sight.told()}."
        )
    if step and step.target:
        return _about_element(page, step.target, sight)
    return BotTrouble(f"le geste n’a pas pu être fait ; {sight.told()}.")


def drifted_screen(page: Page, awaited: type[Screen], sight: Sight) -> Drift | None:
    """The awaited screen without what it is known by: it shows its other elements, or its title in other words."""
    if sight.broken or sight.unreachable:
        return None
    sign = awaited.sign()
    others = [element for element in awaited.elements() if element not in (sign, awaited.heading)]
    told = [element for element in others if element.role not in ("text", "notice")]
    found = sum(element.on(page).count() > 0 for element in told)
    candidate = nearest(sign, page)
    # A screen that is known by its title alone is told by a title much like it, or by there being none at all.
    alone = not told and (candidate is not None or (not sight.headings and sight.status < 400))  # noqa: PLR2004
    if not alone and (not found or found * 2 < len(told)):
        return None
    return Drift(f"{_named(sign)} introuvable{_instead(candidate)} ; {sight.told()}.")


def _about_element(page: Page, target: Element, sight: Sight) -> Trouble:
    count = target.on(page).filter(visible=True).count()
    if count > 1:
        return Drift(f"{_named(target)} présent {count} fois ; {sight.told()}.")
    if count == 1:
        return PortalTrouble(f"{_named(target)} ne répond pas comme attendu ; {sight.told()}.")
    if sight.broken:
        return PortalTrouble(f"{_named(target)} introuvable ; {sight.told()}.")
    if not target.screen.sign().on(page).count() and target is not target.screen.sign():
        return PortalTrouble(
            f"l’écran « {target.screen.heading.label} » ({target.screen.__name__}) a disparu ; {sight.told()}."
        )
    return Drift(f"{_named(target)} introuvable{_instead(nearest(target, page))} ; {sight.told()}.")


def _named(element: Element) -> str:
    return f"{ROLES[element.role]} « {element.label} » ({element.name})"


def _instead(candidate: str | None) -> str:
    return f" ; le plus proche : « {candidate} »" if candidate else ""
