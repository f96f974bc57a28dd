"""What a command that plays a journey stands on: the ground, a page, and a bar that shows how far it is."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fixtures.browser import open_browser
from fixtures.devices import context_options
from fixtures.doctor import door_of
from fixtures.ground import bundled_ground, given_ground
from fixtures.settings import SettingsWrong
from flows.trouble import EnvironmentTrouble
from parcours.console import err

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import BrowserContext, Page

    from fixtures.ground import Ground
    from fixtures.settings import Settings
    from flows.flow import Flow, Journey
    from flows.journeys import JourneyName
    from flows.robot import Watch
    from flows.steps import Step
    from reports.record import ColourScheme, DeviceName

TUTORIAL_LINGERING: Final = 20.0
"""Seconds that a tutorial waits for a mail that it shows but that the journey can do without."""

KNOCKING: Final = 10.0
"""Seconds that another portal may take to answer at all."""


def ground_of(
    journey: JourneyName, url: str | None, settings: Settings, scenarios: list[str] | None = None
) -> AbstractContextManager[Ground]:
    """The bundled portal with an applicant ready for ``journey``, or the portal at ``url``.

    Raises:
        SettingsWrong: they cannot be played on so.
    """
    if url is None:
        return bundled_ground(journey, settings, scenarios or ())
    if scenarios:
        raise SettingsWrong("Scenarios are played by the bundled portal alone: leave --url or --scenario out.")
    if door_of(url) is None:
        raise SettingsWrong("--url takes a whole address, like https://portail.example/connexion.")
    return given_ground(url, journey, settings)


class Shows(TypedDict, total=False):
    """How a page is shown."""

    device: DeviceName
    colour_scheme: ColourScheme
    scale: float


@contextmanager
def page_of(settings: Settings, url: str | None, **shows: Unpack[Shows]) -> Iterator[Page]:
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
def progress(journey: Journey) -> Iterator[Watch]:
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
