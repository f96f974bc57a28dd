"""The command ``guide``: leads a person through the portal, in a window of their own."""

from __future__ import annotations

import re
import signal
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from fixtures.applicants import sample_applicant
from fixtures.browser import open_browser
from fixtures.doctor import door_of
from fixtures.ground import INVITED_JOURNEYS, portal_options, settle
from fixtures.person import person_ground
from fixtures.profile import has_consented, need_screen, open_window, remember_consent, usual_folder
from fixtures.settings import SettingsWrong, load_settings
from flows.applicant import NOBODY
from flows.capture.mail_page import WIDTHS
from flows.guidance.guide import Ending, Guide
from flows.guidance.keeper import Keeper
from flows.journeys import JOURNEYS, JourneyName
from mock_portal import BundledPortal
from parcours.console import out
from parcours.options import ScenarioOption, UrlOption
from reports.drawing.typography import NBSP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page, Playwright

    from fixtures.ground import Ground
    from fixtures.settings import Settings
    from flows.flow import Journey
    from flows.guidance.guide import Summary

commands = typer.Typer()

Answer = TypeVar("Answer")

_PATIENCE: Final = 1.0
"""Seconds that the page may take to answer what is asked of it; a person must not wait on the guide."""
_CONSENT: Final = """\
Le guide ouvre une fenêtre de navigateur sur {door} et vous montre où cliquer.
  Il fait :     regarder quel écran s’affiche et si un champ est rempli ; dessiner par-dessus la page.
  Il ne fait pas : cliquer ou taper à votre place, lire vos mots de passe, contourner une vérification.
  Il garde :    dans {folder}, ce qu’un navigateur garde (cookies, connexion) ; supprimez ce dossier pour tout effacer.
  Il n’enregistre rien{unless} et n’envoie rien à personne."""
_YES: Final = ("o", "oui", "y", "yes")
_NO: Final = ("n", "non", "no")


@commands.command()
def guide(
    url: UrlOption = None,
    journey: Annotated[
        JourneyName | None, typer.Option("--journey", help="Which journey to be led through; without it, you choose.")
    ] = None,
    scenario: ScenarioOption = None,
    profile: Annotated[
        Path | None, typer.Option(help="The folder of the browser's profile; by default one of the guide's own.")
    ] = None,
    record: Annotated[
        Path | None, typer.Option(help="Leave a run record without personal data here, for `parcours render`.")
    ] = None,
    *,
    fill_code: Annotated[
        bool, typer.Option("--fill-code", help="Offer a button that types the mailed code once it has come.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for consent.")] = False,
) -> int:
    """Be led through a journey in a window: the guide shows where to act, and you act."""
    settings = load_settings()
    folder = profile or (usual_folder() if url else None)
    if record and record.exists() and any(record.iterdir()):
        raise SettingsWrong(f"{record} is not empty: a record needs a folder of its own.")
    if url:
        _ask_for_consent(url, folder or usual_folder(), recording=record is not None, agreed=yes)
    need_screen()
    with _ground_of(journey, url, settings, scenario or []) as ground, sync_playwright() as playwright:
        if ground.inbox is None:
            out.print("Sans boîte de réception configurée, je vous dirai où chercher les messages.")
        keeper = _keeper_of(record, ground, settings)
        with open_window(playwright, settings.browser, folder) as window:
            window.set_default_timeout(_PATIENCE * 1000)
            window.set_default_navigation_timeout(settings.patience * 1000)
            page = window.pages[0] if window.pages else window.new_page()
            journeys: dict[str, Journey] = {name: describe(NOBODY) for name, describe in JOURNEYS.items()}
            leading = Guide(
                ground.stage(page, settings), journeys=journeys, chosen=journey, fill_code=fill_code, keeper=keeper
            )
            _open(page, ground.start_url)
            ending = _lead(leading)
            _tell(leading.summary(), ending)
            if keeper and record:
                _file(playwright, settings, keeper, leading)
                keeper.save(leading.course, arrived=leading.arrived)
                for remark in keeper.remarks:
                    out.print(remark, soft_wrap=True, markup=False)
                out.print(f"Compte rendu : {record} (parcours render {record})", soft_wrap=True, markup=False)
            if url and ending is Ending.ASKED:
                out.print("La fenêtre reste ouverte : fermez-la quand vous aurez fini.")
                _wait_for_closing(page)
    return 0


def _ask_for_consent(url: str, folder: Path, *, recording: bool, agreed: bool) -> None:
    door = door_of(url)
    if door is None:
        raise SettingsWrong("--url takes a whole address, like https://portail.example/connexion.")
    if agreed or has_consented(folder, door):
        return
    unless = ", sauf le compte rendu sans données personnelles que vous demandez," if recording else ""
    out.print(_CONSENT.format(door=door, folder=folder, unless=unless), soft_wrap=True, markup=False)
    if not _prompt("D’accord ? (oui ou non)", _agreed):
        out.print("Rien n’a été ouvert.")
        raise typer.Exit(0)
    remember_consent(folder, door)


@contextmanager
def _ground_of(journey: JourneyName | None, url: str | None, settings: Settings, played: list[str]) -> Iterator[Ground]:
    if url:
        if played:
            raise SettingsWrong("Scenarios are played by the bundled portal alone: leave --url or --scenario out.")
        with person_ground(url, settings) as ground:
            yield ground
        return
    name, applicant = journey or "adhesion", sample_applicant()
    with BundledPortal(portal_options(name, settings)) as portal, settle(portal, name, applicant, played) as ground:
        out.print(f"Portail de démonstration : {portal.url}", soft_wrap=True)
        out.print(f"Vous y êtes {applicant.name}, {applicant.email} (personne inventée).", soft_wrap=True)
        if name in INVITED_JOURNEYS:
            out.print("Un message d’invitation vient d’arriver ; son lien s’ouvre dans la fenêtre.", soft_wrap=True)
        else:
            password = applicant.password.get_secret_value()
            out.print(f"Mot de passe de cette personne : {password}", soft_wrap=True, markup=False)
        out.print(f"Sa messagerie : {portal.webmail_url}", soft_wrap=True)
        yield ground


def _keeper_of(folder: Path | None, ground: Ground, settings: Settings) -> Keeper | None:
    """Who makes the record, if one is wanted; it must know whose words to replace."""
    if folder is None:
        return None
    person = ground.applicant
    if not person.invented and not (person.email and person.name):
        out.print("Pour vous remplacer par une personne inventée dans les images, dites-moi (rien n’en est gardé) :")
        person = replace(
            person,
            first_name=person.first_name or _prompt("Votre prénom", _stripped),
            last_name=person.last_name or _prompt("Votre nom", _stripped),
            email=person.email or _prompt("Votre adresse e-mail", _address),
        )
    return Keeper(
        folder,
        person=person,
        shown=sample_applicant(),
        start_url=ground.start_url,
        public=settings.public,
        bundled=ground.bundled,
    )


def _file(playwright: Playwright, settings: Settings, keeper: Keeper, leading: Guide) -> None:
    """Have the mails kept that the guide has read, in a browser that shows no window."""
    letters = leading.letters()
    if not letters:
        return
    with open_browser(playwright, settings.browser.model_copy(update={"headed": False})) as browser:
        reader = browser.new_page(viewport={"width": WIDTHS["desktop"], "height": 400}, reduced_motion="reduce")
        keeper.file(reader, letters)


def _prompt(question: str, read: Callable[[str], Answer]) -> Answer:
    """The answer, as ``read`` takes it; asked again while that does not do."""
    answer: Answer = typer.prompt(question, value_proc=read, prompt_suffix=f"{NBSP}: ")
    return answer


def _agreed(answer: str) -> bool:
    if (said := answer.strip().casefold()) in (*_YES, *_NO):
        return said in _YES
    raise typer.BadParameter("répondez par oui ou par non.")


def _stripped(answer: str) -> str:
    if said := answer.strip():
        return said
    raise typer.BadParameter("il faut une réponse.")


def _address(answer: str) -> str:
    if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", said := answer.strip()):
        return said
    raise typer.BadParameter("une adresse est de la forme prenom.nom@domaine.fr.")


def _open(page: Page, url: str) -> None:
    with suppress(PlaywrightError):  # the guide says what the browser shows instead
        page.goto(url, wait_until="commit")


def _lead(leading: Guide) -> Ending:
    """Lead; the first Ctrl-C ends it politely, a second one at once."""

    def stop(_signal: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        leading.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        return leading.run()
    finally:
        signal.signal(signal.SIGINT, before)


def _wait_for_closing(page: Page) -> None:
    with suppress(PlaywrightError, KeyboardInterrupt):
        while pages := page.context.pages:
            pages[0].wait_for_event("close", timeout=0)


def _tell(summary: Summary, ending: Ending) -> None:
    out.print()
    if ending is Ending.CLOSED and not summary.arrived:
        out.print("La fenêtre a été fermée.")
    if summary.done:
        out.print("Ce qui est fait :")
        for title in summary.done:
            out.print(f"  ✓ {title}", soft_wrap=True, markup=False)
    if summary.arrived:
        out.print(summary.closing, soft_wrap=True, markup=False)
    else:
        out.print("Ce qui reste à faire :")
        for title in summary.left:
            out.print(f"  · {title}", soft_wrap=True, markup=False)
        out.print("Tout ce que vous avez validé est enregistré : relancez le guide pour reprendre.", soft_wrap=True)
    out.print("Merci, et à bientôt.")
