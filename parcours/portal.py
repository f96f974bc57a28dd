"""The command ``portal``, which serves the bundled portal to be tried by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from signal import SIGINT, SIGTERM, sigwait
from typing import Annotated

import typer

from fixtures.applicants import sample_applicant
from fixtures.ground import bundled_inbox, portal_options, settle
from fixtures.settings import SettingsWrong, load_settings
from mock_portal import BundledPortal
from parcours.console import out

commands = typer.Typer()


@commands.command()
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
