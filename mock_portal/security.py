"""Tokens, passwords, and what every answer must carry."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

import argon2
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse

from mock_portal import rules, texts

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
"""No inline script or style, nothing from elsewhere, in nobody's frame."""


def new_token() -> str:
    """A secret nobody can guess (256 bits), fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret that must be recognised and never be read."""
    return hashlib.sha256(secret.encode()).hexdigest()


def form_token(session_key: str) -> str:
    """The token that a form must bring back; only who holds the session's key can make it."""
    return hmac.new(session_key.encode(), b"form", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


class Passwords:
    """Hashes passwords in worker threads, so that the portal goes on answering."""

    def __init__(self) -> None:
        # OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
        self._hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

    async def hash(self, password: str) -> str:
        """A salted Argon2id hash."""
        return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, known: str | None, password: str) -> bool:
        """Whether ``password`` fits the hash; it takes as long if there is none."""
        return await asyncio.to_thread(self._verify, known, password)

    def _verify(self, known: str | None, password: str) -> bool:
        decoy = self._decoy
        try:
            self._hasher.verify(known or decoy, password)
        except argon2.exceptions.VerifyMismatchError:
            return False
        return known is not None

    @functools.cached_property
    def _decoy(self) -> str:
        return self._hasher.hash(new_token())


class SecurityHeaders:
    """Puts the protecting headers on every answer; one that an answer already has stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and complete the answer's headers."""
        fixed = scope["type"] == "http" and scope["path"].startswith("/static/")

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
                headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
                headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
                headers.setdefault("Cache-Control", "public, max-age=86400" if fixed else "no-store")
            await send(message)

        await self._app(scope, receive, send_safely)


class BodyLimit:
    """Refuses a body longer than :data:`rules.BODY_MAX`, whether its length was announced or not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and count what comes in."""
        announced = dict(scope.get("headers", ())).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > rules.BODY_MAX:
            await PlainTextResponse(texts.TOO_LONG, 413)(scope, receive, send)
            return
        received = 0

        async def receive_within() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > rules.BODY_MAX:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_within, send)
