"""Every control of every screen can be renamed, taken away or doubled, and nothing else changes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import pytest
from playwright.sync_api import expect

from mock_portal import Challenge, PortalOptions
from mock_portal.drift import How, drifted, drifted_text, parse, plain, synonym
from tests.portal.conftest import PASSWORD, Node, Page, Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page as BrowserPage

    from mock_portal import BundledPortal, Person
    from tests.portal.conftest import Start, Visit, Visitor

    Reach = Callable[[Visitor, Person], Callable[[], Page]]

ROLES = {"h1": "heading", "h2": "heading", "h3": "heading", "button": "button", "a": "link", "legend": "question"}
TEXTS = ("p", "li", "dt", "dd")
INPUTS = {"checkbox": "box", "radio": "choice"}


class Control(NamedTuple):
    role: str
    name: str


# What a screen holds, listed by a reading of its own


def controls(root: Node) -> Counter[Control]:
    return Counter(_controls(root, root, question=""))


def _controls(node: Node, root: Node, question: str) -> Iterator[Control]:
    if node.tag == "fieldset":
        legend = node.find("legend")
        question = legend.text if legend else ""
    if node.tag == "label":
        role = INPUTS.get(_labelled(node, root).attributes["type"], "field")
        yield Control(role, f"{question} {node.text}" if role == "choice" else node.text)
    elif node.tag == "input" and "aria-label" in node.attributes:
        yield Control("field", node.attributes["aria-label"])
    elif node.tag in ROLES:
        yield Control(ROLES[node.tag], node.text)
    elif node.tag in TEXTS and _says(node) and not any(inner.tag in (*ROLES, *TEXTS, "label") for inner in node.nodes):
        yield Control("text", _says(node))
    for child in node.children:
        if isinstance(child, Node):
            yield from _controls(child, root, question)


def _labelled(label: Node, root: Node) -> Node:
    found = root.find("input", id=label.attributes["for"]) if "for" in label.attributes else label.find("input")
    assert found, f"the label « {label.text} » names nothing"
    return found


def _says(node: Node) -> str:
    read = Node("", {}, [child for child in node.children if isinstance(child, str) or not _unread(child)])
    return read.text


def _unread(node: Node) -> bool:
    return node.attributes.get("aria-hidden") == "true"


def parts(page: Page, *, frame: bool) -> Node:
    """What only this screen shows (its main part and its own dialog), or the frame around every screen."""
    main, warning = page.root.find("main"), page.root.find(id="avertissement")
    assert main
    if not frame:
        return Node("", {}, [main, *([warning] if warning else [])])
    main.children.clear()
    return page.root


# Ways to every template


def form_token(page: Page) -> str:
    found = page.root.find("input", name="form_token")
    assert found
    return found.attributes["value"]


def at(path: str) -> Reach:
    return lambda visitor, _person: lambda: visitor.get(path)


def personal(path: str) -> Reach:
    """A page of the personal space, the challenge passed."""

    def reach(visitor: Visitor, person: Person) -> Callable[[], Page]:
        visitor.portal.register(person, PASSWORD)
        visitor.log_in_and_pass(person.email)
        visitor.press(visitor.get("/adhesion"), "Oui", conjoint="oui", enfants="non")
        return lambda: visitor.get(path)

    return reach


def posted(path: str, way: Reach, **data: str) -> Reach:
    """The answer to a form that the page of another way holds."""

    def reach(visitor: Visitor, person: Person) -> Callable[[], Page]:
        before = way(visitor, person)()
        data["form_token"] = form_token(before)
        return lambda: Page(visitor.client.post(path or before.path, data=data))

    return reach


def invited_to(step: str) -> Reach:
    def reach(visitor: Visitor, person: Person) -> Callable[[], Page]:
        link = visitor.portal.invite(person)
        return lambda: visitor.get(f"{link}{step}")

    return reach


def active(step: str) -> Reach:
    def reach(visitor: Visitor, person: Person) -> Callable[[], Page]:
        visitor.portal.register(person, PASSWORD)
        return invited_to(step)(visitor, person)

    return reach


def signed_in_to(path: str) -> Reach:
    """A page of the personal space, right after the login."""

    def reach(visitor: Visitor, person: Person) -> Callable[[], Page]:
        visitor.portal.register(person, PASSWORD)
        visitor.log_in(person.email)
        return lambda: visitor.get(path)

    return reach


def played(scenario: str, way: Reach) -> Reach:
    """What a scenario makes of a page."""

    def reach(visitor: Visitor, person: Person) -> Callable[[], Page]:
        visitor.portal.switch_on(scenario, person=person.email)
        return way(visitor, person)

    return reach


def choosing_a_password(visitor: Visitor, person: Person) -> Callable[[], Page]:
    visitor.portal.register(person, PASSWORD)
    visitor.press(visitor.get("/mot-de-passe-oublie"), "Recevoir le lien", email=person.email)
    link = visitor.link_in(visitor.mail(person.email, "nouveau mot de passe"))
    return lambda: visitor.get(link)


SCREENS: dict[str, Reach] = {
    "welcome": invited_to(""),
    "access": invited_to("/acces"),
    "access-refused": posted("", invited_to("/acces"), email="", password="court", confirmation="autre"),
    "activation": active("/activation"),
    "already-active": active(""),
    "unknown-link": at("/invitation/inconnue"),
    "login": at("/connexion"),
    "login-refused": posted("", at("/connexion"), email="camille", password=""),
    "signed-in": personal("/connexion"),
    "activate": at("/activer-un-compte"),
    "forgotten": at("/mot-de-passe-oublie"),
    "check-mail": at("/mot-de-passe-oublie/envoye"),
    "invitation-sent": at("/activer-un-compte/envoye"),
    "new-password": choosing_a_password,
    "password-changed": at("/mot-de-passe-modifie"),
    "challenge": signed_in_to("/adhesion"),
    "challenge-refused": posted("/authentification", signed_in_to("/adhesion"), code="12"),
    "affiliation": personal("/affiliation"),
    "affiliation-in-a-hurry": played("deadline-near", signed_in_to("/affiliation")),
    "affiliation-done": played("already-enrolled", signed_in_to("/affiliation")),
    "adhesion": personal("/adhesion"),
    "adhesion-refused": posted("", personal("/adhesion"), enfants="oui", nombre_enfants="99"),
    "dispense": personal("/dispense"),
    "dispense-refused": posted("", personal("/dispense"), cas="individuel", fin_individuel="31/02/2030"),
    "leave": posted("/adhesion/annuler", personal("/adhesion")),
    "saved": personal("/adhesion/enregistre"),
    "cookies": at("/cookies"),
    "privacy": at("/confidentialite"),
    "not-yet-open": played("campaign-not-open", invited_to("")),
    "robot-frame": played("anti-bot", at("/verification")),
    "robot-page": played("anti-bot-page", invited_to("")),
    "transfer": played("old-account", signed_in_to("/affiliation")),
    "access-permuted": played("ids-permuted", invited_to("/acces")),
}


@pytest.fixture
def visiting(site: BundledPortal, visitor: Visitor, person: Person) -> Visitor:
    """A visitor whom the portal takes for ``person``."""
    site.open_mailbox(person.email, "boite")
    visitor.log_in(person.email, "")
    return visitor


def differs(before: Node, after: Node, how: How, control: Control) -> str:
    """What is not as it should be after a change."""
    old, new = controls(before), controls(after)
    if new[control] != (2 * old[control] if how is How.DOUBLED else 0):
        return f"{how}={control.role}/{control.name}: {new[control]} instead of {old[control]}"
    if how is How.RENAMED and new.total() != old.total():
        return f"{control.name}: {old - new} became {new - old}"
    others = {found for found in old if found != control and not _goes_along(found, control)}
    if changed := [found for found in others if new[found] != old[found]]:
        return f"{how}={control.role}/{control.name}: {changed} changed too"
    keys = Counter(node.attributes["id"] for node in after.nodes if "id" in node.attributes)
    return f"{control.name}: {keys.most_common(1)}" if keys and max(keys.values()) > 1 else ""


def _goes_along(found: Control, control: Control) -> bool:
    """Whether a control may change with another: what a question asks, what explains or shows a field."""
    if control.role == "question":
        return found.role in ("choice", "field", "text")
    return control.role in ("field", "choice") and (found.role == "text" or found.name.startswith("Afficher "))


@pytest.mark.parametrize("how", How)
@pytest.mark.parametrize("screen", [*SCREENS, "frame"])
def test_every_control_of_every_screen_can_drift(visiting: Visitor, person: Person, screen: str, how: How) -> None:
    show = SCREENS.get(screen, invited_to(""))(visiting, person)
    frame = screen == "frame"
    before = parts(show(), frame=frame)
    found = controls(before)
    assert found

    wrong = []
    for control in found:
        spelling = f"{how}={control.role}/{control.name}"
        visiting.portal.switch_on(spelling, person=person.email)
        wrong.append(differs(before, parts(show(), frame=frame), how, control))
        visiting.portal.switch_off(spelling, person=person.email)

    assert not any(wrong), [*filter(None, wrong)]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_control_has_a_plausible_other_name(visiting: Visitor, person: Person, screen: str) -> None:
    for control in controls(SCREENS[screen](visiting, person)().root):
        name = control.name
        assert plain(synonym(name)) != plain(name)


def test_the_waiting_screen_can_drift(start: Start, visit: Visit, person: Person) -> None:
    portal = start(PortalOptions(creation_seconds=3600, scenarios=("renamed=Création en cours>Patientez",)))
    portal.open_mailbox(person.email, "boite")
    visitor = visit(portal)
    form = visitor.get(f"{portal.invite(person)}/acces")

    page = visitor.press(form, "Confirmer et créer mes accès", password=PASSWORD, confirmation=PASSWORD)

    assert page.heading == "Patientez"


def test_a_page_without_drift_is_not_parsed(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("mock_portal.drift.BeautifulSoup")

    assert visitor.get("/connexion").heading == "Me connecter"


def test_drift_is_for_the_person_alone(visiting: Visitor, visit: Visit, person: Person) -> None:
    visiting.portal.switch_on("renamed=heading/Me connecter", person=person.email)

    assert visiting.get("/connexion").heading == "Se connecter"
    assert visit(visiting.portal).get("/connexion").heading == "Me connecter"


@pytest.mark.parametrize("place", ["connexion", "oubli"])
def test_drift_can_be_kept_to_one_page(visiting: Visitor, person: Person, place: str) -> None:
    visiting.portal.switch_on(f"removed={place}/Email de connexion", person=person.email)

    fields = {
        "connexion": visiting.get("/connexion").root.find("input", name="email"),
        "oubli": visiting.get("/mot-de-passe-oublie").root.find("input", name="email"),
    }

    assert [name for name, field in fields.items() if field is None] == [place]


def test_several_changes_are_made_together(visiting: Visitor, person: Person) -> None:
    visiting.portal.switch_on(
        "renamed=Activer un compte>Créer un compte",
        "renamed=Mot de passe oublié>Un trou de mémoire ?",
        "removed=field/Email de connexion",
        person=person.email,
    )

    page = visiting.get("/connexion")

    assert page.link("Créer un compte")
    assert page.link("Un trou de mémoire ?")
    assert not page.root.find("input", name="email")


# One change on a small page


def changed(html: str, how: How, value: str) -> Node:
    return Tree(drifted(f"<main>{html}</main>", [parse(how, value)])).root


FIELD = '<div class="field"><label for="a">2. Mot de passe *</label><p class="hint" id="h">Aide</p>{}</div>'
INPUT = '<input id="a" name="a" type="password" aria-describedby="h">'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Me connecter", "Se connecter"),
        ("Valider ce code", "Confirmer le code"),
        ("Enregistrer et continuer", "Enregistrer et poursuivre"),
        ("Démarrer l'adhésion", "Commencer l'adhésion"),
        ("Xylophone", "Xylophone (nouveau)"),
    ],
)
def test_a_control_is_renamed_to_what_another_portal_might_say(before: str, after: str) -> None:
    assert changed(f"<button>{before}</button>", How.RENAMED, before).text == after


def test_a_new_name_can_be_chosen_and_keeps_number_and_mark() -> None:
    assert changed(FIELD.format(INPUT), How.RENAMED, "Mot de passe>Sésame").find("label", "2. Sésame *")


def test_the_name_for_screen_readers_changes_with_the_visible_one() -> None:
    button = changed('<button aria-label="Fermer"><b>Fer</b>mer</button>', How.RENAMED, "Fermer>Quitter").find("button")

    assert button
    assert (button.text, button.attributes["aria-label"]) == ("Quitter", "Quitter")


def test_a_name_that_stands_elsewhere_is_changed_there() -> None:
    html = '<span id="n">Envoyer</span><button aria-labelledby="n">→</button>'

    assert changed(html, How.RENAMED, "button/Envoyer>Partir").find("span", "Partir")


def test_the_value_of_a_submit_input_is_its_name() -> None:
    assert changed('<input type="submit" value="Envoyer">', How.RENAMED, "Envoyer>Partir").find("input", value="Partir")


def test_a_field_goes_with_its_label_its_hint_and_its_toggle() -> None:
    html = FIELD.format(f'{INPUT}<button data-shows="a">Afficher</button>')

    assert changed(html, How.REMOVED, "Mot de passe").text == ""


def test_a_second_field_has_an_id_and_a_label_of_its_own() -> None:
    root = changed(FIELD.format(INPUT), How.DOUBLED, "Mot de passe")

    fields = [node.attributes for node in root.nodes if node.tag == "input"]
    labels = [node.attributes["for"] for node in root.nodes if node.tag == "label"]
    assert [field["id"] for field in fields] == labels == ["a", "a-2"]
    assert fields[0]["name"] != fields[1]["name"]


@pytest.mark.parametrize("how", How)
def test_one_answer_can_be_meant_by_its_question(how: How) -> None:
    answer = '<label><input type="radio" name="{0}"><span>Oui</span></label>'
    asked = "<fieldset><legend>{0} ?</legend>" + answer + "</fieldset>"
    root = changed(asked.format("Conjoint") + asked.format("Enfants"), how, "Conjoint ? Oui")

    spouse, children = (node for node in root.nodes if node.tag == "fieldset")
    answers = sum(node.text == "Oui" for node in spouse.nodes if node.tag == "label")
    assert answers == (2 if how is How.DOUBLED else 0)
    assert children.find("label", "Oui")


def test_a_role_tells_a_heading_from_a_button() -> None:
    root = changed("<h1>Me connecter</h1><button>Me connecter</button>", How.RENAMED, "button/Me connecter")

    assert root.find("h1", "Me connecter")
    assert root.find("button", "Se connecter")


def test_an_ellipsis_stands_for_anything() -> None:
    assert changed("<p>Bonjour Camille Martin</p><p>Bonjour</p>", How.REMOVED, "Bonjour …").text == "Bonjour"


def test_a_text_can_stand_between_others() -> None:
    root = changed("<p>Pas de compte ? <a href='/'>Ouvrir</a></p>", How.RENAMED, "Pas de compte ?>Nouveau ?")

    assert root.text == "Nouveau ? Ouvrir"


def test_a_text_that_the_script_shows_can_drift() -> None:
    html = '<p class="saved" data-saved="Enregistré." data-failed="Perdu."></p>'

    assert changed(html, How.RENAMED, "Enregistré>Gardé").find("p", data_saved="Gardé", data_failed="Perdu.")
    assert changed(html, How.REMOVED, "Enregistré").find("p", data_saved="", data_failed="Perdu.")


def test_spaces_apostrophes_and_arrows_make_no_difference() -> None:
    assert changed("<a href='/'>J’y\u00a0vais →</a>", How.REMOVED, "J'y vais").text == ""


def test_a_mail_drifts_only_if_asked() -> None:
    everywhere, mail = parse(How.RENAMED, "Ouvrir"), parse(How.RENAMED, "mail/Ouvrir")

    assert not everywhere.concerns("mail")
    assert mail.concerns("mail")
    assert not mail.concerns("connexion")


@pytest.mark.parametrize(("how", "lines"), [(How.RENAMED, 1), (How.REMOVED, 0), (How.DOUBLED, 2)])
def test_a_mail_in_plain_text_drifts_by_the_line(how: How, lines: int) -> None:
    text = drifted_text("Bonjour,\n\nOuvrir mon invitation :\nhttp://x\n", [parse(how, "mail/Ouvrir mon invitation")])

    assert len(re.findall(r"(?m)^.* mon invitation :$", text)) == lines
    assert ("Ouvrir" in text) == (how is How.DOUBLED)
    assert text.endswith("http://x\n")


@pytest.mark.parametrize("spelling", ["renamed=", "removed=connexion/", "doubled=button/", "renamed=Oui>", "renamed"])
def test_a_change_to_nothing_is_refused(spelling: str) -> None:
    with pytest.raises(ValueError, match=spelling.partition("=")[0]):
        PortalOptions(scenarios=(spelling,))


# What a browser makes of it


@pytest.fixture
def portal(start: Start) -> BundledPortal:
    return start(PortalOptions(challenge=Challenge.NEVER, cookie_banner=False))


@pytest.fixture
def adhesion(portal: BundledPortal, page: BrowserPage, person: Person) -> BrowserPage:
    """The first screen of the enrolment."""
    portal.register(person, PASSWORD)
    page.goto(f"{portal.url}/adhesion")
    page.get_by_label("Email de connexion *").fill(person.email)
    page.get_by_label("Mot de passe *").fill(PASSWORD)
    page.get_by_role("button", name="Me connecter").click()
    page.get_by_role("heading", name="Mes bénéficiaires").wait_for()
    return page


@pytest.mark.parametrize(("how", "count"), [(How.RENAMED, 0), (How.REMOVED, 0), (How.DOUBLED, 2)])
def test_a_browser_sees_it(start: Start, page: BrowserPage, how: How, count: int) -> None:
    labels = ("heading/Me connecter", "button/Me connecter", "Activer un compte", "Email de connexion")
    portal = start(PortalOptions(cookie_banner=False, scenarios=tuple(f"{how}={label}" for label in labels)))

    page.goto(f"{portal.url}/connexion")

    for control in (
        page.get_by_role("heading", name="Me connecter"),
        page.get_by_role("button", name="Me connecter"),
        page.get_by_role("link", name="Activer un compte"),
        page.get_by_label("Email de connexion"),
    ):
        expect(control).to_have_count(count)


@pytest.mark.parametrize(
    ("how", "shown", "count"),
    [
        (How.RENAMED, "Vos réponses sont sauvegardées.", 1),
        (How.REMOVED, "Vos réponses sont enregistrées.", 0),
        (How.DOUBLED, "Vos réponses sont enregistrées.", 2),
    ],
)
def test_what_the_script_shows_drifts_too(
    adhesion: BrowserPage, portal: BundledPortal, how: How, shown: str, count: int
) -> None:
    portal.switch_on(f"{how}=Vos réponses sont enregistrées.")
    adhesion.reload()

    with adhesion.expect_response("**/brouillon"):
        adhesion.get_by_label("Oui").first.check()

    expect(adhesion.get_by_text(shown)).to_have_count(count)
