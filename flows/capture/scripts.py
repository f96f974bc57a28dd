"""The scripts that run in pages, each a function in a file of its own beside this one."""

from __future__ import annotations

from importlib import resources


def script(name: str) -> str:
    """The function in the file ``name``, as an expression that may stand in another script."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8").rstrip().removesuffix(";")
