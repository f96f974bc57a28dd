from __future__ import annotations

import datetime as dt
import json

import jsonschema
import pytest

from reports import schema
from reports.record import Outcome, Record, Section, Timing


def test_the_published_schema_is_current() -> None:
    assert schema.PATH.read_text(encoding="utf-8") == schema.text(), "run: python -m reports.schema"


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema.text()))


def _record() -> Record:
    return Record(
        journey="connexion",
        title="Me connecter",
        performer="robot",
        bundled=True,
        outcome=Outcome.PASSED,
        sections=(Section(screen="LoginScreen", title="Me connecter", chapter="Me connecter"),),
        timing=Timing(started_at=dt.datetime(2031, 3, 1, tzinfo=dt.UTC), seconds=1),
    )


def test_a_record_fits_the_schema() -> None:
    jsonschema.validate(json.loads(_record().model_dump_json()), json.loads(schema.text()))


def test_what_is_no_record_does_not_fit() -> None:
    broken = json.loads(_record().model_dump_json()) | {"outcome": "green"}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, json.loads(schema.text()))
