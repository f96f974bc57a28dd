"""The front door: the command line, which puts the rest together."""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from typing import Annotated

import typer
from typer.exceptions import TyperException

from flows.trouble import Trouble
from parcours import guide, inbox, machine, portal, runs, tutorials
from parcours.console import EXIT_STATUS, err, out
from parcours.night import command as nightly
from reports.languages import MissingMessage
from reports.record import Outcome

app = typer.Typer(
    name="parcours",
    help="Walks, photographs and explains the enrolment journey of a health-insurance portal.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for module in (tutorials, guide, runs, nightly, portal, inbox, machine):
    app.add_typer(module.commands)


def _tell_version(asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    if asked:
        out.print(f"parcours {version_of('parcours')}")
        raise typer.Exit


@app.callback()
def about(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version and exit.")
    ] = False,
) -> None:
    """Hold the options that belong to no command."""


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


def _complain(sentence: str, status: int) -> int:
    err.print(f"parcours: {' '.join(sentence.split())}", soft_wrap=True, markup=False)
    return status


if __name__ == "__main__":
    main()
