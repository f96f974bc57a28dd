"""One request as the views see it: who is there, what the form says, how to answer."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from enum import Enum, auto
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mock_portal import challenges, rules, security, texts
from mock_portal.options import Challenge
from mock_portal.portal import templates
from mock_portal.store import Sitting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from mock_portal.portal import Portal
    from mock_portal.store import Account

_KEY = re.compile(r"[\w-]{43}", re.ASCII)
_FIELDS_MAX = 50
_SEEN_STEP = rules.SESSION_IDLE / 60
"""A session's last use is noted no more often than this."""
HOME = "/affiliation"
PERSONAL_PATHS = (HOME, "/adhesion", "/dispense")
"""Where a login may lead on to."""


class Access(Enum):
    """Who may see a page."""

    ALL = auto()
    SESSION = auto()
    """Those who have logged in."""
    ACCOUNT = auto()
    """Those who have also passed the challenge, if it comes right after the login."""
    JOURNEY = auto()
    """Those who have also passed the challenge, wherever it comes."""


@dataclass(slots=True, kw_only=True)
class Visit:
    """One request."""

    request: Request
    portal: Portal
    key: str
    """The secret in the session cookie; a visitor who has not logged in has one too, for the forms."""
    sitting: Sitting | None
    form: Mapping[str, str]
    set_cookies: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """Cookies to set with the answer: value, and seconds to keep it (none: until the browser ends)."""

    @property
    def account(self) -> Account:
        """The account of who has logged in."""
        return self.signed_in.account

    @property
    def signed_in(self) -> Sitting:
        """The session of who has logged in; pages that ask for it are not shown to others."""
        if self.sitting is None:
            raise HTTPException(HTTPStatus.FORBIDDEN)
        return self.sitting

    @property
    def path(self) -> str:
        """The path asked for."""
        return self.request.url.path

    @property
    def here(self) -> str:
        """The address to come back to after a detour; the front door if this page cannot be asked for again."""
        url = self.request.url
        if self.request.method == "POST":
            return "/"
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def query(self) -> Mapping[str, str]:
        """The query, one value for each name."""
        return self.request.query_params

    def parameter(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def cookie(self, name: str) -> str:
        """A cookie of this portal, empty if there is none."""
        return self.request.cookies.get(self.portal.cookie(name), "")

    def set_cookie(self, name: str, value: str, seconds: int | None = None) -> None:
        """Set a cookie with the answer; 0 seconds takes it away."""
        self.set_cookies[name] = (value, seconds)

    def page(self, template: str, status: int = HTTPStatus.OK, **context: Any) -> HTMLResponse:
        """Answer with a page."""
        common = {
            "visit": self,
            "texts": texts,
            "sitting": self.sitting,
            "form_token": security.form_token(self.key),
            "consent": self.consent,
            "show_banner": self.portal.options.cookie_banner and self.consent is None,
            "errors": {},
            "values": self.form,
        }
        html = templates().get_template(template).render(common | context)
        return HTMLResponse(html, status)

    def error(self, status: int, message: str, **context: Any) -> HTMLResponse:
        """Answer with a page that says what is wrong."""
        title = texts.ERROR_TITLES.get(status, texts.ERROR_TITLES[HTTPStatus.BAD_REQUEST])
        return self.page("error.html", status, **({"title": title, "message": message} | context))

    def redirect(self, path: str, then: Callable[[], Awaitable[None]] | None = None) -> RedirectResponse:
        """Send the browser on to another page, and do something once it is sent.

        What is done afterwards cannot be told from the time that the answer takes.
        """
        return RedirectResponse(path, HTTPStatus.SEE_OTHER, background=BackgroundTask(then) if then else None)

    @property
    def consent(self) -> frozenset[str] | None:
        """The purposes that the visitor has agreed to; none if nothing was answered yet."""
        answered = self.cookie("consentement")
        if not answered:
            return None
        return frozenset(answered.split(".")) & {"audience", "contenus"}

    def sign_in(self, account: Account) -> None:
        """Begin a session for ``account`` under a new key; an earlier one in this browser ends."""
        portal, now = self.portal, self.portal.clock.now()
        self.sign_out()
        with portal.store.begin() as db:
            db.execute(sa.delete(Sitting).where(Sitting.seen_at <= now - rules.SESSION_IDLE))
            trusted = challenges.trusts(db, account, self.cookie("navigateur"), now)
            self.sitting = Sitting(
                key_hash=security.digest(self.key),
                account_id=account.id,
                seen_at=now,
                verified=trusted or portal.options.challenge == Challenge.NEVER,
            )
            db.add(self.sitting)

    def sign_out(self) -> None:
        """End the session, and with it every form that was opened in it."""
        with self.portal.store.begin() as db:
            if sitting := db.get(Sitting, security.digest(self.key)):
                db.delete(sitting)
        self.key, self.sitting = security.new_token(), None


def page(
    view: Callable[[Visit], Awaitable[Response]], access: Access = Access.ALL
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that shows ``view`` to those who may see it, and takes forms only from its own pages."""

    @functools.wraps(view)
    async def endpoint(request: Request) -> Response:
        visit = await _begin(request)
        if request.method == "POST" and not _is_ours(request, visit):
            response: Response = visit.error(HTTPStatus.FORBIDDEN, texts.FORM_STALE)
        else:
            response = _detour(visit, access) or await view(visit)
        return _finish(visit, response)

    return endpoint


def error_page(request: Request, status: int) -> Response:
    """The page for a request that no view has answered."""
    visit = visit_of(request, {})
    message = texts.ERROR_TEXTS.get(status, texts.BAD_REQUEST)
    return _finish(visit, visit.error(status, message))


async def _begin(request: Request) -> Visit:
    form: Mapping[str, str] = {}
    if request.method == "POST":
        sent = await request.form(max_files=0, max_fields=_FIELDS_MAX)
        form = {name: value for name, value in sent.items() if isinstance(value, str)}
    return visit_of(request, form)


def visit_of(request: Request, form: Mapping[str, str]) -> Visit:
    """The visit that a request is part of."""
    portal: Portal = request.app.state.portal
    key = request.cookies.get(portal.cookie("session"), "")
    if not _KEY.fullmatch(key):
        key = security.new_token()
    return Visit(request=request, portal=portal, key=key, sitting=_sitting(portal, key), form=form)


def _sitting(portal: Portal, key: str) -> Sitting | None:
    now = portal.clock.now()
    with portal.store.begin() as db:
        sitting = db.get(Sitting, security.digest(key))
        if sitting is None:
            return None
        if now >= sitting.seen_at + rules.SESSION_IDLE:
            db.delete(sitting)
            return None
        if now >= sitting.seen_at + _SEEN_STEP:
            sitting.seen_at = now
        return sitting


def _is_ours(request: Request, visit: Visit) -> bool:
    """Whether a form comes from a page of this portal in this session."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    token = visit.form.get("form_token", "")
    return site == "same-origin" and security.same(token, security.form_token(visit.key))


def _detour(visit: Visit, access: Access) -> Response | None:
    """Where a visitor must go first who may not yet see the page."""
    if access is Access.ALL:
        return None
    goal = next((path for path in PERSONAL_PATHS if visit.path.startswith(path)), HOME)
    if visit.sitting is None:
        return visit.redirect(f"/connexion?suite={goal}")
    early = access is Access.ACCOUNT and visit.portal.options.challenge == Challenge.AFTER_LOGIN
    if visit.sitting.verified or not (access is Access.JOURNEY or early):
        return None
    with visit.portal.store.begin() as db:
        db.get_one(Sitting, visit.sitting.key_hash).bound_for = goal
    return visit.redirect("/authentification")


def _finish(visit: Visit, response: Response) -> Response:
    if visit.key != visit.cookie("session"):
        visit.set_cookie("session", visit.key)
    for name, (value, seconds) in visit.set_cookies.items():
        response.set_cookie(visit.portal.cookie(name), value, max_age=seconds, path="/", httponly=True, samesite="lax")
    return response
