"""What a person may meet beside the way: all that the Robot knows of, and what only somebody at the screen meets."""

from __future__ import annotations

from typing import Final

from flows.detours import DETOURS
from flows.flow import Detour, Flow
from pages.access import AccessScreen
from pages.challenge import ChallengeScreen
from pages.login import LoginScreen, NewPasswordScreen
from pages.situations import (
    CodeResentNotice,
    CodeSpentNotice,
    ConfirmationDiffersNotice,
    ResendTooSoonNotice,
    SessionEndedNotice,
    WorkingScreen,
)

COUNSELLED: Final[tuple[Detour, ...]] = (
    Detour(
        flow=Flow("Un nouveau code est parti", start=CodeResentNotice, steps=()),
        about=(ChallengeScreen,),
        counsel="Un nouveau code vous est envoyé ; le précédent ne marche plus.",
        mild=True,
    ),
    Detour(
        flow=Flow("Ce code ne sert plus", start=CodeSpentNotice, steps=()),
        about=(ChallengeScreen,),
        counsel="Ce code n’est plus accepté après trop d’essais. Demandez-en un autre.",
        shows=ChallengeScreen.resend_link,
    ),
    Detour(
        flow=Flow("Il faut patienter un peu", start=ResendTooSoonNotice, steps=()),
        about=(ChallengeScreen,),
        counsel="Un code vient de vous être envoyé. Laissez passer le délai indiqué avant d’en demander un autre.",
    ),
    Detour(
        flow=Flow("Votre session a pris fin", start=SessionEndedNotice, steps=()),
        about=(LoginScreen,),
        counsel="Votre session a pris fin : reconnectez-vous. Ce qui était enregistré est conservé.",
    ),
    Detour(
        flow=Flow("Les mots de passe diffèrent", start=ConfirmationDiffersNotice, steps=()),
        about=(AccessScreen, NewPasswordScreen),
        counsel="Les deux mots de passe ne sont pas les mêmes. Retapez-les lentement, une fois dans chaque champ.",
    ),
    Detour(
        flow=Flow("Le portail travaille", start=WorkingScreen, steps=()),
        counsel=(
            "Le portail travaille : laissez la page ouverte et ne cliquez pas une seconde fois. Je reprends dès qu’il"
            " a fini."
        ),
        mild=True,
    ),
    *DETOURS,
)
"""In the order in which they are looked for: what must be told first."""
