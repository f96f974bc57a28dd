"""What the Scribe leaves behind of each journey."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from fixtures.ground import Ground, settle
from fixtures.settings import Settings
from flows.applicant import Applicant
from flows.journeys import JOURNEYS, JourneyName
from flows.scribe import Scribe
from mock_portal import BundledPortal
from reports.callouts import Layout, place_section
from reports.record import Obstacle, Outcome, Record
from reports.tutorial import render

DESKTOP = (1280, 800)
PHONE = (390, 844)
SCALE = 2


@dataclass(frozen=True)
class Told:
    """A tutorial and what must not stand in it."""

    folder: Path
    record: Record
    secrets: tuple[str, ...]


@pytest.fixture
def tell(
    browser: Browser, portal: BundledPortal, applicant: Applicant, settings: Settings, tmp_path: Path
) -> Callable[..., Told]:
    """Have the Scribe play a journey in a window of this size."""

    def tell(journey: JourneyName, size: tuple[int, int] = DESKTOP) -> Told:
        with settle(portal, journey, applicant) as ground:
            context = browser.new_context(
                locale="fr-FR",
                viewport={"width": size[0], "height": size[1]},
                device_scale_factor=SCALE,
                reduced_motion="reduce",
            )
            stage = ground.stage(context.new_page(), settings, lingering=10)
            scribe = Scribe(stage, applicant, tmp_path, scale=SCALE, bundled=True)
            record = scribe.play(JOURNEYS[journey](applicant))
            context.close()
        assert record.outcome is Outcome.PASSED, record.diagnosis
        return Told(
            tmp_path, record, tuple(_secrets(ground, stage.code.value.get_secret_value() if stage.code else ""))
        )

    return tell


def _secrets(ground: Ground, code: str) -> list[str]:
    link = ground.start_url.rsplit("/", 1)[1]
    known = [ground.applicant.password, ground.applicant.new_password]
    return [secret for secret in (*(each.get_secret_value() for each in known), code, link) if secret]


@pytest.mark.parametrize("journey", list(JOURNEYS))
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_callout_covers_what_it_points_at_or_another(
    tell: Callable[..., Told],
    collisions: Callable[[Layout, Sequence[Obstacle]], list[str]],
    journey: JourneyName,
    size: tuple[int, int],
) -> None:
    record = tell(journey, size).record

    found = {}
    for section in record.sections:
        layout = place_section(section)
        if layout and section.picture:
            found[section.screen] = collisions(layout, section.picture.obstacles)
    assert found
    assert {screen: faults for screen, faults in found.items() if faults} == {}


def test_every_picture_is_whole_and_sharp(tell: Callable[..., Told]) -> None:
    told = tell("adhesion")

    sizes = {}
    for section in told.record.sections:
        assert section.picture, section.screen
        with Image.open(told.folder / section.picture.file) as image:
            sizes[section.screen] = image.size == (section.picture.width * SCALE, section.picture.height * SCALE)
    assert [screen for screen, right in sizes.items() if not right] == []


def test_nothing_that_is_left_behind_holds_a_secret(tell: Callable[..., Told]) -> None:
    told = tell("adhesion")
    render(told.folder, told.folder)

    texts = {path.name: path.read_bytes() for path in told.folder.rglob("*") if path.is_file()}
    leaks = [(name, secret) for name, content in texts.items() for secret in told.secrets if secret.encode() in content]
    assert leaks == []


def test_texts_for_screen_readers_alone_are_no_obstacles(tell: Callable[..., Told]) -> None:
    record = tell("connexion").record

    login = next(section for section in record.sections if section.screen == "LoginScreen")
    assert login.picture
    assert [each.text for each in login.picture.obstacles if each.text == "le mot de passe"] == []
