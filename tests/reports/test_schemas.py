from __future__ import annotations

import datetime as dt
import json

import jsonschema
import pytest

from reports import schema
from reports.record import Outcome, Record, Section, Timing


@pytest.mark.parametrize("name", schema.PUBLISHED)
def test_the_published_schema_is_current(name: str) -> None:
    assert schema.path_of(name).read_text(encoding="utf-8") == schema.text_of(name), "run: make schema"


@pytest.mark.parametrize("name", schema.PUBLISHED)
def test_the_schema_is_itself_valid(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema.text_of(name)))


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
    jsonschema.validate(json.loads(_record().model_dump_json()), json.loads(schema.text_of("record")))


def test_what_is_no_record_does_not_fit() -> None:
    broken = json.loads(_record().model_dump_json()) | {"outcome": "green"}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, json.loads(schema.text_of("record")))
