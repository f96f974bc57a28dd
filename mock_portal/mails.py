"""Composing the portal's mails, and handing them over by SMTP."""

from __future__ import annotations

import asyncio
import logging
import smtplib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import TYPE_CHECKING

from mock_portal import texts

if TYPE_CHECKING:
    import jinja2

    from mock_portal.clock import Clock
    from mock_portal.texts import Letter

_DOMAIN = "mutuelle.example"
SENDER = f"ne-pas-repondre@{_DOMAIN}"
"""The address that all mails come from."""

_LOG = logging.getLogger(__name__)
_PATIENCE = 10.0
"""Seconds that the mail server may take to answer one command."""


class Mailer:
    """Sends letters from worker threads; knows which are still on their way."""

    def __init__(self, host: str, port: int, templates: jinja2.Environment, clock: Clock) -> None:
        self._host = host
        self._port = port
        self._templates = templates
        self._clock = clock
        self._under_way: set[asyncio.Task[None]] = set()

    def compose(self, letter: Letter, *, to: str, name: str, link: str | None = None, **values: object) -> EmailMessage:
        """The mail that says ``letter``, filled in with ``values``.

        Raises:
            ValueError: the name or the address cannot stand in a header.
        """

        def filled(lines: tuple[str, ...]) -> list[str]:
            return [line.format(**values) for line in lines]

        content = {
            "title": letter.title,
            "greeting": texts.GREETING.format(name=name),
            "before": filled(letter.before),
            "code": "{prefix}-{code}".format(**values) if "code" in values else None,
            "action": letter.action,
            "link": link,
            "after": filled(letter.after),
            "texts": texts,
        }
        mail = EmailMessage(policy=SMTP)
        mail["From"] = Address(texts.BRAND, addr_spec=SENDER)
        mail["To"] = Address(name, addr_spec=to)
        mail["Subject"] = letter.subject.format(**values)
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = make_msgid(domain=_DOMAIN)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(self._templates.get_template("mails/letter.txt").render(content))
        mail.add_alternative(self._templates.get_template("mails/letter.html").render(content), subtype="html")
        mail["Content-Language"] = "fr"
        return mail

    async def send(self, mail: EmailMessage) -> None:
        """Hand ``mail`` over.

        Raises:
            OSError: the mail server did not take it (``smtplib.SMTPException`` is one).
        """
        await asyncio.to_thread(self._hand_over, mail)

    def send_soon(self, mail: EmailMessage) -> None:
        """Hand ``mail`` over while the page is already being answered; what fails is logged."""
        task = asyncio.create_task(self.send(mail))
        self._under_way.add(task)
        task.add_done_callback(self._arrived)

    async def settle(self) -> None:
        """Return once no mail is on its way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            # The reason alone: the mail may hold a code, and the address is nobody's business.
            _LOG.warning("A mail could not be handed over: %s", type(error).__name__)

    def _hand_over(self, mail: EmailMessage) -> None:
        # A name of its own saves smtplib from looking the machine's up, which may take seconds.
        with smtplib.SMTP(self._host, self._port, local_hostname="localhost", timeout=_PATIENCE) as server:
            server.send_message(mail)
