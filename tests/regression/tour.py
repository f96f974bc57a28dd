"""A walk past everything that the bundled portal can show, errors and dialogs included."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

from mock_portal import Person, rules
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
from pages.welcome import WelcomeScreen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from mock_portal import BundledPortal
    from pages.element import Element

PASSWORD = "Soleil#2031vert"
IN_SPACE = (
    "already-enrolled",
    "exemption-pending",
    "deadline-near",
    "old-account",
    "error-at=affiliation",
)
"""Scenarios that show after the login."""
CREATION = dt.timedelta(minutes=1)
"""How long the toured portal must take for a creation, by its own clock."""


@dataclass(frozen=True, slots=True)
class Tour:
    """Leads ``page`` from one view to the next; each method yields the view's name once it shows."""

    portal: BundledPortal
    page: Page
    person: Person

    def everything(self) -> Iterator[str]:
        """Every view, in an order in which one leads to the next."""
        self.portal.open_mailbox(self.person.email, "boite")
        link = self.portal.invite(self.person)
        yield from self.cookies()
        yield from self.public_pages()
        yield from self.creation(link)
        yield from self.login()
        yield from self.challenge()
        yield from self.adhesion()
        yield from self.dispense()
        yield from self.space()
        yield from self.forgotten_password()
        yield from self.locked()
        yield from self.mails()
        yield from self.expired_link()
        yield from self.scenarios()

    def cookies(self) -> Iterator[str]:
        self._open("/connexion")
        expect(CookieBanner.refuse_button.on(self.page)).to_be_visible()
        yield "cookie banner"
        self._press(CookieBanner.settings_button)
        expect(self.page.get_by_role("dialog", name="Vos choix en matière de cookies")).to_be_visible()
        yield "cookie panel"
        self.page.keyboard.press("Escape")
        self._press(CookieBanner.refuse_button)
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def public_pages(self) -> Iterator[str]:
        for path in ("/cookies", "/confidentialite", "/nulle-part", "/invitation/inconnu"):
            self._open(path)
            yield path
        self._open("/activer-un-compte")
        yield "invitation again"
        button = self.page.get_by_role("button", name="Recevoir mon invitation")
        button.click()
        yield self._wrong("invitation again")
        self.page.get_by_label("Adresse email professionnelle *").fill(self.person.email)
        button.click()
        expect(LinkSentScreen.heading.on(self.page)).to_be_visible()
        yield "invitation sent"

    def creation(self, link: str) -> Iterator[str]:
        taken = replace(self.person, email=f"pris.{self.person.email}")
        self.portal.register(taken, PASSWORD)
        self._open(urlsplit(link).path)
        expect(WelcomeScreen.heading.on(self.page)).to_be_visible()
        yield "welcome"
        self._press(WelcomeScreen.start_button)
        expect(AccessScreen.heading.on(self.page)).to_be_visible()
        yield "access"
        self._press(AccessScreen.submit_button)
        yield self._wrong("access")
        for email in (taken.email, self.person.email):
            AccessScreen.identifier_field.on(self.page).fill(email)
            AccessScreen.password_field.on(self.page).fill(PASSWORD)
            AccessScreen.confirmation_field.on(self.page).fill(PASSWORD)
            self._press(AccessScreen.submit_button)
            if email == taken.email:
                yield self._wrong("access, identifier taken")
        expect(self.page.get_by_role("heading", name="Création en cours")).to_be_visible()
        yield "creation"
        self.portal.clock.advance(CREATION)
        expect(ActivationScreen.heading.on(self.page)).to_be_visible()
        yield "activation"
        self._open(urlsplit(link).path)
        expect(self.page.get_by_role("heading", name="Compte déjà activé")).to_be_visible()
        yield "already active"

    def login(self) -> Iterator[str]:
        self._open("/affiliation")
        expect(LoginScreen.heading.on(self.page)).to_be_visible()
        yield "login after the session's end"
        self._press(LoginScreen.submit_button)
        yield self._wrong("login")
        self._sign_in("Faux#2031vert")
        expect(self.page.get_by_role("alert")).to_be_visible()
        yield "login, wrong password"
        self._sign_in(PASSWORD)
        expect(AffiliationScreen.heading.on(self.page)).to_be_visible()
        yield "affiliation"

    def challenge(self) -> Iterator[str]:
        self._press(AffiliationScreen.enrol_button)
        expect(ChallengeScreen.heading.on(self.page)).to_be_visible()
        yield "challenge"
        self._press(ChallengeScreen.submit_button)
        yield self._wrong("challenge")
        self._press(ChallengeScreen.resend_link)
        expect(self.page.get_by_role("alert")).to_be_visible()
        yield "challenge, resent too soon"
        self.portal.clock.advance(rules.RESEND_PAUSE)
        self._press(ChallengeScreen.resend_link)
        expect(self.page.get_by_role("status")).to_be_visible()
        yield "challenge, code resent"
        ChallengeScreen.code_field.on(self.page).fill(self._code())
        self._press(ChallengeScreen.submit_button)

    def adhesion(self) -> Iterator[str]:
        expect(BeneficiariesScreen.heading.on(self.page)).to_be_visible()
        yield "adhesion"
        self._press(BeneficiariesScreen.save_button)
        yield self._wrong("adhesion")
        self._press(BeneficiariesScreen.cancel_button)
        expect(self.page.get_by_role("alertdialog")).to_be_visible()
        yield "leaving"
        self.page.get_by_role("button", name="Non", exact=True).click()
        BeneficiariesScreen.spouse_choice.on(self.page).check()
        self.page.get_by_role("group", name="Souhaitez-vous ajouter des enfants ?").get_by_label("Oui").check()
        expect(BeneficiariesScreen.saved_text.on(self.page)).to_be_visible()
        yield "adhesion, with children"
        self._press(BeneficiariesScreen.save_button)
        yield self._wrong("adhesion, without their number")
        BeneficiariesScreen.children_choice.on(self.page).check()
        # As where no script runs: the warning is a page of its own.
        cancel = "form => { form.action += '/annuler'; HTMLFormElement.prototype.submit.call(form); }"
        self.page.locator("#demarche").evaluate(cancel)
        expect(self.page.get_by_role("heading", name="Quitter votre démarche ?")).to_be_visible()
        yield "leaving, as a page"
        self.page.get_by_role("link", name="Non", exact=True).click()
        self._press(BeneficiariesScreen.save_button)
        expect(StepSavedScreen.heading.on(self.page)).to_be_visible()
        yield "adhesion saved"

    def dispense(self) -> Iterator[str]:
        self._open("/dispense")
        expect(ExemptionScreen.heading.on(self.page)).to_be_visible()
        yield "dispense"
        self._press(ExemptionScreen.save_button)
        yield self._wrong("dispense")
        self.page.get_by_label("Je bénéficie de la complémentaire santé solidaire").check()
        self._press(ExemptionScreen.save_button)
        yield self._wrong("dispense, without a date")
        ExemptionScreen.collective_choice.on(self.page).check()
        self._press(ExemptionScreen.save_button)
        expect(StepSavedScreen.heading.on(self.page)).to_be_visible()
        yield "dispense saved"

    def space(self) -> Iterator[str]:
        self._press(StepSavedScreen.back_link)
        expect(AffiliationScreen.heading.on(self.page)).to_be_visible()
        yield "affiliation with drafts"
        self._open("/connexion")
        expect(self.page.get_by_role("heading", name="Vous êtes déjà connecté")).to_be_visible()
        yield "already signed in"
        self.page.locator("[name=form_token]").first.evaluate("field => { field.value = 'vieux'; }")
        self.page.get_by_role("button", name="Me déconnecter").click()
        expect(self.page.get_by_role("heading", name="Page expirée")).to_be_visible()
        yield "stale form"
        self.page.get_by_role("button", name="Me déconnecter").click()
        expect(LoginScreen.heading.on(self.page)).to_be_visible()
        yield "signed out"

    def forgotten_password(self) -> Iterator[str]:
        self._press(LoginScreen.forgotten_link)
        expect(ForgottenPasswordScreen.heading.on(self.page)).to_be_visible()
        yield "forgotten password"
        self._press(ForgottenPasswordScreen.submit_button)
        yield self._wrong("forgotten password")
        ForgottenPasswordScreen.email_field.on(self.page).fill(self.person.email)
        self._press(ForgottenPasswordScreen.submit_button)
        expect(LinkSentScreen.heading.on(self.page)).to_be_visible()
        yield "link sent"
        link = self._link_in_latest_mail()
        self._open(link)
        expect(NewPasswordScreen.heading.on(self.page)).to_be_visible()
        yield "new password"
        self._press(NewPasswordScreen.submit_button)
        yield self._wrong("new password")
        NewPasswordScreen.password_field.on(self.page).fill(PASSWORD)
        NewPasswordScreen.confirmation_field.on(self.page).fill(PASSWORD)
        self._press(NewPasswordScreen.submit_button)
        expect(PasswordChangedScreen.heading.on(self.page)).to_be_visible()
        yield "password changed"
        self._open(link)
        expect(self.page.get_by_role("heading", name="Lien expiré")).to_be_visible()
        yield "used link"

    def locked(self) -> Iterator[str]:
        self._open("/connexion")
        for _ in range(rules.LOGIN_TRIES):
            self._sign_in("Faux#2031vert")
        expect(self.page.get_by_role("alert")).to_contain_text("bloqué")
        yield "account locked"

    def mails(self) -> Iterator[str]:
        self._open(urlsplit(self.portal.webmail_url).path)
        yield "webmail"
        self.page.get_by_role("navigation").get_by_role("link").first.click()
        self.page.locator("iframe").wait_for()
        yield "webmail, one mail"
        # Out of their frame, in which no script may run, be it a judge's.
        self.page.goto("about:blank")
        for mail in {mail["Subject"]: mail for mail in self.portal.mails(self.person.email)}.values():
            body = mail.get_body(("html",))
            assert body
            self.page.set_content(body.get_content())
            yield f"mail « {mail['Subject']} »"

    def expired_link(self) -> Iterator[str]:
        late = replace(self.person, email=f"tard.{self.person.email}")
        self.portal.open_mailbox(late.email, "boite")
        link = self.portal.invite(late)
        self.portal.clock.advance(rules.INVITATION_LIFE)
        self._open(urlsplit(link).path)
        yield "link expired"

    def scenarios(self) -> Iterator[str]:
        newcomer = replace(self.person, email=f"neuf.{self.person.email}")
        self.portal.open_mailbox(newcomer.email, "boite")
        invited = urlsplit(self.portal.invite(newcomer)).path
        for scenario in ("campaign-not-open", "not-eligible", "anti-bot-page", "error-at=bienvenue"):
            with self._played(scenario, newcomer):
                self._open(invited)
                yield scenario
        for scenario in ("identifier-locked", "password-rule-hidden"):
            with self._played(scenario, newcomer):
                self._open(f"{invited}/acces")
                yield scenario
        for scenario in ("creation-gateway-timeout", "creation-doubled"):
            late = replace(self.person, email=f"{scenario}.{self.person.email}")
            self.portal.open_mailbox(late.email, "boite")
            with self._played(scenario, late):
                self._open(f"{urlsplit(self.portal.invite(late)).path}/acces")
                AccessScreen.password_field.on(self.page).fill(PASSWORD)
                AccessScreen.confirmation_field.on(self.page).fill(PASSWORD)
                self._press(AccessScreen.submit_button)
                self._leave(AccessScreen.heading)
                yield scenario
        self.portal.register(newcomer, PASSWORD)
        with self._played("invitation-expired", newcomer):
            self._open(invited)
            yield "invitation-expired"
        for scenario in IN_SPACE:
            with self._played(scenario, newcomer):
                self._open("/connexion")
                self._sign_in(PASSWORD, newcomer)
                self._leave(LoginScreen.heading)
                yield scenario
                self.page.context.clear_cookies(name=re.compile("session$"))
        self._open("/connexion")
        self._sign_in(PASSWORD, newcomer)
        expect(AffiliationScreen.heading.on(self.page)).to_be_visible()
        self.page.get_by_role("button", name="Me déconnecter").click()
        with self._played("anti-bot", newcomer):
            self._open("/connexion")
            yield "anti-bot"
        with self._played("banner-without-refusal", newcomer):
            self.page.context.clear_cookies(name=re.compile("consentement$"))
            self._open("/connexion")
            yield "banner-without-refusal"

    @contextmanager
    def _played(self, scenario: str, person: Person) -> Iterator[None]:
        self.portal.switch_on(scenario, person=person.email)
        yield
        self.portal.switch_off(scenario, person=person.email)

    def _open(self, path: str) -> None:
        self.page.goto(self.portal.url + path)

    def _press(self, element: Element) -> None:
        element.on(self.page).click()

    def _leave(self, heading: Element) -> None:
        expect(heading.on(self.page)).to_have_count(0)
        # Of the next page there may be nothing yet.
        self.page.wait_for_load_state()

    def _wrong(self, name: str) -> str:
        expect(self.page.get_by_role("alert")).to_be_visible()
        return f"{name}, wrong"

    def _sign_in(self, password: str, person: Person | None = None) -> None:
        LoginScreen.email_field.on(self.page).fill((person or self.person).email)
        LoginScreen.password_field.on(self.page).fill(password)
        self._press(LoginScreen.submit_button)

    def _code(self) -> str:
        subject = self.portal.mails(self.person.email)[-1]["Subject"]
        found = re.search(r"-(\d{6})$", subject)
        assert found
        return found[1]

    def _link_in_latest_mail(self) -> str:
        body = self.portal.mails(self.person.email)[-1].get_body(("plain",))
        assert body
        found = re.search(rf"{re.escape(self.portal.url)}(\S+)", body.get_content())
        assert found
        return found[1]
