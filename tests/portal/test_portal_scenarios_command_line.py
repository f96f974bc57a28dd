"""Scenarios as the command line knows them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mock_portal import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PARCOURS = Path(sys.executable).with_name("parcours")


@pytest.fixture
def call(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command to its end."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 (our own command)
            [PARCOURS, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
        )

    return call


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., dict[str, str]]]:
    """Serve the portal; what it has printed, by name."""
    processes: list[subprocess.Popen[str]] = []

    def serve(*arguments: str) -> dict[str, str]:
        process = subprocess.Popen(  # noqa: S603 (our own command)
            [PARCOURS, "portal", *arguments], cwd=tmp_path, env=os.environ, stdout=subprocess.PIPE, text=True
        )
        processes.append(process)
        assert process.stdout
        lines = iter(process.stdout.readline, "Ctrl-C ends it.\n")
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}

    yield serve
    for process in processes:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def test_scenarios_are_listed_a_line_each(call: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    lines = call("scenarios").stdout.splitlines()

    assert [line.split()[0] for line in lines] == [scenario.usage for scenario in SCENARIOS]
    assert all(line.endswith(scenario.says) for line, scenario in zip(lines, SCENARIOS, strict=True))


def test_scenarios_are_listed_as_json(call: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    told = json.loads(call("scenarios", "--json").stdout)

    assert [one["name"] for one in told] == [scenario.name for scenario in SCENARIOS]
    assert told[0].keys() == {"name", "usage", "cases", "needs_account", "says"}


def test_a_portal_plays_the_scenarios_it_is_started_with(serve: Callable[..., dict[str, str]]) -> None:
    told = serve("--scenario", "campaign-not-open", "--scenario", "creation-slow=5")

    with urllib.request.urlopen(told["Invitation link"], timeout=10) as page:  # noqa: S310 (our own portal)
        assert "pas encore ouvertes" in page.read().decode()


def test_the_invented_applicant_has_an_account_where_a_scenario_needs_one(
    serve: Callable[..., dict[str, str]],
) -> None:
    told = serve("--scenario", "already-signed-in")

    with urllib.request.urlopen(f"{told['Portal']}/connexion", timeout=10) as page:  # noqa: S310 (our own portal)
        assert "Vous êtes déjà connecté" in page.read().decode()


def test_a_scenario_spelt_wrong_is_one_clear_line(call: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    ended = call("portal", "--scenario", "code-expird")

    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "code-expired" in ended.stderr
