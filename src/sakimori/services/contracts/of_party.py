"""The contracts of one third party, how far its clauses are settled, and the dossiers that clause sets read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import (
    ClauseLevel,
    ClauseSet,
    ClauseState,
    Contract,
    ContractClause,
    ContractCover,
    CoveringContract,
)
from sakimori.domain.records.data_flow import DataFlow, Erasure, ForeignBasis
from sakimori.domain.values.text import Text
from sakimori.rules.facts.clause_sets import AppliedSet, applicable_sets
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.rules.facts.contracts import ClauseStanding, clause_standing
from sakimori.rules.facts.flow_facts import held_flows, with_flow_facts
from sakimori.services.contracts.rows import ContractState, contract_state
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, all_records, party_at, records_of_kinds
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PartyContract:
    """One contract that covers the third party; `kept_with` names the party that signed it, if that is another."""

    contract: Contract
    cover: ContractCover
    state: ContractState
    notice_day: date | None
    term_end: date | None
    kept_with: str | None


@dataclass(frozen=True, slots=True)
class PartySet:
    """A set that applies, with why, and what its clauses come to over all contracts in force."""

    set: ClauseSet
    why: Text
    asked: int
    settled: int
    missing_musts: tuple[str, ...]
    missing: int
    unread: int


@dataclass(frozen=True, slots=True)
class PartyContracts:
    """What the tab 契約・条項 and the tile of the dossier show."""

    contracts: tuple[PartyContract, ...]
    sets: tuple[PartySet, ...]

    @property
    def next_notice(self) -> PartyContract | None:
        """The contract whose notice is due first; one that is past it comes before all others."""
        due = [c for c in self.contracts if c.notice_day is not None and c.state is not ContractState.ENDED]
        return min(due, key=lambda c: c.notice_day or date.max, default=None)

    @property
    def next_end(self) -> PartyContract | None:
        """The contract that ends first without going on by itself."""
        due = [c for c in self.contracts if c.contract.last_day is not None and c.state is not ContractState.ENDED]
        return min(due, key=lambda c: c.contract.last_day or date.max, default=None)


@needs(Permission.READ)
def party_contracts(workspace: Workspace, third_party_id: str, *, on: date, number: int) -> PartyContracts:
    """The contracts of one third party on a day, as known after an entry."""
    with workspace.one_look(), workspace.unit() as unit:
        dossier = ClauseDossiers(unit, number=number).of(third_party_id)
        if dossier is None:
            return PartyContracts((), ())
        policy = unit.policy()
        homes = {c.contract.third_party_id for c in dossier.contracts} - {third_party_id}
        parties = {party_id: party_at(unit, party_id, number=number) for party_id in sorted(homes)}
        names = {party_id: party.legal_name for party_id, party in parties.items() if party is not None}
    lines = [
        _line(covering, names.get(covering.contract.third_party_id), on=on, policy=policy)
        for covering in dossier.contracts
        if covering.cover.removed_on is None
    ]
    return PartyContracts(
        tuple(sorted(lines, key=_most_pressing_first)),
        tuple(_party_set(dossier, applied, on=on) for applied in applicable_sets(dossier)),
    )


def _line(covering: CoveringContract, kept_with: str | None, *, on: date, policy: Policy) -> PartyContract:
    contract = covering.contract
    state = contract_state(contract, on=on, policy=policy)
    undecided = contract.undecided_term_end
    return PartyContract(
        contract=contract,
        cover=covering.cover,
        state=state,
        notice_day=contract.notice_day(undecided) if undecided else None,
        term_end=contract.last_day if state is ContractState.ENDED else contract.term_end(on),
        kept_with=kept_with,
    )


def _most_pressing_first(line: PartyContract) -> tuple[bool, int, date, str]:
    order = list(ContractState).index(line.state)
    return (line.state is ContractState.ENDED, order, line.notice_day or date.max, line.contract.title)


def _party_set(dossier: Dossier, applied: AppliedSet, *, on: date) -> PartySet:
    asked = {clause.id for clause in applied.asked}
    standings = [s for s in clause_standing(dossier, applied.code) if s.clause.id in asked and s.holds(on)]
    gone = [s for s in standings if s.state in {ClauseState.ABSENT, ClauseState.WEAK} and not s.is_excused]
    read = [s for s in standings if s.state is not ClauseState.NOT_CHECKED or s.is_excused]
    return PartySet(
        set=CLAUSE_SETS[applied.code],
        why=applied.why,
        asked=len(asked),
        settled=len(read) - len(gone),
        missing_musts=_musts(gone),
        missing=len(gone),
        unread=len(asked) - len(read),
    )


def _musts(standings: Sequence[ClauseStanding]) -> tuple[str, ...]:
    return tuple(s.clause.id for s in standings if s.clause.level is ClauseLevel.MUST)


_OF_CLAUSE_SETS: Final = (ContractCover, DataFlow, Erasure, ForeignBasis)


class ClauseDossiers:
    """Reads contracts, whom they cover and what was read in them, all as known after one entry."""

    def __init__(self, unit: Unit, *, number: int) -> None:
        """Read nothing yet."""
        self._unit, self._number = unit, number
        self._is_past = not unit.is_newest(number)
        self._read: dict[str, Dossier | None] = {}

    def of(self, third_party_id: str) -> Dossier | None:
        """The roles, flows, foreign bases and contracts of one third party; None when it was not yet registered."""
        if third_party_id not in self._read:
            self._read[third_party_id] = self._dossier(third_party_id)
        return self._read[third_party_id]

    def _dossier(self, third_party_id: str) -> Dossier | None:
        party = party_at(self._unit, third_party_id, number=self._number)
        if party is None:
            return None
        found = records_of_kinds(self._unit, _OF_CLAUSE_SETS, party.id, number=self._number)
        covers: list[ContractCover] = found[ContractCover]
        ids = {cover.contract_id for cover in covers}
        contracts, clauses = self.contracts(ids), self.clauses(ids)
        return Dossier(
            third_party=with_flow_facts(party, held_flows(found[DataFlow], found[Erasure])),
            flows=tuple(found[DataFlow]),
            erasures=tuple(found[Erasure]),
            foreign_bases=tuple(found[ForeignBasis]),
            contracts=tuple(
                CoveringContract(contracts[c.contract_id], c, tuple(clauses.get(c.contract_id, ())))
                for c in covers
                if c.contract_id in contracts
            ),
        )

    def contracts(self, ids: Iterable[str]) -> Mapping[str, Contract]:
        """Some contracts by their ids."""
        wanted = set(ids)
        if self._is_past:
            return {key: self._all_contracts[key] for key in sorted(wanted) if key in self._all_contracts}
        return {contract.id: contract for contract in self._unit.records.with_ids(Contract, wanted)}

    def children(self, contract_id: str) -> Sequence[Contract]:
        """The contracts that belong to another one."""
        if self._is_past:
            return [contract for contract in self._all_contracts.values() if contract.parent_id == contract_id]
        return self._unit.records.select(Contract, "parent_id = :id", {"id": contract_id})

    def clauses(self, contract_ids: Iterable[str]) -> Mapping[str, list[ContractClause]]:
        """What was read in some contracts."""
        wanted = set(contract_ids)
        found = (
            (clause for clause in self._all_clauses if clause.contract_id in wanted)
            if self._is_past
            else self._unit.records.with_ids(ContractClause, wanted, column="contract_id")
        )
        grouped: defaultdict[str, list[ContractClause]] = defaultdict(list)
        for clause in found:
            grouped[clause.contract_id].append(clause)
        return grouped

    def covers(self, contract_ids: Iterable[str]) -> Mapping[str, list[ContractCover]]:
        """Whom some contracts cover, and whom they no longer do."""
        wanted = set(contract_ids)
        found = (
            (cover for cover in all_records(self._unit, ContractCover, number=self._number))
            if self._is_past
            else self._unit.records.with_ids(ContractCover, wanted, column="contract_id")
        )
        grouped: defaultdict[str, list[ContractCover]] = defaultdict(list)
        for cover in found:
            if cover.contract_id in wanted:
                grouped[cover.contract_id].append(cover)
        return grouped

    @cached_property
    def _all_contracts(self) -> Mapping[str, Contract]:
        return {c.id: c for c in all_records(self._unit, Contract, number=self._number)}

    @cached_property
    def _all_clauses(self) -> list[ContractClause]:
        return all_records(self._unit, ContractClause, number=self._number)
