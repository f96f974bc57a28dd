"""The chapters of the journeys, told as the printed tutorial tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows.flow import Flow
from flows.recovery import Lack, UntickAll
from flows.steps import Click, Fill, Follow, Read, Receive, ReceiveCode, Recognise, Tick, Verify, the_code, the_password
from pages.access import AccessScreen, ActivationScreen
from pages.affiliation import AffiliationScreen
from pages.challenge import ChallengeScreen
from pages.cookies import CookieBanner
from pages.enrolment import BeneficiariesScreen, StepSavedScreen
from pages.exemption import ExemptionScreen
from pages.login import (
    ForgottenPasswordScreen,
    LinkSentScreen,
    LoginScreen,
    NewPasswordScreen,
    PasswordChangedScreen,
)
from pages.mails import ActivationMail, CodeMail, InvitationMail, NewPasswordMail
from pages.situations import BareCookieBanner, CookiePanel
from pages.welcome import BigSteps, WelcomeScreen

if TYPE_CHECKING:
    from flows.applicant import Applicant

CREATION_PATIENCE = 120.0
"""Seconds that the creation of an account may take: 30 to 90 are known."""


def open_invitation() -> Flow:
    """From the invitation mail to the welcome page."""
    return Flow(
        "Je reçois mon invitation",
        start=InvitationMail,
        steps=(
            Receive(
                InvitationMail,
                "Ce message arrive dans votre messagerie professionnelle. Le lien qu’il contient est personnel :"
                " ne le transmettez à personne.",
            ),
            Follow(
                InvitationMail.personal_link,
                "Ouvrez votre lien personnel en cliquant ici.",
                leads_to=WelcomeScreen,
            ),
        ),
    )


def begin() -> Flow:
    """From the welcome page to the creation of access."""
    return Flow(
        "Je commence mes démarches",
        start=WelcomeScreen,
        steps=(
            Read(
                "Le lien ouvre cette page. Si une fenêtre sur les cookies la recouvre, répondez-y d’abord :"
                " voyez l’étape suivante.",
                live="",
            ),
            Read("D’abord vos accès : c’est l’objet des écrans qui suivent.", BigSteps.access_text),
            Read("Votre conjoint et vos enfants peuvent être couverts avec vous.", BigSteps.beneficiaries_text),
            Read("Rien à imprimer : tout se signe à l’écran.", BigSteps.signature_text),
            Click(WelcomeScreen.start_button, "Cliquez ici pour commencer.", leads_to=AccessScreen),
        ),
    )


def refuse_cookies() -> Flow:
    """Answers the cookie banner, wherever it turns up."""
    return Flow(
        "Je refuse les cookies facultatifs",
        start=CookieBanner,
        whenever=True,
        steps=(
            Click(
                CookieBanner.refuse_button,
                "Cliquez ici, sauf si vous souhaitez recevoir de la publicité.",
            ),
            Read("Les cookies nécessaires au fonctionnement du site restent actifs : le portail marche aussi bien."),
        ),
    )


def set_cookies() -> Flow:
    """Answers a banner that hides refusing behind its settings."""
    return Flow(
        "Je règle les cookies facultatifs",
        start=BareCookieBanner,
        whenever=True,
        steps=(
            Lack("Aucun bouton ne permet de tout refuser d’un seul clic.", missing=CookieBanner.refuse_button),
            Click(
                BareCookieBanner.settings_button,
                "Le refus n’est pas proposé tout de suite : cliquez ici.",
                leads_to=CookiePanel,
            ),
            UntickAll("Décochez tout ce qui peut l’être.", CookiePanel.heading),
            Click(CookiePanel.save_button, "Puis enregistrez vos choix ici."),
        ),
    )


def create_access(applicant: Applicant) -> Flow:
    """Choose a password for the identifier that the invitation brings."""
    return Flow(
        "Je crée mes accès",
        start=AccessScreen,
        steps=(
            Verify(
                AccessScreen.identifier_field,
                applicant.email,
                "Vérifiez votre identifiant : c’est votre adresse professionnelle.",
            ),
            Fill(
                AccessScreen.password_field,
                the_password(applicant),
                "Choisissez un mot de passe et notez-le en lieu sûr.",
            ),
            Fill(
                AccessScreen.confirmation_field,
                the_password(applicant),
                "Tapez une seconde fois le même mot de passe.",
            ),
            Click(
                AccessScreen.submit_button,
                "Puis cliquez ici, une seule fois.",
                leads_to=ActivationScreen,
                sends=ActivationMail,
                patience=CREATION_PATIENCE,
            ),
            Read(
                "La création est assez longue : comptez jusqu’à une minute et demie. Laissez la page ouverte et ne"
                " cliquez pas une deuxième fois."
            ),
        ),
    )


def activate() -> Flow:
    """From the activation screen to the login, past the mail that asks for nothing."""
    return Flow(
        "Mon compte est activé",
        start=ActivationScreen,
        steps=(
            Click(
                ActivationScreen.continue_button,
                "Votre compte est prêt. Cliquez ici pour aller vous connecter.",
                leads_to=LoginScreen,
            ),
            Receive(
                ActivationMail,
                "Il n’y a rien à faire : ce message confirme seulement que votre compte est activé. N’attendez pas"
                " qu’il arrive pour continuer.",
            ),
        ),
    )


def sign_in(applicant: Applicant) -> Flow:
    """From the login screen to the personal space."""
    return Flow(
        "Je me connecte",
        start=LoginScreen,
        steps=(
            Fill(LoginScreen.email_field, applicant.email, "Mettez ici votre identifiant."),
            Fill(
                LoginScreen.password_field,
                the_password(applicant),
                "Tapez le mot de passe que vous avez choisi. Si le champ est déjà rempli, vérifiez que c’est le bon.",
            ),
            Click(
                LoginScreen.submit_button,
                "Puis cliquez ici.",
                leads_to=AffiliationScreen,
                sends=CodeMail,
            ),
        ),
    )


def prove_identity() -> Flow:
    """Answers the challenge with the mailed code, wherever it is asked for."""
    return Flow(
        "Je confirme que c’est bien moi",
        start=ChallengeScreen,
        whenever=True,
        steps=(
            ReceiveCode(
                CodeMail,
                "Un message avec un code arrive dans votre messagerie. Il est valable 15 minutes.",
            ),
            Read(
                "Le code commence par les chiffres que l’écran affiche déjà : c’est à cela que vous reconnaissez le"
                " bon message. Seuls les chiffres après le tiret sont à taper.",
                CodeMail.code_text,
                live="Le bon message est celui dont le code commence par les chiffres déjà affichés à l’écran.",
            ),
            Fill(
                ChallengeScreen.code_field,
                the_code,
                "Tapez ici la suite du code, sans les chiffres qui sont déjà affichés devant.",
            ),
            Tick(
                ChallengeScreen.trust_box,
                "Cochez ici pour ne pas recommencer pendant 30 jours, si cet ordinateur est le vôtre.",
            ),
            Click(ChallengeScreen.submit_button, "Puis cliquez ici."),
            Read(
                "Rien reçu au bout de 5 minutes ? Regardez dans les courriers indésirables, puis demandez un nouveau"
                " code : le précédent ne marche alors plus.",
                live="",
            ),
        ),
    )


def choose_enrolment() -> Flow:
    """Choose to enrol."""
    return Flow(
        "Je choisis d’adhérer",
        start=AffiliationScreen,
        steps=(
            Recognise("Vérifiez que c’est bien votre nom qui s’affiche.", AffiliationScreen.greeting_text),
            Read(
                "Vous pensez pouvoir être dispensé ? C’est ici, et c’est un autre tutoriel.",
                AffiliationScreen.exempt_button,
                live="Vous pensez pouvoir être dispensé ? C’est ici.",
            ),
            Click(
                AffiliationScreen.enrol_button,
                "Vous voulez adhérer ? Cliquez ici.",
                leads_to=BeneficiariesScreen,
                sends=CodeMail,
            ),
            Read("Tout est enregistré à chaque étape : vous pouvez vous arrêter et reprendre plus tard."),
        ),
    )


def choose_exemption() -> Flow:
    """Choose to ask for an exemption."""
    return Flow(
        "Je choisis de demander une dispense",
        start=AffiliationScreen,
        steps=(
            Recognise("Vérifiez que c’est bien votre nom qui s’affiche.", AffiliationScreen.greeting_text),
            Read(
                "Vous préférez adhérer ? C’est ici, et c’est un autre tutoriel.",
                AffiliationScreen.enrol_button,
                live="Vous préférez adhérer ? C’est ici.",
            ),
            Click(
                AffiliationScreen.exempt_button,
                "Vous pouvez être dispensé ? Cliquez ici.",
                leads_to=ExemptionScreen,
                sends=CodeMail,
            ),
            Read("Tout est enregistré à chaque étape : vous pouvez vous arrêter et reprendre plus tard."),
        ),
    )


def see_affiliation() -> Flow:
    """Arrive in the personal space and look, without starting anything."""
    return Flow(
        "J’arrive dans mon espace",
        start=AffiliationScreen,
        steps=(
            Recognise("Vérifiez que c’est bien votre nom qui s’affiche.", AffiliationScreen.greeting_text),
            Read("Vous voulez adhérer ? C’est ici.", AffiliationScreen.enrol_button),
            Read("Vous pensez pouvoir être dispensé ? C’est ici.", AffiliationScreen.exempt_button),
        ),
    )


def declare_beneficiaries() -> Flow:
    """Fill in and save the first screen of the enrolment."""
    return Flow(
        "Je déclare mes bénéficiaires",
        start=BeneficiariesScreen,
        steps=(
            Tick(
                BeneficiariesScreen.spouse_choice,
                "Dites si votre conjoint doit être couvert. Ici, c’est non.",
                live="Dites si votre conjoint doit être couvert : oui ou non.",
            ),
            Tick(BeneficiariesScreen.children_choice, "Dites de même pour vos enfants."),
            Click(
                BeneficiariesScreen.save_button,
                "Puis cliquez ici pour passer à la suite. Vous pouvez aussi vous arrêter là et reprendre plus tard.",
                leads_to=StepSavedScreen,
            ),
            Read("La première étape est enregistrée.", StepSavedScreen.heading),
        ),
    )


def invoke_exemption() -> Flow:
    """Fill in and save the first screen of the exemption."""
    return Flow(
        "J’indique mon cas de dispense",
        start=ExemptionScreen,
        steps=(
            Tick(
                ExemptionScreen.collective_choice,
                "Choisissez le cas qui est le vôtre. Ici, par exemple, une autre couverture collective.",
                live="Choisissez le cas qui est le vôtre.",
            ),
            Click(
                ExemptionScreen.save_button,
                "Puis cliquez ici pour passer à la suite. Vous pouvez aussi vous arrêter là et reprendre plus tard.",
                leads_to=StepSavedScreen,
            ),
            Read("La première étape est enregistrée.", StepSavedScreen.heading),
        ),
    )


def ask_for_new_password(applicant: Applicant) -> Flow:
    """From the login screen to the mail with the link."""
    return Flow(
        "Je demande un nouveau mot de passe",
        start=LoginScreen,
        steps=(
            Click(LoginScreen.forgotten_link, "Cliquez sur ce lien.", leads_to=ForgottenPasswordScreen),
            Fill(ForgottenPasswordScreen.email_field, applicant.email, "Mettez ici votre identifiant."),
            Click(
                ForgottenPasswordScreen.submit_button,
                "Puis cliquez ici.",
                leads_to=LinkSentScreen,
                sends=NewPasswordMail,
            ),
            Read("Le portail répond la même chose, que l’adresse soit connue ou non.", LinkSentScreen.heading),
        ),
    )


def choose_new_password(applicant: Applicant) -> Flow:
    """From the mail with the link back to the login screen."""
    return Flow(
        "Je choisis un nouveau mot de passe",
        start=NewPasswordMail,
        steps=(
            Receive(
                NewPasswordMail,
                "Ce message arrive dans votre messagerie. Son lien ne marche qu’une fois.",
                needed=True,
            ),
            Follow(NewPasswordMail.new_password_link, "Cliquez sur ce bouton.", leads_to=NewPasswordScreen),
            Fill(NewPasswordScreen.password_field, the_password(applicant), "Choisissez un nouveau mot de passe."),
            Fill(
                NewPasswordScreen.confirmation_field,
                the_password(applicant),
                "Tapez une seconde fois le même mot de passe.",
            ),
            Click(NewPasswordScreen.submit_button, "Puis cliquez ici.", leads_to=PasswordChangedScreen),
            Click(
                PasswordChangedScreen.login_link,
                "Cliquez ici pour vous connecter avec le nouveau mot de passe.",
                leads_to=LoginScreen,
            ),
        ),
    )
