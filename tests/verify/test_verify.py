"""New and changed tests are found by what they stand on, and those that do not always pass are named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.verify.changes import NoBaseError, changed_tests
from tests.verify.runs import Tally, run_often

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = {
    "tests/conftest.py": "pytest_plugins = ['tests.plugin']\n",
    "tests/plugin.py": "import pytest\n\n@pytest.fixture\ndef guest():\n    return 1\n",
    "tests/helper.py": "def double(number):\n    return number * factor()\n\ndef factor():\n    return 2\n",
    "tests/a/conftest.py": "import pytest\n\n@pytest.fixture\ndef host(guest):\n    return guest\n",
    "tests/a/test_a.py": """\
import pytest
from tests.helper import double

LIMIT = 5

def test_double():
    assert double(1) == 2

def test_host(host):
    assert host == 1

def test_limit():
    assert LIMIT == 5

class TestGroup:
    def test_inside(self):
        assert True
""",
    "tests/b/test_b.py": "def test_alone():\n    assert True\n",
    "product.py": "x = 1\n",
}
A = "tests/a/test_a.py"


def git(root: Path, *command: str) -> None:
    identity = ("-c", "user.name=Camille", "-c", "user.email=camille@academie.example")
    subprocess.run(["git", *identity, *command], cwd=root, check=True, capture_output=True)  # noqa: S603, S607


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small project under version control, with nothing changed in it."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    git(tmp_path, "init", "--initial-branch", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--message", "All")
    return tmp_path


@pytest.fixture
def edit(house: Path) -> Callable[[str, str, str], None]:
    def edit(name: str, old: str, new: str) -> None:
        text = (house / name).read_text(encoding="utf-8")
        assert old in text
        (house / name).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def test_nothing_changed_is_nothing_to_run(house: Path) -> None:
    assert changed_tests(house) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "changed"),
    [
        (A, "double(1) == 2", "double(2) == 4", [f"{A}::test_double"]),
        (A, "assert True", "assert 1", [f"{A}::TestGroup"]),
        (A, "LIMIT = 5", "LIMIT = 6", [f"{A}::test_limit"]),
        (A, "LIMIT = 5", "LIMIT = 5  # enough", []),
        (A, "import double", "import factor as double", [f"{A}::test_double"]),
        ("tests/helper.py", "return 2", "return 3", [f"{A}::test_double"]),
        ("tests/a/conftest.py", "return guest", "return guest + 1", [f"{A}::test_host"]),
        ("tests/plugin.py", "return 1", "return 2", [f"{A}::test_host"]),
        ("tests/a/conftest.py", "@pytest.fixture", "@pytest.fixture(autouse=True)", "all of a"),
        (A, "LIMIT = 5", "pytestmark = pytest.mark.smoke\nLIMIT = 5", "all of a"),
        ("product.py", "1", "2", []),
    ],
)
def test_a_test_changes_with_what_it_stands_on(
    house: Path, edit: Callable[[str, str, str], None], name: str, old: str, new: str, changed: list[str] | str
) -> None:
    edit(name, old, new)

    everything = [f"{A}::{each}" for each in ("test_double", "test_host", "test_limit", "TestGroup")]
    assert changed_tests(house) == (everything if changed == "all of a" else changed)


def test_a_new_test_counts_before_and_after_it_is_committed(house: Path) -> None:
    git(house, "switch", "--create", "work")
    (house / "tests/test_new.py").write_text("def test_new():\n    assert True\n", encoding="utf-8")
    before = changed_tests(house)
    git(house, "add", ".")
    git(house, "commit", "--message", "More")

    assert before == changed_tests(house) == ["tests/test_new.py::test_new"]
    assert changed_tests(house, "HEAD") == []


def test_an_unknown_base_is_told(house: Path) -> None:
    with pytest.raises(NoBaseError, match="no commit nowhere"):
        changed_tests(house, "nowhere")


def test_tests_are_run_in_several_processes_and_several_times_in_one(tmp_path: Path) -> None:
    (tmp_path / "test_often.py").write_text(
        "import os, pathlib, pytest\n"
        "@pytest.mark.parametrize('letter', ['a-b', 'c'])\n"
        "def test_often(letter):\n"
        "    with pathlib.Path('log').open('a') as log:\n"
        "        print(os.getpid(), letter, file=log)\n",
        encoding="utf-8",
    )

    tallies = list(run_often(["test_often.py"], root=tmp_path, times=4))[-1]

    runs = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert len(runs) == 8
    assert sorted(runs.count(run) for run in set(runs)) == [1, 1, 1, 1, 2, 2]
    assert dict(tallies) == {f"test_often::test_often[{each}]": Tally(passed=4) for each in ("a-b", "c")}


def test_a_test_that_does_not_always_pass_is_named(house: Path) -> None:
    (house / "tests/test_moody.py").write_text(
        "import pathlib\n"
        "def test_moody():\n"
        "    times = pathlib.Path('times')\n"
        "    times.write_text(times.read_text() + 'x' if times.exists() else 'x')\n"
        "    assert times.read_text() != 'xx', 'twice is too often'\n"
        "def test_calm():\n"
        "    assert True\n",
        encoding="utf-8",
    )

    told = subprocess.run(
        [sys.executable, "-m", "tests.verify", "--times", "3"],
        cwd=house,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "COLUMNS": "200", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    rows = {
        row[0]: row[1:]
        for row in ([each.strip() for each in line.split("│")[1:-1]] for line in told.stdout.splitlines())
        if row
    }
    assert told.returncode == 1, told.stdout + told.stderr
    assert rows["tests.test_moody::test_moody"][:4] == ["2", "1", "0", "flaky"]
    assert "seed 2: AssertionError: twice is too often" in rows["tests.test_moody::test_moody"][4]
    assert "Each run 3 times: 1 steady, 1 flaky" in told.stdout
