"""The guide on portals that are built otherwise: forms in frames, a field for each digit, pages that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from pydantic import SecretStr

from flows.stage import Stage
from tests.guide.company import Company
from tests.guide.letters import Digits, Letter, Mailbox
from tests.guide.overlays import ADDRESS, STRICT, document, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

LOGIN: Final = """<h1>Me connecter</h1><p>Espace des adhérents</p>
    <form action=/suite target=_top><p><label>Email de connexion <input></label></p>
    <p><label>Mot de passe <input type=password></label></p><button>Me connecter</button></form>"""
CODE: Final = (
    "<h1>Authentification renforcée</h1><fieldset><legend>Veuillez saisir le code</legend><b>671 -</b>"
    + "".join(f"<input maxlength=1 aria-label='Chiffre {number}'>" for number in range(1, 5))
)
ELSEWHERE: Final = "http://cadre.example/"


@pytest.fixture
def visit(page: Page) -> Iterator[Callable[..., Company]]:
    """Guide somebody on a portal with these pages, beginning at the first of them."""
    companies = []

    def visited(
        body: str, *, headers: dict[str, str] | None = None, inbox: Mailbox | None = None, **others: str
    ) -> Company:
        pages = {name: document(each) for name, each in {"": body, **others}.items()}
        serve(page.context, pages, headers)
        page.context.route(
            f"{ELSEWHERE}**", lambda route: route.fulfill(body=pages["cadre"], content_type="text/html; charset=utf-8")
        )
        company = Company(Stage(page=page, start_url=ADDRESS, inbox=inbox), fill_code=True)
        companies.append(company)
        page.context.route("**/silence", lambda _: None)
        page.goto(ADDRESS, wait_until="commit")
        return company

    yield visited
    for company in companies:
        company.guide.close()


@pytest.mark.parametrize("source", ["/cadre", f"{ELSEWHERE}cadre"])
def test_somebody_is_led_through_a_form_in_a_frame(visit: Callable[..., Company], source: str) -> None:
    company = visit(f"<h1>Bonjour</h1><iframe src={source} width=500 height=400></iframe>", cadre=LOGIN)
    form = company.page.frame_locator("iframe")
    company.hears("Mettez ici votre identifiant")
    form.get_by_label("Email").press_sequentially("camille@ecole.example")
    company.hears("Tapez le mot de passe")
    form.get_by_label("Mot de passe").press_sequentially("Un-secret-9")

    company.hears("Puis cliquez ici.")


def test_a_form_in_a_frame_is_led_through_under_the_strictest_policy(visit: Callable[..., Company]) -> None:
    company = visit(
        "<h1>Me connecter</h1><iframe src=/cadre width=500 height=400></iframe>",
        headers={"Content-Security-Policy": f"{STRICT}; frame-src 'self'"},
        cadre=LOGIN.removeprefix("<h1>Me connecter</h1>"),
    )
    company.hears("Mettez ici votre identifiant")
    company.page.frame_locator("iframe").get_by_label("Email").press_sequentially("camille@ecole.example")

    company.hears("Tapez le mot de passe")


def test_a_frame_that_never_answers_holds_nothing_up(visit: Callable[..., Company]) -> None:
    silent = "<iframe src=/silence></iframe>"
    company = visit(f"<h1>Bonjour</h1>{silent}<iframe src=/cadre width=500 height=400></iframe>", cadre=LOGIN)

    company.hears("Mettez ici votre identifiant")


def test_a_code_with_a_field_for_each_digit_is_done_once_all_are_filled(visit: Callable[..., Company]) -> None:
    company = visit(
        CODE
        + "</fieldset><p><label><input type=checkbox>Ne plus me demander</label></p><button>Valider ce code</button>"
    )
    company.hears("Tapez ici la suite du code")
    for number in range(1, 4):
        company.page.get_by_label(f"Chiffre {number}").press_sequentially("1")
    company.turns(1.2)
    assert "Tapez ici la suite du code" in company.told

    company.page.get_by_label("Chiffre 4").press_sequentially("1")

    company.hears("Puis cliquez ici.")


ONE_FIELD: Final = """<h1>Authentification renforcée</h1>
    <p>671 - <input aria-label='Veuillez saisir le code de sécurité reçu par email'></p>"""


@pytest.mark.parametrize("challenge", [ONE_FIELD, CODE], ids=["one field", "one for each digit"])
@pytest.mark.parametrize("source", ["/cadre", f"{ELSEWHERE}cadre"])
def test_a_code_is_told_and_typed_in_a_frame(visit: Callable[..., Company], source: str, challenge: str) -> None:
    inbox = Mailbox(codes={"671": Digits(SecretStr("9042"), Letter("Votre code"))})
    inbox.answers.set()
    company = visit(
        f"<h1>Bonjour</h1><iframe src={source} width=500 height=400></iframe>", cadre=challenge, inbox=inbox
    )
    company.hears("9042")

    company.presses("fill-code")

    fields = company.page.frame_locator("iframe").locator("input").all()
    company.until(lambda: "".join(field.input_value() for field in fields) == "9042", "the code is never typed")


def test_on_an_unknown_page_of_the_portal_nobody_is_sent_back(visit: Callable[..., Company]) -> None:
    company = visit(LOGIN, suite="<h1>Nouveautés de votre espace</h1><a href=/>Continuer</a>")
    company.hears("Mettez ici votre identifiant")
    company.page.get_by_role("button").click()

    company.hears("avancez vous-même")
    assert "Précédent" not in company.told


def test_what_is_not_to_be_found_is_said_to_be_missing(visit: Callable[..., Company]) -> None:
    company = visit("<h1>Me connecter</h1><label>Email de connexion <input></label><button>Suivant</button>")
    company.hears("Mettez ici votre identifiant")
    company.page.get_by_label("Email").press_sequentially("camille@ecole.example")

    assert company.hears("Je ne vois pas « Me connecter » sur cette page").tone == "notice"


def test_a_button_that_makes_room_for_a_sign_of_work_is_not_missing(visit: Callable[..., Company]) -> None:
    company = visit(LOGIN.replace("<form action=/suite target=_top>", "<form onsubmit='this.remove(); return false'>"))
    company.hears("Mettez ici votre identifiant")
    company.page.get_by_label("Email").press_sequentially("camille@ecole.example")
    company.page.get_by_label("Mot de passe").press_sequentially("Un-secret-9")
    company.hears("Puis cliquez ici.")
    company.page.get_by_role("button").click()
    company.turns(1.3)

    assert "Je ne vois pas" not in company.told
