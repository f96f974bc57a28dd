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
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mock_portal import acting, challenges, forms, guests, rules, security, texts
from mock_portal.options import Challenge
from mock_portal.playing import Logged
from mock_portal.portal import templates
from mock_portal.store import Sitting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from starlette.requests import Request

    from mock_portal.forms import PasswordRule
    from mock_portal.playing import Player
    from mock_portal.portal import Portal
    from mock_portal.store import Account, Invitation

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
    INVITED = auto()
    """Those whose personal link is good."""
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
    form: dict[str, str]
    player: Player
    """What is played for whoever is there."""
    invited_by: Invitation | None = None
    """The invitation whose personal link was opened, if there is one."""
    shown: dict[str, Any] = field(default_factory=dict)
    """What the page is to show instead of what its view says."""
    password_rule: PasswordRule = forms.USUAL
    """What a new password must be like."""
    set_cookies: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """Cookies to set with the answer: value, and seconds to keep it (none: until the browser ends)."""

    def plays(self, scenario: str) -> bool:
        """Whether a scenario is played for whoever is there."""
        return self.player.plays(scenario)

    def value(self, scenario: str, usual: Any = None) -> Any:
        """The value of a scenario, or what is usual where it is not played."""
        return self.player.value(scenario, usual)

    def values(self, scenario: str) -> list[Any]:
        """Every value of a scenario that may have several; none if it is not played."""
        return self.player.values(scenario)

    def first(self, scenario: str, times: int = 1) -> bool:
        """Whether this is one of the first ``times`` that this is asked for the person; it counts as one."""
        return self.player.first(scenario, times)

    @property
    def invitation(self) -> Invitation:
        """The invitation whose personal link was opened; pages that ask for it are not shown without one."""
        if self.invited_by is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return self.invited_by

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
    def route(self) -> str:
        """The template of the path asked for, as in ``/invitation/{token}``; empty where there is no such page."""
        known: Mapping[Any, str] = self.request.app.state.routes
        return known.get(self.request.scope.get("endpoint"), "")

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
        html = templates().get_template(template).render(common | context | self.shown)
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
            guests.forget_old(db, now)
            trusted = challenges.trusts(db, account, self.cookie("navigateur"), now)
            self.sitting = Sitting(
                key_hash=security.digest(self.key),
                account_id=account.id,
                seen_at=now,
                verified=trusted or portal.options.challenge == Challenge.NEVER,
            )
            db.add(self.sitting)
            db.flush()
            db.refresh(self.sitting)

    def sign_out(self) -> None:
        """End the session, and with it every form that was opened in it."""
        with self.portal.store.begin() as db:
            if sitting := db.get(Sitting, security.digest(self.key)):
                db.delete(sitting)
        self.key, self.sitting = security.new_token(), None

    def verify(self, *, passed: bool) -> None:
        """Note whether the session has passed the challenge."""
        with self.portal.store.begin() as db:
            self.sitting = db.get_one(Sitting, self.signed_in.key_hash)
            self.sitting.verified = passed


def page(
    view: Callable[[Visit], Awaitable[Response]], access: Access = Access.ALL
) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that shows ``view`` to those who may see it, and takes forms only from its own pages."""

    @functools.wraps(view)
    async def endpoint(request: Request) -> Response:
        visit = await _begin(request)
        return _finish(visit, await acting.perform(visit, acting.EVERYWHERE, answer))

    async def answer(visit: Visit) -> Response:
        if visit.request.method == "POST" and not _is_ours(visit):
            return visit.error(HTTPStatus.FORBIDDEN, texts.FORM_STALE)
        return _detour(visit, access) or await acting.perform(visit, view, view)

    return endpoint


def error_page(request: Request, status: int) -> Response:
    """The page for a request that no view has answered."""
    visit = visit_of(request, {})
    message = texts.ERROR_TEXTS.get(status, texts.BAD_REQUEST)
    return _finish(visit, visit.error(status, message))


async def _begin(request: Request) -> Visit:
    return visit_of(request, await _form_in(request) if request.method == "POST" else {})


async def _form_in(request: Request) -> dict[str, str]:
    """What a form says, if it was sent as the portal's own forms are.

    Raises:
        HTTPException: it was sent in parts, as uploads are, in whatever encoding each of them claims; it has
            too many fields; or it breaks off.
    """
    if request.headers.get("Content-Type", "").lower().startswith("multipart/"):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    try:
        sent = await request.form(max_fields=_FIELDS_MAX)
    except ClientDisconnect:
        raise HTTPException(HTTPStatus.BAD_REQUEST) from None
    return {name: value for name, value in sent.items() if isinstance(value, str)}


def visit_of(request: Request, form: dict[str, str]) -> Visit:
    """The visit that a request is part of."""
    portal: Portal = request.app.state.portal
    key = request.cookies.get(portal.cookie("session"), "")
    if not _KEY.fullmatch(key):
        key = security.new_token()
    sitting, token = _sitting(portal, key), request.path_params.get("token", "")
    with portal.store.begin() as db:
        person, invitation = guests.recognise(db, key=key, token=token, form=form, sitting=sitting)
    player = portal.playing.player(person)
    return Visit(
        request=request, portal=portal, key=key, sitting=sitting, form=form, player=player, invited_by=invitation
    )


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


def _is_ours(visit: Visit) -> bool:
    """Whether a form comes from a page of this portal in this session."""
    site = visit.request.headers.get("Sec-Fetch-Site", "same-origin")
    token = visit.form.get("form_token", "")
    return site == "same-origin" and security.same(token, security.form_token(visit.key))


def _detour(visit: Visit, access: Access) -> Response | None:
    """Where a visitor must go first who may not yet see the page."""
    if access is Access.ALL:
        return None
    if access is Access.INVITED:
        return _bad_link(visit)
    goal = next((path for path in PERSONAL_PATHS if visit.path.startswith(path)), HOME)
    if visit.sitting is None:
        return visit.redirect(f"/connexion?suite={goal}")
    early = access is Access.ACCOUNT and visit.portal.options.challenge == Challenge.AFTER_LOGIN
    if visit.sitting.verified or not (access is Access.JOURNEY or early):
        return None
    with visit.portal.store.begin() as db:
        db.get_one(Sitting, visit.sitting.key_hash).bound_for = goal
    return visit.redirect("/authentification")


def _bad_link(visit: Visit) -> Response | None:
    """What stands in for a page whose personal link is not good."""
    invitation = visit.invited_by
    if invitation is None:
        return link_unknown(visit)
    if invitation.agent.account is None and visit.portal.clock.now() >= invitation.sent_at + rules.INVITATION_LIFE:
        return link_expired(visit)
    return None


def link_unknown(visit: Visit) -> Response:
    """What stands in for a page whose personal link leads nowhere."""
    title, message = texts.LINK_UNKNOWN
    return visit.error(HTTPStatus.NOT_FOUND, message, title=title)


def link_expired(visit: Visit) -> Response:
    """What stands in for a page whose personal link came too late."""
    title, message = texts.ENROLLED_BY_DEFAULT
    return visit.error(HTTPStatus.GONE, message, title=title, way_on=texts.TO_LOGIN)


def _finish(visit: Visit, response: Response) -> Response:
    _note(visit, int(response.status_code))
    if visit.key != visit.cookie("session"):
        visit.set_cookie("session", visit.key)
    for name, (value, seconds) in visit.set_cookies.items():
        response.set_cookie(visit.portal.cookie(name), value, max_age=seconds, path="/", httponly=True, samesite="lax")
    return response


def _note(visit: Visit, status: int) -> None:
    """Recognise the person in this browser from now on, and write the visit down."""
    person, now = visit.player.person, visit.portal.clock.now()
    if person is None:
        return
    with visit.portal.store.begin() as db:
        guests.remember(db, visit.key, person, now)
    visit.portal.playing.log(person, Logged(method=visit.request.method, path=visit.route, status=status, at=now))
