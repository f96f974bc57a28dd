"""The post: what has arrived for the person, asked for without ever waiting."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from flows.trouble import MailTrouble, Trouble
from pages.mails import CodeMail
from pages.screen import MailView
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.stage import Code, Inbox, Mail

_SLICE: Final = 1.0
"""Seconds that the inbox is waited on for a code, before anything else may be asked of it."""
_PAUSE: Final = 1.0
"""Seconds between two looks for a mail."""


@dataclass(frozen=True, slots=True)
class News:
    """What is known of a mail."""

    watched: bool = False
    """Whether anybody looks for it."""
    arrived: bool = False
    in_junk: bool = False
    code: Code | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that the person was told of."""

    view: type[MailView]
    mail: Mail = field(repr=False)
    prefix: str = ""
    """Of the challenge that its code is for."""
    code: str = field(default="", repr=False)


class Post:
    """The person's inbox, asked in one thread of its own; without an inbox nobody looks."""

    def __init__(self, inbox: Inbox | None) -> None:
        """Take note of where the inbox stands now: what arrives later is news."""
        self._inbox = inbox
        self._thread = ThreadPoolExecutor(1, "post") if inbox else None
        self._marks: dict[object, Future[Any]] = {}
        if self._thread and inbox:
            self._marks[None] = self._thread.submit(inbox.mark)
        self._asked: dict[object, Future[Any]] = {}
        self._found: dict[object, Any] = {}
        self._next: dict[object, float] = {}
        self._broken = False

    def expect(self, view: type[MailView]) -> None:
        """Look for a newer ``view`` than any before: the person is about to ask for one.

        A code needs no such care, since it is known by the prefix on the screen.
        """
        if self._thread and self._inbox and view is not CodeMail:
            self._marks[view] = self._thread.submit(self._inbox.mark)
            self._found.pop(view, None)
            self._asked.pop(view, None)

    def news(self, view: type[MailView]) -> News:
        """What is known of the newest ``view``."""
        mail: Mail | None = self._ask(view, lambda inbox, since: inbox.find_mail(subject=view.subject, since=since))
        return self._news(mail)

    def code(self, prefix: str) -> News:
        """What is known of the code of the challenge that shows ``prefix``."""
        code: Code | None = self._ask(
            prefix, lambda inbox, since: inbox.wait_for_code(prefix, since=since, within=_SLICE), pause=0.0
        )
        return self._news(code.mail if code else None, code)

    def letters(self) -> tuple[Letter, ...]:
        """The mails that were found, the newest of each kind last."""
        letters = []
        for key, found in self._found.items():
            if isinstance(key, str):
                letters.append(Letter(CodeMail, found.mail, key, found.value.get_secret_value()))
            elif isinstance(key, type) and issubclass(key, MailView):
                letters.append(Letter(key, found))
        return tuple(letters)

    def close(self) -> None:
        """Ask for nothing any more."""
        if self._thread:
            self._thread.shutdown(wait=True, cancel_futures=True)

    def _news(self, mail: Mail | None, code: Code | None = None) -> News:
        watched = self._thread is not None and not self._broken
        return News(watched, arrived=mail is not None, in_junk=mail is not None and mail.in_junk, code=code)

    def _ask(self, key: Any, question: Callable[[Inbox, Any], Any], *, pause: float = _PAUSE) -> Any:
        """The answer, once there is one; until then the question is asked again and again."""
        if key in self._found:
            return self._found[key]
        if self._thread is None or self._inbox is None or self._broken:
            return None
        asked = self._asked.get(key)
        if asked is None:
            if time.monotonic() >= self._next.get(key, 0.0):
                since = self._marks.get(key, self._marks[None])
                self._asked[key] = self._thread.submit(self._answer, question, self._inbox, since)
        elif asked.done():
            del self._asked[key]
            self._next[key] = time.monotonic() + pause
            found = asked.result()
            if found is not None:
                self._found[key] = found
            return found
        return None

    def _answer(self, question: Callable[[Inbox, Any], Any], inbox: Inbox, since: Future[Any]) -> Any:
        try:
            return question(inbox, since.result())
        except Trouble as trouble:
            # No mail yet is no trouble here; a mailbox that cannot be read is, and the person is told where to look.
            self._broken = not isinstance(trouble, MailTrouble) or trouble.outcome is not Outcome.MAIL
            return None
