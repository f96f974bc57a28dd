"""No view of the portal holds a barrier that axe can find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from mock_portal import BundledPortal, Person, PortalOptions
from mock_portal.portal import templates
from tests.regression.tour import CREATION, Tour

if TYPE_CHECKING:
    from jinja2 import Template
    from playwright.sync_api import Page

pytestmark = pytest.mark.bundled_only

RUN: Final = """async rules => {
    const {violations} = await axe.run(document, {resultTypes: ['violations'], ...rules});
    const told = id => ({target, failureSummary}) => `${id}: ${target} ${failureSummary}`;
    return violations.flatMap(({id, nodes}) => nodes.map(told(id)));
}"""
RULES: Final[dict[str, dict[str, Any]]] = {
    "light": {
        "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        "rules": {"target-size": {"enabled": True}},
    },
    # The dark page is the same page in other colours.
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}},
}
PARTS: Final = {"base.html", "macros.html", "journey.html", "cookie_choices.html", "cookie_dialogs.html"}
"""Templates that others are made of."""


def violations(page: Page, rules: dict[str, Any]) -> list[str]:
    # Not as a script of the page: its policy would refuse it.
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN, rules)
    return found


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_view_holds_a_barrier(
    page: Page, monkeypatch: pytest.MonkeyPatch, colours: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=colours)
    environment = templates()
    shown = set()
    get_template = environment.get_template

    def noted(name: str, *rest: Any) -> Template:
        shown.add(name)
        return get_template(name, *rest)

    monkeypatch.setattr(environment, "get_template", noted)
    person = Person(email="camille.martin@ecole.example", first_name="Camille", last_name="Martin")
    with BundledPortal(PortalOptions(creation_seconds=CREATION.total_seconds())) as portal:
        found = {name: violations(page, RULES[colours]) for name in Tour(portal, page, person).everything()}

    assert {name: barriers for name, barriers in found.items() if barriers} == {}
    assert set(environment.list_templates()) - PARTS <= shown, "the tour misses a template"
