"""Answers in few words that repeat: tokens of a form of its own, of which a person says once what each means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Final

from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.error_cells import is_error
from sakimori.exchange.questionnaires.reading.normal import Meanings, fold_token
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.choices import answer_of, options_in

FEWEST: Final = 3
MOST_WORDS: Final = 6
LONGEST_WORD: Final = 20
_MOST: Final = 0.8
_TWICE: Final = 2
_LONGEST_SIGN: Final = 2
_LONGEST_LIST: Final = 10


def holds_few_words(cells: Iterable[str]) -> bool:
    """Whether a column holds few short texts, at least half of which repeat; of signs one is enough."""
    words = Counter(fold_token(cell) for cell in cells if cell.strip())
    longest = max(map(len, words), default=0)
    total, repeated = words.total(), sum(count for count in words.values() if count >= _TWICE)
    return (
        total >= FEWEST
        and longest <= LONGEST_WORD
        and not any("\n" in word for word in words)
        and len(words) <= MOST_WORDS
        and repeated * (total if longest <= _LONGEST_SIGN else _TWICE) >= total
    )


def words_to_ask(answers: Iterable[tuple[str, tuple[str, ...]]], meanings: Meanings) -> dict[str, Normal]:
    """The folded tokens of a column of answers that nobody has explained: each waits for a person.

    A word is one where the column has a vocabulary of its own, few words that repeat; where it repeats among answers
    that are tokens; or where its cell offers it in a short list.

    Args:
        answers: Each filled cell with the members of the list that it offers.
        meanings: What tokens mean in this file.
    """
    long = 0
    known, unknown, chosen = Counter[str](), Counter[str](), set[str]()
    for (cell, members), count in Counter(answers).items():
        word = fold_token(cell)
        if is_error(cell):
            continue
        if options_in(cell) or answer_of(cell, meanings).normal is not Normal.TEXT:
            known[word] += count
        elif len(word) <= LONGEST_WORD and "\n" not in word:
            unknown[word] += count
            if len(members) <= _LONGEST_LIST and word in map(fold_token, members):
                chosen.add(word)
        else:
            long += count
    is_own = unknown.total() > known.total() and not long
    if is_own and holds_few_words((known + unknown).elements()):
        return dict.fromkeys(sorted(unknown), Normal.AMBIGUOUS)
    repeated = {word for word, count in unknown.items() if count >= _TWICE}
    total = known.total() + long + unknown.total()
    among = known.total() + sum(unknown[word] for word in repeated | chosen)
    are_tokens = len(repeated) <= MOST_WORDS and total > FEWEST and among >= _MOST * total
    return dict.fromkeys(sorted(chosen | repeated if are_tokens else chosen), Normal.AMBIGUOUS)


def with_words_to_ask(
    sheet: Sheet, header: int, column: int, meanings: Meanings, aside: Collection[int] = ()
) -> Meanings:
    """The meanings of a sheet with the tokens of its answers that wait for a person; rows aside answer nothing."""
    repeated = (frozenset(row.from_above | row.copies) for row in sheet.grid.rows)
    rows = (row for row, others in zip(sheet.grid.rows, repeated, strict=True) if column not in others)
    given = (
        (cell, sheet.facts.lists.get((row.number, column), ()))
        for row in rows
        if row.number > header and row.number not in aside and (cell := row.cell(column))
    )
    return replace(meanings, legend={**words_to_ask(given, meanings), **meanings.legend})
