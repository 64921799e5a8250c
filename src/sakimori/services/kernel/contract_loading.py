"""What dossiers read of contracts that others keep, and of third parties that are sub-processors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, CoveringContract
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.unit import Unit


@dataclass(frozen=True, slots=True)
class Contracts:
    """The contracts of a batch: what covers each third party, wherever the contract itself is kept."""

    covering: Mapping[str, tuple[CoveringContract, ...]]

    def of(self, third_party_id: str, depends_on: set[tuple[str, str]]) -> tuple[CoveringContract, ...]:
        """The contracts that cover one third party."""
        found = self.covering.get(third_party_id, ())
        depends_on.update(("contract", c.contract.id) for c in found if c.contract.third_party_id != third_party_id)
        return found


def load_contracts(unit: Unit, covers: Mapping[str, Sequence[ContractCover]]) -> Contracts:
    """The contracts that covers name, with their clauses."""
    ids = {cover.contract_id for standing in covers.values() for cover in standing}
    contracts = {c.id: c for c in unit.records.with_ids(Contract, ids)}
    clauses: defaultdict[str, list[ContractClause]] = defaultdict(list)
    for clause in unit.records.with_ids(ContractClause, ids, column="contract_id"):
        clauses[clause.contract_id].append(clause)
    return Contracts(
        {
            party: tuple(
                CoveringContract(contracts[cover.contract_id], cover, tuple(clauses[cover.contract_id]))
                for cover in standing
            )
            for party, standing in covers.items()
        }
    )


def load_sub_parties(unit: Unit, links: Iterable[SubProcessorLink]) -> Mapping[str, ThirdParty]:
    """The third parties that sub-processors are, where they have dossiers of their own."""
    ids = {link.sub_third_party_id for link in links if link.sub_third_party_id}
    return {party.id: party for party in unit.records.with_ids(ThirdParty, ids)}
