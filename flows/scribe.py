"""The Scribe: photographs each screen and mail, then lets the Robot act."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

from flows.camera import photograph
from flows.mail_page import WIDTH, disguise, mail_page
from flows.robot import Robot
from flows.trouble import BotTrouble, EnvironmentTrouble
from pages.screen import MailView

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from flows.applicant import Applicant
    from flows.chronicle import Scene
    from flows.flow import Journey
    from flows.robot import Watch
    from flows.stage import Mail, Stage
    from reports.record import Record


class Scribe(Robot):
    """Plays journeys by itself and leaves a picture of each screen and mail."""

    performer = "scribe"

    def __init__(
        self,
        stage: Stage,
        applicant: Applicant,
        folder: Path,
        *,
        scale: float = 2,
        bundled: bool = False,
        watch: Watch | None = None,
    ) -> None:
        """Write pictures and record into ``folder``; ``scale`` is that of the stage's browser context."""
        super().__init__(stage, bundled=bundled, **({"watch": watch} if watch else {}))
        self._applicant = applicant
        self._folder = folder
        self._scale = scale
        self._mail_reader: Page | None = None

    def play(self, journey: Journey) -> Record:
        """Play ``journey`` and save its record beside the pictures."""
        parts = [(flow, part.screen) for flow in journey.chapters for part in flow.parts()]
        self._places = {part: place for place, part in enumerate(parts, start=1)}
        try:
            record = super().play(journey)
        finally:
            if self._mail_reader:
                self._mail_reader.context.close()
        record.save(self._folder)
        return record

    def _reach(self, scene: Scene) -> None:
        page, secret = self.stage.page, ""
        if issubclass(scene.screen, MailView):
            mail = self.stage.mails.get(scene.screen)
            if mail is None:
                return
            secret = self._code_in(mail)
            scene.title = disguise(mail.subject, secret)
            page = self._open_mail(mail, secret)
        place = self._places[scene.chapter, scene.screen]
        targets = [note.step.target for note in scene.notes if note.step.target]
        try:
            scene.picture, boxes = photograph(
                page,
                self._folder,
                f"pictures/{place:02}-{_slug(scene.screen.__name__)}.png",
                targets,
                scale=self._scale,
            )
        except PlaywrightError as error:
            first_line = str(error).splitlines()[0]
            raise BotTrouble(
                f"« {scene.chapter.title} » : l’image de {scene.screen.__name__} manque ({first_line}).",
            ) from None
        if secret and secret in "".join("".join(each.text.split()) for each in scene.picture.obstacles):
            (self._folder / scene.picture.file).unlink()
            raise BotTrouble(f"Le code reste lisible dans l’image du message « {scene.title} ».")
        scene.place(boxes)

    def _code_in(self, mail: Mail) -> str:
        code = self.stage.code
        return code.value.get_secret_value() if code and code.mail is mail else ""

    def _open_mail(self, mail: Mail, secret: str) -> Page:
        # Only an invented person may be named.
        reader = self._applicant.email if self._bundled else "vous"
        if self._mail_reader is None:
            browser = self.stage.page.context.browser
            if browser is None:
                raise EnvironmentTrouble("Ce navigateur ne laisse pas ouvrir de seconde fenêtre.")
            context = browser.new_context(
                viewport={"width": WIDTH, "height": 400}, device_scale_factor=self._scale, locale="fr-FR"
            )
            self._mail_reader = context.new_page()
        self._mail_reader.set_content(mail_page(mail, reader, secret=secret))
        return self._mail_reader


def _slug(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
