"""What may turn up beside the chapters, and what is done about each: the portal's refusals, statuses and warnings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flows.faults import Refused, ServerFault, Unreachable
from flows.flow import Detour, Flow
from flows.recovery import ChooseAnotherPassword, ClickEither, OpenAgain, Reopen, Resend, Wait
from flows.steps import Click
from pages.access import AccessScreen
from pages.affiliation import AffiliationScreen
from pages.challenge import ChallengeScreen
from pages.enrolment import BeneficiariesScreen
from pages.exemption import ExemptionScreen
from pages.login import ForgottenPasswordScreen, LoginScreen, NewPasswordScreen
from pages.mails import ActivationMail, CodeMail, InvitationMail, NewPasswordMail
from pages.situations import (
    AccountExistsNotice,
    AlreadyActiveScreen,
    AlreadySignedInScreen,
    CodeExpiredNotice,
    CodeRefusedNotice,
    CodesExhaustedNotice,
    FormRefusedNotice,
    InvitationExpiredScreen,
    LeaveWarning,
    LockedNotice,
    NotEligibleScreen,
    NotOpenScreen,
    NotYetActiveNotice,
    OldAccountScreen,
    PasswordRuleNotice,
    RequestTwiceScreen,
    RobotCheck,
    ServerFaultScreen,
    SettledStatus,
    StalePage,
    UnknownLinkScreen,
    WrongCredentialsNotice,
)
from pages.welcome import WelcomeScreen
from reports.record import Outcome

if TYPE_CHECKING:
    from flows.stage import Stage
    from flows.steps import Step
    from pages.screen import Screen

_DATE = re.compile(r"\b\d{1,2}(?:er)?\s+\w+\s+20\d\d\b|\b\d{1,2}/\d{1,2}/20\d\d\b")
_THE_WAY_IN = (InvitationMail, WelcomeScreen, AccessScreen)
_PASSWORD_FORMS = (AccessScreen, NewPasswordScreen)
_FORMS = (AccessScreen, LoginScreen, ForgottenPasswordScreen, NewPasswordScreen, BeneficiariesScreen, ExemptionScreen)


def _whose_link(stage: Stage) -> Outcome:
    """A link that the portal has mailed is its own affair; one that was given to the run is not."""
    return Outcome.PORTAL if InvitationMail in stage.mails else Outcome.ENVIRONMENT


def _whose_password(stage: Stage) -> Outcome:
    """A password that this run has just chosen must be the right one."""
    chosen_here = ActivationMail in stage.marks or NewPasswordMail in stage.marks
    return Outcome.PORTAL if chosen_here else Outcome.ENVIRONMENT


def _is_the_one_expected(stage: Stage) -> bool:
    """Whether the session that the browser already has is the applicant's."""
    if stage.applicant is None:
        return False
    shown = stage.page.locator("main").or_(stage.page.locator("body")).last.inner_text().casefold()
    addresses = re.findall(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", shown)
    if addresses:  # two people may have the same name
        return stage.applicant.email.casefold() in addresses
    return bool(stage.applicant.name) and stage.applicant.name.casefold() in shown


def _meet(title: str, seen: type[Screen], *steps: Step) -> Flow:
    return Flow(title, start=seen, steps=steps)


DETOURS: tuple[Detour, ...] = (
    # The portal does not answer, or fails: the way in is opened again; what was saved is found there.
    Detour(
        flow=_meet("Le portail ne répond plus", ServerFaultScreen, Reopen("Ouvrez de nouveau le portail.")),
        seen=Unreachable(),
        times=2,
        outcome=Outcome.ENVIRONMENT,
        remark="Le portail n’a plus répondu pendant un moment ; le parcours a repris ensuite.",
        counsel="Le portail ne répond pas. Vérifiez votre connexion à Internet, puis rechargez la page.",
    ),
    Detour(
        flow=_meet("Le portail est en panne", ServerFaultScreen, Reopen("Ouvrez de nouveau le portail.")),
        seen=ServerFault(),
        times=2,
        remark="Le portail a répondu par une erreur ; le parcours a repris ensuite.",
        counsel=(
            "Le portail a un incident de son côté. Patientez une minute, puis rechargez la page ou rouvrez"
            " votre lien : ce que vous avez validé est conservé."
        ),
    ),
    # A person is needed.
    Detour(
        flow=_meet("Le compte est bloqué", LockedNotice),
        about=(LoginScreen, ChallengeScreen),
        times=0,
        outcome=Outcome.HANDOVER,
        advice="pour le débloquer : « Mot de passe oublié » sur l’écran de connexion, ou attendre le délai indiqué",
        counsel=(
            "Le compte est bloqué après trop d’essais. Attendez le délai indiqué, ou choisissez tout de suite"
            " un autre mot de passe avec « Mot de passe oublié »."
        ),
        shows=LoginScreen.forgotten_link,
    ),
    Detour(
        flow=_meet("Une vérification anti-robot est demandée", RobotCheck),
        times=0,
        outcome=Outcome.HANDOVER,
        advice="une personne doit y répondre elle-même",
        counsel="Cette vérification s’adresse à vous seul : répondez-y vous-même. Je reprends ensuite.",
        mild=True,
    ),
    Detour(
        flow=_meet("L’ancien compte doit être repris", OldAccountScreen),
        about=(LoginScreen, ChallengeScreen),
        times=0,
        outcome=Outcome.HANDOVER,
        advice="son titulaire doit répondre lui-même à cet écran",
        counsel="Votre compte est d’un type ancien : vous seul pouvez répondre à cet écran. Je reprends ensuite.",
    ),
    # The way in
    Detour(
        flow=_meet(
            "Le délai est passé",
            InvitationExpiredScreen,
            Click(InvitationExpiredScreen.login_link, "Allez à la connexion.", leads_to=LoginScreen),
        ),
        about=_THE_WAY_IN,
        outcome=Outcome.HANDOVER,
        remark="Le délai pour choisir est passé : l’affiliation d’office est annoncée.",
        counsel=(
            "Le délai pour choisir est passé : vous avez été affilié d’office. Vous pouvez vous connecter pour"
            " retrouver votre espace."
        ),
    ),
    Detour(
        flow=_meet(
            "Le compte existe déjà",
            AlreadyActiveScreen,
            Click(AlreadyActiveScreen.login_link, "Allez à la connexion.", leads_to=LoginScreen),
        ),
        times=3,
        remark="L’invitation avait déjà servi : le parcours continue par la connexion.",
        counsel="Votre compte existe déjà : il n’y a rien à créer. Passez directement à la connexion.",
    ),
    Detour(
        flow=_meet(
            "L’identifiant a déjà un compte",
            AccountExistsNotice,
            Click(AccountExistsNotice.login_link, "Allez à la connexion.", leads_to=LoginScreen),
        ),
        about=(AccessScreen,),
        outcome=Outcome.HANDOVER,
        remark="L’identifiant avait déjà un compte : le parcours continue par la connexion.",
        counsel=(
            "Cet identifiant a déjà un compte. Connectez-vous avec lui ; si vous ne connaissez pas son mot de"
            " passe, l’écran de connexion permet d’en choisir un autre."
        ),
    ),
    Detour(
        flow=_meet(
            "La demande a été reçue deux fois",
            RequestTwiceScreen,
            Click(RequestTwiceScreen.login_link, "Allez à la connexion.", leads_to=LoginScreen),
        ),
        about=(AccessScreen,),
        remark="Le portail a pris deux fois la même demande ; le compte existe, le parcours continue par la connexion.",
        counsel="Votre demande est arrivée deux fois et la première a suffi. Passez à la connexion.",
    ),
    Detour(
        flow=_meet("Les démarches ne sont pas ouvertes", NotOpenScreen),
        about=_THE_WAY_IN,
        times=0,
        outcome=Outcome.HANDOVER,
        tells=_DATE,
        advice="revenir à la date indiquée",
        counsel=(
            "Vos démarches ne sont pas encore ouvertes. Gardez votre message d’invitation et revenez à la date"
            " indiquée."
        ),
    ),
    Detour(
        flow=_meet("Le contrat ne concerne pas cette personne", NotEligibleScreen),
        about=_THE_WAY_IN,
        times=0,
        outcome=Outcome.HANDOVER,
        advice="s’adresser à l’employeur en cas d’erreur",
        counsel=(
            "D’après le portail, ce contrat ne vous concerne pas. Si c’est une erreur, adressez-vous à votre employeur."
        ),
    ),
    Detour(
        flow=_meet("Le lien n’est pas reconnu", UnknownLinkScreen),
        about=(*_THE_WAY_IN, NewPasswordMail),
        times=0,
        outcome=_whose_link,
        advice="vérifier que le lien est entier et n’a pas déjà servi",
        counsel=(
            "Le portail ne reconnaît pas ce lien. Rouvrez-le depuis votre message : il doit être entier, et"
            " certains liens ne servent qu’une fois."
        ),
    ),
    Detour(
        flow=_meet("Le lien a expiré", InvitationExpiredScreen),
        about=(NewPasswordMail,),
        times=0,
        outcome=Outcome.PORTAL,
        advice="en demander un autre",
        counsel=(
            "Ce lien a expiré ou a déjà servi. Demandez-en un autre avec « Mot de passe oublié », sur l’écran"
            " de connexion."
        ),
    ),
    # Passwords
    Detour(
        flow=_meet(
            "Une règle de mot de passe est annoncée", PasswordRuleNotice, ChooseAnotherPassword("Suivez la règle.")
        ),
        about=_PASSWORD_FORMS,
        remark="Le premier mot de passe a été refusé ; un autre suit la règle annoncée.",
        counsel=(
            "Le portail refuse ce mot de passe. Lisez la règle qu’il affiche, choisissez-en un autre et"
            " tapez-le deux fois."
        ),
    ),
    Detour(
        flow=_meet("Le compte n’est pas encore actif", NotYetActiveNotice, Wait("Attendez un peu.")),
        about=(LoginScreen,),
        times=4,
        remark="Le compte n’était pas encore actif ; il a fallu attendre.",
        counsel="Votre compte n’est pas encore actif. Patientez une minute, puis recommencez.",
    ),
    Detour(
        flow=_meet("La connexion est refusée", WrongCredentialsNotice),
        about=(LoginScreen,),
        outcome=_whose_password,
        remark="La première connexion a été refusée.",
        advice="vérifier l’identifiant et le mot de passe ; un troisième essai risquerait de bloquer le compte",
        counsel=(
            "Identifiant ou mot de passe refusé. Vérifiez les deux et retapez le mot de passe lentement : après"
            " trop d’essais, le compte serait bloqué."
        ),
    ),
    Detour(
        flow=_meet(
            "Une session est déjà ouverte",
            AlreadySignedInScreen,
            ClickEither(
                AlreadySignedInScreen.continue_button,
                "Continuez si c’est bien vous ; changez de compte sinon.",
                otherwise=AlreadySignedInScreen.leave_button,
                when=_is_the_one_expected,
                sends=CodeMail,
                screens=(AffiliationScreen, LoginScreen, ChallengeScreen, BeneficiariesScreen, ExemptionScreen),
            ),
        ),
        times=2,
        remark="Une session était déjà ouverte dans ce navigateur.",
        counsel="Une session est déjà ouverte. Si c’est bien la vôtre, continuez ; sinon, changez de compte.",
    ),
    # The code
    Detour(
        flow=_meet("Plus aucun code n’est accepté", CodesExhaustedNotice),
        about=(ChallengeScreen,),
        times=0,
        outcome=Outcome.HANDOVER,
        advice="recommencer plus tard, avant que le compte ne soit bloqué",
        counsel=(
            "Trop d’essais : plus aucun code n’est accepté pour l’instant. Recommencez plus tard, avant que le"
            " compte ne soit bloqué."
        ),
    ),
    Detour(
        flow=_meet("Le code a expiré", CodeExpiredNotice, Resend("Demandez un nouveau code.")),
        about=(ChallengeScreen,),
        remark="Le code avait expiré : un autre a été demandé.",
        counsel="Ce code n’est plus valable : il ne l’est que 15 minutes. Demandez-en un autre.",
        shows=ChallengeScreen.resend_link,
    ),
    Detour(
        flow=_meet("Le code est refusé", CodeRefusedNotice, Resend("Demandez un nouveau code.")),
        about=(ChallengeScreen,),
        remark="Le code a été refusé : un autre a été demandé.",
        advice="le bot s’arrête avant que le compte ne soit bloqué",
        counsel=(
            "Ce code est refusé. Prenez le message dont le code commence par les chiffres affichés à l’écran et"
            " tapez seulement la suite ; au besoin, demandez un nouveau code."
        ),
    ),
    # The personal space
    Detour(
        flow=_meet("Il n’y a plus rien à commencer", SettledStatus),
        about=(AffiliationScreen,),
        times=0,
        outcome=Outcome.HANDOVER,
        advice="rien n’a été recommencé",
        counsel="Le portail annonce que votre choix est déjà enregistré : il n’y a rien à recommencer.",
    ),
    Detour(
        flow=_meet(
            "Le portail demande s’il faut quitter",
            LeaveWarning,
            Click(LeaveWarning.stay_button, "Restez : répondez non."),
        ),
        about=(BeneficiariesScreen, ExemptionScreen),
        counsel=(
            "Le portail demande s’il faut quitter. « Non » vous laisse continuer ; « Oui » quitte la démarche,"
            " et vos réponses sont conservées."
        ),
    ),
    Detour(
        flow=_meet("La page a expiré", StalePage, OpenAgain("Rouvrez la page.")),
        times=2,
        remark="Une page avait expiré ; elle a été rouverte.",
        counsel=(
            "Cette page n’est plus à jour. Rouvrez-la sans renvoyer le formulaire : cliquez dans la barre"
            " d’adresse, puis appuyez sur Entrée."
        ),
    ),
    # Anything else that a form says: it is filled in once more.
    Detour(
        flow=_meet("Le formulaire est refusé", FormRefusedNotice),
        about=_FORMS,
        seen=Refused(FormRefusedNotice),
        remark="Un formulaire a été refusé, puis rempli une seconde fois.",
        counsel="Une réponse est à corriger : lisez ce que le portail indique, corrigez, puis validez de nouveau.",
    ),
)
"""In the order in which they are looked for: what must stop the run first."""
