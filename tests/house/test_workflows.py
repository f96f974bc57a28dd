"""What the workflows must keep to: pinned actions, no more rights than needed, one gate, no text run as a script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
ACTIONS = sorted((GITHUB / "actions").glob("*/action.yml"))
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
HARMLESS = {"read", "none"}
WRITERS = {("nightly.yml", "pages"): {"id-token", "pages"}, ("nightly.yml", "issue"): {"issues"}}
"""The jobs that may change something, and what."""

workflows = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
files = pytest.mark.parametrize("path", WORKFLOWS + ACTIONS, ids=lambda path: str(path.relative_to(GITHUB)))


def load(path: Path) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def scripts(path: Path) -> Iterator[str]:
    told = load(path)
    groups = [job["steps"] for job in told["jobs"].values()] if "jobs" in told else [told["runs"]["steps"]]
    yield from (step["run"] for steps in groups for step in steps if "run" in step)


@files
def test_every_action_is_ours_or_pinned_by_commit(path: Path) -> None:
    used = [
        line.strip().removeprefix("- ") for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line
    ]

    assert [line for line in used if not line.startswith("uses: ./") and not PINNED.fullmatch(line)] == []


@files
def test_no_script_holds_what_comes_from_outside(path: Path) -> None:
    assert [script for script in scripts(path) if "${{" in script] == []


@workflows
def test_rights_are_given_job_by_job_and_sparingly(path: Path) -> None:
    told = load(path)

    assert told["permissions"] == {}
    for name, job in told["jobs"].items():
        writing = {right for right, access in job["permissions"].items() if access not in HARMLESS}
        assert writing <= WRITERS.get((path.name, name), set()), name


@workflows
def test_no_job_runs_for_ever_and_no_workflow_against_itself(path: Path) -> None:
    told = load(path)

    assert [name for name, job in told["jobs"].items() if "timeout-minutes" not in job] == []
    assert told["concurrency"]["group"]


@workflows
def test_no_checkout_leaves_its_key_behind(path: Path) -> None:
    checkouts = [
        step
        for job in load(path)["jobs"].values()
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/checkout@")
    ]

    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@workflows
def test_secrets_are_handed_over_in_the_environment_alone(path: Path) -> None:
    told = load(path)
    for job in told["jobs"].values():
        job["env"] = {}
        for step in job["steps"]:
            step.pop("env", None)

    assert "secrets." not in yaml.safe_dump(told)


def test_the_gate_waits_for_every_job_even_if_one_failed() -> None:
    jobs = load(GITHUB / "workflows/ci.yml")["jobs"]
    gate = jobs.pop("gate")

    assert set(gate["needs"]) == set(jobs)
    assert gate["if"] == "always()"


def test_before_anything_can_fail_it_is_known_whether_an_issue_is_to_tell_of_the_night() -> None:
    first, *_ = load(GITHUB / "workflows/nightly.yml")["jobs"]["report"]["steps"]

    assert first["id"] == "usual"


def test_on_gitlab_each_part_of_a_night_knows_the_last_good_records() -> None:
    jobs = yaml.safe_load((ROOT / "docs/gitlab-ci.yml").read_text(encoding="utf-8"))

    assert jobs["night"]["cache"]["key"] == jobs["pages"]["cache"]["key"]
    assert any("nights/good" in line for line in jobs["night"]["script"])


def test_browser_tests_run_in_all_three_browsers() -> None:
    matrix = load(GITHUB / "workflows/ci.yml")["jobs"]["browser"]["strategy"]["matrix"]["include"]

    assert {each["browser"] for each in matrix} == {"chromium", "firefox", "webkit"}


def test_the_image_brings_the_browsers_of_the_pinned_playwright() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    image = re.search(
        r"^FROM \S+/playwright/python:v([\d.]+)-", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )

    assert image
    assert f"playwright=={image[1]}\n" in pins


def test_the_image_does_not_run_as_root_and_holds_no_settings() -> None:
    users = re.findall(r"^USER (\w+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)

    assert users[-1:] == ["pwuser"]
    assert ".env" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "docs/gitlab-ci.yml"], ids=lambda path: path.name)
def test_every_target_of_make_that_is_called_exists(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("$(VENV)", ".venv")
    called = re.findall(r"^ *-? ?(?:run: )?make ([\w./-]+)", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert [target for target in called if not re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE)] == []
