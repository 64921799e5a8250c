"""Contracts as the dashboard counts them: what must be decided by when, and who is dealt with without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.codes import Lifecycle
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import DeadlineKind
from sakimori.rules import rules_with
from sakimori.services.contracts.rows import ContractState, contract_state, notice_is_due
from sakimori.services.kernel.lean_records import among
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.spans import AS_KNOWN, TRUE_ON


@dataclass(frozen=True, slots=True)
class ContractHead:
    """One contract: how it stands on a day, and by when notice must be given or going on decided."""

    id: str
    title: str
    third_party: str
    state: ContractState
    notice_day: date | None

    def notice_is_due(self, on: date, days: int) -> bool:
        """Whether notice must be given, or going on decided, within some days from a day."""
        return notice_is_due(self.state, self.notice_day, on=on, days=days)


def contracts_by_party(
    workspace: Workspace, unit: Unit, policy: Policy, *, on: date, number: int
) -> Mapping[str, tuple[ContractHead, ...]]:
    """The contracts of each third party as known after an entry."""

    def read(ids: Sequence[str] | None) -> Mapping[str, tuple[ContractHead, ...]]:
        where, params = among("third_party_id", ids)
        contracts = (
            unit.records.select(Contract, where, params)
            if number >= unit.number()
            else all_records(unit, Contract, number=number)
        )
        names = _names(unit, ids, number=number)
        found: defaultdict[str, list[ContractHead]] = defaultdict(list)
        for contract in contracts:
            party = contract.third_party_id
            if party in names:
                found[party].append(_glance(contract, names[party], on=on, policy=policy))
        return {party: tuple(glances) for party, glances in found.items()}

    return workspace.remembered.by_party(unit, ("contracts", on, policy), read, number=number)


def _names(unit: Unit, ids: Sequence[str] | None, *, number: int) -> dict[str, str]:
    if number < unit.number():
        past: list[ThirdParty] = all_records(unit, ThirdParty, number=number)
        return {party.id: party.legal_name for party in past}
    where, params = among("id", ids)
    rows = unit.query(f"SELECT id, legal_name FROM third_party WHERE {where}", **params)
    return {str(row["id"]): str(row["legal_name"]) for row in rows}


def _glance(contract: Contract, name: str, *, on: date, policy: Policy) -> ContractHead:
    undecided = contract.undecided_term_end
    return ContractHead(
        id=contract.id,
        title=contract.title,
        third_party=name,
        state=contract_state(contract, on=on, policy=policy),
        notice_day=contract.notice_day(undecided) if undecided else None,
    )


def without_contract(workspace: Workspace, unit: Unit, *, on: date, number: int) -> frozenset[str]:
    """The third parties that are dealt with although no contract of the needed kind is in force."""

    def read(ids: Sequence[str] | None) -> Mapping[str, bool]:
        of_parties, parties = among("third_party_id", ids)
        is_without, rules = among("rule_id", rules_with(DeadlineKind.CONTRACT))
        rows = unit.query(
            f"SELECT DISTINCT third_party_id FROM gap_span WHERE {is_without} AND {AS_KNOWN} "
            f"AND {TRUE_ON} AND {of_parties}",
            number=number,
            day=on.isoformat(),
            **parties,
            **rules,
        )
        candidates = _candidates(unit, number=number)
        return {party: True for row in rows if (party := str(row["third_party_id"])) not in candidates}

    return frozenset(workspace.remembered.by_party(unit, ("without_contract", on), read, number=number))


def _candidates(unit: Unit, *, number: int) -> set[str]:
    if number < unit.number():
        past: list[ThirdParty] = all_records(unit, ThirdParty, number=number)
        return {party.id for party in past if party.lifecycle is Lifecycle.CANDIDATE}
    rows = unit.query("SELECT id FROM third_party WHERE lifecycle = :candidate", candidate=Lifecycle.CANDIDATE.value)
    return {str(row["id"]) for row in rows}
