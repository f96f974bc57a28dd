"""What a performer stands on: the page, the inbox, and what was received so far."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from flows.trouble import Handover, Trouble

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from playwright.sync_api import Page
    from pydantic import SecretStr

    from flows.applicant import Applicant
    from pages.screen import MailView

_POLLING: Final = 0.05
"""Seconds between two looks at what no locator can tell."""


class Mail(Protocol):
    """A mail as the inbox hands it out."""

    @property
    def subject(self) -> str:
        """Decoded."""

    @property
    def sender(self) -> str:
        """The address in From."""

    @property
    def text(self) -> str:
        """The plain text, empty if there is none."""

    @property
    def html(self) -> str:
        """The HTML, empty if there is none."""

    @property
    def in_junk(self) -> bool:
        """Whether it was found among the junk."""


class Code(Protocol):
    """A one-time code, bound to the challenge whose prefix it carries."""

    @property
    def value(self) -> SecretStr:
        """What is to be typed, without the prefix."""

    @property
    def mail(self) -> Mail:
        """The mail that brought it."""


class Inbox(Protocol):
    """The applicant's mailbox. A mark is a point in it: what arrives later is newer. Times in seconds."""

    def mark(self) -> Any:
        """The point where the mailbox stands now."""

    def find_mail(self, *, subject: re.Pattern[str], since: Any) -> Mail | None:
        """The newest mail since the mark in whose subject the pattern is found, if it is there."""

    def wait_for_mail(self, *, subject: re.Pattern[str], since: Any, within: float) -> Mail:
        """The same, waiting for it."""

    def wait_for_code(self, prefix: str, *, since: Any, within: float) -> Code:
        """The code of the challenge that shows ``prefix``."""


@dataclass(slots=True, kw_only=True)
class Stage:
    """What a performer stands on."""

    page: Page
    start_url: str
    """Where the journey begins: the personal link or the login page."""
    inbox: Inbox | None = None
    patience: float = 15.0
    """Seconds that an outcome may take, where the step says nothing else."""
    gesture_patience: float = 4.0
    """Seconds within which an element of a screen that shows must let itself be used."""
    mail_patience: float = 300.0
    """Seconds that a needed mail may take; the portal itself tells people to wait five minutes."""
    lingering: float = 0.0
    """Seconds to wait for a mail that the journey does not need."""
    marks: dict[type[MailView], Any] = field(default_factory=dict)
    mails: dict[type[MailView], Mail] = field(default_factory=dict)
    unmarked: dict[type[MailView], Trouble] = field(default_factory=dict)
    """Why there is no mark for a mail: it matters only once the mail is needed."""
    code: Code | None = None
    prefix: str | None = None
    """Of the challenge whose code that is."""
    applicant: Applicant | None = None
    """In whose name the run is: who is expected where the portal greets somebody."""
    password: SecretStr | None = None
    """The password that the portal made one choose in place of the applicant's."""
    pause: Callable[[float], None] | None = None
    """Lets so many seconds pass where the portal asks for it; None waits for them."""
    waits: dict[object, int] = field(default_factory=dict)
    """How often a step has waited already."""
    remarks: list[str] = field(default_factory=list)
    """What is worth telling although nothing failed, in French."""

    def remark(self, sentence: str) -> None:
        """Remember something worth telling; once is enough."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)

    def let_pass(self, seconds: float) -> None:
        """Let the time pass that the portal asks for."""
        if self.pause:
            self.pause(seconds)
        else:
            self.page.wait_for_timeout(seconds * 1000)

    def until(self, condition: Callable[[], bool], within: float, *, every: float = _POLLING) -> bool:
        """Whether ``condition`` comes true within so many seconds; for what no locator can tell."""
        deadline = time.monotonic() + within
        while not (met := condition()) and time.monotonic() < deadline:
            self.page.wait_for_timeout(every * 1000)
        return met

    def open(self, url: str) -> None:
        """Go to ``url``, without waiting for the page: the screen that is expected there is waited for.

        Raises:
            playwright.sync_api.Error: nothing answers there.
        """
        self.page.goto(url, wait_until="commit")

    def expect_mail(self, view: type[MailView]) -> None:
        """Remember that from now on ``view`` may arrive; to be called before what triggers it."""
        if self.inbox is None:
            return
        try:
            self.marks[view] = self.inbox.mark()
        except Trouble as trouble:
            self.marks.pop(view, None)
            self.unmarked[view] = trouble
            self.remark("La boîte de réception n’a pas répondu avant l’envoi d’un message.")

    def receive(self, view: type[MailView], *, needed: bool) -> Mail | None:
        """The mail ``view``, if it arrives in time.

        Raises:
            Trouble: it is needed, and there is no inbox or it did not come.
        """
        if self.inbox is None or view not in self.marks:
            if needed:
                raise self._unreadable(view)
            return None
        mark = self.marks[view]
        mail = self.inbox.find_mail(subject=view.subject, since=mark)
        if mail is None and (needed or self.lingering):
            within = self.mail_patience if needed else self.lingering
            try:
                mail = self.inbox.wait_for_mail(subject=view.subject, since=mark, within=within)
            except Trouble:
                if needed:
                    raise
        if mail is not None:
            self.mails[view] = mail
            self._remark_junk(view, mail)
        return mail

    def note_arrival(self, view: type[MailView]) -> None:
        """Remark what became of a mail that nobody waited for."""
        if self.inbox is None or view not in self.marks:
            return
        try:
            mail = self.inbox.find_mail(subject=view.subject, since=self.marks[view])
        except Trouble:
            self.remark("À la fin du parcours, la boîte de réception n’a pas répondu.")
            return
        if mail is None:
            self.remark(f"Le message « {view.heading.label} » n’était pas arrivé à la fin du parcours.")
        else:
            self._remark_junk(view, mail)

    def _remark_junk(self, view: type[MailView], mail: Mail) -> None:
        if mail.in_junk:
            self.remark(f"Le message « {view.heading.label} » est arrivé dans les courriers indésirables.")

    def receive_code(self, view: type[MailView], prefix: str) -> Code:
        """The code of the challenge that shows ``prefix``.

        Raises:
            Trouble: there is no inbox, or the code did not come.
        """
        if self.inbox is None or view not in self.marks:
            raise self._unreadable(view)
        self.code = self.inbox.wait_for_code(prefix, since=self.marks[view], within=self.mail_patience)
        self.prefix = prefix
        self.mails[view] = self.code.mail
        return self.code

    def _unreadable(self, view: type[MailView]) -> Trouble:
        return self.unmarked.get(view) or Handover(
            "aucune boîte de réception n’est configurée : une personne doit lire le message.",
        )
