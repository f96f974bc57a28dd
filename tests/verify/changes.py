"""Which tests are new or changed since a commit, they themselves or what they stand on in the tests' own code.

The code that is tested does not count, nor do files of data: all tests are there for these.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from tests.verify.modules import Module, Modules

if TYPE_CHECKING:
    from pathlib import Path

TESTS: Final = "tests"
"""The folder in which all that tests are made of lies."""
MAIN: Final = ("origin/main", "main")
"""The branches that work is compared with, the first that there is."""


class NoBaseError(Exception):
    """There is nothing to compare with; the text says what to do."""


def changed_tests(root: Path, base: str | None = None) -> list[str]:
    """The node ids of new or changed tests, what is not committed yet included.

    Args:
        root: of the working copy.
        base: the commit to compare with; None: where this branch left the main one.

    Raises:
        NoBaseError: it is unknown.
    """
    git = _Git(root)
    since = git.resolve(base) if base else git.fork()
    modules = Modules({path: Module(path, (root / path).read_text(encoding="utf-8")) for path in git.present()})
    changed = set()
    for path in git.changed(since):
        if module := modules.by_path.get(path):
            before = Module(path, git.source(since, path))
            changed |= {(path, name) for name in module.definitions if module.text(name) != before.text(name)}
    return [f"{path}::{name}" for path, name in modules.tests() if changed & modules.reached((path, name))]


class _Git:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._program = shutil.which("git") or "git"

    def resolve(self, commit: str) -> str:
        found = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
        if not found:
            raise NoBaseError(f"There is no commit {commit} here. Fetch it, or name another.")
        return found[0]

    def fork(self) -> str:
        for branch in MAIN:
            if found := self._ask("merge-base", "HEAD", branch):
                return found[0]
        raise NoBaseError(f"Neither {' nor '.join(MAIN)} is known here. Name the commit to compare with.")

    def present(self) -> list[PurePosixPath]:
        known = self._paths("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        return [path for path in known if (self._root / path).is_file()]

    def changed(self, since: str) -> list[PurePosixPath]:
        new = self._paths("ls-files", "-z", "--others", "--exclude-standard")
        return self._paths("diff", "-z", "--name-only", "--no-renames", "--diff-filter=AM", since) + new

    def source(self, commit: str, path: PurePosixPath) -> str:
        """What stood there; empty if nothing did."""
        return "\n".join(self._ask("show", f"{commit}:{path}"))

    def _paths(self, *command: str) -> list[PurePosixPath]:
        told = "\n".join(self._ask(*command, "--", TESTS))
        found = (PurePosixPath(each) for each in told.split("\0") if each)
        return sorted({path for path in found if path.suffix == ".py"})

    def _ask(self, *command: str) -> list[str]:
        told = subprocess.run(  # noqa: S603 - git itself, and paths that it named
            [self._program, *command], cwd=self._root, capture_output=True, text=True, encoding="utf-8", check=False
        )
        return told.stdout.splitlines() if told.returncode == 0 else []
