from __future__ import annotations

import re

from pages.element import Button, Heading, Text
from pages.screen import Screen


class AffiliationScreen(Screen):
    """The personal space before enrolment: two ways lead on from here."""

    heading = Heading("Mon affiliation santé")
    greeting_text = Text("Bonjour", pattern=re.compile(r"^\s*Bonjour[\s,]+\S"), sensitive=True)
    hint_text = Text("Astuce")
    enrol_button = Button("Démarrer l'adhésion")
    exempt_button = Button("Demander une dispense")
