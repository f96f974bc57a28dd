"""A person who has no mouse: everything is reached with Tab and done with keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flows.steps import Click, Fill, Follow, Tick
from tests.regression.performers import typed

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from flows.stage import Stage
    from flows.steps import Step

STOPS: Final = 60
"""More than any page of the portal has."""

_HAS_FOCUS: Final = "element => element === element.ownerDocument.activeElement && element.ownerDocument.hasFocus()"
_ANSWERS_SAME_QUESTION: Final = """choice => {
    const at = choice.ownerDocument.activeElement;
    return at.type === 'radio' && at.name === choice.name && at.form === choice.form;
}"""
_FOCUS_IS_SEEN: Final = """element => {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const {outlineStyle, outlineWidth} = style;
    const ring = outlineStyle === 'auto' || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2);
    const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 12)];
    const top = document.elementFromPoint(x, y);
    const onTop = top && (element.contains(top) || [...(element.labels ?? [])].some(label => label.contains(top)));
    return element.matches(':focus-visible') && ring && Boolean(onTop);
}"""


def tab_to(page: Page, target: Locator, *, backwards: bool = False) -> None:
    """Press Tab until ``target`` has the focus; for a radio button, until its group has it."""
    target.wait_for()
    arrived = _ANSWERS_SAME_QUESTION if target.get_attribute("type") == "radio" else _HAS_FOCUS
    for _ in range(STOPS):
        if target.evaluate(arrived):
            focused = page.locator(":focus")
            assert not focused.count() or focused.evaluate(_FOCUS_IS_SEEN), f"one does not see that {focused} has it"
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Press a key on ``target``."""
    tab_to(page, target)
    page.keyboard.press(key)


@dataclass(frozen=True)
class KeyFill(Fill):
    """Reach a field with Tab, and type."""

    def act(self, stage: Stage) -> None:
        tab_to(stage.page, self.target.on(stage.page))
        stage.page.keyboard.press("ControlOrMeta+A")
        stage.page.keyboard.type(typed(self, stage))


@dataclass(frozen=True)
class KeyTick(Tick):
    """Reach a box with Tab and press Space, or a question and its answer with the arrows."""

    def act(self, stage: Stage) -> None:
        box = self.target.on(stage.page)
        tab_to(stage.page, box)
        if box.get_attribute("type") != "radio":
            if not box.is_checked():
                stage.page.keyboard.press("Space")
            return
        for _ in range(STOPS):
            if box.evaluate(_HAS_FOCUS):
                break
            stage.page.keyboard.press("ArrowDown")
        if not box.is_checked():
            stage.page.keyboard.press("Space")


@dataclass(frozen=True)
class KeyClick(Click):
    """Reach a button with Tab, and press Enter."""

    def act(self, stage: Stage) -> None:
        if self.sends:
            stage.expect_mail(self.sends)
        press(stage.page, self.target.on(stage.page))


@dataclass(frozen=True)
class AlreadyFollowed(Follow):
    """The link was opened from the mail, before the play began."""

    def act(self, stage: Stage) -> None:
        assert stage.page.url == stage.start_url


BY_KEYBOARD: Final[dict[type[Step], type[Step]]] = {
    Fill: KeyFill,
    Tick: KeyTick,
    Click: KeyClick,
    Follow: AlreadyFollowed,
}
