"""The Scribe: photographs each screen and mail, then lets the Robot act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from playwright.sync_api import Error as PlaywrightError

from flows.capture.camera import park, photograph
from flows.capture.discretion import file_name, samples, tokens_in, words_of
from flows.capture.mail_page import WIDTHS, mail_page
from flows.capture.pose import posing
from flows.capture.privacy import Disguise
from flows.robot import Robot
from flows.steps import Click, Follow, Read
from flows.trouble import BotTrouble, EnvironmentTrouble
from pages.challenge import ChallengeScreen
from pages.mails import CodeMail
from pages.screen import MailView
from reports.privacy import findings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from playwright.sync_api import Page
    from pydantic import SecretStr

    from flows.applicant import Applicant
    from flows.chronicle import Scene
    from flows.flow import Flow, Journey
    from flows.robot import Watch
    from flows.stage import Mail, Stage
    from flows.steps import Step
    from pages.element import Element
    from reports.privacy import Finding
    from reports.record import Box, ColourScheme, DeviceName, Record

_STAYS: Final = frozenset({"fill", "verify", "read", "receive"})
"""Acts after which the pointer is where it was."""


class Scribe(Robot):
    """Plays journeys by itself and leaves a picture of each screen and mail.

    Pictures show an invented person in place of the applicant, and the same codes each time. What is still
    personal on a screen ends the run before there is a picture of it.
    """

    performer = "scribe"

    def __init__(
        self,
        stage: Stage,
        applicant: Applicant,
        folder: Path,
        *,
        shown: Applicant,
        public: Iterable[str] = (),
        scale: float = 2,
        device: DeviceName = "desktop",
        colour_scheme: ColourScheme = "light",
        bundled: bool = False,
        watch: Watch | None = None,
    ) -> None:
        """Write pictures and record into ``folder``.

        Args:
            stage: what to stand on; its page is of the device, scheme and scale that are told here.
            applicant: in whose name the journey is played.
            folder: empty, or new.
            shown: the invented person whom pictures show.
            public: addresses and numbers that may be seen: those of the portal itself.
            scale: of the stage's browser context.
            device: what the page is shown on.
            colour_scheme: in which it is shown.
            bundled: whether the portal is the bundled one.
            watch: entered around each step.
        """
        super().__init__(stage, bundled=bundled, **({"watch": watch} if watch else {}))
        self._applicant = applicant
        self._folder = folder
        self._shown = shown
        self._disguise = Disguise.of(applicant, shown)
        self._public = tuple(public)
        self._scale = scale
        self._device = device
        self._colour_scheme = colour_scheme
        self._mail_reader: Page | None = None
        self._parked = False
        """Whether the pointer hovers over nothing on the portal's page."""
        self._pictured: frozenset[Element] = frozenset()
        """What was seen for the last picture, nothing having been done since."""

    def play(self, journey: Journey) -> Record:
        """Play ``journey`` and save its record beside the pictures.

        Raises:
            OSError: they cannot be written.
        """
        parts = [(flow, part.screen) for flow in journey.chapters for part in flow.parts()]
        self._places = {part: place for place, part in enumerate(parts, start=1)}
        try:
            record = super().play(journey)
        finally:
            if self._mail_reader:
                self._mail_reader.context.close()
        record = record.model_copy(
            update={
                "device": self._device,
                "colour_scheme": self._colour_scheme,
                "diagnosis": self._discreet(record.diagnosis),
                "remarks": tuple(self._discreet(remark) for remark in record.remarks),
            }
        )
        record.save(self._folder)
        return record

    def _insist(self, flow: Flow, step: Step) -> None:
        if not (isinstance(step, Read) and step.target in self._pictured):
            super()._insist(flow, step)

    def _gesture(self, step: Step) -> None:
        if not isinstance(step, Read):
            self._pictured = frozenset()
        super()._gesture(step)
        if isinstance(step, Click):
            # While the next screen is awaited, this takes the least time.
            self._park()
        elif step.action not in _STAYS and not isinstance(step, Follow):
            self._parked = False

    def _park(self) -> None:
        park(self.stage.page)
        self._parked = True

    def _reach(self, scene: Scene) -> None:
        page = self._page_of(scene)
        if page is None:
            return
        try:
            if page is self.stage.page and not self._parked:
                self._park()
            boxes = self._photograph(page, scene)
        except PlaywrightError as error:
            first_line = str(error).splitlines()[0]
            raise BotTrouble(
                f"« {scene.chapter.title} » : l’image de {scene.screen.__name__} manque ({first_line}).",
            ) from None
        scene.place(boxes)
        self._pictured = frozenset(boxes)

    def _page_of(self, scene: Scene) -> Page | None:
        """The page that shows the scene; None for a mail that was not received."""
        if not issubclass(scene.screen, MailView):
            return self.stage.page
        mail = self.stage.mails.get(scene.screen)
        return self._open_mail(mail) if mail else None

    def _photograph(self, page: Page, scene: Scene) -> dict[Element, Box]:
        place = self._places[scene.chapter, scene.screen]
        file = file_name(place, scene.screen.__name__)
        targets = [note.step.target for note in scene.notes if note.step.target]
        asked = scene.screen in (ChallengeScreen, CodeMail)
        disguise = self._disguise.showing(samples(self.stage.prefix) if asked else {})
        # An invented person's words harm nobody, even where nothing stands in place of them.
        elements = () if self._applicant.invented else scene.screen.elements()
        sensitive = [each.on(page) for each in elements if each.sensitive]
        with posing(page, disguise, sensitive) as pose:
            self._refuse_personal_data(pose.text, scene)
            scene.picture, boxes = photograph(page, self._folder, file, targets, scale=self._scale, survey=pose.survey)
            if scene.is_mail:
                scene.title = pose.survey["title"]
        return boxes

    def _refuse_personal_data(self, text: str, scene: Scene) -> None:
        if found := self._findings(text):
            raise BotTrouble(
                f"« {scene.chapter.title} » : {scene.screen.__name__} montre une donnée personnelle"
                f" ({_kinds(found)}), l’image n’est donc pas prise. Une coordonnée publique du portail s’autorise"
                " dans les réglages (PARCOURS_PUBLIC)."
            )

    def _discreet(self, sentence: str) -> str:
        """``sentence``, unless it holds something personal, as what the portal itself says may do."""
        found = self._findings(sentence)
        return (
            f"Une phrase n’est pas répétée ici : elle contient une donnée personnelle ({_kinds(found)})."
            if found
            else sentence
        )

    def _findings(self, text: str) -> tuple[Finding, ...]:
        return findings(text, secrets=self._secrets(), allowed=self._public)

    def _secrets(self) -> dict[str, str | SecretStr]:
        real, shown, code = self._applicant, self._shown, self.stage.code
        known: dict[str, str | SecretStr] = {
            "mot de passe": real.password,
            "nouveau mot de passe": real.new_password,
            "mot de passe choisi": self.stage.password or "",
            "code": code.value if code else "",
        }
        return known | words_of(real, shown) | tokens_in(self.stage.start_url)

    def _open_mail(self, mail: Mail) -> Page:
        if self._mail_reader is None:
            self._mail_reader = self._open_mail_reader()
        code = self.stage.code
        secret = code.value.get_secret_value() if code and code.mail is mail else ""
        self._mail_reader.set_content(mail_page(mail, self._shown.email, secret=secret))
        return self._mail_reader

    def _open_mail_reader(self) -> Page:
        browser = self.stage.page.context.browser
        if browser is None:
            raise EnvironmentTrouble("Ce navigateur ne laisse pas ouvrir de seconde fenêtre.")
        context = browser.new_context(
            viewport={"width": WIDTHS[self._device], "height": 400},
            device_scale_factor=self._scale,
            color_scheme=self._colour_scheme,
            locale="fr-FR",
            reduced_motion="reduce",
        )
        return context.new_page()


def _kinds(found: Iterable[Finding]) -> str:
    return ", ".join(dict.fromkeys(map(str, found)))
