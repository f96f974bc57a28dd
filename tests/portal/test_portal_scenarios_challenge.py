"""Edge cases 27 to 36: the code sent by mail, and browsers that are trusted."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from mock_portal import Clock
from mock_portal.challenges import masked

if TYPE_CHECKING:
    from tests.portal.conftest import Page, Play, Scene

CODE_MAIL = "code de sécurité"


def code_mails(scene: Scene) -> list[str]:
    """The subjects of the code mails, in the order of their coming."""
    return [mail["Subject"] for mail in scene.portal.mails(scene.person.email) if CODE_MAIL in mail["Subject"]]


def prefix_on(page: Page) -> str:
    node = page.root.find("span", id="prefixe")
    assert node
    return node.text.removesuffix(" -")


def resend(scene: Scene) -> Page:
    return scene.visitor.press(scene.visitor.get("/authentification"), "Renvoyer à nouveau le code.")


def wait(scene: Scene, seconds: int) -> None:
    scene.portal.clock.advance(dt.timedelta(seconds=seconds))


# 27 to 29: its shape


def test_a_strict_portal_takes_the_code_without_its_prefix_alone(play: Play) -> None:
    scene = play("code-strict")
    scene.ask()
    prefix, code = scene.visitor.code(scene.person.email)

    for _ in range(6):
        assert "6 chiffres" in scene.type_code(f"{prefix} - {code}").error("code")
    assert scene.type_code(f"{code[:3]} {code[3:]}").heading == "Mes bénéficiaires"


def test_of_two_codes_the_void_one_comes_last(play: Play) -> None:
    scene = play("code-twice")
    page = scene.ask()
    good, void = (re.findall(r"\d+", subject) for subject in code_mails(scene))
    dates = [mail["Date"].datetime for mail in scene.portal.mails(scene.person.email) if CODE_MAIL in mail["Subject"]]

    assert prefix_on(page) == good[0] != void[0]
    assert dates[1] < dates[0]
    assert "n’est pas le bon" in scene.type_code(void[1]).error("code") or void[1] == good[1]
    assert scene.type_code(good[1]).heading == "Mes bénéficiaires"


def test_a_code_printed_with_spaces_is_taken_with_them(play: Play) -> None:
    scene = play("code-spaced")
    page = scene.ask()
    mail = scene.visitor.mail(scene.person.email, CODE_MAIL)
    part = mail.get_body(("plain",))
    assert part

    found = re.search(r"(\d{3}) - (\d{6})", part.get_content())

    assert found
    assert found[0] in mail["Subject"]
    assert found[1] == prefix_on(page)
    assert scene.type_code(found[0]).heading == "Mes bénéficiaires"


# 30 to 32: its end, and the next one


def test_a_code_has_expired_once(play: Play) -> None:
    scene = play("code-expired")
    scene.ask()

    assert "expiré" in scene.type_code().error("code")
    assert "expiré" in scene.type_code().error("code")
    assert "Un nouveau code" in resend(scene).notice
    assert scene.type_code().heading == "Mes bénéficiaires"


def test_every_code_has_expired(play: Play) -> None:
    scene = play("code-expired-always")
    scene.ask()

    for _ in range(3):
        assert "expiré" in scene.type_code().error("code")
        assert "Un nouveau code" in resend(scene).notice


def test_every_code_is_refused_until_none_is_taken(play: Play) -> None:
    scene = play("code-refused")
    scene.ask()

    answers = [scene.type_code().error("code") for _ in range(6)]

    assert "n’est pas le bon" in answers[0]
    assert "reste 4 essais" in answers[0]
    assert "n’est plus accepté" in answers[5]


def test_refused_codes_lock_the_account_in_the_end(play: Play) -> None:
    scene = play("code-refused", clock=Clock())
    page = scene.ask()
    for _ in range(2):
        for _ in range(5):
            page = scene.type_code()
        wait(scene, 31)
        resend(scene)
    for _ in range(5):
        page = scene.type_code()

    assert "bloqué" in page.alert
    assert page.heading == "Me connecter"


def test_the_first_code_alone_is_refused(play: Play) -> None:
    scene = play("code-refused-once")
    scene.ask()

    assert "n’est pas le bon" in scene.type_code().error("code")
    assert scene.type_code().heading == "Mes bénéficiaires"


@pytest.mark.parametrize("name", ["code-refused", "code-refused-once"])
def test_what_is_no_code_is_refused_for_that(play: Play, name: str) -> None:
    scene = play(name)
    scene.ask()

    assert "6 chiffres" in scene.type_code("12345").error("code")


def test_a_resend_is_put_off_and_tells_for_how_long(play: Play) -> None:
    scene = play("resend-cooldown=20", clock=Clock())
    scene.ask()
    wait(scene, 60)

    assert "expiré" in scene.type_code().error("code")
    assert re.search(r"dans (20|19) secondes", resend(scene).alert)
    wait(scene, 20)
    assert "Un nouveau code" in resend(scene).notice
    assert scene.type_code().heading == "Mes bénéficiaires"


def test_a_resend_is_disabled_and_the_page_tells_for_how_long(play: Play) -> None:
    scene = play("resend-disabled", clock=Clock())
    scene.ask()
    wait(scene, 60)

    page = scene.type_code()
    assert "expiré" in page.error("code")
    for label in ("Renvoyer à nouveau le code.", "ici"):
        button = page.root.find("button", label)
        assert button
        assert "disabled" in button.attributes
    assert re.search(r"dans (30|29) secondes", page.text)

    wait(scene, 30)
    page = scene.visitor.get("/authentification")
    button = page.root.find("button", "Renvoyer à nouveau le code.")
    assert button
    assert "disabled" not in button.attributes
    assert "Un nouveau code" in resend(scene).notice
    assert scene.type_code().heading == "Mes bénéficiaires"


# 33 and 34: its mail


def test_the_first_code_is_lost_and_the_next_comes(play: Play) -> None:
    scene = play("code-mail-lost", clock=Clock())
    page = scene.ask()
    assert page.heading == "Authentification renforcée"
    assert code_mails(scene) == []

    wait(scene, 31)
    page = resend(scene)

    assert len(code_mails(scene)) == 1
    assert prefix_on(page) in code_mails(scene)[0]
    assert scene.type_code().heading == "Mes bénéficiaires"


def test_every_code_is_lost(play: Play) -> None:
    scene = play("code-mail-lost-always", clock=Clock())
    scene.ask()
    wait(scene, 31)
    resend(scene)

    assert code_mails(scene) == []


def test_a_code_lands_in_junk(play: Play) -> None:
    scene = play("code-mail-junk")
    scene.ask()

    assert scene.visitor.mail(scene.person.email, CODE_MAIL)["X-Spam-Flag"] == "YES"


def test_a_code_comes_late(play: Play) -> None:
    scene = play("code-mail-late=0.3")
    scene.ask()
    assert code_mails(scene) == []

    while not code_mails(scene):
        scene.visitor.get("/authentification")
    assert scene.type_code().heading == "Mes bénéficiaires"


def test_the_masked_address_is_another(play: Play) -> None:
    scene = play("masked-other")

    page = scene.ask()

    assert "did*****@autre-ecole.example" in page.text
    assert "cam*****@ecole.example" not in page.text
    assert scene.type_code().heading == "Mes bénéficiaires"


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("camille.martin@ecole.example", "cam*****@ecole.example"),
        ("camill@ecole.example", "cam*****@ecole.example"),
        ("camil@ecole.example", "ca*****@ecole.example"),
        ("cam@ecole.example", "c*****@ecole.example"),
        ("c@ecole.example", "*****@ecole.example"),
    ],
)
def test_a_masked_address_never_tells_more_than_half_of_a_name(email: str, told: str) -> None:
    assert masked(email) == told


# 35 and 36: browsers and sessions


def test_a_trusted_browser_is_asked_for_no_code(play: Play) -> None:
    scene = play("trusted-browser")

    assert scene.ask().heading == "Mes bénéficiaires"
    assert code_mails(scene) == []


def test_a_trust_that_is_over_is_asked_for_a_code_again(play: Play) -> None:
    scene = play("trust-expired")
    scene.ask()
    home = scene.type_code(confiance="oui")
    scene.visitor.press(home, "Me déconnecter")

    assert scene.ask().heading == "Authentification renforcée"


def test_a_code_of_another_session_leads_back_to_the_login_once(play: Play) -> None:
    scene = play("code-other-session")
    scene.ask("/dispense")

    page = scene.type_code()
    assert page.heading == "Me connecter"
    assert "autre session" in page.alert
    assert page.value("suite") == "/dispense"
    page = scene.visitor.press(page, "Me connecter", email=scene.person.email, password="Soleil#2031vert")

    assert page.heading == "Authentification renforcée"
    assert scene.type_code().heading == "Ma demande de dispense"
