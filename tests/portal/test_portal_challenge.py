"""The code sent by mail, and the browsers that need none."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from mock_portal import Challenge, PortalOptions

if TYPE_CHECKING:
    from mock_portal import BundledPortal, Person
    from tests.portal.conftest import Page, Start, Visit, Visitor

PASSWORD = "Soleil#2031vert"
TRUST = {"confiance": "oui"}


@pytest.fixture
def asked(visitor: Visitor, member: Person) -> Page:
    """The page that asks ``member`` for the code."""
    visitor.log_in(member.email)
    return visitor.click(visitor.get("/affiliation"), "Démarrer l'adhésion")


def other(code: str) -> str:
    """Another code of six digits."""
    return f"{(int(code) + 1) % 10**6:06}"


def submit(visitor: Visitor, code: str, **values: str) -> Page:
    return visitor.press(visitor.get("/authentification"), "Valider ce code", code=code, **values)


def test_the_page_says_what_is_printed_and_shows_the_prefix(visitor: Visitor, asked: Page, member: Person) -> None:
    prefix, _ = visitor.code(member.email)

    assert asked.heading == "Authentification renforcée"
    assert asked.root.find("label", "Veillez saisir le code de sécurité reçu par email", for_="code")
    assert asked.root.find("span", f"{prefix} -")
    assert "15 minutes" in asked.text
    assert asked.root.find("button", "Renvoyer à nouveau le code.")
    assert asked.root.find("button", "ici")
    assert asked.root.find("input", name="code", autocomplete="one-time-code", inputmode="numeric")


def test_the_address_is_masked_but_for_three_letters_and_the_domain(asked: Page) -> None:
    assert "cam*****@ecole.example" in asked.text
    assert "camille" not in asked.text


def test_the_trust_box_is_not_ticked(asked: Page) -> None:
    label = "Ne plus me demander de vérification d'authentification depuis ce navigateur pour une période de 30 jours."

    assert asked.root.find("label", label)
    assert asked.chosen("confiance") is None


@pytest.mark.parametrize("path", ["/adhesion", "/dispense"])
def test_the_code_leads_on_to_the_chosen_journey(visitor: Visitor, member: Person, path: str) -> None:
    visitor.log_in(member.email)
    visitor.get(path)

    page = submit(visitor, visitor.code(member.email)[1])

    assert page.path == path
    assert page.status == 200


@pytest.mark.parametrize(
    "shape", ["{code}", " {code} ", "{half} {rest}", "{prefix}-{code}", "{prefix} - {half} {rest}"]
)
@pytest.mark.usefixtures("asked")
def test_spaces_and_the_full_code_are_accepted(visitor: Visitor, member: Person, shape: str) -> None:
    prefix, code = visitor.code(member.email)

    page = submit(visitor, shape.format(prefix=prefix, code=code, half=code[:3], rest=code[3:]))

    assert page.heading == "Mes bénéficiaires"


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "١٢٣٤٥٦"])
@pytest.mark.usefixtures("asked")
def test_what_is_no_code_is_told_and_costs_no_try(visitor: Visitor, member: Person, typed: str) -> None:
    for _ in range(6):
        assert "6 chiffres" in submit(visitor, typed).error("code")

    assert submit(visitor, visitor.code(member.email)[1]).heading == "Mes bénéficiaires"


@pytest.mark.usefixtures("asked")
def test_an_empty_code_is_told(visitor: Visitor) -> None:
    assert "Saisissez le code" in submit(visitor, "").error("code")


@pytest.mark.usefixtures("asked")
def test_a_code_of_another_mail_is_told_by_its_prefix(visitor: Visitor, member: Person) -> None:
    prefix, code = visitor.code(member.email)

    page = submit(visitor, f"{999 - int(prefix):03}-{code}")

    assert f"commence par {prefix}" in page.error("code")


@pytest.mark.usefixtures("asked")
def test_five_wrong_codes_void_the_code(visitor: Visitor, member: Person) -> None:
    _, code = visitor.code(member.email)

    answers = [submit(visitor, other(code)).error("code") for _ in range(5)]

    assert "reste 4 essais" in answers[0]
    assert "reste 1 essai." in answers[3]
    assert "n’est plus accepté" in answers[4]
    assert "n’est plus accepté" in submit(visitor, code).error("code")


@pytest.mark.usefixtures("asked")
def test_a_code_expires_after_fifteen_minutes(visitor: Visitor, member: Person) -> None:
    visitor.portal.clock.advance(dt.timedelta(minutes=15))

    assert "expiré" in submit(visitor, visitor.code(member.email)[1]).error("code")


@pytest.mark.usefixtures("asked")
def test_a_code_is_good_until_then(visitor: Visitor, member: Person) -> None:
    visitor.portal.clock.advance(dt.timedelta(minutes=14, seconds=50))

    assert submit(visitor, visitor.code(member.email)[1]).heading == "Mes bénéficiaires"


@pytest.mark.parametrize("control", ["Renvoyer à nouveau le code.", "ici"])
def test_a_resend_makes_another_prefix_and_voids_the_earlier_code(
    visitor: Visitor, asked: Page, member: Person, control: str
) -> None:
    prefix, code = visitor.code(member.email)
    visitor.portal.clock.advance(dt.timedelta(seconds=30))

    page = visitor.press(asked, control)

    new_prefix, new_code = visitor.code(member.email)
    assert "Un nouveau code" in page.notice
    assert new_prefix != prefix
    assert page.root.find("span", f"{new_prefix} -")
    assert submit(visitor, code).error("code") or code == new_code
    assert submit(visitor, new_code).heading == "Mes bénéficiaires"


def test_a_resend_helps_after_an_expired_or_exhausted_code(visitor: Visitor, asked: Page, member: Person) -> None:
    _, code = visitor.code(member.email)
    for _ in range(5):
        submit(visitor, other(code))
    visitor.portal.clock.advance(dt.timedelta(minutes=15))

    visitor.press(asked, "Renvoyer à nouveau le code.")

    assert submit(visitor, visitor.code(member.email)[1]).heading == "Mes bénéficiaires"


def test_a_resend_within_thirty_seconds_is_refused_with_the_delay(
    visitor: Visitor, asked: Page, member: Person
) -> None:
    page = visitor.press(asked, "Renvoyer à nouveau le code.")

    assert page.status == 429
    assert "secondes" in page.alert
    assert len(visitor.portal.mails(member.email)) == 1


def test_a_session_may_ask_for_five_resends(visitor: Visitor, asked: Page, member: Person) -> None:
    for _ in range(5):
        visitor.portal.clock.advance(dt.timedelta(seconds=30))
        assert visitor.press(asked, "Renvoyer à nouveau le code.").notice

    visitor.portal.clock.advance(dt.timedelta(seconds=30))
    page = visitor.press(asked, "Renvoyer à nouveau le code.")

    assert "trop de codes" in page.alert
    assert len(visitor.portal.mails(member.email)) == 6


@pytest.mark.usefixtures("asked")
def test_a_reload_sends_no_further_code(visitor: Visitor, member: Person) -> None:
    visitor.get("/authentification")
    visitor.get("/adhesion")

    assert len(visitor.portal.mails(member.email)) == 1


@pytest.mark.usefixtures("asked")
def test_a_code_is_good_for_its_own_session_only(visitor: Visitor, visit: Visit, member: Person) -> None:
    _, code = visitor.code(member.email)
    elsewhere = visit(visitor.portal)
    elsewhere.log_in(member.email)
    elsewhere.get("/adhesion")

    page = submit(elsewhere, code)

    assert page.error("code") or code == elsewhere.code(member.email)[1]


def test_once_passed_it_holds_for_the_session(visitor: Visitor, member: Person) -> None:
    visitor.log_in_and_pass(member.email)

    assert visitor.get("/dispense").heading == "Ma demande de dispense"
    assert visitor.get("/authentification").heading == "Mes bénéficiaires"


def test_the_next_session_is_asked_again(visitor: Visitor, member: Person) -> None:
    page = visitor.log_in_and_pass(member.email)
    visitor.press(page, "Me déconnecter")

    visitor.log_in(member.email)

    assert visitor.get("/adhesion").heading == "Authentification renforcée"


def test_a_trusted_browser_is_not_asked_for_thirty_days(visitor: Visitor, member: Person) -> None:
    visitor.log_in_and_pass(member.email, **TRUST)

    visitor.portal.clock.advance(dt.timedelta(days=29, hours=23))
    visitor.log_in(member.email)
    assert visitor.get("/adhesion").heading == "Mes bénéficiaires"

    visitor.portal.clock.advance(dt.timedelta(hours=1))
    visitor.log_in(member.email)
    assert visitor.get("/adhesion").heading == "Authentification renforcée"


def test_another_browser_is_asked(visitor: Visitor, visit: Visit, member: Person) -> None:
    visitor.log_in_and_pass(member.email, **TRUST)
    elsewhere = visit(visitor.portal)

    elsewhere.log_in(member.email)

    assert elsewhere.get("/adhesion").heading == "Authentification renforcée"


def test_trust_is_bound_to_the_account(
    visitor: Visitor, site: BundledPortal, member: Person, colleague: Person
) -> None:
    site.open_mailbox(colleague.email, "boite")
    site.register(colleague, PASSWORD)
    visitor.press(visitor.log_in_and_pass(member.email, **TRUST), "Me déconnecter")

    visitor.log_in(colleague.email)

    assert visitor.get("/adhesion").heading == "Authentification renforcée"


def test_two_accounts_can_trust_one_browser(
    visitor: Visitor, site: BundledPortal, member: Person, colleague: Person
) -> None:
    site.open_mailbox(colleague.email, "boite")
    site.register(colleague, PASSWORD)

    for person in (member, colleague):
        visitor.press(visitor.log_in_and_pass(person.email, **TRUST), "Me déconnecter")

    for person in (member, colleague):
        visitor.log_in(person.email)
        assert visitor.press(visitor.get("/adhesion"), "Me déconnecter").heading == "Me connecter"


def test_a_token_that_the_portal_did_not_give_is_replaced(visitor: Visitor, member: Person) -> None:
    port = visitor.portal.url.rsplit(":", 1)[1]
    visitor.client.cookies.set(f"parcours-{port}-navigateur", "planted")

    visitor.log_in_and_pass(member.email, **TRUST)

    given = [cookie.value for cookie in visitor.client.cookies.jar if cookie.name.endswith("-navigateur")]
    assert given[-1] != "planted"


def test_an_invented_token_is_not_trusted(visitor: Visitor, member: Person) -> None:
    port = visitor.portal.url.rsplit(":", 1)[1]
    visitor.client.cookies.set(f"parcours-{port}-navigateur", "invented")

    visitor.log_in(member.email)

    assert visitor.get("/adhesion").heading == "Authentification renforcée"


def test_a_new_password_ends_the_trust(visitor: Visitor, member: Person) -> None:
    visitor.press(visitor.log_in_and_pass(member.email, **TRUST), "Me déconnecter")
    visitor.press(visitor.get("/mot-de-passe-oublie"), "Recevoir le lien", email=member.email)
    form = visitor.get(visitor.link_in(visitor.mail(member.email, "nouveau mot de passe")))
    visitor.press(form, "Enregistrer mon mot de passe", password=PASSWORD, confirmation=PASSWORD)

    visitor.log_in(member.email)

    assert visitor.get("/adhesion").heading == "Authentification renforcée"


def test_many_wrong_codes_over_all_sessions_lock_the_account(visitor: Visitor, asked: Page, member: Person) -> None:
    for tries in range(15):
        if tries and tries % 5 == 0:
            visitor.portal.clock.advance(dt.timedelta(seconds=30))
            visitor.press(asked, "Renvoyer à nouveau le code.")
        page = submit(visitor, other(visitor.code(member.email)[1]))

    assert page.heading == "Me connecter"
    assert "bloqué" in page.alert
    assert "bloqué" in visitor.log_in(member.email).alert


def test_nobody_sees_the_page_without_a_login(visitor: Visitor) -> None:
    assert visitor.get("/authentification").heading == "Me connecter"


def registered(portal: BundledPortal, person: Person) -> BundledPortal:
    portal.open_mailbox(person.email, "boite")
    portal.register(person, PASSWORD)
    return portal


def test_the_challenge_may_come_right_after_the_login(start: Start, visit: Visit, person: Person) -> None:
    visitor = visit(registered(start(PortalOptions(challenge=Challenge.AFTER_LOGIN)), person))

    assert visitor.log_in(person.email).heading == "Authentification renforcée"
    assert submit(visitor, visitor.code(person.email)[1]).heading == "Mon affiliation santé"
    assert visitor.get("/adhesion").heading == "Mes bénéficiaires"


def test_the_challenge_may_never_come(start: Start, visit: Visit, person: Person) -> None:
    visitor = visit(registered(start(PortalOptions(challenge=Challenge.NEVER)), person))

    visitor.log_in(person.email)

    assert visitor.get("/adhesion").heading == "Mes bénéficiaires"
    assert visitor.portal.mails(person.email) == []
