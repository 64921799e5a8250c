"""Clauses 条項: what a contract is read for, by set and level; the lists themselves stand in `rules.clauses`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sakimori.domain.values.text import Text


class ClauseLevel(StrEnum):
    """Why a clause is looked for: law or a named standard, a guideline that calls it desirable, common practice."""

    MUST = "must"
    SHOULD = "should"
    COMMON = "common"

    @property
    def rank(self) -> int:
        """0 weighs most."""
        return list(ClauseLevel).index(self)


class ClauseSetCode(StrEnum):
    """The sets of clauses, by what is handed over and to whom."""

    ITK = "ITK"
    MYN = "MYN"
    XBR = "XBR"
    JUS = "JUS"
    TPP = "TPP"
    PRI = "PRI"
    PSE = "PSE"
    ANP = "ANP"
    CLD = "CLD"
    SUC = "SUC"
    DPA = "DPA"
    SCC = "SCC"
    CCP = "CCP"


class ClauseState(StrEnum):
    """What a reader found in a contract; NOT_CHECKED is what nobody has read for, and is never counted as there."""

    PRESENT = "present"
    WEAK = "weak"
    ABSENT = "absent"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Clause:
    """One point that a contract is read for; `base` is the article, guideline heading or standard behind it."""

    id: str
    level: ClauseLevel
    text: Text
    base: Text


@dataclass(frozen=True, slots=True)
class ClauseSet:
    """The clauses of one kind of hand-over."""

    code: ClauseSetCode
    title: Text
    explains: Text
    clauses: tuple[Clause, ...]
