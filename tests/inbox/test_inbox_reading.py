"""What the inbox finds, on each mail server."""

from __future__ import annotations

import imaplib
import re
import threading
from typing import TYPE_CHECKING

import pytest

from fixtures.inbox import (
    AmbiguousCodeError,
    CodeExpiredError,
    CodeUsedError,
    FolderMissingError,
    LoginError,
    NoCodeError,
    NoMailError,
    UnauthenticatedSenderError,
    WrongPrefixError,
    WrongRecipientError,
    WrongSenderError,
    open_inbox,
)
from tests.inbox.dovecot import HOST, PASSWORD
from tests.inbox.letters import RECIPIENT, SENDER, code_letter, letter

if TYPE_CHECKING:
    from tests.inbox.hosts import Host

SOON = 5
NOW = 0.2


@pytest.fixture
def address(host: Host) -> str:
    return host.new_mailbox()


def test_code_is_found_that_came_after_the_mark(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(code_letter("671-123456", to=address), address)
        code = inbox.wait_for_code("671 -", since=mark, within=SOON)
    assert code.value.get_secret_value() == "123456"
    assert code.mail.sender == SENDER


def test_code_is_found_that_comes_while_waiting(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        later = threading.Timer(0.3, host.deliver, (code_letter("671-123456", to=address), address))
        later.start()
        code = inbox.wait_for_code("671", since=mark, within=SOON)
        later.join()
    assert code.value.get_secret_value() == "123456"


def test_code_from_before_the_mark_is_not_taken(host: Host, address: str) -> None:
    host.deliver(code_letter("671-111111", to=address), address)
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        with pytest.raises(NoMailError):
            inbox.wait_for_code("671", since=mark, within=NOW)


def test_after_a_resend_the_prefix_chooses(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(code_letter("671-111111", to=address), address)
        host.deliver(code_letter("482-222222", to=address), address)
        assert inbox.wait_for_code("671", since=mark, within=SOON).value.get_secret_value() == "111111"
        assert inbox.wait_for_code("482", since=mark, within=SOON).value.get_secret_value() == "222222"


def test_code_is_handed_out_once(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(code_letter("671-123456", to=address), address)
        inbox.wait_for_code("671", since=mark, within=SOON)
        with pytest.raises(CodeUsedError):
            inbox.wait_for_code("671", since=mark, within=NOW)


def test_two_codes_that_fit_are_an_error(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(code_letter("671-111111", to=address), address)
        host.deliver(code_letter("671-222222", to=address), address)
        with pytest.raises(AmbiguousCodeError):
            inbox.wait_for_code("671", since=mark, within=SOON)


def test_two_codes_in_different_folders_are_an_error(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(code_letter("671-111111", to=address), address)
        host.deliver(code_letter("671-222222", to=address), address, junk=True)
        with pytest.raises(AmbiguousCodeError):
            inbox.wait_for_code("671", since=mark, within=SOON)


def test_same_code_twice_is_no_doubt(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        for _ in range(2):
            host.deliver(code_letter("671-123456", to=address), address)
        assert inbox.wait_for_code("671", since=mark, within=SOON).value.get_secret_value() == "123456"


def test_code_in_junk_is_used_and_said_so(host: Host, address: str, caplog: pytest.LogCaptureFixture) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        later = threading.Timer(0.3, host.deliver, (code_letter(to=address), address), {"junk": True})
        later.start()
        code = inbox.wait_for_code("671", since=mark, within=SOON)
        later.join()
    assert code.mail.in_junk
    assert code.mail.folder == "Junk"
    assert "Junk" in caplog.text


def test_inbox_is_read_on_after_a_look_into_junk(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(code_letter("482-111111", to=address), address, junk=True)
        with pytest.raises(WrongPrefixError):
            inbox.wait_for_code("671", since=mark, within=NOW)
        host.deliver(code_letter("671-123456", to=address), address)
        assert not inbox.wait_for_code("671", since=mark, within=SOON).mail.in_junk


@pytest.mark.parametrize(
    ("mail", "verdict", "told"),
    [
        (None, NoMailError, "ni dans la boîte de réception ni dans les courriers indésirables"),
        ({"sender": "autre@ailleurs.example"}, WrongSenderError, "autre@ailleurs.example"),
        ({"to": "quelqu.un@academie.example"}, WrongRecipientError, "quelqu.un@academie.example"),
        ({"code": "482-123456"}, WrongPrefixError, "vu : 482"),
        ({"code": "671-123456", "age": 16 * 60}, CodeExpiredError, "16 minutes"),
        ({"code": "bientôt"}, NoCodeError, "671-123456 ou quelque chose"),
    ],
    ids=["no mail", "sender", "recipient", "prefix", "expired", "no code"],
)
def test_verdict_says_what_is_wrong(
    host: Host, address: str, mail: dict[str, str] | None, verdict: type[Exception], told: str
) -> None:
    with open_inbox(host.settings(user=address), recipient=RECIPIENT) as inbox:
        mark = inbox.mark()
        if mail is not None:
            host.deliver(code_letter(**mail), address)
        with pytest.raises(verdict, match=told) as error:
            inbox.wait_for_code("671", since=mark, within=NOW)
    assert "\n" not in str(error.value)


def test_verdict_tells_that_the_mail_is_in_junk(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(code_letter("482-123456", to=address), address, junk=True)
        with pytest.raises(WrongPrefixError, match="dans les courriers indésirables"):
            inbox.wait_for_code("671", since=mark, within=NOW)


def test_missing_dmarc_is_a_verdict(host: Host, address: str) -> None:
    settings = host.settings(require_dmarc=True, authserv_id="mx.academie.example")
    with open_inbox(settings, recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(code_letter(to=address), address)
        with pytest.raises(UnauthenticatedSenderError, match=r"mx\.academie\.example"):
            inbox.wait_for_code("671", since=mark, within=NOW)
        host.deliver(
            code_letter(to=address, Authentication_Results="mx.academie.example; dmarc=pass header.from=x"), address
        )
        assert inbox.wait_for_code("671", since=mark, within=SOON)


def test_mail_is_found_by_subject_and_link(host: Host, address: str) -> None:
    link = "https://portail.example/mot-de-passe/abc"
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(letter("Votre compte est activé.", to=address, subject="Compte activé"), address)
        host.deliver(letter(f"Suivez {link}.", to=address, subject="Mot de passe oublié"), address)
        mail = inbox.wait_for_mail(
            subject="mot de passe", sender=SENDER, containing_link=re.compile("/mot-de-passe/"), since=mark, within=SOON
        )
        assert mail.links == (link,)
        assert inbox.find_mail(subject="Compte", since=mark) is not None
        assert inbox.find_mail(subject="Facture", since=mark) is None


def test_long_mail_is_read_as_far_as_its_text(host: Host, address: str) -> None:
    attachment = "\n".join(["Content-Type: application/pdf", "Content-Transfer-Encoding: base64", "", "QUJD" * 18])
    lines = ("QUJD" * 18 + "\n") * 20_000
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        head, _, body = code_letter(to=address).partition(b"Content-Type: multipart/alternative")
        mixed = b'Content-Type: multipart/mixed; boundary="=_all"\n\n--=_all\nContent-Type: multipart/alternative'
        host.deliver(head + mixed + body + f"\n--=_all\n{attachment}\n{lines}--=_all--\n".encode(), address)
        assert inbox.wait_for_code("671", since=mark, within=SOON).value.get_secret_value() == "123456"


def test_newest_of_several_mails_is_taken(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        for number in (1, 2):
            host.deliver(letter(f"Lien https://portail.example/{number}", to=address), address)
        assert inbox.wait_for_mail(since=mark, within=SOON).links == ("https://portail.example/2",)


def test_mail_that_does_not_come_is_described(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(letter("Bienvenue.", to=address, subject="Bienvenue"), address)
        with pytest.raises(NoMailError, match="«\xa0Mot de passe\xa0» n’est arrivé, seulement «\xa0Bienvenue\xa0»"):
            inbox.wait_for_mail(subject="Mot de passe", since=mark, within=NOW)


def test_each_arrival_is_told_once(host: Host, address: str) -> None:
    with open_inbox(host.settings(), recipient=address) as inbox:
        arrivals = inbox.arrivals(inbox.mark())
        for subject in ("Un", "Deux"):
            host.deliver(letter(subject, to=address, subject=subject), address)
            assert next(arrivals).subject == subject


def test_mailbox_is_left_as_found(host: Host, address: str) -> None:
    host.deliver(code_letter("671-111111", to=address), address)
    with open_inbox(host.settings(), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(code_letter(to=address), address)
        host.deliver(code_letter("482-222222", to=address), address, junk=True)
        inbox.wait_for_code("671", since=mark, within=SOON)
        inbox.wait_for_code("482", since=mark, within=SOON)
    assert _flags(host, address, "INBOX") == [set(), set()]
    assert _flags(host, address, "Junk") == [set()]


def test_cleanup_deletes_the_used_mails_alone(host: Host, address: str) -> None:
    host.deliver(code_letter("671-111111", to=address), address)
    with open_inbox(host.settings(cleanup=True), recipient=address) as inbox:
        mark = inbox.mark()
        host.deliver(code_letter("482-222222", to=address), address)
        host.deliver(code_letter("671-123456", to=address), address)
        host.deliver(code_letter("555-333333", to=address), address, junk=True)
        inbox.wait_for_code("671", since=mark, within=SOON)
        inbox.wait_for_code("555", since=mark, within=SOON)
    assert len(_flags(host, address, "INBOX")) == 2
    assert _flags(host, address, "Junk") == []


def test_wrong_password_is_refused(host: Host, address: str) -> None:
    with (
        pytest.raises(LoginError, match=address),
        open_inbox(host.settings(password="faux-et-secret"), recipient=address),
    ):
        pass


@pytest.mark.parametrize("option", ["folder", "junk_folder"])
def test_missing_folder_is_named(host: Host, address: str, option: str) -> None:
    settings = host.settings(**{option: "Nulle part"})
    with pytest.raises(FolderMissingError, match="Nulle part"), open_inbox(settings, recipient=address):
        pass


def _flags(host: Host, address: str, folder: str) -> list[set[bytes]]:
    """What another program sees: the flags of each mail, but for the one that says it is new to that program."""
    client = imaplib.IMAP4(HOST, host.imap_port)
    client.authenticate("PLAIN", lambda _: f"\0{address}\0{PASSWORD}".encode())
    client.select(folder, readonly=True)
    _, data = client.uid("FETCH", "1:*", "(FLAGS)")
    client.logout()
    return [set(imaplib.ParseFlags(line)) - {b"\\Recent"} for line in data if line]
