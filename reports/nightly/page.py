"""The summary of a night as a web page, and as Markdown for a job's summary or a ticket."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import jinja2

from reports.drawing.typography import FAMILY, Weight
from reports.files import appearing
from reports.nightly import plots, words
from reports.nightly.night import causes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reports.nightly.history import Line
    from reports.nightly.night import Cause, Night, Stage

HTML_NAME: Final = "index.html"
MARKDOWN_NAME: Final = "summary.md"
_SEEN: Final = 4
"""How many places of a cause are named in Markdown."""
_TABLE: Final = 30
"""How many nights the page lists."""


def write(night: Night, lines: Sequence[Line], folder: Path) -> None:
    """Write the page and the Markdown into ``folder``, each whole or not at all.

    Args:
        night: what to tell.
        lines: the nights that it can be held against, itself the last, oldest first.
        folder: the night's.

    Raises:
        OSError: nothing can be written there.
    """
    for name, content in ((HTML_NAME, html(night, lines, folder.parent)), (MARKDOWN_NAME, markdown(night))):
        with appearing(folder / name) as fresh:
            fresh.write_text(content, encoding="utf-8")


def html(night: Night, lines: Sequence[Line] = (), beside: Path | None = None) -> str:
    """The page, which asks for nothing from elsewhere.

    Args:
        night: what to tell.
        lines: the nights that it can be held against.
        beside: where the other nights lie; those that are still there are linked to.
    """
    kept = {line.name for line in lines if beside and line.name != night.name and (beside / line.name).is_dir()}
    return _TEMPLATES.get_template("nightly.html.j2").render(
        night=night,
        told=words.OUTCOMES[night.outcome],
        causes=causes(night.stages),
        flakes=words.flakes(night),
        slowest=words.slowest(night),
        plots=plots.plots(lines),
        lines=list(reversed(lines))[:_TABLE],
        kept=kept,
        words=words,
        family=FAMILY,
        fonts={
            weight.value: base64.b64encode(weight.web_path.read_bytes()).decode()
            for weight in (Weight.REGULAR, Weight.BOLD)
        },
    )


def markdown(night: Night) -> str:
    """The same in short."""
    return "\n".join(_markdown(night)).rstrip() + "\n"


def _markdown(night: Night) -> Iterator[str]:
    light = "🔴" if night.red or night.unfinished else "🟢"
    outcome = f" ({night.outcome})" if night.red else ""
    yield f"## {light} Night {night.name}: {words.headline(night)}{outcome}"
    yield ""
    if night.diagnosis:
        yield f"> {_safe(night.diagnosis)}"
        yield ""
    if night.unfinished:
        yield f"**Unfinished:** {_safe(night.unfinished)}"
        yield ""
    counts = night.counts
    yield (
        f"{words.rate(counts)} passed ({counts.passed} of {counts.tried}), {counts.flaky} flaky,"
        f" {words.duration(night.seconds)}, on {_safe(words.ground(night))}."
    )
    yield ""
    yield from _causes_in_markdown(night)
    yield from _stages_in_markdown(night.stages)
    flaky = words.flakes(night)
    if flaky:
        yield "### Flaky: passed on the second try only"
        yield ""
        for stage, case in flaky:
            yield f"- `{case.name}` ({words.STAGES[stage.name]}) – first {_safe(case.first_try)}"
        yield ""


def _causes_in_markdown(night: Night) -> Iterator[str]:
    found = causes(night.stages)
    if not found:
        return
    yield "### What went wrong"
    yield ""
    for cause in found:
        yield f"- **{cause.outcome}** – {_safe(cause.diagnosis)}<br>Seen {_places(cause)}."
    yield ""
    yield f"What to do: {words.OUTCOMES[night.outcome].advice}"
    yield ""


def _places(cause: Cause) -> str:
    named = [f"`{seen.case}` ({words.STAGES[seen.stage]})" for seen in cause.seen[:_SEEN]]
    more = len(cause.seen) - len(named)
    times = "once" if len(cause.seen) == 1 else f"{len(cause.seen)} times"
    return f"{times}: {', '.join(named)}{f' and {more} more' if more else ''}"


def _stages_in_markdown(stages: Sequence[Stage]) -> Iterator[str]:
    yield "| Stage | Result | Outcome | Time |"
    yield "|---|---|---|---:|"
    for stage in stages:
        outcome = "" if stage.state == "skipped" else str(stage.outcome)
        time = "" if stage.state == "skipped" else words.duration(stage.seconds)
        yield f"| {words.STAGES[stage.name]} | {words.result(stage)} | {outcome} | {time} |"
    yield ""


def _safe(text: str) -> str:
    """``text`` with what Markdown would take for markup made harmless."""
    return re.sub(r"([\\`*_~\[\]<>#|])", r"\\\1", text)


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
