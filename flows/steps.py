"""Steps: what a person does, one gesture at a time, as frozen data.

Every step has a target (an element of a screen), what to say (the French caption), how to act, and a sign by
which one sees that it is done. The Robot acts and insists on the sign; the Scribe photographs the target
before; the Guide never acts and waits for the sign.
"""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect
from pydantic import SecretStr

from flows.clicks import press
from flows.mail_link import link_in
from flows.sight import look
from flows.sign import Filled, Gone, Nothing, Seen, Shown, Sign, Ticked
from flows.trouble import BotTrouble, Drift, Handover, MailTrouble, PortalTrouble
from pages.challenge import ChallengeScreen
from pages.mails import CodeMail
from pages.screen import MailView
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Position

    from flows.applicant import Applicant
    from flows.stage import Stage
    from pages.element import Element
    from pages.screen import Screen
    from reports.record import Action

    Value = str | SecretStr | Callable[[Stage], str | SecretStr]

_BOX_PATIENCE: Final = 1.0
"""Seconds within which a box lets itself be ticked, or is taken for one that hides behind its label."""
_TITLES: Final = frozenset({"M", "Mr", "Mme", "Mlle", "Madame", "Monsieur", "Mademoiselle"})
_BEFORE_THE_WORDS: Final[Position] = {"x": 4, "y": 4}
"""Where to press a label: a link may stand among its words."""


class Step(ABC):
    """One gesture, or one thing to know."""

    action: ClassVar[Action]
    self_evident: ClassVar[bool] = False
    """Whether acting fails by itself unless the sign is seen, so that nobody need look a second time."""
    say: str
    live: str | None = None
    """What is said instead beside a live page, where the printed sentence does not fit; nothing if it is empty."""
    target: Element | None
    patience: float | None = None
    """Seconds that the sign may take, where it is not the stage's."""

    @property
    def spoken(self) -> str:
        """What is said to somebody who is on the page."""
        return self.say if self.live is None else self.live

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
                f"le champ « {self.target.label} » est verrouillé sur une autre valeur que celle attendue.",
            )
        field.fill(expected)
        stage.remark(f"Le champ « {self.target.label} » était prérempli d’une autre valeur ; elle a été corrigée.")

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
    live: str | None = None

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
        except PlaywrightError:
            # Pressed, and not ticked: the page may have moved under the pointer. To tick twice does no harm.
            box.check()

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

    @property
    def ways(self) -> tuple[Element, ...]:
        """All that could be pressed."""
        return (self.target,)

    def act(self, stage: Stage) -> None:
        """Press it, once."""
        if self.sends:
            stage.expect_mail(self.sends)
        press(self.target.on(stage.page))

    def sign(self) -> Sign:
        """The next screen shows, or this one is gone."""
        return Shown(self.leads_to) if self.leads_to else Gone(self.target.screen)


@dataclass(frozen=True)
class Read(Step):
    """Something to look at, or, without a target, something to know."""

    action = "read"
    say: str
    target: Element | None = None
    live: str | None = None

    def act(self, stage: Stage) -> None:
        """Nothing is to be done."""

    def sign(self) -> Sign:
        """What is to be read can be seen."""
        # What stands in a mail is seen in the mailbox, not on the portal's page.
        return Seen(self.target) if self.target and not issubclass(self.target.screen, MailView) else Nothing()


@dataclass(frozen=True)
class Recognise(Read):
    """Read whom the portal greets, and compare it with who is expected; it may be somebody else's session."""

    self_evident = True
    target: Element
    """The greeting."""

    def act(self, stage: Stage) -> None:
        """Compare the greeting and the employer with the applicant's; note the urgency, if one is announced."""
        greeting = self.target.on(stage.page).first.inner_text()
        expected = stage.applicant
        known = expected and expected.first_name and expected.last_name
        if expected and known and not greets(greeting, expected.name):
            raise PortalTrouble(f"le portail salue une autre personne que {expected.name}.")
        told = stage.page.locator("body").inner_text()
        if expected and _plain(expected.employer) not in _plain(told):
            raise PortalTrouble(f"le contrat affiché n’est pas celui de l’employeur attendu ({expected.employer}).")
        if deadline := re.search(r"\breste\W+(?:que\W+)?(\d+)\s+jours?\b", told):
            stage.remark(f"Le portail annonce l’échéance : il reste {deadline.group(1)} jour(s).")


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
        """Read the prefix off the screen, then fetch the code that carries it; ask for another once if none comes."""
        _compare_masked(stage)
        if stage.inbox and self.mail not in stage.marks:
            # Nobody knows when it was asked for, so nobody can tell its code from an older one.
            resend_code(stage)
        try:
            self._receive(stage)
        except MailTrouble as trouble:
            resend_link = ChallengeScreen.resend_link.on(stage.page)
            if trouble.outcome is not Outcome.MAIL or resend_link.count() != 1:
                raise
            stage.remark("Le code n’est pas arrivé : un autre a été demandé.")
            resend_code(stage)
            self._receive(stage)

    def _receive(self, stage: Stage) -> None:
        prefix = ChallengeScreen(stage.page).prefix()
        if prefix is None:
            raise Drift("aucun préfixe ne se lit devant le champ du code (ChallengeScreen.prefix_text).")
        if stage.receive_code(self.mail, prefix).mail.in_junk:
            stage.remark("Le code est arrivé dans les courriers indésirables.")


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
        raise BotTrouble("le code est demandé avant d’avoir été reçu.")
    return stage.code.value


def the_password(applicant: Applicant) -> Callable[[Stage], SecretStr]:
    """The applicant's password, unless the portal has made one choose another."""
    return lambda stage: stage.password or applicant.password


def resend_code(stage: Stage) -> None:
    """Ask for another code once the portal lets one, and wait until the screen shows its prefix: it voids the former.

    Raises:
        playwright.sync_api.Error: it cannot be asked for.
    """
    screen = ChallengeScreen(stage.page)
    link = ChallengeScreen.resend_link.on(stage.page)
    former = screen.prefix()

    def renewed() -> bool:
        return ChallengeScreen.heading.on(stage.page).count() == 1 and screen.prefix() not in (None, former)

    def to_wait() -> float:
        told = stage.page.locator("body").inner_text() if link.is_disabled() else " ".join(look(stage.page).notices)
        return announced_delay(told)

    def answered() -> bool:
        try:
            return renewed() or to_wait() > 0
        except PlaywrightTimeout:  # the answer is still being loaded; asked once more, it would void its own code
            return False

    for _ in range(2):
        if delay := to_wait():
            stage.let_pass(delay)
        if link.is_disabled():
            stage.open(stage.page.url)
        stage.expect_mail(CodeMail)
        press(link)
        # The portal may refuse, or draw the same prefix twice: whoever comes next sees what shows then.
        if not stage.until(answered, within=stage.gesture_patience) or renewed():
            return


def announced_delay(text: str) -> float:
    """The seconds that a portal asks to wait (« dans 30 secondes », « dans 2 minutes »); 0 if it says nothing.

    The portal counts in whole units, so one more second is waited.
    """
    told = re.search(r"\b(?:dans|d.ici|attend\w*|patient\w*)\b\D{0,30}?(\d+)\s*(s\b|sec|min)", text, re.IGNORECASE)
    if told is None:
        return 0
    unit = 60 if told.group(2).lower().startswith("min") else 1
    return int(told.group(1)) * unit + 1


def greets(greeting: str, name: str) -> bool:
    """Whether ``greeting`` (« Bonjour Camille Durand ») is for the person called ``name``; so it is if that is empty.

    Titles may stand before the name, and a part of it may be missing, but no other name may be there.
    """
    if not name:
        return True
    line = re.split(r"[,.!?\n]", re.sub(r"^\s*Bonjour\b[\s,]*", "", greeting, flags=re.IGNORECASE))[0]
    greeted = {word for word in re.findall(r"[^\W\d_]+", line) if word[0].isupper() and word not in _TITLES}
    expected = set(_plain(name).split())
    return bool(greeted) and all(_plain(word) in expected for word in greeted)


def _plain(text: str) -> str:
    """``text`` without accents, case and signs, its words apart by one space."""
    letters = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return " ".join(re.findall(r"\w+", letters.casefold()))


def _compare_masked(stage: Stage) -> None:
    """Warn where the masked address on the screen cannot be the applicant's: the mail may go to another mailbox."""
    if stage.applicant is None:
        return
    shown = stage.page.locator("body").inner_text()
    masked = re.search(r"[^\s@]*\*[^\s@]*@[^\s@]*[^\s@.,;]", shown)
    if masked is None:
        return
    fitting = re.sub(r"(\\\*)+", ".*", re.escape(masked.group()))
    if not re.fullmatch(fitting, stage.applicant.email, re.IGNORECASE):
        stage.remark(
            f"L’adresse masquée à l’écran ({masked.group()}) ne correspond pas à celle de la boîte qui est lue :"
            " le code part peut-être ailleurs."
        )


def _reveal(value: Value, stage: Stage) -> str:
    if callable(value):
        value = value(stage)
    return value.get_secret_value() if isinstance(value, SecretStr) else value
