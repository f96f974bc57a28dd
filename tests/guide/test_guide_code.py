"""The code: the guide says whether it came, and which digits to type; it types them only if asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from mock_portal import Challenge
from pages.challenge import ChallengeScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from flows.applicant import Applicant
    from mock_portal import BundledPortal
    from tests.guide.company import Company

pytestmark = pytest.mark.bundled_only


@pytest.fixture
def at_the_challenge(
    lead: Callable[..., Company], serve: Callable[..., BundledPortal], applicant: Applicant
) -> Callable[..., Company]:
    """Where the code is asked for."""

    def led(*scenarios: str, **options: bool) -> Company:
        portal = serve(challenge=Challenge.AFTER_LOGIN)
        company = lead(*scenarios, journey="connexion", portal=portal, **options)
        company.refuses_cookies()
        company.signs_in(applicant.email, applicant.password.get_secret_value())
        return company

    return led


def digits(portal: BundledPortal, applicant: Applicant) -> str:
    """What the newest mail with a code says behind the prefix."""
    mail = [mail for mail in portal.mails(applicant.email) if "code" in mail["Subject"]][-1]
    text = mail.get_body(("plain",))
    assert text
    word = next(
        word for word in text.get_content().split() if word[:1].isalnum() and "-" in word and word[-1].isdigit()
    )
    return str(word.rpartition("-")[2])


def test_the_digits_of_the_mail_that_has_come_are_told(
    at_the_challenge: Callable[..., Company], serve: Callable[..., BundledPortal], applicant: Applicant
) -> None:
    company = at_the_challenge()

    company.hears("Tapez ici ces chiffres")

    assert digits(serve(challenge=Challenge.AFTER_LOGIN), applicant) in company.panel.sentence


def test_a_code_among_the_junk_is_told_to_be_there(at_the_challenge: Callable[..., Company]) -> None:
    company = at_the_challenge("code-mail-junk")

    company.hears("Tapez ici ces chiffres")

    assert "courriers indésirables" in company.told


def test_while_no_mail_comes_the_guide_waits_with_the_person(at_the_challenge: Callable[..., Company]) -> None:
    company = at_the_challenge("code-mail-lost")

    company.hears("Je surveille votre messagerie")
    company.turns(1.5)

    assert "Tapez ici ces chiffres" not in company.told
    assert "demandez un nouveau code" in company.told


def test_without_an_inbox_the_guide_says_where_to_look(at_the_challenge: Callable[..., Company]) -> None:
    company = at_the_challenge(inbox=False, fill_code=True)

    company.hears("Ouvrez votre messagerie professionnelle")

    assert "fill-code" not in [button.name for button in company.panel.buttons]


def test_only_who_asked_for_it_is_offered_to_have_the_code_typed(at_the_challenge: Callable[..., Company]) -> None:
    company = at_the_challenge()

    company.hears("Tapez ici ces chiffres")

    assert "fill-code" not in [button.name for button in company.panel.buttons]


def test_the_code_is_typed_when_the_person_agrees_and_never_before(at_the_challenge: Callable[..., Company]) -> None:
    company = at_the_challenge(fill_code=True)
    field = ChallengeScreen.code_field.on(company.page)
    company.hears("Tapez ici ces chiffres")
    code = company.panel.sentence.rpartition(" ")[2]
    company.turns(1.5)
    expect(field).to_have_value("")

    company.presses("fill-code")
    company.hears("Cochez ici")

    expect(field).to_have_value(code)


def test_a_press_that_was_never_offered_types_nothing(at_the_challenge: Callable[..., Company]) -> None:
    company = at_the_challenge()
    company.hears("Tapez ici ces chiffres")

    company.guide.hear(company.page, "fill-code")
    company.turns(1)

    expect(ChallengeScreen.code_field.on(company.page)).to_have_value("")


def test_a_challenge_after_the_choice_is_answered_by_the_new_prefix(
    at_the_challenge: Callable[..., Company],
) -> None:
    company = at_the_challenge("code-twice")
    company.types_the_code()

    company.hears("Que souhaitez-vous faire")
