"""Clicks that are made once: neither again because the answer is slow, nor not at all because the page moved."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from playwright.sync_api import TimeoutError as PlaywrightTimeout

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

_KEY: Final = "Symbol.for('parcours.clicks')"
_LISTEN: Final = f"""
if (!document[{_KEY}]) {{
    Object.defineProperty(document, {_KEY}, {{ value: [] }});
    addEventListener("click", event => document[{_KEY}].push(event.composedPath()), true);
}}
"""
_SKEW: Final = 1.0
"""Seconds by which the browser's clock may differ from ours, and still be the same."""
_LOST: Final = f"""(targets, [clicked, now]) => {{
    const clicks = document[{_KEY}];
    const sameClock = Math.abs(Date.now() / 1000 - now) < {_SKEW};
    const sameDocument = performance.timeOrigin / 1000 < clicked;
    const reached = each => clicks.some(path => path.includes(each));
    return Boolean(clicks && sameClock && sameDocument && targets.length && !targets.some(reached));
}}"""


def press(target: Locator) -> None:
    """Click ``target``; that the page takes its time to answer is no fault of the click.

    Raises:
        playwright.sync_api.Error: the click was not made.
    """
    try:
        # The step's sign waits for the answer; Playwright need not, too.
        target.click(no_wait_after=True)
    except PlaywrightTimeout as error:
        # The call log tells whether it was made: one that did not reach its target is followed by what
        # intercepted it.
        _, performed, rest = str(error).rpartition("performing ")
        if not performed or "intercepts pointer events" in rest or "retrying" in rest:
            raise


def listen_for_clicks(page: Page) -> None:
    """Note from now on what is clicked on each page that is opened."""
    page.add_init_script(_LISTEN)


def was_lost(target: Locator, clicked: float) -> bool:
    """Whether the click of ``clicked`` (seconds since the epoch) never reached ``target``, on the page still open.

    False unless it is certain: a page that was opened since may be the click's answer.
    """
    return bool(target.evaluate_all(_LOST, [clicked, time.time()]))
