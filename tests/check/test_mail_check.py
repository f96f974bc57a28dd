"""What a mail declares, held against the mail that was received."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from flows.chapters import open_invitation
from flows.flow import Flow, Journey
from flows.inspector import Inspector
from flows.stage import Stage
from flows.steps import Read, ReceiveCode
from pages.challenge import ChallengeScreen
from pages.mails import CodeMail, InvitationMail
from reports.check import Check, CheckedScreen
from tests.flows.letter import Letter

URL = "http://portail.example/i/Jeton-Secret"
TITLE = "<p>Vos démarches sont ouvertes</p>"

Inspect = Callable[[Letter], CheckedScreen]


class OneMail:
    """An inbox that holds one mail."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter

    def mark(self) -> Any:
        return 0

    def find_mail(self, **_: Any) -> Letter:
        return self.letter

    def wait_for_mail(self, **_: Any) -> Letter:
        return self.letter


@pytest.fixture
def inspect(page: Page) -> Inspect:
    """Receive this mail as an invitation."""
    page.context.route(
        "**/*",
        lambda route: route.fulfill(
            body="<h1>Bienvenue</h1><a href='/2'>Réaliser mes démarches →</a>",
            headers={"content-type": "text/html; charset=utf-8"},
        ),
    )

    def inspect(letter: Letter) -> CheckedScreen:
        stage = Stage(page=page, start_url=URL, inbox=OneMail(letter), patience=3, marks={InvitationMail: 0})  # type: ignore[arg-type]
        journey = Journey(name="essai", title="", intro="", closing="", chapters=(open_invitation(),))
        return Inspector(stage).inspect(journey).screens[0]

    return inspect


def told(mail: CheckedScreen) -> dict[str, tuple[str, str | None]]:
    return {each.element: (each.state, each.seen) for each in mail.drifted}


def test_a_mail_as_declared_is_present(inspect: Inspect) -> None:
    mail = inspect(Letter(f"{TITLE}<a href='{URL}'>Ouvrir mon invitation</a><p>Sinon : <a href='{URL}'>{URL}</a></p>"))

    assert (mail.kind, mail.reached, told(mail)) == ("mail", True, {})


def test_another_wording_is_named_although_the_link_is_followed(inspect: Inspect) -> None:
    mail = inspect(Letter(f"{TITLE}<a href='{URL}'>Ouvrez votre invitation</a>"))

    assert told(mail) == {"InvitationMail.personal_link": ("renamed", "Ouvrez votre invitation")}


def test_the_link_of_a_plain_mail_needs_no_name(inspect: Inspect) -> None:
    mail = inspect(Letter(text=f"Vos démarches sont ouvertes.\n\nOuvrez ce lien :\n{URL}\n"))

    assert told(mail) == {}


def test_a_plain_mail_without_link_lacks_it(inspect: Inspect) -> None:
    mail = inspect(Letter(text="Vos démarches sont ouvertes.\n"))

    assert told(mail) == {"InvitationMail.personal_link": ("missing", None)}


def test_the_subject_does_not_stand_for_the_body(inspect: Inspect) -> None:
    mail = inspect(
        Letter(f"<p>Bonjour</p><a href='{URL}'>Ouvrir mon invitation</a>", subject="Vos démarches sont ouvertes")
    )

    assert told(mail) == {"InvitationMail.heading": ("missing", None)}


def test_a_personal_link_is_never_told(inspect: Inspect) -> None:
    mail = inspect(Letter(f"{TITLE}<a href='{URL}'>{URL}</a>"))

    assert "Jeton-Secret" not in mail.model_dump_json()


def test_a_mail_that_did_not_come_is_not_reached(page: Page) -> None:
    page.context.route("**/*", lambda route: route.fulfill(body="<h1>Authentification renforcée</h1>"))
    steps = (ReceiveCode(CodeMail, "Le code arrive."), Read("Lisez-le.", CodeMail.code_text))
    flow = Flow("Je confirme", start=ChallengeScreen, steps=steps)
    journey = Journey(name="essai", title="", intro="", closing="", chapters=(flow,))

    found: Check = Inspector(Stage(page=page, start_url=URL, patience=2)).inspect(journey)

    assert [screen.reached for screen in found.screens if screen.kind == "mail"] == [False]
