"""The prefix, as portals print it."""

import pytest
from playwright.sync_api import Page

from pages.challenge import ChallengeScreen

FIELD = '<input autocomplete="one-time-code">'


@pytest.mark.parametrize(
    "printed",
    [
        f"<p><span>671 -</span> {FIELD}</p>",
        f"<p><label for=c>671 -</label> {FIELD}</p>",
        f"<p><b>671-</b>{FIELD}</p>",
        f"<p><span>671&nbsp;–</span>{FIELD}</p>",
        f"<p><span>671</span> <span>-</span> {FIELD}</p>",
        f"<p>671 - {FIELD}</p>",
        f"<p><span>671</span> {FIELD}</p>",
        f'<p><input readonly value="671 -" size="4"> {FIELD}</p>',
        f"<p>Votre code commence par 671 - {FIELD}</p>",
        f'<p><span style="display:none">671 -</span><span>671 -</span> {FIELD}</p>',
    ],
)
def test_the_prefix_is_read_however_it_is_printed(page: Page, printed: str) -> None:
    page.set_content(
        f"<h1>Authentification renforcée</h1><p>Valable 15 minutes, contrat 4021.</p>{printed}<p>123 456</p>"
    )

    assert ChallengeScreen(page).prefix() == "671"


def test_without_a_prefix_none_is_made_up(page: Page) -> None:
    page.set_content(f"<p>Veillez saisir le code de sécurité reçu par email</p>{FIELD}")

    assert ChallengeScreen(page).prefix() is None
