"""Elements: what a screen declares about each thing on it that a person sees or uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Literal

from pages.label import label_pattern

if TYPE_CHECKING:
    import re

    from playwright.sync_api import Frame, Locator, Page

    from pages.screen import Screen

Role = Literal["heading", "button", "link", "field", "box", "choice", "text", "notice"]
"""What an element is to a person: ``box`` is ticked, ``choice`` is one of several (a radio button)."""

_NOTICES: Final = (
    "[role=alert], [role=alertdialog], [role=status], [aria-live=assertive], [aria-live=polite],"
    "[class*=error i], [class*=erreur i], [class*=alert i], [class*=danger i], [class*=warning i],"
    "[class*=invalid i], [class*=message i], [class*=notice i], [class*=toast i],"
    "[id*=error i], [id*=erreur i], [id*=alert i]"
)
"""Where portals say what is wrong: the roles that the standard has for it, and the names that styles go by."""


class Element:
    """One element of a screen, located by what it is and by its visible French name."""

    role: ClassVar[Role]
    only_displayed: ClassVar[bool] = False
    """Whether what is not displayed must be left out; what is found by its role is displayed anyway."""
    name: str
    """Its qualified name, like ``LoginScreen.email_field``."""
    screen: type[Screen]

    def __init__(
        self,
        *labels: str,
        css: str | None = None,
        pattern: re.Pattern[str] | None = None,
        sensitive: bool = False,
    ) -> None:
        """Declare an element.

        Args:
            labels: its visible name; several where portals differ, the usual one first.
            css: where else to look: attributes that standards fix, such as ``autocomplete`` values.
            pattern: what is found in the name, where that varies.
            sensitive: whether it shows something of the person: in a picture, words of an invented one stand in its
                place, or dots.
        """
        self.labels = labels
        self.css = css
        self.pattern = pattern
        self.sensitive = sensitive

    def __set_name__(self, owner: type[Screen], name: str) -> None:
        if not hasattr(self, "name"):  # its second name, like ``known_by``, is not its own
            self.name = f"{owner.__name__}.{name}"
            self.screen = owner

    def __repr__(self) -> str:
        return f"<{self.name} {self.role} « {self.label} »>"

    @property
    def label(self) -> str:
        """Its usual visible name."""
        return self.labels[0]

    def on(self, page: Page | Frame) -> Locator:
        """The locator of this element on ``page``."""
        found = self._named(page, self.pattern or label_pattern(*self.labels))
        if self.css:
            found = found.or_(page.locator(self.css))
        return found.filter(visible=True) if self.only_displayed else found

    def _named(self, page: Page | Frame, name: re.Pattern[str]) -> Locator:
        raise NotImplementedError


class Heading(Element):
    """A heading of any level."""

    role: ClassVar[Role] = "heading"

    def _named(self, page: Page | Frame, name: re.Pattern[str]) -> Locator:
        return page.get_by_role("heading", name=name)


class Button(Element):
    """Something to press.

    Portals style links as buttons and the other way round; a person sees no difference, nor do we. What
    stands in a navigation bar is on every screen, so it is never what a screen asks for.
    """

    role: ClassVar[Role] = "button"

    def __init__(self, *labels: str, pattern: re.Pattern[str] | None = None, unless: Element | None = None) -> None:
        """Declare a button that counts only where ``unless`` is not on the page."""
        super().__init__(*labels, pattern=pattern)
        self.unless = unless

    def _named(self, page: Page | Frame, name: re.Pattern[str]) -> Locator:
        where = page.locator("html").filter(has_not=self.unless.on(page)) if self.unless else page
        pressed = where.get_by_role("button", name=name).or_(where.get_by_role("link", name=name))
        return pressed.and_(page.locator(":not(nav *, [role=navigation] *)"))


class Link(Button):
    """A link in a text, or a button that looks like one."""

    role: ClassVar[Role] = "link"


class Field(Element):
    """A field to type in, passwords included."""

    role: ClassVar[Role] = "field"
    only_displayed = True

    def signs_on(self, page: Page | Frame) -> Locator:
        """The fields for one sign each that ``page`` has, where a portal splits a code among them."""
        return page.locator("input[maxlength='1']").filter(visible=True)

    def _named(self, page: Page | Frame, name: re.Pattern[str]) -> Locator:
        # By its label, not by its role: a password field has none.
        return page.get_by_label(name).and_(page.locator("input, textarea"))


class Box(Element):
    """A box to tick."""

    role: ClassVar[Role] = "box"

    def _named(self, page: Page | Frame, name: re.Pattern[str]) -> Locator:
        # A box that is not displayed at all has no role, but still its label.
        labelled = page.get_by_label(name).and_(page.locator("input[type=checkbox]"))
        return page.get_by_role("checkbox", name=name).or_(page.get_by_role("switch", name=name)).or_(labelled)


class Choice(Element):
    """One of several answers to a question (a radio button)."""

    role: ClassVar[Role] = "choice"

    def __init__(self, *labels: str, question: str) -> None:
        """Declare the answer ``labels`` to ``question``."""
        super().__init__(*labels)
        self.question = question

    @property
    def label(self) -> str:
        """Its visible name, with the question that it answers."""
        return f"{self.question} {self.labels[0]}"

    def question_on(self, page: Page | Frame) -> Locator:
        """The group of all answers on ``page``."""
        asked = label_pattern(self.question)
        return page.get_by_role("group", name=asked).or_(page.get_by_role("radiogroup", name=asked))

    def answers_on(self, page: Page | Frame) -> Locator:
        """Every answer to its question on ``page``, this one among them."""
        return self.question_on(page).get_by_role("radio")

    def _named(self, page: Page | Frame, name: re.Pattern[str]) -> Locator:
        return self.question_on(page).get_by_role("radio", name=name)


class Text(Element):
    """A text to read."""

    role: ClassVar[Role] = "text"
    only_displayed = True

    def _named(self, page: Page | Frame, name: re.Pattern[str]) -> Locator:
        return page.get_by_text(name)


class Notice(Element):
    """What the portal says when it refuses, warns or confirms: an alert, or the message tied to a field."""

    role: ClassVar[Role] = "notice"
    only_displayed = True

    def _named(self, page: Page | Frame, name: re.Pattern[str]) -> Locator:
        return page.locator(_NOTICES).filter(has_text=name)
