"""The browser's own tools, where it is Chromium: what no script in a page can do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

_SESSIONS: Final[WeakKeyDictionary[Page, CDPSession]] = WeakKeyDictionary()


def devtools(page: Page) -> CDPSession | None:
    """The session with the tools of ``page``, opened once; None in another browser.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    browser = page.context.browser
    if browser is None or browser.browser_type.name != "chromium":
        return None
    if page not in _SESSIONS:
        _SESSIONS[page] = page.context.new_cdp_session(page)
    return _SESSIONS[page]


def call(page: Page, function: str, argument: Any = None) -> Any:
    """What a function of JavaScript returns in ``page``, or what its promise is fulfilled with.

    The same as ``page.evaluate``, which has Playwright load its whole script into each document first.

    Args:
        page: where to call it.
        function: its text.
        argument: for it; like the result, it must be fit for JSON.

    Raises:
        playwright.sync_api.Error: it fails, or the page is gone.
    """
    tools = devtools(page)
    if tools is None:
        return page.evaluate(function, argument)
    expression = f"({function})({json.dumps(argument)})"
    told = tools.send("Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True})
    if failure := told.get("exceptionDetails"):
        raise PlaywrightError(failure.get("exception", {}).get("description") or failure["text"])
    return told["result"].get("value")
