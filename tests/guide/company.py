"""A person who acts, and the guide beside them, turn by turn: no test needs a thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import Error as PlaywrightError

from flows.applicant import NOBODY
from flows.guidance.guide import Guide
from flows.journeys import JOURNEYS
from pages.access import AccessScreen, ActivationScreen
from pages.affiliation import AffiliationScreen
from pages.challenge import ChallengeScreen
from pages.cookies import CookieBanner
from pages.enrolment import BeneficiariesScreen
from pages.exemption import ExemptionScreen
from pages.login import LoginScreen
from pages.welcome import WelcomeScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from fixtures.ground import Ground
    from flows.applicant import Applicant
    from flows.flow import Journey
    from flows.guidance.keeper import Keeper
    from flows.guidance.overlay import Panel
    from flows.stage import Stage
    from pages.element import Element

WITHIN: Final = 15.0
"""Seconds after which nothing more is to be expected."""


def all_journeys() -> dict[str, Journey]:
    return {name: describe(NOBODY) for name, describe in JOURNEYS.items()}


class Company:
    """A page with a guide on it."""

    def __init__(
        self, stage: Stage, *, chosen: str | None = None, fill_code: bool = False, keeper: Keeper | None = None
    ) -> None:
        self.page = stage.page
        self.guide = Guide(stage, journeys=all_journeys(), chosen=chosen, fill_code=fill_code, keeper=keeper)

    @property
    def panel(self) -> Panel:
        assert self.guide.panel, "nothing is shown yet"
        return self.guide.panel

    @property
    def told(self) -> str:
        panel = self.guide.panel
        return "\n".join((panel.chapter, panel.progress, panel.sentence, *panel.details)) if panel else ""

    def until(self, fact: Callable[[], bool], otherwise: str) -> None:
        deadline = time.monotonic() + WITHIN
        while not fact():
            if time.monotonic() > deadline:
                pytest.fail(f"{otherwise}; the guide says: {self.told}")
            self.guide.turn()
            self.guide.listen()

    def hears(self, words: str) -> Panel:
        """Turn until the guide says ``words``."""
        self.until(lambda: words in self.told, f"the guide never says « {words} »")
        return self.panel

    def turns(self, seconds: float, unless: Callable[[], bool] = lambda: False) -> None:
        """Let the guide go on for a while."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not unless():
            self.guide.turn()
            self.guide.listen()

    def presses(self, name: str) -> None:
        """Press a button of the panel, which must be there."""
        assert name in [button.name for button in self.panel.buttons]
        self.guide.hear(self.page, name)

    def clicks(self, element: Element) -> None:
        """Click, and once more where the page has moved away under the pointer, as people do."""
        target = element.on(self.page)
        before = self.told
        target.click()
        self.turns(1, unless=lambda: self.told != before)
        if self.told == before and target.count():
            target.click()

    def ticks(self, element: Element) -> None:
        """Tick, with the same patience."""
        try:
            element.on(self.page).check()
        except PlaywrightError:
            element.on(self.page).check()

    # What the person does on the page

    def refuses_cookies(self) -> None:
        self.hears("Je refuse les cookies")
        self.clicks(CookieBanner.refuse_button)

    def begins(self) -> None:
        self.hears("Je commence mes démarches")
        self.clicks(WelcomeScreen.start_button)

    def creates_access(self, password: str) -> None:
        page = self.page
        self.hears("Choisissez un mot de passe")
        AccessScreen.password_field.on(page).press_sequentially(password)
        self.hears("Tapez une seconde fois")
        AccessScreen.confirmation_field.on(page).press_sequentially(password)
        self.hears("Puis cliquez ici, une seule fois.")
        self.clicks(AccessScreen.submit_button)

    def activates(self) -> None:
        self.hears("Votre compte est prêt")
        self.clicks(ActivationScreen.continue_button)

    def signs_in(self, email: str, password: str) -> None:
        page = self.page
        self.hears("Mettez ici votre identifiant")
        LoginScreen.email_field.on(page).press_sequentially(email)
        self.hears("Tapez le mot de passe")
        LoginScreen.password_field.on(page).press_sequentially(password)
        self.hears("Puis cliquez ici.")
        self.clicks(LoginScreen.submit_button)

    def comes_to_the_space(self, applicant: Applicant) -> None:
        """From the invitation to the screen where the ways part."""
        password = applicant.password.get_secret_value()
        self.refuses_cookies()
        self.begins()
        self.creates_access(password)
        self.activates()
        self.signs_in(applicant.email, password)
        self.hears("Que souhaitez-vous faire")

    def enrols(self) -> None:
        self.hears("Vous voulez adhérer")
        self.clicks(AffiliationScreen.enrol_button)

    def asks_for_an_exemption(self) -> None:
        self.hears("Vous pouvez être dispensé")
        self.clicks(AffiliationScreen.exempt_button)

    def types_the_code(self) -> None:
        self.hears("Tapez ici ces chiffres")
        code = self.panel.sentence.rpartition(" ")[2]
        ChallengeScreen.code_field.on(self.page).press_sequentially(code)
        self.hears("Cochez ici")
        self.ticks(ChallengeScreen.trust_box)
        self.hears("Puis cliquez ici.")
        self.clicks(ChallengeScreen.submit_button)

    def answers_about_the_family(self) -> None:
        self.hears("votre conjoint")
        self.ticks(BeneficiariesScreen.spouse_choice)
        self.hears("vos enfants")
        self.ticks(BeneficiariesScreen.children_choice)
        self.hears("pour passer à la suite")
        self.clicks(BeneficiariesScreen.save_button)

    def names_the_case(self) -> None:
        self.hears("Choisissez le cas")
        self.ticks(ExemptionScreen.collective_choice)
        self.hears("pour passer à la suite")
        self.clicks(ExemptionScreen.save_button)


def password_of(ground: Ground) -> str:
    return ground.applicant.password.get_secret_value()
