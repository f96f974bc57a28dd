"""Functions of JavaScript that are called in a page by the browser's own tools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError

from flows.capture.devtools import call

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_what_a_promise_is_fulfilled_with_is_told(page: Page) -> None:
    assert call(page, "async words => [document.title, ...words]", ["L’été", "\u2028"]) == ["", "L’été", "\u2028"]


def test_a_function_that_fails_says_why(page: Page) -> None:
    with pytest.raises(PlaywrightError, match="ailleurs"):
        call(page, "() => { throw new Error('ailleurs') }")


def test_a_page_that_goes_away_meanwhile_is_no_answer(page: Page) -> None:
    with pytest.raises(PlaywrightError):
        call(page, "() => new Promise(() => location.assign('about:blank#' + location.reload()))")
