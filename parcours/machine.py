"""Commands about the machine that runs go on: ``doctor``, ``setup``."""

from __future__ import annotations

from typing import Annotated

import typer
from playwright.sync_api import sync_playwright
from rich.markup import escape

from fixtures.browser import BrowserMissing, find_browser, install_browser, open_browser, prove_browser
from fixtures.doctor import examine
from fixtures.settings import load_settings
from parcours.console import EXIT_STATUS, err, out
from parcours.options import UrlOption
from reports.record import Outcome

commands = typer.Typer()


@commands.command()
def doctor(url: UrlOption = None) -> int:
    """Tell what a run needs and whether it is there: browser, portal, mail."""
    fine = True
    for finding in examine(load_settings(), url):
        mark = "[green]ok[/]  " if finding.fine else "[red]FAIL[/]"
        out.print(f"{mark} {finding.what}: {escape(finding.told)}", soft_wrap=True)
        fine = fine and finding.fine
    return 0 if fine else EXIT_STATUS[Outcome.ENVIRONMENT]


@commands.command()
def setup(
    *,
    headed: Annotated[bool, typer.Option("--headed", help="One with a window, as the guide needs it.")] = False,
) -> int:
    """Find a browser, or install one, and prove that it draws."""
    given = load_settings().browser
    wanted = given.model_copy(update={"headed": headed or given.headed})
    with sync_playwright() as playwright:
        try:
            found = find_browser(playwright, wanted)
        except BrowserMissing:
            install_browser(wanted, err.print)
            found = find_browser(playwright, wanted)
        # Where there is no screen to show a window on, it is proved all the same.
        unseen = given.model_copy(update={"headed": False, "executable": found.executable})
        with open_browser(playwright, unseen) as browser:
            prove_browser(browser)
            version = browser.version
    out.print(f"Browser: {found.source}, {found.executable or given.engine} {version}", soft_wrap=True)
    return 0
