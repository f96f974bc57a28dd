"""No mail is lost, whenever it comes and whatever becomes of the connection."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from fixtures.inbox import open_inbox
from fixtures.inbox.client import Client
from tests.inbox.hosts import wire_to
from tests.inbox.letters import code_letter

if TYPE_CHECKING:
    import pytest

    from tests.inbox.hosts import Host

MAILS = 100
AT_ONCE = 4
WITHIN = 20
GOLDEN = 0.61803  # its multiples spread evenly


def test_mail_between_search_and_idle_is_not_lost(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    address = host.new_mailbox()
    to_come: list[bytes] = []
    wait = Client.wait_for_push

    def wait_after_a_mail_came(client: Client, seconds: float) -> bool:
        while to_come:
            host.deliver(to_come.pop(), address)
        return wait(client, seconds)

    monkeypatch.setattr(Client, "wait_for_push", wait_after_a_mail_came)
    with open_inbox(host.settings(), recipient=address) as inbox:
        for number in range(MAILS):
            mark = inbox.mark()
            to_come.append(code_letter(f"671-{number:06}", to=address))
            code = inbox.wait_for_code("671", since=mark, within=WITHIN)
            assert code.value.get_secret_value() == f"{number:06}"


def test_no_mail_is_lost_while_connections_are_cut(host: Host) -> None:
    handing_over = threading.Lock()

    def deliver(number: int, address: str) -> None:
        with handing_over:
            host.deliver(code_letter(f"671-{number:06}", to=address), address)

    def read_through(port: int, first: int) -> int:
        address = host.new_mailbox()
        with open_inbox(host.settings(port=port), recipient=address) as inbox:
            for number in range(first, first + MAILS // AT_ONCE):
                mark = inbox.mark()
                later = threading.Timer(number * GOLDEN % 1 * 0.4, deliver, (number, address))
                later.start()
                code = inbox.wait_for_code("671", since=mark, within=WITHIN)
                later.join()
                assert code.value.get_secret_value() == f"{number:06}"
        return MAILS // AT_ONCE

    own_port = host.settings().address[1]
    with wire_to(own_port, cut_every=0.7) as wire, ThreadPoolExecutor(AT_ONCE) as pool:
        firsts = range(0, MAILS, MAILS // AT_ONCE)
        found = sum(pool.map(lambda first: read_through(wire.port, first), firsts))
    assert found == MAILS
    assert wire.cuts > 1
