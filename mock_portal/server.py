"""The bundled portal, started and stopped from ordinary code."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Self, TypeVar

import uvicorn

from mock_portal import accounts
from mock_portal.app import create_app
from mock_portal.clock import Clock
from mock_portal.mail_server import INBOX, JUNK, MailServer
from mock_portal.mails import SENDER, Mailer
from mock_portal.options import PortalOptions
from mock_portal.playing import Playing
from mock_portal.portal import Portal, templates
from mock_portal.security import Passwords
from mock_portal.standing import standing_of
from mock_portal.store import Account, Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from email.message import EmailMessage
    from types import TracebackType

    from mock_portal.options import Person
    from mock_portal.playing import Logged
    from mock_portal.standing import Standing

_T = TypeVar("_T")
_GRACE = 2
"""Seconds that requests under way have to finish when the portal stops."""


class BundledPortal:
    """The portal and its mail server, on loopback, in one background thread.

    A context manager; its methods may be called from any thread while it is open.
    """

    sender = SENDER
    """The From address of its mails."""

    def __init__(self, options: PortalOptions | None = None, *, clock: Clock | None = None) -> None:
        """Prepare a portal; ``clock`` lets one that is started again keep the time of its predecessor."""
        self.options = options or PortalOptions()
        self.clock = clock or Clock()
        self._portal: Portal
        self._server: uvicorn.Server
        self._loop: asyncio.AbstractEventLoop
        self._thread: ThreadPoolExecutor
        self._running: Future[None]

    def __enter__(self) -> Self:
        """Start; the portal answers when this returns.

        Raises:
            OSError: a port is taken, or the database cannot be used.
        """
        listener = _listen(self.options)
        started: Future[None] = Future()
        self._thread = ThreadPoolExecutor(1, "bundled-portal")
        self._running = self._thread.submit(lambda: asyncio.run(self._run(listener, started)))
        try:
            wait((started, self._running), return_when=FIRST_COMPLETED)
        except KeyboardInterrupt:
            # Nobody will leave what was never entered: a thread that goes on would keep the program from ending.
            if not started.cancel():
                self._server.should_exit = True
            self._thread.shutdown(wait=False)
            raise
        if not started.done():
            self._end()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop, and let every port and file go."""
        self._server.should_exit = True
        self._end()

    def _end(self) -> None:
        """Wait for the thread to end; what it failed of is raised here."""
        with self._thread:
            self._running.result()

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""
        return self._portal.url

    @property
    def host(self) -> str:
        """The address that it and its mail server listen on."""
        return self.options.host

    @property
    def smtp_port(self) -> int:
        """Where mail can be handed over."""
        return self._portal.mail_server.smtp_port

    @property
    def imap_port(self) -> int:
        """Where mail can be read."""
        return self._portal.mail_server.imap_port

    @property
    def webmail_url(self) -> str:
        """The page that shows every mail delivered; whoever knows the address can read them all."""
        return f"{self.url}/messagerie/{self._portal.webmail_secret}"

    def open_mailbox(self, address: str, password: str) -> None:
        """Open a mailbox, or give an open one this password."""

        async def open_it() -> None:
            self._portal.mail_server.add_mailbox(address, password)
            self._portal.mailboxes.add(address)

        self._do(open_it())

    def invite(self, person: Person) -> str:
        """Announce a person, send the invitation, and return its personal link.

        Raises:
            OSError: the mail could not be delivered: most likely there is no such mailbox.
        """

        async def invite_it() -> str:
            with self._portal.store.begin() as db:
                agent = accounts.announce(db, person)
            return await accounts.invite_agent(self._portal, agent)

        return self._do(invite_it())

    def register(self, person: Person, password: str) -> None:
        """Give a person an active account under the own address, or an existing account this password."""

        async def register_it() -> None:
            password_hash = await self._portal.passwords.hash(password)
            with self._portal.store.begin() as db:
                agent = accounts.announce(db, person)
                account = agent.account or Account(agent=agent, email=agent.email, due_at=self.clock.now())
                account.password_hash, account.active = password_hash, True
                db.add(account)

        self._do(register_it())

    def switch_on(self, *spellings: str, person: str | None = None) -> None:
        """Play scenarios from now on, for the person announced under this address or for everybody.

        What happens once happens once again. Scenarios that are switched on outlive the portal in its database.

        Raises:
            ValueError: a spelling is wrong; nothing was switched on.
        """

        async def switch() -> None:
            self._portal.playing.switch_on(spellings, person)

        self._do(switch())

    def switch_off(self, *spellings: str, person: str | None = None) -> None:
        """Play scenarios no longer, all of them if none is named; a name alone means it with any value.

        Raises:
            ValueError: a spelling is wrong; nothing was switched off.
        """

        async def switch() -> None:
            self._portal.playing.switch_off(spellings, person)

        self._do(switch())

    def visits(self, person: str) -> list[Logged]:
        """What the person announced under this address has asked for since the portal started, in order."""

        async def read() -> list[Logged]:
            return self._portal.playing.visits(person)

        return self._do(read())

    def standing(self, person: str) -> Standing:
        """How the person announced under this address stands right now."""

        async def read() -> Standing:
            with self._portal.store.begin() as db:
                return standing_of(db, person, self.clock.now())

        return self._do(read())

    def mails(self, address: str) -> list[EmailMessage]:
        """What was delivered to an address in any folder, INBOX first; waits for mails on their way.

        Raises:
            KeyError: there is no such mailbox.
        """

        async def read() -> list[EmailMessage]:
            await self._portal.mailer.settle()
            return [mail for folder in (INBOX, JUNK) for mail in self._portal.mail_server.mails(address, folder)]

        return self._do(read())

    def _do(self, work: Coroutine[None, None, _T]) -> _T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _run(self, listener: socket.socket, started: Future[None]) -> None:
        async with contextlib.AsyncExitStack() as stack:
            stack.callback(listener.close)
            self._portal = await stack.enter_async_context(self._open(listener))
            self._loop = asyncio.get_running_loop()
            self._server = uvicorn.Server(
                uvicorn.Config(
                    create_app(self._portal),
                    http="h11",
                    ws="none",
                    lifespan="off",
                    log_config=None,
                    # What is asked for holds invitations and other secrets: it is written down nowhere.
                    access_log=False,
                    log_level="warning",
                    server_header=False,
                    timeout_graceful_shutdown=_GRACE,
                )
            )
            if not started.set_running_or_notify_cancel():
                return
            started.set_result(None)
            await self._server.serve(sockets=[listener])

    @contextlib.asynccontextmanager
    async def _open(self, listener: socket.socket) -> AsyncIterator[Portal]:
        """The portal's parts, and after use the way back."""
        options = self.options
        port = listener.getsockname()[1]
        async with contextlib.AsyncExitStack() as stack:
            store = Store(options.database)
            stack.callback(store.close)
            mail_server = MailServer(options.host, options.smtp_port, options.imap_port)
            await mail_server.start()
            stack.push_async_callback(mail_server.stop)
            mailer = Mailer(options.host, mail_server.smtp_port, templates(), self.clock)
            stack.push_async_callback(mailer.stop)
            portal = Portal(
                url=f"http://{_shown(options.host)}:{port}",
                port=port,
                options=options,
                clock=self.clock,
                store=store,
                playing=Playing(store, options.scenarios),
                passwords=Passwords(),
                mailer=mailer,
                mail_server=mail_server,
            )
            stack.push_async_callback(portal.background.stop)
            with store.begin() as db:
                for account in accounts.unfinished(db):
                    portal.background.start(accounts.activate_when_due(portal, account.id, account.due_at))
            yield portal


def _listen(options: PortalOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        listener = socket.create_server((options.host, options.port), family=family)
    except OSError as error:
        where = f"{_shown(options.host)}:{options.port}"
        raise OSError(error.errno, f"The portal cannot listen on {where}: {error.strerror}") from error
    # Accepted connections inherit it; without it each answer on a kept connection waits 40 ms for an ACK.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _shown(host: str) -> str:
    """The host as an address names it; who listens everywhere is found on loopback."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (it is recognised, not bound)
    return f"[{host}]" if ":" in host else host
