"""Which column of a sheet holds the answers, or which ones to mark, and whether its label says so plainly."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from sakimori.exchange.lists.grid import LABEL_SEPARATOR, Header
from sakimori.exchange.questionnaires.reading.document import Sheet
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.columns import (
    SURE,
    ColumnFacts,
    ColumnRole,
    is_answered_in,
    is_given_here,
    is_of_others,
    mark_of,
    role_of,
    says_what_is_done,
    tells_how_to_answer,
)
from sakimori.exchange.questionnaires.sheets.few_words import few_words_column

_FEWEST_MARKS: Final = 2
_MOST: Final = 0.8
_FEW: Final = 0.2
_OFFERS: Final = 1.1
_TOKENS: Final = 0.8
_PROSE: Final = 0.5
_YEAR: Final = re.compile(r"20[0-9]{2}")
CLOSED: Final = frozenset(
    {ColumnRole.ID, ColumnRole.COMMENT, ColumnRole.REQUIRED, ColumnRole.WEIGHT, ColumnRole.OWNERSHIP, ColumnRole.UNIT}
)
"""What a column may be for sure by its label, whatever tokens it holds."""
_FREE: Final = frozenset({None, ColumnRole.ANSWER, ColumnRole.GUIDANCE})

Words = Mapping[int, tuple[ColumnRole, float]]
Facts = Mapping[int, ColumnFacts]


def marks_in(header: Header) -> dict[int, Normal]:
    """The first columns side by side that are named by tokens of different meaning; those given here go first.

    What is neither yes nor no may stand further to the right.
    """
    return _marks_among(header, is_given=True) or _marks_among(header, is_given=False)


def _marks_among(header: Header, *, is_given: bool) -> dict[int, Normal]:
    run: dict[int, Normal] = {}
    for column, label in enumerate(header.labels):
        if (run and label in {"", header.labels[column - 1]}) or (is_given and _is_under_others(label)):
            continue
        normal = mark_of(label.rsplit(LABEL_SEPARATOR, 1)[-1])
        is_apart = len(run) > 1 and column - 1 not in run
        if normal is not None and normal not in run.values() and not (is_apart and normal in {Normal.YES, Normal.NO}):
            run[column] = normal
        elif len(run) > 1:
            if normal is not None:
                break
        else:
            run = {} if normal is None else {column: normal}
    if len(run) < _FEWEST_MARKS or not {Normal.YES, Normal.NO} & set(run.values()):
        return {}
    # A yes or a no may stand apart from the rest.
    for column, label in enumerate(header.labels):
        normal = mark_of(label.rsplit(LABEL_SEPARATOR, 1)[-1])
        if normal in {Normal.YES, Normal.NO} - set(run.values()) and not (is_given and _is_under_others(label)):
            run[column] = normal
    return dict(sorted(run.items()))


def _is_under_others(label: str) -> bool:
    """Whether what stands over the lowest part of a label says that its answers are of others."""
    return is_of_others(label.rpartition(LABEL_SEPARATOR)[0])


def doubt_over(header: Header, answer: int | None, marks: Collection[int], *, is_rivalled: bool = False) -> str:
    """The label over the answers where it does not say plainly that they are given below it; blank where it does."""
    if marks:
        return next((label for column in marks if _is_under_others(label := header.label(column))), "")
    if answer is None or (is_answered_in(header.label(answer)) and not is_rivalled):
        return ""
    return header.label(answer)


def heading_of_others(sheet: Sheet, header: Header, question: int, place: int | None) -> str:
    """A lone heading over the answers alone that says whose they are."""
    row = sheet.grid.row(header.row - header.depth)
    text = row.cell(place) if row and place is not None else ""
    return text if text and row and text != row.cell(question) and is_of_others(text) else ""


def answer_columns(header: Header, words: Words, facts: Facts) -> tuple[int | None, ...]:
    """The column of the answers, by what it holds and offers and by its label; of equal ones the first, then the rest.

    What others have answered is none; nor is their judgement, which stands to the right of what is answered here.
    """
    shown = _shown(header, facts)
    given = {column for column in shown if is_given_here(label := header.label(column)) and not is_of_others(label)}
    sure_ones = {column for column, (role, sure) in words.items() if role is ColumnRole.ANSWER and sure >= SURE}
    first = min(given & sure_ones, default=None)
    found: list[tuple[float, int]] = []
    for column, fact in shown.items():
        role, sure = words.get(column, (None, 0.0))
        if (role in CLOSED and sure >= SURE) or is_of_others(header.label(column)):
            continue
        is_judged = role is ColumnRole.ANSWER and column not in given and first is not None and first < column
        weight = 0.0 if is_judged else _answers(fact, sure if role is ColumnRole.ANSWER else 0.0)
        if weight:
            found.append((weight, -column))
    if found:
        best, place = max(found)
        return -place, *(-column for weight, column in found if weight == best and column != place)
    return (next((column for column in words if says_what_is_done(header.label(column))), None),)


def answered_otherwise(header: Header, words: Words, facts: Facts) -> int | None:
    """The column that may hold answers where none says that it does: of it a person has to say so.

    Few words that repeat go first where no label explains them, last where it does.
    """
    few = few_words_column(header, words, facts)
    if few is not None and few not in words:
        return few
    shown = _shown(header, facts)
    free = {column: fact for column, fact in shown.items() if words.get(column, (None, 0.0))[0] in _FREE}
    speaking = {column for column, (role, _) in words.items() if role is ColumnRole.ANSWER}
    found = answered_perhaps(header, free, speaking)
    return few if found is None else found


def _shown(header: Header, facts: Facts) -> Facts:
    """The columns that anybody sees; of those named by years the last one counts."""
    years = {column: int(named[-1]) for column in facts if (named := _YEAR.findall(header.label(column)))}
    past = {column for column, year in years.items() if year < max(years.values())}
    return {column: fact for column, fact in facts.items() if not fact.is_hidden and column not in past}


def _answers(fact: ColumnFacts, named: float) -> float:
    """How much a column looks like the one to answer in.

    A label outweighs tokens only until texts contradict it: a sheet that nobody has filled may tick what applies.
    """
    offered = _OFFERS if fact.offers >= _MOST else 0.0
    if fact.tokens >= _MOST and (named or fact.varied or offered):
        return named + offered + _TOKENS
    # Signs that only the file explains are no prose.
    is_prose = fact.is_filled and fact.tokens < _FEW and not fact.is_few
    return offered + (named * _PROSE if is_prose else named)


def answered_perhaps(header: Header, facts: Facts, named: Collection[int]) -> int | None:
    """The column that may hold answers where no other does: whether it does, and whose they are, a person has to say.

    `named` are those whose label speaks of answers; of the others one that holds tokens here and there is enough.
    """
    told = {column: fact for column, fact in facts.items() if not tells_how_to_answer(header.label(column))}
    filled = (column for column, fact in told.items() if fact.given or (column in named and fact.is_filled))
    found = [(not is_of_others(header.label(column)), column) for column in filled]
    known = (column for is_any, column in found if not is_any or role_of(header.label(column)) is None)
    return min(known, default=None)
