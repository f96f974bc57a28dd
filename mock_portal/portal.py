"""What every view stands on."""

from __future__ import annotations

import asyncio
import functools
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from mock_portal import security

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from mock_portal.clock import Clock
    from mock_portal.mail_server import MailServer
    from mock_portal.mails import Mailer
    from mock_portal.options import PortalOptions
    from mock_portal.playing import Playing
    from mock_portal.security import Passwords
    from mock_portal.store import Store

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@functools.cache
def templates() -> jinja2.Environment:
    """The templates, compiled once for all portals of a process."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=jinja2.select_autoescape(("html",)),
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["asset"] = asset
    return environment


@functools.cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the file, so that browsers may keep it."""
    version = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={version}"


class Background:
    """Work that outlives the request that began it, but not the portal."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin ``work`` now."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Give up what is not done."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """One portal's parts."""

    url: str
    port: int
    options: PortalOptions
    clock: Clock
    store: Store
    playing: Playing
    passwords: Passwords
    mailer: Mailer
    mail_server: MailServer
    mailboxes: set[str] = field(default_factory=set)
    """The addresses whose mail the demonstration webmail shows."""
    webmail_secret: str = field(default_factory=security.new_token)
    background: Background = field(default_factory=Background)

    def cookie(self, name: str) -> str:
        """A cookie's full name: browsers don't tell two ports of one host apart."""
        return f"parcours-{self.port}-{name}"
