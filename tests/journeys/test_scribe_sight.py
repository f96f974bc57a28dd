"""What the Scribe has seen for a picture need not be looked for again, until something was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from fixtures.applicants import invent_applicant, sample_applicant
from flows.flow import Flow, Journey
from flows.scribe import Scribe
from flows.stage import Stage
from flows.steps import Read, Tick
from pages.element import Box, Heading, Text
from pages.screen import Screen
from reports.record import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page


class OfferScreen(Screen):
    heading = Heading("L’offre")
    terms_box = Box("J’accepte")
    price_text = Text("Le prix")


URL: Final = "http://portail.example/"
OFFER: Final = "<!doctype html><h1>L’offre</h1><label><input type=checkbox> J’accepte</label><p>Le prix</p>"
LOOK: Final = Read("Regardez le prix.", OfferScreen.price_text)
TICK: Final = Tick(OfferScreen.terms_box, "Cochez.")


@pytest.mark.parametrize(
    ("steps", "outcome"), [((LOOK, TICK), Outcome.PASSED), ((TICK, LOOK), Outcome.DRIFT)], ids=["before", "after"]
)
def test_what_goes_away_was_seen_before_but_not_after(
    page: Page, tmp_path: Path, steps: tuple[Read | Tick, ...], outcome: Outcome
) -> None:
    fading = OFFER.replace("checkbox", "checkbox onchange=document.querySelector('p').remove()")
    page.route("**/*", lambda route: route.fulfill(body=fading, content_type="text/html; charset=utf-8"))
    flow = Flow("J’essaie", start=OfferScreen, steps=steps)
    journey = Journey(name="essai", title="Essai", intro="", closing="", chapters=(flow,))
    stage = Stage(page=page, start_url=URL, patience=1, gesture_patience=1)

    record = Scribe(stage, invent_applicant(), tmp_path, shown=sample_applicant()).play(journey)

    assert record.outcome is outcome, record.diagnosis
