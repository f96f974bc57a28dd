"""What a stage makes of a mail server that does not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import create_autospec

import pytest

from flows.stage import Inbox, Stage
from flows.trouble import EnvironmentTrouble, Handover
from pages.mails import ActivationMail, CodeMail

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

DOWN = EnvironmentTrouble("le serveur de messagerie ne répond pas.")


@pytest.fixture
def stage_with(page: Page) -> Callable[..., Stage]:
    def stage_with(*marks: Any) -> Stage:
        inbox = create_autospec(Inbox, instance=True)
        inbox.mark.side_effect = marks
        inbox.find_mail.return_value = None
        return Stage(page=page, start_url="https://portail.example/", inbox=inbox)

    return stage_with


def test_a_mail_that_nobody_needs_may_go_unmarked(stage_with: Callable[..., Stage]) -> None:
    stage = stage_with(DOWN)

    stage.expect_mail(ActivationMail)

    assert stage.receive(ActivationMail, needed=False) is None
    assert stage.remarks == ["La boîte de réception n’a pas répondu avant l’envoi d’un message."]


def test_a_mail_that_is_needed_tells_why_it_went_unmarked(stage_with: Callable[..., Stage]) -> None:
    stage = stage_with(DOWN)
    stage.expect_mail(CodeMail)

    with pytest.raises(EnvironmentTrouble, match="ne répond pas"):
        stage.receive_code(CodeMail, "671")


def test_a_second_try_marks_after_all(stage_with: Callable[..., Stage]) -> None:
    stage = stage_with(DOWN, "mark")
    stage.expect_mail(CodeMail)

    stage.expect_mail(CodeMail)

    assert stage.marks == {CodeMail: "mark"}


def test_without_an_inbox_a_person_is_asked(page: Page) -> None:
    stage = Stage(page=page, start_url="https://portail.example/")
    stage.expect_mail(CodeMail)

    with pytest.raises(Handover, match="aucune boîte de réception"):
        stage.receive_code(CodeMail, "671")
