"""The portal as an ASGI application: its route table, and what surrounds every route."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from mock_portal.portal import STATIC
from mock_portal.security import BodyLimit, SecurityHeaders
from mock_portal.views import affiliation, challenge, cookies, invitation, login, webmail
from mock_portal.views.affiliation import adhesion, dispense
from mock_portal.visit import Access, error_page, page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from mock_portal.portal import Portal

GET, POST = ["GET"], ["POST"]
SESSION, ACCOUNT, JOURNEY = Access.SESSION, Access.ACCOUNT, Access.JOURNEY

ROUTES = [
    Route("/", page(login.front_door)),
    # From the personal link to an active account
    Route("/invitation/{token}", page(invitation.welcome)),
    Route("/invitation/{token}/acces", page(invitation.access_form), methods=GET),
    Route("/invitation/{token}/acces", page(invitation.create_access), methods=POST),
    Route("/invitation/{token}/creation", page(invitation.creation)),
    Route("/invitation/{token}/creation/etat", page(invitation.creation_state)),
    Route("/invitation/{token}/activation", page(invitation.activation)),
    # In and out
    Route("/connexion", page(login.login_form), methods=GET),
    Route("/connexion", page(login.log_in), methods=POST),
    Route("/deconnexion", page(login.log_out), methods=POST),
    Route("/activer-un-compte", page(login.activate_form), methods=GET),
    Route("/activer-un-compte", page(login.send_invitation), methods=POST),
    Route("/activer-un-compte/envoye", page(login.invitation_sent)),
    Route("/mot-de-passe-oublie", page(login.forgotten_form), methods=GET),
    Route("/mot-de-passe-oublie", page(login.send_reset), methods=POST),
    Route("/mot-de-passe-oublie/envoye", page(login.reset_sent)),
    Route("/nouveau-mot-de-passe/{token}", page(login.new_password_form), methods=GET),
    Route("/nouveau-mot-de-passe/{token}", page(login.change_password), methods=POST),
    Route("/mot-de-passe-modifie", page(login.password_changed)),
    Route("/authentification", page(challenge.code_form, SESSION), methods=GET),
    Route("/authentification", page(challenge.check_code, SESSION), methods=POST),
    Route("/authentification/renvoi", page(challenge.resend, SESSION), methods=POST),
    # The personal space
    Route("/affiliation", page(affiliation.home, ACCOUNT)),
    Route("/adhesion", page(adhesion.form, JOURNEY), methods=GET),
    Route("/adhesion", page(adhesion.go_on, JOURNEY), methods=POST),
    Route("/adhesion/brouillon", page(adhesion.save, JOURNEY), methods=POST),
    Route("/adhesion/annuler", page(adhesion.cancel, JOURNEY), methods=POST),
    Route("/adhesion/quitter", page(adhesion.leave, JOURNEY), methods=POST),
    Route("/adhesion/enregistre", page(adhesion.saved, JOURNEY)),
    Route("/dispense", page(dispense.form, JOURNEY), methods=GET),
    Route("/dispense", page(dispense.go_on, JOURNEY), methods=POST),
    Route("/dispense/brouillon", page(dispense.save, JOURNEY), methods=POST),
    Route("/dispense/annuler", page(dispense.cancel, JOURNEY), methods=POST),
    Route("/dispense/quitter", page(dispense.leave, JOURNEY), methods=POST),
    Route("/dispense/enregistre", page(dispense.saved, JOURNEY)),
    # Around it all
    Route("/cookies", page(cookies.settings), methods=GET),
    Route("/cookies", page(cookies.choose), methods=POST),
    Route("/confidentialite", page(cookies.privacy)),
    Route("/messagerie/{secret}", page(webmail.mailboxes)),
    Route("/messagerie/{secret}/{address}/{folder}/{number:int}", page(webmail.mailboxes)),
    Route("/messagerie/{secret}/{address}/{folder}/{number:int}/corps", page(webmail.body)),
    Mount("/static", StaticFiles(directory=STATIC)),
]


def create_app(portal: Portal) -> Starlette:
    """The application of one portal."""
    middleware = [
        Middleware(SecurityHeaders),
        # A page from elsewhere must not reach loopback under a name of its own (DNS rebinding).
        Middleware(TrustedHostMiddleware, allowed_hosts=_hosts(portal.options.host), www_redirect=False),
        Middleware(BodyLimit),
    ]
    handlers = {HTTPException: _http_error, HTTPStatus.INTERNAL_SERVER_ERROR: _broken}
    app = Starlette(routes=ROUTES, middleware=middleware, exception_handlers=handlers)
    app.state.portal = portal
    return app


def _hosts(host: str) -> list[str]:
    return ["*"] if host in ("0.0.0.0", "::") else [host, "localhost", "127.0.0.1"]  # noqa: S104 (it is recognised, not bound)


async def _http_error(request: Request, error: Exception) -> Response:
    return error_page(request, error.status_code if isinstance(error, HTTPException) else 500)


async def _broken(request: Request, _error: Exception) -> Response:
    return error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
