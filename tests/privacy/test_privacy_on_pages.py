"""Personal data that was planted on pages of every making: is it replaced, read, and restored?"""

from __future__ import annotations

import io
import unicodedata
from typing import TYPE_CHECKING, Any, Final, Literal

import pytest
from PIL import Image, ImageChops
from pydantic import SecretStr

from flows.applicant import Applicant
from flows.capture.privacy import Disguise, disguised, visible_text
from reports.privacy import Kind, findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route


def person(first_name: str, last_name: str, email: str) -> Applicant:
    return Applicant(
        email=email,
        password=SecretStr("Aa1!planté-ici"),
        new_password=SecretStr("Bb2!planté-là"),
        first_name=first_name,
        last_name=last_name,
    )


REAL: Final = person("Léa", "Valjean", "lea.valjean@montreuil.inconnu")
INVENTED: Final = person("Camille", "Durand", "camille.durand@academie.example")
DISGUISE: Final = Disguise.of(REAL, INVENTED)
SECRETS: Final = {"adresse": REAL.email, "prénom": REAL.first_name, "nom": REAL.last_name}

PORTAL: Final = """<!doctype html><html lang="fr"><head><title>Espace</title>
<style>#badge::after { content: "Mme"; }</style></head><body>
<h1 title="Espace de Léa Valjean">Bonjour <b>Léa</b> <i>VALJEAN</i> !</h1>
<p id="masked">Code envoyé à lea*****@montreuil.inconnu</p>
<p id="split">lea.val<wbr>jean@<span>montreuil</span>.inconnu, Léandre et oléagineux</p>
<form><label>Email <input id="email" type="email" value="lea.valjean@montreuil.inconnu"></label>
<label>Ville <input id="town" placeholder="Ville de Léa"></label>
<label>Note <textarea id="note">Valjean, lea</textarea></label>
<label>Qui <select id="who"><option>Léa Valjean</option><option>Personne</option></select></label>
<input type="password" value="Aa1!planté-ici"><input type="submit" value="Continuer comme Léa"></form>
<img alt="Photo de Léa Valjean" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
<svg width="200" height="20"><text y="15">Léa Valjean</text></svg>
<div id="shadow"><template shadowrootmode="open"><p>Dossier de <slot></slot> Valjean</p></template>Léa</div>
<iframe id="frame" title="Cadre" srcdoc="<p>Cadre de Léa Valjean</p>"></iframe>
<p hidden>Caché : Javert</p><script>const who = "Léa Valjean";</script>
</body></html>"""
"""A page with a real person's name and address wherever a page can hold them."""

SNAPSHOT: Final = """() => [
    document.documentElement.outerHTML,
    document.querySelector('#shadow').shadowRoot.innerHTML,
    ...[...document.querySelectorAll('input, textarea, select')].map(each => each.value),
    document.activeElement.id, scrollX, scrollY,
]"""
LISTEN: Final = """() => {
    window.heard = [];
    const types = Object.keys(HTMLElement.prototype).concat(Object.keys(document), Object.keys(window))
        .filter(name => name.startsWith('on')).map(name => name.slice(2));
    for (const type of new Set([...types, 'focusin', 'focusout', 'selectionchange']))
        if (!/^(pointer|mouse|device|message)/.test(type))
            document.addEventListener(type, event => window.heard.push(event.type), true);
}"""


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 900, "height": 700})
    yield context.new_page()
    context.close()


@pytest.fixture
def page(blank: Page) -> Page:
    blank.set_content(PORTAL)
    return blank


def served(page: Page, content: str, **headers: str) -> None:
    """Show ``content`` as an answer of a server, with these headers."""

    def answer(route: Route) -> None:
        route.fulfill(body=content, content_type="text/html; charset=utf-8", headers=_header_names(headers))

    page.route("https://portail.example/", answer)
    page.goto("https://portail.example/")


def _header_names(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()} | {
        "content-type": "text/html; charset=utf-8"
    }


# Reading


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Javert</p>",
        "<p>Ja<b>ve</b>rt</p>",
        "<input value=Javert>",
        "<input placeholder=Javert>",
        "<textarea>Javert</textarea>",
        "<select><option>x<option selected>Javert</select>",
        "<input type=submit value=Javert>",
        "<img alt=Javert>",
        "<b title=Javert>x</b>",
        "<button aria-label=Javert>x</button>",
        "<svg><text>Javert</text></svg>",
        "<style>p::after { content: 'Javert' }</style><p>x</p>",
        "<style>p::before { content: attr(data-a) }</style><p data-a=Javert>x</p>",
        "<div><template shadowrootmode=open>Javert</template></div>",
        "<div><template shadowrootmode=closed><p>Javert</p></template></div>",
        "<div><template shadowrootmode=closed><input value=Javert></template></div>",
        "<iframe srcdoc='Javert'></iframe>",
        "<iframe srcdoc='&lt;iframe srcdoc=Javert&gt;'></iframe>",
        "<span>Nom</span><span>Javert</span>",
        "<select size=3><option selected>x<option>Javert</select>",
        "<select multiple><optgroup label=Javert><option>x</select>",
        "<style>li::marker { content: 'Javert' }</style><ul><li>x</ul>",
        "<ul style='list-style-type: \"Javert\"'><li>x</ul>",
        "<div><template shadowrootmode=open>Ja<slot></slot>rt</template>ve</div>",
        "<div><template shadowrootmode=closed>Ja<b>ve</b>rt</template></div>",
        "<div contenteditable>Javert</div>",
        "<details open><summary>x</summary>Javert</details>",
        "<div style='visibility: hidden'><p style='visibility: visible'>Javert</p></div>",
        "<div style='display: contents'>Javert</div>",
    ],
)
def test_what_can_be_read_is_read(blank: Page, planted: str) -> None:
    blank.set_content(f"<!doctype html><main>{planted}</main>")
    for frame in blank.frames:
        frame.wait_for_load_state()

    assert [found.name for found in findings(visible_text(blank), secrets={"nom": "Javert"})][:1] == ["nom"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>Javert</p>",
        "<p style='visibility: hidden'>Javert</p>",
        "<script>const Javert = 1</script>",
        "<style>.Javert { color: red }</style>",
        "<template>Javert</template>",
        "<input type=password value=Javert>",
        "<input type=hidden value=Javert>",
        "<div><template shadowrootmode=closed><input type=password value=Javert></template></div>",
        "<a href='/Javert'>x</a>",
        "<select><option>x<option>Javert</select>",
        "<iframe hidden srcdoc='Javert'></iframe>",
    ],
)
def test_what_no_picture_shows_is_not_read(blank: Page, hidden: str) -> None:
    blank.set_content(f"<!doctype html><main>x {hidden}</main>")

    assert "Javert" not in visible_text(blank)


def test_neighbouring_cells_and_paragraphs_are_read_apart(blank: Page) -> None:
    blank.set_content("<table><tr><td>12<td>06 39 98 12 34<td>34</table><p>Fin<br>Suite</p>")

    assert visible_text(blank).splitlines() == ["12", "06 39 98 12 34", "34", "Fin", "Suite"]


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        (["06", "39", "98", "12", "34"], Kind.PHONE),
        (["FR76", "3000", "6000", "0112", "3456", "7890", "189"], Kind.IBAN),
        (list("185057800608491"), Kind.SOCIAL_SECURITY),
        (["jean.valjean", "@montreuil.inconnu"], Kind.EMAIL),
    ],
)
@pytest.mark.parametrize(
    "box",
    ["<input size=4 value='{}'> ", "<span style='display: inline-block; padding: 0 .5em'>{}</span>", "<td>{}"],
    ids=["fields", "boxes", "cells"],
)
def test_what_is_broken_over_boxes_side_by_side_is_found(blank: Page, box: str, parts: list[str], kind: Kind) -> None:
    blank.set_content(
        f"<style>input, span {{ font: 9px monospace }}</style><table><tr>{''.join(map(box.format, parts))}"
    )

    assert [found.kind for found in findings(visible_text(blank))] == [kind]


@pytest.mark.parametrize("box", ["<p>{}</p>", "<span style='display: inline-block; width: 20em'>{}</span>"])
def test_numbers_that_stand_apart_are_no_number(blank: Page, box: str) -> None:
    blank.set_content("".join(map(box.format, ["06", "39", "98", "12", "34"])))

    assert findings(visible_text(blank)) == ()


def test_personal_data_in_a_label_and_value_side_by_side_is_found(blank: Page) -> None:
    blank.set_content("<p><span>Tél</span><span>0639981234</span><span>Fax</span></p>")

    assert [found.kind for found in findings(visible_text(blank))] == [Kind.PHONE]


# Replacing


def test_nothing_of_the_person_can_be_read_while_the_page_is_disguised(page: Page) -> None:
    with disguised(page, DISGUISE):
        assert findings(visible_text(page), secrets=SECRETS) == ()


def test_the_person_is_read_before_and_after(page: Page) -> None:
    before = visible_text(page)
    with disguised(page, DISGUISE):
        pass

    assert visible_text(page) == before
    assert {found.name for found in findings(before, secrets=SECRETS)} == set(SECRETS)


@pytest.mark.parametrize(
    ("selector", "shown"),
    [
        ("h1", "Bonjour Camille DURAND !"),
        ("#masked", "Code envoyé à cam*****@academie.example"),
        ("#split", "camille.durand@academie.example, Léandre et oléagineux"),
        ("svg text", "Camille Durand"),
        ("#shadow p", "Dossier de Durand"),
        ("#shadow", "Camille"),
    ],
)
def test_words_are_those_of_the_invented_person(page: Page, selector: str, shown: str) -> None:
    with disguised(page, DISGUISE):
        told = page.locator(selector).text_content()

    assert told is not None
    assert " ".join(told.split()) == shown


@pytest.mark.parametrize(
    ("selector", "value"),
    [
        ("#email", "camille.durand@academie.example"),
        ("#note", "Durand, Camille"),
        ("#who", "Camille Durand"),
        ("[type=submit]", "Continuer comme Camille"),
        ("[type=password]", "Aa1!planté-ici"),
    ],
)
def test_fields_show_what_is_the_invented_persons(page: Page, selector: str, value: str) -> None:
    with disguised(page, DISGUISE):
        assert page.locator(selector).input_value() == value


@pytest.mark.parametrize(
    ("selector", "attribute", "value"),
    [
        ("h1", "title", "Espace de Camille Durand"),
        ("img", "alt", "Photo de Camille Durand"),
        ("#town", "placeholder", "Ville de Camille"),
    ],
)
def test_alternative_texts_are_replaced(page: Page, selector: str, attribute: str, value: str) -> None:
    with disguised(page, DISGUISE):
        assert page.locator(selector).get_attribute(attribute) == value


def test_an_invented_person_needs_no_disguise() -> None:
    assert Disguise.of(INVENTED, INVENTED) == Disguise()


def test_a_person_whose_name_is_unknown_is_disguised_by_the_address_alone() -> None:
    nameless = person("", "", REAL.email)

    assert Disguise.of(nameless, INVENTED).values == {REAL.email: INVENTED.email}


def test_more_values_can_be_replaced(blank: Page) -> None:
    blank.set_content("<p>842 -</p><p>8420 et 842 €</p>")
    with disguised(blank, Disguise().showing({"842": "671"})):
        assert visible_text(blank).splitlines() == ["671 -", "8420 et 671 €"]


@pytest.mark.parametrize("empty", ["", " "])
def test_nothing_is_put_in_place_of_nothing(blank: Page, empty: str) -> None:
    blank.set_content("<p>Une phrase.</p>")
    with disguised(blank, Disguise({empty: "x"})):
        assert visible_text(blank) == "Une phrase."


def test_of_two_values_that_begin_alike_the_longer_one_is_meant(blank: Page) -> None:
    blank.set_content("<p>Jean Valjean, Jean</p>")
    with disguised(blank, Disguise({"Jean": "Camille", "Jean Valjean": "Dominique Lefort"})):
        assert visible_text(blank) == "Dominique Lefort, Camille"


@pytest.mark.parametrize("name", ["d’Aubigné-Le Goff", "D AUBIGNE LE GOFF", "d'Aubigné\u2011Le\u00a0Goff"])
def test_a_compound_name_is_replaced_whatever_parts_it(blank: Page, name: str) -> None:
    blank.set_content(f"<p>Bonjour {name}</p>")
    with disguised(blank, Disguise({"d’Aubigné-Le Goff": "Durand"})):
        assert visible_text(blank).lower() == "bonjour durand"


@pytest.mark.parametrize(
    "name", ["Val\u00adjean", "\u200bV\u200ba\u200bl\u200bj\u200be\u200ba\u200bn\u200b", "Valjeán"]
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_signs_that_nobody_sees_hide_nobody(blank: Page, name: str, form: Literal["NFC", "NFD"]) -> None:
    blank.set_content(f"<p>Bonjour {unicodedata.normalize(form, name)}, à bientôt</p>")
    with disguised(blank, DISGUISE):
        assert visible_text(blank).replace("\u200b", "") == "Bonjour Durand, à bientôt"


def test_an_accent_at_the_end_goes_with_its_letter(blank: Page) -> None:
    blank.set_content(f"<p>Bonjour {unicodedata.normalize('NFD', 'André')}, à bientôt</p>")
    with disguised(blank, Disguise({"André": "Camille"})):
        assert visible_text(blank) == "Bonjour Camille, à bientôt"


def test_signs_of_regular_expressions_in_values_mean_themselves(blank: Page) -> None:
    blank.set_content("<p>a.b+c@d.inconnu axb+c@d.inconnu $1 (x)</p>")
    with disguised(blank, Disguise({"a.b+c@d.inconnu": "$&", "(x)": "[y]"})):
        assert visible_text(blank) == "$& axb+c@d.inconnu $1 [y]"


def test_the_picture_shows_the_invented_person(blank: Page) -> None:
    blank.set_content(PORTAL)
    with disguised(blank, DISGUISE):
        disguised_picture = blank.screenshot()
    blank.set_content(PORTAL.replace("Léa", "Camille").replace("VALJEAN", "DURAND").replace("Valjean", "Durand"))
    page_of_the_other = blank.screenshot(clip={"x": 0, "y": 0, "width": 900, "height": 70})

    assert _same(disguised_picture, page_of_the_other, (0, 0, 900, 70))


# Restoring


def test_the_page_is_restored_exactly(page: Page) -> None:
    page.locator("#note").focus()
    before = page.evaluate(SNAPSHOT)
    with disguised(page, DISGUISE, [page.locator("h1"), page.locator("form")]):
        assert page.evaluate(SNAPSHOT) != before

    assert page.evaluate(SNAPSHOT) == before


def test_the_same_text_nodes_are_there_again(page: Page) -> None:
    page.evaluate("() => { window.kept = document.querySelector('b').firstChild }")
    with disguised(page, DISGUISE):
        assert page.evaluate("window.kept.data") == "Camille"

    assert page.evaluate("window.kept.isConnected && window.kept.data") == "Léa"


def test_the_page_is_restored_when_taking_the_picture_fails(page: Page) -> None:
    before = page.evaluate(SNAPSHOT)

    def fail() -> None:
        with disguised(page, DISGUISE, [page.locator("h1")]):
            raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        fail()

    assert page.evaluate(SNAPSHOT) == before


def test_no_event_is_fired(page: Page) -> None:
    page.locator("#email").focus()
    page.evaluate("() => document.querySelector('#note').setSelectionRange(1, 3)")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.evaluate(LISTEN)

    with disguised(page, DISGUISE, [page.locator("h1")]):
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    assert page.evaluate("window.heard") == []


def test_the_caret_stays_where_it_is(page: Page) -> None:
    page.evaluate("() => { const note = document.querySelector('#note'); note.focus(); note.setSelectionRange(1, 3) }")

    with disguised(page, DISGUISE):
        pass

    selection = (
        "() => { const note = document.querySelector('#note'); return [note.selectionStart, note.selectionEnd] }"
    )
    assert page.evaluate(selection) == [1, 3]


def test_a_framework_that_watches_a_value_sees_nothing(page: Page) -> None:
    page.evaluate("""() => {
        window.seen = [];
        const field = document.querySelector('#email');
        const {get, set} = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
        Object.defineProperty(field, 'value', {
            get() { return get.call(this); }, set(value) { window.seen.push(value); set.call(this, value); },
        });
    }""")

    with disguised(page, DISGUISE):
        assert page.locator("#email").input_value() == INVENTED.email

    assert page.evaluate("window.seen") == []


def test_what_the_page_changes_meanwhile_stays(page: Page) -> None:
    with disguised(page, DISGUISE):
        page.evaluate("() => { document.querySelector('#masked').firstChild.data = 'Fini' }")

    assert page.locator("#masked").text_content() == "Fini"


def test_a_page_without_personal_data_is_not_touched(blank: Page) -> None:
    blank.set_content("<p title=Rien>Rien de personnel : cam*****@academie.example</p><input value=Rien>")
    blank.evaluate("""() => {
        window.records = 0;
        new MutationObserver(list => { window.records += list.length; }).observe(
            document, {subtree: true, childList: true, attributes: true, characterData: true});
    }""")

    with disguised(blank, DISGUISE):
        pass

    assert blank.evaluate("window.records") == 0


def test_elements_stay_in_their_places(page: Page) -> None:
    observe: Any = """() => {
        window.kinds = new Set();
        new MutationObserver(list => list.forEach(record => window.kinds.add(record.type))).observe(
            document, {subtree: true, childList: true, attributes: true, characterData: true});
    }"""
    page.evaluate(observe)

    with disguised(page, DISGUISE, [page.locator("h1"), page.locator("img")]):
        pass

    assert "childList" not in page.evaluate("[...window.kinds]")


def test_a_frame_may_go_away_meanwhile(page: Page) -> None:
    with disguised(page, DISGUISE):
        page.evaluate("() => document.querySelector('iframe').remove()")

    assert "Léa" in page.locator("h1").inner_text()


# Masking


def test_masked_elements_show_dots(blank: Page) -> None:
    blank.set_content("<p>Né le <b>12 mars</b></p><input value='06 12'><textarea>Ici\nlà</textarea>")
    with disguised(blank, Disguise(), [blank.locator("b"), blank.locator("input"), blank.locator("textarea")]):
        assert blank.locator("p").inner_text() == "Né le •• ••••"
        assert blank.locator("input").input_value() == "•• ••"
        assert blank.locator("textarea").input_value() == "•••\n••"

    assert blank.locator("p").inner_text() == "Né le 12 mars"
    assert blank.locator("input").input_value() == "06 12"


def test_masked_images_are_not_in_the_picture(blank: Page) -> None:
    blank.set_content("<body style='margin: 0'><svg width=50 height=50><rect width=50 height=50 fill=red></rect></svg>")
    with disguised(blank, Disguise(), [blank.locator("svg")]):
        masked = blank.screenshot(animations="disabled")
    shown = blank.screenshot(animations="disabled")

    assert _colour(masked) == (255, 255, 255)
    assert _colour(shown) == (255, 0, 0)


# Strict portals


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'none'",
        "default-src 'none'; script-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        "default-src 'none'; sandbox allow-scripts",
    ],
)
def test_the_strictest_policies_are_no_hindrance(blank: Page, policy: str) -> None:
    served(blank, PORTAL, content_security_policy=policy)
    before = blank.evaluate(SNAPSHOT)

    with disguised(blank, DISGUISE, [blank.locator("#masked")]):
        hidden = findings(visible_text(blank), secrets=SECRETS)

    assert hidden == ()
    assert blank.evaluate(SNAPSHOT) == before


def test_elements_in_frames_can_be_masked(page: Page) -> None:
    inside = page.frame_locator("#frame").locator("p")
    with disguised(page, Disguise(), [inside, page.locator("#masked")]):
        assert inside.inner_text() == "••••• •• ••• •••••••"

    assert inside.inner_text() == "Cadre de Léa Valjean"


def test_frames_of_other_origins_are_disguised_too(blank: Page) -> None:
    blank.route(
        "https://cadre.example/", lambda route: route.fulfill(body="<p>Lea Valjean</p>", content_type="text/html")
    )
    served(blank, "<iframe src='https://cadre.example/'></iframe>")

    with disguised(blank, DISGUISE):
        assert visible_text(blank).strip() == "Camille Durand"

    assert visible_text(blank).strip() == "Lea Valjean"


def _colour(picture: bytes) -> tuple[int, ...]:
    with Image.open(io.BytesIO(picture)) as image:
        pixel = image.convert("RGB").getpixel((10, 10))
    assert isinstance(pixel, tuple)
    return pixel


def _same(one: bytes, other: bytes, box: tuple[int, int, int, int]) -> bool:
    with Image.open(io.BytesIO(one)) as first, Image.open(io.BytesIO(other)) as second:
        return ImageChops.difference(first.convert("RGB").crop(box), second.convert("RGB").crop(box)).getbbox() is None
