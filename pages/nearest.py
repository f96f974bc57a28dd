"""Whether a page shows a declared element, and what comes nearest to it where it does not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final, Literal

from pages.catalogue import MAILS, SCREENS
from pages.element import Choice
from pages.label import label_pattern
from pages.likeness import likeness, says_something

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from playwright.sync_api import Frame, Page

    from pages.element import Element
    from pages.screen import Screen

State = Literal["present", "missing", "several", "renamed"]

_ALIKE: Final = 0.5
"""From this likeness on, another name is taken for the same thing's."""
_UNMISTAKABLE: Final = 0.8
"""The same for what is not marked up as such a thing at all."""
_CLEARLY: Final = 0.05
"""How much more alike one name must be than another to tell them apart."""
_KINDS: Final = {
    "heading": {"heading"},
    "button": {"button", "link"},
    "link": {"button", "link"},
    "field": {"field"},
    "box": {"box"},
    "choice": {"choice"},
    "text": {"text"},
}
"""What is one and the same thing to a person; anything else is never looked for."""

_DISPLAYED: Final = """found => found.filter(each =>
    [each, ...(each.labels ?? [])].some(one => one.checkVisibility({ visibilityProperty: true }))
).length"""
"""How many are displayed; a box may be drawn by its label alone."""


@dataclass(frozen=True, slots=True)
class Presence:
    """How a page shows an element."""

    state: State
    count: int
    """How often it is there."""
    seen: str | None = None
    """The name of what is seen in its place, where it was renamed."""
    likeness: float = 0.0
    """How much that name is like the declared one, from 0.0 to 1.0; 0.0 where its place alone tells."""


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something that the page shows."""

    kind: str
    name: str
    question: str
    """That a choice answers."""
    level: int
    """Of a heading."""
    submits: bool
    aside: bool
    """Whether it stands at the page's edge, or is there for comfort only: not what a screen is about."""
    boxed: bool
    """Whether it looks like a button."""
    inline: bool
    """Whether it stands among the words of a sentence."""
    free: bool
    """Whether it is text that belongs to no control, label or heading."""
    selectors: tuple[int, ...]

    @property
    def said(self) -> str:
        return f"{self.question} {self.name}".strip()


def presence(element: Element, page: Page | Frame) -> Presence:
    """How ``page`` shows ``element`` right now; never waits.

    A text may be there any number of times, anything else once: it could not be told which is meant.
    """
    count = element.on(page).evaluate_all(_DISPLAYED)
    if count > 1 and element.role not in {"text", "notice"}:
        return Presence("several", count)
    if count:
        return Presence("present", count)
    near = _nearest(element, page)
    return Presence("renamed", 0, near[0].said, near[1]) if near else Presence("missing", 0)


def nearest(element: Element, page: Page | Frame) -> str | None:
    """The name of what ``page`` shows in the place of ``element``, in one round trip; None if nothing does.

    It is the same thing to a person (a link may stand for a button) under the name most like the declared one. Where
    no name is alike, it is the one such thing that no other declared element accounts for. What varies from one
    person to the next has no name to compare.
    """
    near = _nearest(element, page)
    return near[0].said if near else None


def _nearest(element: Element, page: Page | Frame) -> tuple[_Thing, float] | None:
    kinds = _KINDS.get(element.role)
    if kinds is None or element.pattern:
        return None
    siblings = [each for each in element.screen.elements() if each is not element]
    things = _things(page, [each.css for each in siblings])
    others = [*siblings, *_others_shown(element.screen, things)]
    left = [
        thing
        for thing in things
        if thing.kind in kinds
        and not any(_is(other, thing, place) for place, other in enumerate(others))
        and not _is_rather(siblings, thing, than=element)
    ]
    named = _most_alike(element, left, _ALIKE)
    if named is None and element.role == "heading":
        named = _most_alike(element, [thing for thing in things if thing.free], _UNMISTAKABLE)
    if named:
        return named
    at_home = any(_is(sibling, thing, place) for place, sibling in enumerate(siblings) for thing in things)
    only = _only(element, left, has_title=any(thing.level == 1 for thing in things)) if at_home else None
    return (only, 0.0) if only else None


def _things(page: Page | Frame, selectors: Sequence[str | None]) -> list[_Thing]:
    # No element matches :not(*), so places stay those of the elements.
    found: list[dict[str, Any]] = page.evaluate(_script(), [selector or ":not(*)" for selector in selectors])
    return [_Thing(**{**thing, "selectors": tuple(thing["selectors"])}) for thing in found]


@cache
def _script() -> str:
    return resources.files("pages").joinpath("things.js").read_text(encoding="utf-8")


def _others_shown(screen: type[Screen], things: Iterable[_Thing]) -> list[Element]:
    """The elements of the other known screens that show on the same page, such as a banner."""
    return [
        element
        for other in (*SCREENS, *MAILS)
        if other is not screen and any(_is(sign, thing) for sign in {other.heading, other.sign()} for thing in things)
        for element in other.elements()
    ]


def _is(element: Element, thing: _Thing, place: int = -1) -> bool:
    """Whether ``thing`` is ``element``; ``place`` is that of its selector."""
    if place in thing.selectors:
        return True
    if thing.kind not in _KINDS.get(element.role, ()):
        return False
    pattern = element.pattern or label_pattern(*element.labels)
    if isinstance(element, Choice) and not label_pattern(element.question).match(thing.question):
        return False
    return pattern.search(thing.name) is not None


def _is_rather(siblings: Iterable[Element], thing: _Thing, than: Element) -> bool:
    """Whether ``thing`` is more like one of ``siblings``, which may have been renamed as well."""
    rivals = (_likeness(each, thing) for each in siblings if thing.kind in _KINDS.get(each.role, ()))
    return max(rivals, default=0.0) >= max(_ALIKE, _likeness(than, thing) + _CLEARLY)


def _most_alike(element: Element, things: Iterable[_Thing], enough: float) -> tuple[_Thing, float] | None:
    judged = [(thing, _likeness(element, thing)) for thing in things]
    alike = [pair for pair in judged if pair[1] >= (_UNMISTAKABLE if pair[0].aside else enough)]
    return max(alike, key=lambda pair: pair[1], default=None)


def _likeness(element: Element, thing: _Thing) -> float:
    alike = max(likeness(label, thing.name) for label in element.labels)
    if isinstance(element, Choice):
        # Many questions have the answer « Non »: the question tells as much as the answer.
        return alike * (0.4 + 0.6 * likeness(element.question, thing.question))
    return alike


def _only(element: Element, things: Iterable[_Thing], *, has_title: bool) -> _Thing | None:
    """The one thing that must be ``element``, as nothing else of its kind is left."""
    left = [thing for thing in things if not thing.aside and says_something(thing.name)]
    for fits in _narrower(element, left, has_title=has_title):
        fitting = [thing for thing in left if fits(thing)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def _narrower(element: Element, left: Sequence[_Thing], *, has_title: bool) -> tuple[Callable[[_Thing], bool], ...]:
    """What makes it ever more likely that a thing is ``element``, whatever its name."""
    match element.role:
        case "heading" if has_title:
            first = min((thing.level for thing in left), default=0)
            return (lambda thing: thing.level == first,)
        case "choice":
            # Another answer is another answer; only its question may read quite differently.
            answer = label_pattern(*element.labels)
            return (lambda thing: answer.match(thing.name) is not None,)
        case "button":
            return (
                lambda thing: thing.boxed and not thing.inline,
                lambda thing: thing.kind == "button" and not thing.inline,
                lambda thing: thing.submits and not thing.inline,
            )
        case "link":
            return (lambda _: True, lambda thing: thing.kind == "link")
        case "field" | "box":
            return (lambda _: True,)
        case _:
            return ()
