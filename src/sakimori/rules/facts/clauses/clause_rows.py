"""How a set of clauses is written down: one row a clause, in the order in which a reader of a contract meets them."""

from __future__ import annotations

from collections.abc import Iterable

from sakimori.domain.records.contract import Clause, ClauseLevel, ClauseSet, ClauseSetCode
from sakimori.domain.values.text import Text, cited

MUST, SHOULD, COMMON = ClauseLevel.MUST, ClauseLevel.SHOULD, ClauseLevel.COMMON

Row = tuple[str, ClauseLevel, str, str, str, str]
"""Number, level, wording in ja and en, and what stands behind it in ja and en."""


def clause_set(code: ClauseSetCode, title: Text, explains: Text, rows: Iterable[Row]) -> ClauseSet:
    """A set out of its rows; the id of a clause is the code of its set and its number."""
    return ClauseSet(
        code,
        title,
        explains,
        tuple(
            Clause(f"{code.value}-{number}", level, cited(ja, en), cited(base_ja, base_en))
            for number, level, ja, en, base_ja, base_en in rows
        ),
    )
