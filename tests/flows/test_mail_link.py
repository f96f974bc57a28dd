import pytest

from flows.mail_link import link_in
from flows.trouble import MailTrouble
from pages.mails import InvitationMail
from tests.flows.letter import Letter

PORTAL = "https://portail.example/connexion"
LINK = InvitationMail.personal_link


def test_the_link_is_known_by_its_words() -> None:
    html = (
        '<a href="https://portail.example/aide">Aide</a>'
        '<p><a href="https://portail.example/i/1">Réaliser <b>mes</b> démarches →</a></p>'
    )

    assert link_in(Letter(html), LINK, PORTAL) == "https://portail.example/i/1"


def test_a_link_in_other_words_is_known_by_being_the_only_one_to_the_portal() -> None:
    html = '<a href="https://ailleurs.example/">Aide</a> <a href="https://portail.example/i/4">Par ici</a>'

    assert link_in(Letter(html), LINK, PORTAL) == "https://portail.example/i/4"


def test_a_mail_of_plain_text_holds_one_address_of_the_portal() -> None:
    text = "Votre lien : https://portail.example/i/2\nAide : https://ailleurs.example/"

    assert link_in(Letter(text=text), LINK, PORTAL) == "https://portail.example/i/2"


@pytest.mark.parametrize(
    "href",
    [
        "https://portail.example.voleur.invalid/i/3",
        "http://portail.example/i/3",
        "https://voleur.invalid/i/3",
        "https://[oops",
    ],
)
def test_a_link_to_another_place_is_never_followed(href: str) -> None:
    with pytest.raises(MailTrouble, match="aucun lien"):
        link_in(Letter(f'<a href="{href}">Réaliser mes démarches</a>'), LINK, PORTAL)


@pytest.mark.parametrize("href", ["https://Portail.example:443/i/5", " https://portail.example/i/5 "])
def test_the_same_place_spelled_otherwise_is_the_portal(href: str) -> None:
    assert link_in(Letter(f'<a href="{href}">Réaliser mes démarches</a>'), LINK, PORTAL) == href.strip()


def test_two_links_that_differ_are_no_guess() -> None:
    html = "".join(f'<a href="https://portail.example/i/{n}">Réaliser mes démarches</a>' for n in (1, 2))

    with pytest.raises(MailTrouble, match="plusieurs liens"):
        link_in(Letter(html), LINK, PORTAL)


def test_the_same_link_twice_is_one_link() -> None:
    html = '<a href="https://portail.example/i/1">Réaliser mes démarches</a>' * 2

    assert link_in(Letter(html), LINK, PORTAL) == "https://portail.example/i/1"
