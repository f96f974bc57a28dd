"""The post: an inbox, however slow or broken, never holds the guide up."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from fixtures.inbox import UnreachableError
from flows.guidance.post import News, Post
from pages.mails import ActivationMail, CodeMail, NewPasswordMail
from tests.guide.letters import Digits, Letter, Mailbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def mailbox() -> Mailbox:
    found = Mailbox()
    found.answers.set()
    return found


@pytest.fixture
def post(mailbox: Mailbox) -> Iterator[Post]:
    opened = Post(mailbox)
    yield opened
    mailbox.answers.set()
    opened.close()


def soon(ask: Callable[[], News], fact: Callable[[News], bool]) -> News:
    """What is known as soon as ``fact`` holds of it."""
    deadline = time.monotonic() + 10
    while not fact(news := ask()):
        assert time.monotonic() < deadline, news
        time.sleep(0.01)  # between two questions, not for an outcome
    return news


def test_without_an_inbox_nobody_looks() -> None:
    post = Post(None)

    assert post.news(ActivationMail) == News()
    assert post.code("671") == News()
    post.close()


def test_a_mail_that_has_come_is_told(post: Post, mailbox: Mailbox) -> None:
    mailbox.letters.append((5, Letter("Votre compte est validé", in_junk=True)))

    news = soon(lambda: post.news(ActivationMail), lambda news: news.arrived)

    assert news.in_junk
    assert news.watched


def test_an_inbox_that_takes_its_time_holds_nothing_up(post: Post, mailbox: Mailbox) -> None:
    mailbox.answers.clear()

    assert post.news(ActivationMail) == News(watched=True)
    assert post.code("671") == News(watched=True)


def test_a_code_is_known_by_the_prefix_on_the_screen(post: Post, mailbox: Mailbox) -> None:
    mailbox.codes["902"] = Digits(SecretStr("111111"), Letter("Votre code"))
    mailbox.codes["671"] = Digits(SecretStr("222222"), Letter("Votre code"))

    news = soon(lambda: post.code("671"), lambda news: news.arrived)

    assert news.code
    assert news.code.value.get_secret_value() == "222222"
    assert "222222" not in repr(news)


def test_a_code_that_is_late_is_found_once_it_comes(post: Post, mailbox: Mailbox) -> None:
    soon(lambda: post.code("671"), lambda news: news.watched)
    mailbox.codes["671"] = Digits(SecretStr("222222"), Letter("Votre code"))

    assert soon(lambda: post.code("671"), lambda news: news.arrived).code


def test_an_inbox_that_cannot_be_read_is_no_longer_taken_for_watched(post: Post, mailbox: Mailbox) -> None:
    mailbox.fails = UnreachableError("gone")

    assert not soon(lambda: post.news(ActivationMail), lambda news: not news.watched).arrived


def test_an_old_link_is_not_taken_for_the_one_just_asked_for(post: Post, mailbox: Mailbox) -> None:
    mailbox.letters.append((1, Letter("Choisir un nouveau mot de passe : réinitialisation du mot de passe")))
    soon(lambda: post.news(NewPasswordMail), lambda news: news.arrived)

    post.expect(NewPasswordMail)

    soon(lambda: post.news(NewPasswordMail), lambda news: news.watched)
    assert not post.news(NewPasswordMail).arrived


def test_a_code_asked_for_again_needs_no_new_mark(post: Post, mailbox: Mailbox) -> None:
    before = soon(lambda: post.code("671"), lambda news: news.watched)
    post.expect(CodeMail)

    assert before == News(watched=True)
    assert mailbox.now <= 1
