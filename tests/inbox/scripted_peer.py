"""An IMAP peer that does what a script says, for what real servers do rarely.

A :class:`Peer` behaves well; a test overrides one of its answers.
"""

from __future__ import annotations

import re
import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from fixtures.inbox import InboxSettings
from tests.inbox.dovecot import HOST
from tests.inbox.hosts import PORTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

USER = "camille.exemple@academie.example"
PASSWORD = "mot-de-passe-secret"
TOKEN = "jeton-secret-0123456789"
OLD_UID = 40


class HangUpError(Exception):
    """The script ends this connection."""


class Line:
    """One connection, as the peer has it."""

    def __init__(self, sock: socket.socket, number: int) -> None:
        self.number = number
        """1 for the first connection."""
        self.sock = sock
        self._lines = sock.makefile("rb")

    def say(self, *lines: str) -> None:
        """Send lines in one segment."""
        self.send("".join(f"{line}\r\n" for line in lines).encode())

    def send(self, data: bytes) -> None:
        """Send just this."""
        self.sock.sendall(data)

    def hear(self) -> str:
        """The next line from the client."""
        line = self._lines.readline()
        if not line:
            raise HangUpError
        return line.decode().rstrip("\r\n")

    def wait_for_silence(self) -> None:
        """Say no more until the client leaves."""
        while True:
            self.hear()

    def close(self) -> None:
        """End it."""
        self._lines.close()
        self.sock.close()


class Peer:
    """A well-behaved server with one old mail in the inbox."""

    capabilities = "IMAP4rev1 IDLE UIDPLUS AUTH=PLAIN AUTH=XOAUTH2"
    greeting = "* OK ready"
    uidvalidity = 7
    folders = (r'* LIST (\HasNoChildren) "/" INBOX', r'* LIST (\Junk) "/" Junk')

    def __init__(self, *, old: bytes, new: bytes) -> None:
        self.new = new
        self.mails = {OLD_UID: old}
        self.junk: dict[int, bytes] = {}
        self.selected = self.mails
        self.connections = 0
        self.looks = 0
        self.heard: list[str] = []

    def mail_comes(self) -> None:
        """The mail that is waited for arrives."""
        self.mails[max(self.mails) + 1] = self.new

    def serve(self, line: Line) -> None:
        """Answer commands until the client leaves."""
        line.say(self.greeting)
        while True:
            tag, _, command = line.hear().partition(" ")
            self.heard.append(command)
            name, _, rest = command.partition(" ")
            if name == "UID":
                name, _, rest = rest.partition(" ")
            getattr(self, f"on_{name.lower()}")(line, tag, rest)

    def on_capability(self, line: Line, tag: str, _rest: str) -> None:
        line.say(f"* CAPABILITY {self.capabilities}", f"{tag} OK done")

    def on_login(self, line: Line, tag: str, rest: str) -> None:
        line.say(f"{tag} OK done" if rest == f'"{USER}" "{PASSWORD}"' else f"{tag} NO {rest} is wrong")

    def on_list(self, line: Line, tag: str, _rest: str) -> None:
        line.say(*self.folders, f"{tag} OK done")

    def on_examine(self, line: Line, tag: str, rest: str) -> None:
        self.selected = self.mails if "INBOX" in rest else self.junk
        line.say(
            f"* {len(self.selected)} EXISTS",
            f"* OK [UIDVALIDITY {self.uidvalidity}] valid",
            f"* OK [UIDNEXT {max(self.selected, default=0) + 1}] next",
            f"{tag} OK [READ-ONLY] done",
        )

    def on_status(self, line: Line, tag: str, _rest: str) -> None:
        uidnext = max(self.junk, default=0) + 1
        line.say(f'* STATUS "Junk" (UIDVALIDITY {self.uidvalidity} UIDNEXT {uidnext})', f"{tag} OK done")

    def on_search(self, line: Line, tag: str, rest: str) -> None:
        self.looks += 1
        line.say(f"* SEARCH {' '.join(map(str, self.uids(rest)))}", f"{tag} OK done")

    def on_fetch(self, line: Line, tag: str, rest: str) -> None:
        for number, uid in enumerate(self.uids(rest), 1):
            raw = self.selected[uid]
            line.send(b"* %d FETCH (UID %d BODY[] {%d}\r\n%b)\r\n" % (number, uid, len(raw), raw))
        line.say(f"{tag} OK done")

    def on_noop(self, line: Line, tag: str, _rest: str) -> None:
        line.say(f"{tag} OK done")

    def on_idle(self, line: Line, tag: str, _rest: str) -> None:
        line.say("+ idling")
        self.idling(line)
        self.end_idle(line, tag)

    def idling(self, line: Line) -> None:
        """The mail comes in the first IDLE, and the client is told."""
        if len(self.mails) == 1:
            self.mail_comes()
            line.say("* 2 EXISTS")

    def end_idle(self, line: Line, tag: str) -> None:
        """The client says DONE."""
        assert line.hear() == "DONE"
        line.say(f"{tag} OK done")

    def on_logout(self, line: Line, tag: str, _rest: str) -> None:
        line.say("* BYE", f"{tag} OK done")
        raise HangUpError

    def uids(self, rest: str) -> list[int]:
        """The mails from a UID on; as the protocol has it, the last one is among them in any case."""
        start = re.search(r"(\d+):\*", rest)
        first = int(start[1]) if start else 1
        last = max(self.selected, default=0)
        return [uid for uid in self.selected if uid >= min(first, last)]


@contextmanager
def run_peer(peer: Peer) -> Iterator[InboxSettings]:
    """Let the peer serve on a port of this machine; how to read it."""
    with socket.create_server((HOST, 0)) as listener:
        thread = threading.Thread(target=_accept, args=(listener, peer))
        thread.start()
        try:
            yield settings_for(listener.getsockname()[1])
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=10)


def settings_for(port: int, **changes: Any) -> InboxSettings:
    """How to read a peer."""
    own = {"host": HOST, "port": port, "security": "plain", "user": USER, "password": PASSWORD, "sender": PORTAL}
    return InboxSettings.model_validate(own | changes)


def _accept(listener: socket.socket, peer: Peer) -> None:
    threads: list[threading.Thread] = []
    lines: list[Line] = []
    with suppress(OSError):
        while True:
            sock, _ = listener.accept()
            peer.connections += 1
            lines.append(Line(sock, peer.connections))
            threads.append(threading.Thread(target=_serve, args=(peer, lines[-1])))
            threads[-1].start()
    for line in lines:
        with suppress(OSError):
            line.sock.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join(timeout=10)


def _serve(peer: Peer, line: Line) -> None:
    with suppress(HangUpError, OSError):
        peer.serve(line)
    line.close()
