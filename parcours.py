"""The front door: the command line, which puts the rest together."""

from __future__ import annotations

import json
import re
import shutil
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from signal import SIGINT, SIGTERM, sigwait
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypedDict, Unpack

import typer
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from typer.exceptions import TyperException

from fixtures.applicants import sample_applicant
from fixtures.browser import BrowserMissing, BrowserSettings, find_browser, install_browser, open_browser, prove_browser
from fixtures.devices import context_options
from fixtures.doctor import door_of, examine
from fixtures.ground import bundled_ground, bundled_inbox, given_ground, portal_options, settle
from fixtures.inbox import check, watch
from fixtures.settings import SettingsWrong, load_settings
from flows.inspector import Inspector
from flows.journeys import JOURNEYS, JourneyName
from flows.robot import Robot
from flows.scribe import Scribe
from flows.trouble import EnvironmentTrouble, Trouble
from mock_portal import SCENARIOS, BundledPortal
from reports.check import check_table
from reports.diff import compare, in_short
from reports.diff_page import must_be_free, publish
from reports.diff_pictures import THRESHOLD
from reports.film import NAME as FILM_NAME
from reports.film import film as make_film
from reports.folders import must_be_replaceable, replacing
from reports.formats.pdf import printer
from reports.languages import MissingMessage
from reports.record import ColourScheme, DeviceName, Outcome
from reports.summary import summary
from reports.tutorial import ANNOTATED, Format, render

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import BrowserContext, Page

    from fixtures.ground import Ground
    from fixtures.inbox import InboxSettings
    from fixtures.settings import Settings
    from flows.applicant import Applicant
    from flows.flow import Flow, Journey
    from flows.robot import Watch
    from flows.steps import Step
    from reports.record import Record

EXIT_STATUS: Final = {
    Outcome.PASSED: 0,
    Outcome.BOT: 1,
    Outcome.ENVIRONMENT: 2,  # as is a wrong option or setting
    Outcome.PORTAL: 3,
    Outcome.DRIFT: 4,
    Outcome.MAIL: 5,
    Outcome.HANDOVER: 6,
}
TUTORIAL_SCALE: Final = 2
"""Image pixels for one CSS pixel: sharp on paper and on dense screens."""
TUTORIAL_LINGERING: Final = 20.0
"""Seconds that a tutorial waits for a mail that it shows but that the journey can do without."""
KNOCKING: Final = 10.0
"""Seconds that another portal may take to answer at all."""
OUT: Final = Path("reports/out")

JourneyOption = Annotated[JourneyName, typer.Option("--journey", help="Which journey to play.")]
UrlOption = Annotated[
    str | None,
    typer.Option(
        "--url",
        help="Play on this portal instead of the bundled one: the personal link for adhesion and dispense, the"
        " login page for the others.",
    ),
]
ScenarioOption = Annotated[
    list[str] | None,
    typer.Option(help="Let the bundled portal play this: a name of `parcours scenarios`. May be given several times."),
]
HeadedOption = Annotated[bool, typer.Option("--headed", help="Show the browser's window.")]
ALL_FORMATS: Final = ",".join(Format)
FormatsOption = Annotated[str, typer.Option("--format", help="What to make, with commas between.")]
LanguageOption = Annotated[
    Literal["fr", "en"] | None, typer.Option("--lang", help="The tutorial's language; that of the record by default.")
]

app = typer.Typer(
    name="parcours",
    help="Walks, photographs and explains the enrolment journey of a health-insurance portal.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
inbox_app = typer.Typer(help="Look into the applicant's inbox.", rich_markup_mode=None)
app.add_typer(inbox_app, name="inbox")
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def main() -> None:
    """Run the command line; what goes wrong is one line on standard error, and the exit status."""
    try:
        status = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except typer.Exit as finished:
        status = finished.exit_code
    except TyperException as wrong:
        status = _complain(wrong.format_message(), wrong.exit_code)
    except typer.Abort:
        status = _complain("Stopped.", 130)
    except Trouble as trouble:
        status = _complain(str(trouble), EXIT_STATUS[trouble.outcome])
    except MissingMessage as missing:
        status = _complain(str(missing), EXIT_STATUS[Outcome.BOT])
    except OSError as error:  # a port that is taken, a folder that may not be written
        status = _complain(str(error), EXIT_STATUS[Outcome.ENVIRONMENT])
    sys.exit(status if isinstance(status, int) else 0)


@app.command()
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
        with _ground(journey, url, settings) as ground:
            plan = JOURNEYS[journey](ground.applicant)
            shows: _Shows = {"device": device, "colour_scheme": colour_scheme, "scale": scale}
            with _page(settings, url, **shows) as page, _progress(plan) as watch:
                scribe = Scribe(
                    ground.stage(page, settings, lingering=TUTORIAL_LINGERING),
                    _by_name(ground.applicant),
                    played,
                    shown=sample_applicant(),
                    public=_public(settings),
                    bundled=ground.bundled,
                    watch=watch,
                    **shows,
                )
                record = scribe.play(plan)
        if record.outcome is not Outcome.PASSED:
            return _keep_failed(record, played, folder)
        names = _render(played, folder, settings, formats=wanted, language=language)
        if with_film:
            with err.status("Filming"):
                make_film(played, folder / FILM_NAME, language=language)
    _tell(folder, names)
    return 0


@app.command("render")
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
    names = _render(record, folder, load_settings(), formats=_formats(formats), language=language, scale=scale)
    _tell(folder, names)
    return 0


@app.command()
def run(
    journey: JourneyOption = "adhesion",
    url: UrlOption = None,
    scenario: ScenarioOption = None,
    *,
    headed: HeadedOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> int:
    """Play a journey once and tell how it went."""
    settings = load_settings()
    if headed:
        browser = settings.browser.model_copy(update={"headed": True})
        settings = settings.model_copy(update={"browser": browser})
    with _ground(journey, url, settings, scenario) as ground:
        plan = JOURNEYS[journey](ground.applicant)
        with _page(settings, url) as page, _progress(plan) as watch:
            record = Robot(ground.stage(page, settings), bundled=ground.bundled, watch=watch).play(plan)
    told = summary(record)
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        out.print(_table(told))
        for remark in record.remarks:
            out.print(f"- {remark}", soft_wrap=True, markup=False)
    if record.diagnosis:
        err.print(f"{record.outcome}: {record.diagnosis}", soft_wrap=True, markup=False)
    return EXIT_STATUS[record.outcome]


@app.command("check")
def check_portal(
    journey: JourneyOption = "adhesion",
    url: UrlOption = None,
    scenario: ScenarioOption = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="List what is as declared, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
    file: Annotated[Path | None, typer.Option("--out", help="Write the JSON object into this file, too.")] = None,
) -> int:
    """Walk a journey and hold everything that its screens declare against the portal."""
    settings = load_settings()
    with _ground(journey, url, settings, scenario) as ground:
        plan = JOURNEYS[journey](ground.applicant)
        with _page(settings, url) as page, _progress(plan) as watch:
            stage = ground.stage(page, settings, lingering=TUTORIAL_LINGERING)
            found = Inspector(stage, bundled=ground.bundled, watch=watch).inspect(plan)
    written = found.model_dump_json(indent=2) + "\n"
    if file:
        file.write_text(written, encoding="utf-8")
    if as_json:
        sys.stdout.write(written)
    else:
        out.print(check_table(found, everything=everything))
    if found.diagnosis:
        err.print(f"{found.outcome}: {found.diagnosis}", soft_wrap=True, markup=False)
    return EXIT_STATUS[found.outcome]


@app.command()
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


@app.command()
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


@app.command()
def journeys() -> None:
    """List the journeys, their chapters and their steps; needs no browser."""
    for describe in JOURNEYS.values():
        plan = describe(sample_applicant())
        out.print(f"{plan.name}: {plan.title}", style="bold", soft_wrap=True)
        for flow in plan.chapters:
            when = " (whenever it shows)" if flow.whenever else ""
            out.print(f"  {flow.title}{when}", soft_wrap=True)
            for part in flow.parts():
                out.print(f"    {part.screen.__name__}", style="dim")
                for number, step in part.numbered():
                    out.print(f"      {number or '-':>2} {step.action:8} {step.say}", soft_wrap=True)


@app.command()
def portal(
    port: Annotated[int, typer.Option(help="Where to listen; 0 takes any free port.", min=0, max=65535)] = 0,
    database: Annotated[
        Path | None, typer.Option(help="Keep everything in this SQLite file; without it, in memory.")
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="Let it misbehave: a name of `parcours scenarios`. May be given several times."),
    ] = None,
) -> int:
    """Serve the bundled portal, to try it by hand, until Ctrl-C."""
    settings, played = load_settings(), tuple(scenario or ())
    try:
        options = replace(portal_options("adhesion", settings), port=port, database=database, scenarios=played)
    except ValueError as wrong:
        raise SettingsWrong(str(wrong)) from None
    applicant = sample_applicant()
    with BundledPortal(options) as served, settle(served, "adhesion", applicant, played) as ground:
        mailbox = bundled_inbox(served, applicant)
        out.print(f"Portal:          {served.url}", soft_wrap=True)
        out.print(f"Invitation link: {ground.start_url}", soft_wrap=True)
        out.print(f"Mails:           {served.webmail_url}", soft_wrap=True)
        # Anybody may know the way into an invented person's mailbox that lives as long as this command.
        password = applicant.password.get_secret_value()
        out.print(
            f"IMAP:            {mailbox.host}:{mailbox.port}, user {mailbox.user}, password {password}", soft_wrap=True
        )
        out.print("Ctrl-C ends it.")
        sigwait({SIGINT, SIGTERM})
    return 0


@app.command()
def scenarios(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list instead of a line each.")] = False
) -> None:
    """List what the bundled portal can be asked to get wrong, with the edge cases that each covers."""
    if as_json:
        told = [
            {
                "name": one.name,
                "usage": one.usage,
                "cases": one.cases,
                "needs_account": one.needs_account,
                "says": one.says,
            }
            for one in SCENARIOS
        ]
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    width = max(len(one.usage) for one in SCENARIOS)
    for one in SCENARIOS:
        cases = ", ".join(map(str, one.cases)) or "-"
        out.print(f"{one.usage:{width}}  {cases:>6}  {one.says}", soft_wrap=True, markup=False)


@inbox_app.command("check")
def inbox_check() -> int:
    """Connect to the inbox and tell its folders, what the server can do, its speed and its clock.

    Mails are left alone; a folder is made and deleted again, to read the server's clock.
    """
    inbox, recipient = _inbox(load_settings())
    found = check(inbox, recipient=recipient)
    pace = "tells of new mail by itself" if found.pushes else "must be asked for new mail"
    ahead = "unknown" if found.clock_difference is None else f"{found.clock_difference:+.0f} s against this machine"
    for what, told in (
        ("Server", f"{found.server}, encryption {found.encryption}, user {found.user}"),
        ("Folders", f"{', '.join(found.folders)}; read: {', '.join((found.inbox, *found.junk))}"),
        ("Abilities", f"{pace}; {'can' if found.can_clean_up else 'cannot'} delete single mails"),
        ("Capabilities", " ".join(found.capabilities)),
        ("Round trip", f"{found.round_trip * 1000:.1f} ms"),
        ("Clock", ahead),
    ):
        out.print(f"{what + ':':13} {told}", soft_wrap=True, markup=False)
    return 0


@inbox_app.command("watch")
def inbox_watch() -> int:
    """Print each code that arrives for the applicant, for a person to type, until Ctrl-C."""
    inbox, recipient = _inbox(load_settings())
    with watch(inbox, recipient=recipient) as sightings:
        err.print(f"Waiting for codes sent to {recipient}. Ctrl-C ends it.", soft_wrap=True)
        try:
            for seen in sightings:
                where = " (found in junk)" if seen.mail.in_junk else ""
                out.print(f"{seen.prefix}-{seen.value.get_secret_value()}{where}", soft_wrap=True)
        except KeyboardInterrupt:
            return 0
    return 0


@app.command()
def doctor(url: UrlOption = None) -> int:
    """Tell what a run needs and whether it is there: browser, portal, mail."""
    fine = True
    for finding in examine(load_settings(), url):
        mark = "[green]ok[/]  " if finding.fine else "[red]FAIL[/]"
        out.print(f"{mark} {finding.what}: {escape(finding.told)}", soft_wrap=True)
        fine = fine and finding.fine
    return 0 if fine else EXIT_STATUS[Outcome.ENVIRONMENT]


@app.command()
def setup() -> int:
    """Find a browser, or install one, and prove that it draws."""
    settings = load_settings()
    with sync_playwright() as playwright:
        try:
            find_browser(playwright, settings.browser)
        except BrowserMissing:
            install_browser(settings.browser, err.print)
        found = find_browser(playwright, settings.browser)
        with open_browser(playwright, settings.browser) as browser:
            prove_browser(browser)
            version = browser.version
    out.print(f"Browser: {found.source}, {found.executable or settings.browser.engine} {version}", soft_wrap=True)
    return 0


def _formats(told: str) -> set[Format]:
    try:
        return {Format(name.strip()) for name in told.split(",")}
    except ValueError:
        raise typer.BadParameter(f"--format takes {', '.join(Format)}, with commas between; not {told!r}.") from None


def _render(
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
    chromium = given if given.engine == "chromium" else BrowserSettings()
    with (
        sync_playwright() as playwright,
        open_browser(playwright, chromium.model_copy(update={"headed": False})) as browser,
    ):
        yield browser.new_page(java_script_enabled=False)


def _by_name(applicant: Applicant) -> Applicant:
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


def _public(settings: Settings) -> tuple[str, ...]:
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


def _inbox(settings: Settings) -> tuple[InboxSettings, str]:
    """Where mails are read, and for whom."""
    if settings.inbox is None:
        raise SettingsWrong("No inbox is configured: set PARCOURS_INBOX__HOST and the settings beside it.")
    recipient = settings.applicant.email if settings.applicant else settings.inbox.user
    if recipient is None or "@" not in recipient:
        raise SettingsWrong("Nobody's inbox: set PARCOURS_APPLICANT__EMAIL to the address that the mails are sent to.")
    return settings.inbox, recipient


def _complain(sentence: str, status: int) -> int:
    err.print(f"parcours: {' '.join(sentence.split())}", soft_wrap=True, markup=False)
    return status


def _ground(
    journey: JourneyName, url: str | None, settings: Settings, scenarios: list[str] | None = None
) -> AbstractContextManager[Ground]:
    if url is None:
        return bundled_ground(journey, settings, scenarios or ())
    if scenarios:
        raise SettingsWrong("Scenarios are played by the bundled portal alone: leave --url or --scenario out.")
    if door_of(url) is None:
        raise SettingsWrong("--url takes a whole address, like https://portail.example/connexion.")
    return given_ground(url, journey, settings)


class _Shows(TypedDict, total=False):
    """How a page is shown."""

    device: DeviceName
    colour_scheme: ColourScheme
    scale: float


@contextmanager
def _page(settings: Settings, url: str | None, **shows: Unpack[_Shows]) -> Iterator[Page]:
    """A page of a new browser, from which the portal at ``url`` can be reached.

    Raises:
        EnvironmentTrouble: there is no browser, or nothing answers at ``url``.
    """
    window = settings.browser
    with sync_playwright() as playwright, open_browser(playwright, window) as browser:
        context = browser.new_context(**context_options(playwright, window, **shows))
        if url:
            _knock(context, url)
        yield context.new_page()
        context.close()


def _knock(context: BrowserContext, url: str) -> None:
    # At the door alone: a personal link may work only once, and is nobody else's business.
    door = door_of(url) or ""
    try:
        with err.status(f"Knocking at {door}"):
            context.request.head(door, timeout=KNOCKING * 1000)
    except PlaywrightError:
        raise EnvironmentTrouble(f"Nothing answers at {door}: check --url and the network.") from None


@contextmanager
def _progress(journey: Journey) -> Iterator[Watch]:
    """A bar on standard error, one notch a step; where that is no terminal, a line a chapter."""
    columns = (TextColumn("{task.description:40}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    told: list[Flow] = []
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task(journey.title, total=sum(len(flow.steps) for flow in journey.chapters))

        @contextmanager
        def watch(flow: Flow, step: Step) -> Iterator[None]:  # noqa: ARG001 - a Watch
            bar.update(task, description=flow.title)
            if not err.is_terminal and flow not in told:
                told.append(flow)
                err.print(flow.title, soft_wrap=True, markup=False)
            yield
            bar.advance(task)

        yield watch


def _table(told: dict[str, Any]) -> Table:
    table = Table(title=f"{told['journey']}: {told['outcome']} in {told['seconds']:.1f} s", title_justify="left")
    table.add_column("Screen", no_wrap=True)
    table.add_column("Step")
    table.add_column("Seconds", justify="right")
    table.add_column("Outcome")
    for step in told["steps"]:
        seconds = "" if step["seconds"] is None else f"{step['seconds']:.2f}"
        table.add_row(step["screen"], step["say"], seconds, step["outcome"] or "not reached")
    return table
