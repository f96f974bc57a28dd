"""The catalogue of scenarios, and switching them on and off."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from mock_portal import SCENARIOS, PortalOptions, acting
from mock_portal.scenarios import parse

if TYPE_CHECKING:
    from mock_portal import BundledPortal, Person
    from tests.portal.conftest import Start, Visit, Visitor

PASSWORD = "Soleil#2031vert"
CASES = range(1, 43)
ASKED_IN_A_VIEW = {"creation-slow"}


def test_every_edge_case_has_a_scenario() -> None:
    assert set(CASES) <= {case for scenario in SCENARIOS for case in scenario.cases}


def test_every_scenario_says_one_sentence_and_has_a_name_of_its_own() -> None:
    assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)
    for scenario in SCENARIOS:
        assert scenario.says[0].isupper()
        assert scenario.says.endswith(".")
        assert "\n" not in scenario.says


def test_every_scenario_is_played_somewhere() -> None:
    assert {scenario.name for scenario in SCENARIOS} == set(acting.acted()) | ASKED_IN_A_VIEW


@pytest.mark.parametrize(
    ("spelling", "value"),
    [("code-expired", None), ("creation-slow", 60.0), ("creation-slow=0.5", 0.5), ("deadline-near = 2", 2)],
)
def test_a_spelling_is_a_name_with_or_without_a_value(spelling: str, value: object) -> None:
    cue = parse(spelling)

    assert cue.value == value
    assert cue.scenario.name == spelling.partition("=")[0].strip()


@pytest.mark.parametrize(
    ("spelling", "told"),
    [
        ("code-expird", "nearest: code-expired"),
        ("", "No scenario"),
        ("zzzzzz", "No scenario"),
        ("code-expired=3", "takes no value"),
        ("code-mail-late", "code-mail-late=SECONDS"),
        ("creation-slow=soon", "no number of seconds"),
        ("creation-slow=-1", "no number of seconds"),
        ("creation-slow=inf", "no number of seconds"),
        ("creation-slow=nan", "no number of seconds"),
        ("activation-pending=0", "no number from 1 on"),
        ("activation-pending=²", "no number from 1 on"),
    ],
)
def test_a_wrong_spelling_is_refused_with_what_would_be_right(spelling: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        parse(spelling)


def test_options_refuse_a_wrong_spelling() -> None:
    with pytest.raises(ValueError, match="nearest: account-locked"):
        PortalOptions(scenarios=("acount-locked",))


def test_nothing_is_switched_on_if_one_spelling_is_wrong(site: BundledPortal, visitor: Visitor, member: Person) -> None:
    with pytest.raises(ValueError, match="No scenario"):
        site.switch_on("account-locked", "nonsense", person=member.email)

    assert visitor.log_in(member.email).heading == "Mon affiliation santé"


def test_one_persons_scenarios_touch_nobody_else(
    site: BundledPortal, visit: Visit, person: Person, colleague: Person
) -> None:
    spellings = [
        scenario.name for scenario in SCENARIOS if not (scenario.parameter and scenario.parameter.default is None)
    ]
    site.switch_on(*spellings, "code-mail-late=60", person=person.email)
    site.open_mailbox(colleague.email, "boite")
    visitor = visit(site)

    welcome = visitor.get(site.invite(colleague))
    assert welcome.heading == "Bienvenue"
    assert welcome.root.find("button", "Continuer sans accepter")
    access = visitor.click(welcome, "Réaliser mes démarches →")
    assert access.value("email") == colleague.email
    active = visitor.press(access, "Confirmer et créer mes accès", password=PASSWORD, confirmation=PASSWORD)
    assert active.heading == "Activation de votre identifiant"
    home = visitor.log_in(colleague.email)
    assert f"Bonjour {colleague.first_name}" in home.text
    asked = visitor.click(home, "Démarrer l'adhésion")
    assert asked.heading == "Authentification renforcée"
    form = visitor.press(asked, "Valider ce code", code=visitor.code(colleague.email)[1])
    saved = visitor.press(form, "Enregistrer et continuer", conjoint="non", enfants="non")
    assert saved.heading == "Étape enregistrée"


def test_a_scenario_can_be_switched_on_and_off_while_the_portal_runs(
    site: BundledPortal, visitor: Visitor, member: Person
) -> None:
    site.switch_on("account-locked", person=member.email)
    assert "bloqué" in visitor.log_in(member.email).alert

    site.switch_off("account-locked", person=member.email)
    assert visitor.log_in(member.email).heading == "Mon affiliation santé"


def test_switching_off_without_a_name_switches_all_off(site: BundledPortal, visitor: Visitor, member: Person) -> None:
    site.switch_on("account-locked", "creation-slow=5", person=member.email.upper())

    site.switch_off(person=member.email)

    assert visitor.log_in(member.email).heading == "Mon affiliation santé"


def test_what_the_options_ask_for_can_be_switched_off(start: Start, visit: Visit, person: Person) -> None:
    portal = start(PortalOptions(scenarios=("account-locked",)))
    portal.register(person, PASSWORD)

    portal.switch_off("account-locked")

    assert visit(portal).log_in(person.email).heading == "Mon affiliation santé"


def test_what_happens_once_happens_again_when_switched_on_again(
    site: BundledPortal, visitor: Visitor, member: Person
) -> None:
    for _ in range(2):
        site.switch_on("password-refused-once", person=member.email)
        assert "incorrect" in visitor.log_in(member.email).alert
        home = visitor.log_in(member.email)
        assert home.heading == "Mon affiliation santé"
        visitor.press(home, "Me déconnecter")


def test_what_happens_once_happens_once_to_each(start: Start, visit: Visit, person: Person, colleague: Person) -> None:
    portal = start(PortalOptions(scenarios=("password-refused-once",)))
    for who in (person, colleague):
        portal.register(who, PASSWORD)
        visitor = visit(portal)
        assert "incorrect" in visitor.log_in(who.email).alert
        assert visitor.log_in(who.email).heading == "Mon affiliation santé"


def test_a_persons_value_goes_before_everybodys(start: Start, visit: Visit, person: Person) -> None:
    portal = start(PortalOptions(scenarios=("deadline-near=5",)))
    portal.register(person, PASSWORD)
    portal.switch_on("deadline-near=1", person=person.email)

    assert "Il vous reste 1 jour pour" in visit(portal).log_in(person.email).text


def test_a_person_is_recognised_in_the_same_browser_after_logging_out(
    site: BundledPortal, visitor: Visitor, member: Person
) -> None:
    visitor.press(visitor.log_in(member.email), "Me déconnecter")
    site.switch_on("signed-in-as-other", person=member.email)

    assert visitor.get("/connexion").heading == "Vous êtes déjà connecté"


def test_a_person_is_recognised_by_the_personal_link(site: BundledPortal, visitor: Visitor, person: Person) -> None:
    site.open_mailbox(person.email, "boite")
    site.switch_on("not-eligible", person=person.email)

    assert visitor.get(site.invite(person)).heading == "Vous n’êtes pas concerné par ce contrat"


def test_the_log_holds_what_a_person_has_asked_for_and_no_secret(
    site: BundledPortal, visit: Visit, person: Person, colleague: Person
) -> None:
    for who in (person, colleague):
        site.open_mailbox(who.email, "boite")
    visitor = visit(site)
    welcome = visitor.get(site.invite(person))
    visitor.click(welcome, "Réaliser mes démarches →")
    visit(site).get(site.invite(colleague))
    visitor.get("/nulle-part")

    logged = site.visits(person.email)

    assert [(one.method, one.path, one.status) for one in logged] == [
        ("GET", "/invitation/{token}", 200),
        ("GET", "/invitation/{token}/acces", 200),
        ("GET", "", 404),
    ]
    assert abs(logged[0].at - site.clock.now()) < dt.timedelta(minutes=10)


def test_nothing_is_logged_about_a_stranger(site: BundledPortal, visitor: Visitor) -> None:
    visitor.get("/connexion")

    assert site.visits("jamais.venu@ecole.example") == []
