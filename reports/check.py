"""How a journey's screens are held against a live portal: what is declared, and what is seen of it."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from reports.record import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION: Final = 1


class State(StrEnum):
    """How a declared element is shown."""

    PRESENT = "present"
    MISSING = "missing"
    """Nowhere, nor anything like it."""
    SEVERAL = "several"
    """More than once, so that it cannot be told which is meant."""
    RENAMED = "renamed"
    """Under another name."""
    ABSENT = "absent"
    """Not there, and that is right: it is shown only when there is something to tell."""


_DRIFTED: Final = (State.MISSING, State.SEVERAL, State.RENAMED)
_STYLES: Final = {
    State.PRESENT: "green",
    State.MISSING: "red",
    State.SEVERAL: "yellow",
    State.RENAMED: "yellow",
    State.ABSENT: "dim",
}


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckedElement(_Model):
    """One declared element, held against the portal."""

    element: str
    """Its name in the page objects, like ``LoginScreen.email_field``."""
    role: str
    """``button``, ``link``, ``field``, ``box``, ``choice``, ``heading``, ``text`` or ``notice``."""
    label: str
    """The visible name that is declared."""
    state: State
    count: Annotated[int, Field(ge=0)]
    """How often it is shown."""
    seen: str | None = None
    """The name that is seen in its place."""

    @property
    def drifted(self) -> bool:
        """Whether the portal no longer shows it as declared."""
        return self.state in _DRIFTED


class CheckedScreen(_Model):
    """One screen or mail of the journey."""

    kind: Literal["screen", "mail"]
    screen: str
    """Its name in the page objects, like ``LoginScreen``."""
    title: str
    """Its declared heading."""
    chapter: str
    """The title of the first chapter that it belongs to."""
    expected: bool = True
    """Whether the journey cannot do without it; a banner or a challenge shows only now and then."""
    reached: bool
    """Whether it was seen; its elements are known only then."""
    elements: tuple[CheckedElement, ...] = ()

    @property
    def drifted(self) -> tuple[CheckedElement, ...]:
        """What is not shown as declared."""
        return tuple(element for element in self.elements if element.drifted)


class Check(_Model):
    """All screens of one journey, held against one portal."""

    version: Literal[1] = VERSION
    journey: str
    """Its name on the command line, like ``adhesion``."""
    title: str
    bundled: bool
    """Whether it was the bundled portal."""
    outcome: Outcome
    """``drift`` where an element has drifted, else how the walk ended."""
    diagnosis: str = ""
    """What ended the walk, in one sentence; empty if nothing did."""
    screens: tuple[CheckedScreen, ...]
    """In the order of the journey."""

    @property
    def drifted(self) -> tuple[CheckedElement, ...]:
        """What is not shown as declared."""
        return tuple(element for screen in self.screens for element in screen.drifted)


def outcome_of(walk: Outcome, screens: Iterable[CheckedScreen]) -> Outcome:
    """``drift`` where an element has drifted, else the outcome of the walk."""
    return Outcome.DRIFT if any(screen.drifted for screen in screens) else walk


def check_table(check: Check, *, everything: bool = False) -> Group:
    """The check for the terminal: a line a screen, a line for each element that drifted, and the totals.

    Args:
        check: what was found.
        everything: whether to list what is as declared, too.
    """
    listed = {screen: screen.elements if everything else screen.drifted for screen in check.screens}
    table = Table(box=SIMPLE_HEAD, pad_edge=False, title=f"{check.journey}: {check.outcome}", title_justify="left")
    table.add_column("Screen and element", no_wrap=True)
    table.add_column("State", no_wrap=True)
    # Where there is nothing to tell of single elements, their columns would only take room.
    for heading in ("Role", "Declared", "Seen instead") if any(listed.values()) else ():
        table.add_column(heading)
    for screen, elements in listed.items():
        table.add_row(Text(screen.screen, style="bold"), _state_of(screen))
        for element in elements:
            table.add_row(
                f"  {element.element.rpartition('.')[2]}",
                Text(element.state, style=_STYLES[element.state]),
                element.role,
                Text(f"« {element.label} »"),
                Text(_instead(element)),
            )
    return Group(table, Text(_totals(check)))


def _state_of(screen: CheckedScreen) -> Text:
    if not screen.reached:
        return Text("not reached", style="yellow") if screen.expected else Text("did not show", style="dim")
    expected = [element for element in screen.elements if element.state is not State.ABSENT]
    present = len(expected) - len(screen.drifted)
    return Text(f"{present} of {len(expected)} present", style="red" if screen.drifted else "green")


def _instead(element: CheckedElement) -> str:
    if element.state is State.SEVERAL:
        return f"{element.count} times"
    return f"« {element.seen} »" if element.seen else ""


def _totals(check: Check) -> str:
    counts = Counter(element.state for screen in check.screens for element in screen.elements)
    expected = sum(counts.values()) - counts[State.ABSENT]
    parts = [f"{counts[State.PRESENT]} of {expected} declared elements present"]
    parts += [f"{counts[state]} {state}" for state in _DRIFTED if counts[state]]
    unreached = sum(screen.expected and not screen.reached for screen in check.screens)
    if unreached:
        parts.append(f"{unreached} of {len(check.screens)} screens and mails not reached")
    return "; ".join(parts) + "."
