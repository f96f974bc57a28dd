"""Nights for tests to look at."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from reports.nightly.night import Case, Night, Stage, StageName
from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

DRIFT = (
    "« Me connecter », « Puis cliquez ici. » : bouton « Me connecter » (LoginScreen.submit_button) introuvable ;"
    " le plus proche : « Se connecter »."
)
DRIFT_ELSEWHERE = "« Ma demande », « Cliquez. » : bouton « Me connecter » (LoginScreen.submit_button) introuvable."


def case(name: str = "adhesion", outcome: Outcome = Outcome.PASSED, diagnosis: str = "", **more: Any) -> Case:
    return Case(
        name=name, outcome=outcome, diagnosis=diagnosis or ("…" if outcome is not Outcome.PASSED else ""), **more
    )


def stage(name: StageName = StageName.JOURNEYS, *cases: Case, **more: Any) -> Stage:
    return Stage(name=name, cases=cases or (case(),), seconds=1.5, **more)


def night(*stages: Stage, name: str = "2026-11-23", unfinished: str = "", seconds: float = 100, **more: Any) -> Night:
    started = dt.datetime.fromisoformat(f"{name[:10]}T02:00:00+01:00")
    begun = Night(name=name, started_at=started, **more)
    return begun.ended(stages or (stage(),), seconds=seconds, unfinished=unfinished)


def nights(outcomes: Sequence[Outcome]) -> list[Night]:
    """A night for each outcome, one after the other."""
    first = dt.date(2026, 11, 1)
    return [
        night(stage(StageName.JOURNEYS, case(), case("connexion", outcome)), name=str(first + dt.timedelta(days=day)))
        for day, outcome in enumerate(outcomes)
    ]
