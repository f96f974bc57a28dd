"""A run in short, for the terminal and for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from reports.record import Record


def summary(record: Record) -> dict[str, Any]:
    """The run as one JSON object; the seconds of a step that was not reached are null."""
    seconds = {(timing.section, timing.step): timing.seconds for timing in record.timing.steps}
    return {
        "journey": record.journey,
        "outcome": record.outcome,
        "diagnosis": record.diagnosis,
        "remarks": record.remarks,
        "seconds": record.timing.seconds,
        "steps": [
            {
                "chapter": section.chapter,
                "screen": section.screen,
                "action": step.action,
                "target": step.target.element if step.target else None,
                "say": step.say,
                "outcome": step.outcome,
                "seconds": seconds.get((place, index)),
            }
            for place, section in enumerate(record.sections)
            for index, step in enumerate(section.steps)
        ],
    }
