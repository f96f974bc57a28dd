"""Mails that come late, never, in junk, twice, forged or with other words."""

from __future__ import annotations

import imaplib
import re
from email.utils import parseaddr
from typing import TYPE_CHECKING

import pytest

from mock_portal import PortalOptions
from mock_portal.mail_server import INBOX, JUNK
from tests.portal.conftest import PASSWORD

if TYPE_CHECKING:
    from email.message import EmailMessage

    from mock_portal import BundledPortal, Person
    from tests.portal.conftest import Start, Visit, Visitor

CODE = re.compile(r"([0-9]{3})-([0-9]{6})")


def ask_for_code(visitor: Visitor, email: str) -> None:
    visitor.log_in(email)
    visitor.get("/adhesion")


def codes(mails: list[EmailMessage]) -> list[tuple[str, ...]]:
    return [found.groups() for mail in mails if (found := CODE.search(mail["Subject"]))]


def bodies(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain
    assert html
    return plain.get_content(), html.get_content()


def test_no_mail_comes(site: BundledPortal, visitor: Visitor, member: Person) -> None:
    site.switch_on("mail-lost", person=member.email)

    site.invite(member)
    ask_for_code(visitor, member.email)

    assert site.mails(member.email) == []


def test_every_mail_lands_in_junk(site: BundledPortal, visitor: Visitor, member: Person) -> None:
    site.switch_on("mail-junk", person=member.email)

    site.invite(member)
    ask_for_code(visitor, member.email)

    mails = site.mails(member.email)
    assert len(mails) == 2
    assert {mail["X-Spam-Flag"] for mail in mails} == {"YES"}
    assert folder_sizes(site, member.email) == {INBOX: 0, JUNK: 2}


def folder_sizes(portal: BundledPortal, email: str) -> dict[str, int]:
    """How many mails lie in each folder."""
    with imaplib.IMAP4(portal.host, portal.imap_port) as inbox:
        inbox.login(email, "boite")
        return {folder: int(inbox.select(folder)[1][0] or 0) for folder in (INBOX, JUNK)}


def test_every_mail_comes_twice_and_is_the_same(site: BundledPortal, visitor: Visitor, member: Person) -> None:
    site.switch_on("mail-twice", person=member.email)

    ask_for_code(visitor, member.email)

    one, other = site.mails(member.email)
    assert one["Message-ID"] == other["Message-ID"]
    assert bodies(one) == bodies(other)


def test_a_late_mail_is_not_waited_for_when_the_portal_stops(start: Start, person: Person) -> None:
    portal = start(PortalOptions(scenarios=("mail-late=3600",)))
    portal.open_mailbox(person.email, "boite")

    portal.invite(person)

    assert portal.mails(person.email) == []


def test_a_late_mail_comes_in_the_end(site: BundledPortal, person: Person) -> None:
    site.open_mailbox(person.email, "boite")
    site.switch_on("mail-late=0.05", person=person.email)

    site.invite(person)

    assert any(site.mails(person.email) for _ in range(2000))


def test_a_forged_code_comes_first_with_the_right_prefix(site: BundledPortal, visitor: Visitor, member: Person) -> None:
    site.switch_on("mail-forged", person=member.email)

    ask_for_code(visitor, member.email)

    forged, true = site.mails(member.email)
    (prefix, wrong), (own_prefix, right) = codes([forged, true])
    assert prefix == own_prefix
    assert wrong != right
    assert parseaddr(true["From"])[1] == site.sender
    assert parseaddr(forged["From"])[1] == "securite@mutuelle-portail.invalid"
    page = visitor.press(visitor.get("/authentification"), "Valider ce code", code=wrong)
    assert "n’est pas le bon" in page.alert
    assert visitor.press(page, "Valider ce code", code=right).heading == "Mes bénéficiaires"


def test_only_codes_are_forged(site: BundledPortal, member: Person) -> None:
    site.switch_on("mail-forged", person=member.email)

    site.invite(member)

    assert [parseaddr(mail["From"])[1] for mail in site.mails(member.email)] == [site.sender]


def test_a_forged_code_comes_even_where_the_true_one_is_lost(
    site: BundledPortal, visitor: Visitor, member: Person
) -> None:
    site.switch_on("mail-forged", "mail-lost", person=member.email)

    ask_for_code(visitor, member.email)

    (mail,) = site.mails(member.email)
    assert parseaddr(mail["From"])[1] != site.sender


def test_other_people_get_their_mails(site: BundledPortal, visit: Visit, member: Person, colleague: Person) -> None:
    site.open_mailbox(colleague.email, "boite")
    site.register(colleague, PASSWORD)
    site.switch_on("mail-lost", "mail-forged", person=member.email)

    ask_for_code(visit(site), colleague.email)

    assert len(site.mails(colleague.email)) == 1


@pytest.mark.parametrize(
    ("spelling", "times"), [("renamed=mail/{}>Commencer", 0), ("removed=mail/{}", 0), ("doubled=mail/{}", 2)]
)
def test_a_mail_says_it_otherwise_in_both_its_parts(
    site: BundledPortal, person: Person, spelling: str, times: int
) -> None:
    site.open_mailbox(person.email, "boite")
    site.switch_on(spelling.format("Ouvrir mon invitation"), person=person.email)

    link = site.invite(person)

    plain, html = bodies(site.mails(person.email)[0])
    assert plain.count("Ouvrir mon invitation") == html.count("Ouvrir mon invitation") == times
    assert ("Commencer :" in plain) == (">Commencer</a>" in html) == ("Commencer" in spelling)
    assert link in plain


def test_drift_of_the_pages_leaves_the_mails_alone(site: BundledPortal, person: Person) -> None:
    site.open_mailbox(person.email, "boite")
    site.switch_on("removed=Ouvrir mon invitation", person=person.email)

    site.invite(person)

    assert all("Ouvrir mon invitation" in text for text in bodies(site.mails(person.email)[0]))
