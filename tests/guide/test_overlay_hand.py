"""What a person did with a field is told; what they typed is not, and of passwords not even how long they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.guide.overlays import ADDRESS, FORM, PANEL, document, opened, overlaid, pointer, serve

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

PASSWORDS: Final = {
    "required": "<input id=field type=password required>",
    "with a placeholder": "<input id=field type=password placeholder='Mot de passe'>",
    "bare": "<input id=field type=password>",
    "shown on demand": "<input id=field type=text autocomplete=new-password required>",
}

SPY: Final = """
// Counts every way to learn what is in a field, from before any other script runs.
window.read = [];
const spied = (owner, name, label) => {
    const {get, set} = Object.getOwnPropertyDescriptor(owner.prototype, name);
    Object.defineProperty(owner.prototype, name, {
        configurable: true, enumerable: true, set,
        get() {
            const target = this instanceof Event ? this.target : this;
            if (target?.type === 'password' || target?.id === 'field') read.push(label);
            return get.call(this);
        },
    });
};
for (const name of ['value', 'selectionStart', 'selectionEnd', 'valueAsNumber', 'defaultValue', 'textLength'])
    if (name in HTMLInputElement.prototype) spied(HTMLInputElement, name, name);
for (const name of ['data', 'inputType', 'dataTransfer']) spied(InputEvent, name, name);
for (const name of ['key', 'code', 'keyCode', 'charCode', 'location'])
    if (Object.getOwnPropertyDescriptor(KeyboardEvent.prototype, name)) spied(KeyboardEvent, name, name);
spied(ValidityState, 'tooShort', 'tooShort');
const entries = FormData.prototype.entries;
for (const name of ['get', 'getAll', 'entries', 'forEach', 'values']) {
    const plain = FormData.prototype[name];
    FormData.prototype[name] = function (...rest) { read.push('FormData'); return plain.apply(this, rest); };
}
for (const name of ['setSelectionRange', 'select']) {
    const plain = HTMLInputElement.prototype[name];
    HTMLInputElement.prototype[name] = function (...rest) { read.push(name); return plain.apply(this, rest); };
}
"""
ON_THE_ELEMENT: Final = """() => {
    const field = document.querySelector('#field');
    const {get, set} = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    Object.defineProperty(field, 'value', {
        configurable: true, set,
        get() { read.push('own value'); return get.call(this); },
    });
    const getAttribute = field.getAttribute;
    field.getAttribute = function (name) {
        if (name === 'value') read.push('attribute');
        return getAttribute.call(this, name);
    };
}"""


def spied_page(context: BrowserContext, field: str) -> Page:
    serve(context, {"": document(f"<form><label>Mot de passe {field}</label><button id=go>Ici</button></form>")})
    page = context.new_page()
    page.goto(ADDRESS)
    page.evaluate(ON_THE_ELEMENT)
    return page


@pytest.mark.parametrize("kind", PASSWORDS)
def test_what_a_password_field_holds_is_never_read(context: BrowserContext, kind: str) -> None:
    context.add_init_script(SPY)  # before the overlay's own, so that what it takes at its start is watched too
    with overlaid(context) as watched:
        page = spied_page(context, PASSWORDS[kind])
        field = page.locator("#field")
        watched.overlay.show(page, PANEL, [pointer(field)])
        empty = watched.overlay.hand(field)
        field.click()
        page.keyboard.type("Un-secret-9")
        page.keyboard.press("Backspace")
        page.keyboard.press("Alt+g")
        full = watched.overlay.hand(field)
        page.keyboard.press("Tab")
        watched.overlay.show(page, PANEL, [pointer(page.locator("#go"))])
        watched.overlay.hand(field)

        assert page.evaluate("read") == []
        assert (empty.filled, full.filled) == (False, True)
        assert full.focused
        assert page.evaluate("field.value.length && read") == ["own value", "value"]  # the spy does see


def test_the_spy_sees_what_is_read_of_other_fields(context: BrowserContext) -> None:
    context.add_init_script(SPY)
    with overlaid(context) as watched:
        page = spied_page(context, "<input id=field>")
        watched.overlay.hand(page.locator("#field"))

        assert page.evaluate("read") == ["value"]


def test_a_password_that_is_shown_is_not_read_either(context: BrowserContext) -> None:
    context.add_init_script(SPY)
    with overlaid(context) as watched:
        page = spied_page(context, "<input id=field type=password required>")
        page.locator("#field").fill("Un-secret-9")
        assert watched.overlay.hand(page.locator("#field")).filled
        page.evaluate("field.type = 'text'")

        assert watched.overlay.hand(page.locator("#field")).filled
        assert page.evaluate("read") == []


def test_nothing_that_is_told_holds_what_was_typed(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        watched.overlay.show(page, PANEL, [pointer(page.locator("#who"))])
        page.locator("#who").fill("camille.martin@ecole.example")
        hand = watched.overlay.hand(page.locator("#who"))

        assert "camille" not in repr(hand)


def test_a_field_that_was_emptied_is_not_filled(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        who = page.locator("#who")
        who.fill("a")
        assert watched.overlay.hand(who).filled
        who.fill("")
        assert not watched.overlay.hand(who).filled


def test_a_form_that_is_reset_is_not_filled(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        secret = page.locator("#secret")
        secret.fill("Un-secret-9")
        assert watched.overlay.hand(secret).filled
        page.evaluate("document.querySelector('form').reset()")
        assert not watched.overlay.hand(secret).filled


def test_boxes_choices_and_lists_are_told(context: BrowserContext) -> None:
    body = """<label><input type=checkbox id=box>Oui</label><input type=radio id=choice aria-label=Non>
        <div role=checkbox aria-checked=true id=drawn tabindex=0>Oui</div>
        <select id=list aria-label=Liste><option value=''>–</option><option>Une</option></select>
        <textarea id=text aria-label=Texte></textarea>
        <input id=mail type=email value='pas une adresse' aria-label=Mail>
        <input id=wrong aria-invalid=true aria-label=Faux>"""
    with overlaid(context) as watched:
        page = opened(context, body)
        page.locator("#box").check()
        page.locator("#list").select_option("Une")
        page.locator("#text").fill("a")
        hands = {
            name: watched.overlay.hand(page.locator(f"#{name}"))
            for name in ("box", "choice", "drawn", "list", "text", "mail", "wrong")
        }

        assert [name for name, hand in hands.items() if hand.ticked] == ["box", "drawn"]
        assert [name for name in ("list", "text", "mail", "wrong") if hands[name].filled] == ["list", "text", "mail"]
        assert [name for name, hand in hands.items() if not hand.valid] == ["mail", "wrong"]


def test_the_time_since_the_last_input_is_told(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, FORM)
        assert watched.overlay.hand(page.locator("#who")).quiet == float("inf")
        page.locator("#who").press_sequentially("ab")
        page.wait_for_timeout(200)

        assert 0.15 < watched.overlay.hand(page.locator("#who")).quiet < 60
        assert watched.overlay.hand(page.locator("#secret")).quiet == float("inf")


def test_what_is_not_there_or_not_seen_is_told_at_once(context: BrowserContext) -> None:
    hidden = "<input id=off hidden aria-label=Non><label>Oui <input type=checkbox id=drawn style='opacity: 0'></label>"
    with overlaid(context) as watched:
        page = opened(context, hidden)

        assert not watched.overlay.hand(page.locator("#nothing")).present
        assert not watched.overlay.hand(page.locator("#off")).visible
        assert watched.overlay.hand(page.locator("#drawn")).visible


def test_of_several_the_one_that_is_seen_is_told(context: BrowserContext) -> None:
    body = "<input class=who hidden value=a aria-label=Un><input class=who aria-label=Deux>"
    with overlaid(context) as watched:
        page = opened(context, body)
        hand = watched.overlay.hand(page.locator(".who"))

        assert (hand.visible, hand.filled) == (True, False)


def test_a_field_in_an_open_shadow_root_is_told(context: BrowserContext) -> None:
    body = "<div id=box></div>"
    with overlaid(context) as watched:
        page = opened(context, body)
        page.evaluate(
            "box.attachShadow({mode: 'open'}).append(Object.assign(document.createElement('input'), {id: 'in'}))"
        )
        page.locator("#in").fill("a")
        hand = watched.overlay.hand(page.locator("#in"))

        assert (hand.filled, hand.focused) == (True, True)
        assert hand.quiet < 60


RENEWED: Final = """
const draw = () => {
    const [value, focused] = [box.querySelector('input')?.value ?? '', box.contains(document.activeElement)];
    const field = Object.assign(document.createElement('input'), {type: box.className, value, oninput: draw});
    field.setAttribute('aria-label', 'Votre choix');
    box.replaceChildren(field);
    if (focused) field.focus();
};
draw();
"""


@pytest.mark.parametrize("kind", ["text", "password"])
def test_what_was_done_in_a_field_counts_for_the_one_that_takes_its_place(context: BrowserContext, kind: str) -> None:
    with overlaid(context) as watched:
        page = opened(context, f"<div id=box class={kind}></div>")
        page.evaluate(RENEWED)
        field = page.locator("input")
        field.click()
        page.keyboard.type("ab")
        hand = watched.overlay.hand(field)

        assert (hand.filled, hand.focused) == (True, True)
        assert hand.quiet < 60


def test_what_was_done_in_a_field_does_not_count_for_others(context: BrowserContext) -> None:
    with overlaid(context) as watched:
        page = opened(context, "<div id=box class=password></div>")
        page.evaluate(RENEWED)
        page.locator("input").click()
        page.keyboard.type("ab")
        page.evaluate("box.innerHTML = '<input type=password aria-label=Confirmation>'")

        assert not watched.overlay.hand(page.locator("input")).filled


def test_what_a_password_field_in_a_frame_holds_is_not_read_either(context: BrowserContext) -> None:
    context.add_init_script(SPY)
    with overlaid(context) as watched:
        page = opened(context, '<iframe srcdoc="<input id=field type=password required>"></iframe>')
        frame = page.frames[1]
        field = frame.locator("#field")
        watched.overlay.show(page, PANEL, [replace(pointer(field), frame=frame)])
        field.press_sequentially("Un-secret-9")

        assert watched.overlay.hand(field).filled
        assert frame.evaluate("read") == []
