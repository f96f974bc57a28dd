"""Lessons: what is to be done on one screen, act by act, each with what is to be known before and after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import filterfalse
from typing import TYPE_CHECKING, Final

from flows.steps import Receive
from pages.screen import MailView

if TYPE_CHECKING:
    from flows.flow import Flow
    from flows.steps import Step
    from pages.screen import Screen

_ACTS: Final = frozenset({"fill", "verify", "tick", "click"})


@dataclass(frozen=True, slots=True)
class Lesson:
    """One act on a screen, or none where there is only something to know."""

    act: Step | None
    before: tuple[Step, ...] = ()
    after: tuple[Step, ...] = ()
    """Only behind the last act of a screen."""


def lessons(flow: Flow, screen: type[Screen]) -> tuple[Lesson, ...]:
    """What ``flow`` tells on ``screen``, in its order.

    A mail that the screen waits for is told before its first act; one that nobody waits for, behind its last.
    """
    told: list[Lesson] = []
    before: list[Step] = []
    for step in _told_on(flow, screen):
        if step.action in _ACTS:
            told.append(Lesson(step, tuple(before)))
            before = []
        else:
            before.append(step)
    if before and told:
        told[-1] = replace(told[-1], after=tuple(before))
    elif before:
        told.append(Lesson(None, tuple(before)))
    return tuple(told)


def mail_steps(flow: Flow) -> tuple[Step, ...]:
    """What is to be done with the mail that ``flow`` begins with; nothing if it begins on a screen."""
    if not issubclass(flow.start, MailView):
        return ()
    return tuple(step for place, step in flow.places() if place is flow.start)


def acts(flow: Flow) -> tuple[Step, ...]:
    """What is done on the portal's screens, in order."""
    return tuple(step for place, step in flow.places() if step.action in _ACTS and not issubclass(place, MailView))


def numbers(flow: Flow, screen: type[Screen]) -> dict[Step, int]:
    """The numbers of the callouts on ``screen``: what is to be done or looked at there, in its order."""
    steps = [step for part in flow.parts() if part.screen is screen for step in part.steps if step.target]
    return {step: number for number, step in enumerate(filterfalse(leads_elsewhere, steps), start=1)}


def leads_elsewhere(step: Step) -> bool:
    """Whether it is a remark on a way that is not gone, once it is chosen which."""
    return step.action == "read" and step.target is not None and step.target.role in {"button", "link"}


def _told_on(flow: Flow, screen: type[Screen]) -> list[Step]:
    """The steps on ``screen``, and those on the mails that belong to it."""
    told: list[Step] = []
    mails: list[Step] = []
    last: type[Screen] | None = None
    for place, step in flow.places():
        if issubclass(place, MailView):
            mails.append(step)
            continue
        if mails and screen in (place, last):
            waited_for = any(isinstance(each, Receive) and each.needed for each in mails)
            if (place if waited_for else last) is screen and not any(each.action in _ACTS for each in mails):
                told += mails
        mails = []
        last = place
        if place is screen:
            told.append(step)
    if last is screen and not any(each.action in _ACTS for each in mails):
        told += mails
    return told
