"""Commands that look into the applicant's inbox: ``inbox check``, ``inbox watch``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from fixtures.inbox import check, watch
from fixtures.settings import SettingsWrong, load_settings
from parcours.console import err, out

if TYPE_CHECKING:
    from fixtures.inbox import InboxSettings
    from fixtures.settings import Settings

commands = typer.Typer(name="inbox", help="Look into the applicant's inbox.", rich_markup_mode=None)


@commands.command("check")
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


@commands.command("watch")
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


def _inbox(settings: Settings) -> tuple[InboxSettings, str]:
    """Where mails are read, and for whom."""
    if settings.inbox is None:
        raise SettingsWrong("No inbox is configured: set PARCOURS_INBOX__HOST and the settings beside it.")
    recipient = settings.applicant.email if settings.applicant else settings.inbox.user
    if recipient is None or "@" not in recipient:
        raise SettingsWrong("Nobody's inbox: set PARCOURS_APPLICANT__EMAIL to the address that the mails are sent to.")
    return settings.inbox, recipient
