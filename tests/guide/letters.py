"""Mails of a few words, as an inbox hands them out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr


@dataclass(frozen=True)
class Letter:
    subject: str
    sender: str = "portail@mutuelle.example"
    text: str = ""
    html: str = ""
    in_junk: bool = False


@dataclass(frozen=True)
class Digits:
    value: SecretStr
    mail: Letter
