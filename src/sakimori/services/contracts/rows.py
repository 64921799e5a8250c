"""The list of contracts on a day: what state each is in, what must be decided by when, and who has none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import Contract, ContractState
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import NEWEST, AsOf
from sakimori.rules import rules_with
from sakimori.rules.facts.clauses import MUSTS
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.memory.books import Book, as_it_is, in_order
from sakimori.services.kernel.memory.by_party import MOST_CHANGED
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Engine
from sakimori.store.reads import contracts
from sakimori.store.reads.contract_rows import (
    NO_DAY,
    ContractCounts,
    ContractFacts,
    ContractFilter,
    ContractGaps,
    ContractName,
    ContractRow,
    Decisions,
    Figure,
    Focus,
    Horizon,
    UncoveredParty,
)

__all__ = [
    "ContractCounts", "ContractFilter", "ContractGaps", "ContractName", "ContractPage", "ContractRow", "ContractState",
    "Decisions", "Focus", "UncoveredParty", "all_contracts", "all_uncovered", "contract_names", "contract_page",
    "contract_state", "decisions", "uncovered_page",
]  # fmt: skip

_AT_ONCE: Final = 500
"""So many rows are made at a time where all are asked for."""
_READ: Final = ("third_party", "search_key", "contract", "contract_head", "contract_cover")


def contract_state(contract: Contract, *, on: date, policy: Policy) -> ContractState:  # noqa: PLR0911 - one a state
    """How a contract stands on a day; a renewal that nobody decided comes before a term that only draws near."""
    begins, last = contract.begins_on, contract.last_day
    if last is not None and last < on:
        return ContractState.ENDED
    if begins is None:
        return ContractState.UNSIGNED
    if begins > on:
        return ContractState.COMING
    if not contract.is_term_known:
        return ContractState.TERM_UNKNOWN
    soon = on + timedelta(days=policy.contract_notice_warning_days)
    undecided = contract.undecided_term_end
    if undecided is not None:
        latest = contract.notice_day(undecided) or undecided
        if latest < on:
            return ContractState.UNDECIDED
        if latest <= soon:
            return ContractState.NOTICE
    return ContractState.ENDING if last is not None and last <= soon else ContractState.IN_FORCE


def _horizon(policy: Policy, on: date) -> Horizon:
    """What policy and rules say to the statements of a day."""
    return Horizon(
        soon=on + timedelta(days=policy.contract_notice_warning_days),
        due=on + timedelta(days=policy.coming_days),
        musts=MUSTS,
        without=rules_with(DeadlineKind.CONTRACT),
    )


@dataclass(frozen=True, slots=True)
class ContractPage:
    """Some of the contracts that a filter leaves, how many it leaves, and the figures of the day under no filter."""

    rows: list[ContractRow]
    total: int
    counts: ContractCounts


@needs(Permission.READ)
def contract_page(workspace: Workspace, as_of: AsOf, wanted: ContractFilter, *, first: int, limit: int) -> ContractPage:
    """Some of the contracts of a day, most pressing first; past the last of them none, and no total."""
    with _reading(workspace, as_of) as (engine, horizon):
        book = _book(workspace, engine, as_of, horizon)
        left = _left(book, wanted, as_of, horizon)
        shown = left[first : first + limit]
        by_focus = {focus: book.counts.get(focus, 0) for focus in Focus}
        by_focus[Focus.WITHOUT] = _without(workspace, engine, as_of, horizon)
        ending, unread = (book.counts.get(figure, 0) for figure in (Figure.ENDING, Figure.UNREAD))
        counts = ContractCounts(by_focus, ending, unread, (horizon.due - as_of.on).days)
        return ContractPage(contracts.with_facts(engine, shown, as_of.on), len(left) if shown else 0, counts)


@needs(Permission.READ)
def all_contracts(workspace: Workspace, as_of: AsOf, wanted: ContractFilter) -> Iterator[ContractRow]:
    """Every contract that a filter leaves, most pressing first, some hundreds in memory at a time."""
    with _reading(workspace, as_of) as (engine, horizon):
        left = _left(_book(workspace, engine, as_of, horizon), wanted, as_of, horizon)
        for first in range(0, len(left), _AT_ONCE):
            yield from contracts.with_facts(engine, left[first : first + _AT_ONCE], as_of.on)


def _book(workspace: Workspace, engine: Engine, as_of: AsOf, horizon: Horizon) -> Book[ContractFacts]:
    """What all contracts of a day are listed by, in their order; the past is not remembered."""
    on, due = as_of.on.isoformat(), horizon.due.isoformat()

    def read(ids: Sequence[str] | None) -> Mapping[str, Sequence[ContractFacts]]:
        if ids is not None:
            beside = contracts.beside(engine, ids)
            ids = None if len(beside) > MOST_CHANGED else beside
        found: defaultdict[str, list[ContractFacts]] = defaultdict(list)
        for one in contracts.facts(engine, as_of, horizon, ids) if ids != [] else ():
            found[one.third_party_id].append(one)
        return found

    def kinds(one: ContractFacts) -> Iterator[Focus | Figure]:
        return one.kinds(on, due)

    if as_of.is_past:
        return in_order(read(None), as_it_is, kinds)
    what = ("contracts", as_of.on, horizon.soon, horizon.due)
    by_party = workspace.remembered.by_party(Unit(engine), what, read, number=NEWEST)
    return workspace.remembered.book(what, by_party, as_it_is, kinds)


def _without(workspace: Workspace, engine: Engine, as_of: AsOf, horizon: Horizon) -> int:
    """How many third parties are dealt with although no contract of the needed kind is in force."""
    if as_of.is_past:
        return contracts.without(engine, as_of, horizon)

    def read(ids: Sequence[str] | None) -> Mapping[str, bool]:
        return dict.fromkeys(contracts.parties_without(engine, as_of, horizon, ids), True)

    what = ("without a contract", as_of.on)
    return len(workspace.remembered.by_party(Unit(engine), what, read, number=NEWEST))


def _left(book: Book[ContractFacts], wanted: ContractFilter, as_of: AsOf, horizon: Horizon) -> Sequence[ContractFacts]:
    """The contracts that a filter leaves, in the order that it asks for."""
    left: Sequence[ContractFacts] = book.rows
    if wanted.focus is not Focus.ALL:
        on, due = as_of.on.isoformat(), horizon.due.isoformat()
        left = [one for one in left if wanted.focus in one.kinds(on, due)]
    if wanted.party:
        left = [one for one in left if one.third_party_id == wanted.party]
    if wanted.can_be_compared:
        left = [one for one in left if one.state not in _NOT_COMPARED]
    for word, kinds in wanted.words:
        left = [one for one in left if word in one.title_key or word in one.name_key or one.kind in kinds]
    return _ordered(left, wanted.order)


_NOT_COMPARED: Final = (ContractState.ENDED, ContractState.UNSIGNED)
_COLUMNS: Final[dict[str, Callable[[ContractFacts], Any]]] = {
    "title": lambda one: one.title,
    "party": lambda one: one.name,
    "notice": lambda one: NO_DAY if one.state is ContractState.ENDED else one.notice_on,
    "musts": lambda one: one.musts,
    "covers": lambda one: one.covered,
}
"""By what the list can be ordered, by the name of the column."""


def _ordered(left: Sequence[ContractFacts], by: str) -> Sequence[ContractFacts]:
    """By a column, with a minus from its end; what nobody knows comes last either way."""
    column = _COLUMNS.get(by.removeprefix("-"))
    if column is None:
        return left
    known = [one for one in left if column(one) != NO_DAY]
    unknown = [one for one in left if column(one) == NO_DAY]
    return [*sorted(known, key=column, reverse=by.startswith("-")), *unknown]


@needs(Permission.READ)
def uncovered_page(
    workspace: Workspace, as_of: AsOf, wanted: ContractFilter, *, first: int, limit: int
) -> tuple[list[UncoveredParty], int]:
    """Some of the third parties without a contract that a search leaves, gravest first, and how many there are."""
    with _reading(workspace, as_of) as (engine, horizon):
        return contracts.uncovered_page(engine, as_of, horizon, wanted, first=first, limit=limit)


@needs(Permission.READ)
def all_uncovered(workspace: Workspace, as_of: AsOf, wanted: ContractFilter) -> Iterator[UncoveredParty]:
    """Every third party without a contract that a search leaves, gravest first, one by one."""
    with _reading(workspace, as_of) as (engine, horizon):
        yield from contracts.all_uncovered(engine, as_of, horizon, wanted)


@needs(Permission.READ)
def decisions(workspace: Workspace, as_of: AsOf, *, limit: int) -> Decisions:
    """What must be decided about contracts, with so many of them at most, the soonest first."""
    with _reading(workspace, as_of) as (engine, horizon):
        return contracts.decisions(engine, as_of, horizon, limit=limit)


@contextmanager
def _reading(workspace: Workspace, as_of: AsOf) -> Iterator[tuple[Engine, Horizon]]:
    with reading(workspace, as_of, _READ) as engine:
        yield engine, _horizon(Unit(engine).policy(), as_of.on)


@needs(Permission.READ)
def contract_names(workspace: Workspace, as_of: AsOf, ids: Iterable[str] = ()) -> list[ContractName]:
    """What some contracts are called, or all."""
    with _reading(workspace, as_of) as (engine, _):
        return contracts.names(engine, ids)
