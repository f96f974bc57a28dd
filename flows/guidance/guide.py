"""The Guide: shows where to act, and waits until the person has done it. It never acts itself."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final, Literal
from urllib.parse import urlsplit

from playwright.sync_api import Error as PlaywrightError

from flows.bearings import Lookout
from flows.guidance import panel as panels
from flows.guidance.counsel import COUNSELLED
from flows.guidance.course import Course
from flows.guidance.framing import home_of, inner_frames, place_of
from flows.guidance.overlay import Overlay
from flows.guidance.post import Post
from flows.guidance.tabs import Tabs
from flows.guidance.tutor import Scene, Tutor
from flows.sight import glimpse
from flows.steps import Click
from pages.challenge import ChallengeScreen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from playwright.sync_api import BrowserContext, Page

    from flows.flow import Journey
    from flows.guidance.keeper import Keeper
    from flows.guidance.overlay import Panel
    from flows.guidance.pointing import Pointed
    from flows.guidance.post import Letter
    from flows.sight import Sight
    from flows.stage import Stage
    from pages.screen import MailView, Screen

CHOICES: Final = ("adhesion", "dispense")
"""The journeys between which the portal lets one choose."""
_PULSE: Final = 0.02
"""Seconds in which the browser is listened to between two turns."""
_GLANCE: Final = 0.1
"""Seconds after which the page is glanced at though nothing stirred."""
_PAUSE: Final = 0.04
"""Seconds left to the page between two looks, however much stirs."""
_SURVEY: Final = 0.5
"""Seconds after which one makes sure of where one is though it looks the same."""
_GESTURE: Final = 1.0
"""Seconds that typing the code may take."""
_LOST: Final = 1.0
"""Seconds after which a page on which nothing is recognised is taken for an unknown one."""


class Ending(StrEnum):
    """How guiding ended."""

    ASKED = "asked"
    """The person pressed « Terminer »."""
    CLOSED = "closed"
    """The window was closed."""
    STOPPED = "stopped"
    """It was interrupted in the terminal."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was done, and what comes next."""

    arrived: bool
    """Whether the journey was gone through to its end."""
    done: tuple[str, ...]
    """The titles of the chapters behind the person."""
    left: tuple[str, ...]
    """The titles of those that are still to come."""
    closing: str
    """What comes after the journey."""


class Guide:
    """Leads a person through journeys, on whatever screen they are."""

    performer: ClassVar[Literal["guide"]] = "guide"

    def __init__(
        self,
        stage: Stage,
        *,
        journeys: Mapping[str, Journey],
        chosen: str | None = None,
        choices: Sequence[str] = CHOICES,
        fill_code: bool = False,
        keeper: Keeper | None = None,
        overlay: Callable[..., Overlay] = Overlay,
    ) -> None:
        """Lead in the browser context of the stage's page.

        Args:
            stage: what to stand on; nothing is done on its page.
            journeys: all that may come up, by name.
            chosen: the journey to walk; without it the person has the choice.
            choices: the journeys that can be chosen between, where their ways part.
            fill_code: whether the person may have the code typed.
            keeper: makes a record of the journey; without one, nothing is recorded.
            overlay: makes what is drawn on the pages.
        """
        context: BrowserContext = stage.page.context
        self.course = Course(journeys, choices=choices, chosen=chosen)
        self.ending: Ending | None = None
        self.arrived = False
        """Whether the journey's end was reached."""
        self.panel: Panel | None = None
        """What is shown."""
        self._page = stage.page
        self._lookout = Lookout(journeys.values(), COUNSELLED)
        self._tabs = Tabs(context, stage.page)
        self._overlay = overlay(context, on_press=self.hear, on_stir=self._feel)
        self._post = Post(stage.inbox)
        self._tutor = Tutor(self.course, self._overlay, self._post, keeper=keeper, may_fill_code=fill_code)
        self._keeper = keeper
        if keeper:
            keeper.begin(self.course)
        self._presses: list[tuple[Page, str]] = []
        self._stirred = True
        self._looked = self._surveyed = self._took = 0.0
        self._recognised = time.monotonic()
        self._key: object = None
        self._shown: object = None
        self._framed = False
        """Whether something is pointed at that is in a frame of the page."""
        self._scene: Scene | None = None
        self._doors: set[str] = set()
        """The hosts at which a screen of the portal was seen."""
        self._last: type[Screen] | None = None
        """The last known screen."""
        self._code: str | None = None
        """What would be typed, if the person agreed."""
        self._awaited: type[MailView] | None = None
        """The mail that the person was last told to look for."""

    def run(self) -> Ending:
        """Lead until the person has enough: « Terminer », the window is closed, or it is stopped."""
        try:
            while (ending := self.ending) is None:
                self.turn()
                self.listen()
        finally:
            self.close()
        return ending

    def turn(self) -> None:
        """Look once if there is reason to, and show what follows; never waits for anything."""
        page = self._tabs.lead()
        if page is None:
            self.ending = self.ending or Ending.CLOSED
            return
        self._page = page
        with suppress(PlaywrightError):  # the page is just being replaced: the next turn sees by what
            while self._presses and self.ending is None:
                self._obey(*self._presses.pop(0))
            if self.ending is None and self._is_due() and not self._tabs.is_opening(page):
                self._look(page)

    def close(self) -> None:
        """Leave the pages as they are without a guide."""
        self._tabs.close()
        self._post.close()
        # A page that waits for the next one would let this wait, too, and is about to go anyway.
        if self._tabs.answers():
            with suppress(PlaywrightError):  # the window is gone already
                self._overlay.close()

    def stop(self) -> None:
        """End at the next turn: somebody interrupts in the terminal."""
        self.ending = self.ending or Ending.STOPPED

    def hear(self, page: Page, name: str) -> None:
        """Take note that a button of the panel was pressed; the next turn obeys."""
        self._presses.append((page, name))

    def summary(self) -> Summary:
        """What was done so far, and what comes next."""
        course = self.course
        left = () if self.arrived else tuple(course.left())
        return Summary(self.arrived, tuple(course.behind), left, course.journey.closing)

    def letters(self) -> tuple[Letter, ...]:
        """The mails that the person was told of."""
        return self._post.letters()

    def listen(self) -> None:
        """Let the browser tell what happens, for a moment."""
        with suppress(PlaywrightError):  # closed meanwhile
            self._page.wait_for_timeout(_PULSE * 1000)

    def _feel(self, page: Page) -> None:
        self._stirred = self._stirred or page == self._page

    def _is_due(self) -> bool:
        """Whether something stirred, or time has passed; a slow page is not asked without end."""
        since = time.monotonic() - self._looked
        return since >= _GLANCE or (self._stirred and since >= min(self._took, _PAUSE))

    def _look(self, page: Page) -> None:
        began, stirred = time.monotonic(), self._stirred
        self._stirred, self._looked = False, began
        sight = glimpse(page)
        if sight is None:
            self._stirred = stirred
            return
        key = (page, page.url, sight.document, sight.headings, sight.notices, sight.busy, sight.unreachable)
        same = key == self._key and began - self._surveyed < _SURVEY
        if same and self._scene:
            self._go_on(self._scene)
        if not same or (stirred and self._banner_changed(page)):
            self._key, self._surveyed = key, began
            self._survey(page, sight)
        self._took = time.monotonic() - began
        self._looked = time.monotonic()

    def _banner_changed(self, page: Page) -> bool:
        before = self._scene.where.screen if self._scene else None
        return self._lookout.lies_over(page) not in (before, None) or self._lookout.is_banner(before)

    def _survey(self, page: Page, sight: Sight) -> None:
        """Find out where the person is."""
        self._shown = None
        likely = self._likely(self._last)
        where = self._lookout.find(page, sight, likely)
        if not where.known and (frames := inner_frames(page)):
            where = self._lookout.find_in(frames, likely)
        if not where.known:
            self._wait_in_the_unknown(page, sight)
            return
        self._recognised = time.monotonic()
        scene = self._scene
        if scene is None or (scene.page, scene.document, scene.where) != (page, sight.document, where):
            scene = Scene(page, sight.document, where)
            self._enter(scene)
        self._go_on(scene)

    def _likely(self, last: type[Screen] | None) -> list[type[Screen]]:
        """What is looked for first: the screens that the last one leads to, and itself."""
        if last is None:
            return []
        flow = self.course.chapter(last)
        steps = flow.steps if flow else ()
        return [*(step.leads_to for step in steps if isinstance(step, Click) and step.leads_to), last]

    def _wait_in_the_unknown(self, page: Page, sight: Sight) -> None:
        self._scene = None
        if page.url == "about:blank":
            self._recognised = time.monotonic()
        elif time.monotonic() - self._recognised >= _LOST:
            on_portal = _door(page) in self._doors
            self._show(page, panels.unknown(busy=sight.busy, awaited=self._awaited, on_portal=on_portal))

    def _enter(self, scene: Scene) -> None:
        """Take note of a screen that was not there before."""
        self._scene = scene
        screen, detour = scene.where.screen, scene.where.detour
        if detour and any(isinstance(step, Click) for step in detour.flow.steps):
            self.course.part_with(detour.about)
        if screen is None:
            return
        self._last = screen
        self._doors.add(_door(scene.page))
        self.course.reach(screen)
        flow = self.course.chapter(screen)
        if flow is None:
            return
        for step in flow.steps:
            if isinstance(step, Click) and step.sends and step.place is screen:
                self._post.expect(step.sends)
        if self._keeper and detour is None:
            self._overlay.hide(scene.page)
            self._keeper.reach(scene.page, flow, screen)

    def _go_on(self, scene: Scene) -> None:
        """Show what is to be done now."""
        if said := self._tutor.teach(scene):
            self.arrived = self.arrived or said.arrived
            self._code, self._awaited = said.code, said.awaited
            self._show(scene.page, said.panel, said.pointed)

    def _show(self, page: Page, panel: Panel, pointed: tuple[Pointed, ...] = ()) -> None:
        # What moves within a frame does not move the page.
        if (page, panel, pointed) != self._shown or self._framed:
            self._shown, self.panel = (page, panel, pointed), panel
            pointers = [each.on(page) for each in pointed]
            self._framed = any(pointer.frame for pointer in pointers)
            self._overlay.show(page, panel, pointers)

    def _obey(self, page: Page, name: str) -> None:
        """Do what a button of the panel says."""
        self._stirred, self._shown = True, None
        scene = self._scene
        if name == panels.END.name:
            self.ending = Ending.ASKED
        elif journey := panels.chosen(name):
            self.arrived = False
            self.course.choose(journey)
        elif name == panels.FILL_CODE.name and self._code:
            _type_code(page, self._code)
        elif name == panels.REPEAT.name:
            self._overlay.hide(page)
        elif scene and name == panels.BACK.name:
            self._tutor.go_back(scene)
        elif scene and name == panels.SKIP.name:
            self._tutor.skip(scene)


def _door(page: Page) -> str:
    return urlsplit(page.url).netloc


def _type_code(page: Page, code: str) -> None:
    # Whoever asks for it can wait for a slow frame.
    home = home_of(page, ChallengeScreen.code_field, within=_GESTURE)
    fields = place_of(home, ChallengeScreen.code_field)
    parts = [code] if fields.count() == 1 else code  # one field for each digit
    for at, part in enumerate(parts):
        fields.nth(at).fill(part, timeout=_GESTURE * 1000)
