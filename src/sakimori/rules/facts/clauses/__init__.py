"""Every clause that a contract is read for, by set; may import domain. `facts.clause_sets` says whom a set concerns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sakimori.domain.records.contract import Clause, ClauseLevel, ClauseSet, ClauseSetCode
from sakimori.rules.facts.clauses.entrustment import ABROAD_SETS, ENTRUSTMENT_SETS
from sakimori.rules.facts.clauses.others import OTHER_SETS

CLAUSE_SETS: Mapping[ClauseSetCode, ClauseSet] = MappingProxyType(
    {s.code: s for code in ClauseSetCode for s in (*ENTRUSTMENT_SETS, *ABROAD_SETS, *OTHER_SETS) if s.code is code}
)
"""All sets, in the order of their codes."""

_BY_ID: Mapping[str, Clause] = {c.id: c for s in CLAUSE_SETS.values() for c in s.clauses}

MUSTS = frozenset(c.id for c in _BY_ID.values() if c.level is ClauseLevel.MUST)
"""The clauses without which a contract of their set is not whole."""


def clause(clause_id: str) -> Clause:
    """The clause of an id.

    Raises:
        KeyError: There is no such clause.
    """
    return _BY_ID[clause_id]


@cache
def set_of(clause_id: str) -> ClauseSetCode:
    """The set to which a clause belongs."""
    return ClauseSetCode(clause_id.partition("-")[0])
