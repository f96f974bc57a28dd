"""Which scenarios are played for whom, how often, and what the visitors have asked for."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from mock_portal import security
from mock_portal.forms import address
from mock_portal.scenarios import CATALOGUE, parse
from mock_portal.store import Played, TimesPlayed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from mock_portal.scenarios import Cue
    from mock_portal.store import Store

_EVERYBODY = ""
_LOG_MAX = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One request that a person has made."""

    method: str
    path: str
    """The template of its path, so that no secret stands in it: ``/invitation/{token}``."""
    status: int
    at: dt.datetime
    """By the portal's clock."""


class Playing:
    """What is switched on. It is kept in the store, and so outlives the portal; the log does not."""

    def __init__(self, store: Store, given: Sequence[str]) -> None:
        """Begin with what the options ask for everybody, and what was switched on before a restart.

        Raises:
            ValueError: a spelling is wrong.
        """
        self._store = store
        self._given = [parse(spelling) for spelling in given]
        self._on: dict[str, list[Cue]] = {}
        self._log: deque[tuple[str, Logged]] = deque(maxlen=_LOG_MAX)
        with store.begin() as db:
            for row in db.scalars(sa.select(Played)):
                self._on.setdefault(row.person, []).append(parse(row.spelling))

    def switch_on(self, spellings: Iterable[str], person: str | None) -> None:
        """Play these from now on, for one person or for everybody; what happens once happens once again.

        Raises:
            ValueError: a spelling is wrong; nothing was switched on.
        """
        scope, cues = _scope(person), [parse(spelling) for spelling in spellings]
        replaced = {cue.scenario.name for cue in cues if not (cue.scenario.parameter and cue.scenario.parameter.many)}
        kept = [cue for cue in self._on.get(scope, ()) if cue.scenario.name not in replaced and cue not in cues]
        self._keep(scope, [*kept, *cues])
        self._forget(scope, {cue.scenario.name for cue in cues})

    def switch_off(self, spellings: Iterable[str], person: str | None) -> None:
        """Play these no longer, or nothing at all if none is named; a name without a value means every value.

        Raises:
            ValueError: a spelling is wrong; nothing was switched off.
        """
        scope, ended = _scope(person), set(spellings)
        for spelling in ended:
            _known(spelling)

        def stays(cue: Cue) -> bool:
            return bool(ended) and cue.spelling not in ended and cue.scenario.name not in ended

        self._keep(scope, [cue for cue in self._on.get(scope, ()) if stays(cue)])
        if scope == _EVERYBODY:
            self._given = [cue for cue in self._given if stays(cue)]

    @property
    def silent(self) -> bool:
        """Whether nothing is played for anybody."""
        return not (self._given or any(self._on.values()))

    def player(self, person: str | None) -> Player:
        """What is played for a person, or for somebody not yet recognised."""
        values: dict[str, list[Any]] = {}
        own = self._on.get(person, ()) if person else ()
        for cue in (*self._given, *self._on.get(_EVERYBODY, ()), *own):
            known = values.setdefault(cue.scenario.name, [])
            if not (cue.scenario.parameter and cue.scenario.parameter.many):
                known.clear()
            if cue.value not in known:
                known.append(cue.value)
        return Player(playing=self, person=person, scenarios=values)

    def count(self, person: str, scenario: str, times: int) -> bool:
        """Count one more time that a scenario is played; whether it was among the first ``times``."""
        with self._store.begin() as db:
            counted = db.get(TimesPlayed, (person, scenario)) or TimesPlayed(person=person, scenario=scenario, times=0)
            if counted.times >= times:
                return False
            counted.times += 1
            db.add(counted)
            return True

    def times(self, person: str, scenario: str) -> int:
        """How often a scenario was counted."""
        with self._store.begin() as db:
            counted = db.get(TimesPlayed, (person, scenario))
            return counted.times if counted else 0

    def log(self, person: str, logged: Logged) -> None:
        """Note what a person has asked for."""
        self._log.append((person, logged))

    def visits(self, person: str) -> list[Logged]:
        """What a person has asked for, in order."""
        return [logged for who, logged in self._log if who == address(person)]

    def _keep(self, scope: str, cues: list[Cue]) -> None:
        self._on[scope] = cues
        with self._store.begin() as db:
            db.execute(sa.delete(Played).where(Played.person == scope))
            db.add_all(Played(person=scope, spelling=cue.spelling) for cue in cues)

    def _forget(self, scope: str, names: set[str]) -> None:
        played = sa.delete(TimesPlayed).where(TimesPlayed.scenario.in_(names))
        with self._store.begin() as db:
            db.execute(played if scope == _EVERYBODY else played.where(TimesPlayed.person == scope))


@dataclass(slots=True, kw_only=True)
class Player:
    """The scenarios as one person meets them."""

    playing: Playing
    person: str | None
    """The address under which the employer has announced the person; none if nobody was recognised."""
    scenarios: dict[str, list[Any]] = field(default_factory=dict)

    def plays(self, scenario: str) -> bool:
        """Whether a scenario is played."""
        return CATALOGUE[scenario].name in self.scenarios

    def value(self, scenario: str, usual: Any = None) -> Any:
        """The value of a scenario, or what is usual where it is not played."""
        values = self.values(scenario)
        return values[-1] if values else usual

    def values(self, scenario: str) -> list[Any]:
        """Every value of a scenario that may have several; none if it is not played."""
        return self.scenarios.get(CATALOGUE[scenario].name, [])

    def first(self, scenario: str, times: int = 1) -> bool:
        """Whether this is one of the first ``times`` that this is asked for the person; it counts as one."""
        return self.playing.count(self.somebody(), CATALOGUE[scenario].name, times)

    def done(self, scenario: str) -> bool:
        """Whether :meth:`first` was already asked for the person."""
        return self.person is not None and self.playing.times(self.person, CATALOGUE[scenario].name) > 0

    def somebody(self) -> str:
        """The person, or from now on a nameless one, so that it is recognised the next time."""
        self.person = self.person or security.new_token()
        return self.person


def _scope(person: str | None) -> str:
    return _EVERYBODY if person is None else address(person)


def _known(spelling: str) -> None:
    name = spelling.partition("=")[0]
    if name not in CATALOGUE:
        parse(spelling)
