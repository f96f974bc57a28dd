"""The personal space and the two journeys behind it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from mock_portal import texts
from mock_portal.acting import act, show
from mock_portal.views.affiliation import adhesion, dispense, home
from mock_portal.visit import HOME

if TYPE_CHECKING:
    from starlette.responses import Response

    from mock_portal.acting import View
    from mock_portal.visit import Visit

_JOURNEYS = (*adhesion.pages, *dispense.pages)


@act("invitation-expired", *_JOURNEYS)
@act("already-enrolled", *_JOURNEYS)
@act("exemption-pending", *_JOURNEYS)
async def begin_nothing(visit: Visit, _go_on: View) -> Response:
    """Whoever knows the address of a journey is sent back to the status."""
    return visit.redirect(HOME)


for _scenario, _standing in texts.STANDINGS.items():
    show(_scenario, home, standing=_standing)
show("employer-wrong", home, employer="Agriculture et Souveraineté Alimentaire")
show("greeting-wrong", home, name="Dominique Lefort")
show("cancel-warning", adhesion.form, adhesion.go_on, dispense.form, dispense.go_on, warning_page=True)


@act("deadline-near", home)
async def deadline_near(visit: Visit, go_on: View) -> Response:
    """A notice above all else."""
    visit.shown["days_left"] = visit.value("deadline-near")
    return await go_on(visit)


@act("session-lost", *(view for journey in (adhesion, dispense) for view in journey.saving))
async def session_lost(visit: Visit, go_on: View) -> Response:
    """What was being saved is lost; what had been saved is not."""
    if not visit.first("session-lost"):
        return await go_on(visit)
    journey = next(path for path in (adhesion.journey.path, dispense.journey.path) if visit.path.startswith(path))
    visit.sign_out()
    return visit.redirect(f"/connexion?suite={journey}")


@act("step-stale", adhesion.go_on, dispense.go_on)
async def step_stale(visit: Visit, go_on: View) -> Response:
    """As if the page had been opened in another session."""
    if visit.first("step-stale"):
        return visit.error(HTTPStatus.FORBIDDEN, texts.FORM_STALE)
    return await go_on(visit)
