"""The mail servers that the inbox is tried on, behind one face."""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import smtplib
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from fixtures.inbox import InboxSettings
from mock_portal.mail_server import MailServer
from tests.inbox.courier import Courier
from tests.inbox.dovecot import HOST, PASSWORD, Dovecot, run_dovecot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

PORTAL = "portail.example"
_numbers = itertools.count(1)


class Host(Protocol):
    """A mail server with as many mailboxes as one likes."""

    @property
    def imap_port(self) -> int:
        """Where it speaks IMAP without TLS."""

    def new_mailbox(self) -> str:
        """The address of an empty mailbox that nobody else uses."""

    def deliver(self, mail: bytes, address: str, *, junk: bool = False) -> None:
        """Hand a mail over."""

    def settings(self, **changes: Any) -> InboxSettings:
        """How to read its mails."""


@dataclass(frozen=True)
class BundledHost:
    """The portal's own mail server."""

    imap_port: int
    courier: Courier
    add_mailbox: Callable[[str, str], None]

    def new_mailbox(self) -> str:
        address = f"personne.{next(_numbers)}@academie.example"
        self.add_mailbox(address, PASSWORD)
        return address

    def deliver(self, mail: bytes, address: str, *, junk: bool = False) -> None:
        flag = b"X-Spam-Flag: YES\n" if junk else b""
        lines = (flag + mail).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self.courier.hand_over(lines, address, sender=f"ne-pas-repondre@{PORTAL}")

    def settings(self, **changes: Any) -> InboxSettings:
        return _settings(changes, port=self.imap_port, security="plain")


@dataclass(frozen=True)
class DovecotHost:
    """A real server."""

    server: Dovecot

    @property
    def imap_port(self) -> int:
        return self.server.imap_port

    def new_mailbox(self) -> str:
        return f"personne.{next(_numbers)}@academie.example"

    def deliver(self, mail: bytes, address: str, *, junk: bool = False) -> None:
        self.server.deliver(mail, address, folder="Junk" if junk else "INBOX")

    def settings(self, **changes: Any) -> InboxSettings:
        return _settings(changes, port=self.server.imaps_port, security="tls", ca_file=self.server.ca_file)


def _settings(changes: dict[str, Any], **own: Any) -> InboxSettings:
    return InboxSettings.model_validate({"host": HOST, "password": PASSWORD, "sender": PORTAL, **own, **changes})


@contextmanager
def open_bundled_host(server: MailServer) -> Iterator[BundledHost]:
    """The face of a bundled server that runs already."""
    with _courier_to(server.smtp_port) as courier:
        yield BundledHost(server.imap_port, courier, server.add_mailbox)


def _courier_to(smtp_port: int) -> Courier:
    return Courier(lambda: smtplib.SMTP(HOST, smtp_port, local_hostname="localhost"))


@contextmanager
def run_mail_server() -> Iterator[MailServer]:
    """Start the bundled server in a thread of its own, and stop it again."""
    with asyncio_thread() as loop:
        server = MailServer()
        asyncio.run_coroutine_threadsafe(server.start(), loop).result(timeout=10)
        try:
            yield server
        finally:
            asyncio.run_coroutine_threadsafe(server.stop(), loop).result(timeout=10)


@contextmanager
def run_bundled_host_apart() -> Iterator[BundledHost]:
    """Start the bundled server in a process of its own, as a portal that serves for long has it."""
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe()
    process = processes.Process(target=_serve_apart, args=(there,))
    process.start()
    smtp_port, imap_port = here.recv()

    def add_mailbox(address: str, password: str) -> None:
        here.send((address, password))
        here.recv()

    try:
        with _courier_to(smtp_port) as courier:
            yield BundledHost(imap_port, courier, add_mailbox)
    finally:
        here.close()
        process.join(timeout=10)


def _serve_apart(pipe: Connection) -> None:
    with run_mail_server() as server, suppress(EOFError):
        pipe.send((server.smtp_port, server.imap_port))
        while True:
            server.add_mailbox(*pipe.recv())
            pipe.send(None)


@contextmanager
def run_dovecot_host() -> Iterator[DovecotHost]:
    """Start Dovecot, and stop it again."""
    with run_dovecot() as server:
        yield DovecotHost(server)


@contextmanager
def asyncio_thread() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


@dataclass
class CuttableWire:
    """A wire to a server that can be cut: all connections through it end at once."""

    port: int
    target: int
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)
    cuts: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join a client with the server."""
        there_reader, there_writer = await asyncio.open_connection(HOST, self.target)
        ends = {writer, there_writer}
        self._writers |= ends
        await asyncio.gather(_pump(reader, there_writer), _pump(there_reader, writer), return_exceptions=True)
        self._writers -= ends

    async def cut_every(self, seconds: float) -> None:
        """Cut until cancelled."""
        while True:
            await asyncio.sleep(seconds)
            self.cut()

    def cut(self) -> None:
        """End all connections, as a broken line does."""
        self.cuts += 1
        for writer in tuple(self._writers):
            writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(1 << 16):
            writer.write(chunk)
            await writer.drain()
    finally:
        writer.close()


@contextmanager
def wire_to(port: int, *, cut_every: float | None = None) -> Iterator[CuttableWire]:
    """A wire to a port of this machine, cut now and then if asked for."""
    with asyncio_thread() as loop:
        wire = CuttableWire(0, port)

        async def start() -> asyncio.Server:
            return await asyncio.start_server(wire.serve, HOST, 0)

        async def stop() -> None:
            server.close()
            wire.cut()
            await server.wait_closed()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        server = asyncio.run_coroutine_threadsafe(start(), loop).result(timeout=10)
        wire.port = server.sockets[0].getsockname()[1]
        if cut_every is not None:
            asyncio.run_coroutine_threadsafe(wire.cut_every(cut_every), loop)
        try:
            yield wire
        finally:
            asyncio.run_coroutine_threadsafe(stop(), loop).result(timeout=10)
