"""The check as data and as a table."""

import io
import json

import pytest
from pydantic import ValidationError
from rich.console import Console

from reports.check import Check, CheckedElement, CheckedScreen, State, check_table, outcome_of
from reports.record import Outcome


def element(name: str, state: State = State.PRESENT, seen: str | None = None, count: int = 1) -> CheckedElement:
    return CheckedElement(
        element=f"LoginScreen.{name}", role="button", label="Me connecter", state=state, count=count, seen=seen
    )


def check(*elements: CheckedElement) -> Check:
    screens = (
        CheckedScreen(
            kind="screen",
            screen="LoginScreen",
            title="Me connecter",
            chapter="Je me connecte",
            reached=True,
            elements=elements,
        ),
        CheckedScreen(kind="mail", screen="CodeMail", title="Votre code", chapter="Je confirme", reached=False),
        CheckedScreen(
            kind="screen", screen="CookieBanner", title="Cookies", chapter="Je refuse", expected=False, reached=False
        ),
    )
    return Check(
        journey="connexion",
        title="Me connecter",
        bundled=True,
        outcome=outcome_of(Outcome.PASSED, screens),
        screens=screens,
    )


def printed(found: Check, *, everything: bool = False, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(check_table(found, everything=everything))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_what_is_written_can_be_read_again() -> None:
    found = check(element("submit_button", State.RENAMED, "Se connecter", 0))

    assert Check.model_validate_json(found.model_dump_json()) == found


def test_the_json_has_a_version_and_says_each_element_in_full() -> None:
    found = json.loads(check(element("submit_button", State.RENAMED, "Se connecter", 0)).model_dump_json())

    assert found["version"] == 1
    assert found["screens"][0]["elements"] == [
        {
            "element": "LoginScreen.submit_button",
            "role": "button",
            "label": "Me connecter",
            "state": "renamed",
            "count": 0,
            "seen": "Se connecter",
        }
    ]


def test_what_is_unknown_is_refused() -> None:
    with pytest.raises(ValidationError):
        Check.model_validate({**check().model_dump(), "colour": "red"})


@pytest.mark.parametrize("state", [State.MISSING, State.SEVERAL, State.RENAMED])
def test_an_element_that_is_not_as_declared_is_drift(state: State) -> None:
    assert check(element("submit_button", state)).outcome is Outcome.DRIFT


@pytest.mark.parametrize("state", [State.PRESENT, State.ABSENT])
def test_what_is_there_or_need_not_be_is_no_drift(state: State) -> None:
    assert check(element("submit_button", state)).outcome is Outcome.PASSED


def test_drift_goes_before_what_ended_the_walk() -> None:
    assert outcome_of(Outcome.PORTAL, check(element("a_button", State.MISSING)).screens) is Outcome.DRIFT


def test_the_table_prints_only_what_drifted() -> None:
    told = printed(check(element("email_field"), element("submit_button", State.RENAMED, "Se connecter", 0)))

    assert "email_field" not in told
    assert "submit_button" in told
    assert "« Se connecter »" in told


def test_the_table_prints_everything_when_asked() -> None:
    assert "email_field" in printed(check(element("email_field")), everything=True)


def test_each_screen_has_a_line_of_its_own() -> None:
    lines = printed(check(element("email_field"), element("notice", State.ABSENT, count=0))).splitlines()

    assert any("LoginScreen" in line and "1 of 1 present" in line for line in lines)
    assert any("CodeMail" in line and "not reached" in line for line in lines)
    assert any("CookieBanner" in line and "did not show" in line for line in lines)


def test_the_totals_come_last() -> None:
    told = printed(check(element("email_field"), element("submit_button", State.SEVERAL, count=2)))

    assert told.splitlines()[-1] == (
        "1 of 2 declared elements present; 1 several; 1 of 3 screens and mails not reached."
    )
    assert "2 times" in told


def test_labels_are_no_markup() -> None:
    assert "[red]" in printed(check(element("submit_button", State.RENAMED, "[red]Aller[/]", 0)))
