"""Every mail of the corpus comes to what stands beside it."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fixtures.inbox import InboxError, InboxSettings, open_inbox
from fixtures.inbox.mail import Mail
from fixtures.inbox.trust import Expectation
from fixtures.inbox.verdict import code_among, explain_no_code
from tests.inbox.hosts import PORTAL
from tests.inbox.letters import RECIPIENT

if TYPE_CHECKING:
    from tests.inbox.hosts import Host

FOLDER = Path(__file__).parent / "corpus"
EXPECTED: dict[str, dict[str, str]] = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
NOW = dt.datetime(2026, 11, 2, 8, 20, tzinfo=dt.UTC)


def read(name: str) -> str:
    """The code in a mail of the corpus, or the name of the verdict on it."""
    case = EXPECTED[name]
    options: dict[str, Any] = (
        {"authserv_id": case["authserv_id"], "require_dmarc": True} if "authserv_id" in case else {}
    )
    settings = InboxSettings(sender=PORTAL, **options)
    expectation = Expectation.of(settings, case.get("recipient", RECIPIENT))
    prefix = case.get("prefix", "671 -")
    mails = [Mail.parse((FOLDER / f"{name}.eml").read_bytes())]
    try:
        found = code_among(expectation.believed(mails), prefix, used=(), now=NOW, lifetime=settings.code_lifetime)
    except InboxError as verdict:
        return type(verdict).__name__
    return found[0] if found else type(explain_no_code(mails, expectation, prefix)).__name__


@pytest.mark.parametrize("name", EXPECTED)
def test_mail_comes_to_what_is_expected(name: str) -> None:
    assert read(name) == EXPECTED[name].get("code", EXPECTED[name].get("verdict"))


def test_codes_survive_the_way_through_a_server(host: Host) -> None:
    address = host.new_mailbox()
    found = {}
    for name, case in EXPECTED.items():
        if "code" not in case:
            continue
        settings = host.settings(user=address, code_lifetime=math.inf)
        with open_inbox(settings, recipient=case.get("recipient", RECIPIENT)) as inbox:
            mark = inbox.mark()
            host.deliver((FOLDER / f"{name}.eml").read_bytes(), address)
            code = inbox.wait_for_code(case.get("prefix", "671 -"), since=mark, within=5)
        found[name] = code.value.get_secret_value()
    assert found == {name: case["code"] for name, case in EXPECTED.items() if "code" in case}


def test_each_mail_has_its_expectation() -> None:
    assert {path.stem for path in FOLDER.glob("*.eml")} == set(EXPECTED)
