"""Commands for testers: ``run``, ``check``, and the lists of journeys and scenarios."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from fixtures.applicants import sample_applicant
from fixtures.settings import load_settings
from flows.inspector import Inspector
from flows.journeys import JOURNEYS
from flows.robot import Robot
from mock_portal import SCENARIOS
from parcours.console import EXIT_STATUS, err, out
from parcours.opening import TUTORIAL_LINGERING, ground_of, page_of, progress
from parcours.options import HeadedOption, JourneyOption, ScenarioOption, UrlOption
from reports.check import check_table
from reports.summary import summary

commands = typer.Typer()


@commands.command()
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
    with ground_of(journey, url, settings, scenario) as ground:
        plan = JOURNEYS[journey](ground.applicant)
        with page_of(settings, url) as page, progress(plan) as watch:
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


@commands.command("check")
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
    with ground_of(journey, url, settings, scenario) as ground:
        plan = JOURNEYS[journey](ground.applicant)
        with page_of(settings, url) as page, progress(plan) as watch:
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


@commands.command()
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


@commands.command()
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
