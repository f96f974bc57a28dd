"""Signs: what can be seen on a page once a step is done.

The Robot insists on a sign, the Guide watches for it: a test's postcondition is the guide's trigger.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

    from pages.element import Element
    from pages.screen import Screen


def _wait(locator: Locator, state: Literal["visible", "detached"], within: float) -> None:
    """Wait for the first of ``locator``: an assertion would look again after a tenth of a second only."""
    try:
        locator.first.wait_for(state=state, timeout=within * 1000)
    except PlaywrightTimeout as error:
        raise AssertionError(str(error)) from None


class Sign(ABC):
    """Something that can be seen on a page."""

    @abstractmethod
    def insist(self, page: Page, within: float) -> None:
        """Wait until it is seen, for ``within`` seconds at most.

        Raises:
            AssertionError: it was not seen in time.
        """

    @abstractmethod
    def holds(self, page: Page) -> bool:
        """Whether it is seen right now; never waits, and is False where its element is missing."""


class Shown(Sign):
    """The screen shows, or one of ``others``."""

    def __init__(self, screen: type[Screen], *others: type[Screen]) -> None:
        self.screen = screen
        self._screens = (screen, *others)

    @property
    def screens(self) -> tuple[type[Screen], ...]:
        """All of which one is enough."""
        return self._screens

    def also(self, *others: type[Screen]) -> Shown:
        """The same, or one of ``others``."""
        return Shown(*self._screens, *others)

    def insist(self, page: Page, within: float) -> None:
        """Wait for whichever comes first."""
        _wait(self._any(page), "visible", within)

    def holds(self, page: Page | Frame) -> bool:
        """Whether any of them shows."""
        return self._any(page).count() > 0

    def _any(self, page: Page | Frame) -> Locator:
        signs = (screen.sign().on(page) for screen in self._screens)
        return reduce(Locator.or_, signs)


@dataclass(frozen=True, slots=True)
class Gone(Sign):
    """The screen no longer shows."""

    screen: type[Screen]

    def insist(self, page: Page, within: float) -> None:
        """Wait until it is gone."""
        _wait(self.screen.sign().on(page), "detached", within)

    def holds(self, page: Page) -> bool:
        """Whether it is gone."""
        return not self.screen(page).is_shown()


@dataclass(frozen=True, slots=True)
class Seen(Sign):
    """The element is visible; a text may be there more than once."""

    element: Element

    def insist(self, page: Page, within: float) -> None:
        """Wait until it is visible."""
        found = self.element.on(page)
        expect(found.first if self.element.role == "text" else found).to_be_visible(timeout=within * 1000)

    def holds(self, page: Page) -> bool:
        """Whether it is visible."""
        return self.element.on(page).first.is_visible()


@dataclass(frozen=True, slots=True)
class Filled(Sign):
    """Something stands in the field; what it is, is never read."""

    field: Element

    def insist(self, page: Page, within: float) -> None:
        """Wait until it is filled."""
        expect(self.field.on(page)).not_to_be_empty(timeout=within * 1000)

    def holds(self, page: Page) -> bool:
        """Whether it is filled."""
        return bool(self.field.on(page).evaluate_all("fields => fields.some(field => field.value !== '')"))


@dataclass(frozen=True, slots=True)
class Ticked(Sign):
    """The box is ticked, or the answer chosen."""

    box: Element

    def insist(self, page: Page, within: float) -> None:
        """Wait until it is ticked."""
        expect(self.box.on(page)).to_be_checked(timeout=within * 1000)

    def holds(self, page: Page) -> bool:
        """Whether it is ticked."""
        ticked = "boxes => boxes.some(box => box.checked || box.ariaChecked === 'true')"
        return bool(self.box.on(page).evaluate_all(ticked))


@dataclass(frozen=True, slots=True)
class Nothing(Sign):
    """There is nothing to see: the step is done as soon as it was said."""

    def insist(self, page: Page, within: float) -> None:
        """Return at once."""

    def holds(self, page: Page) -> bool:  # noqa: ARG002 - every sign is asked alike
        """Always."""
        return True
