"""Every message of the portal that is not a heading or a label: errors, statuses, mails."""

# ruff: noqa: S105 (messages about passwords; none of them is one)
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

BRAND = "Mutuelle Exemple"

# Fields
EMAIL_MISSING = "Saisissez votre adresse email."
EMAIL_WRONG = "Cette adresse email n’est pas complète. Exemple : prenom.nom@domaine.fr"
PASSWORD_MISSING = "Choisissez un mot de passe."
PASSWORD_WEAK = (
    "Ce mot de passe est trop simple : il faut au moins 10 caractères, dont une minuscule, une majuscule, "
    "un chiffre et un signe."
)
PASSWORD_LONG = "Ce mot de passe est trop long : 128 caractères au plus."
CONFIRMATION_MISSING = "Saisissez une seconde fois votre mot de passe."
CONFIRMATION_DIFFERS = "Les deux mots de passe ne sont pas identiques."
LOGIN_PASSWORD_MISSING = "Saisissez votre mot de passe."
ACCOUNT_EXISTS = "Un compte existe déjà avec cet identifiant. Connectez-vous, ou choisissez une autre adresse."

PASSWORD_STRICT = (
    "Ce mot de passe ne convient pas : 20 à 40 caractères, dont une majuscule, une minuscule et un chiffre ; seuls "
    "les signes - _ . sont admis."
)

# Login
LOGIN_WRONG = "Email de connexion ou mot de passe incorrect."
LOGIN_LOCKED = (
    "Le compte a été bloqué après plusieurs essais infructueux. Réessayez dans {minutes}, ou débloquez-le "
    "tout de suite avec « Mot de passe oublié »."
)
SESSION_ENDED = "Votre session a pris fin. Reconnectez-vous : vos réponses ont été conservées."
ACTIVATION_PENDING = "Votre compte n’est pas encore actif. Réessayez dans quelques instants."
ROBOT_UNANSWERED = "Cochez d’abord la case « Je ne suis pas un robot »."
SIGNED_OUT = "Vous êtes déconnecté."

# Code
CODE_MISSING = "Saisissez le code reçu par email."
CODE_SHAPE = "Le code comporte 6 chiffres : saisissez seulement ceux qui suivent le tiret."
CODE_OTHER_PREFIX = "Ce code provient d’un autre message. Prenez celui du message dont le code commence par {prefix}."
CODE_WRONG = "Ce code n’est pas le bon. Il vous reste {tries}."
CODE_EXPIRED = "Ce code a expiré : il n’était valable que 15 minutes. Demandez le renvoi d’un nouveau code."
CODE_OTHER_SESSION = "Ce code provient d’une autre session. Reconnectez-vous."
CODE_EXHAUSTED = "Ce code n’est plus accepté après trop d’essais infructueux. Demandez le renvoi d’un nouveau code."
CODE_RESENT = "Un nouveau code vient de vous être envoyé. Le précédent n’est plus valable."
RESEND_TOO_SOON = "Un code vient de vous être envoyé. Vous pourrez en demander un autre dans {seconds} secondes."
RESEND_EXHAUSTED = (
    "Vous avez demandé trop de codes. Déconnectez-vous, puis recommencez un peu plus tard depuis la page de connexion."
)

# Personal space
STANDINGS = {
    "invitation-expired": "Vous êtes affilié d’office au régime de base : le délai pour choisir est passé.",
    "already-enrolled": "Votre adhésion est enregistrée. Vous n’avez rien d’autre à faire.",
    "exemption-pending": "Votre demande de dispense est en cours d’examen. Nous vous écrirons dès qu’elle aura abouti.",
}
"""What stands in place of the two ways, by scenario."""
TRANSFER_MISSING = "Indiquez ce que doit devenir votre ancien compte."

# Follow-on journeys
SPOUSE_MISSING = "Indiquez si vous souhaitez ajouter votre conjoint."
CHILDREN_CHOICE_MISSING = "Indiquez si vous souhaitez ajouter des enfants."
CHILDREN_MISSING = "Indiquez le nombre d’enfants à ajouter."
CHILDREN_WRONG = "Indiquez un nombre d’enfants entre 1 et 15."
CASE_MISSING = "Choisissez la situation qui est la vôtre."
DATE_MISSING = "Indiquez la date de fin."
DATE_WRONG = "Cette date n’existe pas ou n’est pas complète. Exemple : 31/12/2030"
DATE_PAST = "Cette date est déjà passée : la dispense doit porter sur une période à venir."
DATE_FAR = "Cette date est trop lointaine : un contrat individuel dispense pendant 12 mois au plus."
SAVED = "Vos réponses sont enregistrées."
ANSWER_LOST = (
    "Votre session a pris fin : votre dernière réponse n’a pas été enregistrée. Rechargez la page pour vous "
    "reconnecter."
)
NOT_SAVED = "Vos réponses n’ont pas pu être enregistrées. Vérifiez votre connexion."

# Pages that stand in for another, as title and message
ENROLLED_BY_DEFAULT = (
    "Affilié d’office",
    (
        "Le délai pour faire vos démarches est passé : vous avez été affilié d’office au régime de base, sans option "
        "ni bénéficiaire. Ce lien ne sert plus. Si vous avez un compte, connectez-vous pour retrouver votre espace."
    ),
)
NOT_OPEN = (
    "Vos démarches ne sont pas encore ouvertes",
    "Elles ouvriront le {date}. Gardez ce message : son lien sera encore le bon ce jour-là.",
)
NOT_ELIGIBLE = (
    "Vous n’êtes pas concerné par ce contrat",
    (
        "D’après votre employeur, ce contrat collectif ne couvre pas votre situation. Pour toute question, "
        "adressez-vous à votre service des ressources humaines."
    ),
)
ALREADY_SENT = (
    "Demande déjà reçue",
    "Votre formulaire nous est parvenu deux fois. Le premier envoi a suffi : vos accès sont créés.",
)
NOT_FOUND = "Cette page n’existe pas, ou n’existe plus."
LINK_UNKNOWN = ("Lien inconnu", "Ce lien n’est pas reconnu. Vérifiez qu’il a été copié en entier depuis votre message.")
TO_LOGIN = ("/connexion", "Me connecter")
"""Where a page that has nothing else to offer leads: path and label."""
RESET_GONE = "Ce lien n’est plus valable : il a expiré ou a déjà servi. Vous pouvez en demander un autre."
FORM_STALE = (
    "Ce formulaire n’est plus à jour : il a été ouvert dans une autre session. Rouvrez la page, puis recommencez."
)
NOT_ALLOWED = "Cette adresse ne s’utilise pas ainsi."
TOO_LONG = "Votre envoi est trop volumineux."
BAD_REQUEST = "Votre demande n’a pas pu être lue."
BROKEN = "Un incident est survenu de notre côté. Réessayez dans quelques instants."

ERROR_TITLES = {
    400: "Demande illisible",
    403: "Page expirée",
    404: "Page introuvable",
    405: "Page introuvable",
    413: "Envoi trop volumineux",
    500: "Service momentanément indisponible",
    503: "Service momentanément indisponible",
}
ERROR_TEXTS = {
    400: BAD_REQUEST,
    403: FORM_STALE,
    404: NOT_FOUND,
    405: NOT_ALLOWED,
    413: TOO_LONG,
    500: BROKEN,
    503: BROKEN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says; ``{…}`` is filled in when it is sent."""

    subject: str
    title: str
    before: tuple[str, ...]
    """Paragraphs above the code or the button."""
    action: str | None = None
    """What the button says, if there is one."""
    after: tuple[str, ...] = ()


GREETING = "Bonjour {name},"
SIGNATURE = "L’équipe Mutuelle Exemple"
FOOTER = (
    "Message automatique : merci de ne pas y répondre. Il provient d’un portail de démonstration, sans "
    "aucune donnée réelle."
)
LINK_HINT = "Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur :"

INVITATION = Letter(
    subject="Votre complémentaire santé : vos démarches sont ouvertes",
    title="Vos démarches sont ouvertes",
    before=(
        (
            "Votre employeur ({employer}) a choisi pour ses agents un contrat collectif de complémentaire santé, "
            "auquel vous êtes rattaché."
        ),
        (
            "Le lien ci-dessous vous est personnel. Il vous permet de créer vos accès, puis d’adhérer ou de "
            "demander une dispense."
        ),
    ),
    action="Ouvrir mon invitation",
    after=("Ce lien reste valable {days} jours. Ne le transmettez à personne : il ouvre la création de votre compte.",),
)
ACTIVATED = Letter(
    subject="Votre compte est validé",
    title="Votre compte est validé",
    before=(
        "La création de vos accès est terminée : votre compte est maintenant actif.",
        "Votre identifiant de connexion est {email}.",
        "Vous n’avez rien à faire à la réception de ce message.",
    ),
)
CODE = Letter(
    subject="Votre code de sécurité : {prefix}{dash}{code}",
    title="Votre code de sécurité",
    before=(
        (
            "Pour poursuivre, reportez ce code sur la page restée ouverte dans votre navigateur. Les chiffres "
            "{prefix} y figurent déjà : saisissez seulement les six derniers."
        ),
    ),
    after=(
        "Ce code est valable 15 minutes et ne sert qu’une fois.",
        "Vous n’êtes pas à l’origine de cette demande ? Ignorez ce message et changez votre mot de passe.",
    ),
)
RESET = Letter(
    subject="Choisir un nouveau mot de passe",
    title="Choisir un nouveau mot de passe",
    before=(
        (
            "Une demande de nouveau mot de passe nous est parvenue pour votre compte. Le lien ci-dessous vous "
            "permet d’en choisir un."
        ),
    ),
    action="Choisir un nouveau mot de passe",
    after=(
        "Ce lien est valable {minutes} minutes et ne sert qu’une fois.",
        "Vous n’êtes pas à l’origine de cette demande ? Ignorez ce message : votre mot de passe reste inchangé.",
    ),
)
PASSWORD_CHANGED = Letter(
    subject="Votre mot de passe a été modifié",
    title="Votre mot de passe a été modifié",
    before=(
        (
            "Le mot de passe de votre compte vient d’être modifié. Par précaution, vos autres sessions ont été "
            "fermées et vos navigateurs de confiance oubliés."
        ),
        "Si ce n’était pas vous, demandez tout de suite un nouveau mot de passe depuis la page de connexion.",
    ),
)

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def written(date: dt.date) -> str:
    """A date as one writes it in a sentence."""
    day = "1er" if date.day == 1 else date.day
    return f"{day} {MONTHS[date.month - 1]} {date.year}"


LETTERS = (INVITATION, ACTIVATED, CODE, RESET, PASSWORD_CHANGED)
"""All of them."""
