"""What a performer stands on: the page, the inbox, and what was received so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from flows.trouble import Handover, Trouble

if TYPE_CHECKING:
    import re

    from playwright.sync_api import Page
    from pydantic import SecretStr

    from pages.screen import MailView


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
    gesture_patience: float = 5.0
    """Seconds within which an element of a screen that shows must let itself be used."""
    mail_patience: float = 300.0
    """Seconds that a needed mail may take; the portal itself tells people to wait five minutes."""
    lingering: float = 0.0
    """Seconds to wait for a mail that the journey does not need."""
    marks: dict[type[MailView], Any] = field(default_factory=dict)
    mails: dict[type[MailView], Mail] = field(default_factory=dict)
    code: Code | None = None

    def open(self, url: str) -> None:
        """Go to ``url``, without waiting for the page: the screen that is expected there is waited for.

        Raises:
            playwright.sync_api.Error: nothing answers there.
        """
        self.page.goto(url, wait_until="commit")

    def expect_mail(self, view: type[MailView]) -> None:
        """Remember that from now on ``view`` may arrive; to be called before what triggers it."""
        if self.inbox:
            self.marks[view] = self.inbox.mark()

    def receive(self, view: type[MailView], *, needed: bool) -> Mail | None:
        """The mail ``view``, if it arrives in time.

        Raises:
            Trouble: it is needed, and there is no inbox or it did not come.
        """
        if self.inbox is None or view not in self.marks:
            if needed:
                raise self._no_inbox()
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
        return mail

    def receive_code(self, view: type[MailView], prefix: str) -> Code:
        """The code of the challenge that shows ``prefix``.

        Raises:
            Trouble: there is no inbox, or the code did not come.
        """
        if self.inbox is None or view not in self.marks:
            raise self._no_inbox()
        self.code = self.inbox.wait_for_code(prefix, since=self.marks[view], within=self.mail_patience)
        self.mails[view] = self.code.mail
        return self.code

    @staticmethod
    def _no_inbox() -> Trouble:
        return Handover(
            "Aucune boîte de réception n’est configurée : une personne doit lire le message.",
        )
