from __future__ import annotations

from pages.element import Button, Heading, Text
from pages.screen import Screen


class WelcomeScreen(Screen):
    """Where the personal link of the invitation leads."""

    heading = Heading("Bienvenue")
    start_button = Button("Réaliser mes démarches →")


class BigSteps(Screen):
    """The part of the welcome page that announces what is to come."""

    heading = Heading("Les grandes étapes")
    access_text = Text("Je crée mon identifiant sécurisé")
    beneficiaries_text = Text("J'ajoute mes bénéficiaires conjoint et/ou enfants")
    signature_text = Text("Je signe mes documents en ligne")
