from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.inbox import LoginError, check, watch
from tests.inbox.letters import code_letter

if TYPE_CHECKING:
    from tests.inbox.hosts import Host


def test_check_tells_what_the_mailbox_can_do(host: Host) -> None:
    found = check(host.settings(), recipient=host.new_mailbox())
    assert found.junk == ("Junk",)
    assert set(found.folders) == {"INBOX", "Junk"}
    assert found.pushes
    assert found.can_clean_up
    assert found.round_trip > 0
    assert found.clock_difference == pytest.approx(0, abs=5)


def test_check_tells_how_the_connection_is_secured(bundled_host: Host, dovecot_host: Host) -> None:
    assert check(bundled_host.settings(), recipient=bundled_host.new_mailbox()).encryption == "none"
    assert check(dovecot_host.settings(), recipient=dovecot_host.new_mailbox()).encryption.startswith("TLS")


def test_check_leaves_no_folder_behind(host: Host) -> None:
    address = host.new_mailbox()
    check(host.settings(), recipient=address)
    assert set(check(host.settings(), recipient=address).folders) == {"INBOX", "Junk"}


def test_check_says_why_it_cannot_log_in(host: Host) -> None:
    with pytest.raises(LoginError):
        check(host.settings(password="faux"), recipient=host.new_mailbox())


def test_watch_tells_each_code_that_comes(host: Host) -> None:
    address = host.new_mailbox()
    host.deliver(code_letter("671-000000", to=address), address)
    with watch(host.settings(), recipient=address) as sightings:
        host.deliver(code_letter("111-000000", to=address, sender="autre@ailleurs.example"), address)
        for prefix, code in (("671", "123456"), ("482", "654321")):
            host.deliver(code_letter(f"{prefix}-{code}", to=address), address)
            sighting = next(sightings)
            assert (sighting.prefix, sighting.value.get_secret_value()) == (prefix, code)
