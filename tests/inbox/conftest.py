from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from tests.inbox import dovecot, hosts, scripted_peer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_portal.mail_server import MailServer
    from tests.inbox.hosts import Host

SECRET_CODES = ("123456", "111111", "222222", "333333", "654321")


@pytest.fixture(autouse=True)
def no_secret_in_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test is about, no log holds a password, a token or a code, at any level."""
    caplog.set_level(logging.DEBUG)
    yield
    for secret in (dovecot.PASSWORD, scripted_peer.PASSWORD, scripted_peer.TOKEN, *SECRET_CODES):
        assert secret not in caplog.text


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    """The portal's own mail server."""
    with hosts.run_mail_server() as server:
        yield server


@pytest.fixture(scope="session")
def bundled_host(mail_server: MailServer) -> Iterator[hosts.BundledHost]:
    with hosts.open_bundled_host(mail_server) as host:
        yield host


@pytest.fixture(scope="session")
def dovecot_host() -> Iterator[hosts.DovecotHost]:
    if reason := dovecot.reason_to_skip():
        pytest.skip(reason)
    with hosts.run_dovecot_host() as host:
        yield host
        assert dovecot.PASSWORD not in host.server.log_file.read_text(encoding="utf-8")


@pytest.fixture(params=["bundled_host", "dovecot_host"])
def host(request: pytest.FixtureRequest) -> Host:
    """Each of the mail servers."""
    found: Host = request.getfixturevalue(request.param)
    return found
