"""Holds what the portal knows about an applicant against what the run says was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mock_portal.scenarios import parse
from reports.record import Outcome
from tests.soak.plans import INVITED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flows.applicant import Applicant
    from mock_portal import Logged, Standing
    from reports.record import Record
    from tests.soak.plans import Play

_ANSWERS: Final = {"adhesion": {"conjoint": "non", "enfants": "non"}, "dispense": {"cas": "collectif"}}
"""What the journeys enter."""
_FORMS: Final = {"adhesion": "BeneficiariesScreen", "dispense": "ExemptionScreen"}
_TAKEN: Final = (303, 409, 504)
"""How the portal answers a creation that it has taken, or has taken before."""
_TRIES: Final = 2


def faults(
    play: Play, applicant: Applicant, record: Record, standing: Standing, visits: Sequence[Logged]
) -> Iterator[str]:
    """What is not as it should be with the applicant, one sentence each."""
    yield from _lock_faults(standing)
    yield from _account_faults(play, applicant, record, standing, visits)
    yield from _draft_faults(play, record, standing)


def _lock_faults(standing: Standing) -> Iterator[str]:
    if standing.locked:
        yield "the account is locked"
    if max(standing.refused_logins, standing.refused_codes) > _TRIES:
        yield f"{standing.refused_logins} logins and {standing.refused_codes} codes in a row were refused"


def _account_faults(
    play: Play, applicant: Applicant, record: Record, standing: Standing, visits: Sequence[Logged]
) -> Iterator[str]:
    sent = [visit.status for visit in visits if visit.method == "POST" and visit.path == "/invitation/{token}/acces"]
    taken = [status for status in sent if status in _TAKEN]
    had_one = play.journey not in INVITED or any(parse(each).scenario.needs_account for each in play.spellings)
    if len(taken) > 1:
        yield f"the creation was asked for {len(taken)} times: {sent}"
    if sent and not _reached(record, "AccessScreen"):
        yield "the form for the access was sent, but the record does not know of it"
    if not (had_one or taken) and standing.identifier:
        yield "there is an account that nobody has asked for"
    if (had_one or taken) and standing.identifier != applicant.email:
        yield f"the account has the identifier {standing.identifier}"
    if record.outcome is Outcome.PASSED and not standing.active:
        yield "the run passed, and there is no active account"


def _draft_faults(play: Play, record: Record, standing: Standing) -> Iterator[str]:
    drafts = {journey: dict(answers) for journey, answers in standing.drafts.items()}
    form = _FORMS.get(play.journey)
    if record.outcome is Outcome.PASSED:
        expected = {play.journey: _ANSWERS[play.journey]} if form else {}
        if drafts != expected:
            yield f"kept is {drafts} in place of {expected}"
    elif drafts and (set(drafts) != {play.journey} or form is None or not _reached(record, form)):
        yield f"kept is {drafts}, although the run did not get there"


def _reached(record: Record, screen: str) -> bool:
    """Whether a step was done on a screen."""
    return any(step.outcome for section in record.sections if section.screen == screen for step in section.steps)
