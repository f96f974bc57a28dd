"""How a page poses for its picture: held still, in disguise, read and surveyed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flows.capture.camera import SURVEY, held_still
from flows.capture.devtools import call
from flows.capture.privacy import DISGUISE, VISIBLE_TEXT, Disguise, closed_roots, disguised, visible_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Locator, Page

# As one text: Playwright takes longer over many small values than over all else here.
_ALL_AT_ONCE: Final = f"""disguise => {{
    window[Symbol.for('parcours')].later(({DISGUISE})(disguise).restore);
    return JSON.stringify([({VISIBLE_TEXT})(), ({SURVEY})()]);
}}"""
_WORDS: Final = "elements => elements.map(element => element.value ?? element.innerText)"


@dataclass(frozen=True, slots=True)
class Pose:
    """What was seen of a page while it posed."""

    text: str
    """All that can be read."""
    survey: dict[str, Any]
    """What ``SURVEY`` told."""


@contextmanager
def posing(page: Page, disguise: Disguise, sensitive: Sequence[Locator] = ()) -> Iterator[Pose]:
    """Have ``page`` look the same each time, and of nobody real, while the context is entered.

    Args:
        page: the page, which must not navigate meanwhile.
        disguise: what to show in place of what.
        sensitive: elements whose words are shown as dots where the disguise leaves them as they are.

    Raises:
        playwright.sync_api.Error: the page is gone.
    """
    if not sensitive and page.frames == [page.main_frame]:
        # The same as below, in one round trip.
        with held_still(page, _ALL_AT_ONCE, disguise.told()) as told:
            if page.frames == [page.main_frame]:
                text, survey = json.loads(told)
                closed = closed_roots(page)
                survey["obstacles"] += closed.obstacles
                yield Pose("\n".join([text, *closed.texts]), survey)
            else:  # some were loaded meanwhile
                with disguised(page, disguise):
                    yield _seen(page)
        return
    before = [each.evaluate_all(_WORDS) for each in sensitive]
    with held_still(page), disguised(page, disguise):
        unchanged = [each for each, words in zip(sensitive, before, strict=True) if each.evaluate_all(_WORDS) == words]
        with disguised(page, Disguise(), unchanged):
            yield _seen(page)


def _seen(page: Page) -> Pose:
    survey = call(page, SURVEY)
    survey["obstacles"] += closed_roots(page).obstacles
    return Pose(visible_text(page), survey)
