"""Options that several commands take, said once."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import typer

from flows.journeys import JourneyName
from reports.tutorial import Format

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
