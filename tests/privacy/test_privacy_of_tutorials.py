"""Personal data that was planted on a portal: it stands in nothing that the Scribe leaves behind."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from pydantic import SecretStr

from flows.applicant import Applicant
from mock_portal import BundledPortal, Challenge, Person
from reports.privacy import findings
from reports.record import Outcome
from tests.reports.artifacts import texts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from tests.scribe_plays import Tell

PARCOURS: Final = Path(sys.executable).with_name("parcours")
REAL: Final = Applicant(
    email="cosette.valjean@montreuil.inconnu",
    password=SecretStr("Aa1!planté-ici"),
    new_password=SecretStr("Bb2!planté-là"),
    first_name="Cosette",
    last_name="Valjean",
)
SECRETS: Final[dict[str, str | SecretStr]] = {
    "adresse": REAL.email,
    "prénom": REAL.first_name,
    "nom": REAL.last_name,
    "mot de passe": REAL.password,
}
PLANTED: Final = {
    "numéro de téléphone": "06 39 98 12 34",
    "IBAN": "FR76 3000 6000 0112 3456 7890 189",
    "numéro de sécurité sociale": "2 69 05 49 588 157 80",
    "adresse e-mail": "fantine.tholomyes@montreuil-sur-mer.fr",
}


def plant(words: str) -> Callable[[Page], object]:
    """Have every page of the portal show ``words`` somewhere."""
    return rewrite("</main>", f"<p>{words}</p></main>")


def rewrite(old: str, new: str) -> Callable[[Page], object]:
    """Have every page of the portal say something else."""

    def answer(route: Route) -> None:
        if route.request.resource_type != "document":
            route.continue_()
            return
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace(old, new, 1))

    return lambda page: page.route("**/*", answer)


@pytest.mark.parametrize(("kind", "words"), PLANTED.items(), ids=PLANTED)
def test_personal_data_ends_the_run_with_its_name_and_without_a_picture(tell: Tell, kind: str, words: str) -> None:
    told = tell("connexion", scale=1, change=plant(f"Votre conseillère : {words}"))

    assert told.record.outcome is Outcome.BOT
    assert kind in told.record.diagnosis
    assert "CookieBanner" in told.record.diagnosis
    assert list(told.folder.rglob("*.png")) == []
    assert [where for where, text in texts_of(told.folder) if words in text or findings(text)] == []


def test_a_secret_of_the_run_ends_it_too(tell: Tell) -> None:
    applicant = replace(REAL, email="cosette.valjean@academie.example")

    told = tell("connexion", scale=1, applicant=applicant, change=plant("Ancien mot de passe : Aa1!planté-ici"))

    assert "mot de passe" in told.record.diagnosis
    assert applicant.password.get_secret_value() not in told.record.model_dump_json()


def test_what_the_settings_call_public_may_be_shown(tell: Tell) -> None:
    told = tell(
        "connexion",
        scale=1,
        change=plant("Une question ? 01 39 98 12 34 ou aide@mutuelle-publique.fr"),
        public=("01 39 98 12 34", "@mutuelle-publique.fr"),
    )

    assert told.record.outcome is Outcome.PASSED, told.record.diagnosis


def test_a_sensitive_element_is_masked_where_nothing_in_it_could_be_replaced(tell: Tell) -> None:
    # The portal greets by a name that nobody has told us.
    change = rewrite("Bonjour Cosette", "Bonjour Euphrasie")

    told = tell("connexion", scale=1, applicant=replace(REAL, last_name=""), change=change)

    space = next(each for each in told.record.sections if each.screen == "AffiliationScreen")
    assert space.picture, told.record.diagnosis
    assert "Euphrasie" not in told.record.model_dump_json()
    assert any("••••" in obstacle.text for obstacle in space.picture.obstacles)


def tutorial(
    portal: BundledPortal, folder: Path, *options: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Make a tutorial of a portal, in the name of a real person with an account there."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARCOURS_")}
    own = {
        "PARCOURS_APPLICANT__EMAIL": REAL.email,
        "PARCOURS_APPLICANT__PASSWORD": REAL.password.get_secret_value(),
        "PARCOURS_APPLICANT__FIRST_NAME": REAL.first_name,
        "PARCOURS_APPLICANT__LAST_NAME": REAL.last_name,
        "PARCOURS_INBOX__PORT": str(portal.imap_port),
        "PARCOURS_INBOX__SECURITY": "plain",
        "PARCOURS_INBOX__PASSWORD": REAL.password.get_secret_value(),
        "PARCOURS_INBOX__SENDER": portal.sender,
    }
    return subprocess.run(  # noqa: S603 -- our own command
        [PARCOURS, "tutorial", "--journey", "connexion", "--out", "tuto", "--url", portal.url, *options],
        cwd=folder,
        env=clean | own | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def portal_with(serve: Callable[..., BundledPortal]) -> Callable[[str], BundledPortal]:
    """A portal where the real person has an account, under the contract of this employer."""

    def portal_with(employer: str) -> BundledPortal:
        portal = serve(challenge=Challenge.AFTER_LOGIN)
        password = REAL.password.get_secret_value()
        portal.open_mailbox(REAL.email, password)
        portal.register(
            Person(email=REAL.email, first_name=REAL.first_name, last_name=REAL.last_name, employer=employer), password
        )
        return portal

    return portal_with


def test_no_format_of_a_real_persons_tutorial_holds_anything_of_the_person(
    portal_with: Callable[[str], BundledPortal], tmp_path: Path
) -> None:
    done = tutorial(portal_with("Académie de Digne"), tmp_path)

    assert done.returncode == 0, done.stderr
    texts = list(texts_of(tmp_path / "tuto"))
    assert {where.rpartition(".")[2] for where, _ in texts} >= {"html", "pdf", "docx", "md", "png", "json"}
    leaks = {where: list(map(str, found)) for where, text in texts if (found := findings(text, secrets=SECRETS))}
    assert leaks == {}
    assert any("Camille Durand" in text for where, text in texts if where == "record.json")


def test_a_name_that_is_not_given_is_looked_for_as_the_address_tells_it(
    portal_with: Callable[[str], BundledPortal], tmp_path: Path
) -> None:
    nameless = {"PARCOURS_APPLICANT__FIRST_NAME": "", "PARCOURS_APPLICANT__LAST_NAME": ""}

    done = tutorial(portal_with("Académie de Digne"), tmp_path, "--format", "md", **nameless)

    assert done.returncode == 0, done.stderr
    assert "PARCOURS_APPLICANT__LAST_NAME" in done.stderr
    shown = "".join(text for where, text in texts_of(tmp_path / "tuto") if where.endswith((".md", "record.json")))
    assert not findings(shown, secrets=SECRETS)
