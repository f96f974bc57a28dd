"""The published JSON schema of the run record. ``python -m reports.schema`` writes it anew."""

from __future__ import annotations

import json
from pathlib import Path

from reports.record import Record

PATH = Path(__file__).with_name("record.schema.json")


def text() -> str:
    """The schema as it is published."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Record.model_json_schema(mode="serialization"),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
