"""The course: where in the journeys somebody is, how far that is, and what is behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.guidance.lessons import acts, lessons
from flows.sign import Shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flows.flow import Flow, Journey
    from flows.steps import Step
    from pages.screen import Screen


class Course:
    """Some journeys as one map, of which one is walked.

    Whatever screen shows, it tells a chapter to be led through: one of the journey that was chosen, or of another
    if that alone knows the screen.
    """

    def __init__(self, journeys: Mapping[str, Journey], *, choices: Sequence[str], chosen: str | None = None) -> None:
        """Walk ``chosen``; without it, the person has the choice between ``choices`` where their ways part."""
        self.journeys = journeys
        self.choices = choices
        self.chosen = chosen
        self.finished: list[str] = []
        """The titles of the chapters that were done, banners included, in order."""
        self._visited: set[type[Screen]] = set()
        self._here: type[Screen] | None = None

    @property
    def journey(self) -> Journey:
        """The one that is walked; while nothing is chosen, the first that can be."""
        return self.journeys[self.chosen or self.choices[0]]

    @property
    def parting(self) -> type[Screen]:
        """The screen where the choices part."""
        one, *others = (self.journeys[name].mainline for name in self.choices)
        known = {flow.title for other in others for flow in other}
        return next(flow.start for flow in one if flow.title not in known)

    def choose(self, name: str) -> None:
        """Walk another journey."""
        self.chosen = name

    def chapter(self, screen: type[Screen]) -> Flow | None:
        """The chapter that tells what to do on ``screen``: the first that is not finished."""
        others = [journey for journey in self.journeys.values() if journey is not self.journey]
        for journey in (self.journey, *others):
            telling = [flow for flow in journey.chapters if lessons(flow, screen)]
            if telling:
                return next((flow for flow in telling if flow.title not in self.finished), telling[-1])
        return None

    def following(self, flow: Flow) -> Flow | None:
        """The chapter after ``flow`` in its journey."""
        for journey in self.journeys.values():
            if flow in journey.mainline[:-1]:
                return journey.mainline[journey.mainline.index(flow) + 1]
        return None

    def reach(self, screen: type[Screen]) -> None:
        """Take note that ``screen`` shows; a choice that was made on the page is followed."""
        if screen is self._here:
            return
        choosing = [name for name in self.choices if self._known(self.journeys[name], screen)]
        if len(choosing) == 1:
            self.choose(choosing[0])
        self._finish(screen)
        self._visited.add(screen)
        self._here = screen

    def part_with(self, screens: Sequence[type[Screen]]) -> None:
        """Take note that something led away from ``screens``, so that nothing was finished there."""
        self._visited -= set(screens)

    def is_over(self, flow: Flow, screen: type[Screen]) -> bool:
        """Whether a journey ends on ``screen``: it is the last one, and nothing is left to be done there."""
        if all(flow is not journey.mainline[-1] for journey in self.journeys.values()):
            return False
        return all(lesson.act is None for lesson in lessons(flow, screen))

    def progress(self, flow: Flow, step: Step) -> tuple[int, int]:
        """The how manieth ``step`` is among all that the journey has one do; (0, 0) for what is no part of it."""
        counted = [(each, act) for each in self.journey.chapters if not _banner(each) for act in acts(each)]
        place = next((index for index, pair in enumerate(counted, start=1) if pair == (flow, step)), 0)
        return (place, len(counted)) if place else (0, 0)

    @property
    def behind(self) -> list[str]:
        """The titles of the chapters that were done, in order."""
        banners = {flow.title for journey in self.journeys.values() for flow in journey.chapters if _banner(flow)}
        return [title for title in self.finished if title not in banners]

    def left(self) -> list[str]:
        """The titles of the chapters that are still to come."""
        titles = [flow.title for flow in self.journey.chapters if not _banner(flow) and acts(flow)]
        # A code may be asked for anywhere; whoever begins in the middle has no need of what comes before.
        on_the_way = {flow.title for flow in self.journey.mainline} & set(titles)
        here = {flow.title for screen in self._visited if (flow := self.chapter(screen))}
        behind = [titles.index(title) + 1 for title in on_the_way.intersection(self.finished)]
        first = max([0, *behind, *(titles.index(title) for title in on_the_way & here)])
        return [title for title in titles[first:] if title not in self.finished]

    def _finish(self, reached: type[Screen]) -> None:
        order = self.journey.mainline
        place = next((index for index, flow in enumerate(order) if lessons(flow, reached)), -1)
        for journey in self.journeys.values():
            for flow in journey.chapters:
                if flow.title not in self.finished and self._leads(flow, reached, place):
                    self.finished.append(flow.title)

    def _leads(self, flow: Flow, reached: type[Screen], place: int) -> bool:
        """Whether ``flow`` was gone through, now that ``reached`` shows in the chapter at ``place``."""
        done = acts(flow)
        if not done or done[-1].place not in self._visited:
            return False
        sign = done[-1].sign()
        if not isinstance(sign, Shown):
            # It led away from where it was; a login leads back, and proves nothing.
            return reached is not done[-1].place and not reached.guarded
        order = self.journey.mainline
        passed = any(lessons(each, screen) for each in order[: place + 1] for screen in sign.screens)
        return reached in sign.screens or (flow in order and order.index(flow) < place and passed)

    @staticmethod
    def _known(journey: Journey, screen: type[Screen]) -> bool:
        return any(lessons(flow, screen) for flow in journey.chapters)


def _banner(flow: Flow) -> bool:
    return flow.whenever and not flow.mails
