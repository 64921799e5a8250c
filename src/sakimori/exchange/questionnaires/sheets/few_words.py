"""The answers of a table that no label names: a column of few words that repeat."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sakimori.exchange.lists.grid import Header
from sakimori.exchange.questionnaires.sheets.columns import ColumnFacts, ColumnRole, is_of_others, names_around

_LONGEST: Final = 300
_ABOUT_ROWS: Final = re.compile(
    r"部署|部門|部|課|担当|重要|優先|必須|任意|種類|種別|属性|版|\b(?:owner|department|team|priority|criticality|severity|"
    r"due|version|type|kind|source|phase|frequency)\b",
    re.IGNORECASE,
)
"""What else holds few words in each row: whose it is, how grave, of what kind."""
_FEW_WORDS: Final = (None, ColumnRole.SECTION, ColumnRole.COMMENT)


def few_words_column(
    header: Header, words: Mapping[int, tuple[ColumnRole, float]], facts: Mapping[int, ColumnFacts]
) -> int | None:
    """The column right of the questions that holds few words again and again; one that no label explains goes first.

    What stands right of the questions heads nothing, and remarks in few words are answers where nothing else is.
    """
    asked = [column for column, (role, _) in words.items() if role is ColumnRole.QUESTION]
    first = min(asked, default=max(facts, key=lambda column: facts[column].length, default=0))
    found = [
        (_FEW_WORDS.index(role), column)
        for column, fact in facts.items()
        if column > first and fact.is_few and not fact.is_hidden
        and (role := words.get(column, (None, 0.0))[0]) in _FEW_WORDS
        and not _says_about_rows(header.label(column))
    ]  # fmt: skip
    return min(found)[1] if found else None


def _says_about_rows(label: str) -> bool:
    """Whether a label names what a row is, and not what was answered to it."""
    return bool(_ABOUT_ROWS.search(label[:_LONGEST])) or names_around(label) or is_of_others(label)
