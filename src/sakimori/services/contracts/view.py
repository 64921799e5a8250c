"""One contract with its clauses: which sets apply to whom it covers, what was found, and what stands elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sakimori.domain.dossier import Dossier
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.contract import (
    Clause,
    ClauseLevel,
    ClauseSet,
    ClauseSetCode,
    ClauseState,
    Contract,
    ContractClause,
    ContractCover,
)
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import User
from sakimori.domain.values.days import next_day
from sakimori.domain.values.text import Text
from sakimori.errors import NotFoundError
from sakimori.exchange.registers.fields import RECORD_WORDS
from sakimori.rules.facts.clause_sets import AppliedSet, applicable_sets
from sakimori.rules.facts.clauses import CLAUSE_SETS
from sakimori.rules.facts.contracts import is_excused
from sakimori.services.contracts.of_party import ClauseDossiers
from sakimori.services.contracts.rows import ContractState, contract_state
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.confirmations import decided_until
from sakimori.services.kernel.unit import records_of_kinds
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FoundElsewhere:
    """That another contract in force, which covers one of the same third parties, has a clause."""

    contract_id: str
    title: str
    page: str


@dataclass(frozen=True, slots=True)
class SheetClause:
    """One clause as the sheet of a contract shows it; `is_asked` says whether anybody covered calls for it."""

    clause: Clause
    record: ContractClause | None
    elsewhere: tuple[FoundElsewhere, ...]
    is_asked: bool

    @property
    def state(self) -> ClauseState:
        """What was found here."""
        return self.record.state if self.record else ClauseState.NOT_CHECKED

    @property
    def is_excused(self) -> bool:
        """Whether compliance has approved why it may be missing."""
        return self.record is not None and is_excused(self.clause, self.record)

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is needed: it is here or in another contract, or its absence was approved."""
        return self.state is ClauseState.PRESENT or self.is_excused or bool(self.elsewhere)

    @property
    def is_missing_must(self) -> bool:
        """Whether law or a named standard wants it here and somebody looked for it in vain."""
        is_gone = self.state in {ClauseState.ABSENT, ClauseState.WEAK}
        return self.is_asked and self.clause.level is ClauseLevel.MUST and is_gone and not self.is_settled

    @property
    def waits_for_approval(self) -> bool:
        """Whether a reason is written that nobody has approved."""
        found = self.record
        return found is not None and bool(found.reason) and found.reason_approved_by is None


@dataclass(frozen=True, slots=True)
class SheetSet:
    """A set of clauses in a contract, and for whom and why it is asked; without a reason nobody asks for it."""

    set: ClauseSet
    why: tuple[tuple[str, Text], ...]
    clauses: tuple[SheetClause, ...]

    @property
    def applies(self) -> bool:
        """Whether it follows from what is handed over to somebody whom the contract covers."""
        return bool(self.why)

    @property
    def settled(self) -> int:
        """How many clauses need nothing more."""
        return sum(clause.is_settled for clause in self.clauses)

    @property
    def missing_musts(self) -> tuple[SheetClause, ...]:
        """The must clauses that were looked for in vain."""
        return tuple(clause for clause in self.clauses if clause.is_missing_must)

    @property
    def unread(self) -> tuple[SheetClause, ...]:
        """What nobody has looked for here, and no other contract has."""
        return tuple(c for c in self.clauses if c.state is ClauseState.NOT_CHECKED and not c.is_settled)


@dataclass(frozen=True, slots=True)
class CoverLine:
    """One third party that a contract covers, or no longer does."""

    cover: ContractCover
    name: str
    sets: tuple[ClauseSetCode, ...]


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One contract in the tree of master and children."""

    contract: Contract
    depth: int
    state: ContractState


@dataclass(frozen=True, slots=True)
class ContractSheet:
    """Everything that the page of one contract shows."""

    contract: Contract
    party: ThirdParty
    state: ContractState
    term_end: date | None
    renewal: RenewalChoice | None
    covers: tuple[CoverLine, ...]
    sets: tuple[SheetSet, ...]
    tree: tuple[TreeLine, ...]
    documents: tuple[Evidence, ...]
    filed: tuple[Evidence, ...]
    services: tuple[Service, ...]
    people: Mapping[str, str]

    @property
    def applied(self) -> tuple[SheetSet, ...]:
        """The sets that follow from what is handed over."""
        return tuple(s for s in self.sets if s.applies)

    def clause(self, clause_id: str) -> SheetClause:
        """One clause of the sheet."""
        return next(c for s in self.sets for c in s.clauses if c.clause.id == clause_id)


@needs(Permission.READ)
def contract_sheet(workspace: Workspace, contract_id: str, *, on: date, today: date, number: int) -> ContractSheet:
    """One contract on a day, as known after an entry.

    Raises:
        NotFoundError: There is none with this id, or there was none yet on that day.
    """
    with workspace.one_look(), workspace.unit() as unit:
        reader = ClauseDossiers(unit, number=number)
        contract = reader.contracts({contract_id}).get(contract_id)
        home = reader.of(contract.third_party_id) if contract else None
        if contract is None or home is None:
            raise NotFoundError(what=RECORD_WORDS[Contract], key=contract_id)
        covers = reader.covers({contract.id}).get(contract.id, [])
        dossiers = {c.third_party_id: found for c in covers if (found := reader.of(c.third_party_id)) is not None}
        standing = {c.third_party_id for c in covers if c.removed_on is None}
        applied = {party: applicable_sets(dossier) for party, dossier in dossiers.items() if party in standing}
        records = {c.clause_id: c for c in reader.clauses({contract.id}).get(contract.id, ())}
        beside = records_of_kinds(unit, (Evidence, Service), contract.third_party_id, number=number)
        evidence: dict[str, Evidence] = {e.id: e for e in beside[Evidence]}
        policy = unit.policy()
        return ContractSheet(
            contract=contract,
            party=home.third_party,
            state=contract_state(contract, on=on, policy=policy),
            term_end=contract.term_end(on),
            renewal=renewal_choice(contract, on=on),
            covers=_cover_lines(covers, dossiers, applied),
            sets=_sheet_sets(contract, records, applied, dossiers, on=on),
            tree=_tree(contract, reader, on=on, policy=policy),
            documents=tuple(evidence[i] for i in contract.document_ids if i in evidence),
            filed=tuple(e for e in evidence.values() if e.gone_on is None),
            services=tuple(beside[Service]),
            people={user.id: user.name for user in unit.records.select(User)},
        )


def _cover_lines(
    covers: Sequence[ContractCover],
    dossiers: Mapping[str, Dossier],
    applied: Mapping[str, Sequence[AppliedSet]],
) -> tuple[CoverLine, ...]:
    lines = [
        CoverLine(
            cover,
            dossiers[cover.third_party_id].third_party.legal_name,
            tuple(a.code for a in applied.get(cover.third_party_id, ())),
        )
        for cover in covers
        if cover.third_party_id in dossiers
    ]
    return tuple(sorted(lines, key=lambda line: (line.cover.removed_on is not None, line.name)))


def _sheet_sets(
    contract: Contract,
    records: Mapping[str, ContractClause],
    applied: Mapping[str, Sequence[AppliedSet]],
    dossiers: Mapping[str, Dossier],
    *,
    on: date,
) -> tuple[SheetSet, ...]:
    whys: dict[ClauseSetCode, list[tuple[str, Text]]] = {code: [] for code in ClauseSetCode}
    asking: dict[str, set[str]] = {}
    for party_id, sets in applied.items():
        for one in sets:
            whys[one.code].append((dossiers[party_id].third_party.legal_name, one.why))
            for clause in one.asked:
                asking.setdefault(clause.id, set()).add(party_id)
    others = {party_id: found_in_others(contract, dossiers[party_id], on=on) for party_id in applied}
    return tuple(
        SheetSet(
            CLAUSE_SETS[code],
            tuple(whys[code]),
            tuple(
                SheetClause(
                    clause,
                    records.get(clause.id),
                    stands_elsewhere(clause.id, asking.get(clause.id, ()), others),
                    is_asked=clause.id in asking,
                )
                for clause in CLAUSE_SETS[code].clauses
                if not whys[code] or clause.id in asking or clause.id in records
            ),
        )
        for code in ClauseSetCode
    )


def found_in_others(contract: Contract, dossier: Dossier, *, on: date) -> dict[str, FoundElsewhere]:
    """What stands in the other contracts that are in force for a third party, by clause."""
    found: dict[str, FoundElsewhere] = {}
    for covering in dossier.contracts:
        other = covering.contract
        if other.id == contract.id or not covering.counts or not other.in_force(on):
            continue
        for clause in covering.clauses:
            if clause.state is ClauseState.PRESENT:
                found.setdefault(clause.clause_id, FoundElsewhere(other.id, other.title, clause.page))
    return found


def stands_elsewhere(
    clause_id: str, asking: Collection[str], others: Mapping[str, Mapping[str, FoundElsewhere]]
) -> tuple[FoundElsewhere, ...]:
    """Where else a clause stands; only if that serves everybody of whom it is asked."""
    found = [others[party_id].get(clause_id) for party_id in sorted(asking)]
    return () if None in found else tuple(dict.fromkeys(f for f in found if f is not None))


def _tree(contract: Contract, reader: ClauseDossiers, *, on: date, policy: Policy) -> tuple[TreeLine, ...]:
    """The master of a contract and all that hang on it, in their order."""
    root = contract
    while root.parent_id is not None and (master := reader.contracts({root.parent_id}).get(root.parent_id)):
        root = master
    lines: list[TreeLine] = []

    def hang(one: Contract, depth: int) -> None:
        lines.append(TreeLine(one, depth, contract_state(one, on=on, policy=policy)))
        for child in sorted(reader.children(one.id), key=lambda c: (c.begins_on or date.max, c.title)):
            hang(child, depth + 1)

    hang(root, 0)
    return tuple(lines)


@dataclass(frozen=True, slots=True)
class RenewalChoice:
    """What each decision about the next undecided term would lead to."""

    term_end: date
    notice_day: date | None
    is_late: bool
    goes_on_until: date | None
    next_notice: date | None
    ends_on: date


def renewal_choice(contract: Contract, *, on: date) -> RenewalChoice | None:
    """What may be decided about the next undecided term; None where nothing renews by itself."""
    end = contract.undecided_term_end
    if end is None or not contract.in_force(on):
        return None
    notice = contract.notice_day(end)
    goes_on_until = contract.term_end(next_day(decided_until(contract, end, on)))
    return RenewalChoice(
        term_end=end,
        notice_day=notice,
        is_late=notice is not None and notice < on,
        goes_on_until=goes_on_until,
        next_notice=contract.notice_day(goes_on_until) if goes_on_until else None,
        ends_on=contract.term_end(on) or end,
    )
