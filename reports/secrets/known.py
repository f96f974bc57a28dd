"""The secrets that a run knows: values by their names, collected wherever they turn up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import SecretStr

SHORTEST: Final = 4
"""Signs below which nothing is a secret that could be told from other words."""

LONG: Final = 16
"""Signs from which a cookie's value is somebody's, and not one of a few that everybody has."""
_TOKEN: Final = re.compile(r"(?<=[/=])(?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{32,}(?![\w-])", re.ASCII)
"""A part of an address that nobody can guess."""
_CODE: Final = re.compile(r"(?<![\w-])[A-Z0-9]{2,8}\s*[-‐‑–—]\s*([0-9][0-9 \u00a0\u202f]{3,9}[0-9])(?![\w-])")
"""A one-time code behind its prefix, as in ``671-123456``."""


def tokens_in(addresses: str) -> list[str]:
    """The parts of addresses that nobody can guess."""
    return _TOKEN.findall(addresses)


def codes_in(letter: str) -> list[str]:
    """The one-time codes in the text of a mail, without their prefixes and spaces."""
    return ["".join(code.split()) for code in _CODE.findall(letter)]


class Secrets(Mapping[str, str]):
    """Secret values by their names. Its representation tells the names alone."""

    def __init__(self, known: Mapping[str, str | SecretStr] | None = None) -> None:
        """Begin with what is known."""
        self._values: dict[str, str] = {}
        for name, value in (known or {}).items():
            self.add(name, value)

    def add(self, name: str, value: str | SecretStr) -> None:
        """Know one more; a name that another value has already is numbered. What is known stays as it is called."""
        bare = value.get_secret_value() if isinstance(value, SecretStr) else value
        if len(bare.strip()) < SHORTEST or bare in self._values.values():
            return
        numbered, number = name, 1
        while numbered in self._values:
            number += 1
            numbered = f"{name} {number}"
        self._values[numbered] = bare

    def learn(self, more: Mapping[str, str]) -> None:
        """Know more of them."""
        for name, value in more.items():
            self.add(name, value)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Secrets({', '.join(self._values)})"
