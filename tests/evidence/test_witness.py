"""What a witness knows of a test, and what its pictures show."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from fixtures.applicants import invent_applicant
from fixtures.ground import person_of
from fixtures.witness import Witness
from mock_portal import BundledPortal


def page_with(page: Page, secret: str) -> None:
    page.set_content(
        f"<style>body {{ font: 20px monospace }}</style><title>x</title><p>Votre code : {secret} !</p>"
        f"<input autocomplete=one-time-code value='{secret}'><input type=password value='{secret}'>"
        f"<textarea>{secret}</textarea>"
    )
    # A page of its own has an address.
    page.evaluate("history.replaceState(null, '', location.href)")


@pytest.mark.parametrize("secrets", [("671904", "355128"), ("Aa1!abcdefgh", "Bb2?ijklmnop")])
def test_pictures_are_the_same_whatever_the_secret(
    secrets: tuple[str, str], page: Page, portal: BundledPortal, tmp_path: Path
) -> None:
    pictures = []
    for secret in secrets:
        witness = Witness()
        witness.meet(page)
        witness.secrets.add("code", secret)
        page.goto(f"{portal.url}/confidentialite")
        page_with(page, secret)
        folder = tmp_path / secret[:2]
        folder.mkdir()

        witness.keep_pictures(folder)

        pictures.append((folder / "ecran-1.png").read_bytes())
        assert secret in page.content(), "the page itself shows it again"

    assert pictures[0] == pictures[1]


def test_the_secrets_of_people_portals_and_browsers_are_learnt(portal: BundledPortal, page: Page) -> None:
    applicant, witness = invent_applicant(), Witness()
    portal.open_mailbox(applicant.email, "x")
    link = portal.invite(person_of(applicant))
    page.goto(link)
    for thing in (portal, applicant, page, "anything else"):
        witness.meet(thing)

    witness.learn()

    cookies = {cookie["value"] for cookie in page.context.cookies()}
    assert witness.secrets["password"] == applicant.password.get_secret_value()
    assert witness.secrets["new password"] == applicant.new_password.get_secret_value()
    assert witness.secrets["token"] == link.rpartition("/")[2]
    assert witness.secrets["cookie"] in cookies


def test_a_page_that_is_gone_gives_no_picture_and_no_error(page: Page, portal: BundledPortal, tmp_path: Path) -> None:
    witness = Witness()
    witness.meet(page)
    page.goto(portal.url)
    page.context.close()

    witness.learn()
    witness.keep_pictures(tmp_path)

    assert not list(tmp_path.iterdir())
