"""What the list of contracts is narrowed to, and its rows: contracts as they stand on a day, and who has none."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from sakimori.domain.codes import Role, Severity
from sakimori.domain.records.contract import Contract, ContractKind, ContractState
from sakimori.domain.values.text import Text

STATES: Final = tuple(ContractState)
SEVERITIES: Final = tuple(Severity)
NO_RANK: Final = len(SEVERITIES)
NO_DAY: Final = "9999"
"""Stands for no day, after all that are."""
NOT_IN_FORCE: Final = (ContractState.ENDED, ContractState.COMING, ContractState.UNSIGNED)
"""The states in which the clauses of a contract do not matter."""


class Focus(StrEnum):
    """Which contracts need work; the last one lists third parties that have none."""

    ALL = "all"
    NOTICE = "notice"
    UNDECIDED = "undecided"
    ENDED = "ended"
    MUSTS = "musts"
    UNKNOWN = "unknown"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractFilter:
    """What is asked for; what is empty narrows nothing.

    Each of the `words` has to be met, by title or third party as `fold` gives them, or by the kinds that stand with it.
    """

    focus: Focus = Focus.ALL
    party: str = ""
    words: tuple[tuple[str, frozenset[ContractKind]], ...] = ()
    can_be_compared: bool = False
    order: str = ""


class Horizon(NamedTuple):
    """What policy and rules say to the statements.

    `soon` is the last day of which a warning is given, `due` the last of what is to be decided now; `musts` are the
    clauses that must stand in a contract, `without` the rules that find none.
    """

    soon: date
    due: date
    musts: Collection[str]
    without: Collection[str]


class Figure(StrEnum):
    """What contracts are counted by beside each focus."""

    ENDING = "ending"
    UNREAD = "unread"


class ContractGaps(NamedTuple):
    """What the rules say of one contract on a day: the worst, must clauses that are missing, what nobody knows.

    `unread` counts the sets of clauses for which this contract is the one to read first.
    """

    worst: Severity | None
    musts: int
    unknown: int
    unread: int


class ContractFacts(NamedTuple):
    """What one contract is listed by on a day; compared from the first field on, the most pressing comes first.

    `is_done` is true of one that is over and needs no successor; `worst` is the rank of the worst gap, `place` that of
    the state; `notice_on` is a day after all others where there is none.
    """

    is_done: bool
    worst: int
    place: int
    notice_on: str
    title: str
    id: str
    third_party_id: str
    name: str
    kind: str
    title_key: str
    name_key: str
    needs_successor: bool
    covered: int
    unconfirmed: int
    musts: int
    unknown: int
    unread: int

    @property
    def state(self) -> ContractState:
        """How it stands."""
        return STATES[self.place]

    @property
    def gaps(self) -> ContractGaps:
        """What the rules say of it."""
        worst = None if self.worst == NO_RANK else SEVERITIES[self.worst]
        return ContractGaps(worst, self.musts, self.unknown, self.unread)

    def kinds(self, on: str, due: str) -> Iterator[Focus | Figure]:
        """Under what it is counted on a day; `due` is the last one of what is to be decided now."""
        state = self.state
        yield Focus.ALL
        if state is not ContractState.ENDED and on <= self.notice_on <= due:
            yield Focus.NOTICE
        if state is ContractState.UNDECIDED:
            yield Focus.UNDECIDED
        if self.needs_successor:
            yield Focus.ENDED
        if self.musts:
            yield Focus.MUSTS
        if self.unknown:
            yield Focus.UNKNOWN
        if state is ContractState.ENDING:
            yield Figure.ENDING
        is_read = self.covered and not self.unconfirmed and not self.unread
        if not (state in NOT_IN_FORCE or self.musts or is_read):
            yield Figure.UNREAD


@dataclass(frozen=True, slots=True)
class ContractRow:
    """One contract as the list shows it.

    `needs_successor` is true of one that is over while nothing of its kind covers the party and the relation goes on.
    """

    contract: Contract
    third_party: str
    state: ContractState
    notice_day: date | None
    term_end: date | None
    covered: int
    unconfirmed: int
    needs_successor: bool
    gaps: ContractGaps

    @property
    def id(self) -> str:
        """The id of the contract."""
        return self.contract.id

    @property
    def is_read(self) -> bool:
        """Whether whom it covers is confirmed, and somebody has looked for every clause that it is read for."""
        return self.covered > 0 and self.unconfirmed == 0 and self.gaps.unread == 0

    @property
    def carries(self) -> bool:
        """Whether it is in force, so that its clauses matter."""
        return self.state not in NOT_IN_FORCE


class ContractCounts(NamedTuple):
    """How many contracts each focus has (and third parties without one), how many end, and how many are not read.

    `days` are those within which notice counts as due.
    """

    by_focus: dict[Focus, int]
    ending: int
    unread: int
    days: int


class ContractHead(NamedTuple):
    """One contract on which notice must be given, or going on decided, by a day."""

    id: str
    title: str
    third_party: str
    notice_day: date


class ContractName(NamedTuple):
    """What a contract is called, and the contract that it belongs to."""

    id: str
    title: str
    third_party: str
    parent_id: str | None


class Decisions(NamedTuple):
    """How many contracts there are, what must be decided about them within some `days`, and who has none."""

    number: int
    undecided: int
    due: int
    first: tuple[ContractHead, ...]
    without: int
    days: int


@dataclass(frozen=True, slots=True)
class UncoveredParty:
    """A third party that is dealt with although no contract of the needed kind is in force."""

    gap_id: str
    third_party_id: str
    name: str
    roles: frozenset[Role]
    title: Text
    is_known: bool
    severity: Severity
    since_on: date
