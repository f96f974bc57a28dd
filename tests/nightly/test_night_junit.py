from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from reports.nightly import junit
from reports.nightly.night import Case, StageName
from reports.record import Outcome
from tests.nightly.nights import case, night, stage

if TYPE_CHECKING:
    from pathlib import Path

Read = Callable[[str], tuple[Case, ...]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read test cases that are written in a JUnit file."""

    def read(cases: str) -> tuple[Case, ...]:
        path = tmp_path / "results.xml"
        path.write_text(f'<testsuites><testsuite name="pytest">{cases}</testsuite></testsuites>')
        return junit.read_cases(path)

    return read


def failing(message: str, *properties: tuple[str, str]) -> str:
    told = "".join(f'<property name="{name}" value="{value}"/>' for name, value in properties)
    return (
        f'<testcase classname="tests.a.test_b" name="test_c[x]" time="1.5"><properties>{told}</properties>'
        f'<failure message="{message}">long</failure></testcase>'
    )


def test_a_test_is_called_by_its_file_and_name(read: Read) -> None:
    (told,) = read('<testcase classname="tests.a.test_b" name="test_c[x]" time="1.5"/>')

    assert (told.name, told.seconds, told.red) == ("test_b::test_c[x]", 1.5, False)


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.PASSED])
def test_a_test_may_say_in_its_properties_whose_fault_it_is(read: Read, outcome: Outcome) -> None:
    (told,) = read(failing("AssertionError", ("outcome", str(outcome)), ("diagnosis", "« A » : rien.")))

    assert (told.outcome, told.diagnosis, told.explained) == (outcome, "« A » : rien.", True)


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.PASSED])
@pytest.mark.parametrize("before", ["", "Failed: ", "failed on setup with &quot;"])
def test_a_failure_may_begin_with_whose_fault_it_is(read: Read, outcome: Outcome, before: str) -> None:
    (told,) = read(failing(f"{before}{outcome}: « A » : rien."))

    assert (told.outcome, told.diagnosis) == (outcome, "« A » : rien.")


def test_a_failure_of_the_network_is_the_surroundings_fault(read: Read) -> None:
    (told,) = read(failing("playwright._impl._errors.Error: Page.goto: net::ERR_CONNECTION_REFUSED"))

    assert told.outcome is Outcome.ENVIRONMENT


def test_any_other_failure_counts_as_ours_until_shown_otherwise(read: Read) -> None:
    (told,) = read(failing("AssertionError: assert 1 == 2"))

    assert (told.outcome, told.explained, told.diagnosis) == (Outcome.BOT, False, "AssertionError: assert 1 == 2")


def test_a_long_failure_is_cut(read: Read) -> None:
    (told,) = read(failing("x" * 5000))

    assert len(told.diagnosis) < 500


def test_a_failure_without_a_word_has_a_sentence_all_the_same(read: Read) -> None:
    (told,) = read('<testcase classname="a" name="b"><failure/></testcase>')

    assert told.diagnosis


def test_a_pass_on_the_second_try_is_flaky(read: Read) -> None:
    flaky = '<properties><property name="flaky" value="mail: rien."/></properties>'

    (told,) = read(f'<testcase classname="a" name="b">{flaky}</testcase>')

    assert (told.flaky, told.first_try) == (True, "mail: rien.")


def test_a_test_that_fails_while_it_is_taken_down_is_counted_once(read: Read) -> None:
    (told,) = read(
        '<testcase classname="a" name="b"/><testcase classname="a" name="b"><error message="no"/></testcase>'
    )

    assert told.red


def test_the_night_has_a_suite_for_each_stage(tmp_path: Path) -> None:
    given = tmp_path / "pytest.xml"
    given.write_text('<testsuites><testsuite name="pytest"><testcase classname="a" name="b"/></testsuite></testsuites>')
    told = night(stage(), stage(StageName.SUITE), stage(StageName.CHECK, state="skipped", remarks=("…",)))

    path = junit.write(told, tmp_path, {"suite": given})

    suites = {suite.get("name"): [each.get("name") for each in suite] for suite in ET.parse(path).iter("testsuite")}  # noqa: S314 - our own
    assert suites == {"journeys": ["adhesion"], "suite": ["b"], "check": ["adhesion"]}


def test_what_is_written_is_read_alike(tmp_path: Path) -> None:
    cases = (
        case("adhesion", Outcome.DRIFT, "« A » : le bouton\x08 <b> & co."),
        case("connexion", first_try="mail: rien."),
        Case(name="oubli", skipped=True),
    )
    path = junit.write(night(stage(StageName.JOURNEYS, *cases)), tmp_path, {})

    read = junit.read_cases(path)

    assert [(each.outcome, each.flaky, each.skipped) for each in read] == [
        (Outcome.DRIFT, False, False),
        (Outcome.PASSED, True, False),
        (Outcome.PASSED, False, True),
    ]
    assert read[0].diagnosis == "« A » : le bouton <b> & co."
