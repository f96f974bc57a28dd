"""Robots that show each screen to an onlooker, and that act by other means than a mouse."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

from flows.robot import Robot
from flows.steps import Click, Fill, Tick, Verify
from pages.screen import MailView

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from flows.chronicle import Scene
    from flows.flow import Journey
    from flows.stage import Stage
    from flows.steps import Step
    from pages.screen import Screen

    Look = Callable[[Page, type[Screen]], None]

S = TypeVar("S", bound="Step")


class Walker(Robot):
    """Plays like the Robot, and calls ``look`` before each screen's first step."""

    def __init__(self, stage: Stage, look: Look, **options: Any) -> None:
        super().__init__(stage, bundled=True, **options)
        self._look = look

    def _reach(self, scene: Scene) -> None:
        super()._reach(scene)
        if not issubclass(scene.screen, MailView):
            self._look(self.stage.page, scene.screen)


def by(means: dict[type[Step], type[Step]], journey: Journey) -> Journey:
    """The same journey, each kind of step done by the means given for it."""

    def other(step: Step) -> Step:
        kind = means.get(type(step))
        return kind(**{field.name: getattr(step, field.name) for field in fields(step)}) if kind else step  # type: ignore[arg-type]

    chapters = tuple(replace(flow, steps=tuple(map(other, flow.steps))) for flow in journey.chapters)
    return replace(journey, chapters=chapters)


def typed(step: Fill | Verify, stage: Stage) -> str:
    """What the step wants typed."""
    value = step.value(stage) if callable(step.value) else step.value
    return value if isinstance(value, str) else value.get_secret_value()


@dataclass(frozen=True)
class TapFill(Fill):
    """Tap a field, and type."""

    def act(self, stage: Stage) -> None:
        self.target.on(stage.page).tap()
        stage.page.keyboard.type(typed(self, stage))


@dataclass(frozen=True)
class TapTick(Tick):
    """Tap a box, unless it is ticked."""

    def act(self, stage: Stage) -> None:
        box = self.target.on(stage.page)
        if not box.is_checked():
            box.tap()


@dataclass(frozen=True)
class TapClick(Click):
    """Tap a button."""

    def act(self, stage: Stage) -> None:
        if self.sends:
            stage.expect_mail(self.sends)
        self.target.on(stage.page).tap(no_wait_after=True)


BY_TOUCH: dict[type[Step], type[Step]] = {Fill: TapFill, Tick: TapTick, Click: TapClick}
