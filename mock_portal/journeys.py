"""The two follow-on journeys as far as the portal goes: their first screen, its answers, its checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_portal import forms, rules, texts
from mock_portal.store import Draft

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from sqlalchemy.orm import Session

    from mock_portal.forms import Errors

Answers = dict[str, str]
"""What was typed or chosen, by field."""
Recap = list[tuple[str, str]]
"""What was saved, as question and answer."""

YES = "oui"
_YES_NO = (YES, "non")
_ANSWER_MAX = 40
"""No field of these forms needs more characters."""
_CHILDREN_MAX = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """One of the two journeys behind « Mon affiliation santé »."""

    name: str
    """Its path, its template and its key in the store."""
    noun: str
    """As in “your … is kept”."""
    fields: tuple[str, ...]
    errors: Callable[[Answers, dt.date], Errors]
    recap: Callable[[Answers], Recap]
    next_steps: tuple[str, ...]
    """What would follow, in the order of the journey."""

    @property
    def path(self) -> str:
        """Where its first screen is."""
        return f"/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A situation in which one may be exempted (décret 2022-633, article 3)."""

    name: str
    title: str
    detail: str
    date_label: str
    date_required: bool = True

    @property
    def date_field(self) -> str:
        """The field for the day until which it lasts."""
        return f"fin_{self.name}"


CASES = (
    Case(
        name="c2s",
        title="Je bénéficie de la complémentaire santé solidaire",
        detail="La dispense dure aussi longtemps que ce droit.",
        date_label="Date de fin de vos droits *",
    ),
    Case(
        name="individuel",
        title="J’ai déjà un contrat individuel",
        detail="La dispense court jusqu’à l’échéance de ce contrat, pendant 12 mois au plus.",
        date_label="Date d’échéance du contrat *",
    ),
    Case(
        name="cdd",
        title="Je suis en contrat à durée déterminée, avec une couverture individuelle",
        detail="La dispense prend fin avec votre contrat de travail.",
        date_label="Date de fin de votre contrat de travail *",
    ),
    Case(
        name="collectif",
        title="Je suis couvert par un autre contrat collectif",
        detail="À titre principal, ou comme ayant droit d’un proche.",
        date_label="Date de fin de cette couverture (si elle est connue)",
        date_required=False,
    ),
)


def _adhesion_errors(answers: Answers, _today: dt.date) -> Errors:
    errors: Errors = {}
    if answers.get("conjoint") not in _YES_NO:
        errors["conjoint"] = texts.SPOUSE_MISSING
    if answers.get("enfants") not in _YES_NO:
        errors["enfants"] = texts.CHILDREN_CHOICE_MISSING
    elif answers["enfants"] == YES and (error := _children_error(answers.get("nombre_enfants", ""))):
        errors["nombre_enfants"] = error
    return errors


def _children_error(typed: str) -> str | None:
    if not typed.strip():
        return texts.CHILDREN_MISSING
    known = {str(number) for number in range(1, _CHILDREN_MAX + 1)}
    return None if typed.strip() in known else texts.CHILDREN_WRONG


def _adhesion_recap(answers: Answers) -> Recap:
    recap = [
        ("Ajouter votre conjoint", answers["conjoint"].capitalize()),
        ("Ajouter des enfants", answers["enfants"].capitalize()),
    ]
    if answers["enfants"] == YES:
        recap.append(("Nombre d’enfants", answers["nombre_enfants"].strip()))
    return recap


def _case(answers: Answers) -> Case | None:
    return next((case for case in CASES if case.name == answers.get("cas")), None)


def _dispense_errors(answers: Answers, today: dt.date) -> Errors:
    if (case := _case(answers)) is None:
        return {"cas": texts.CASE_MISSING}
    error = _date_error(case, answers.get(case.date_field, ""), today)
    return {case.date_field: error} if error else {}


def _date_error(case: Case, typed: str, today: dt.date) -> str | None:
    if not typed.strip():
        return texts.DATE_MISSING if case.date_required else None
    if (date := forms.date(typed)) is None:
        return texts.DATE_WRONG
    if date < today:
        return texts.DATE_PAST
    if case.name == "individuel" and date > today + rules.EXEMPTION_MAX:
        return texts.DATE_FAR
    return None


def _dispense_recap(answers: Answers) -> Recap:
    case = _case(answers)
    if case is None:
        return []
    recap = [("Votre situation", case.title)]
    if date := forms.date(answers.get(case.date_field, "")):
        recap.append((case.date_label.removesuffix(" *"), f"{date:%d/%m/%Y}"))
    return recap


ADHESION = Journey(
    name="adhesion",
    noun="adhésion",
    fields=("conjoint", "enfants", "nombre_enfants"),
    errors=_adhesion_errors,
    recap=_adhesion_recap,
    next_steps=(
        "l’identité de chaque bénéficiaire, avec les justificatifs utiles ;",
        "le choix de la formule et de ses options ;",
        "vos coordonnées personnelles et bancaires ;",
        "la lecture des documents du contrat ;",
        "la signature en ligne et sa confirmation par email.",
    ),
)
DISPENSE = Journey(
    name="dispense",
    noun="demande de dispense",
    fields=("cas", *(case.date_field for case in CASES)),
    errors=_dispense_errors,
    recap=_dispense_recap,
    next_steps=(
        "l’attestation sur l’honneur, à télécharger, à signer et à déposer ;",
        "la relecture de votre demande ;",
        "la signature en ligne ;",
        "l’enregistrement de la demande, confirmé par email.",
    ),
)
JOURNEYS = {journey.name: journey for journey in (ADHESION, DISPENSE)}


def answers_in(journey: Journey, form: Mapping[str, str]) -> Answers:
    """What a form says about the journey's own fields, cut to a sensible length."""
    return {field: form.get(field, "")[:_ANSWER_MAX] for field in journey.fields}


def save(db: Session, account_id: int, journey: Journey, answers: Answers, now: dt.datetime) -> None:
    """Keep the answers; a draft begins with the first one that is given."""
    draft = db.get(Draft, (account_id, journey.name))
    if draft:
        draft.answers = answers
    elif any(answers.values()):
        db.add(Draft(account_id=account_id, journey=journey.name, answers=answers, started_at=now))


def draft_of(db: Session, account_id: int, journey: Journey) -> Draft | None:
    """What is kept of the journey."""
    return db.get(Draft, (account_id, journey.name))
