"""From handing over a mail to having its code in hand, against the least that it could take.

The floor is one SMTP (or LMTP) transaction and one UID FETCH on a connection that is open already. Floor
and inbox are measured in turn, and beside them runs a program that looks into the mailbox once a second.
"""

from __future__ import annotations

import imaplib
import re
import statistics
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from fixtures.inbox import open_inbox
from tests.benchmarks.measure import figure
from tests.inbox.dovecot import HOST, PASSWORD, reason_to_skip
from tests.inbox.hosts import run_bundled_host_apart, run_dovecot_host
from tests.inbox.letters import code_letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fixtures.inbox import Inbox
    from tests.benchmarks.measure import Figure
    from tests.inbox.hosts import Host

ROUNDS = 50
MAILBOXES = 5
POLL_SECONDS = 1.0
PREFIX = "671"
WITHIN = 10


@dataclass(frozen=True)
class Times:
    """Seconds from handing over a mail, one value for each round."""

    floor: list[float] = field(default_factory=list)
    waiting: list[float] = field(default_factory=list)
    """To the code in hand, where the inbox was waiting already."""
    reading: list[float] = field(default_factory=list)
    """To the code in hand, where the mail came before the inbox was asked for it."""
    polling: list[float] = field(default_factory=list)
    """To the poller having the mail that the inbox was waiting for."""

    def figures(self, server: str) -> Iterator[Figure]:
        """What there is to say of one server."""
        yield figure(f"inbox_{server}_over_floor", ratios(self.waiting, self.floor), "ratio")
        yield figure(f"inbox_{server}_over_poller", ratios(self.waiting, self.polling), "ratio")
        yield figure(f"inbox_{server}", [1000 * each for each in self.waiting], "ms")
        yield figure(f"floor (for inbox_{server})", [1000 * each for each in self.floor], "ms")
        yield figure(f"poller (for inbox_{server})", [1000 * each for each in self.polling], "ms")


def measure() -> Iterator[Figure]:
    """The figures on the bundled server, and on Dovecot where it is installed."""
    with run_bundled_host_apart() as bundled:
        times = [take_times(bundled)]
    yield from times[0].figures("bundled")
    yield figure("mail_to_code_over_floor", ratios(times[0].reading, times[0].floor), "ratio")
    if reason_to_skip() is None:
        with run_dovecot_host() as dovecot:
            times.append(take_times(dovecot))
        yield from times[1].figures("dovecot")
    worst = max((ratios(each.waiting, each.polling) for each in times), key=statistics.median)
    yield figure("inbox_over_poller", worst, "ratio")


def take_times(host: Host) -> Times:
    """All rounds, on several mailboxes: no journey meets one with a hundred codes in it."""
    times = Times()
    for _ in range(MAILBOXES):
        block = _take_block(host, host.new_mailbox(), ROUNDS // MAILBOXES)
        for name in ("floor", "waiting", "reading", "polling"):
            getattr(times, name).extend(getattr(block, name))
    return times


def _take_block(host: Host, address: str, rounds: int) -> Times:
    """Floor, waiting and reading in turn; the first round warms up and does not count."""
    times = Times()
    host.deliver(_mail(address, 0), address)
    with _Program(host, address) as warm, _Poller(host, address) as poller:
        with open_inbox(host.settings(), recipient=address) as inbox:
            for number in range(1, rounds + 2):
                times.floor.append(_floor(host, address, number, warm))
                times.waiting.append(_waiting(inbox, host, address, number, poller))
                times.reading.append(_reading(inbox, host, address, number + 1000))
        times.polling.extend(poller.finish(rounds + 1))
    for each in (times.floor, times.waiting, times.reading, times.polling):
        del each[0]
    return times


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """That of each pair."""
    return [mine / other for mine, other in zip(ours, theirs, strict=True)]


def _floor(host: Host, address: str, number: int, warm: _Program) -> float:
    mail = _mail(address, 0)
    warm.catch_up()
    time.sleep(_rest(number))  # both ends have rested as long when the inbox's mail comes
    start = time.perf_counter()
    host.deliver(mail, address)
    warm.fetch(warm.first_uid)
    return time.perf_counter() - start


def _waiting(inbox: Inbox, host: Host, address: str, number: int, poller: _Poller) -> float:
    mark, mail = inbox.mark(), _mail(address, number)

    def hand_over() -> None:
        poller.handed_over[number] = time.perf_counter()
        host.deliver(mail, address)

    later = threading.Timer(_rest(number), hand_over)
    later.start()
    inbox.wait_for_code(PREFIX, since=mark, within=WITHIN)
    in_hand = time.perf_counter()
    later.join()
    return in_hand - poller.handed_over[number]


def _reading(inbox: Inbox, host: Host, address: str, number: int) -> float:
    mark, mail = inbox.mark(), _mail(address, number)
    start = time.perf_counter()
    host.deliver(mail, address)
    inbox.wait_for_code(PREFIX, since=mark, within=WITHIN)
    return time.perf_counter() - start


def _rest(number: int) -> float:
    """Seconds before a mail comes, spread over the poller's second."""
    return 0.05 + (number * 0.61803 % 1) * 0.2


def _mail(address: str, number: int) -> bytes:
    return code_letter(f"{PREFIX}-{number:06}", to=address)


class _Program:
    """Another program on the mailbox, written with the standard library alone."""

    def __init__(self, host: Host, address: str) -> None:
        self._client = imaplib.IMAP4(HOST, host.imap_port)
        self._client.authenticate("PLAIN", lambda _: f"\0{address}\0{PASSWORD}".encode())
        self._client.select("INBOX", readonly=True)
        self.first_uid = self.search(1)[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.logout()

    def catch_up(self) -> None:
        """Let the server tell what came, so that it need not do so with the next answer."""
        self._client.noop()

    def search(self, first: int) -> list[int]:
        """The mails from this UID on."""
        self.catch_up()
        _, [found] = self._client.uid("SEARCH", f"UID {first}:*")
        return [uid for uid in map(int, found.split()) if uid >= first]

    def fetch(self, uid: int) -> bytes:
        """One mail."""
        _, data = self._client.uid("FETCH", str(uid), "(UID BODY.PEEK[]<0.524288>)")
        return b"".join(item[1] for item in data if isinstance(item, tuple))


class _Poller:
    """Looks once a second, in a thread, and notes when it has each mail."""

    def __init__(self, host: Host, address: str) -> None:
        self.handed_over: dict[int, float] = {}
        self._program = _Program(host, address)
        self._had: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._poll)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._program.__exit__()

    def finish(self, rounds: int) -> list[float]:
        """How long each mail took, after a last look."""
        self._over.set()
        self._thread.join()
        return [self._had[number] - self.handed_over[number] for number in range(1, rounds + 1)]

    def _poll(self) -> None:
        following = self._program.first_uid
        last = False
        while not last:
            last = self._over.wait(POLL_SECONDS)
            for uid in self._program.search(following):
                code = re.search(rb"671-(\d{6})", self._program.fetch(uid))
                if code:
                    self._had.setdefault(int(code[1]), time.perf_counter())
                following = uid + 1
