"""The published example is whole: what one reads of it is what its record tells."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pytest
from docx import Document
from pypdf import PdfReader

from reports.content import Tutorial, compose
from reports.files import picture_bytes, read_record
from reports.record import Outcome

EXAMPLE: Final = Path(__file__).parents[2] / "reports" / "example"
LARGEST: Final = 3_000_000
"""Bytes that everybody who clones the repository gets."""


@pytest.fixture(scope="module")
def tutorial() -> Tutorial:
    return compose(read_record(EXAMPLE))


def _words(text: str) -> str:
    return " ".join(text.split())


def test_its_record_can_still_be_read() -> None:
    record = read_record(EXAMPLE)

    assert (record.outcome, record.bundled) == (Outcome.PASSED, True)
    assert all(picture_bytes(EXAMPLE, section.picture) for section in record.sections if section.picture)


@pytest.mark.parametrize("name", ["index.html", "connexion.html"])
def test_its_web_pages_hold_all_screens(tutorial: Tutorial, name: str) -> None:
    page = (EXAMPLE / name).read_text(encoding="utf-8")

    titles = [_words(each) for each in re.findall(r'<h2 id="titre-\d+">(.*?)</h2>', page)]
    assert titles == [_words(part.title) for part in tutorial.parts]
    assert page.count("<image ") == len(tutorial.pictured)


def test_its_pdf_holds_all_screens(tutorial: Tutorial) -> None:
    printed = PdfReader(EXAMPLE / "connexion.pdf")

    text = _words(" ".join(page.extract_text() for page in printed.pages))
    assert [part.title for part in tutorial.parts if _words(part.title) not in text] == []
    assert sum(len(page.images) for page in printed.pages) >= len(tutorial.pictured)


def test_its_word_document_holds_all_screens(tutorial: Tutorial) -> None:
    document = Document(str(EXAMPLE / "connexion.docx"))

    headings = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 2"]
    assert headings == [tutorial.words.titled(part.title, mail=part.mail) for part in tutorial.parts]
    assert len(document.inline_shapes) == len(tutorial.pictured)


def test_its_markdown_shows_all_screens(tutorial: Tutorial) -> None:
    text = (EXAMPLE / "connexion.md").read_text(encoding="utf-8")

    shown = [unquote(link) for link in re.findall(r"^!\[.+\]\((.+)\)$", text, re.MULTILINE)]
    assert shown == [part.annotated for part in tutorial.pictured]
    assert all((EXAMPLE / file).is_file() for file in shown)


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in EXAMPLE.rglob("*") if path.is_file()) <= LARGEST
