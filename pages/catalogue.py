"""Every screen and mail that is known, so that declarations can be checked without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pages import situations
from pages.access import AccessScreen, ActivationScreen
from pages.affiliation import AffiliationScreen
from pages.challenge import ChallengeScreen
from pages.cookies import CookieBanner
from pages.enrolment import BeneficiariesScreen, StepSavedScreen
from pages.exemption import ExemptionScreen
from pages.login import (
    ForgottenPasswordScreen,
    LinkSentScreen,
    LoginScreen,
    NewPasswordScreen,
    PasswordChangedScreen,
)
from pages.mails import ActivationMail, CodeMail, InvitationMail, NewPasswordMail
from pages.welcome import BigSteps, WelcomeScreen

if TYPE_CHECKING:
    from pages.screen import MailView, Screen

SCREENS: Final[tuple[type[Screen], ...]] = (
    WelcomeScreen,
    BigSteps,
    CookieBanner,
    AccessScreen,
    ActivationScreen,
    LoginScreen,
    AffiliationScreen,
    ChallengeScreen,
    BeneficiariesScreen,
    ExemptionScreen,
    StepSavedScreen,
    ForgottenPasswordScreen,
    LinkSentScreen,
    NewPasswordScreen,
    PasswordChangedScreen,
)
"""In the order of the tutorial."""

SITUATIONS: Final[tuple[type[Screen], ...]] = tuple(
    declared
    for declared in vars(situations).values()
    if isinstance(declared, type) and declared.__module__ == situations.__name__
)
"""What may stand where another screen was expected."""

MAILS: Final[tuple[type[MailView], ...]] = (InvitationMail, ActivationMail, CodeMail, NewPasswordMail)
