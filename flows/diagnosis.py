"""From what went wrong to whose fault it is, in one sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from flows.trouble import BotTrouble, Drift, EnvironmentTrouble, Handover, PortalTrouble, Trouble

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from flows.flow import Flow
    from flows.steps import Step
    from pages.element import Element
    from pages.screen import Screen

_ROLES = {
    "heading": "titre",
    "button": "bouton",
    "link": "lien",
    "field": "champ",
    "box": "case",
    "choice": "choix",
    "text": "texte",
}


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
    where = f"« {flow.title} »" + (f", « {step.say} »" if step else "")
    if page.is_closed():
        return Handover(f"{where} : la fenêtre a été fermée.")
    network = _network_fault(page, error)
    if network:
        return EnvironmentTrouble(f"{where} : la page ne se charge pas ({network}).")
    seen = _seen(page)
    if awaited:
        named = f"l’écran « {awaited.heading.label} » ({awaited.__name__})"
        return PortalTrouble(f"{where} : {named} ne s’affiche pas ; on voit {seen}.")
    if step and step.target:
        return _about_element(page, step.target, where, seen)
    return BotTrouble(f"{where} : le geste n’a pas pu être fait ; on voit {seen}.")


def _about_element(page: Page, target: Element, where: str, seen: str) -> Trouble:
    named = f"{_ROLES[target.role]} « {target.label} » ({target.name})"
    count = target.on(page).filter(visible=True).count()
    if count == 0:
        return Drift(f"{where} : {named} introuvable ; on voit {seen}.")
    if count > 1:
        return Drift(f"{where} : {named} présent {count} fois ; on voit {seen}.")
    return PortalTrouble(f"{where} : {named} ne répond pas comme attendu ; on voit {seen}.")


def _network_fault(page: Page, error: PlaywrightError | AssertionError) -> str:
    if page.url.startswith("chrome-error:"):
        return "erreur du navigateur"
    named = re.search(r"net::ERR_\w+", str(error))
    return named.group() if named else ""


def _seen(page: Page) -> str:
    try:
        titles = page.get_by_role("heading", level=1).filter(visible=True).all_inner_texts()
    except PlaywrightError:
        titles = []
    return " et ".join(f"« {' '.join(title.split())} »" for title in titles) or "une page sans titre"
