"""Finding one's bearings: which of the known screens shows, and where on the way it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.faults import Unreachable
from flows.sign import Shown
from pages.screen import MailView

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from playwright.sync_api import Frame, Page

    from flows.flow import Detour, Flow, Journey
    from flows.sight import Sight
    from pages.screen import Screen


def shows(page: Page, screen: type[Screen]) -> bool:
    """Whether the portal shows this screen right now; it never shows a mail."""
    return not issubclass(screen, MailView) and Shown(screen).holds(page)


def first_shown(page: Page | Frame, screens: Iterable[type[Screen]]) -> type[Screen] | None:
    """The first of ``screens`` that shows right now."""
    return next((screen for screen in screens if Shown(screen).holds(page)), None)


def in_the_way(page: Page, interruptions: Iterable[Flow]) -> Flow | None:
    """The first of ``interruptions`` whose start shows right now."""
    return next((flow for flow in interruptions if Shown(flow.start).holds(page)), None)


def detours_about(detours: Iterable[Detour], place: type[Screen]) -> tuple[Detour, ...]:
    """Those that may turn up from ``place``."""
    return tuple(detour for detour in detours if not detour.about or place in detour.about)


def ways_on(journey: Journey, index: int) -> list[tuple[int, type[Screen]]]:
    """Where one may go on: chapters and screens in them, the nearest to the chapter ``index`` first, ahead of back."""
    flows: Sequence[Flow] = journey.mainline
    nearest_first = sorted(range(len(flows)), key=lambda each: (each < index, abs(each - index)))
    stations = journey.stations
    return [(each, part.screen) for each in nearest_first for part in flows[each].parts() if part.screen in stations]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where somebody is: on a screen, before something beside the way, or both."""

    screen: type[Screen] | None = None
    detour: Detour | None = None

    @property
    def known(self) -> bool:
        """Whether it is anywhere that is known."""
        return self.screen is not None or self.detour is not None


class Lookout:
    """Recognises what a page shows among all that some journeys and detours know of."""

    def __init__(self, journeys: Iterable[Journey], detours: Iterable[Detour]) -> None:
        """Know the screens of ``journeys``, and ``detours`` in the order in which they are looked for."""
        over: dict[type[Screen], None] = {}
        stations: dict[type[Screen], None] = {}
        for journey in journeys:
            stations.update(dict.fromkeys(journey.stations))
            for flow in journey.interruptions:
                # What opens over the banner comes after it.
                screens = [part.screen for part in reversed(flow.parts()) if not issubclass(part.screen, MailView)]
                (stations if flow.mails else over).update(dict.fromkeys(screens))
        self._over = tuple(over)
        self._stations = tuple(stations)
        self._detours = tuple(detours)

    def lies_over(self, page: Page) -> type[Screen] | None:
        """The banner that lies over ``page``, whatever that is."""
        return first_shown(page, self._over) if self._over and Shown(*self._over).holds(page) else None

    def is_banner(self, screen: type[Screen] | None) -> bool:
        """Whether ``screen`` lies over others."""
        return screen in self._over

    def find(self, page: Page, sight: Sight, likely: Sequence[type[Screen]] = ()) -> Whereabouts:
        """What ``page`` shows right now; ``likely`` is looked for first, and ends with the last known screen."""
        if sight.unreachable:
            return Whereabouts(
                detour=next((each for each in self._detours if isinstance(each.seen, Unreachable)), None)
            )
        screen = self._station(page, likely)
        possible = self._possible(screen, likely[-1] if likely else None)
        starts = [each.flow.start for each in possible if each.seen is None]
        # Mostly there is neither a banner nor anything else, and one question tells both.
        anything = Shown(*self._over, *starts).holds(page)
        if anything and (over := first_shown(page, self._over)):
            return Whereabouts(over)
        met = (each for each in possible if (anything or each.seen) and each.is_seen(page))
        return Whereabouts(screen, next(met, None))

    def find_in(self, frames: Iterable[Frame], likely: Sequence[type[Screen]] = ()) -> Whereabouts:
        """What the first of ``frames`` shows that shows a known screen."""
        found = (self._station(frame, likely) for frame in frames)
        return Whereabouts(next((screen for screen in found if screen), None))

    def _station(self, page: Page | Frame, likely: Sequence[type[Screen]]) -> type[Screen] | None:
        if found := first_shown(page, [each for each in likely if each in self._stations]):
            return found
        left = [each for each in self._stations if each not in likely]
        return first_shown(page, left) if left and Shown(*left).holds(page) else None

    def _possible(self, screen: type[Screen] | None, last: type[Screen] | None) -> list[Detour]:
        """What may be met on ``screen`` or, where no known one shows, after the ``last``."""
        if screen:
            return [each for each in self._detours if screen in each.about or (not each.about and not _alone(each))]
        # A page that is not known at all may have been reached by any way.
        possible = [each for each in self._detours if _alone(each) or not each.about or last in each.about]
        return sorted(possible, key=lambda each: last not in each.about)


def _alone(detour: Detour) -> bool:
    """Whether it has a page of its own, which no known screen shows at the same time."""
    return (detour.seen is not None and not detour.about) or detour.flow.start.sign().role == "heading"
