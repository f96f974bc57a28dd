"""The documents beside the README."""

import re
from pathlib import Path

import pytest

from fixtures.browser import BrowserSettings

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENTS = sorted(DOCS.glob("*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (DOCS / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_setting_of_the_browser_that_a_document_names_exists(document: Path) -> None:
    named = re.findall(r"PARCOURS_BROWSER__([A-Z_]+)", document.read_text(encoding="utf-8"))

    assert {name.lower() for name in named} <= set(BrowserSettings.model_fields)
