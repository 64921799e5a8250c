"""Statements of applicability: one column says whether a control applies, another how far it is implemented."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from sakimori.domain.values.names import fold
from sakimori.exchange.lists.grid import Header
from sakimori.exchange.questionnaires.reading.normal import Meanings, Normalised, by_several
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.choices import answer_of
from sakimori.exchange.questionnaires.sheets.columns import ColumnFacts, ColumnRole

_DECORATION: Final = re.compile(r"\s*[（(【\[][^）)】\]]*[）)】\]]\s*|[?？]")
_APPLIES: Final = frozenset(
    map(
        fold,
        (
            "Applicable", "Applicability", "Applies", "Is applicable", "Control applicable", "In scope",
            "Included", "Applicable Y/N", "適用", "適用可否",
            "適用要否", "適用有無", "適用の有無", "適用/除外", "適用・除外", "適用状況",
        ),
    )
)  # fmt: skip
_STATUS: Final = frozenset(
    map(
        fold,
        (
            "Status", "Current status", "State", "Implementation", "状態", "状況", "ステータス", "実装状況", "導入状況",
        ),
    )
)  # fmt: skip
_LEFT: Final = frozenset({Normal.BLANK, Normal.DEFAULT, Normal.NA, Normal.NO, Normal.TEXT})


Words = Mapping[int, tuple[ColumnRole, float]]
Facts = Mapping[int, ColumnFacts]
FindAnswer = Callable[[Header, Words, Facts], tuple[int | None, ...]]


def without_applicability(
    header: Header, words: Words, facts: Facts, find_answer: FindAnswer
) -> tuple[int | None, Words, Facts]:
    """The column that says whether a question applies, and what is known of the others beside it.

    There is none where no other column holds answers: then it is answered there.
    """
    applies = next((column for column in facts if _bare(header.label(column)) in _APPLIES), None)
    if applies is None:
        return None, words, facts
    stated = {column: (ColumnRole.ANSWER, 1.0) for column in facts if _bare(header.label(column)) in _STATUS}
    others = {column: fact for column, fact in facts.items() if column != applies}
    told = {column: word for column, word in {**words, **stated}.items() if column != applies}
    if find_answer(header, told, others)[0] is None:
        return None, words, facts
    return applies, told, others


def _bare(label: str) -> str:
    return fold(_DECORATION.sub(" ", label))


def with_applicability(said: str, raw: str, found: Normalised, meanings: Meanings) -> tuple[str, Normalised]:
    """An answer as written and as understood, where another cell says that its question does not apply.

    What does not apply and yet is implemented means nothing until a person has said what the two together mean.
    """
    if answer_of(said, meanings).normal not in {Normal.NO, Normal.NA}:
        return raw, found
    if found.normal not in _LEFT:
        return raw, by_several((said, raw), meanings)
    return raw or said, Normalised(Normal.NA, said, found.comment or (raw if found.normal is Normal.NO else ""))
