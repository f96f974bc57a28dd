"""Which entry of an old list is which entry of a new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

T = TypeVar("T")
Pair = tuple[int | None, int | None]
"""Indices of what belongs together; None where there is no counterpart."""
Likeness = Callable[[T, T], float]
"""How much two entries are alike; 0 where they cannot be the same."""

_ALIKE = 0.5
"""Share of letters that two wordings of one text have in common, at least."""


def in_order(old: Sequence[T], new: Sequence[T], likeness: Likeness[T]) -> list[Pair]:
    """Pair the entries so that all pairs keep the order of both lists and are most alike in sum."""
    table = [[likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for a in reversed(range(len(old))):
        for b in reversed(range(len(new))):
            paired = best[a + 1][b + 1] + table[a][b] if table[a][b] > 0 else 0.0
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    pairs: list[Pair] = []
    a = b = 0
    while a < len(old) and b < len(new):
        if table[a][b] > 0 and best[a][b] == best[a + 1][b + 1] + table[a][b]:
            pairs.append((a, b))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            pairs.append((a, None))
            a += 1
        else:
            pairs.append((None, b))
            b += 1
    return [*pairs, *((rest, None) for rest in range(a, len(old))), *((None, rest) for rest in range(b, len(new)))]


def in_any_order(old: Sequence[T], new: Sequence[T], likeness: Likeness[T]) -> list[tuple[int, int]]:
    """Pair the entries that are most alike first, wherever they stand; those without a counterpart are left out."""
    scores = [(likeness(x, y), a, b) for a, x in enumerate(old) for b, y in enumerate(new)]
    free_old, free_new = set(range(len(old))), set(range(len(new)))
    pairs = []
    for score, a, b in sorted(scores, key=lambda each: (-each[0], each[1], each[2])):
        if score > 0 and a in free_old and b in free_new:
            free_old.remove(a)
            free_new.remove(b)
            pairs.append((a, b))
    return pairs


def with_moves(old: Sequence[T], new: Sequence[T], likeness: Likeness[T]) -> list[tuple[Pair, bool]]:
    """Pair the entries in order, then those that are left over in any order.

    Returns:
        The pairs in the new order, what is missing where it was; and whether the pair came out of order.
    """
    straight = in_order(old, new, likeness)
    gone = [a for a, b in straight if a is not None and b is None]
    come = [b for a, b in straight if b is not None and a is None]
    crossing = {come[b]: gone[a] for a, b in in_any_order([old[a] for a in gone], [new[b] for b in come], likeness)}
    found = set(crossing.values())
    return [
        ((crossing[b], b), True) if a is None and b in crossing else ((a, b), False)
        for a, b in straight
        if not (b is None and a in found)
    ]


def _one_for_one(pairs: list[Pair]) -> list[Pair]:
    """Pair what is missing with what is new right after it: a text that was written anew."""
    joined: list[Pair] = []
    for a, b in pairs:
        if joined and joined[-1][1] is None and a is None:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return joined


def texts(old: Sequence[str], new: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """The texts that differ: another wording, one that is new or one that is missing. What only moved is no change."""
    changes: list[tuple[str | None, str | None]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            pairs = _one_for_one(in_order(old[a:b], new[c:d], similarity))
            changes += [(None if x is None else old[a + x], None if y is None else new[c + y]) for x, y in pairs]
    gone, come = Counter(x for x, _ in changes), Counter(y for _, y in changes)
    elsewhere = gone & come
    told = ((None if x in elsewhere else x, None if y in elsewhere else y) for x, y in changes)
    return [(x, y) for x, y in told if x != y]


def similarity(old: str, new: str) -> float:
    """The share of letters that two texts have in common, in order; 0 where it is too small for one text."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < _ALIKE:
        return 0.0
    share = matcher.ratio()
    return share if share >= _ALIKE else 0.0
