"""What can go wrong with a letter."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from mock_portal import challenges, texts
from mock_portal.acting import change

if TYPE_CHECKING:
    from mock_portal.mails import Post

_FORGER = "securite@mutuelle-portail.invalid"
_BEFORE = dt.timedelta(seconds=20)


@change("mail-junk", *texts.LETTERS)
@change("activation-mail-junk", texts.ACTIVATED)
@change("code-mail-junk", texts.CODE)
def junk(post: Post) -> None:
    """It is taken for junk."""
    post.junk = True


@change("mail-lost", *texts.LETTERS)
@change("activation-mail-lost", texts.ACTIVATED)
@change("code-mail-lost-always", texts.CODE)
def lost(post: Post) -> None:
    """It never arrives."""
    post.lost = True


@change("code-mail-lost", texts.CODE)
def first_lost(post: Post) -> None:
    """The first never arrives, those that are asked for after it do."""
    post.lost |= post.player.first("code-mail-lost")


@change("activation-mail-late", texts.ACTIVATED)
def activation_late(post: Post) -> None:
    """It comes late."""
    post.delay += post.player.value("activation-mail-late")


@change("mail-late", *texts.LETTERS)
def late(post: Post) -> None:
    """It comes late, whatever it is."""
    post.delay += post.player.value("mail-late")


@change("mail-twice", *texts.LETTERS)
def copied(post: Post) -> None:
    """It arrives twice, as it is."""
    post.copies = 2


@change("code-mail-late", texts.CODE)
def code_late(post: Post) -> None:
    """It comes late."""
    post.delay += post.player.value("code-mail-late")


@change("code-spaced", texts.CODE)
def spaced(post: Post) -> None:
    """The code is printed as it stands on the screen."""
    post.values["dash"] = " - "


@change("code-twice", texts.CODE)
def twice(post: Post) -> None:
    """An earlier code arrives last, and is void."""
    void = {"prefix": challenges.other_prefix(str(post.values["prefix"])), "code": challenges.new_code()}
    post.followed_by.append(
        replace(post, values=post.values | void, age=_BEFORE, lost=False, delay=0.0, followed_by=[])
    )


@change("mail-forged", texts.CODE)
def forged(post: Post) -> None:
    """Another sender is faster, with the right prefix and a code of its own."""
    values = post.values | {"code": challenges.new_code()}
    post.preceded_by.append(
        replace(post, sender=_FORGER, values=values, lost=False, copies=1, preceded_by=[], followed_by=[])
    )
