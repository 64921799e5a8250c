"""Dossiers as far as clause sets read them, as they are or as they were known after an earlier entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from sakimori.domain.dossier import Dossier
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, CoveringContract
from sakimori.domain.records.data_flow import DataFlow, Erasure, ForeignBasis
from sakimori.services.flows.tiering_facts import as_tiered
from sakimori.services.kernel.loading import by_ids
from sakimori.services.kernel.unit import Unit, all_records, party_at, records_of


class ClauseDossiers:
    """Reads contracts, whom they cover and what was read in them, all as known after one entry."""

    def __init__(self, unit: Unit, *, number: int) -> None:
        """Read nothing yet."""
        self._unit, self._number = unit, number
        self._is_past = number < unit.number()

    def of(self, third_party_id: str) -> Dossier | None:
        """The roles, flows, foreign bases and contracts of one third party; None when it was not yet registered."""
        party = party_at(self._unit, third_party_id, number=self._number)
        if party is None:
            return None
        covers = records_of(self._unit, ContractCover, party.id, number=self._number)
        ids = {cover.contract_id for cover in covers}
        contracts, clauses = self.contracts(ids), self.clauses(ids)
        return Dossier(
            third_party=as_tiered(self._unit, party, number=self._number),
            flows=tuple(records_of(self._unit, DataFlow, party.id, number=self._number)),
            erasures=tuple(records_of(self._unit, Erasure, party.id, number=self._number)),
            foreign_bases=tuple(records_of(self._unit, ForeignBasis, party.id, number=self._number)),
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
        return {contract.id: contract for contract in by_ids(self._unit, Contract, wanted)}

    def clauses(self, contract_ids: Iterable[str]) -> Mapping[str, list[ContractClause]]:
        """What was read in some contracts."""
        wanted = set(contract_ids)
        found = (
            (clause for clause in self._all_clauses if clause.contract_id in wanted)
            if self._is_past
            else by_ids(self._unit, ContractClause, wanted, column="contract_id")
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
            else by_ids(self._unit, ContractCover, wanted, column="contract_id")
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
