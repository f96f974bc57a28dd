"""Steps that only detours need: what is done when the portal refuses, warns, or asks to wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from flows.clicks import press
from flows.passwords import password_satisfying
from flows.sight import look
from flows.sign import Nothing, Shown, Sign
from flows.steps import Click, Step, resend_code
from flows.trouble import Drift, EnvironmentTrouble, Handover
from pages.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.stage import Stage
    from pages.element import Element
    from pages.screen import Screen

_BETWEEN_KNOCKS: Final = 0.5
"""Seconds between two tries to reach a portal that does not answer."""


@dataclass(frozen=True)
class _Recovery(Step):
    """Something to do that no tutorial tells."""

    action = "read"
    self_evident = True
    say: str
    target: Element | None = None

    def sign(self) -> Sign:
        """What follows shows it."""
        return Nothing()


@dataclass(frozen=True)
class Wait(_Recovery):
    """Let time pass, twice as much each time: the portal needs a while."""

    seconds: float = 2.0

    def act(self, stage: Stage) -> None:
        """Wait."""
        count = stage.waits[self] = stage.waits.get(self, 0) + 1
        stage.let_pass(self.seconds * 2 ** (count - 1))


@dataclass(frozen=True)
class Reopen(_Recovery):
    """Open the address where the journey began; a portal that does not answer is knocked at again."""

    def act(self, stage: Stage) -> None:
        """Open it, as soon as something answers."""

        def opened() -> bool:
            try:
                stage.open(stage.start_url)
            except PlaywrightError:
                return False
            return True

        stage.let_pass(_BETWEEN_KNOCKS)
        if not stage.until(opened, within=stage.patience, every=_BETWEEN_KNOCKS):
            raise EnvironmentTrouble("plus rien ne répond à l’adresse du portail.")


@dataclass(frozen=True)
class OpenAgain(_Recovery):
    """Open the page anew, without sending any form a second time."""

    def act(self, stage: Stage) -> None:
        """Ask for its address, as if it were typed."""
        stage.open(stage.page.url)


@dataclass(frozen=True)
class ChooseAnotherPassword(_Recovery):
    """Satisfy the rule that the portal has just told."""

    def act(self, stage: Stage) -> None:
        """Choose a password that satisfies it, where nobody has to remember it."""
        rule = " ".join(look(stage.page).notices)
        if stage.applicant is None or not stage.applicant.invented:
            raise Handover(f"le portail refuse ce mot de passe : « {rule} » Il faut en choisir un autre.")
        stage.password = password_satisfying(rule)


@dataclass(frozen=True)
class Lack(_Recovery):
    """Make sure that the portal really lacks ``missing``, and has not just given it another name."""

    missing: Element = field(kw_only=True)

    def act(self, stage: Stage) -> None:
        """Look for what could be meant by it."""
        if candidate := nearest(self.missing, stage.page):
            named = f"bouton « {self.missing.label} » ({self.missing.name})"
            raise Drift(f"{named} introuvable ; le plus proche : « {candidate} ».")


@dataclass(frozen=True)
class UntickAll(_Recovery):
    """Untick every box that may be unticked."""

    def act(self, stage: Stage) -> None:
        """Untick them."""
        page = stage.page
        boxes = page.get_by_role("checkbox", checked=True, disabled=False)
        ticked = boxes.or_(page.get_by_role("switch", checked=True, disabled=False))
        # The list shrinks with each.
        for _ in range(ticked.count()):
            ticked.first.uncheck()
        expect(ticked).to_have_count(0, timeout=stage.gesture_patience * 1000)


@dataclass(frozen=True)
class Resend(_Recovery):
    """Ask for another code, once the portal lets one."""

    def act(self, stage: Stage) -> None:
        """Ask for it."""
        resend_code(stage)


@dataclass(frozen=True)
class ClickEither(Click):
    """Press ``target`` or, where ``when`` says no, ``otherwise``."""

    otherwise: Element = field(kw_only=True)
    when: Callable[[Stage], bool] = field(kw_only=True)
    screens: tuple[type[Screen], ...] = field(kw_only=True)
    """Where the one or the other leads to."""

    @property
    def ways(self) -> tuple[Element, ...]:
        """The one and the other."""
        return (self.target, self.otherwise)

    def act(self, stage: Stage) -> None:
        """Press the one that fits."""
        if self.sends:
            stage.expect_mail(self.sends)
        chosen = self.target if self.when(stage) else self.otherwise
        # The frame around the page may offer the same.
        press(chosen.on(stage.page).last)

    def sign(self) -> Sign:
        """One of the screens shows."""
        return Shown(*self.screens)
