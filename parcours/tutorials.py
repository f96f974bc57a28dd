"""Commands for authors of tutorials: ``tutorial``, ``render``, ``film``, ``diff``."""

from __future__ import annotations

import re
import shutil
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Final

import typer
from playwright.sync_api import sync_playwright

from fixtures.applicants import sample_applicant
from fixtures.browser import open_browser
from fixtures.settings import load_settings
from flows.journeys import JOURNEYS
from flows.scribe import Scribe
from parcours.console import EXIT_STATUS, OUT, err, out
from parcours.opening import TUTORIAL_LINGERING, Shows, ground_of, page_of, progress
from parcours.options import ALL_FORMATS, FormatsOption, JourneyOption, LanguageOption, UrlOption
from reports.comparison.diff import compare, in_short
from reports.comparison.page import must_be_free, publish
from reports.comparison.pictures import THRESHOLD
from reports.folders import must_be_replaceable, replacing
from reports.formats.film import NAME as FILM_NAME
from reports.formats.film import film as make_film
from reports.formats.pdf import printer
from reports.record import ColourScheme, DeviceName, Outcome
from reports.tutorial import ANNOTATED, Format, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from playwright.sync_api import Page

    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from reports.record import Record

commands = typer.Typer()

TUTORIAL_SCALE: Final = 2
"""Image pixels for one CSS pixel: sharp on paper and on dense screens."""


@commands.command()
def tutorial(
    journey: JourneyOption = "adhesion",
    folder: Annotated[Path, typer.Option("--out", help="Where the tutorial goes.")] = OUT / "tutorial",
    url: UrlOption = None,
    formats: FormatsOption = ALL_FORMATS,
    language: LanguageOption = None,
    *,
    device: Annotated[DeviceName, typer.Option(help="What to show the portal on.")] = "desktop",
    scale: Annotated[
        int, typer.Option(min=1, max=2, help="Image pixels of clean pictures for one CSS pixel.")
    ] = TUTORIAL_SCALE,
    dark: Annotated[bool, typer.Option("--dark", help="Ask the portal for its dark colours.")] = False,
    with_film: Annotated[bool, typer.Option("--film", help="Make a short film as well.")] = False,
) -> int:
    """Play a journey and make the illustrated tutorial from it."""
    settings, wanted = load_settings(), _formats(formats)
    colour_scheme: ColourScheme = "dark" if dark else "light"
    must_be_replaceable(folder)
    with TemporaryDirectory(prefix="parcours-") as temporary:
        played = Path(temporary)
        with ground_of(journey, url, settings) as ground:
            plan = JOURNEYS[journey](ground.applicant)
            shows: Shows = {"device": device, "colour_scheme": colour_scheme, "scale": scale}
            with page_of(settings, url, **shows) as page, progress(plan) as watch:
                scribe = Scribe(
                    ground.stage(page, settings, lingering=TUTORIAL_LINGERING),
                    by_name(ground.applicant),
                    played,
                    shown=sample_applicant(),
                    public=public_of(settings),
                    bundled=ground.bundled,
                    watch=watch,
                    **shows,
                )
                record = scribe.play(plan)
        if record.outcome is not Outcome.PASSED:
            return _keep_failed(record, played, folder)
        names = render_into(played, folder, settings, formats=wanted, language=language)
        if with_film:
            with err.status("Filming"):
                make_film(played, folder / FILM_NAME, language=language)
    _tell(folder, names)
    return 0


@commands.command("render")
def render_record(
    record: Annotated[Path, typer.Argument(help="A folder with a record and its clean pictures.")],
    folder: Annotated[Path, typer.Option("--out", help="Where the tutorial goes.")] = OUT / "rendered",
    formats: FormatsOption = ALL_FORMATS,
    language: LanguageOption = None,
    scale: Annotated[
        int | None,
        typer.Option(min=1, max=2, help="Image pixels of annotated pictures for one CSS pixel; as taken by default."),
    ] = None,
) -> int:
    """Make the illustrated tutorial from the record of a run, without playing it again."""
    names = render_into(record, folder, load_settings(), formats=_formats(formats), language=language, scale=scale)
    _tell(folder, names)
    return 0


@commands.command()
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Folder of the record that the tutorial was made from.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Folder of a newer record of the same journey.")],
    *,
    folder: Annotated[Path, typer.Option("--out", help="Where the page and the data go.")] = OUT / "diff",
    threshold: Annotated[
        float, typer.Option(min=0, help="Area of a picture that may look different, in square CSS pixels.")
    ] = THRESHOLD,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a summary.")] = False,
) -> int:
    """Compare two records: does the tutorial need a look? Then the exit status is 4, otherwise 0."""
    must_be_free(folder)
    with err.status("Comparing"):
        difference = compare(old, new, threshold=threshold)
        page = publish(difference, old, new, folder)
    if as_json:
        sys.stdout.write(difference.model_dump_json(indent=2) + "\n")
    else:
        for line in in_short(difference):
            out.print(line, soft_wrap=True, markup=False)
        out.print(f"Page: {page}", soft_wrap=True, markup=False)
    return EXIT_STATUS[Outcome.DRIFT if difference.needs_a_look else Outcome.PASSED]


@commands.command()
def film(
    record: Annotated[
        Path, typer.Argument(metavar="RECORD", help="Folder of a record with pictures, like that of a tutorial.")
    ],
    file: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Where the film goes: a name in .webp, .mp4 or .webm; film.webp in RECORD by default."
        ),
    ] = None,
    language: LanguageOption = None,
) -> int:
    """Make a short film from a record."""
    target = file or record / FILM_NAME
    with err.status("Filming"):
        make_film(record, target, language=language)
    out.print(f"Film: {target}", soft_wrap=True, markup=False)
    return 0


def _formats(told: str) -> set[Format]:
    try:
        return {Format(name.strip()) for name in told.split(",")}
    except ValueError:
        raise typer.BadParameter(f"--format takes {', '.join(Format)}, with commas between; not {told!r}.") from None


def render_into(
    record: Path,
    folder: Path,
    settings: Settings,
    *,
    formats: set[Format],
    language: str | None = None,
    scale: int | None = None,
) -> list[str]:
    """Make the tutorial in ``folder`` and return the names of its documents."""
    with ExitStack() as stack:
        stack.enter_context(err.status("Rendering"))
        print_page = printer(stack.enter_context(_press(settings))) if Format.PDF in formats else None
        return render(record, folder, formats=formats, language=language, scale=scale, print_page=print_page)


def _tell(folder: Path, names: Iterable[str]) -> None:
    for name in names or [ANNOTATED]:
        out.print(f"Tutorial: {folder / name}", soft_wrap=True)


@contextmanager
def _press(settings: Settings) -> Iterator[Page]:
    """A page to print with: only Chromium without a window can print, whatever the journeys are played in."""
    given = settings.browser
    chromium = given.model_copy(update={} if given.engine == "chromium" else {"engine": "chromium", "executable": None})
    with (
        sync_playwright() as playwright,
        open_browser(playwright, chromium.model_copy(update={"headed": False})) as browser,
    ):
        yield browser.new_page(java_script_enabled=False)


def by_name(applicant: Applicant) -> Applicant:
    """The applicant with a name to look for on the pictures: a professional address usually tells it."""
    if applicant.first_name and applicant.last_name:
        return applicant
    told = re.match(r"([^\W\d_]+)[._]([^\W\d_]+)\d*@", applicant.email)
    first, last = (part.capitalize() for part in told.groups()) if told else ("", "")
    guessed = f"as {first} {last}" if told else "by no name"
    err.print(
        f"The applicant's own name is looked for {guessed}: set PARCOURS_APPLICANT__FIRST_NAME and"
        " PARCOURS_APPLICANT__LAST_NAME, so that it is hidden wherever the portal shows it.",
        soft_wrap=True,
        markup=False,
    )
    return replace(applicant, first_name=first, last_name=last)


def public_of(settings: Settings) -> tuple[str, ...]:
    """What tutorials may show although it is somebody's: the portal's addresses and numbers."""
    sender = settings.inbox.sender if settings.inbox else None
    return (*settings.public, *((sender if "@" in sender else f"@{sender}",) if sender else ()))


def _keep_failed(record: Record, played: Path, folder: Path) -> int:
    """Put a run that failed beside the last good tutorial, which stays as it is."""
    failed = folder.with_name(f"{folder.name}-failed")
    with replacing(failed) as fresh:
        shutil.copytree(played, fresh, dirs_exist_ok=True)
    err.print(f"{record.outcome}: {record.diagnosis}", soft_wrap=True, markup=False)
    err.print(f"What was seen until then: {failed}. The last good tutorial was left as it is.", soft_wrap=True)
    return EXIT_STATUS[record.outcome]
