"""Pointing: at what on a page the guide's callouts point, and with which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Frame

from flows.guidance.framing import home_of, place_of
from flows.guidance.lessons import leads_elsewhere, numbers
from flows.guidance.overlay import Pointer
from flows.steps import Click
from pages.screen import MailView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

    from flows.flow import Detour, Flow
    from flows.guidance.lessons import Lesson
    from flows.steps import Step
    from pages.element import Element
    from pages.screen import Screen


@dataclass(frozen=True, slots=True)
class Pointed:
    """Something to point at."""

    number: int
    """0 where nothing comes before anything else."""
    text: str
    element: Element

    def on(self, page: Page) -> Pointer:
        """The callout on ``page``: at a question as a whole, since its answer is the person's."""
        element = self.element
        home = home_of(page, element)
        place = place_of(home, element)
        return Pointer(
            number=self.number, text=self.text, locator=place, frame=home if isinstance(home, Frame) else None
        )


def points_at(step: Step) -> bool:
    """Whether a remark points at something on the portal's screen, and is therefore said there."""
    return step.target is not None and not issubclass(step.target.screen, MailView) and bool(step.spoken)


def pointed_at(
    flow: Flow, screen: type[Screen], told: Sequence[Lesson], checked: Sequence[Step] = (), *, other_ways: bool = False
) -> tuple[Pointed, ...]:
    """Where to act, first, and what to look at.

    Args:
        flow: the chapter.
        screen: that shows.
        told: the lessons that are told at once.
        checked: what the person is to check, as it is filled in already.
        other_ways: whether remarks on what leads elsewhere are of interest: a choice is still to be made, in any order.
    """
    acts = [lesson.act for lesson in told if lesson.act]
    remarks = [step for lesson in told for step in lesson.before if points_at(step)]
    read = [*checked, *(step for step in remarks if other_ways or not leads_elsewhere(step))]
    count = {} if other_ways else numbers(flow, screen)
    return tuple(Pointed(count.get(step, 0), step.spoken, step.target) for step in (*acts, *read) if step.target)


def ways_out(detour: Detour) -> tuple[Pointed, ...]:
    """Where a person gets on from something beside the way."""
    clicks = [step for step in detour.flow.steps if isinstance(step, Click)]
    ways = [(step.spoken, element) for step in clicks for element in step.ways]
    if detour.shows:
        ways.append(("Cliquez ici.", detour.shows))
    return tuple(Pointed(number, words, element) for number, (words, element) in enumerate(ways, start=1))
