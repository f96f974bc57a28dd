"""Running nights as their users do: by the command, in a folder of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from reports.nightly.night import Night

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = [sys.executable, "-c", "from parcours.__main__ import main; main()", "nightly"]
QUICK = {
    "PARCOURS_PORTAL__CREATION_SECONDS": "0",
    "PARCOURS_PATIENCE": "3",
    "PARCOURS_MAIL_PATIENCE": "1",
}


def surroundings(**more: str) -> dict[str, str]:
    """This machine's environment, without what is configured on it and without the test run's own variables."""
    ours = ("PARCOURS_", "PYTEST_", "GITHUB_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return clean | QUICK | more


def spend(folder: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a night in ``folder``."""
    return subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, "--out", "nights", *options],
        cwd=folder,
        env=surroundings(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def last(folder: Path) -> Night:
    """The night that was spent last in ``folder``."""
    return Night.load(last_folder(folder))


def last_folder(folder: Path) -> Path:
    """Where it was written down."""
    return max((folder / "nights").glob("*/nightly.json"), key=lambda each: each.stat().st_mtime_ns).parent
