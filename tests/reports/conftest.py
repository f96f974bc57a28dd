"""A record to make tutorials from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from reports.formats.pdf import printer
from reports.record import Box, Outcome, Picture, Record, Section, Step, Target, Timing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from reports.formats.pdf import Printer


def _step(number: int, name: str, say: str, role: str = "field") -> Step:
    target = Target.model_validate(
        {
            "element": "LoginScreen.x",
            "role": role,
            "name": name,
            "box": Box(x=440, y=100 + 90 * number, width=400, height=46),
        }
    )
    return Step(action="fill", say=say, number=number, target=target, outcome=Outcome.PASSED)


def _picture(name: str) -> Picture:
    return Picture(file=f"pictures/{name}.png", width=1280, height=800)


def _record() -> Record:
    login = Section(
        screen="LoginScreen",
        title="Me connecter",
        chapter="Je me connecte",
        picture=_picture("01-login"),
        steps=(
            Step(action="read", say="Gardez votre mot de passe sous la main."),
            _step(1, "Email de connexion", "Mettez ici votre identifiant."),
            _step(2, "Mot de passe", "Tapez votre <b>mot de passe</b> & vérifiez-le !"),
            _step(3, "Me connecter", "Cliquez sur « Me connecter »", "button"),
            Step(action="read", say="La réponse prend une minute."),
        ),
    )
    mail = Section(
        kind="mail",
        screen="ActivationMail",
        title="Votre compte est activé",
        chapter="Je reçois un message",
        picture=_picture("02-mail"),
        steps=(Step(action="receive", say="Rien n’est à faire, c’est automatique."),),
    )
    return Record(
        journey="adhesion",
        title="Adhérer, pas à pas",
        intro="Comptez un quart d’heure.",
        closing="Prenez ensuite le tutoriel « Démarrer l’adhésion ».",
        performer="scribe",
        bundled=True,
        outcome=Outcome.PASSED,
        sections=(login, mail),
        timing=Timing(started_at=dt.datetime(2031, 3, 1, 9, 30, tzinfo=dt.UTC), seconds=4),
    )


@pytest.fixture
def record() -> Record:
    """Of a run that met a screen and a mail."""
    return _record()


@pytest.fixture
def folder(tmp_path: Path, record: Record) -> Path:
    """The record with its clean pictures."""
    folder = tmp_path / "record"
    (folder / "pictures").mkdir(parents=True)
    record.save(folder)
    for section in record.sections:
        if section.picture:
            Image.linear_gradient("L").resize((1280, 800)).convert("RGB").save(folder / section.picture.file)
    return folder


@pytest.fixture
def print_page(browser: Browser) -> Iterator[Printer]:
    """What tutorials are printed with."""
    context = browser.new_context(java_script_enabled=False)
    yield printer(context.new_page())
    context.close()
