"""What the Robot and the Scribe cost, compared with a bare script that makes the same clicks.

Beside the Scribe, the script takes a plain picture of each screen and mail that the Scribe photographs, just as sharp:
Playwright's own, of the whole page, with nothing waited for, held still, replaced, searched or measured.
"""

from __future__ import annotations

import re
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from fixtures.applicants import invent_applicant, sample_applicant
from fixtures.browser import open_browser
from fixtures.ground import settle
from fixtures.settings import Settings
from flows.capture.mail_page import WIDTHS
from flows.journeys import JOURNEYS
from flows.robot import Robot
from flows.scribe import Scribe
from mock_portal import BundledPortal, Person, PortalOptions
from reports.record import Outcome
from tests.benchmarks.measure import compare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

    from tests.benchmarks.measure import Figure

PAIRS = 15
SCALE = 2
MAIL_WINDOW: ViewportSize = {"width": WIDTHS["desktop"], "height": 400}
"""In which mails are shown to be photographed."""


def measure() -> Iterator[Figure]:
    """Robot ÷ bare script, and Scribe ÷ bare script with a plain picture of each screen and mail."""
    settings = Settings(_env_file=None)
    with (
        sync_playwright() as playwright,
        open_browser(playwright, settings.browser) as browser,
        BundledPortal(PortalOptions(creation_seconds=0)) as portal,
        TemporaryDirectory() as folder,
    ):
        yield from compare(
            "robot_over_bare",
            lambda: _robot(browser, portal, settings),
            lambda: play_bare(browser, portal),
            pairs=PAIRS,
        )
        scribe, plain = Path(folder) / "scribe", Path(folder) / "plain"
        yield from compare(
            "scribe_over_plain",
            lambda: play_scribe(browser, portal, settings, scribe),
            lambda: play_bare(browser, portal, Photographer(plain)),
            pairs=PAIRS,
        )
    assert len(list(plain.glob("*.png"))) == len(list(scribe.glob("pictures/*.png")))


def _robot(browser: Browser, portal: BundledPortal, settings: Settings) -> None:
    with settle(portal, "adhesion", invent_applicant()) as ground, closing(_context(browser, 1)) as context:
        robot = Robot(ground.stage(context.new_page(), settings), bundled=True)
        record = robot.play(JOURNEYS["adhesion"](ground.applicant))
    assert record.outcome is Outcome.PASSED, record.diagnosis


def play_scribe(browser: Browser, portal: BundledPortal, settings: Settings, folder: Path) -> None:
    """The whole journey with a picture of each screen and mail, and its record, in ``folder``."""
    with settle(portal, "adhesion", invent_applicant()) as ground, closing(_context(browser, SCALE)) as context:
        stage = ground.stage(context.new_page(), settings, lingering=5)
        scribe = Scribe(stage, ground.applicant, folder, shown=sample_applicant(), scale=SCALE, bundled=True)
        record = scribe.play(JOURNEYS["adhesion"](ground.applicant))
    assert record.outcome is Outcome.PASSED, record.diagnosis


class Onlooker:
    """Is shown each screen and each mail of the bare journey, and passes by."""

    scale: float = 1

    def see(self, page: Page) -> None:
        """Stand before a screen."""

    def read(self, page: Page, portal: BundledPortal, address: str) -> None:
        """Be told that the newest mail to ``address`` is on its way, while ``page`` shows the portal."""


class Photographer(Onlooker):
    """Takes a plain picture of each screen and mail, into ``folder``."""

    scale = SCALE

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._mail_reader: Page | None = None

    def see(self, page: Page) -> None:
        """Photograph it as a whole."""
        page.screenshot(path=self._folder / f"{next(self._numbers):02}.png", full_page=True)

    def read(self, page: Page, portal: BundledPortal, address: str) -> None:
        """Photograph the mail as it came."""
        body = portal.mails(address)[-1].get_body(preferencelist=("html",))
        assert body
        if self._mail_reader is None:
            self._mail_reader = page.context.new_page()
            self._mail_reader.set_viewport_size(MAIL_WINDOW)
        self._mail_reader.set_content(body.get_content())
        self.see(self._mail_reader)


def play_bare(browser: Browser, portal: BundledPortal, onlooker: Onlooker | None = None) -> None:
    """The journey as one would write it by hand, shown to ``onlooker``."""
    onlooker = onlooker or Onlooker()
    applicant = invent_applicant()
    password = applicant.password.get_secret_value()
    person = Person(email=applicant.email, first_name=applicant.first_name, last_name=applicant.last_name)
    portal.open_mailbox(applicant.email, password)
    link = portal.invite(person)
    with closing(_context(browser, onlooker.scale)) as context:
        page = context.new_page()
        onlooker.read(page, portal, applicant.email)
        page.goto(link)
        onlooker.see(page)
        page.get_by_role("button", name="Continuer sans accepter").click()
        onlooker.see(page)
        onlooker.see(page)
        page.get_by_role("link", name="Réaliser mes démarches").click()
        page.get_by_label("Choisissez votre mot de passe").wait_for()
        onlooker.see(page)
        page.get_by_label("Choisissez votre mot de passe").fill(password)
        page.get_by_label("Confirmez votre mot de passe").fill(password)
        page.get_by_role("button", name="Confirmer et créer mes accès").click()
        page.get_by_role("heading", name="Activation de votre identifiant").wait_for()
        onlooker.see(page)
        page.get_by_role("link", name="Accéder à mon espace").click()
        page.get_by_role("heading", name="Me connecter").wait_for()
        onlooker.read(page, portal, applicant.email)
        onlooker.see(page)
        page.get_by_label("Email de connexion").fill(applicant.email)
        page.get_by_label("Mot de passe *").fill(password)
        page.get_by_role("button", name="Me connecter").click()
        page.get_by_role("heading", name="Mon affiliation santé").wait_for()
        onlooker.see(page)
        page.get_by_role("link", name="Démarrer l'adhésion").click()
        page.get_by_role("heading", name="Authentification renforcée").wait_for()
        onlooker.read(page, portal, applicant.email)
        onlooker.see(page)
        subject = str(portal.mails(applicant.email)[-1]["Subject"])
        found = re.search(r"\d+-(\d+)", subject)
        assert found, subject
        page.get_by_label("Veillez saisir le code").fill(found.group(1))
        page.get_by_label("Ne plus me demander").check()
        page.get_by_role("button", name="Valider ce code").click()
        page.get_by_role("heading", name="Mes bénéficiaires").wait_for()
        onlooker.see(page)
        page.get_by_role("group", name="conjoint").get_by_label("Non").check()
        page.get_by_role("group", name="enfants").get_by_label("Non").check()
        page.get_by_role("button", name="Enregistrer et continuer").click()
        page.get_by_role("heading", name="Étape enregistrée").wait_for()
        onlooker.see(page)


def _context(browser: Browser, scale: float) -> BrowserContext:
    return browser.new_context(locale="fr-FR", device_scale_factor=scale, reduced_motion="reduce")
