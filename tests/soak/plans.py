"""Which journeys are played under what, and how each must end: as the scenario tests' marks say."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import cycle, islice
from typing import TYPE_CHECKING, Final, get_args

from flows.journeys import JourneyName
from mock_portal import Challenge
from mock_portal.scenarios import CATALOGUE, parse
from reports.record import Outcome
from tests.scenarios.cases import collect
from tests.scenarios.test_drift_scenarios import mutations

if TYPE_CHECKING:
    from collections.abc import Iterator

JOURNEYS: Final[tuple[JourneyName, ...]] = get_args(JourneyName)
INVITED: Final[tuple[JourneyName, ...]] = ("adhesion", "dispense")
_LATENCIES: Final = (0, 0, 0.05, 0.1, 0.2)
_JITTERS: Final = (0, 0, 0.1, 0.2, 0.3)
"""Seconds; every other run or so is spared."""
_DRIFTS: Final = 8
"""How many ways of drifting are drawn for each round through the other scenarios."""
_ONLY_IN: Final[dict[int, tuple[JourneyName, ...]]] = {
    **dict.fromkeys(range(1, 6), INVITED),
    **dict.fromkeys(range(11, 20), INVITED),
    13: (*INVITED, "oubli"),
    26: ("oubli",),
    **dict.fromkeys(range(37, 40), INVITED),
}
"""The journeys in which a case can come up, where that is not all of them."""


@dataclass(frozen=True, slots=True)
class Play:
    """Scenarios that a journey can be played under, and how it ends then."""

    journey: JourneyName
    spellings: tuple[str, ...]
    expected: Outcome

    @property
    def drifts(self) -> bool:
        """Whether the portal's words or structure differ."""
        return self.expected is Outcome.DRIFT

    @property
    def scenario(self) -> str:
        """What the table calls it."""
        return " + ".join(self.spellings) or "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run."""

    number: int
    play: Play
    challenge: Challenge
    weather: tuple[str, ...]
    """What slows the portal down besides."""

    def __str__(self) -> str:
        """How it is told where it went wrong."""
        under = " ".join((*self.play.spellings, *self.weather)) or "nothing"
        return f"run {self.number}: {self.play.journey} under {under}, code {self.challenge}"


def draw(runs: int, seed: int) -> list[Plan]:
    """So many runs, the same for the same seed; no scenario is drawn again before all others were."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    known = _plays()
    rounds = [list(alike) for alike in known.values()]
    chance.shuffle(rounds)
    return [
        Plan(number=number, play=play, challenge=_challenge(play, chance), weather=_weather(play, chance))
        for number, play in enumerate((chance.choice(alike) for alike in islice(cycle(rounds), runs)), start=1)
    ]


def plain(runs: int) -> list[Plan]:
    """So many runs under no scenario and in fair weather: each journey in turn, with its usual code.

    What fails here is a false failure.
    """
    plays = (Play(journey, (), Outcome.PASSED) for journey in cycle(JOURNEYS))
    return [
        Plan(number=number, play=play, challenge=_usual_challenge(play), weather=())
        for number, play in enumerate(islice(plays, runs), start=1)
    ]


def _plays() -> dict[str, list[Play]]:
    """What can be played, by scenario."""
    outcomes: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for covered in collect():
        if not covered.without and not set(covered.names) & {"renamed", "removed", "doubled"}:
            outcomes[covered.spellings].add(covered.outcome)
    plays = {"none": [Play(journey, (), Outcome.PASSED) for journey in JOURNEYS]}
    for spellings, told in outcomes.items():
        plays[" ".join(spellings)] = [
            Play(journey, spellings, _expected(told, journey)) for journey in JOURNEYS if _comes_up(spellings, journey)
        ]
    drifts = list(_drifts())
    # Each of these stands for its share of all.
    plays |= {f"drift {place}": drifts[place::_DRIFTS] for place in range(_DRIFTS)}
    return plays


def _drifts() -> Iterator[Play]:
    for mutation in mutations():
        journey, _element, spelling = mutation.values
        yield Play(journey, (spelling,), Outcome.DRIFT)


def _expected(told: set[str], journey: JourneyName) -> Outcome:
    """Where marks differ it is about passwords: one that was given may be wrong, one just chosen may not."""
    if len(told) == 1:
        return Outcome(next(iter(told)))
    return Outcome.ENVIRONMENT if journey == "connexion" else Outcome.PORTAL


def _comes_up(spellings: tuple[str, ...], journey: JourneyName) -> bool:
    cues = [parse(spelling) for spelling in spellings]
    cases = [case for cue in cues for case in cue.scenario.cases]
    elsewhere = any(cue.value in JOURNEYS and cue.value != journey for cue in cues)
    robot_page = "anti-bot-page" in spellings and journey not in INVITED
    return not elsewhere and not robot_page and all(journey in _ONLY_IN.get(case, JOURNEYS) for case in cases)


def _challenge(play: Play, chance: random.Random) -> Challenge:
    first = _usual_challenge(play)
    # A drift is looked for where its test has found it.
    return first if play.drifts else chance.choice((first, first, Challenge.AFTER_LOGIN))


def _usual_challenge(play: Play) -> Challenge:
    return Challenge.AFTER_CHOICE if play.journey in INVITED else Challenge.AFTER_LOGIN


def _weather(play: Play, chance: random.Random) -> tuple[str, ...]:
    drawn = {"latency": chance.choice(_LATENCIES), "jitter": chance.choice(_JITTERS)}
    named = {parse(spelling).scenario.name for spelling in play.spellings}
    return tuple(f"{CATALOGUE[knob].name}={value}" for knob, value in drawn.items() if value and knob not in named)
