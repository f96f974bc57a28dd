"""What servers do now and then, and that the code or the right verdict comes all the same, in time."""

from __future__ import annotations

import time

import pytest

from fixtures.inbox import InboxError, MarkVoidError, NoMailError, UnreachableError, open_inbox
from tests.inbox.letters import code_letter
from tests.inbox.scripted_peer import USER, HangUpError, Line, Peer, run_peer

# Made when the suite starts, long before they are read: dated ahead, so that they have not expired by then.
OLD = code_letter("671-111111", to=USER, age=-3600)
NEW = code_letter("671-123456", to=USER, age=-3600)
WITHIN = 10


class TellsInPieces(Peer):
    def idling(self, line: Line) -> None:
        if len(self.mails) == 1:
            self.mail_comes()
            for piece in (b"* 2 EX", b"ISTS", b"\r", b"\n"):
                line.send(piece)
                time.sleep(0.03)


class TellsBeforeTheGoAhead(Peer):
    def on_idle(self, line: Line, tag: str, _rest: str) -> None:
        if len(self.mails) == 1:
            self.mail_comes()
            line.say("* 2 EXISTS")
        line.say("+ idling")
        self.end_idle(line, tag)


class TellsWithTheGoAhead(Peer):
    def on_idle(self, line: Line, tag: str, _rest: str) -> None:
        if len(self.mails) == 1:
            self.mail_comes()
            line.say("+ idling", "* 2 EXISTS")
        else:
            line.say("+ idling")
        self.end_idle(line, tag)


class KeepsAliveNoisily(Peer):
    def idling(self, line: Line) -> None:
        for _ in range(20):
            line.say("* OK Still here")
        super().idling(line)


class TellsOfFlagsAmidFetch(Peer):
    def on_fetch(self, line: Line, tag: str, rest: str) -> None:
        line.say(r"* 1 FETCH (FLAGS (\Seen) UID 40)")
        for uid in self.uids(rest):
            raw = self.selected[uid]
            line.send(b"* 2 FETCH (BODY[] {%d}\r\n%b UID %d)\r\n" % (len(raw), raw, uid))
            line.say(r"* 1 FETCH (FLAGS (\Flagged) UID 999)")
        line.say("* 3 EXISTS", f"{tag} OK done")


class HangsUpInIdle(Peer):
    def idling(self, line: Line) -> None:
        if line.number == 1:
            self.mail_comes()
            raise HangUpError


class SaysByeInIdle(HangsUpInIdle):
    def idling(self, line: Line) -> None:
        if line.number == 1:
            line.say("* BYE Idle for too long")
        super().idling(line)


class SilentAfterDone(Peer):
    def end_idle(self, line: Line, tag: str) -> None:
        if line.number == 1:
            line.wait_for_silence()
        super().end_idle(line, tag)


class HangsUpAmidAMail(Peer):
    def on_fetch(self, line: Line, tag: str, rest: str) -> None:
        if line.number == 1:
            line.send(b"* 2 FETCH (UID 41 BODY[] {%d}\r\n%b" % (len(self.new), self.new[:50]))
            raise HangUpError
        super().on_fetch(line, tag, rest)


class ComesBackAfterFailures(HangsUpInIdle):
    def serve(self, line: Line) -> None:
        if 1 < line.number < 5:
            raise HangUpError
        super().serve(line)


class NeverTells(Peer):
    """The mail comes between the search and IDLE, and no word is said of it."""

    def on_search(self, line: Line, tag: str, rest: str) -> None:
        super().on_search(line, tag, rest)
        if len(self.mails) == 1:
            self.mail_comes()

    def idling(self, line: Line) -> None:
        pass


class RefusesIdle(NeverTells):
    def on_idle(self, line: Line, tag: str, _rest: str) -> None:
        line.say(f"{tag} NO not now")


class HasNoIdle(NeverTells):
    capabilities = "IMAP4rev1"


class SearchesOnlyWhatItTold(NeverTells):
    told = False

    def on_search(self, line: Line, tag: str, _rest: str) -> None:
        self.looks += 1
        if self.looks == 3:
            self.mail_comes()
            line.say("* SEARCH", "* 2 EXISTS", f"{tag} OK done")
        else:
            line.say("* SEARCH 40", f"{tag} OK done")


class VolunteersCapabilities(Peer):
    greeting = f"* OK [CAPABILITY {Peer.capabilities}] ready"

    def on_login(self, line: Line, tag: str, _rest: str) -> None:
        line.say(f"{tag} OK [CAPABILITY {self.capabilities}] done")

    def on_capability(self, _line: Line, _tag: str, _rest: str) -> None:
        raise AssertionError("The client asked for what it had been told.")


class TellsNoUidnext(Peer):
    def on_examine(self, line: Line, tag: str, rest: str) -> None:
        self.selected = self.mails if "INBOX" in rest else self.junk
        line.say(f"* {len(self.selected)} EXISTS", "* OK [UIDVALIDITY 7] valid", f"{tag} OK done")


class LosesJunk(Peer):
    def on_status(self, line: Line, tag: str, rest: str) -> None:
        if len(self.heard) > 8:
            line.say(f"{tag} NO no such folder")
        else:
            super().on_status(line, tag, rest)


GOOD_ENDS = [
    Peer,
    TellsInPieces,
    TellsBeforeTheGoAhead,
    TellsWithTheGoAhead,
    KeepsAliveNoisily,
    TellsOfFlagsAmidFetch,
    HangsUpInIdle,
    SaysByeInIdle,
    SilentAfterDone,
    HangsUpAmidAMail,
    ComesBackAfterFailures,
    NeverTells,
    RefusesIdle,
    HasNoIdle,
    SearchesOnlyWhatItTold,
    VolunteersCapabilities,
    TellsNoUidnext,
    LosesJunk,
]


@pytest.mark.parametrize("behaviour", GOOD_ENDS)
def test_code_comes_all_the_same(behaviour: type[Peer]) -> None:
    with run_peer(behaviour(old=OLD, new=NEW)) as settings, open_inbox(settings, recipient=USER) as inbox:
        mark = inbox.mark()
        code = inbox.wait_for_code("671", since=mark, within=WITHIN)
    assert code.value.get_secret_value() == "123456"


class BringsNothing(Peer):
    def idling(self, line: Line) -> None:
        """Nothing comes."""


class FallsSilent(Peer):
    def on_search(self, line: Line, _tag: str, _rest: str) -> None:
        line.wait_for_silence()


class GoesAway(BringsNothing):
    def serve(self, line: Line) -> None:
        if line.number > 1:
            raise HangUpError
        super().serve(line)

    def idling(self, _line: Line) -> None:
        raise HangUpError


class NumbersAnew(HangsUpInIdle):
    def idling(self, line: Line) -> None:
        self.uidvalidity = 8
        super().idling(line)


class NumbersJunkAnew(BringsNothing):
    def on_search(self, line: Line, tag: str, rest: str) -> None:
        super().on_search(line, tag, rest)
        self.uidvalidity = 8


class SendsEndlessLine(BringsNothing):
    def on_search(self, line: Line, _tag: str, _rest: str) -> None:
        while True:
            line.send(b"* SEARCH " + b"1 " * 100_000)


class TalksNonsense(BringsNothing):
    def on_search(self, line: Line, tag: str, _rest: str) -> None:
        line.say("* SEARCH abc", f"{tag} OK done")


@pytest.mark.parametrize(
    ("behaviour", "verdict"),
    [
        (BringsNothing, NoMailError),
        (FallsSilent, UnreachableError),
        (GoesAway, UnreachableError),
        (NumbersAnew, MarkVoidError),
        (NumbersJunkAnew, MarkVoidError),
        (SendsEndlessLine, UnreachableError),
        (TalksNonsense, UnreachableError),
    ],
)
def test_right_verdict_comes(behaviour: type[Peer], verdict: type[InboxError]) -> None:
    with run_peer(behaviour(old=OLD, new=NEW)) as settings, open_inbox(settings, recipient=USER) as inbox:
        mark = inbox.mark()
        with pytest.raises(verdict):
            inbox.wait_for_code("671", since=mark, within=2)


class GreetsNobody(Peer):
    def serve(self, line: Line) -> None:
        line.wait_for_silence()


class SpeaksAnotherProtocol(Peer):
    greeting = "220 mail.example ESMTP"


class SaysByeAtOnce(Peer):
    greeting = "* BYE Too many connections"


@pytest.mark.parametrize("behaviour", [GreetsNobody, SpeaksAnotherProtocol, SaysByeAtOnce])
def test_server_that_does_not_let_in_is_unreachable(behaviour: type[Peer]) -> None:
    with run_peer(behaviour(old=OLD, new=NEW)) as settings:
        short = settings.model_copy(update={"timeout": 0.3})
        with pytest.raises(UnreachableError, match="check host, port and network"), open_inbox(short, recipient=USER):
            pass


class HangsUpAfterLogin(Peer):
    def on_list(self, _line: Line, _tag: str, _rest: str) -> None:
        raise HangUpError


def test_server_that_hangs_up_after_login_is_unreachable() -> None:
    with (
        run_peer(HangsUpAfterLogin(old=OLD, new=NEW)) as settings,
        pytest.raises(UnreachableError, match="stopped answering"),
        open_inbox(settings, recipient=USER),
    ):
        pass


class HasFrenchJunk(Peer):
    folders = (r'* LIST (\HasNoChildren) "/" INBOX', r'* LIST (\HasNoChildren) "/" "INBOX/Courrier ind&AOk-sirable"')

    def idling(self, _line: Line) -> None:
        self.junk[1] = self.new


def test_junk_is_found_by_its_french_name() -> None:
    with run_peer(HasFrenchJunk(old=OLD, new=NEW)) as settings, open_inbox(settings, recipient=USER) as inbox:
        code = inbox.wait_for_code("671", since=inbox.mark(), within=WITHIN)
    assert code.mail.folder == "INBOX/Courrier indésirable"


class CannotDeleteSingly(Peer):
    capabilities = "IMAP4rev1 IDLE"


def test_cleanup_deletes_nothing_where_it_cannot_choose(caplog: pytest.LogCaptureFixture) -> None:
    peer = CannotDeleteSingly(old=OLD, new=NEW)
    with run_peer(peer) as settings:
        tidy = settings.model_copy(update={"cleanup": True})
        with open_inbox(tidy, recipient=USER) as inbox:
            inbox.wait_for_code("671", since=inbox.mark(), within=WITHIN)
    assert not any("STORE" in command or "EXPUNGE" in command for command in peer.heard)
    assert "UIDPLUS" in caplog.text


def test_polling_grows_rare() -> None:
    peer = BringsNothing(old=OLD, new=NEW)
    with run_peer(peer) as settings, open_inbox(settings, recipient=USER) as inbox, pytest.raises(NoMailError):
        inbox.wait_for_code("671", since=inbox.mark(), within=1.5)
    assert peer.looks < 250
