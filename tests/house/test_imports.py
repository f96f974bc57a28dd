import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_imports_go_only_in_the_directions_agreed_on() -> None:
    lint = Path(sys.executable).with_name("lint-imports")

    told = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603

    assert told.returncode == 0, told.stdout + told.stderr
