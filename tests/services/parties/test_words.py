"""Looking through the words of all third parties: the same as by looking at each of them, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import product
from random import Random

import pytest

from sakimori.services.parties.words import Words, in_one_text
from sakimori.store.reads.party_search import FORMS, Word, keys_of

LETTERS = "アイウ"
ASKED = ["".join(letters) for length in (1, 2, 3) for letters in product(LETTERS, repeat=length)]


def made_up(number: int, *, seed: int) -> Words:
    """So many words of few letters, some after a legal form, some of third parties that are over."""
    random = Random(seed)  # noqa: S311 - not for secrets
    found = set()
    for place in range(number):
        said = "".join(random.choices(LETTERS, k=random.randint(1, 6)))
        key = random.choice(FORMS) + said
        # What comes first stands among the long texts of one seed, and among the short ones of another.
        kind = random.randrange(4) if (len(said) > 4) == (seed % 2 == 0) else 3
        party = f"tp{random.randrange(number // 2):05}"
        is_over = party < "tp00020"
        found.add(Word(is_over, kind, len(key), f"社{place}", party, key, key, None, None))
    by_party = defaultdict(list)
    for word in sorted(found):
        by_party[word.third_party_id].append(word)
    return in_one_text(sorted(found), by_party)


def looked_at_each(rows: Sequence[Word], text: str, limit: int) -> list[tuple[Word, bool]]:
    keys = keys_of(text)

    def begins(word: Word) -> bool:
        return any(word.key.startswith(form + key) for key in keys for form in FORMS)

    met = [word for word in rows if any(key in word.key for key in keys)]
    best: dict[str, tuple[Word, bool]] = {}
    for word in sorted(met, key=lambda word: (word.is_over, not begins(word))):  # of two alike the first stays first
        best.setdefault(word.third_party_id, (word, not begins(word)))
    return list(best.values())[:limit]


@pytest.mark.parametrize("number", [4, 300, 6_001, 12_000])
@pytest.mark.parametrize("limit", [3, 100_000])
def test_few_words_and_many_are_found_as_by_looking_at_each(number: int, limit: int) -> None:
    words = made_up(number, seed=number)
    for text in ASKED:
        assert words.find(text, limit=limit) == looked_at_each(words.rows, text, limit), text
