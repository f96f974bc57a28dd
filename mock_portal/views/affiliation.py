"""The personal space, and the first screens of the two follow-on journeys."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from mock_portal import journeys
from mock_portal.visit import HOME

if TYPE_CHECKING:
    from mock_portal.journeys import Answers, Journey
    from mock_portal.visit import Visit


async def home(visit: Visit) -> Response:
    """« Mon affiliation santé »."""
    with visit.portal.store.begin() as db:
        kept = {
            journey: draft.started_at.astimezone()
            for journey in journeys.JOURNEYS.values()
            if (draft := journeys.draft_of(db, visit.account.id, journey))
        }
    agent = visit.account.agent
    return visit.page("affiliation.html", employer=agent.employer, name=agent.name, kept=kept)


class JourneyViews:
    """The pages of one journey."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self.saving = (self.go_on, self.save, self.cancel, self.leave)
        """Those that keep what was entered."""
        self.pages = (self.form, self.saved, *self.saving)

    async def form(self, visit: Visit) -> Response:
        """Its first screen, with what is kept."""
        return self._form(visit, self._kept(visit), HTTPStatus.OK)

    async def go_on(self, visit: Visit) -> Response:
        """Save what was entered; go on if it is complete."""
        answers = self._save(visit)
        if errors := self.journey.errors(answers, visit.portal.clock.today()):
            return self._form(visit, answers, HTTPStatus.UNPROCESSABLE_ENTITY, errors)
        return visit.redirect(f"{self.journey.path}/enregistre")

    async def save(self, visit: Visit) -> Response:
        """Save what has been entered so far, for the page's script."""
        self._save(visit)
        return JSONResponse({"saved": True})

    async def cancel(self, visit: Visit) -> Response:
        """Save, and warn before leaving: where no script shows the warning as a dialog."""
        self._save(visit)
        return visit.page("leave.html", journey=self.journey, home=HOME)

    async def leave(self, visit: Visit) -> Response:
        """Save, and leave."""
        self._save(visit)
        return visit.redirect(HOME)

    async def saved(self, visit: Visit) -> Response:
        """« Étape enregistrée », once all is entered."""
        answers = self._kept(visit)
        if self.journey.errors(answers, visit.portal.clock.today()):
            return visit.redirect(self.journey.path)
        return visit.page("saved.html", journey=self.journey, recap=self.journey.recap(answers), home=HOME)

    def _kept(self, visit: Visit) -> Answers:
        with visit.portal.store.begin() as db:
            draft = journeys.draft_of(db, visit.account.id, self.journey)
        return draft.answers if draft else {}

    def _save(self, visit: Visit) -> Answers:
        answers = journeys.answers_in(self.journey, visit.form)
        with visit.portal.store.begin() as db:
            journeys.save(db, visit.account.id, self.journey, answers, visit.portal.clock.now())
        return answers

    def _form(self, visit: Visit, answers: Answers, status: int, errors: dict[str, str] | None = None) -> Response:
        return visit.page(
            f"{self.journey.name}.html",
            status,
            journey=self.journey,
            values=answers,
            errors=errors or {},
            cases=journeys.CASES,
        )


adhesion = JourneyViews(journeys.ADHESION)
dispense = JourneyViews(journeys.DISPENSE)
