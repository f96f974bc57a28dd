from __future__ import annotations

import re
from typing import Final

from pages.element import Box, Button, Field, Heading, Link, Text
from pages.screen import Screen

_DASH: Final = "[-‐‑–—]"
_PREFIX: Final = rf"^\s*([A-Z0-9]{{2,8}})\s*{_DASH}\s*$"
_LAST_WORD: Final = rf"([A-Z]*\d[A-Z0-9]+)\s*(?:{_DASH}|:)?\s*$"

_BEFORE: Final = """fields => {
    const field = fields[0], walker = document.createTreeWalker(field.getRootNode(), NodeFilter.SHOW_ALL);
    let before = '';
    for (let node = walker.nextNode(); node && node !== field; node = walker.nextNode()) {
        const isText = node.nodeType === Node.TEXT_NODE;
        if (node.type === 'password') continue;
        const shown = isText ? node.parentElement?.checkVisibility() && node.data : node.value;
        if (typeof shown === 'string' && shown.trim()) before = `${before} ${shown}`.slice(-100);
    }
    return before;
}"""
"""The text that a person reads last before the field, values of locked fields included."""


class ChallengeScreen(Screen):
    """Asks for the code that was just mailed.

    The prefix printed beside the field is random for each challenge and stands in the mail too, so that a
    person picks the right mail; a resend makes a new one and voids the old.
    """

    heading = Heading("Authentification renforcée")
    address_text = Text("cam*****@…", pattern=re.compile(r"[^\s@]\*+[^\s@]*@[^\s@]+"), sensitive=True)
    prefix_text = Text("671 -", pattern=re.compile(_PREFIX))
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

    def prefix(self) -> str | None:
        """The prefix that is printed beside the field, without its dash; None where none can be told.

        Raises:
            playwright.sync_api.Error: the field is not there, or more than once.
        """
        printed = self.prefix_text.on(self.page)
        if printed.count() == 1 and (alone := re.match(_PREFIX, printed.inner_text())):
            return alone.group(1)
        self.code_field.on(self.page).wait_for()
        last = re.search(_LAST_WORD, self.code_field.on(self.page).evaluate_all(_BEFORE))
        return last.group(1) if last else None
