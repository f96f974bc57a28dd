"""Signs of trouble that no single element tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.sight import look
from flows.sign import Shown, Sign
from pages.situations import ServerFaultScreen

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from pages.screen import Screen


class _Fault(Sign):
    """Nothing that one would wait for."""

    def insist(self, page: Page, within: float) -> None:  # noqa: ARG002 - every sign is asked alike
        """It must be seen now."""
        if not self.holds(page):
            raise AssertionError


class Unreachable(_Fault):
    """The browser shows a page of its own, because nothing answers."""

    def holds(self, page: Page) -> bool:
        """Whether it does."""
        return look(page).unreachable


class ServerFault(_Fault):
    """The server, or a gateway before it, says that it has failed."""

    def holds(self, page: Page) -> bool:
        """Whether it does, by the status or by what the page says."""
        return look(page).broken or Shown(ServerFaultScreen).holds(page)


@dataclass(frozen=True)
class Refused(_Fault):
    """A form says that something is to be corrected: in a notice, or by marking a field."""

    notice: type[Screen]

    def holds(self, page: Page) -> bool:
        """Whether it does."""
        return page.locator("[aria-invalid=true]").or_(self.notice.sign().on(page)).count() > 0
