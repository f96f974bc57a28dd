"""The portal's own mail server: SMTP to send, IMAP to read, both in the running event loop.

aiosmtpd speaks SMTP and pymap speaks IMAP. Because they share one loop, a delivered mail wakes the
clients that wait in IDLE at once. Mail lives in memory and is gone with the server.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
import secrets
import ssl
from argparse import Namespace
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP
from proxyprotocol.noop import ProxyProtocolNoop
from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet, Message
from pymap.concurrent import Subsystem
from pymap.config import BackendCapability
from pymap.imap import IMAPServer
from pymap.listtree import ListEntry, ListTree
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aiosmtpd.smtp import Envelope, Session
    from pymap.concurrent import Event
    from pymap.selected import SelectedMailbox

INBOX = "INBOX"
JUNK = "Junk"

# At DEBUG both libraries log whole commands, with passwords and codes in them.
for _chatty in ("mail.log", "pymap.imap"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)


class MailServer:
    """An SMTP and IMAP server on loopback, for invented people.

    Mail for an unknown address is refused with 550. A mail with the header ``X-Spam-Flag: YES`` is
    delivered to the folder Junk, as the filters of real servers do. Neither side asks for TLS.
    """

    smtp_port: int
    """Where it listens; a port given as 0 is a free one after :meth:`start`."""
    imap_port: int

    def __init__(self, host: str = "127.0.0.1", smtp_port: int = 0, imap_port: int = 0) -> None:
        self.host = host
        self.smtp_port = smtp_port
        self.imap_port = imap_port
        self._boxes: dict[str, _Box] = {}
        self._config = _Config(host, imap_port)
        self._login = Login(self._config)
        self._imap = IMAPServer(self._login, self._config)
        self._servers: list[asyncio.Server] = []
        self._transports: set[asyncio.WriteTransport] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Listen.

        Raises:
            OSError: a port is taken.
        """
        loop = asyncio.get_running_loop()
        smtp = await loop.create_server(lambda: _Smtp(self), self.host, self.smtp_port)
        self._servers.append(smtp)
        self.smtp_port = smtp.sockets[0].getsockname()[1]
        try:
            imap = await asyncio.start_server(self._serve_imap, self.host, self.imap_port)
        except OSError:
            await self.stop()
            raise
        self._servers.append(imap)
        self.imap_port = imap.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close every connection and listen no longer. The mails stay readable through :meth:`mails`."""
        for server in self._servers:
            server.close()
        for transport in tuple(self._transports):
            transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()

    def add_mailbox(self, address: str, password: str) -> None:
        """Open a mailbox with the folders INBOX and Junk, or give an open one this password."""
        name = _key(address)
        box = self._boxes.setdefault(name, _Box())
        self._config.set_cache[name] = (box, FilterSet())
        self._login.users_dict[name] = UserMetadata(self._config, name, password=password)

    def mails(self, address: str, folder: str = INBOX) -> list[EmailMessage]:
        """The mails in a folder now, oldest first.

        Raises:
            KeyError: no such mailbox or folder.
        """
        raws = self._boxes[_key(address)].folder(folder).raws()
        return [email.message_from_bytes(raw, EmailMessage, policy=email.policy.default) for raw in raws]

    def knows(self, address: str) -> bool:
        """Whether the address has a mailbox here."""
        return _key(address) in self._boxes

    async def deliver(self, address: str, raw: bytes) -> None:
        """Put a mail into the mailbox, as SMTP does.

        Raises:
            KeyError: no such mailbox.
        """
        headers = email.message_from_bytes(raw, EmailMessage, policy=email.policy.default)
        folder = JUNK if str(headers.get("X-Spam-Flag", "")).strip().upper() == "YES" else INBOX
        await self._boxes[_key(address)].folder(folder).append(AppendMessage(raw), recent=True)

    def opened(self, transport: asyncio.WriteTransport, task: asyncio.Task[Any]) -> None:
        """Keep a connection and the task that serves it until that ends."""
        self._transports.add(transport)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: self._transports.discard(transport))

    async def _serve_imap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self.opened(writer.transport, task)
        await self._imap(reader, writer, SocketInfoLocal(writer.transport))


def _key(address: str) -> str:
    return address.strip().casefold()


class _Smtp(SMTP):
    """One SMTP connection; also the handler of its own commands."""

    def __init__(self, mail_server: MailServer) -> None:
        # A given host name spares the slow search for this machine's own.
        super().__init__(self, hostname="localhost", ident="SMTP", enable_SMTPUTF8=True)
        self._mail_server = mail_server

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if isinstance(transport, asyncio.WriteTransport) and self._handler_coroutine is not None:
            self._mail_server.opened(transport, self._handler_coroutine)

    async def handle_RCPT(  # noqa: N802 - the name by which aiosmtpd finds it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not self._mail_server.knows(address):
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name by which aiosmtpd finds it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        for address in envelope.rcpt_tos:
            await self._mail_server.deliver(address, raw)
        return "250 OK"


class _Plain(Cleartext):
    """Passwords as they are, also those that are not ASCII."""

    def verify(self, secret: str, hash: str) -> bool:  # noqa: A002 - the base class calls it so
        return secrets.compare_digest(secret.encode(), hash.encode())


class _Config(Config):
    """pymap's settings: plain passwords and no thread, so that a login costs next to nothing."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            Namespace(),
            host=host,
            port=port,
            demo_data=False,
            demo_user="",
            demo_password="",
            hash_context=_Plain(),
            cpu_subsystem=Subsystem.for_asyncio(),
            proxy_protocol=ProxyProtocolNoop(),
            reject_dnsbl=False,
            invalid_user_sleep=0,
            tls_enabled=False,
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),  # never used, but made slowly if not given
        )

    @property
    def greeting(self) -> bytes:
        return b"Server ready"

    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=True, object_id=True, multi_append=True, custom=[b"SPECIAL-USE"])


class _Folder(MailboxData):
    """A folder that remembers each mail as it came in."""

    def __init__(self, box: _Box) -> None:
        super().__init__(box._content_cache, box._thread_cache)  # noqa: SLF001 - as pymap's own set does
        self._originals = box.originals

    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        message = await super().append(append_msg, recent=recent)
        self._originals[bytes(message.email_id)] = append_msg.literal
        return message

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        if selected.mod_sequence != self._mod_sequences.highest:
            # pymap waits for the next change even where one that came just before IDLE is still untold.
            wait_on = None
        return await super().update_selected(selected, wait_on=wait_on)

    def raws(self) -> list[bytes]:
        """The mails, oldest first."""
        return [self._originals[bytes(message.email_id)] for message in self._messages.values()]


class _Box(MailboxSet):
    """The folders of one mailbox."""

    _inbox: _Folder

    def __init__(self) -> None:
        super().__init__()
        self.originals: dict[bytes, bytes] = {}
        """Each mail by pymap's identifier of its content, which copies share."""
        self._inbox = _Folder(self)
        self._junk = _Folder(self)
        self._set[JUNK] = self._junk

    def folder(self, name: str) -> _Folder:
        """The folder of that name.

        Raises:
            KeyError: there is none.
        """
        return {INBOX: self._inbox, JUNK: self._junk}[name]

    async def list_mailboxes(self) -> ListTree:
        return _FolderTree(self.delimiter).update(INBOX, *self._set)


class _FolderTree(ListTree):
    def list_matching(self, ref_name: str, filter_: str) -> Iterable[ListEntry]:
        for entry in super().list_matching(ref_name, filter_):
            if entry.name == JUNK:
                yield _JunkEntry(entry.name, entry.exists, entry.marked, entry.has_children)
            else:
                yield entry


class _JunkEntry(ListEntry):
    """Announces the folder's purpose (RFC 6154)."""

    @property
    def attributes(self) -> Sequence[bytes]:
        return [*super().attributes, b"Junk"]
