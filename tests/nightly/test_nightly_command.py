"""The night run as its users meet it, with suites small enough to be quick."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from parcours.console import EXIT_STATUS
from parcours.night import command as nightly
from reports.nightly import history
from reports.nightly.night import Night, StageName
from reports.record import Outcome
from reports.secrets.known import Secrets
from tests.nightly.front_door import COMMAND, last, last_folder, spend, surroundings
from tests.nightly.nights import night

if TYPE_CHECKING:
    from pathlib import Path

SUITE = ("--only", "suite", "--tests", "tiny", "--workers", "1")
GREEN = "def test_fine(): pass\n"
SECRET = "Aa1!dragonfly-meadow"


def tiny(folder: Path, *tests: str) -> None:
    """A suite of its own for a night in ``folder``."""
    (folder / "tiny").mkdir(exist_ok=True)
    for number, test in enumerate(tests):
        (folder / "tiny" / f"test_tiny_{number}.py").write_text(f"import pytest\n{test}")


def failing(text: str) -> str:
    return f"def test_it(): pytest.fail({text!r}, pytrace=False)\n"


def remember(folder: Path) -> tuple[bytes, Path]:
    """A history and a last good record from before."""
    nights = folder / "nights"
    good = nights / "good" / "bundled" / "connexion" / "record.json"
    good.parent.mkdir(parents=True)
    good.write_text("kept")
    history.append(nights / history.NAME, night())
    return (nights / history.NAME).read_bytes(), good


# Outcomes


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.PASSED])
def test_the_exit_status_says_whose_fault_it_is(tmp_path: Path, outcome: Outcome) -> None:
    tiny(tmp_path, failing(f"{outcome}: « A » : rien."))

    ended = spend(tmp_path, *SUITE)

    assert ended.returncode == EXIT_STATUS[outcome], ended.stderr
    assert (last(tmp_path).outcome, last(tmp_path).diagnosis) == (outcome, "« A » : rien.")


def test_a_night_on_which_all_passes_is_green(tmp_path: Path) -> None:
    tiny(tmp_path, GREEN)

    ended = spend(tmp_path, *SUITE)

    assert (ended.returncode, ended.stdout.startswith("GREEN")) == (0, True), ended.stderr
    left = {each.name for each in last_folder(tmp_path).iterdir()}
    assert {"index.html", "summary.md", "junit.xml", "nightly.json", "allure-results", "logs"} <= left


def test_a_bare_failure_is_ours(tmp_path: Path) -> None:
    tiny(tmp_path, "def test_it(): assert 1 == 2\n")

    assert spend(tmp_path, *SUITE).returncode == EXIT_STATUS[Outcome.BOT]


def test_tests_that_are_not_there_are_refused_at_once(tmp_path: Path) -> None:
    ended = spend(tmp_path, "--only", "suite", "--tests", "tests/none.py::test_it")

    assert ended.returncode == EXIT_STATUS[Outcome.ENVIRONMENT]
    assert "there is no tests/none.py" in ended.stderr
    assert not (tmp_path / "nights").exists()


def test_a_suite_without_tests_is_not_green(tmp_path: Path) -> None:
    tiny(tmp_path, "")

    ended = spend(tmp_path, *SUITE)

    assert ended.returncode == EXIT_STATUS[Outcome.ENVIRONMENT]
    assert "no test" in last(tmp_path).diagnosis


def test_without_a_browser_the_surroundings_are_at_fault(tmp_path: Path) -> None:
    ended = spend(
        tmp_path, "--only", "journeys", "--journey", "connexion", PARCOURS_BROWSER__EXECUTABLE="/no/browser/here"
    )

    assert ended.returncode == EXIT_STATUS[Outcome.ENVIRONMENT]
    assert "PARCOURS_BROWSER__EXECUTABLE=/no/browser/here" in last(tmp_path).diagnosis


def test_on_a_portal_that_does_not_answer_nothing_more_is_tried(tmp_path: Path) -> None:
    someone = {"PARCOURS_APPLICANT__EMAIL": "alix@portail.invalid", "PARCOURS_APPLICANT__PASSWORD": SECRET}

    ended = spend(tmp_path, "--url", "http://127.0.0.1:9/connexion?jeton=abc", **someone)

    told = last(tmp_path)
    assert ended.returncode == EXIT_STATUS[Outcome.ENVIRONMENT]
    assert "Nothing answers at http://127.0.0.1:9/" in told.diagnosis
    assert {stage.name for stage in told.stages if stage.state == "done"} == {"journeys", "secrets"}
    assert told.portal == "http://127.0.0.1:9/"


# Flakes


@pytest.mark.parametrize("outcome", [Outcome.ENVIRONMENT, Outcome.MAIL])
def test_what_may_be_otherwise_a_moment_later_is_run_again_and_shown_as_flaky(tmp_path: Path, outcome: Outcome) -> None:
    tiny(tmp_path, once(outcome))

    ended = spend(tmp_path, *SUITE)

    assert ended.returncode == 0, ended.stderr
    assert last(tmp_path).counts.flaky == 1
    assert "passed on the second try only" in ended.stdout
    assert "flaky" in (last_folder(tmp_path) / "summary.md").read_text()


@pytest.mark.parametrize("outcome", [Outcome.PORTAL, Outcome.DRIFT, Outcome.HANDOVER, Outcome.BOT])
def test_nothing_else_is_run_again(tmp_path: Path, outcome: Outcome) -> None:
    tiny(tmp_path, once(outcome))

    assert spend(tmp_path, *SUITE).returncode == EXIT_STATUS[outcome]


def once(outcome: Outcome) -> str:
    """A test that fails the first time only."""
    return f"""
from pathlib import Path
def test_it():
    met = Path(__file__).with_name("met")
    if not met.exists():
        met.touch()
        pytest.fail("{outcome}: « A » : rien.", pytrace=False)
"""


# Broken half-way


def test_ctrl_c_leaves_history_and_last_good_record_and_says_so(tmp_path: Path) -> None:
    before, good = remember(tmp_path)
    tiny(tmp_path, "import signal\ndef test_it():\n    open('reached', 'w').close()\n    signal.pause()\n")
    os.mkfifo(tmp_path / "reached")

    with subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "--out", "nights", *SUITE],
        cwd=tmp_path,
        env=surroundings(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        (tmp_path / "reached").read_bytes()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)

    assert process.returncode == 130 or process.returncode == EXIT_STATUS[Outcome.ENVIRONMENT]
    assert "It was stopped during the stage suite. The history and the last good record stay as they were." in said
    assert (tmp_path / "nights" / history.NAME).read_bytes() == before
    assert good.read_text() == "kept"


def test_a_disk_that_is_full_leaves_history_and_last_good_record_and_says_so(tmp_path: Path) -> None:
    before, good = remember(tmp_path)
    tiny(tmp_path, GREEN)

    ended = subprocess.run(  # noqa: S603 - our own command; no other thread is about here
        [*COMMAND, "--out", "nights", *SUITE],
        cwd=tmp_path,
        env=surroundings(),
        capture_output=True,
        text=True,
        check=False,
        # Enough for what the stages write, not for the page.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000)),
    )

    assert ended.returncode == EXIT_STATUS[Outcome.ENVIRONMENT]
    assert "The night could not be written down" in ended.stderr
    assert "The history and the last good record stay as they were." in ended.stderr
    assert (tmp_path / "nights" / history.NAME).read_bytes() == before
    assert good.read_text() == "kept"


def test_without_pytest_the_night_says_so_and_does_not_count(tmp_path: Path) -> None:
    before, _ = remember(tmp_path)
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['pytest'] = None\n")

    ended = spend(tmp_path, "--only", "suite", PYTHONPATH=str(tmp_path))

    assert ended.returncode == EXIT_STATUS[Outcome.ENVIRONMENT]
    assert "pytest is not installed" in last(tmp_path).diagnosis
    assert (tmp_path / "nights" / history.NAME).read_bytes() == before


def test_a_suite_that_cannot_be_collected_is_ours(tmp_path: Path) -> None:
    tiny(tmp_path, "import nothing_of_this_name\n")

    assert spend(tmp_path, *SUITE).returncode == EXIT_STATUS[Outcome.BOT]


# Secrets


def test_a_secret_that_a_test_prints_is_in_no_file(tmp_path: Path) -> None:
    tiny(
        tmp_path, f"def test_it():\n    print('{SECRET}')\n    pytest.fail('portal: « A » : {SECRET}', pytrace=False)\n"
    )
    someone = {"PARCOURS_APPLICANT__EMAIL": "alix@portail.invalid", "PARCOURS_APPLICANT__PASSWORD": SECRET}

    ended = spend(tmp_path, *SUITE, **someone)

    assert ended.returncode == EXIT_STATUS[Outcome.PORTAL], ended.stderr
    files = [each for each in last_folder(tmp_path).rglob("*") if each.is_file()]
    assert [each for each in files if SECRET.encode() in each.read_bytes()] == []


def test_a_secret_that_is_left_makes_the_night_red_and_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(nightly, "Scrubber", Idle)
    folder = tmp_path / "2026-11-23"
    folder.mkdir()
    (folder / "trace.txt").write_text(f"typed {SECRET}")

    status = nightly.finish(night(), folder, tmp_path, Secrets({"password": SECRET}), keep=3)

    assert status == EXIT_STATUS[Outcome.BOT]
    assert Night.load(folder).diagnosis == "trace.txt holds a secret: password."
    assert SECRET not in capsys.readouterr().out


class Idle:
    """A scrubber that does nothing."""

    def __init__(self, _secrets: Secrets) -> None: ...

    def folder(self, _path: Path) -> None: ...


# History, and what is kept


def finished(root: Path, told: Night) -> int:
    """A night that was spent already, finished."""
    (root / told.name).mkdir(parents=True)
    return nightly.finish(told, root / told.name, root, Secrets(), keep=2)


def test_nights_are_remembered_longer_than_they_are_kept(tmp_path: Path) -> None:
    for day in range(1, 5):
        finished(tmp_path, night(name=f"2026-11-0{day}"))

    assert [line.name for line in history.read(tmp_path / history.NAME)] == [f"2026-11-0{day}" for day in range(1, 5)]
    assert sorted(each.name for each in tmp_path.glob("2026-*")) == ["2026-11-03", "2026-11-04"]


@pytest.mark.parametrize("told", [night(whole=False), night(unfinished="It was stopped.")])
def test_what_was_no_whole_night_is_not_remembered(tmp_path: Path, told: Night) -> None:
    finished(tmp_path, told)

    assert history.read(tmp_path / history.NAME) == ()


def test_the_summary_is_that_of_a_github_job_too(tmp_path: Path) -> None:
    tiny(tmp_path, GREEN)
    told = {"GITHUB_STEP_SUMMARY": str(tmp_path / "step.md"), "GITHUB_OUTPUT": str(tmp_path / "output")}

    spend(tmp_path, *SUITE, **told)

    assert (tmp_path / "step.md").read_text() == (last_folder(tmp_path) / "summary.md").read_text()
    assert (tmp_path / "output").read_text() == f"night={last_folder(tmp_path)}\noutcome=passed\n"


def test_shards_become_one_night(tmp_path: Path) -> None:
    tiny(tmp_path, GREEN, failing("drift: « A » : rien."))
    part = tmp_path / "parts"
    for number in (1, 2):
        spend(tmp_path, *SUITE, "--shard", f"{number}/2", "--out", str(part / str(number)))

    ended = spend(tmp_path, "--merge", str(part))

    told = last(tmp_path)
    assert ended.returncode == EXIT_STATUS[Outcome.DRIFT], ended.stderr
    assert (told.counts.passed, told.counts.failed) == (2, 1)  # with the search for secrets
    assert not list(part.glob(f"*/{history.NAME}")), "a shard is no night"


# The last good record


def test_a_night_is_compared_with_the_last_good_one_until_what_differs_is_accepted(tmp_path: Path) -> None:
    only = ("--only", "tutorial", "--only", "comparison", "--journey", "connexion")
    first = spend(tmp_path, *only)
    good = tmp_path / "nights" / "good" / "bundled" / "connexion" / "record.json"
    assert first.returncode == 0, first.stderr
    other = good.read_text().replace("Me connecter", "Entrer chez moi")
    good.write_text(other)

    second = spend(tmp_path, *only)

    assert second.returncode == EXIT_STATUS[Outcome.DRIFT], second.stderr
    assert "Le tutoriel est à revoir" in last(tmp_path).diagnosis
    assert (last_folder(tmp_path) / "comparison" / "connexion" / "index.html").is_file()
    assert good.read_text() == other, "red nights replace nothing"

    third = spend(tmp_path, *only, "--accept")

    assert third.returncode == 0, third.stderr
    assert "Entrer chez moi" not in good.read_text()
    assert json.loads(good.read_text())["journey"] == "connexion"


# Wrong calls


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--only", "breakfast"), "breakfast"),
        (("--only", "secrets"), "--only"),
        (("--journey", "voyage"), "voyage"),
        (("--shard", "4/3"), "--shard"),
        (("--shard", "one"), "--shard"),
        (("--scenario", "code-expierd"), "code-expired"),
        (("--scenario", "anti-bot", "--url", "https://portail.example/"), "--scenario"),
        (("--url", "portail.example"), "--url"),
        (("--merge", "nowhere"), "--merge"),
    ],
)
def test_a_wrong_call_is_one_clear_line_and_leaves_no_night(
    tmp_path: Path, options: tuple[str, ...], told: str
) -> None:
    ended = spend(tmp_path, *options)

    assert ended.returncode == 2, ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert told in ended.stderr
    assert not list(tmp_path.glob("nights/2*"))


def test_the_stages_are_known_by_the_names_that_the_option_takes() -> None:
    assert {str(name) for name in nightly.WORK} == {str(name) for name in StageName} - {"secrets"}
