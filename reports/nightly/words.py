"""What the summaries say: one wording for the page, the Markdown and the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from reports.nightly.night import BUNDLED, StageName
from reports.record import Outcome

if TYPE_CHECKING:
    from reports.nightly.night import Case, Counts, Night, Stage


class Told(NamedTuple):
    """An outcome in words."""

    headline: str
    advice: str
    """What whoever reads it in the morning should do."""


OUTCOMES: Final = {
    Outcome.PASSED: Told("All is well", "Nothing to do."),
    Outcome.PORTAL: Told(
        "The portal misbehaves",
        "Tell those who run the portal; the record and the log show what was asked for and what came back.",
    ),
    Outcome.DRIFT: Told(
        "The portal has changed",
        "If the change is meant, bring the page objects and the captions in line and accept the new record with"
        " --accept; if not, tell those who run the portal.",
    ),
    Outcome.MAIL: Told(
        "A mail did not come",
        "Look into the mail server and the junk folder; parcours inbox watch shows what arrives.",
    ),
    Outcome.ENVIRONMENT: Told(
        "The surroundings are at fault",
        "Network, browser or settings: parcours doctor tells which.",
    ),
    Outcome.HANDOVER: Told(
        "A person is needed",
        "Do by hand what the portal asks a person for, in the same name, then run the night again.",
    ),
    Outcome.BOT: Told(
        "We are at fault",
        "Mend the test or the code: nothing shows that the portal is to blame. The log has the whole story.",
    ),
}
STAGES: Final = {
    StageName.JOURNEYS: "Journeys",
    StageName.SUITE: "Regression suite",
    StageName.TUTORIAL: "Tutorials",
    StageName.CHECK: "Check of all elements",
    StageName.COMPARISON: "Comparison with the last good record",
    StageName.ACCESSIBILITY: "Accessibility",
    StageName.SECRETS: "Secrets",
}


def headline(night: Night) -> str:
    """The night in a few words."""
    if night.unfinished and not night.red:
        return "The night was broken off"
    if night.red:
        return OUTCOMES[night.outcome].headline
    flaky = night.counts.flaky
    return f"All is well, but {counted(flaky, 'case')} passed on the second try only" if flaky else "All is well"


def colour(night: Night) -> str:
    """``green`` or ``red``, which everybody understands."""
    return "red" if night.red or night.unfinished else "green"


def ground(night: Night) -> str:
    """What the night was played on."""
    portal = "the bundled portal" if night.portal == BUNDLED else night.portal
    if not night.scenarios:
        return portal
    return f"{portal} playing {', '.join(night.scenarios)}"


def duration(seconds: float) -> str:
    """A length of time as people say it."""
    if seconds < 10:  # noqa: PLR2004 -- two figures are enough
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def rate(counts: Counts) -> str:
    """The pass rate; rounded down, so that only all is 100 %."""
    if counts.pass_rate is None:
        return "–"
    return f"{int(counts.pass_rate * 1000) / 10:g} %"


def result(stage: Stage) -> str:
    """What came of a stage, in a few words."""
    if stage.state == "skipped":
        return "not run"
    counts = stage.counts
    if stage.state == "broken" and not counts.passed:
        return "broken off"
    parts = [f"{counts.passed} of {counts.tried} passed" if counts.tried else "nothing to try"]
    parts += [f"{counts.flaky} flaky"] if counts.flaky else []
    parts += [f"{counts.skipped} skipped"] if counts.skipped else []
    parts += ["broken off"] if stage.state == "broken" else []
    return ", ".join(parts)


def is_french(text: str) -> bool:
    """Whether a sentence is one of the diagnoses, which quote the portal; the rest of a summary is English."""
    return "«" in text


def slowest(night: Night, count: int = 10) -> list[tuple[Stage, Case]]:
    """The tests that took longest, with their stages."""
    tests = [
        (stage, case)
        for stage in night.stages
        if stage.name in {StageName.SUITE, StageName.ACCESSIBILITY}
        for case in stage.cases
    ]
    return sorted(tests, key=lambda each: -each[1].seconds)[:count]


def flakes(night: Night) -> list[tuple[Stage, Case]]:
    """What passed on the second try only, with its stage."""
    return [(stage, case) for stage in night.stages for case in stage.cases if case.flaky]
