"""Many contracts side by side: what was found of each clause of a set in each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.dossier import Dossier
from sakimori.domain.records.contract import Clause, ClauseSet, ClauseSetCode, ClauseState, Contract, ContractClause
from sakimori.rules.facts.clause_sets import applicable_sets
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.rules.facts.contracts import is_excused
from sakimori.services.contracts.of_party import ClauseDossiers
from sakimori.services.contracts.rows import ContractState, contract_state
from sakimori.services.contracts.view import found_in_others, stands_elsewhere
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What was found of one clause in one contract; `is_asked` says whether anything calls for it there.

    `is_elsewhere` says that another contract in force has it for everybody of whom it is asked.
    """

    state: ClauseState
    page: str
    is_excused: bool
    is_asked: bool
    is_elsewhere: bool

    @property
    def is_open(self) -> bool:
        """Whether nothing settles it yet."""
        return self.is_asked and not (self.is_excused or self.is_elsewhere or self.state is ClauseState.PRESENT)


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """One contract of the matrix; `cells` are in the order of the clauses."""

    contract: Contract
    third_party: str
    state: ContractState
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True, slots=True)
class ClauseMatrix:
    """The clauses of a set, one column a contract."""

    set: ClauseSet
    columns: tuple[MatrixColumn, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The rows."""
        return self.set.clauses


@needs(Permission.READ)
def clause_matrix(
    workspace: Workspace, code: ClauseSetCode, contract_ids: Sequence[str], *, on: date, number: int
) -> ClauseMatrix:
    """Some contracts side by side, in their order, as known after an entry; unknown ids are left out."""
    of_set = CLAUSE_SETS[code]
    with workspace.unit() as unit:
        reader = ClauseDossiers(unit, number=number)
        contracts, records = reader.contracts(contract_ids), reader.clauses(contract_ids)
        covered = {
            contract_id: [c.third_party_id for c in covers if c.removed_on is None]
            for contract_id, covers in reader.covers(contract_ids).items()
        }
        wanted = {party for parties in covered.values() for party in parties}
        wanted |= {contract.third_party_id for contract in contracts.values()}
        dossiers = {party: found for party in sorted(wanted) if (found := reader.of(party)) is not None}
        policy = unit.policy()
    asked = {
        party: {clause.id for applied in applicable_sets(dossier) if applied.code is code for clause in applied.asked}
        for party, dossier in dossiers.items()
    }
    return ClauseMatrix(
        of_set,
        tuple(
            MatrixColumn(
                contract=contracts[contract_id],
                third_party=dossiers[contracts[contract_id].third_party_id].third_party.legal_name,
                state=contract_state(contracts[contract_id], on=on, policy=policy),
                cells=_cells(
                    of_set,
                    contracts[contract_id],
                    {c.clause_id: c for c in records.get(contract_id, ())},
                    {party: dossiers[party] for party in covered.get(contract_id, ()) if party in dossiers},
                    asked,
                    on=on,
                ),
            )
            for contract_id in contract_ids
            if contract_id in contracts and contracts[contract_id].third_party_id in dossiers
        ),
    )


def _cells(
    of_set: ClauseSet,
    contract: Contract,
    records: Mapping[str, ContractClause],
    covered: Mapping[str, Dossier],
    asked: Mapping[str, set[str]],
    *,
    on: date,
) -> tuple[MatrixCell, ...]:
    others = {party: found_in_others(contract, dossier, on=on) for party, dossier in covered.items()}
    cells = []
    for clause in of_set.clauses:
        found = records.get(clause.id)
        asking = {party for party in covered if clause.id in asked[party]}
        cells.append(
            MatrixCell(
                state=found.state if found else ClauseState.NOT_CHECKED,
                page=found.page if found else "",
                is_excused=found is not None and is_excused(clause, found),
                is_asked=bool(asking),
                is_elsewhere=bool(stands_elsewhere(clause.id, asking, others)),
            )
        )
    return tuple(cells)
