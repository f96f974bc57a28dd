from __future__ import annotations

from pages.element import Button, Link, Text
from pages.screen import Screen


class CookieBanner(Screen):
    """The banner over any page until it is answered; refusing is as easy as accepting (CNIL)."""

    heading = Text("Le respect de votre vie privée est notre priorité.")
    refuse_button = Button("Continuer sans accepter")
    settings_button = Button("Paramétrer")
    accept_button = Button("Accepter et poursuivre")
    privacy_link = Link("politique de confidentialité")

    known_by = refuse_button
