"""Which edge case is covered by which scenario and by which test: ``make cases`` writes the table anew.

The tests' own marks tell, as pytest collects them; nothing is noted twice.
"""

from __future__ import annotations

import io
import sys
from collections import defaultdict
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from mock_portal.scenarios import SCENARIOS, Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    _Handling = defaultdict[tuple[str, str], set[str]]
    """The handlings that matter, by scenario and by how a run ends thanks to them."""

FOLDER: Final = Path(__file__).parent
TABLE: Final = FOLDER / "CASES.md"
UNTESTED: Final = "none"
"""What stands in place of a test where there is none."""
_FEW: Final = 4
"""How many spellings of a scenario are told one by one."""
CASES: Final = {
    1: "The delay of the invitation has passed: the run says so and takes the ordinary login.",
    2: "The invitation was used before: the run goes on with the login.",
    3: "The personal link is not recognised: the run stops, and does not try again.",
    4: "The person's campaign is not open yet: the run ends with the date.",
    5: "The contract does not concern the person: the run ends, and it is nobody's fault.",
    6: "The cookie banner takes the clicks: it is answered first.",
    7: "Refusing cookies is a link above the text: it is found by its name, and no needless cookie is set.",
    8: "The cookie banner offers no refusal: everything is unticked in its settings.",
    9: "The cookie banner comes late, or once more: it is answered whenever it shows.",
    10: "Ids and classes differ in every answer: everything is found by its name.",
    11: "The identifier proposed is not the expected one: it is corrected, or left to a person where it is locked.",
    12: "The identifier has an account already: the run goes on with the login.",
    13: "A rule for passwords is told on submit only: it is kept, and the form sent once more.",
    14: "The confirmation of the password differs: both are typed again.",
    15: "A required field arrives empty: it is filled again.",
    16: "The creation of the account takes long: it is waited for, and asked for once.",
    17: "The form arrives twice: the run goes on with the account that the first one made.",
    18: "A gateway gives up although the account was made: a login is tried before anything is made anew.",
    19: "The mail that confirms the account is late, among the junk or lost: it is noted and holds nothing up.",
    20: "The password is refused: there are two tries at most.",
    21: "The account is locked: the run stops at once and says how to unlock it.",
    22: "The account is not active yet: the login is tried again, a few times.",
    23: "An account of the old kind asks to be transferred: that is left to the person.",
    24: "The browser is signed in already: the run goes on if it is the right person, and changes the account if not.",
    25: "The portal asks whether one is a robot: that is left to a person.",
    26: "The link to a new password works once: a used one ends the run.",
    27: "The mailed code carries its prefix, which the screen shows too: only the rest is typed.",
    28: "Two codes are in the mailbox: the prefix on the screen chooses, not the order.",
    29: "The code is printed with spaces: they are left out.",
    30: "The code has expired: another one is asked for, once.",
    31: "The code is refused as wrong: the run stops before the account is locked.",
    32: "Another code may be had later only: the delay that the portal names is waited for.",
    33: "No mail brings the code: junk is looked into, another one is asked for, and the report says what came.",
    34: "The code goes to another mailbox than the one that is read: the run warns of it.",
    35: "A trusted browser is asked for no code, one that is trusted no longer is.",
    36: "The code is of another session: the login begins again.",
    37: "The session is lost while answers are saved: after a login the step is done again, what was kept being there.",
    38: "The page is out of date: it is opened anew.",
    39: "Leaving a journey asks first: the run stays, and what was entered is kept.",
    40: "There is a status in place of the two buttons: nothing is begun again.",
    41: "Another employer or another person is named: the run stops.",
    42: "The portal announces that the delay ends soon: the run reports it.",
}
"""Each case in a sentence: what happens, and what the bot does about it."""


@dataclass(frozen=True, slots=True)
class Covered:
    """One test of one or more scenarios that the portal plays together."""

    spellings: tuple[str, ...]
    outcome: str
    test: str
    """The test function's node name."""
    without: str = ""
    """The handling that the test takes away to see that it matters; empty for an ordinary test."""

    @property
    def names(self) -> tuple[str, ...]:
        """The scenarios' names."""
        return tuple(spelling.partition("=")[0] for spelling in self.spellings)


@dataclass(slots=True)
class _Collector:
    covered: list[Covered] = field(default_factory=list)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            if mark := item.get_closest_marker("scenario"):
                test = f"{item.path.name}::{item.nodeid.rpartition('::')[2].partition('[')[0]}"
                self.covered.append(
                    Covered(mark.args, mark.kwargs["outcome"], test, without=mark.kwargs.get("without", ""))
                )


def collect() -> tuple[Covered, ...]:
    """What the scenario tests are marked with, in the order in which they stand."""
    collector = _Collector()
    quietly = ("--collect-only", "--assert=plain", "-p", "no:randomly", "-p", "no:cacheprovider", "-n", "0")
    with redirect_stdout(io.StringIO()) as said:
        status = pytest.main([*quietly, str(FOLDER)], plugins=[collector])
    if status is not pytest.ExitCode.OK:
        raise SystemExit(said.getvalue())
    return tuple(collector.covered)


def table(covered: Sequence[Covered]) -> str:
    """The page that the repository keeps."""
    return "\n".join(_lines(covered)) + "\n"


def _lines(covered: Sequence[Covered]) -> Iterator[str]:
    handling: _Handling = defaultdict(set)
    for each in covered:
        for name in each.names if each.without else ():
            handling[name, each.outcome].add(each.without)
    tests = [each for each in covered if not each.without]
    yield "# Edge cases, scenarios, tests, outcomes"
    yield ""
    yield "Made by `make cases` from the marks of the tests beside it; a test checks that it is up to date."
    yield "The last column names the handling without which a run ends otherwise, as another test shows."
    for number, sentence in CASES.items():
        yield from _section(f"{number}. {sentence}", [each for each in SCENARIOS if number in each.cases])
        yield from _rows([each for each in SCENARIOS if number in each.cases], tests, handling)
    knobs = [each for each in SCENARIOS if not each.cases]
    yield from _section("Beyond the cases: network, server, browser, mail and drift", knobs)
    yield from _rows(knobs, tests, handling)


def _section(title: str, scenarios: Iterable[Scenario]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield from (f"- `{each.usage}`: {each.says}" for each in scenarios)
    yield ""


def _rows(scenarios: Iterable[Scenario], tests: Iterable[Covered], handling: _Handling) -> Iterator[str]:
    yield "| Scenario | Test | Outcome | Not without |"
    yield "|---|---|---|---|"
    grouped: dict[tuple[str, str, str], list[Covered]] = defaultdict(list)
    for scenario in scenarios:
        known = [each for each in tests if scenario.name in each.names]
        for each in known or [Covered((scenario.name,), outcome="", test=UNTESTED)]:
            grouped[scenario.name, each.test, each.outcome].append(each)
    for (name, test, outcome), alike in grouped.items():
        played = _played(name, alike)
        needed = ", ".join(f"« {title} »" for title in sorted(handling[name, outcome]))
        yield f"| {played} | `{test}` | {outcome} | {needed} |"


def _played(name: str, alike: Sequence[Covered]) -> str:
    """How the tests spell a scenario, or how many ways there are."""
    if len(alike) > _FEW:
        return f"`{name}` ({len(alike)} ways)"
    return ", ".join(f"`{' '.join(each.spellings)}`" for each in alike)


def main(*, show: bool) -> None:
    """Write the table anew, or only show it."""
    text = table(collect())
    if show:
        sys.stdout.write(text)
    else:
        TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(show="--show" in sys.argv)
