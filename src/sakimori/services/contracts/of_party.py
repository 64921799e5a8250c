"""The contracts of one third party, wherever they are kept, and how far the clauses that it needs are settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import (
    ClauseLevel,
    ClauseSet,
    ClauseState,
    Contract,
    ContractCover,
    CoveringContract,
)
from sakimori.domain.values.text import Text
from sakimori.rules.facts.clause_sets import AppliedSet, applicable_sets
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.rules.facts.contract_standing import ClauseStanding, clause_standing
from sakimori.services.contracts.clause_dossiers import ClauseDossiers
from sakimori.services.contracts.rows import ContractState, contract_state
from sakimori.services.kernel.unit import party_at
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


def party_contracts(workspace: Workspace, third_party_id: str, *, on: date, number: int) -> PartyContracts:
    """The contracts of one third party on a day, as known after an entry."""
    with workspace.unit() as unit:
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
