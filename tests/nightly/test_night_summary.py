from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from reports.nightly import page, words
from reports.nightly.history import Line
from reports.nightly.night import Document, Shard, StageName
from reports.record import Outcome
from tests.nightly.nights import DRIFT, DRIFT_ELSEWHERE, case, night, nights, stage

if TYPE_CHECKING:
    from pathlib import Path

RED_NIGHT = night(
    stage(StageName.JOURNEYS, case(), case("connexion", Outcome.DRIFT, DRIFT)),
    stage(StageName.SUITE, case("test_login::test_a", Outcome.DRIFT, DRIFT_ELSEWHERE), case("test_b::test_c")),
    stage(StageName.TUTORIAL, state="skipped", remarks=("The journeys are red.",)),
    scenarios=("renamed=connexion/button/Me connecter>Se connecter",),
)


class Page(HTMLParser):
    """What a browser would fetch, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.french: list[str] = []
        self._lang = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.fetched += [value for name in ("src", "href") if tag != "a" and (value := told.get(name))]
        self._lang = told.get("lang") or "" if tag == "span" else ""

    def handle_data(self, data: str) -> None:
        if self._lang == "fr":
            self.french.append(data)


def test_the_page_asks_for_nothing_from_elsewhere() -> None:
    html = page.html(RED_NIGHT, [Line.of(RED_NIGHT)])

    assert Page(html).fetched == ["data:,"]
    assert re.findall(r"url\((?!data:)", html) == []


@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_page_and_the_markdown_begin_with_the_verdict(outcome: Outcome) -> None:
    told = night(stage(StageName.JOURNEYS, case(outcome=outcome, diagnosis="« A » : rien.")))

    for text in (page.html(told), page.markdown(told)):
        assert words.OUTCOMES[outcome].headline in text
        assert ("« A » : rien." in text) is (outcome is not Outcome.PASSED)


def test_a_sentence_is_marked_as_french_where_it_is() -> None:
    assert DRIFT in Page(page.html(RED_NIGHT)).french


def test_one_cause_is_told_once_with_everything_that_failed_of_it() -> None:
    html = page.html(RED_NIGHT)

    assert html.count('<li>\n      <span class="badge drift">') == 1
    assert "Seen 2 times" in html


def test_what_is_underneath_is_told() -> None:
    assert "the bundled portal playing renamed=connexion/button" in page.html(RED_NIGHT)


def test_a_flake_is_never_passed_in_silence() -> None:
    told = night(stage(StageName.SUITE, case("test_a::test_b", first_try="mail: « M » : rien."), case()))

    assert told.outcome is Outcome.PASSED
    for text in (page.html(told), page.markdown(told)):
        assert "All is well, but 1 case passed on the second try only" in text
        assert "test_a::test_b" in text
        assert "mail: « M » : rien." in text


def test_a_night_that_was_broken_off_says_so() -> None:
    told = night(unfinished="It was stopped during the stage suite.")

    for text in (page.html(told), page.markdown(told)):
        assert "It was stopped during the stage suite." in text
        assert "All is well" not in text


def test_markup_in_a_diagnosis_stays_text() -> None:
    told = night(
        stage(StageName.JOURNEYS, case(outcome=Outcome.PORTAL, diagnosis="« A » : <script>*x*</script> | `b`"))
    )

    assert "<script>*x*" not in page.html(told)
    assert r"\<script\>\*x\*\</script\> \| \`b\`" in page.markdown(told)


def test_documents_are_linked_to() -> None:
    document = Document(label="Record of adhesion", path="journeys/adhesion/record.json")

    html = page.html(night(stage(documents=(document,))))

    assert '<a href="journeys/adhesion/record.json">Record of adhesion</a>' in html


def test_only_nights_that_are_still_there_are_linked_to(tmp_path: Path) -> None:
    (tmp_path / "2026-11-02").mkdir()
    known = nights([Outcome.PASSED] * 3)

    html = page.html(known[-1], [Line.of(each) for each in known], tmp_path)

    assert re.findall(r'href="\.\./([^"]+)"', html) == ["2026-11-02/index.html"]


def test_the_slowest_tests_are_listed_slowest_first() -> None:
    tests = [case(f"test_{number}", seconds=number) for number in range(20)]

    listed = words.slowest(night(stage(StageName.SUITE, *tests)))

    assert [each.name for _, each in listed] == [f"test_{number}" for number in range(19, 9, -1)]


def test_a_stage_that_was_not_run_says_why() -> None:
    html = page.html(RED_NIGHT)

    assert "not run" in html
    assert "The journeys are red." in html


def test_a_shard_says_that_it_is_one() -> None:
    assert "shard 2/3" in page.html(night(shard=Shard(number=2, of=3)))


def test_all_but_one_of_many_is_not_told_as_all() -> None:
    told = night(stage(StageName.SUITE, *[case(str(n)) for n in range(9999)], case("bad", Outcome.PORTAL)))

    assert words.rate(told.counts) == "99.9 %"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (59.6, "1 min 00 s"), (150, "2 min 30 s"), (3725, "1 h 02 min")],
)
def test_lengths_of_time_are_told_as_people_do(seconds: float, told: str) -> None:
    assert words.duration(seconds) == told
