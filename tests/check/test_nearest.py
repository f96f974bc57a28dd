"""What is found in an element's place, on pages of many makes."""

import pytest
from playwright.sync_api import Page, Route

from pages.element import Box, Button, Choice, Element, Field, Heading, Link, Text
from pages.login import LoginScreen
from pages.nearest import nearest, presence
from pages.screen import Screen


class FormScreen(Screen):
    heading = Heading("Mes coordonnées")
    name_field = Field("Votre nom")
    phone_field = Field("Téléphone")
    terms_box = Box("J'accepte les conditions")
    spouse_choice = Choice("Non", question="Souhaitez-vous ajouter votre conjoint ?")
    hint_text = Text("Tout est enregistré à chaque étape.")
    save_button = Button("Enregistrer et continuer")
    help_link = Link("Besoin d'aide")


FORM = """
<header><a href="/">Accueil</a> <a href="/menu">Menu</a></header>
<nav><a href="/aide">Besoin d’aide</a></nav>
<main>
<h1>Mes coordonnées</h1>
<form>
<label>Votre nom * <input value="Camille"></label>
<label>Téléphone <input type="tel"></label>
<fieldset><legend>Souhaitez-vous ajouter votre conjoint ?</legend>
<label><input type="radio" name="c"> Oui</label> <label><input type="radio" name="c"> Non</label></fieldset>
<label><input type="checkbox"> J’accepte les conditions</label>
<p>Tout est enregistré à chaque étape.</p>
<button>Enregistrer et continuer</button>
</form>
<p>Un doute ? <a href="/aide">Besoin d'aide</a></p>
</main>
<footer><a href="/mentions">Mentions légales</a></footer>
"""
ELEMENTS = [pytest.param(element, id=element.name) for element in FormScreen.elements()]


def show(page: Page, *changes: tuple[str, str]) -> None:
    body = FORM
    for old, new in changes:
        assert old in body
        body = body.replace(old, new)
    page.set_content(body)


@pytest.mark.parametrize("element", ELEMENTS)
def test_what_is_there_is_present(page: Page, element: Element) -> None:
    show(page)

    assert presence(element, page).state == "present"


RENAMED = [
    (FormScreen.heading, "<h1>Mes coordonnées", "<h1>Vos coordonnées", "Vos coordonnées"),
    (FormScreen.name_field, "Votre nom *", "Nom de naissance *", "Nom de naissance *"),
    (FormScreen.phone_field, "Téléphone", "Numéro de téléphone", "Numéro de téléphone"),
    (FormScreen.terms_box, "J’accepte les conditions", "J’ai lu et j’accepte les conditions générales", None),
    (FormScreen.hint_text, "Tout est enregistré à chaque étape.", "Tout est gardé à chaque étape", None),
    (FormScreen.save_button, "Enregistrer et continuer", "Enregistrer puis continuer", None),
    (FormScreen.help_link, "Besoin d'aide", "Besoin d’un coup de main ou d’aide ?", None),
    (FormScreen.spouse_choice, "ajouter votre conjoint ?", "couvrir votre conjoint ?", "couvrir votre conjoint ? Non"),
    (FormScreen.spouse_choice, "> Non<", "> Non merci<", "Souhaitez-vous ajouter votre conjoint ? Non merci"),
]


@pytest.mark.parametrize(("element", "old", "new", "seen"), RENAMED)
def test_another_wording_is_named(page: Page, element: Element, old: str, new: str, seen: str | None) -> None:
    show(page, (old, new))

    found = presence(element, page)

    assert found.state == "renamed"
    assert (found.seen or "").endswith(seen or new)


UNLIKE = [
    (FormScreen.heading, "<h1>Mes coordonnées", "<h1>Qui êtes-vous", "Qui êtes-vous"),
    (FormScreen.phone_field, "Téléphone", "Pour vous joindre", "Pour vous joindre"),
    (FormScreen.terms_box, "J’accepte les conditions", "Oui, d’accord", "Oui, d’accord"),
    (FormScreen.save_button, "Enregistrer et continuer", "Valider", "Valider"),
    (FormScreen.help_link, "Besoin d'aide", "Contact", "Contact"),
]


@pytest.mark.parametrize(("element", "old", "new", "seen"), UNLIKE)
def test_quite_another_name_is_found_because_nothing_else_is_left(
    page: Page, element: Element, old: str, new: str, seen: str
) -> None:
    show(page, (old, new))

    assert nearest(element, page) == seen


REMOVED = [
    (FormScreen.name_field, '<label>Votre nom * <input value="Camille"></label>'),
    (FormScreen.phone_field, '<label>Téléphone <input type="tel"></label>'),
    (FormScreen.terms_box, '<label><input type="checkbox"> J’accepte les conditions</label>'),
    (FormScreen.hint_text, "<p>Tout est enregistré à chaque étape.</p>"),
    (FormScreen.save_button, "<button>Enregistrer et continuer</button>"),
    (FormScreen.help_link, '<a href="/aide">Besoin d\'aide</a>'),
    (FormScreen.spouse_choice, '<label><input type="radio" name="c"> Non</label>'),
    (FormScreen.heading, "<h1>Mes coordonnées</h1>"),
]


@pytest.mark.parametrize(("element", "old"), REMOVED)
def test_nothing_is_taken_for_what_was_removed(page: Page, element: Element, old: str) -> None:
    show(page, (old, ""))

    assert presence(element, page).state == "missing"


@pytest.mark.parametrize(("element", "old"), [each for each in REMOVED if each[0].role not in {"text", "choice"}])
def test_what_is_there_twice_is_told_with_its_number(page: Page, element: Element, old: str) -> None:
    show(page, (old, old * 2))

    found = presence(element, page)

    assert (found.state, found.count) == ("several", 2)


def test_a_text_may_be_there_several_times(page: Page) -> None:
    show(page, ("<h1>", "<p>Tout est enregistré à chaque étape.</p><h1>"))

    assert presence(FormScreen.hint_text, page).state == "present"


SUBMITS = [
    "<a href='/x'>Enregistrer</a>",
    "<input type='submit' value='Enregistrer'>",
    "<input type='image' alt='Enregistrer' src='x.png'>",
    "<button aria-label='Enregistrer'><svg></svg></button>",
    "<button><img alt='Enregistrer' src='x.png'></button>",
    "<span id='n' hidden>Enregistrer</span><button aria-labelledby='n'>OK</button>",
    "<div role='button' tabindex='0'>Enregistrer</div>",
    "<div onclick='void 0'>Enregistrer</div>",
    "<span style='cursor:pointer'><b>Enregistrer</b></span>",
    "<div tabindex='0'>Enregistrer</div>",
    "<button>Enre\u00adgis\u00adtrer</button>",
    "<button><span style='display:contents'>Enregistrer</span></button>",
    "<div style='display:contents'><button>Enregistrer</button></div>",
    "<x-button><template shadowrootmode='open'><button><slot></slot></button></template>Enregistrer</x-button>",
    "<div><template shadowrootmode='open'><button>Enregistrer</button></template></div>",
]


@pytest.mark.parametrize("markup", SUBMITS)
def test_a_button_is_found_however_it_is_made(page: Page, markup: str) -> None:
    show(page, ("<button>Enregistrer et continuer</button>", markup))

    assert nearest(FormScreen.save_button, page) == "Enregistrer"


FIELDS = [
    "<label for='f'>Nom</label><input id='f'>",
    "<input aria-label='Nom'>",
    "<span id='n'>Nom</span><input aria-labelledby='n'>",
    "<input placeholder='Nom'>",
    "<input title='Nom'>",
    "<p>Nom</p><input>",
    "<div><div><b>Nom</b></div><div><input></div></div>",
    "<div role='textbox' contenteditable='true' aria-label='Nom'>Camille</div>",
    "<label>Nom<textarea>Camille</textarea></label>",
    "<label>Nom<select><option>Camille</option></select></label>",
]


@pytest.mark.parametrize("markup", FIELDS)
def test_a_field_is_found_however_it_is_named(page: Page, markup: str) -> None:
    show(page, ('<label>Votre nom * <input value="Camille"></label>', markup))

    assert nearest(FormScreen.name_field, page) == "Nom"


BOXES = [
    "<label><input type='checkbox' style='display:none'> J’accepte</label>",
    "<label><input type='checkbox' style='opacity:0; position:absolute'> J’accepte</label>",
    "<input type='checkbox'> J’accepte",
    "<input type='checkbox' id='b' style='position:absolute; width:0; height:0'><label for='b'>J’accepte</label>",
    "<div role='checkbox' aria-checked='false' tabindex='0'>J’accepte</div>",
    "<button role='switch' aria-checked='false'>J’accepte</button>",
]


@pytest.mark.parametrize("markup", BOXES)
def test_a_box_is_found_however_it_is_drawn(page: Page, markup: str) -> None:
    show(page, ('<label><input type="checkbox"> J’accepte les conditions</label>', markup))

    assert nearest(FormScreen.terms_box, page) == "J’accepte"


QUESTIONS = [
    "<fieldset><legend>Votre conjoint ?</legend>{}</fieldset>",
    "<div role='radiogroup' aria-label='Votre conjoint ?'>{}</div>",
    "<p id='q'>Votre conjoint ?</p><div role='group' aria-labelledby='q'>{}</div>",
    "<div><p>Votre conjoint ?</p><div>{}</div></div>",
]


@pytest.mark.parametrize("markup", QUESTIONS)
def test_a_choice_is_told_with_its_question(page: Page, markup: str) -> None:
    answers = "<label><input type='radio' name='c'> Oui</label> <label><input type='radio' name='c'> Non</label>"
    page.set_content(f"<h1>Mes coordonnées</h1>{markup.format(answers)}")

    assert nearest(FormScreen.spouse_choice, page) == "Votre conjoint ? Non"


@pytest.mark.parametrize("markup", ["<div class='t'>Mes coordonnées</div>", "<div role='heading'>Coordonnées</div>"])
def test_a_heading_is_found_where_only_the_eye_takes_it_for_one(page: Page, markup: str) -> None:
    show(page, ("<h1>Mes coordonnées</h1>", markup))

    assert (nearest(FormScreen.heading, page) or "").endswith("oordonnées")


HIDDEN = [
    "<button style='display:none'>Enregistrer</button>",
    "<button style='visibility:hidden'>Enregistrer</button>",
    "<div hidden><button>Enregistrer</button></div>",
    "<template><button>Enregistrer</button></template>",
    "<nav><a href='/x'>Enregistrer</a></nav>",
]


@pytest.mark.parametrize("markup", HIDDEN)
def test_what_nobody_sees_or_what_belongs_to_every_screen_is_not_named(page: Page, markup: str) -> None:
    show(page, ("<button>Enregistrer et continuer</button>", markup))

    assert nearest(FormScreen.save_button, page) is None


def test_what_another_element_of_the_screen_stands_for_is_not_named(page: Page) -> None:
    page.set_content(
        "<h1>Se connecter</h1><label>Mot de passe <input type='password'></label><button>Me connecter</button>"
    )

    assert nearest(LoginScreen.email_field, page) is None


def test_what_belongs_to_a_banner_over_the_screen_is_not_named(page: Page) -> None:
    banner = (
        "<div><p>Le respect de votre vie privée est notre priorité.</p><button>Continuer sans accepter</button>"
        "<button>Paramétrer</button></div>"
    )
    show(page, ("<main>", f"<main>{banner}"), ("Enregistrer et continuer", "Valider"))

    assert nearest(FormScreen.save_button, page) == "Valider"


def test_the_submit_button_comes_before_what_is_beside_the_form(page: Page) -> None:
    extra = "<button type='button'>Imprimer</button><button type='button' aria-pressed='false'>Afficher</button>"
    show(page, ("<button>Enregistrer et continuer</button>", f"{extra}<button>Valider</button>"))

    assert nearest(FormScreen.save_button, page) == "Valider"


def test_the_heading_of_an_error_page_is_not_taken_for_the_screens(page: Page) -> None:
    page.set_content("<h1>Une erreur est survenue</h1><p>Réessayez plus tard.</p><a href='/'>Accueil</a>")

    assert [nearest(element, page) for element in FormScreen.elements()] == [None] * len(FormScreen.elements())


def test_what_is_typed_is_never_told(page: Page) -> None:
    show(page, ('<label>Votre nom * <input value="Camille"></label>', "<textarea>Votre nom secret</textarea>"))

    assert nearest(FormScreen.name_field, page) is None


def test_a_bare_page_has_nothing_near(page: Page) -> None:
    assert nearest(FormScreen.save_button, page) is None


def test_the_strictest_policy_does_not_hinder_the_look(page: Page) -> None:
    policy = "default-src 'none'; script-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body="<h1>Se connecter</h1>",
            headers={"content-type": "text/html; charset=utf-8", "content-security-policy": policy},
        ),
    )
    page.goto("http://portail.example/")

    assert nearest(LoginScreen.heading, page) == "Se connecter"


def test_a_page_that_is_still_loading_is_not_waited_for(page: Page) -> None:
    hanging: list[Route] = []

    def answer(route: Route) -> None:
        if route.request.url.endswith(".css"):
            hanging.append(route)  # never answered
        else:
            body = "<h1>Se connecter</h1><img src='a.css'>"
            route.fulfill(body=body, headers={"content-type": "text/html; charset=utf-8"})

    page.route("**/*", answer)
    page.goto("http://portail.example/", wait_until="commit")
    page.get_by_role("heading").wait_for()

    assert nearest(LoginScreen.heading, page) == "Se connecter"
    for route in hanging:
        route.abort()


def test_a_frame_is_looked_into_by_itself(page: Page) -> None:
    page.set_content("<h1>Se connecter</h1><iframe srcdoc='<h1>Connexion</h1>'></iframe>")
    page.frame_locator("iframe").get_by_role("heading").wait_for()

    assert nearest(LoginScreen.heading, page.frames[1]) == "Connexion"
