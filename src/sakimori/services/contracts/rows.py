"""The list of contracts on a day: what state each is in, what must be decided by when, and who has none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import GapKind, Lifecycle, Role, Severity
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import ClauseLevel, Contract, ContractCover, ContractKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.values.text import Text
from sakimori.rules import rules_with
from sakimori.rules.facts.clauses import clause
from sakimori.services.kernel.lean_records import among, lean_parties
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.spans import AS_KNOWN, TRUE_ON

_OVER: Final = frozenset({Lifecycle.ENDED, Lifecycle.DECLINED})


class ContractState(StrEnum):
    """How a contract stands on a day; never stored, since days alone change it."""

    UNDECIDED = "undecided"
    NOTICE = "notice"
    ENDED = "ended"
    ENDING = "ending"
    UNSIGNED = "unsigned"
    TERM_UNKNOWN = "term_unknown"
    COMING = "coming"
    IN_FORCE = "in_force"


_ORDER: Final = {state: place for place, state in enumerate(ContractState)}
_NO_RANK: Final = len(Severity)


@dataclass(frozen=True, slots=True)
class ContractGaps:
    """What the rules say of one contract on a day: known gaps, must clauses that are missing, what nobody knows.

    `unread` counts the sets of clauses for which this contract is the one to read first.
    """

    worst: Severity | None = None
    known: int = 0
    missing_musts: frozenset[str] = frozenset()
    unknown: int = 0
    unread: int = 0

    def with_unknown(self, *, of_clauses: bool) -> ContractGaps:
        """These and something that nobody knows."""
        return replace(self, unknown=self.unknown + 1, unread=self.unread + of_clauses)

    def with_gap(self, severity: Severity, musts: Iterable[str]) -> ContractGaps:
        """These and one more."""
        worst = severity if self.worst is None or severity.rank < self.worst.rank else self.worst
        return replace(self, worst=worst, known=self.known + 1, missing_musts=self.missing_musts | {*musts})


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
        return self.state not in {ContractState.ENDED, ContractState.COMING, ContractState.UNSIGNED}

    def notice_is_due(self, on: date, days: int) -> bool:
        """Whether notice must be given, or going on decided, within some days from a day."""
        return notice_is_due(self.state, self.notice_day, on=on, days=days)


def notice_is_due(state: ContractState, notice_day: date | None, *, on: date, days: int) -> bool:
    """Whether the last day for notice on a contract falls within some days from a day."""
    if notice_day is None or state is ContractState.ENDED:
        return False
    return on <= notice_day <= on + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class UncoveredParty:
    """A third party that is dealt with although no contract of the needed kind is in force."""

    third_party_id: str
    name: str
    roles: frozenset[Role]
    title: Text
    is_known: bool
    severity: Severity
    since_on: date


@dataclass(frozen=True, slots=True)
class ContractList:
    """All contracts of a day, most pressing first, and the third parties without one."""

    rows: tuple[ContractRow, ...]
    uncovered: tuple[UncoveredParty, ...]
    notice_days: int


def contract_list(workspace: Workspace, *, on: date, today: date, number: int) -> ContractList:
    """Every contract on a day, as known after an entry."""
    with workspace.unit() as unit:
        policy = unit.policy()
        parties = all_records(unit, ThirdParty, number=number) if on < today else lean_parties(unit)
        by_id = {party.id: party for party in parties}
        contracts = all_records(unit, Contract, number=number)
        covers = standing_covers(all_records(unit, ContractCover, number=number))
        gaps = gaps_by_contract(unit, covers, on=on, number=number)
        uncovered = _uncovered(unit, by_id, on=on, number=number)
    in_force = _kinds_in_force(contracts, covers, on)
    rows = [
        contract_row(
            contract,
            name=by_id[contract.third_party_id].legal_name,
            covers=covers[contract.id],
            is_followed=_is_followed(contract, by_id[contract.third_party_id], covers[contract.id], in_force),
            gaps=gaps.get(contract.id, ContractGaps()),
            on=on,
            policy=policy,
        )
        for contract in contracts
        if contract.third_party_id in by_id
    ]
    return ContractList(tuple(sorted(rows, key=_most_pressing_first)), uncovered, policy.coming_days)


def contract_row(
    contract: Contract,
    *,
    name: str,
    covers: Sequence[ContractCover],
    is_followed: bool,
    gaps: ContractGaps,
    on: date,
    policy: Policy,
) -> ContractRow:
    """One contract on a day."""
    state = contract_state(contract, on=on, policy=policy)
    undecided = contract.undecided_term_end
    return ContractRow(
        contract=contract,
        third_party=name,
        state=state,
        notice_day=contract.notice_day(undecided) if undecided else None,
        term_end=contract.last_day if state is ContractState.ENDED else contract.term_end(on),
        covered=len(covers),
        unconfirmed=sum(cover.confirmed_on is None for cover in covers),
        needs_successor=state is ContractState.ENDED and not is_followed,
        gaps=gaps,
    )


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


def standing_covers(covers: Iterable[ContractCover]) -> defaultdict[str, list[ContractCover]]:
    """Whom each contract covers, confirmed or not."""
    grouped: defaultdict[str, list[ContractCover]] = defaultdict(list)
    for cover in covers:
        if cover.removed_on is None:
            grouped[cover.contract_id].append(cover)
    return grouped


def _kinds_in_force(
    contracts: Iterable[Contract], covers: Mapping[str, Sequence[ContractCover]], on: date
) -> frozenset[tuple[str, ContractKind]]:
    """Which kinds of contract cover whom on a day."""
    return frozenset(
        (cover.third_party_id, contract.kind)
        for contract in contracts
        if contract.in_force(on)
        for cover in covers.get(contract.id, ())
        if cover.confirmed_on is not None
    )


def _is_followed(
    contract: Contract,
    party: ThirdParty,
    covers: Sequence[ContractCover],
    in_force: frozenset[tuple[str, ContractKind]],
) -> bool:
    """Whether nobody has to replace a contract that is over: the relation is over too, or another one is in force."""
    if party.lifecycle in _OVER or party.archived_on is not None or party.merged_into is not None:
        return True
    covered = {cover.third_party_id for cover in covers} or {contract.third_party_id}
    return all((third_party_id, contract.kind) in in_force for third_party_id in covered)


def gaps_by_contract(
    unit: Unit, covers: Mapping[str, Sequence[ContractCover]], *, on: date, number: int
) -> dict[str, ContractGaps]:
    """What is open on a day, by the contract in which it is closed."""
    rows = unit.query(
        "SELECT fix_record, fix_id, fix_field, kind, severity FROM gap_span WHERE fix_id <> '' "
        f"AND fix_record IN ('contract', 'contract_clause', 'contract_cover') AND {AS_KNOWN} AND {TRUE_ON}",
        number=number,
        day=on.isoformat(),
    )
    of_cover = {cover.id: contract_id for contract_id, standing in covers.items() for cover in standing}
    found: dict[str, ContractGaps] = {}
    for row in rows:
        contract_id = of_cover.get(str(row["fix_id"]), str(row["fix_id"]))
        is_clause = row["fix_record"] == "contract_clause"
        before = found.get(contract_id, ContractGaps())
        if row["kind"] == GapKind.UNKNOWN.value:
            found[contract_id] = before.with_unknown(of_clauses=is_clause)
            continue
        musts = [str(row["fix_field"])] if is_clause and _is_must(str(row["fix_field"])) else []
        found[contract_id] = before.with_gap(Severity(str(row["severity"])), musts)
    return found


def _is_must(clause_id: str) -> bool:
    return clause(clause_id).level is ClauseLevel.MUST


def _uncovered(unit: Unit, parties: Mapping[str, ThirdParty], *, on: date, number: int) -> tuple[UncoveredParty, ...]:
    is_without, rules = among("rule_id", rules_with(DeadlineKind.CONTRACT))
    rows = unit.query(
        "SELECT third_party_id, kind, severity, since_on, from_on, title_ja, title_en FROM gap_span "
        f"WHERE {is_without} AND {AS_KNOWN} AND {TRUE_ON}",
        number=number,
        day=on.isoformat(),
        **rules,
    )
    found = [
        UncoveredParty(
            third_party_id=party.id,
            name=party.legal_name,
            roles=party.roles,
            title=Text(str(row["title_ja"]), str(row["title_en"])),
            is_known=row["kind"] != GapKind.UNKNOWN.value,
            severity=Severity(str(row["severity"])),
            since_on=date.fromisoformat(str(row["from_on"] or row["since_on"])),
        )
        for row in rows
        if (party := parties.get(str(row["third_party_id"]))) is not None and party.lifecycle is not Lifecycle.CANDIDATE
    ]
    return tuple(sorted(found, key=lambda one: (one.severity.rank, one.since_on, one.name)))


def _most_pressing_first(row: ContractRow) -> tuple[bool, int, int, date, str]:
    is_quiet = row.state is ContractState.ENDED and not row.needs_successor
    rank = row.gaps.worst.rank if row.gaps.worst else _NO_RANK
    return (is_quiet, rank, _ORDER[row.state], row.notice_day or date.max, row.contract.title)
