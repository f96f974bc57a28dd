"""Who is spoken to, and what is told to nobody."""

from __future__ import annotations

import base64
import logging
import sys
import traceback
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr, ValidationError

from fixtures.inbox import (
    CertificateError,
    InboxError,
    InboxSettings,
    LoginError,
    SecretMissingError,
    UnreachableError,
    open_inbox,
)
from tests.inbox.letters import code_letter
from tests.inbox.scripted_peer import PASSWORD, TOKEN, USER, HangUpError, Line, Peer, run_peer, settings_for

if TYPE_CHECKING:
    from pathlib import Path

    from tests.inbox.hosts import DovecotHost

# Made when the suite starts, long before they are read: dated ahead, so that they have not expired by then.
OLD = code_letter("671-111111", to=USER, age=-3600)
NEW = code_letter("671-123456", to=USER, age=-3600)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_verified_tls_reads_mail(dovecot_host: DovecotHost, security: str) -> None:
    port = {"tls": dovecot_host.server.imaps_port, "starttls": dovecot_host.imap_port}[security]
    settings = dovecot_host.settings(security=security, port=port)
    address = dovecot_host.new_mailbox()
    with open_inbox(settings, recipient=address) as inbox:
        mark = inbox.mark()
        dovecot_host.deliver(code_letter(to=address), address)
        assert inbox.wait_for_code("671", since=mark, within=5).value.get_secret_value() == "123456"


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_unknown_authority_is_refused(dovecot_host: DovecotHost, security: str) -> None:
    port = {"tls": dovecot_host.server.imaps_port, "starttls": dovecot_host.imap_port}[security]
    settings = dovecot_host.settings(security=security, port=port, ca_file=None)
    with pytest.raises(CertificateError, match="ca_file"), open_inbox(settings, recipient=USER):
        pass


def test_certificate_of_another_host_is_refused(dovecot_host: DovecotHost) -> None:
    settings = dovecot_host.settings(host="127.0.0.2", port=dovecot_host.server.imaps_port)
    with pytest.raises(CertificateError, match=r"127\.0\.0\.2"), open_inbox(settings, recipient=USER):
        pass


def test_tls_to_a_port_without_is_explained(dovecot_host: DovecotHost) -> None:
    settings = dovecot_host.settings(security="tls", port=dovecot_host.imap_port)
    with pytest.raises(UnreachableError, match="starttls"), open_inbox(settings, recipient=USER):
        pass


def test_authorities_must_be_a_pem_file(dovecot_host: DovecotHost, tmp_path: Path) -> None:
    empty = tmp_path / "authorities.pem"
    empty.touch()
    with (
        pytest.raises(CertificateError, match="PEM"),
        open_inbox(dovecot_host.settings(ca_file=empty), recipient=USER),
    ):
        pass


class RefusesStarttls(Peer):
    def on_starttls(self, line: Line, tag: str, _rest: str) -> None:
        line.say(f"{tag} NO not here")


class InjectsAfterStarttls(Peer):
    def on_starttls(self, line: Line, tag: str, _rest: str) -> None:
        line.say(f"{tag} OK begin", "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] injected")
        line.wait_for_silence()


@pytest.mark.parametrize("behaviour", [RefusesStarttls, InjectsAfterStarttls])
def test_password_is_not_sent_without_tls(behaviour: type[Peer]) -> None:
    peer = behaviour(old=OLD, new=NEW)
    with run_peer(peer) as settings:
        asked = settings.model_copy(update={"security": "starttls"})
        with pytest.raises(UnreachableError), open_inbox(asked, recipient=USER):
            pass
    assert not any(command.startswith(("LOGIN", "AUTHENTICATE")) for command in peer.heard)


@pytest.mark.parametrize("host", ["imap.academie.example", "192.0.2.1"])
def test_plain_text_is_for_loopback_alone(host: str) -> None:
    with pytest.raises(ValidationError, match="'tls' or 'starttls'"):
        InboxSettings(host=host, security="plain")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_plain_text_is_allowed_on_loopback(host: str) -> None:
    assert InboxSettings(host=host, security="plain").host == host


def test_refused_settings_do_not_show_the_password() -> None:
    with pytest.raises(ValidationError) as error:
        InboxSettings.model_validate({"host": "imap.academie.example", "security": "plain", "password": PASSWORD})
    assert PASSWORD not in str(error.value)


def test_dmarc_needs_the_name_of_the_server_to_believe() -> None:
    with pytest.raises(ValidationError, match="authserv_id"):
        InboxSettings(require_dmarc=True)


@pytest.mark.parametrize(("security", "port"), [("tls", 993), ("starttls", 143), ("plain", 143)])
def test_port_follows_from_security(security: str, port: int) -> None:
    assert InboxSettings.model_validate({"security": security}).address == ("127.0.0.1", port)


class TakesTokens(Peer):
    def on_authenticate(self, line: Line, tag: str, rest: str) -> None:
        assert rest == "XOAUTH2"
        line.say("+ ")
        said = base64.b64decode(line.hear()).decode()
        if said == f"user={USER}\1auth=Bearer {TOKEN}\1\1":
            line.say(f"{tag} OK done")
        else:
            line.say("+ eyJzdGF0dXMiOiI0MDEifQ==")
            assert line.hear() == ""
            line.say(f"{tag} NO refused {said!r}")


@pytest.mark.parametrize(
    "options",
    [
        {"token": TOKEN},
        {"token_command": f"{sys.executable} -c \"print('{TOKEN}')\""},
    ],
    ids=["token", "command"],
)
def test_token_logs_in(options: dict[str, str]) -> None:
    with run_peer(TakesTokens(old=OLD, new=NEW)) as settings:
        port = settings.address[1]
        with open_inbox(settings_for(port, password=None, **options), recipient=USER) as inbox:
            code = inbox.wait_for_code("671", since=inbox.mark(), within=5)
    assert code.value.get_secret_value() == "123456"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("false", "exit status 1"),
        ("true", "printed nothing"),
        ("/nowhere/token", "cannot be run"),
        ("'unclosed", "cannot be run"),
    ],
)
def test_token_command_that_fails_is_explained(command: str, told: str) -> None:
    with pytest.raises(SecretMissingError, match=told):
        InboxSettings(token_command=command).find_token()


def test_missing_password_is_explained() -> None:
    with run_peer(Peer(old=OLD, new=NEW)) as settings:
        bare = settings.model_copy(update={"password": None})
        with pytest.raises(SecretMissingError, match="PARCOURS_INBOX__PASSWORD"), open_inbox(bare, recipient=USER):
            pass


class Ring:
    """A keyring with one password."""

    def get_password(self, service: str, user: str) -> str | None:
        return PASSWORD if (service, user) == ("parcours", USER) else None


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    monkeypatch.setattr(keyring, "get_password", Ring().get_password)


@pytest.mark.usefixtures("ring")
def test_password_comes_from_the_keyring() -> None:
    settings = InboxSettings(keyring_service="parcours")
    assert settings.find_password(USER) == SecretStr(PASSWORD)


@pytest.mark.usefixtures("ring")
def test_keyring_without_the_password_is_explained() -> None:
    with pytest.raises(SecretMissingError, match="keyring set ailleurs"):
        InboxSettings(keyring_service="ailleurs").find_password(USER)


def test_missing_keyring_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SecretMissingError, match="pip install"):
        InboxSettings(keyring_service="parcours").find_password(USER)


class EchoesSecrets(Peer):
    """Servers repeat what they were sent."""

    def on_login(self, line: Line, tag: str, rest: str) -> None:
        line.say(f"{tag} NO {rest} is wrong")


class EchoesSecretsInBye(Peer):
    def on_login(self, line: Line, _tag: str, rest: str) -> None:
        line.say(f"* BYE {rest}")
        raise HangUpError


class EchoesMailOnFetch(Peer):
    def on_fetch(self, line: Line, tag: str, _rest: str) -> None:
        line.say(f"{tag} BAD 671-123456 {self.new.decode()!r}")


class SubjectHoldsCode(Peer):
    """A mail whose code is not for the prefix on the screen, and stands in its subject."""


@pytest.mark.parametrize(
    "behaviour", [EchoesSecrets, EchoesSecretsInBye, EchoesMailOnFetch, SubjectHoldsCode, TakesTokens]
)
def test_errors_and_logs_hold_no_secret(behaviour: type[Peer], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    new = code_letter("671-123456", to=USER, subject="Votre code : 671-123456")
    with run_peer(behaviour(old=OLD, new=new)) as settings:
        changes = {"token": "jeton-refuse-9876543210", "password": None} if behaviour is TakesTokens else {}
        with (
            pytest.raises(InboxError) as error,
            open_inbox(settings_for(settings.address[1], **changes), recipient=USER) as inbox,
        ):
            inbox.wait_for_code("482", since=inbox.mark(), within=0.5)
    told = "".join(traceback.format_exception(error.value)) + caplog.text + repr(settings)
    for secret in (PASSWORD, "jeton-refuse", "123456", "111111"):
        assert secret not in told


def test_code_and_mail_print_no_secret() -> None:
    with run_peer(Peer(old=OLD, new=NEW)) as settings, open_inbox(settings, recipient=USER) as inbox:
        code = inbox.wait_for_code("671", since=inbox.mark(), within=5)
    assert "123456" not in f"{code!r} {code} {code.mail!r} {code.mail}"


def test_login_error_blames_the_environment() -> None:
    assert LoginError.outcome == "environment"
    assert InboxError.outcome == "mail"
