"""What questions and controls are about, as far as it can be told by their words, whatever language they are in."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz

from sakimori.exchange.documents.letters import plain_text
from sakimori.exchange.documents.patterns import fact_pairs

_SUBJECTS = fact_pairs("subjects", "all")
_WORDS = 10
"""So much of a likeness comes from the words themselves, and only among texts about the same."""


@lru_cache(maxsize=5_000)
def subjects_of(text: str) -> frozenset[str]:
    """The subjects whose words stand in a text."""
    said = plain_text(text)
    return frozenset(name for name, pattern in _SUBJECTS if pattern.search(said))


def likeness_of(one: str, other: str) -> int:
    """How far two texts are about the same, from 0 to 100: the subjects that both have, of those that either has."""
    ours, theirs = subjects_of(one), subjects_of(other)
    shared = ours & theirs
    if not shared:
        return 0
    share = len(shared) / len(ours | theirs)
    return round((100 - _WORDS) * share + _WORDS * fuzz.token_set_ratio(plain_text(one), plain_text(other)) / 100)
