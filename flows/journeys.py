"""The journeys: which chapters they are made of, and in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from flows import chapters as chapter
from flows.detours import DETOURS
from flows.flow import Journey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flows.applicant import Applicant
    from flows.flow import Flow


def adhesion(applicant: Applicant) -> Journey:
    """From the invitation to the first saved screen of the enrolment."""
    return Journey(
        name="adhesion",
        title="Adhérer à la mutuelle santé collective",
        intro=(
            "Votre employeur a souscrit pour vous une mutuelle santé collective à affiliation obligatoire. Ce tutoriel"
            " vous accompagne écran par écran, du message d’invitation à la première étape de votre adhésion."
            " Gardez à portée de main votre adresse professionnelle et l’accès à sa messagerie ; prévoyez dix minutes."
        ),
        closing=(
            "Vos réponses sont enregistrées : la suite de l’adhésion (bénéficiaires, formule, documents à signer)"
            " reprend là où vous vous êtes arrêté, à votre prochaine connexion."
        ),
        chapters=(
            *_from_invitation_to_space(applicant),
            chapter.choose_enrolment(),
            chapter.prove_identity(),
            chapter.declare_beneficiaries(),
        ),
        detours=DETOURS,
    )


def dispense(applicant: Applicant) -> Journey:
    """From the invitation to the first saved screen of the exemption."""
    return Journey(
        name="dispense",
        title="Demander une dispense de mutuelle santé collective",
        intro=(
            "L’affiliation à la mutuelle santé de votre employeur est obligatoire, sauf dans quelques cas prévus par la"
            " réglementation. Ce tutoriel vous accompagne écran par écran, du message d’invitation au premier écran de"
            " votre demande de dispense. Gardez à portée de main votre adresse professionnelle et l’accès à sa"
            " messagerie ; prévoyez dix minutes."
        ),
        closing=(
            "Votre cas est enregistré : la suite de la demande (attestation, signature) reprend là où vous vous êtes"
            " arrêté, à votre prochaine connexion."
        ),
        chapters=(
            *_from_invitation_to_space(applicant),
            chapter.choose_exemption(),
            chapter.prove_identity(),
            chapter.invoke_exemption(),
        ),
        detours=DETOURS,
    )


def _from_invitation_to_space(applicant: Applicant) -> tuple[Flow, ...]:
    """What comes before the choice between enrolling and asking for an exemption."""
    return (
        chapter.open_invitation(),
        chapter.begin(),
        chapter.refuse_cookies(),
        chapter.set_cookies(),
        chapter.create_access(applicant),
        chapter.activate(),
        chapter.sign_in(applicant),
    )


def connexion(applicant: Applicant) -> Journey:
    """An existing account: login, challenge, personal space. It starts nothing there."""
    return Journey(
        name="connexion",
        title="Me connecter à mon espace",
        intro=(
            "Vous avez déjà un compte. Ce tutoriel vous accompagne de l’écran de connexion à votre espace personnel."
            " Gardez à portée de main votre mot de passe et l’accès à votre messagerie."
        ),
        closing="Vous êtes dans votre espace personnel : vous pouvez adhérer ou demander une dispense.",
        chapters=(
            chapter.refuse_cookies(),
            chapter.set_cookies(),
            chapter.sign_in(applicant),
            chapter.prove_identity(),
            chapter.see_affiliation(),
        ),
        detours=DETOURS,
    )


def oubli(applicant: Applicant) -> Journey:
    """A forgotten password: ask for the link, follow it, choose another, and log in with it."""
    renewed = replace(applicant, password=applicant.new_password)
    return Journey(
        name="oubli",
        title="Retrouver l’accès après un mot de passe oublié",
        intro=(
            "Vous ne retrouvez plus votre mot de passe ? Ce tutoriel vous aide à en choisir un autre. Il vous faut"
            " l’accès à la messagerie de votre adresse professionnelle."
        ),
        closing="Vous êtes de nouveau dans votre espace personnel, avec votre nouveau mot de passe.",
        chapters=(
            chapter.refuse_cookies(),
            chapter.set_cookies(),
            chapter.ask_for_new_password(applicant),
            chapter.choose_new_password(renewed),
            chapter.sign_in(renewed),
            chapter.prove_identity(),
            chapter.see_affiliation(),
        ),
        detours=DETOURS,
    )


JourneyName = Literal["adhesion", "dispense", "connexion", "oubli"]

JOURNEYS: Final[Mapping[JourneyName, Callable[[Applicant], Journey]]] = {
    "adhesion": adhesion,
    "dispense": dispense,
    "connexion": connexion,
    "oubli": oubli,
}
"""The journeys by their name on the command line."""
