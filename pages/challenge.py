from __future__ import annotations

import re
from typing import Final

from pages.element import Box, Button, Field, Heading, Link, Text
from pages.screen import Screen

_PREFIX: Final = r"^\s*([A-Z0-9]{2,8})\s*[-‐‑–—]\s*$"


class ChallengeScreen(Screen):
    """Asks for the code that was just mailed.

    The prefix printed beside the field is random for each challenge and stands in the mail too, so that a
    person picks the right mail; a resend makes a new one and voids the old.
    """

    heading = Heading("Authentification renforcée")
    address_text = Text("cam*****@…", pattern=r"[^\s@]\*+[^\s@]*@[^\s@]+")
    prefix_text = Text("671 -", pattern=_PREFIX)
    # "Veillez" is the portal's own spelling; it may be mended one day.
    code_field = Field(
        "Veillez saisir le code de sécurité reçu par email",
        "Veuillez saisir le code de sécurité reçu par email",
        css="input[autocomplete=one-time-code]",
    )
    trust_box = Box(
        "Ne plus me demander de vérification d'authentification depuis ce navigateur pour une période de 30 jours."
    )
    submit_button = Button("Valider ce code")
    resend_link = Link("Renvoyer à nouveau le code.")

    def prefix(self) -> str:
        """The prefix that is printed beside the field, without its dash.

        Raises:
            playwright.sync_api.Error: none is printed, or more than one.
        """
        printed = self.prefix_text.on(self.page).inner_text()
        match = re.match(_PREFIX, printed)
        return match.group(1) if match else printed.strip()
