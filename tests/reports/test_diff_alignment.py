from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.comparison.alignment import in_order, texts, with_moves


def _equal(old: str, new: str) -> float:
    return float(old == new)


letters = st.lists(st.sampled_from("abcde"), max_size=8)


@given(letters)
def test_a_list_is_aligned_with_itself(entries: list[str]) -> None:
    assert with_moves(entries, entries, _equal) == [((place, place), False) for place in range(len(entries))]


@given(letters, letters)
def test_every_entry_comes_once(old: list[str], new: list[str]) -> None:
    pairs = [pair for pair, _ in with_moves(old, new, _equal)]

    assert sorted(a for a, _ in pairs if a is not None) == list(range(len(old)))
    assert [b for _, b in pairs if b is not None] == list(range(len(new)))


@given(letters, letters)
def test_pairs_keep_both_orders_where_order_counts(old: list[str], new: list[str]) -> None:
    paired = [(a, b) for a, b in in_order(old, new, _equal) if a is not None and b is not None]

    assert paired == sorted(paired)
    assert all(old[a] == new[b] for a, b in paired)


@given(letters, letters)
def test_what_both_have_is_never_missing(old: list[str], new: list[str]) -> None:
    pairs = [pair for pair, _ in with_moves(old, new, _equal)]

    gone = {old[a] for a, b in pairs if a is not None and b is None}
    come = {new[b] for a, b in pairs if b is not None and a is None}
    assert not gone & come


def test_a_text_that_only_moved_is_no_change() -> None:
    assert texts(["Aide", "Entrer", "Partir"], ["Entrer", "Partir", "Aide"]) == []


def test_a_text_written_anew_is_one_change() -> None:
    assert texts(["Bonjour", "Aide", "Fin"], ["Bonjour", "Douze signes", "Fin"]) == [("Aide", "Douze signes")]


def test_one_of_two_equal_texts_can_be_missing() -> None:
    assert texts(["Afficher", "Afficher"], ["Afficher"]) == [("Afficher", None)]
