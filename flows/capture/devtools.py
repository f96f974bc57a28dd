"""The browser's own tools, where it is Chromium: what no script in a page can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

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
