"""Steps: what a person does, one gesture at a time, as frozen data.

Every step has a target (an element of a screen), what to say (the French caption), how to act, and a sign by
which one sees that it is done. The Robot acts and insists on the sign; the Scribe photographs the target
before; the Guide never acts and waits for the sign.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect
from pydantic import SecretStr

from flows.mail_link import link_in
from flows.sign import Filled, Gone, Nothing, Seen, Shown, Sign, Ticked
from flows.trouble import BotTrouble, Drift, Handover
from pages.challenge import ChallengeScreen
from pages.screen import MailView

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Position

    from flows.stage import Stage
    from pages.element import Element
    from pages.screen import Screen
    from reports.record import Action

    Value = str | SecretStr | Callable[[Stage], str | SecretStr]

_BOX_PATIENCE: Final = 1.0
"""Seconds within which a box lets itself be ticked, or is taken for one that hides behind its label."""
_BEFORE_THE_WORDS: Final[Position] = {"x": 4, "y": 4}
"""Where to press a label: a link may stand among its words."""


class Step(ABC):
    """One gesture, or one thing to know."""

    action: ClassVar[Action]
    self_evident: ClassVar[bool] = False
    """Whether acting fails by itself unless the sign is seen, so that nobody need look a second time."""
    say: str
    target: Element | None
    patience: float | None = None
    """Seconds that the sign may take, where it is not the stage's."""

    @property
    def place(self) -> type[Screen] | None:
        """The screen that it belongs to; None for a remark on whatever came before."""
        return self.target.screen if self.target else None

    @abstractmethod
    def act(self, stage: Stage) -> None:
        """Do in the person's place what the step says."""

    @abstractmethod
    def sign(self) -> Sign:
        """How one sees that it is done."""


@dataclass(frozen=True)
class Fill(Step):
    """Type ``value`` into a field; a callable where the value is known only when the step is reached."""

    action = "fill"
    target: Element
    value: Value
    say: str

    def act(self, stage: Stage) -> None:
        """Type it, in place of what stands there."""
        self.target.on(stage.page).fill(_reveal(self.value, stage))

    def sign(self) -> Sign:
        """The field is filled."""
        return Filled(self.target)


@dataclass(frozen=True)
class Verify(Step):
    """Compare what a field was prefilled with, and correct it where the portal lets one."""

    action = "verify"
    self_evident = True
    target: Element
    value: Value
    say: str

    def act(self, stage: Stage) -> None:
        """Type the expected value, if another stands there."""
        field, expected = self.target.on(stage.page), _reveal(self.value, stage)
        if field.input_value().strip() == expected:
            return
        if not field.is_editable():
            raise Handover(
                f"Le champ « {self.target.label} » est verrouillé sur une autre valeur que celle attendue.",
            )
        field.fill(expected)

    def sign(self) -> Sign:
        """The field is filled."""
        return Filled(self.target)


@dataclass(frozen=True)
class Tick(Step):
    """Tick a box, or choose an answer."""

    action = "tick"
    self_evident = True
    target: Element
    say: str

    def act(self, stage: Stage) -> None:
        """Tick it, unless it is ticked; fails where it is not ticked in the end."""
        box = self.target.on(stage.page)
        try:
            box.check(timeout=_BOX_PATIENCE * 1000)
        except PlaywrightTimeout:
            # Portals hide the real box and draw one of their own; a person aims at its label.
            label = box.evaluate_handle("box => box.labels?.[0]").as_element()
            if label is None:
                raise
            label.click(position=_BEFORE_THE_WORDS)
            expect(box).to_be_checked(timeout=stage.gesture_patience * 1000)

    def sign(self) -> Sign:
        """It is ticked."""
        return Ticked(self.target)


@dataclass(frozen=True)
class Click(Step):
    """Press something that leads to another screen, or away from this one."""

    action = "click"
    target: Element
    say: str
    leads_to: type[Screen] | None = None
    sends: type[MailView] | None = None
    """The mail that it may trigger."""
    patience: float | None = None

    def act(self, stage: Stage) -> None:
        """Press it, once."""
        if self.sends:
            stage.expect_mail(self.sends)
        # Playwright would wait for the next page to answer and, where that takes long, report as not done
        # a click that was done; the step's sign waits instead.
        self.target.on(stage.page).click(no_wait_after=True)

    def sign(self) -> Sign:
        """The next screen shows, or this one is gone."""
        return Shown(self.leads_to) if self.leads_to else Gone(self.target.screen)


@dataclass(frozen=True)
class Read(Step):
    """Something to look at, or, without a target, something to know."""

    action = "read"
    say: str
    target: Element | None = None

    def act(self, stage: Stage) -> None:
        """Nothing is to be done."""

    def sign(self) -> Sign:
        """What is to be read can be seen."""
        # What stands in a mail is seen in the mailbox, not on the portal's page.
        return Seen(self.target) if self.target and not issubclass(self.target.screen, MailView) else Nothing()


@dataclass(frozen=True)
class Receive(Step):
    """Wait for a mail; one that is not ``needed`` holds nothing up."""

    action = "receive"
    mail: type[MailView]
    say: str
    target: Element | None = None
    needed: bool = False

    @property
    def place(self) -> type[Screen]:
        """The mail itself."""
        return self.mail

    def act(self, stage: Stage) -> None:
        """Fetch it."""
        stage.receive(self.mail, needed=self.needed)

    def sign(self) -> Sign:
        """It is seen in the mailbox, not on the page."""
        return Nothing()


@dataclass(frozen=True)
class ReceiveCode(Receive):
    """Wait for the mail whose code begins with the prefix that the challenge shows."""

    needed: bool = True

    def act(self, stage: Stage) -> None:
        """Read the prefix off the screen, then fetch the code that carries it."""
        prefix = ChallengeScreen(stage.page).prefix()
        if prefix is None:
            raise Drift("Aucun préfixe ne se lit devant le champ du code (ChallengeScreen.prefix_text).")
        stage.receive_code(self.mail, prefix)


@dataclass(frozen=True)
class Follow(Step):
    """Open the link of a mail."""

    action = "click"
    target: Element
    say: str
    leads_to: type[Screen]
    patience: float | None = None

    def act(self, stage: Stage) -> None:
        """Open the mail's link, or, where no mail was fetched, the address that the run was given."""
        view = self.target.screen
        mail = stage.mails.get(view) if issubclass(view, MailView) else None
        stage.open(link_in(mail, self.target, stage.start_url) if mail else stage.start_url)

    def sign(self) -> Sign:
        """The screen that it leads to shows."""
        return Shown(self.leads_to)


def the_code(stage: Stage) -> SecretStr:
    """The value of the code that was received last.

    Raises:
        Trouble: none was received.
    """
    if stage.code is None:
        raise BotTrouble("Le code est demandé avant d’avoir été reçu.")
    return stage.code.value


def _reveal(value: Value, stage: Stage) -> str:
    if callable(value):
        value = value(stage)
    return value.get_secret_value() if isinstance(value, SecretStr) else value
