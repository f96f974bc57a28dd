"""What the portal's mails say and carry."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING

import pytest

from mock_portal import Person

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.portal.conftest import Visitor

PASSWORD = "Soleil#2031vert"
SUBJECTS = ("démarches", "Votre compte est validé", "code de sécurité", "nouveau mot de passe", "a été modifié")


@pytest.fixture
def mails(visitor: Visitor, invited: str, person: Person) -> dict[str, EmailMessage]:
    """Every mail that a person can be sent."""
    form = visitor.get(f"{invited}/acces")
    visitor.press(form, "Confirmer et créer mes accès", password=PASSWORD, confirmation=PASSWORD)
    visitor.log_in(person.email)
    visitor.get("/adhesion")
    visitor.press(visitor.get("/mot-de-passe-oublie"), "Recevoir le lien", email=person.email)
    form = visitor.get(visitor.link_in(visitor.mail(person.email, "nouveau mot de passe")))
    visitor.press(form, "Enregistrer mon mot de passe", password=PASSWORD, confirmation=PASSWORD)
    return {subject: visitor.mail(person.email, subject) for subject in SUBJECTS}


def parts(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    return plain.get_content(), html.get_content()


def test_every_mail_is_sent_in_text_and_html(mails: dict[str, EmailMessage]) -> None:
    for mail in mails.values():
        assert mail.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        assert {part.get_content_charset() for part in mail.iter_parts()} == {"utf-8"}


def test_every_mail_names_sender_and_receiver(visitor: Visitor, mails: dict[str, EmailMessage], person: Person) -> None:
    for mail in mails.values():
        assert parseaddr(mail["From"]) == ("Mutuelle Exemple", visitor.portal.sender)
        assert parseaddr(mail["To"]) == ("Camille Martin", person.email)


def test_every_mail_says_that_a_machine_wrote_it_in_french(mails: dict[str, EmailMessage]) -> None:
    for mail in mails.values():
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Content-Language"] == "fr"


def test_every_mail_has_an_identity_of_its_own_and_the_portals_time(
    visitor: Visitor, mails: dict[str, EmailMessage]
) -> None:
    assert len({mail["Message-ID"] for mail in mails.values()}) == len(mails)
    for mail in mails.values():
        age = visitor.portal.clock.now() - parsedate_to_datetime(mail["Date"])
        assert dt.timedelta() <= age < dt.timedelta(minutes=5)


def test_no_mail_holds_remote_content_or_a_password(mails: dict[str, EmailMessage]) -> None:
    for mail in mails.values():
        plain, html = parts(mail)
        assert not re.search(r"<(img|link|script|iframe|style)\b|url\(|src=", html)
        assert PASSWORD not in plain + html


def test_text_and_html_say_the_same(mails: dict[str, EmailMessage]) -> None:
    for mail in mails.values():
        plain, html = parts(mail)
        for line in filter(None, (line.strip() for line in plain.splitlines())):
            assert line.removesuffix(" :") in html or line == "--"


def test_the_invitation_carries_the_personal_link_and_the_employer(
    mails: dict[str, EmailMessage], invited: str, person: Person
) -> None:
    for text in parts(mails["démarches"]):
        assert invited in text
        assert person.employer in text


def test_the_validation_mail_asks_for_nothing(mails: dict[str, EmailMessage]) -> None:
    plain, _ = parts(mails["Votre compte est validé"])

    assert "Vous n’avez rien à faire" in plain
    assert "http" not in plain


def test_the_code_stands_in_subject_and_body(mails: dict[str, EmailMessage]) -> None:
    mail = mails["code de sécurité"]
    found = re.search(r"\b[0-9]{3}-[0-9]{6}\b", mail["Subject"])

    assert found
    for text in parts(mail):
        assert found[0] in text
        assert "15 minutes" in text


@pytest.mark.parametrize("name", ["Zoé & Fils", "<b>Élise</b>", 'Jo "Jojo"', "Nguyễn", "{prefix}"])
def test_any_name_can_be_written_to(visitor: Visitor, person: Person, name: str) -> None:
    visitor.portal.open_mailbox(person.email, "boite")

    visitor.portal.invite(Person(email=person.email, first_name=name, last_name="Martin"))

    mail = visitor.mail(person.email, "démarches")
    plain, html = parts(mail)
    assert f"Bonjour {name} Martin," in plain
    assert "<b>" not in html
    assert mail["To"].addresses[0].display_name == f"{name} Martin"


def test_a_name_cannot_add_headers(visitor: Visitor, person: Person) -> None:
    visitor.portal.open_mailbox(person.email, "boite")

    with pytest.raises(ValueError, match=r"CR|line"):
        visitor.portal.invite(Person(email=person.email, first_name="A\r\nBcc: b@ecole.example", last_name="M"))


def test_an_invitation_to_an_address_without_mailbox_says_so(visitor: Visitor, person: Person) -> None:
    with pytest.raises(OSError, match="550"):
        visitor.portal.invite(person)
