"""What stands in a password field is never read: by no probe, no event and no record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.applicants import sample_applicant
from flows.guidance.keeper import Keeper
from pages.access import AccessScreen
from pages.login import LoginScreen

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from flows.applicant import Applicant
    from tests.guide.company import Company

pytestmark = pytest.mark.bundled_only

COUNTING = """
window.reads = [];
const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
Object.defineProperty(HTMLInputElement.prototype, 'value', {
    configurable: true, enumerable: true, set,
    get() {
        if (this.type === 'password') window.reads.push(new Error().stack);
        return get.call(this);
    },
});
for (const name of ['data', 'key', 'code'])
    for (const kind of [InputEvent, KeyboardEvent]) {
        const told = Object.getOwnPropertyDescriptor(kind.prototype, name);
        if (told) Object.defineProperty(kind.prototype, name, { configurable: true, get() {
            if (this.target?.type === 'password') window.reads.push(new Error().stack);
            return told.get.call(this);
        } });
    }
"""


@pytest.fixture
def counted(page: Page) -> Page:
    """A page that notes each reading of a password."""
    page.context.add_init_script(COUNTING)
    return page


def reads(page: Page) -> list[str]:
    """Where passwords were read; what the portal itself does with its keys is its own affair."""
    found: list[str] = page.evaluate("() => window.reads")
    return [stack for stack in found if "portal.js" not in stack]


def test_the_counting_itself_notices_a_reading(counted: Page) -> None:
    counted.goto("data:text/html,<input type=password value=x>")

    counted.evaluate("() => document.querySelector('input').value")

    assert len(reads(counted)) == 1


def test_typing_passwords_beside_the_guide_leaves_them_unread(
    counted: Page, lead: Callable[..., Company], applicant: Applicant
) -> None:
    company, password = lead(), applicant.password.get_secret_value()
    company.refuses_cookies()
    company.begins()
    company.hears("Choisissez un mot de passe")
    AccessScreen.password_field.on(counted).press_sequentially(password)
    company.hears("Tapez une seconde fois")
    AccessScreen.confirmation_field.on(counted).press_sequentially(password)
    company.hears("Puis cliquez ici, une seule fois.")
    company.turns(1)
    assert reads(counted) == []

    company.clicks(AccessScreen.submit_button)
    company.activates()
    company.hears("Mettez ici votre identifiant")
    LoginScreen.email_field.on(counted).press_sequentially(applicant.email)
    company.hears("Tapez le mot de passe")
    LoginScreen.password_field.on(counted).press_sequentially(password)
    company.hears("Puis cliquez ici.")

    assert reads(counted) == []


def test_recording_leaves_passwords_unread_and_out_of_the_record(
    counted: Page, lead: Callable[..., Company], applicant: Applicant, tmp_path: Path
) -> None:
    password = applicant.password.get_secret_value()
    company = lead(keeper=Keeper(tmp_path, person=applicant, shown=sample_applicant()))
    company.refuses_cookies()
    company.begins()
    company.hears("Choisissez un mot de passe")
    AccessScreen.password_field.on(counted).press_sequentially(password)
    company.hears("Tapez une seconde fois")
    counted.reload()
    company.hears("Choisissez un mot de passe")
    AccessScreen.password_field.on(counted).press_sequentially(password)
    company.hears("Tapez une seconde fois")
    company.turns(1)

    assert reads(counted) == []
    company.guide.close()
