"""The tutorial as Markdown (CommonMark), with the annotated pictures beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reports.content import Part, Passage, Tutorial

_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~]|^[#+\-=]|^\d+[.)]")
"""What CommonMark, or the tables and strikes of its relatives, would take for markup."""


def markdown(tutorial: Tutorial) -> str:
    """The tutorial as Markdown."""
    return "\n\n".join(_blocks(tutorial)) + "\n"


def _blocks(tutorial: Tutorial) -> Iterator[str]:
    words = tutorial.words
    yield f"# {_escaped(tutorial.title)}"
    if tutorial.intro:
        yield _escaped(tutorial.intro)
    for chapter in tutorial.chapters:
        yield f"## {_escaped(words.titled_chapter(chapter.number, chapter.title))}"
        for part in chapter.parts:
            yield from _part(part, tutorial)
    if tutorial.closing:
        yield f"## {words.sequel}"
        yield _escaped(tutorial.closing)
    yield "---"
    yield _escaped(tutorial.imprint)


def _part(part: Part, tutorial: Tutorial) -> Iterator[str]:
    yield f"### {_escaped(tutorial.words.titled(part.title, mail=part.mail))}"
    for passage in part.before:
        yield _passage(passage, part, tutorial)
    if part.annotated and part.layout:
        yield f"![{_escaped(part.alternative)}]({quote(part.annotated)})"
    for passage in part.after:
        yield _passage(passage, part, tutorial)


def _passage(passage: Passage, part: Part, tutorial: Tutorial) -> str:
    if passage.numbered:
        return "\n".join(f"{sentence.number}. {_escaped(sentence.text)}" for sentence in passage.sentences)
    words = tutorial.words
    title = f"**{words.idle if part.idle else words.note}**"
    return "\n>\n".join(f"> {line}" for line in (title, *(_escaped(each.text) for each in passage.sentences)))


def _escaped(text: str) -> str:
    """``text`` as plain words on one line."""
    return _SPECIAL.sub(lambda found: _backslashed(found[0]), text.replace("\n", " "))


def _backslashed(mark: str) -> str:
    """``mark`` with a backslash before its last sign, which is what makes it one."""
    return f"{mark[:-1]}\\{mark[-1]}"
