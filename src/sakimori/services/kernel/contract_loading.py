"""What dossiers read of contracts that others keep, and of third parties that are sub-processors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sakimori.domain.records.contract import Contract, ContractClause, ContractCover, CoveringContract
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.records.third_party import ThirdParty
from sakimori.store.records import Picked, picked_by_ids


@dataclass(frozen=True, slots=True)
class Contracts:
    """The contracts of a batch: what covers each third party, wherever the contract itself is kept."""

    covering: Mapping[str, tuple[CoveringContract, ...]]

    def of(self, third_party_id: str, depends_on: set[tuple[str, str]]) -> tuple[CoveringContract, ...]:
        """The contracts that cover one third party."""
        found = self.covering.get(third_party_id, ())
        depends_on.update(("contract", c.contract.id) for c in found if c.contract.third_party_id != third_party_id)
        return found


def contracts_picked(covers: Mapping[str, Sequence[ContractCover]]) -> tuple[Picked, Picked]:
    """The contracts that covers name, and their clauses."""
    ids = {cover.contract_id for standing in covers.values() for cover in standing}
    return picked_by_ids(Contract, ids), picked_by_ids(ContractClause, ids, column="contract_id")


def covering_contracts(
    covers: Mapping[str, Sequence[ContractCover]], contracts: Iterable[Contract], clauses: Iterable[ContractClause]
) -> Contracts:
    """Covers with their contracts, and these with their clauses."""
    by_id = {c.id: c for c in contracts}
    read: defaultdict[str, list[ContractClause]] = defaultdict(list)
    for clause in clauses:
        read[clause.contract_id].append(clause)
    return Contracts(
        {
            party: tuple(
                CoveringContract(by_id[cover.contract_id], cover, tuple(read[cover.contract_id])) for cover in standing
            )
            for party, standing in covers.items()
        }
    )


def sub_parties_picked(links: Iterable[SubProcessorLink]) -> Picked:
    """The third parties that sub-processors are, where they have dossiers of their own."""
    return picked_by_ids(ThirdParty, {link.sub_third_party_id for link in links if link.sub_third_party_id})
