"""Whether mails are handed over after a long silence, too."""

from __future__ import annotations

import smtplib
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.inbox.courier import Courier
from tests.inbox.dovecot import HOST
from tests.inbox.letters import code_letter

if TYPE_CHECKING:
    from mock_portal.mail_server import MailServer
    from tests.inbox.hosts import BundledHost


def test_mail_is_handed_over_after_a_silence_that_the_server_ended(
    mail_server: MailServer, bundled_host: BundledHost
) -> None:
    lines: list[smtplib.SMTP] = []

    def connect() -> smtplib.SMTP:
        lines.append(smtplib.SMTP(HOST, mail_server.smtp_port, local_hostname="localhost"))
        return lines[-1]

    address = bundled_host.new_mailbox()
    with Courier(connect, rest_seconds=0) as courier:
        lines[0].close()
        replace(bundled_host, courier=courier).deliver(code_letter(), address)
    assert len(mail_server.mails(address)) == 1
