from __future__ import annotations

from pages.element import Button, Choice, Heading, Link, Text
from pages.screen import Screen


class BeneficiariesScreen(Screen):
    """The first screen of "Démarrer l'adhésion": whom the contract shall cover besides oneself."""

    heading = Heading("Mes bénéficiaires")
    spouse_choice = Choice("Non", question="Souhaitez-vous ajouter votre conjoint ?")
    children_choice = Choice("Non", question="Souhaitez-vous ajouter des enfants ?")
    saved_text = Text("Vos réponses sont enregistrées.")
    save_button = Button("Enregistrer et continuer")
    cancel_button = Button("Annuler")


class StepSavedScreen(Screen):
    """Confirms what was saved."""

    heading = Heading("Étape enregistrée")
    back_link = Link("Revenir à mon affiliation")
