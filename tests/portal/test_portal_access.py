"""From the personal link to an active account."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from mock_portal import Person, PortalOptions

if TYPE_CHECKING:
    from mock_portal import BundledPortal
    from tests.portal.conftest import Page, Start, Visit, Visitor

PASSWORD = "Soleil#2031vert"
CREATE = "Confirmer et créer mes accès"


def access_form(visitor: Visitor, link: str) -> Page:
    return visitor.click(visitor.get(link), "Réaliser mes démarches →")


def create(visitor: Visitor, link: str, **values: str) -> Page:
    values = {"password": PASSWORD, "confirmation": PASSWORD} | values
    return visitor.press(access_form(visitor, link), CREATE, **values)


def test_the_link_leads_to_the_welcome_page_with_its_three_steps(visitor: Visitor, invited: str) -> None:
    page = visitor.get(invited)

    assert page.heading == "Bienvenue"
    assert page.root.find("h2", "Les grandes étapes")
    assert "1 Je crée mon identifiant sécurisé" in page.text
    assert "2 J'ajoute mes bénéficiaires conjoint et/ou enfants" in page.text
    assert "3 Je signe mes documents en ligne" in page.text


def test_an_unknown_link_is_not_found(visitor: Visitor) -> None:
    page = visitor.get("/invitation/elsewhere")

    assert page.status == 404
    assert page.heading == "Lien inconnu"


def test_a_link_expires_after_three_weeks(start: Start, visit: Visit, person: Person) -> None:
    portal = start(PortalOptions())
    portal.open_mailbox(person.email, "boite")
    link = portal.invite(person)

    portal.clock.advance(dt.timedelta(days=21))
    page = visit(portal).get(link)

    assert page.status == 410
    assert page.heading == "Affilié d’office"


def test_the_identifier_is_prefilled_with_the_persons_address(visitor: Visitor, invited: str, person: Person) -> None:
    page = access_form(visitor, invited)

    assert page.heading == "Création de vos accès"
    assert page.value("email") == person.email


def test_the_access_form_says_its_labels_as_printed(visitor: Visitor, invited: str) -> None:
    page = access_form(visitor, invited)

    labels = [node.text for node in page.root.nodes if node.tag == "label" and "for" in node.attributes]
    assert labels == ["Identifiant *", "2. Choisissez votre mot de passe *", "3. Confirmez votre mot de passe *"]
    assert page.text.count("Ex : Abcd1234!@l") == 2
    assert "Pour finaliser l'activation de votre compte suivez les instructions" in page.text
    assert "Les champs marqués d'un (*) sont obligatoires" in page.text


@pytest.mark.parametrize(
    ("field", "autocomplete"),
    [("email", "username"), ("password", "new-password"), ("confirmation", "new-password")],
)
def test_the_access_fields_tell_password_managers_what_they_are(
    visitor: Visitor, invited: str, field: str, autocomplete: str
) -> None:
    assert access_form(visitor, invited).root.find("input", name=field, autocomplete=autocomplete)


@pytest.mark.parametrize(
    ("field", "values", "message"),
    [
        ("email", {"email": ""}, "Saisissez votre adresse"),
        ("email", {"email": "camille"}, "n’est pas complète"),
        ("email", {"email": "a..b@ecole.example"}, "n’est pas complète"),
        ("email", {"email": "a" * 250 + "@ecole.example"}, "n’est pas complète"),
        ("email", {"email": "a@ecole.example\r\nBcc: b@ecole.example"}, "n’est pas complète"),
        ("password", {"password": ""}, "Choisissez un mot de passe"),
        ("password", {"password": "Abc#12345"}, "trop simple"),
        ("password", {"password": "abcd1234!@l"}, "trop simple"),
        ("password", {"password": "ABCD1234!@L"}, "trop simple"),
        ("password", {"password": "Abcdefgh!@l"}, "trop simple"),
        ("password", {"password": "Abcd1234567"}, "trop simple"),
        ("password", {"password": "Aa1!" * 33}, "trop long"),
        ("confirmation", {"confirmation": ""}, "une seconde fois"),
        ("confirmation", {"confirmation": PASSWORD.upper()}, "pas identiques"),
    ],
)
def test_a_wrong_field_has_its_own_message_and_the_focus(
    visitor: Visitor, invited: str, field: str, values: dict[str, str], message: str
) -> None:
    page = create(visitor, invited, **values)

    assert page.status == 422
    assert message in page.error(field)
    assert message in page.alert
    focused = page.root.find("input", name=field, aria_invalid="true")
    assert focused
    wrong_before = field == "confirmation" and page.error("password")
    assert wrong_before or "autofocus" in focused.attributes


def test_the_summary_leads_to_each_wrong_field_and_the_title_warns(visitor: Visitor, invited: str) -> None:
    page = create(visitor, invited, email="", password="", confirmation="")

    links = [node.attributes["href"] for node in page.root.nodes if node.attributes.get("href", "").startswith("#")]
    assert links == ["#contenu", "#email", "#password", "#confirmation"]
    title = page.root.find("title")
    assert title
    assert title.text.startswith("Erreur")


def test_passwords_are_never_sent_back(visitor: Visitor, invited: str) -> None:
    page = create(visitor, invited, confirmation="Autre#2031vert")

    assert PASSWORD not in page.response.text
    assert "Autre#2031vert" not in page.response.text


def test_the_printed_example_is_a_good_password(visitor: Visitor, invited: str) -> None:
    page = create(visitor, invited, password="Abcd1234!@l", confirmation="Abcd1234!@l")

    assert page.heading == "Activation de votre identifiant"


def test_a_creation_that_takes_no_time_leads_straight_to_the_activation(visitor: Visitor, invited: str) -> None:
    page = create(visitor, invited)

    assert "Votre compte est activé. Veuillez vous connecter à votre espace personnel." in page.text
    assert visitor.click(page, "Accéder à mon espace").heading == "Me connecter"


def test_the_validation_mail_goes_to_the_chosen_address(visitor: Visitor, invited: str, person: Person) -> None:
    chosen = f"autre.{person.email}"
    visitor.portal.open_mailbox(chosen, "boite")

    create(visitor, invited, email=chosen.upper())

    assert visitor.mail(chosen, "Votre compte est validé")


def test_an_identifier_already_used_points_to_the_login(visitor: Visitor, invited: str) -> None:
    other = Person(email=f"autre.{invited[-8:].lower()}@ecole.example", first_name="Alix", last_name="Petit")
    visitor.portal.register(other, PASSWORD)

    page = create(visitor, invited, email=other.email.upper())

    assert page.status == 409
    assert "Un compte existe déjà" in page.error("email")
    assert page.link("Me connecter") == "/connexion"


def test_the_link_of_an_existing_account_leads_to_the_login(visitor: Visitor, invited: str) -> None:
    create(visitor, invited)

    page = visitor.get(invited)

    assert page.heading == "Compte déjà activé"
    assert page.link("Me connecter") == "/connexion"


def test_a_form_sent_twice_creates_one_account(visitor: Visitor, invited: str, person: Person) -> None:
    form = access_form(visitor, invited)

    visitor.press(form, CREATE, password=PASSWORD, confirmation=PASSWORD)
    page = visitor.press(form, CREATE, password="Autre#2031vert", confirmation="Autre#2031vert")

    assert page.heading == "Activation de votre identifiant"
    assert visitor.log_in(person.email).heading == "Mon affiliation santé"
    assert len([mail for mail in visitor.portal.mails(person.email) if "validé" in mail["Subject"]]) == 1


def test_forms_sent_at_the_same_time_create_one_account(visitor: Visitor, invited: str, person: Person) -> None:
    form = access_form(visitor, invited)

    with ThreadPoolExecutor(4) as pool:
        pages = list(
            pool.map(lambda _: visitor.press(form, CREATE, password=PASSWORD, confirmation=PASSWORD), range(4))
        )

    assert {page.heading for page in pages} == {"Activation de votre identifiant"}
    assert len([mail for mail in visitor.portal.mails(person.email) if "validé" in mail["Subject"]]) == 1


@pytest.fixture
def slow(start: Start) -> BundledPortal:
    return start(PortalOptions(creation_seconds=90))


@pytest.fixture
def waiting(slow: BundledPortal, visit: Visit, person: Person) -> Visitor:
    """Somebody whose access is being created."""
    slow.open_mailbox(person.email, "boite")
    visitor = visit(slow)
    assert create(visitor, slow.invite(person)).heading == "Création en cours"
    return visitor


def test_a_slow_creation_shows_a_page_that_waits_without_script_too(waiting: Visitor, person: Person) -> None:
    page = waiting.get(waiting.link_in(waiting.mail(person.email, "démarches")))

    assert page.heading == "Création en cours"
    assert page.notice
    assert page.root.find("meta", http_equiv="refresh")


def test_a_slow_creation_ends_by_the_portals_clock(waiting: Visitor, person: Person) -> None:
    state = waiting.link_in(waiting.mail(person.email, "démarches")) + "/creation/etat"
    before = waiting.client.get(state).json()

    waiting.portal.clock.advance(dt.timedelta(seconds=90))

    assert before == {"ready": False}
    assert any(waiting.client.get(state).json()["ready"] for _ in range(1000))
    assert waiting.log_in(person.email).heading == "Mon affiliation santé"


def test_an_account_that_is_still_being_created_cannot_log_in(waiting: Visitor, person: Person) -> None:
    assert "incorrect" in waiting.log_in(person.email).alert


def test_a_reload_while_the_creation_runs_starts_no_second_one(waiting: Visitor, person: Person) -> None:
    link = waiting.link_in(waiting.mail(person.email, "démarches"))

    assert waiting.get(f"{link}/acces").heading == "Création en cours"


@pytest.mark.parametrize("step", ["creation", "activation"])
def test_a_later_page_without_an_account_leads_back_to_the_form(visitor: Visitor, invited: str, step: str) -> None:
    assert visitor.get(f"{invited}/{step}").heading == "Création de vos accès"


def test_the_invitation_can_be_sent_again(visitor: Visitor, invited: str, person: Person) -> None:
    page = visitor.press(visitor.get("/activer-un-compte"), "Recevoir mon invitation", email=person.email)

    again = visitor.link_in(visitor.mail(person.email, "démarches"))
    assert page.heading == "Vérifiez votre messagerie"
    assert again != invited
    assert visitor.get(again).heading == "Bienvenue"


@pytest.mark.usefixtures("invited")
def test_asking_for_an_invitation_tells_nothing_about_an_address(visitor: Visitor, person: Person) -> None:
    form = visitor.get("/activer-un-compte")

    known = visitor.press(form, "Recevoir mon invitation", email=person.email)
    unknown = visitor.press(form, "Recevoir mon invitation", email="personne@ecole.example")

    assert known.response.text == unknown.response.text
    assert known.path == unknown.path


@pytest.mark.usefixtures("invited")
def test_invitations_on_request_have_a_limit(visitor: Visitor, person: Person) -> None:
    form = visitor.get("/activer-un-compte")

    for _ in range(30):
        visitor.press(form, "Recevoir mon invitation", email=person.email)

    assert len(visitor.portal.mails(person.email)) == 20
