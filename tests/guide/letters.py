"""Mails of a few words, and an inbox that hands them out."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fixtures.inbox import NoCodeError

if TYPE_CHECKING:
    import re

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


@dataclass
class Mailbox:
    """An inbox whose answers can be held back."""

    letters: list[tuple[int, Letter]] = field(default_factory=list)
    codes: dict[str, Digits] = field(default_factory=dict)
    fails: Exception | None = None
    answers: threading.Event = field(default_factory=threading.Event)
    now: int = 0

    def mark(self) -> int:
        self.now += 1
        return self.now

    def find_mail(self, *, subject: re.Pattern[str], since: Any) -> Letter | None:
        self.answers.wait()
        if self.fails:
            raise self.fails
        return next((each for at, each in self.letters if at >= since and subject.search(each.subject)), None)

    def wait_for_mail(self, *, subject: re.Pattern[str], since: Any, within: float) -> Letter:
        raise NotImplementedError

    def wait_for_code(self, prefix: str, *, since: Any, within: float) -> Digits:
        del since, within
        self.answers.wait()
        if self.fails:
            raise self.fails
        if prefix not in self.codes:
            raise NoCodeError("none")
        return self.codes[prefix]
