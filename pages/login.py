from __future__ import annotations

from pages.element import Button, Field, Heading, Link
from pages.screen import Screen


class LoginScreen(Screen):
    """The way into the personal space."""

    guarded = True

    heading = Heading("Me connecter")
    email_field = Field("Email de connexion")
    password_field = Field("Mot de passe")
    submit_button = Button("Me connecter")
    forgotten_link = Link("Mot de passe oublié")
    activate_link = Link("Activer un compte")


class ForgottenPasswordScreen(Screen):
    """Where one asks for a link to choose a new password."""

    heading = Heading("Mot de passe oublié")
    email_field = Field("Email de connexion")
    submit_button = Button("Recevoir le lien")


class LinkSentScreen(Screen):
    """Says the same for known and unknown addresses."""

    heading = Heading("Vérifiez votre messagerie")


class NewPasswordScreen(Screen):
    """Where the link of the mail leads; it works once."""

    heading = Heading("Nouveau mot de passe")
    password_field = Field("Choisissez votre mot de passe")
    confirmation_field = Field("Confirmez votre mot de passe")
    submit_button = Button("Enregistrer mon mot de passe")


class PasswordChangedScreen(Screen):
    """Confirms the new password."""

    heading = Heading("Votre mot de passe est modifié")
    login_link = Link("Me connecter")
