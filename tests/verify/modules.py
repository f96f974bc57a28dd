"""What test modules define, and which of their definitions stand on which others."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOR_ALL: Final = "pytestmark"
"""Stands for whatever a module does to all its tests: its marks, and what it does when it is loaded."""
_AUTOUSE: Final = ast.dump(ast.keyword("autouse", ast.Constant(value=True)))

Node = tuple[PurePosixPath, str]
"""A definition: the module's path, and the name."""


@dataclass(frozen=True)
class Module:
    """One file, as what it defines."""

    path: PurePosixPath
    source: str

    @cached_property
    def definitions(self) -> dict[str, list[ast.stmt]]:
        """The statements that define each name; those that define none are for all."""
        found: dict[str, list[ast.stmt]] = {}
        for statement in ast.parse(self.source).body:
            for name in set(_defined(statement)) or {FOR_ALL}:
                found.setdefault(name, []).append(statement)
        return found

    def text(self, name: str) -> str:
        """What a definition says, whatever its layout and its comments; empty if there is none."""
        return "\n".join(map(ast.dump, self.definitions.get(name, ())))

    @property
    def tests(self) -> list[str]:
        """The functions and classes that pytest collects."""
        if not self.path.name.startswith("test_"):
            return []
        functions = ast.FunctionDef | ast.AsyncFunctionDef
        return [
            name
            for name, statements in self.definitions.items()
            if (name.startswith("test") and isinstance(statements[-1], functions))
            or (name.startswith("Test") and isinstance(statements[-1], ast.ClassDef))
        ]

    @cached_property
    def for_all(self) -> list[str]:
        """What every test of the module stands on without naming it."""
        return [name for name in self.definitions if name == FOR_ALL or _AUTOUSE in self.text(name)]

    def names(self, name: str) -> set[str]:
        """All that a definition may refer to: names, parameters, and texts, for a fixture may be asked for by one."""
        return {each for statement in self.definitions.get(name, ()) for each in _mentioned(statement)}

    def imported(self, name: str) -> Iterator[tuple[str, str]]:
        """Where a name comes from, if it is imported: module and name there; no name for a whole module."""
        for statement in self.definitions.get(name, ()):
            if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
                for each in statement.names:
                    if (each.asname or each.name) == name:
                        yield statement.module, each.name
                        yield f"{statement.module}.{each.name}", ""
            elif isinstance(statement, ast.Import):
                for each in statement.names:
                    if (each.asname or each.name.partition(".")[0]) == name:
                        yield each.name, ""


@dataclass(frozen=True)
class Modules:
    """All modules that tests are made of."""

    by_path: Mapping[PurePosixPath, Module]
    _reached: dict[Node, set[Node]] = field(default_factory=dict)

    def tests(self) -> Iterator[Node]:
        """What pytest collects."""
        for path, module in self.by_path.items():
            yield from ((path, name) for name in module.tests)

    def reached(self, test: Node) -> set[Node]:
        """All definitions that a test stands on, itself included."""
        seen: set[Node] = set()
        path, _ = test
        left = [test]
        for each in (path, *_conftests(path)):
            if each in self.by_path:
                left += [(each, name) for name in self.by_path[each].for_all if each == path or name != FOR_ALL]
        while left:
            node = left.pop()
            if node not in seen:
                seen.add(node)
                left += self._next(node)
        return seen

    def _next(self, node: Node) -> set[Node]:
        if node not in self._reached:
            self._reached[node] = set(self._referred(node))
        return self._reached[node]

    def _referred(self, node: Node) -> Iterator[Node]:
        path, name = node
        module = self.by_path[path]
        for each, there in module.imported(name):
            yield from self._elsewhere(each, there)
        for each in module.names(name):
            # A fixture may stand on one of its own name, further up.
            found = [p for p in (path, *_conftests(path), *self._plugins) if p in self.by_path]
            homes = [p for p in found if each in self.by_path[p].definitions and (p, each) != node]
            yield from ((home, each) for home in homes[:1])

    def _elsewhere(self, module: str, name: str) -> Iterator[Node]:
        path = PurePosixPath(*module.split(".")).with_suffix(".py")
        if path in self.by_path:
            names = self.by_path[path].definitions
            yield from ((path, each) for each in ([name] if name else names) if each in names)

    @cached_property
    def _plugins(self) -> list[PurePosixPath]:
        """The modules whose fixtures all tests may use."""
        root = self.by_path.get(PurePosixPath("tests/conftest.py"))
        named = root.names("pytest_plugins") if root else set()
        return [PurePosixPath(*each.split(".")).with_suffix(".py") for each in sorted(named)]


def _conftests(path: PurePosixPath) -> Iterator[PurePosixPath]:
    """Those whose fixtures a module may use, the nearest first."""
    yield from (folder / "conftest.py" for folder in path.parents if folder / "conftest.py" != path)


def _defined(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.Import() | ast.ImportFrom():
            yield from (each.asname or each.name.partition(".")[0] for each in statement.names)
        case ast.If() | ast.Try() | ast.With():
            inner = [each for each in ast.iter_child_nodes(statement) if isinstance(each, ast.stmt)]
            yield from (name for each in inner for name in _defined(each))
        case _:
            stored = (each for each in ast.walk(statement) if isinstance(each, ast.Name))
            yield from (each.id for each in stored if isinstance(each.ctx, ast.Store))


def _mentioned(statement: ast.stmt) -> Iterator[str]:
    for each in ast.walk(statement):
        match each:
            case ast.Name():
                yield each.id
            case ast.arg():
                yield each.arg
            case ast.Constant(value=str(text)) if text.replace(".", "_").isidentifier():
                yield text
            case _:
                pass
