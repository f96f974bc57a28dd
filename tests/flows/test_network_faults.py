"""A network fault is the environment's, in whatever words a browser tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError

from flows.chapters import refuse_cookies
from flows.diagnosis import diagnose
from flows.trouble import EnvironmentTrouble

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("Page.goto: net::ERR_CONNECTION_REFUSED at https://portail.example/geheim", "net::ERR_CONNECTION_REFUSED"),
        ("Page.goto: NS_ERROR_CONNECTION_REFUSED", "NS_ERROR_CONNECTION_REFUSED"),
        ("Page.goto: Could not connect to portail.example: Connection refused", "Could not connect"),
    ],
)
def test_a_network_fault_is_known_in_every_browsers_words(page: Page, told: str, named: str) -> None:
    trouble = diagnose(page, PlaywrightError(told), refuse_cookies())

    assert isinstance(trouble, EnvironmentTrouble)
    assert f"({named})" in str(trouble)
    assert "portail.example" not in str(trouble)
