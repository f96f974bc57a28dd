"""The table of the edge cases is complete and up to date."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mock_portal.scenarios import SCENARIOS
from tests.scenarios.cases import CASES, TABLE, UNTESTED, Covered, table


@pytest.fixture(scope="module")
def written() -> str:
    """The table as it would be written now; a collection of its own, whatever is collected here."""
    asked = [sys.executable, "-m", "tests.scenarios.cases", "--show"]
    return subprocess.run(asked, check=True, capture_output=True, text=True, cwd=TABLE.parents[2]).stdout  # noqa: S603 - a fixed command


def test_the_table_is_up_to_date(written: str) -> None:
    assert TABLE.read_text("utf-8") == written, "run: make cases"


def test_every_case_has_a_scenario() -> None:
    assert {case for scenario in SCENARIOS for case in scenario.cases} == set(CASES) == set(range(1, 43))


def test_every_scenario_has_a_test(written: str) -> None:
    assert [row for row in written.splitlines() if f"`{UNTESTED}`" in row] == []


def test_a_scenario_without_a_test_is_told() -> None:
    alone = table([Covered(("code-expired", "latency=0.2"), "passed", "test_x.py::test_y")])

    assert f"| `code-strict` | `{UNTESTED}` |" in alone
    assert f"| `latency` | `{UNTESTED}` |" not in alone


def test_a_test_is_told_under_each_of_its_scenarios() -> None:
    both = table([Covered(("code-expired", "latency=0.2"), "passed", "test_x.py::test_y")])

    assert both.count("| `code-expired latency=0.2` | `test_x.py::test_y` | passed |") == 2
