"""The list of contracts on a day: what state each is in, what must be decided by when, and who has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import Contract, ContractState
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.as_of import AsOf
from sakimori.rules import rules_with
from sakimori.rules.facts.clauses import MUSTS
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.reading import reading
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Engine
from sakimori.store.reads import contracts
from sakimori.store.reads.contract_rows import (
    ContractCounts,
    ContractFilter,
    ContractGaps,
    ContractName,
    ContractRow,
    Decisions,
    Focus,
    Horizon,
    UncoveredParty,
)

__all__ = [
    "ContractCounts", "ContractFilter", "ContractGaps", "ContractName", "ContractPage", "ContractRow", "ContractState",
    "Decisions", "Focus", "UncoveredParty", "all_contracts", "all_uncovered", "contract_names", "contract_page",
    "contract_state", "decisions", "uncovered_page",
]  # fmt: skip

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
    with _reading(workspace, as_of) as (engine, horizon), contracts.listing(engine, as_of, horizon):
        rows, total = contracts.page_of(engine, as_of, horizon, wanted, first=first, limit=limit)
        return ContractPage(rows, total, contracts.counts(engine, as_of, horizon))


@needs(Permission.READ)
def all_contracts(workspace: Workspace, as_of: AsOf, wanted: ContractFilter) -> Iterator[ContractRow]:
    """Every contract that a filter leaves, most pressing first, one by one."""
    with _reading(workspace, as_of) as (engine, horizon), contracts.listing(engine, as_of, horizon):
        yield from contracts.all_of(engine, as_of, horizon, wanted)


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
