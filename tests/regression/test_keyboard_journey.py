"""The journeys without a mouse: Tab, Shift+Tab, Space, Enter, arrows and typing, from the mail on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from fixtures.ground import settle
from flows.journeys import JOURNEYS
from flows.steps import ReceiveCode
from mock_portal import BundledPortal, Challenge, Person, PortalOptions
from pages.affiliation import AffiliationScreen
from pages.cookies import CookieBanner
from pages.enrolment import BeneficiariesScreen
from pages.login import LoginScreen
from pages.mails import CodeMail, InvitationMail
from reports.record import Outcome
from tests.regression.keyboard import BY_KEYBOARD, press, tab_to
from tests.regression.performers import Walker, by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import FrameLocator, Page

    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from flows.journeys import JourneyName
    from flows.stage import Stage
    from pages.screen import MailView, Screen

pytestmark = pytest.mark.bundled_only

PASSWORD = "Soleil#2031vert"
STOP = """() => {
    const at = document.activeElement;
    return at === document.body ? '' : `${at.tagName} ${at.name ?? ''} ${at.value ?? ''} ${at.textContent.trim()}`;
}"""
"""A name for what has the focus."""


@pytest.fixture
def lone_portal() -> Iterator[BundledPortal]:
    """One in whose webmail few mails stand."""
    with BundledPortal(PortalOptions(creation_seconds=0.3)) as portal:
        yield portal


def open_mail(webmail: Page, view: type[MailView]) -> FrameLocator:
    """Open the newest such mail."""
    press(webmail, webmail.get_by_role("link", name="Actualiser"))
    letter = webmail.get_by_role("navigation").get_by_role("link", name=view.subject).first
    press(webmail, letter)
    expect(letter).to_have_attribute("aria-current", "page")
    return webmail.frame_locator("iframe")


@dataclass(frozen=True)
class ReadCode(ReceiveCode):
    """See besides that the code can be read in the webmail, which is open in the first window."""

    def act(self, stage: Stage) -> None:
        super().act(stage)
        assert stage.code
        code = stage.code.value.get_secret_value()
        letter = open_mail(stage.page.context.pages[0], CodeMail)
        expect(letter.get_by_text(re.compile(rf"^\s*\d{{3}}-{code}\s*$"))).to_be_visible()


@pytest.mark.smoke
@pytest.mark.parametrize("journey", ["adhesion", "dispense"])
def test_a_keyboard_is_enough_for_the_journey(
    journey: JourneyName, lone_portal: BundledPortal, applicant: Applicant, page: Page, settings: Settings
) -> None:
    seen: list[str] = []

    def look(_page: Page, screen: type[Screen]) -> None:
        seen.append(screen.__name__)

    with settle(lone_portal, journey, applicant) as ground:
        page.goto(lone_portal.webmail_url)
        letter = open_mail(page, InvitationMail)
        with page.expect_popup() as opened:
            press(page, letter.get_by_role("link", name="Ouvrir mon invitation"))
        plan = by(BY_KEYBOARD | {ReceiveCode: ReadCode}, JOURNEYS[journey](ground.applicant))
        record = Walker(ground.stage(opened.value, settings), look).play(plan)

    assert record.outcome is Outcome.PASSED, record.diagnosis
    assert {"CookieBanner", "ChallengeScreen", "StepSavedScreen"} <= set(seen)


@pytest.fixture
def adhesion(page: Page, serve: Callable[..., BundledPortal], applicant: Applicant) -> Page:
    """The first screen of the enrolment, reached with keys, the banner refused."""
    portal = serve(challenge=Challenge.NEVER)
    portal.register(Person(email=applicant.email, first_name="Alix", last_name="Garnier"), PASSWORD)
    page.goto(f"{portal.url}/adhesion")
    press(page, CookieBanner.refuse_button.on(page))
    tab_to(page, LoginScreen.email_field.on(page))
    page.keyboard.type(applicant.email)
    tab_to(page, LoginScreen.password_field.on(page))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    BeneficiariesScreen.heading.on(page).wait_for()
    return page


@pytest.fixture
def untouched(inside: Page) -> Page:
    """The same screen for those who answer nothing there."""
    press(inside, AffiliationScreen.enrol_button.on(inside))
    BeneficiariesScreen.heading.on(inside).wait_for()
    return inside


DIALOGS = {"Gestion des cookies": "Vos choix en matière de cookies", "Annuler": "Quitter votre démarche ?"}


@pytest.mark.parametrize("opener", DIALOGS)
@pytest.mark.parametrize("closing", ["Escape", "button"])
def test_a_dialog_keeps_the_focus_and_gives_it_back(untouched: Page, opener: str, closing: str) -> None:
    opening = untouched.get_by_role("button", name=opener).or_(untouched.get_by_role("link", name=opener))
    dialog = untouched.locator("[role=dialog], [role=alertdialog]").filter(visible=True)

    press(untouched, opening)
    expect(dialog).to_have_accessible_name(DIALOGS[opener])
    for key in ["Tab"] * 9 + ["Shift+Tab"] * 9:
        untouched.keyboard.press(key)
        assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    if closing == "Escape":
        untouched.keyboard.press("Escape")
    else:
        press(untouched, dialog.get_by_role("button", name=re.compile("^(Fermer|Non)$")))

    expect(dialog).to_have_count(0)
    expect(opening).to_be_focused()


def test_shift_tab_leads_back_the_same_way(adhesion: Page) -> None:
    def stops(key: str) -> list[str]:
        found = [adhesion.evaluate(STOP)]
        while len(found) < 40:
            adhesion.keyboard.press(key)
            if (stop := adhesion.evaluate(STOP)) in ("", found[0]):
                break
            found.append(stop)
        return found

    tab_to(adhesion, adhesion.get_by_role("link", name="Aller au contenu"))
    # A question without an answer is entered at its first answer from above, and at its last one from below.
    BeneficiariesScreen.spouse_choice.on(adhesion).check()
    BeneficiariesScreen.children_choice.on(adhesion).check()
    adhesion.get_by_role("link", name="Aller au contenu").focus()
    there = stops("Tab")
    tab_to(adhesion, adhesion.get_by_role("link", name="Gestion des cookies"))
    back = stops("Shift+Tab")

    assert len(there) > 8
    assert back == there[::-1]


def test_the_skip_link_leads_past_the_header(untouched: Page) -> None:
    press(untouched, untouched.get_by_role("link", name="Aller au contenu"))

    untouched.keyboard.press("Tab")

    group = untouched.get_by_role("group", name="Souhaitez-vous ajouter votre conjoint ?")
    expect(group.get_by_role("radio").first).to_be_focused()


def test_nobody_leaves_by_accident_with_escape(untouched: Page) -> None:
    press(untouched, BeneficiariesScreen.cancel_button.on(untouched))
    untouched.keyboard.press("Escape")

    expect(BeneficiariesScreen.heading.on(untouched)).to_be_visible()
    expect(AffiliationScreen.heading.on(untouched)).to_have_count(0)
