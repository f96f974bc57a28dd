"""Somebody who enrols: knows the own address and password, and for the rest does what the guide shows and says."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PIL import Image

    from tests.person.eyes import Panel, Sight, Thing
    from tests.person.frames import Frame
    from tests.person.guided import Guided

PATIENCE: Final = 20.0
"""Seconds that a person looks at a screen on which nothing goes on."""
ANSWERS: Final = ("Non", "Je suis couvert par un autre contrat collectif")
"""What the person has to say to the portal's questions."""
_BLINK: Final = 0.03
"""Seconds between two looks."""
_REACTION: Final = 0.15
"""Seconds for which something must have stood still before anybody acts on it: faster than a person."""
_DOUBT: Final = 4.0
"""Seconds after which a person tries again what seems to have had no effect."""
_PANES: Final = 8
"""More parts than a browser's window has."""
_STOPS: Final = 60
"""More than any page has that can have the focus."""
_WHOLE: Final = ("RootWebArea", "dialog", "main")
"""What has the focus while nothing in it has."""
_TRIES: Final = 3
"""How often anybody does the same before giving up."""
_STEPS: Final = 60
"""More acts than any journey takes."""

_DONE: Final = re.compile(r"^C’est fait\b")
_DIGITS: Final = re.compile(r"ces chiffres\s*:\s*(\d+)")
_CODE: Final = re.compile(r"\btapez\b.*\bcode\b", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"\b(tapez|choisissez|retapez|mettez)\b.*\bmot de passe\b", re.IGNORECASE | re.DOTALL)
_IDENTIFIER: Final = re.compile(r"\b(tapez|mettez|saisissez)\b.*\b(identifiant|adresse)\b", re.IGNORECASE | re.DOTALL)
_QUESTION: Final = re.compile(r"\b(oui ou non|^dites|choisissez le cas)\b", re.IGNORECASE)
_PRESS: Final = re.compile(r"\b(cliquez|cochez|dites|choisissez|répondez)\b", re.IGNORECASE)
_CHECK: Final = re.compile(r"^Vérifiez\b")


class LostError(AssertionError):
    """The person does not know what to do, or nothing comes of it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One look, and what was done then; nothing where it was only noted."""

    at: float
    sight: Sight
    did: str


class Person:
    """They see the screen, hear the panel, and have a mouse and a keyboard."""

    def __init__(
        self, guided: Guided, email: str, password: str, *, wants: str = "adhérer", album: Path | None = None
    ) -> None:
        """Sit down in front of it.

        Args:
            guided: the guide's window.
            email: the own address.
            password: the own password, chosen or to be chosen.
            wants: what to answer where the guide asks: the words of one of its buttons.
            album: where to put a picture of the screen before each act.
        """
        self.eyes, self.hands = guided.eyes, guided.hands
        self._guided = guided
        self._email, self._password = email, password
        self._wants = wants
        self._album = album
        self._answers = ANSWERS
        self.moments: list[Moment] = []

    def follow(self, until: Callable[[Sight], bool] | None = None) -> Sight:
        """Do what the guide says until it says that it is done, or until something is seen.

        Raises:
            LostError: it leads nowhere.
        """
        for _ in range(_STEPS):
            if self._in_vain():
                raise LostError(f"Nothing comes of it: {self._story()}")
            sight = self.wait_for(lambda sight: _is_done(sight) or (until and until(sight)) or self._is_new(sight))
            if _is_done(sight) or (until and until(sight)):
                self._note(sight, "")
                return sight
            picture = self._picture()
            self._note(sight, self._act(sight), picture)
        raise LostError(f"Not done after {_STEPS} acts: {self._story()}")

    def wait_for(self, seen: Callable[[Sight], object], patience: float = PATIENCE) -> Sight:
        """Look until something is seen, and has come to rest.

        Raises:
            LostError: it was not, within ``patience`` seconds.
        """
        deadline = time.monotonic() + patience
        before, since = self.eyes.look(), time.monotonic()
        while True:
            threading.Event().wait(_BLINK)
            sight, now = self.eyes.look(), time.monotonic()
            if not _same(sight, before):
                before, since = sight, now
            elif now - since >= _REACTION and seen(sight):
                return sight
            if now > deadline:
                self._note(sight, "lost")
                raise LostError(f"Waited in vain; the guide shows {_told(sight)}. Before: {self._story()}")

    def fill_in(self, label: str, text: str) -> None:
        """Write into a field of the page that one knows oneself, whatever the guide points at."""
        self._click_thing("textbox", label)
        self.hands.shortcut("ctrl+a")
        self.hands.type(text)

    def click_on(self, role: str, name: str) -> None:
        """Press something on the page that one knows oneself, whatever the guide points at."""
        self._click_thing(role, name)

    def _act(self, sight: Sight) -> str:
        """Do what the sentence says, where the guide points; in a word, what was done."""
        panel = sight.panel
        if panel is None:
            raise LostError("No panel is to be seen.")
        if button := panel.button(self._wants):
            return self._press_button(button)
        return self._do(panel, _pointed(sight))

    def _do(self, panel: Panel, frame: Frame) -> str:
        sentence = panel.sentence
        if digits := _DIGITS.search(panel.text):
            return self._write(frame, digits[1])
        if _QUESTION.search(sentence):
            return self._answer(frame)
        if _PASSWORD.search(sentence):
            return self._write(frame, self._password)
        if _IDENTIFIER.search(sentence):
            return self._write(frame, self._email)
        if _PRESS.search(sentence):
            return self._use(frame)
        raise LostError(f"What is to be done at “{sentence}”?")

    def _use(self, frame: Frame) -> str:
        """Press what is in the frame."""
        self.hands.click(*frame.middle)
        return "clicked"

    def _write(self, frame: Frame, text: str) -> str:
        """Write into the field in the frame, in place of what stands there."""
        self.hands.click(*frame.middle)
        self.hands.shortcut("ctrl+a")
        self.hands.type(text)
        return "typed"

    def _answer(self, frame: Frame) -> str:
        """Choose the own answer to the question in the frame."""
        for choice in self.eyes.look().things:
            place = self.eyes.place(choice) if choice.role == "radio" and choice.name in self._answers else None
            if place and frame.holds(place):
                self.hands.click(*place)
                return f"chose {choice.name}"
        raise LostError("None of the answers is the person’s own.")

    def _press_button(self, button: Thing) -> str:
        """Press a button of the panel; nothing is done if it is gone already."""
        place = self.eyes.place(button)
        if not place:
            return ""
        self.hands.click(*place, where="panel")
        return f"answered {button.name}"

    def _click_thing(self, role: str, name: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            thing = self.eyes.look().thing(role, name)
            place = thing and self.eyes.place(thing)
            if place:
                self.hands.click(*place)
                return
            threading.Event().wait(_BLINK)
        raise LostError(f"No {role} “{name}” is to be seen.")

    def _in_vain(self) -> bool:
        """Whether the same was said and done several times, one after the other."""
        did = [moment for moment in self.moments if moment.did][-_TRIES:]
        said = {(moment.sight.panel.headline, moment.sight.panel.sentence) for moment in did if moment.sight.panel}
        return len(did) == _TRIES and len(said) == 1

    def _is_new(self, sight: Sight) -> bool:
        """Whether there is something to do that was not done just now."""
        panel = sight.panel
        if panel is None or not (sight.callouts or panel.button(self._wants)):
            return False
        if _CODE.search(panel.sentence) and not _DIGITS.search(panel.text):
            return False  # the message is still on its way
        last = next((moment for moment in reversed(self.moments) if moment.did), None)
        if last is None or not last.sight.panel:
            return True
        same = (panel.headline, panel.sentence) == (last.sight.panel.headline, last.sight.panel.sentence)
        return not same or time.time() - last.at > _DOUBT

    def _note(self, sight: Sight, did: str, picture: Image.Image | None = None) -> None:
        self.moments.append(Moment(time.time(), sight, did))
        if self._album:
            self._album.mkdir(parents=True, exist_ok=True)
            name = f"{len(self.moments):02}-{did.partition(' ')[0] or 'seen'}.png"
            (picture or self._guided.picture()).save(self._album / name)

    def _picture(self) -> Image.Image | None:
        return self._guided.picture() if self._album else None

    def _story(self) -> str:
        return "; ".join(f"{_told(moment.sight)} {moment.did}" for moment in self.moments[-4:])


class KeyboardPerson(Person):
    """Somebody without a mouse."""

    def enter_page(self) -> None:
        """Go from the browser's bars, where one begins, into the page.

        Raises:
            LostError: none of the usual keys leads there.
        """
        for _ in range(_PANES):
            self.hands.shortcut("F6")
            self.hands.shortcut("Tab")
            threading.Event().wait(_REACTION)
            if any(heard.key == "Tab" for heard in self._guided.witness.heard):
                return
        raise LostError("F6 does not lead into the page.")

    def _use(self, frame: Frame) -> str:
        reached = self._reach(frame.holds)
        self.hands.key("space" if reached.role in ("checkbox", "radio") else "Return")
        return "clicked"

    def _write(self, frame: Frame, text: str) -> str:
        self._reach(frame.holds)
        self.hands.shortcut("ctrl+a")
        self.hands.type(text)
        return "typed"

    def _answer(self, frame: Frame) -> str:
        for _ in range(_STOPS):
            reached = self._reach(frame.holds)
            if reached.name in self._answers:
                if not reached.checked:
                    self.hands.key("space")
                return f"chose {reached.name}"
            self.hands.key("Down")
        raise LostError("None of the answers is the person’s own.")

    def _press_button(self, button: Thing) -> str:
        self.hands.shortcut("alt+g")
        for _ in range(_STOPS):
            panel = self.eyes.look().panel
            if panel and any(each.focused and each.name == button.name for each in panel.buttons):
                self.hands.key("Return", where="panel")
                return f"answered {button.name}"
            self.hands.shortcut("Tab")
        raise LostError(f"Tab does not lead to “{button.name}”.")

    def _reach(self, wanted: Callable[[tuple[float, float]], bool]) -> Thing:
        """Press Tab until what has the focus stands where it should."""
        for _ in range(_STOPS):
            focused = next((each for each in self.eyes.look().things if each.focused and each.role not in _WHOLE), None)
            place = focused and self.eyes.place(focused)
            if focused and place and wanted(place):
                return focused
            self.hands.shortcut("Tab")
        raise LostError("Tab does not lead to where the guide points.")


def _is_done(sight: Sight) -> bool:
    return bool(sight.panel and _DONE.search(sight.panel.sentence))


def _same(one: Sight, other: Sight) -> bool:
    """Whether the guide shows the same."""
    return (one.panel, one.callouts) == (other.panel, other.callouts)


def _told(sight: Sight) -> str:
    if sight.panel is None:
        return "nothing"
    return f"“{sight.panel.sentence}” with {len(sight.callouts)} callouts"


def _pointed(sight: Sight) -> Frame:
    """Where to act: at the callout whose words the panel says first."""
    sentence = sight.panel.text if sight.panel else ""
    spoken = [(sentence.find(callout.words), callout.frame) for callout in sight.callouts if callout.words]
    said = [(at, frame) for at, frame in spoken if at >= 0]
    if said:
        return min(said)[1]
    if len(sight.callouts) == 1:
        return sight.callouts[0].frame
    raise LostError(f"Which of {[callout.words for callout in sight.callouts]} is meant by “{sentence}”?")
