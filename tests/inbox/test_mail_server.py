"""The portal's own mail server, as programs see it that are not ours."""

from __future__ import annotations

import asyncio
import imaplib
import smtplib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import pytest

from mock_portal.mail_server import MailServer
from tests.inbox.letters import SENDER, code_letter

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from tests.inbox.hosts import BundledHost

T = TypeVar("T")

HOST = "127.0.0.1"
ADDRESS = "camille.exemple@academie.example"


@pytest.fixture
def imap(mail_server: MailServer, bundled_host: BundledHost) -> Iterator[imaplib.IMAP4]:
    mail_server.add_mailbox(ADDRESS, "secret")
    with imaplib.IMAP4(HOST, bundled_host.imap_port) as client:
        client.login(ADDRESS, "secret")
        yield client


def test_unknown_recipient_is_refused(bundled_host: BundledHost) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
        bundled_host.courier.hand_over(b"\n", "personne@ailleurs.example", sender=SENDER)


@pytest.mark.parametrize(("user", "password"), [(ADDRESS, "faux"), ("personne@ailleurs.example", "secret")])
@pytest.mark.usefixtures("imap")
def test_wrong_login_is_refused(bundled_host: BundledHost, user: str, password: str) -> None:
    client = imaplib.IMAP4(HOST, bundled_host.imap_port)
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        client.login(user, password)
    client.shutdown()


def test_mails_are_listed_oldest_first(mail_server: MailServer, bundled_host: BundledHost) -> None:
    address = bundled_host.new_mailbox()
    for number in (1, 2):
        bundled_host.deliver(code_letter(subject=f"Numéro {number}"), address)
    assert [mail["Subject"] for mail in mail_server.mails(address)] == ["Numéro 1", "Numéro 2"]


def test_mail_flagged_as_spam_goes_to_junk(mail_server: MailServer, bundled_host: BundledHost) -> None:
    address = bundled_host.new_mailbox()
    bundled_host.deliver(code_letter(), address, junk=True)
    assert mail_server.mails(address) == []
    assert len(mail_server.mails(address, "Junk")) == 1


def test_address_is_the_same_in_capitals(mail_server: MailServer, bundled_host: BundledHost) -> None:
    address = bundled_host.new_mailbox()
    bundled_host.deliver(code_letter(), address.upper())
    assert len(mail_server.mails(address.title())) == 1


def test_mailbox_added_again_keeps_its_mails(mail_server: MailServer, bundled_host: BundledHost) -> None:
    address = bundled_host.new_mailbox()
    bundled_host.deliver(code_letter(), address)
    mail_server.add_mailbox(address, "neuf")
    assert len(mail_server.mails(address)) == 1
    with imaplib.IMAP4(HOST, bundled_host.imap_port) as client:
        assert client.login(address, "neuf")[0] == "OK"


def test_mail_deleted_over_imap_is_gone(
    mail_server: MailServer, bundled_host: BundledHost, imap: imaplib.IMAP4
) -> None:
    bundled_host.deliver(code_letter(), ADDRESS)
    imap.select("INBOX")
    imap.store("1:*", "+FLAGS", r"\Deleted")
    imap.expunge()
    assert mail_server.mails(ADDRESS) == []


def test_junk_is_announced_with_its_purpose(imap: imaplib.IMAP4) -> None:
    _, folders = imap.list()
    assert sorted(folders, key=str) == [b'(\\HasNoChildren \\Junk) "/" Junk', b'(\\HasNoChildren) "/" INBOX']


def test_mail_that_came_before_idle_is_told_at_once(bundled_host: BundledHost, imap: imaplib.IMAP4) -> None:
    imap.select("INBOX", readonly=True)
    bundled_host.deliver(code_letter(), ADDRESS)
    imap.send(b"x1 IDLE\r\n")
    assert imap.readline() == b"+ Idling.\r\n"
    assert imap.readline().endswith(b"EXISTS\r\n")
    imap.send(b"DONE\r\n")
    while not imap.readline().startswith(b"x1 OK"):
        pass


def run_elsewhere(work: Coroutine[None, None, T]) -> T:
    """Run it in a thread of its own: the browser's tests keep a loop running in this one."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(asyncio.run, work, debug=True).result()


def test_stop_leaves_nothing_running() -> None:
    async def start_and_stop() -> set[str]:
        server = MailServer()
        server.add_mailbox(ADDRESS, "secret")
        await server.start()
        reader, writer = await asyncio.open_connection(HOST, server.imap_port)
        for command in (b"", b"a LOGIN %b secret\r\n" % ADDRESS.encode(), b"b SELECT INBOX\r\n", b"c IDLE\r\n"):
            writer.write(command)
            await reader.readline()
        smtp_reader, smtp_writer = await asyncio.open_connection(HOST, server.smtp_port)
        await smtp_reader.readline()
        await server.stop()
        writer.close()
        smtp_writer.close()
        return {task.get_name() for task in asyncio.all_tasks() - {asyncio.current_task()}}

    assert run_elsewhere(start_and_stop()) == set()


def test_port_that_is_taken_is_an_error() -> None:
    async def start_twice() -> None:
        first, second = MailServer(), MailServer()
        await first.start()
        second.imap_port = first.imap_port
        try:
            await second.start()
        finally:
            await first.stop()

    with pytest.raises(OSError, match="in use"):
        run_elsewhere(start_twice())
