"""The portal as an ASGI application: its route table, and what surrounds every route."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from mock_portal import acting, acts
from mock_portal.portal import STATIC
from mock_portal.security import BodyLimit, SecurityHeaders
from mock_portal.views import affiliation, challenge, cookies, detours, invitation, login, webmail
from mock_portal.views.affiliation import adhesion, dispense
from mock_portal.visit import Access, error_page, page, visit_of

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope

    from mock_portal.portal import Portal
    from mock_portal.visit import Visit

GET, POST = ["GET"], ["POST"]
INVITED, SESSION, ACCOUNT, JOURNEY = Access.INVITED, Access.SESSION, Access.ACCOUNT, Access.JOURNEY


class Assets(StaticFiles):
    """What belongs to the pages; who asks for it is looked up only as long as anything is played."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with every act that is played around it."""
        serve = super().get_response

        async def answer(_visit: Visit) -> Response:
            return await serve(path, scope)

        if scope["app"].state.portal.playing.silent:
            return await serve(path, scope)
        return await acting.perform(visit_of(Request(scope), {}), acting.ASSETS, answer)


ROUTES = [
    Route("/", page(login.front_door)),
    # From the personal link to an active account
    Route("/invitation/{token}", page(invitation.welcome, INVITED)),
    Route("/invitation/{token}/acces", page(invitation.access_form, INVITED), methods=GET),
    Route("/invitation/{token}/acces", page(invitation.create_access, INVITED), methods=POST),
    Route("/invitation/{token}/creation", page(invitation.creation, INVITED)),
    Route("/invitation/{token}/creation/etat", page(invitation.creation_state, INVITED)),
    Route("/invitation/{token}/activation", page(invitation.activation, INVITED)),
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
    # Beside the way, where a scenario leads there
    Route("/transfert", page(detours.transfer, SESSION), methods=POST),
    Route("/verification", page(detours.robot_frame), methods=GET),
    Route("/verification", page(detours.confirm_human), methods=POST),
    Route("/habillage/{seed}", page(acts.everywhere.style_sheet)),
    # Around it all
    Route("/cookies", page(cookies.settings), methods=GET),
    Route("/cookies", page(cookies.choose), methods=POST),
    Route("/cookies/refus", page(cookies.refuse), methods=GET),
    Route("/confidentialite", page(cookies.privacy)),
    Route("/messagerie/{secret}", page(webmail.mailboxes)),
    Route("/messagerie/{secret}/{address}/{folder}/{number}", page(webmail.mailboxes)),
    Route("/messagerie/{secret}/{address}/{folder}/{number}/corps", page(webmail.body)),
    Mount("/static", Assets(directory=STATIC)),
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
    app.state.routes = {route.endpoint: route.path for route in ROUTES if isinstance(route, Route)}
    return app


def _hosts(host: str) -> list[str]:
    return ["*"] if host in ("0.0.0.0", "::") else [host, "localhost", "127.0.0.1"]  # noqa: S104 (it is recognised, not bound)


async def _http_error(request: Request, error: Exception) -> Response:
    return error_page(request, error.status_code if isinstance(error, HTTPException) else 500)


async def _broken(request: Request, _error: Exception) -> Response:
    return error_page(request, HTTPStatus.INTERNAL_SERVER_ERROR)
