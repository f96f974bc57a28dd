"""The published JSON schemas of what a run leaves behind. ``python -m reports.schema`` writes them anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reports.check import Check
from reports.comparison.difference import Difference
from reports.record import Record

if TYPE_CHECKING:
    from pydantic import BaseModel

PUBLISHED: Final[dict[str, type[BaseModel]]] = {"record": Record, "check": Check, "difference": Difference}
"""The models by the names of their schemas."""


def path_of(name: str) -> Path:
    """Where a schema is published."""
    return Path(__file__).with_name(f"{name}.schema.json")


def text_of(name: str) -> str:
    """A schema as it is published."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **PUBLISHED[name].model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for published in PUBLISHED:
        path_of(published).write_text(text_of(published), encoding="utf-8")
