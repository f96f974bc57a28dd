"""The personal space, and the first screens of the two follow-on journeys."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from mock_portal import Person

if TYPE_CHECKING:
    from tests.portal.conftest import Page, Visitor

PASSWORD = "Soleil#2031vert"
SAVE = "Enregistrer et continuer"


@pytest.fixture
def adhesion(visitor: Visitor, member: Person) -> Page:
    """The first screen of the enrolment, code and all behind."""
    return visitor.log_in_and_pass(member.email)


@pytest.fixture
def dispense(visitor: Visitor, adhesion: Page) -> Page:
    assert adhesion.heading == "Mes bénéficiaires"
    return visitor.get("/dispense")


def autosave(visitor: Visitor, page: Page, **answers: str) -> None:
    token = page.form_of(SAVE)[0].find("input", name="form_token")
    assert token
    data = {"form_token": token.attributes["value"]} | answers
    assert visitor.client.post(f"{page.path}/brouillon", data=data).json() == {"saved": True}


def test_the_personal_space_greets_by_name_and_shows_the_employer(visitor: Visitor, member: Person) -> None:
    page = visitor.log_in(member.email)

    assert page.heading == "Mon affiliation santé"
    assert "Votre contrat santé" in page.text
    assert page.root.find("h2", "Éducation Jeunesse Sports Enseignement Supérieur Recherche")
    assert "Bonjour Camille Martin" in page.text
    assert page.root.find("h2", "Astuce")
    assert page.root.find("h2", "Vous souhaitez être dispensé ?")
    assert page.link("Démarrer l'adhésion") == "/adhesion"
    assert page.link("Demander une dispense") == "/dispense"


def test_another_employer_is_shown_as_announced(visitor: Visitor, person: Person) -> None:
    visitor.portal.register(
        Person(email=person.email, first_name="Alix", last_name="<b>Petit", employer="Office <i>des Mers"), PASSWORD
    )

    page = visitor.log_in(person.email)

    assert page.root.find("h2", "Office <i>des Mers")
    assert "Bonjour Alix <b>Petit" in page.text


def test_the_beneficiaries_are_asked_for(adhesion: Page) -> None:
    legends = [node.text for node in adhesion.root.nodes if node.tag == "legend"]

    assert adhesion.heading == "Mes bénéficiaires"
    assert legends == ["Souhaitez-vous ajouter votre conjoint ?", "Souhaitez-vous ajouter des enfants ?"]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"enfants": "non"}, "conjoint"),
        ({"conjoint": "non"}, "enfants"),
        ({"conjoint": "peut-être", "enfants": "non"}, "conjoint"),
        ({"conjoint": "oui", "enfants": "oui"}, "nombre_enfants"),
        ({"conjoint": "oui", "enfants": "oui", "nombre_enfants": "0"}, "nombre_enfants"),
        ({"conjoint": "oui", "enfants": "oui", "nombre_enfants": "16"}, "nombre_enfants"),
        ({"conjoint": "oui", "enfants": "oui", "nombre_enfants": "²"}, "nombre_enfants"),
    ],
)
def test_an_incomplete_enrolment_is_told_field_by_field(
    visitor: Visitor, adhesion: Page, answers: dict[str, str], field: str
) -> None:
    page = visitor.press(adhesion, SAVE, **answers)

    assert page.status == 422
    assert page.error(field)
    assert page.error(field) in page.alert


def test_a_complete_enrolment_is_confirmed_with_what_was_saved(visitor: Visitor, adhesion: Page) -> None:
    page = visitor.press(adhesion, SAVE, conjoint="non", enfants="oui", nombre_enfants="3")

    assert page.heading == "Étape enregistrée"
    assert [node.text for node in page.root.nodes if node.tag == "dd"] == ["Non", "Oui", "3"]
    assert "La démonstration s’arrête ici" in page.text
    assert visitor.click(page, "Revenir à mon affiliation").heading == "Mon affiliation santé"


def test_the_number_of_children_matters_only_if_there_are_any(visitor: Visitor, adhesion: Page) -> None:
    page = visitor.press(adhesion, SAVE, conjoint="oui", enfants="non", nombre_enfants="3")

    assert [node.text for node in page.root.nodes if node.tag == "dd"] == ["Oui", "Non"]


def test_answers_are_saved_at_once(visitor: Visitor, adhesion: Page) -> None:
    autosave(visitor, adhesion, conjoint="oui")

    assert visitor.get("/adhesion").chosen("conjoint") == "oui"


def test_answers_survive_a_log_out(visitor: Visitor, adhesion: Page, member: Person) -> None:
    autosave(visitor, adhesion, enfants="oui", nombre_enfants="2")
    visitor.press(adhesion, "Me déconnecter")

    page = visitor.log_in_and_pass(member.email)

    assert page.chosen("enfants") == "oui"
    assert page.value("nombre_enfants") == "2"


def test_a_draft_is_announced_in_the_personal_space_with_its_date(visitor: Visitor, adhesion: Page) -> None:
    today = visitor.portal.clock.today()
    autosave(visitor, adhesion, conjoint="oui")

    notice = visitor.get("/affiliation").notice

    assert "Votre adhésion" in notice
    assert f"{today:%d/%m/%Y}" in notice


def test_looking_at_the_form_makes_no_draft(visitor: Visitor, adhesion: Page) -> None:
    autosave(visitor, adhesion)

    assert visitor.get("/affiliation").notice == ""


def test_cancelling_warns_and_no_keeps(visitor: Visitor, adhesion: Page) -> None:
    dialog = adhesion.root.find(role="alertdialog", aria_labelledby="avertissement-titre")
    warning = visitor.press(adhesion, "Annuler", conjoint="oui")

    assert dialog
    assert dialog.find("button", "Oui")
    assert dialog.find("button", "Non")
    assert warning.heading == "Quitter votre démarche ?"
    assert visitor.click(warning, "Non").chosen("conjoint") == "oui"


def test_yes_leaves_with_the_answers_saved(visitor: Visitor, adhesion: Page) -> None:
    page = visitor.press(adhesion, "Oui", conjoint="non")

    assert page.heading == "Mon affiliation santé"
    assert visitor.get("/adhesion").chosen("conjoint") == "non"


def test_the_confirmation_cannot_be_reached_before_the_answers(visitor: Visitor, adhesion: Page) -> None:
    autosave(visitor, adhesion, conjoint="oui")

    assert visitor.get("/adhesion/enregistre").heading == "Mes bénéficiaires"


def test_answers_are_cut_and_foreign_fields_left_out(visitor: Visitor, adhesion: Page) -> None:
    autosave(visitor, adhesion, nombre_enfants="9" * 500, role="administrateur")

    page = visitor.get("/adhesion")

    assert page.value("nombre_enfants") == "9" * 40
    assert "administrateur" not in page.response.text


def test_one_persons_answers_are_not_anothers(visitor: Visitor, adhesion: Page, colleague: Person) -> None:
    autosave(visitor, adhesion, conjoint="oui")
    visitor.portal.open_mailbox(colleague.email, "boite")
    visitor.portal.register(colleague, PASSWORD)
    visitor.press(adhesion, "Me déconnecter")

    assert visitor.log_in_and_pass(colleague.email).chosen("conjoint") is None


def test_the_four_cases_of_exemption_are_offered(dispense: Page) -> None:
    cases = [node for node in dispense.root.nodes if node.attributes.get("name") == "cas"]

    assert dispense.heading == "Ma demande de dispense"
    assert len(cases) == 4


@pytest.mark.parametrize("case", ["c2s", "individuel", "cdd"])
def test_a_case_that_ends_asks_for_its_date(visitor: Visitor, dispense: Page, case: str) -> None:
    assert visitor.press(dispense, SAVE, cas=case).error(f"fin_{case}")


@pytest.mark.parametrize("case", ["c2s", "individuel", "cdd", "collectif"])
def test_a_case_with_its_date_is_saved(visitor: Visitor, dispense: Page, case: str) -> None:
    end = visitor.portal.clock.today() + dt.timedelta(days=90)

    page = visitor.press(dispense, SAVE, cas=case, **{f"fin_{case}": f"{end:%d/%m/%Y}"})

    assert page.heading == "Étape enregistrée"
    assert f"{end:%d/%m/%Y}" in page.text


def test_another_collective_cover_may_have_no_known_end(visitor: Visitor, dispense: Page) -> None:
    assert visitor.press(dispense, SAVE, cas="collectif").heading == "Étape enregistrée"


def test_an_exemption_without_a_case_is_told(visitor: Visitor, dispense: Page) -> None:
    assert visitor.press(dispense, SAVE).error("cas")


@pytest.mark.parametrize(
    ("typed", "message"),
    [("31/02/2031", "n’existe pas"), ("demain", "n’existe pas"), ("01/01/2020", "déjà passée"), ("", "Indiquez")],
)
def test_a_wrong_date_is_told(visitor: Visitor, dispense: Page, typed: str, message: str) -> None:
    assert message in visitor.press(dispense, SAVE, cas="cdd", fin_cdd=typed).error("fin_cdd")


def test_an_individual_contract_exempts_for_twelve_months_at_most(visitor: Visitor, dispense: Page) -> None:
    end = visitor.portal.clock.today() + dt.timedelta(days=400)
    values = {"cas": "individuel", "fin_individuel": f"{end:%d/%m/%Y}"}

    assert "12 mois" in visitor.press(dispense, SAVE, **values).error("fin_individuel")


def test_both_drafts_are_kept_side_by_side(visitor: Visitor, adhesion: Page, dispense: Page) -> None:
    autosave(visitor, adhesion, conjoint="oui")
    autosave(visitor, dispense, cas="c2s")

    assert visitor.get("/adhesion").chosen("conjoint") == "oui"
    assert visitor.get("/dispense").chosen("cas") == "c2s"


def test_a_lost_session_resumes_at_the_same_step(visitor: Visitor, adhesion: Page, member: Person) -> None:
    autosave(visitor, adhesion, conjoint="oui")
    visitor.portal.clock.advance(dt.timedelta(hours=1))

    login = visitor.press(adhesion, SAVE, conjoint="oui")
    assert login.heading in ("Me connecter", "Page expirée")
    login = visitor.get("/adhesion")
    visitor.press(login, "Me connecter", email=member.email, password=PASSWORD)
    page = visitor.press(visitor.get("/authentification"), "Valider ce code", code=visitor.code(member.email)[1])

    assert page.chosen("conjoint") == "oui"
