"""What the Scribe leaves behind of each journey."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

import pytest
from PIL import Image

from flows.journeys import JOURNEYS
from reports.formats.pdf import printer
from reports.record import Outcome
from reports.tutorial import Format, render
from tests.journeys.judge import faults_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from flows.journeys import JourneyName
    from reports.record import ColourScheme, DeviceName
    from tests.layout_judge import Judge
    from tests.scribe_plays import Tell, Told

SHOWN: Final = [
    (journey, device, scheme)
    for journey, device, scheme in product(JOURNEYS, ("desktop", "phone"), ("light", "dark"))
    if (journey, scheme) != ("connexion", "dark")  # all its screens are seen in ``oubli``
]


@pytest.mark.parametrize(("journey", "device", "colour_scheme"), SHOWN)
def test_every_callout_is_readable_and_covers_nothing(
    tell: Tell, collisions: Judge, journey: JourneyName, device: DeviceName, colour_scheme: ColourScheme
) -> None:
    told = tell(journey, device=device, colour_scheme=colour_scheme, scale=2 if colour_scheme == "light" else 1)

    assert told.record.outcome is Outcome.PASSED, told.record.diagnosis
    assert (told.record.device, told.record.colour_scheme) == (device, colour_scheme)
    assert list(faults_of(told.folder, told.record, collisions)) == []


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_every_picture_is_whole_and_sharp(tell: Tell, device: DeviceName, scale: int) -> None:
    told = tell("connexion", device=device, scale=scale)

    sizes = {}
    for section in told.record.sections:
        assert section.picture, section.screen
        assert section.picture.scale == scale
        with Image.open(told.folder / section.picture.file) as image:
            sizes[section.screen] = image.size == (section.picture.width * scale, section.picture.height * scale)
    assert sizes
    assert [screen for screen, right in sizes.items() if not right] == []


def test_nothing_that_is_left_behind_holds_a_secret(tell: Tell) -> None:
    told = tell("adhesion")
    render(told.folder, told.folder)

    texts = {path.name: path.read_bytes() for path in told.folder.rglob("*") if path.is_file()}
    leaks = [(name, secret) for name, content in texts.items() for secret in told.secrets if secret.encode() in content]
    assert leaks == []


def test_texts_for_screen_readers_alone_are_no_obstacles(tell: Tell) -> None:
    record = tell("connexion").record

    login = next(section for section in record.sections if section.screen == "LoginScreen")
    assert login.picture
    assert [each.text for each in login.picture.obstacles if each.text == "le mot de passe"] == []


@pytest.mark.parametrize("journey", ["adhesion", "oubli"])
def test_two_runs_leave_the_same_behind_whoever_they_are_for(tell: Tell, journey: JourneyName) -> None:
    one, other = tell(journey), tell(journey)

    assert _contents(one, "pictures/*") == _contents(other, "pictures/*")
    assert one.record.model_copy(update={"timing": None}) == other.record.model_copy(update={"timing": None})


def test_what_is_made_of_two_runs_is_the_same(tell: Tell, browser: Browser) -> None:
    told = [tell("connexion", scale=1), tell("connexion", scale=1)]
    context = browser.new_context(java_script_enabled=False)
    for each in told:
        render(each.folder, each.folder, formats=list(Format), print_page=printer(context.new_page()))
    context.close()

    one, other = (_contents(each, "**/*") for each in told)
    differing = [name for name in one if name != "record.json" and one[name] != other[name]]
    assert one.keys() == other.keys()
    assert differing == []


def _contents(told: Told, pattern: str) -> dict[str, bytes]:
    files = (path for path in told.folder.glob(pattern) if path.is_file())
    return {path.relative_to(told.folder).as_posix(): path.read_bytes() for path in files}
