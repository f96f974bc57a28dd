"""Composing the portal's mails, and handing them over by SMTP."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import smtplib
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

from mock_portal import texts
from mock_portal.drift import drifted, drifted_text

if TYPE_CHECKING:
    from collections.abc import Coroutine

    import jinja2

    from mock_portal.clock import Clock
    from mock_portal.drift import Drift
    from mock_portal.playing import Player
    from mock_portal.texts import Letter

_DOMAIN = "mutuelle.example"
SENDER = f"ne-pas-repondre@{_DOMAIN}"
"""The address that all mails come from."""

_LOG = logging.getLogger(__name__)
_PATIENCE = 10.0
"""Seconds that the mail server may take to answer one command."""


@dataclass(slots=True, kw_only=True)
class Post:
    """A letter to one person before it is sent, when it can still be changed."""

    letter: Letter
    player: Player
    """What is played for whom it is for."""
    to: str
    name: str
    link: str | None = None
    values: dict[str, object] = field(default_factory=dict)
    """What the letter is filled in with."""
    sender: str = SENDER
    age: dt.timedelta = dt.timedelta()
    """How much earlier than now it says that it was written."""
    junk: bool = False
    """Whether the mail server is to take it for junk."""
    lost: bool = False
    """Whether it never arrives."""
    copies: int = 1
    """How often it arrives."""
    drifts: list[Drift] = field(default_factory=list)
    """What has become of its texts and links."""
    delay: float = 0.0
    """Seconds of real time until it is sent, with all that follow it."""
    preceded_by: list[Post] = field(default_factory=list)
    """What arrives right before it."""
    followed_by: list[Post] = field(default_factory=list)
    """What arrives right after it."""


class Mailer:
    """Sends letters from worker threads; knows which are still on their way."""

    def __init__(self, host: str, port: int, templates: jinja2.Environment, clock: Clock) -> None:
        self._host = host
        self._port = port
        self._templates = templates
        self._clock = clock
        self._under_way: set[asyncio.Task[None]] = set()
        self._late: set[asyncio.Task[None]] = set()

    def compose(self, post: Post) -> EmailMessage:
        """The mail that says what the letter says, filled in.

        Raises:
            ValueError: the name or the address cannot stand in a header.
        """
        letter, values = post.letter, post.values

        def filled(lines: tuple[str, ...]) -> list[str]:
            return [line.format(**values) for line in lines]

        content = {
            "title": letter.title,
            "greeting": texts.GREETING.format(name=post.name),
            "before": filled(letter.before),
            "code": "{prefix}{dash}{code}".format(**values) if "code" in values else None,
            "action": letter.action,
            "link": post.link,
            "after": filled(letter.after),
            "texts": texts,
        }
        mail = EmailMessage(policy=SMTP)
        mail["From"] = Address(texts.BRAND, addr_spec=post.sender)
        mail["To"] = Address(post.name, addr_spec=post.to)
        mail["Subject"] = letter.subject.format(**values)
        mail["Date"] = format_datetime(self._clock.now() - post.age)
        mail["Message-ID"] = make_msgid(domain=_DOMAIN)
        mail["Auto-Submitted"] = "auto-generated"
        if post.junk:
            mail["X-Spam-Flag"] = "YES"
        text = self._templates.get_template("mails/letter.txt").render(content)
        html = self._templates.get_template("mails/letter.html").render(content)
        if post.drifts:
            text, html = drifted_text(text, post.drifts), drifted(html, post.drifts)
        mail.set_content(text)
        mail.add_alternative(html, subtype="html")
        mail["Content-Language"] = "fr"
        return mail

    async def send(self, post: Post) -> None:
        """Hand a letter over, and those that follow it; a late one is only begun.

        Raises:
            OSError: the mail server did not take it (``smtplib.SMTPException`` is one).
            ValueError: the name or the address cannot stand in a header.
        """
        mails = self._mails(post)
        if post.delay:
            self._keep(self._late, self._send_late(post.delay, mails))
        else:
            await self._send(mails)

    def send_soon(self, post: Post) -> None:
        """Hand a letter over while the page is already being answered; what fails is logged.

        Raises:
            ValueError: the name or the address cannot stand in a header.
        """
        mails = self._mails(post)
        if post.delay:
            self._keep(self._late, self._send_late(post.delay, mails))
        else:
            self._keep(self._under_way, self._send(mails))

    async def stop(self) -> None:
        """Forget the late mails; return once no other is on its way."""
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)
        await self.settle()

    def _mails(self, post: Post) -> list[EmailMessage]:
        """What arrives: nothing, or one mail or more."""
        before = [mail for earlier in post.preceded_by for mail in self._mails(earlier)]
        own = [] if post.lost else [self.compose(post)] * post.copies
        after = [mail for further in post.followed_by for mail in self._mails(further)]
        return before + own + after

    async def _send(self, mails: list[EmailMessage]) -> None:
        for mail in mails:
            await asyncio.to_thread(self._hand_over, mail)

    async def _send_late(self, delay: float, mails: list[EmailMessage]) -> None:
        await asyncio.sleep(delay)
        self._keep(self._under_way, self._send(mails))

    def _keep(self, tasks: set[asyncio.Task[None]], work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        task.add_done_callback(_log_failure)

    async def settle(self) -> None:
        """Return once no mail is on its way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _hand_over(self, mail: EmailMessage) -> None:
        # A name of its own saves smtplib from looking the machine's up, which may take seconds.
        with smtplib.SMTP(self._host, self._port, local_hostname="localhost", timeout=_PATIENCE) as server:
            server.send_message(mail)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        # The reason alone: the mail may hold a code, and the address is nobody's business.
        _LOG.warning("A mail could not be handed over: %s", type(error).__name__)
