from __future__ import annotations

from pages.element import Button, Choice, Heading, Text
from pages.screen import Screen


class ExemptionScreen(Screen):
    """The first screen of "Demander une dispense": the case that one invokes (décret 2022-633, art. 3)."""

    heading = Heading("Ma demande de dispense")
    collective_choice = Choice(
        "Je suis couvert par un autre contrat collectif", question="Quelle est votre situation ?"
    )
    saved_text = Text("Vos réponses sont enregistrées.")
    save_button = Button("Enregistrer et continuer")
    cancel_button = Button("Annuler")
