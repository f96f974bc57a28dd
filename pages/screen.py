"""What every screen has in common: its declared elements, and how one knows that it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pages.element import Element

if TYPE_CHECKING:
    import re

    from playwright.sync_api import Frame, Page


class Screen:
    """A screen of the portal, on one page of the browser, or in a frame of it.

    Subclasses declare their elements, ``heading`` first, then ``*_field``, ``*_button``, ``*_link``,
    ``*_box``, ``*_choice``, ``*_text``; verbs come after. A screen never calls a flow.
    """

    heading: ClassVar[Element]
    known_by: ClassVar[Element | None] = None
    """The element whose being visible tells that the screen shows, where it is not the heading."""
    guarded: ClassVar[bool] = False
    """Whether portals often put a check here that tells people from robots."""
    for_people: ClassVar[bool] = False
    """Whether it is such a check: never answered, never evaded."""

    def __init__(self, page: Page | Frame) -> None:
        self.page = page

    @classmethod
    def sign(cls) -> Element:
        """The element whose being visible tells that the screen shows."""
        return cls.known_by or cls.heading

    @classmethod
    def elements(cls) -> tuple[Element, ...]:
        """Its declared elements, in the order of their declaration."""
        return tuple(dict.fromkeys(value for value in vars(cls).values() if isinstance(value, Element)))

    def is_shown(self) -> bool:
        """Whether it shows right now; does not wait."""
        return self.sign().on(self.page).first.is_visible()


class MailView(Screen):
    """A mail that the portal sends, as a mail reader shows it."""

    subject: ClassVar[re.Pattern[str]]
    """What is found in its subject."""
