"""What may stand where another screen was expected: refusals, statuses, warnings, pages beside the way.

No tutorial prints these texts, and every portal has its own. They are known by what any wording of them says.
"""

from __future__ import annotations

import re

from pages.cookies import CookieBanner
from pages.element import Button, Heading, Link, Notice, Text
from pages.screen import Screen

_LOGIN = ("Me connecter", "Se connecter", "Connectez-vous", "Accéder à mon espace", "Connexion")


def _saying(*wordings: str) -> re.Pattern[str]:
    return re.compile("|".join(wordings), re.IGNORECASE)


class InvitationExpiredScreen(Screen):
    """The delay is over (D+21): the person was affiliated without having chosen."""

    heading = Heading(
        "Affilié d’office",
        pattern=_saying(r"affili\S* d.office", r"\b(lien|invitation|délai)\b.*(expiré|dépassé|échu|passé)"),
    )
    login_link = Link(*_LOGIN)


class AlreadyActiveScreen(Screen):
    """The invitation was used before."""

    heading = Heading(
        "Compte déjà activé", pattern=_saying(r"\b(compte|accès|identifiant)s?\b.*déjà", r"déjà.*\bcompte\b")
    )
    login_link = Link(*_LOGIN)


class UnknownLinkScreen(Screen):
    """The personal link leads nowhere."""

    heading = Heading(
        "Lien inconnu",
        pattern=_saying(
            r"\blien\b.*(inconnu|invalide|incorrect|erroné|(non|pas) (reconnu|valable|valide))",
            "introuvable",
            r"\b404\b",
        ),
    )


class NotOpenScreen(Screen):
    """The campaign has not begun for this person."""

    heading = Heading(
        "Vos démarches ne sont pas encore ouvertes",
        pattern=_saying(r"pas encore (ouvert|disponible|accessible|commencé)"),
    )


class NotEligibleScreen(Screen):
    """The contract is not for this person."""

    heading = Heading(
        "Vous n’êtes pas concerné par ce contrat", pattern=_saying(r"\b(pas|non) (concerné|éligible|bénéficiaire)")
    )


class BareCookieBanner(Screen):
    """A banner that hides refusing behind its settings."""

    heading = Text("Le respect de votre vie privée est notre priorité.")
    settings_button = Button("Paramétrer")
    accept_button = Button("Accepter et poursuivre", unless=CookieBanner.refuse_button)

    known_by = accept_button


class CookiePanel(Screen):
    """The settings behind « Paramétrer »."""

    heading = Heading("Vos choix en matière de cookies", pattern=_saying(r"\bcookies?\b"))
    save_button = Button("Enregistrer mes choix", "Enregistrer", "Confirmer mes choix", "Valider mes choix")


class AccountExistsNotice(Screen):
    """The identifier already has an account."""

    heading = Notice(
        "Un compte existe déjà", pattern=_saying(r"\bexiste déjà", r"déjà (utilisé|activé|enregistré|inscrit)")
    )
    login_link = Link(*_LOGIN)


class RequestTwiceScreen(Screen):
    """The portal took the same form twice, and refused the second."""

    heading = Heading("Demande déjà reçue", pattern=_saying(r"\bdéjà (reçu|envoyé|traité|enregistré|en cours)"))
    login_link = Link(*_LOGIN)


class PasswordRuleNotice(Screen):
    """The password is refused, and the rule told."""

    heading = Notice(
        "Ce mot de passe est trop simple",
        pattern=_saying(
            r"mot de passe.{0,200}(caractères|majuscule|minuscule|chiffre)",
            r"mot de passe.{0,60}(trop (simple|court|long|faible)|robuste|ne convient pas)",
        ),
    )


class ConfirmationDiffersNotice(Screen):
    """The password and its confirmation are not the same."""

    heading = Notice(
        "Les deux mots de passe ne sont pas identiques.",
        pattern=_saying(r"(pas|non) identiques", r"mots? de passe.{0,60}\bdiff[èé]r"),
    )


class FormRefusedNotice(Screen):
    """Something in the form is to be corrected."""

    heading = Notice(
        "Une réponse est à corriger",
        pattern=_saying(
            r"corriger",
            r"obligatoire",
            r"requis",
            r"(pas|non) identiques",
            r"\bdiff[èé]r",
            r"saisissez",
            r"(pas|non) valide",
        ),
    )


class LockedNotice(Screen):
    """The account is blocked after too many tries."""

    heading = Notice(
        "Le compte a été bloqué",
        pattern=_saying(r"\bcompte\b.{0,40}(bloqué|verrouillé|suspendu)", r"\btrop (de |d.)(tentative|essai|échec)"),
    )


class WrongCredentialsNotice(Screen):
    """Identifier or password is wrong; portals do not say which."""

    heading = Notice(
        "Email de connexion ou mot de passe incorrect.",
        pattern=_saying(
            r"incorrect", r"invalide", r"erroné", r"ne correspond", r"(non|pas) reconnu", r"inconnu", r"faux"
        ),
    )


class NotYetActiveNotice(Screen):
    """The account exists, but the login does not know it yet."""

    heading = Notice(
        "Votre compte n’est pas encore actif.",
        pattern=_saying(
            r"pas encore (été )?(activ|actif|disponible|prêt)",
            r"activation.{0,40}en cours",
            r"en cours (d.activation|de création)",
        ),
    )


class SessionEndedNotice(Screen):
    """Another login is asked for; what was saved is kept."""

    heading = Notice(
        "Votre session a pris fin.",
        pattern=_saying(r"\bsession\b.{0,40}(pris fin|expiré|terminée|fermée|interrompue)", r"\bautre session\b"),
    )


class OldAccountScreen(Screen):
    """An account of an older kind: only its owner can answer what is asked here."""

    heading = Heading(
        "Votre compte doit être transféré",
        pattern=_saying(r"\bcompte\b.{0,40}(transféré|migré|transfert|migration|mis à jour|fusionn)", r"ancien compte"),
    )


class AlreadySignedInScreen(Screen):
    """The browser already has a session."""

    heading = Heading("Vous êtes déjà connecté", pattern=_saying(r"déjà (connecté|identifié|authentifié)"))
    continue_button = Button(
        "Continuer vers mon espace", pattern=_saying(r"^\s*(continuer(?! sans)|poursuivre|accéder)")
    )
    leave_button = Button("Changer de compte", pattern=_saying(r"(changer de|autre) compte", r"déconnect|déconnexion"))


class RobotCheck(Screen):
    """A check that tells people from robots: it is for people."""

    for_people = True

    heading = Text("Je ne suis pas un robot")
    known_by = Text(
        "Je ne suis pas un robot",
        pattern=_saying(
            r"je ne suis pas un robot",
            r"i.?m not a robot",
            r"(n.êtes|n.es|êtes bien|pas un|êtes un) (pas un robot|un humain|un être humain|humain)",
            r"vérifi\w+ que vous (êtes|n.êtes)",
            r"verify(ing)? (that )?you are (a )?human",
        ),
        css=", ".join(
            f"iframe[{attribute}*='{word}' i]"
            for attribute in ("src", "title")
            for word in ("captcha", "turnstile", "challenges.cloudflare", "arkoselabs", "funcaptcha", "robot")
        ),
    )


class CodeExpiredNotice(Screen):
    """The code is too old, or void since another was sent."""

    heading = Notice("Ce code a expiré", pattern=_saying(r"\bexpiré", r"plus valable", r"plus valide", r"périmé"))


class CodeRefusedNotice(Screen):
    """The code is not the right one."""

    heading = Notice(
        "Ce code n’est pas le bon.",
        pattern=_saying(
            r"\bcode\b.{0,60}(pas le bon|incorrect|invalide|erroné|faux|pas valide|ne correspond|autre message)"
        ),
    )


class CodeResentNotice(Screen):
    """Another code was sent, which voids the one before."""

    heading = Notice("Un nouveau code vient de vous être envoyé.", pattern=_saying(r"nouveau code.{0,40}\benvoyé"))


class CodeSpentNotice(Screen):
    """This code is no longer accepted; another may be."""

    heading = Notice("Ce code n’est plus accepté", pattern=_saying(r"\bcode\b.{0,40}plus accepté"))


class ResendTooSoonNotice(Screen):
    """Another code may be asked for only after a while."""

    heading = Notice(
        "Vous pourrez en demander un autre dans 30 secondes.",
        pattern=_saying(r"\bdemander\b.{0,40}\bdans\s+\d+\s*(seconde|minute)"),
    )


class CodesExhaustedNotice(Screen):
    """No code is accepted or sent any more."""

    heading = Notice(
        "Ce code n’est plus accepté après trop d’essais infructueux.",
        pattern=_saying(r"\btrop (de |d.)", r"plus accepté", r"nombre (maxim\S* )?d.essais"),
    )


class StalePage(Screen):
    """The form was overtaken by what happened in another tab or session."""

    heading = Heading(
        "Page expirée", pattern=_saying(r"\b(page|formulaire|session)\b.{0,30}(expiré|périmé|plus à jour|plus valide)")
    )


class LeaveWarning(Screen):
    """The warning before an unfinished step is left: « Non » stays, « Oui » leaves with everything saved."""

    heading = Text("Voulez-vous quitter cette démarche ?", pattern=_saying(r"\b(quitter|abandonner|annuler)\b.*\?"))
    stay_button = Button("Non", pattern=_saying(r"^\s*non\b", r"^\s*(rester|continuer)"))
    leave_button = Button("Oui", pattern=_saying(r"^\s*oui\b", r"^\s*quitter"))

    known_by = stay_button


class SettledStatus(Screen):
    """The person is enrolled, affiliated or waiting for an exemption: nothing is left to start."""

    heading = Text(
        "Votre adhésion est enregistrée",
        pattern=_saying(
            r"\badhésion\b.{0,40}(enregistrée|validée|confirmée|en cours (de traitement|d.examen))",
            r"\bdispense\b.{0,40}(en cours|acceptée|accordée|enregistrée|à l.étude)",
            r"(êtes|déjà) (déjà )?(affilié|adhérent|dispensé)",
        ),
    )


class WorkingScreen(Screen):
    """The portal is still at work; nothing is to be done."""

    heading = Heading(
        "Création en cours",
        pattern=_saying(
            r"\b(création|activation|traitement|chargement|enregistrement)\b.{0,40}en cours", "patient(ez|er)"
        ),
    )


class ServerFaultScreen(Screen):
    """What servers and gateways show when they fail."""

    heading = Heading(
        "Service momentanément indisponible",
        pattern=_saying(
            r"\b50[0234]\b",
            r"gateway",
            r"internal server error",
            r"(service|site|serveur|page).{0,30}(indisponible|en maintenance|inaccessible)",
            r"(incident|erreur) (est survenue?|technique|interne|serveur)",
        ),
    )
