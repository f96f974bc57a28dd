"""The tutor: knows what is to be done next where somebody is, and what to say about it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flows.guidance import panel as panels
from flows.guidance.deeds import Deeds
from flows.guidance.framing import home_of, place_of
from flows.guidance.lessons import Lesson, lessons, mail_steps
from flows.guidance.panel import Moment
from flows.guidance.pointing import pointed_at, ways_out
from flows.guidance.post import News
from flows.steps import Receive, ReceiveCode, Verify
from pages.challenge import ChallengeScreen
from pages.situations import SettledStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

    from flows.bearings import Whereabouts
    from flows.flow import Detour, Flow
    from flows.guidance.course import Course
    from flows.guidance.keeper import Keeper
    from flows.guidance.overlay import Overlay, Panel
    from flows.guidance.pointing import Pointed
    from flows.guidance.post import Post
    from flows.steps import Step
    from pages.screen import MailView, Screen

_MISSED: Final = 1.0
"""Seconds after which something that is not there is no longer taken for late."""


@dataclass(slots=True)
class Scene:
    """What shows in one document, and how far the person is there."""

    page: Page
    document: float
    where: Whereabouts
    held: int | None = None
    """The lesson that the person wants to see again."""
    skipped: set[Step] = field(default_factory=set)
    begun: int | None = None
    """The lesson that was the first to be done."""
    reached: int | None = None
    """The lesson that is to be done now."""
    met: set[Step] = field(default_factory=set)
    """The acts whose targets were there."""
    missed: dict[Step, float] = field(default_factory=dict)
    """Since when the targets of others are missing."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be shown."""

    panel: Panel
    pointed: tuple[Pointed, ...] = ()
    code: str | None = field(default=None, repr=False)
    """What would be typed, if the person agreed."""
    awaited: type[MailView] | None = None
    """The mail that the person is told to look for."""
    arrived: bool = False
    """Whether this is the journey's end."""


class Tutor:
    """Teaches the lessons of a course, one at a time."""

    def __init__(
        self, course: Course, overlay: Overlay, post: Post, *, keeper: Keeper | None = None, may_fill_code: bool = False
    ) -> None:
        self._course = course
        self._overlay = overlay
        self._post = post
        self._keeper = keeper
        self._may_fill_code = may_fill_code
        self._deeds = Deeds(overlay)

    def teach(self, scene: Scene) -> Said | None:
        """What is to be said now; None on a screen that has nothing to teach."""
        course, screen, detour = self._course, scene.where.screen, scene.where.detour
        if detour and (screen is None or self._leads_away(scene.page, detour)):
            return Said(panels.counsel(detour), ways_out(detour))
        flow = course.chapter(screen) if screen else None
        if screen is None or flow is None:
            return None
        if detour and detour.flow.start is SettledStatus:
            return Said(panels.over(course.journey, course.behind, (), detour.counsel), arrived=True)
        if course.chosen is None and screen is course.parting:
            told = lessons(flow, screen)
            return Said(panels.choice(told[0], course.choices), pointed_at(flow, screen, told[:1], other_ways=True))
        if course.is_over(flow, screen):
            offered = () if course.chosen in course.choices else course.choices
            return Said(panels.over(course.journey, course.behind, offered), arrived=True)
        return self._lesson(scene, flow, screen)

    def go_back(self, scene: Scene) -> None:
        """Tell once more the lesson before the one that is told."""
        if scene.reached is not None:
            at = scene.reached if scene.held is None else scene.held
            scene.held = max(at - 1, 0)

    def skip(self, scene: Scene) -> None:
        """Go on to the next lesson, though this one is not done."""
        screen = scene.where.screen
        flow = self._course.chapter(screen) if screen else None
        if scene.reached is None or screen is None or flow is None:
            return
        if scene.held is not None:
            scene.held = scene.held + 1 if scene.held + 1 != scene.reached else None
            return
        told = lessons(flow, screen)
        if scene.reached < len(told) and (act := told[scene.reached].act):
            scene.skipped.add(act)

    def _leads_away(self, page: Page, detour: Detour) -> bool:
        """Whether the person is to act elsewhere than in the lesson, because of what the portal says."""
        return any(self._overlay.hand(each.element.on(page)).present for each in ways_out(detour))

    def _lesson(self, scene: Scene, flow: Flow, screen: type[Screen]) -> Said:
        told = lessons(flow, screen)
        index, optional = self._to_do(scene, flow, told)
        if index != scene.reached:
            scene.reached, scene.held = index, None
        if scene.begun is None:
            scene.begun = index
        if scene.held is not None:
            index, optional = scene.held, False
        if index == len(told):
            return Said(panels.skipped(flow))
        lesson = told[index]
        if lesson.act and self._is_missed(scene, lesson.act):
            return Said(panels.missing(flow, lesson.act))
        joined = told[index + 1] if optional and index + 1 < len(told) else None
        following = self._course.following(flow) if lesson.act is None else None
        mails = mail_steps(following) if following else ()
        awaited = [step for step in (*lesson.before, *mails) if isinstance(step, Receive)]
        moment = Moment(
            flow=flow,
            lesson=lesson,
            joined=joined,
            progress=self._course.progress(flow, lesson.act) if lesson.act else (0, 0),
            news={step: self._news(scene.page, step) for step in awaited},
            detour=scene.where.detour,
            following=mails,
            first=index <= scene.begun,
            may_fill_code=self._may_fill_code,
        )
        # What was filled in already is to be looked at once, when everything is new.
        new = moment.first and not moment.detour
        checked = [each.act for each in told[:index] if isinstance(each.act, Verify)] if new else []
        return Said(
            panels.lead(moment),
            pointed_at(flow, screen, [each for each in (lesson, joined) if each], checked),
            code=moment.code if self._may_fill_code else None,
            awaited=next((step.mail for step in awaited if step.needed), None),
        )

    def _is_missed(self, scene: Scene, act: Step) -> bool:
        """Whether what ``act`` needs was never there, for a while; what was there and is gone was used."""
        if act.target is None or act in scene.met:
            return False
        if self._overlay.hand(place_of(home_of(scene.page, act.target), act.target)).present:
            scene.met.add(act)
        since = scene.missed.setdefault(act, time.monotonic())
        return act not in scene.met and time.monotonic() - since >= _MISSED

    def _to_do(self, scene: Scene, flow: Flow, told: Sequence[Lesson]) -> tuple[int, bool]:
        """The first lesson that is not done, and whether it may be left out."""
        for index, lesson in enumerate(told):
            if lesson.act is None:
                return index, False
            if lesson.act not in scene.skipped:
                state = self._deeds.state(scene.page, scene.document, lesson.act)
                if state != "done":
                    return index, state == "optional"
                if self._keeper:
                    self._keeper.did(flow, lesson.act)
        return len(told), False

    def _news(self, page: Page, step: Receive) -> News:
        if not isinstance(step, ReceiveCode):
            return self._post.news(step.mail)
        home = home_of(page, ChallengeScreen.code_field)
        there = any(each.on(home).count() == 1 for each in (ChallengeScreen.prefix_text, ChallengeScreen.code_field))
        prefix = ChallengeScreen(home).prefix() if there else None
        return self._post.code(prefix) if prefix else News()
