from __future__ import annotations

from pages.element import Button, Field, Heading
from pages.screen import Screen


class AccessScreen(Screen):
    """Where an invited person chooses a password; the identifier is the professional address."""

    guarded = True

    heading = Heading("Création de vos accès")
    # The tutorial prints no label for the first field, only numbers 2 and 3 for those below it.
    identifier_field = Field("Identifiant", "Votre identifiant", css="input[autocomplete=username]", sensitive=True)
    password_field = Field("Choisissez votre mot de passe")
    confirmation_field = Field("Confirmez votre mot de passe")
    submit_button = Button("Confirmer et créer mes accès")


class ActivationScreen(Screen):
    """Tells that the account is active; nothing but the way to the login."""

    heading = Heading("Activation de votre identifiant")
    continue_button = Button("Accéder à mon espace")
