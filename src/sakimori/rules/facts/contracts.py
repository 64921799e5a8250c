"""Contracts as rules read them: over which days in force, what is known of their clauses, and what asks for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from types import MappingProxyType

from sakimori.domain.codes import Basis, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Stage
from sakimori.domain.records.contract import (
    Clause,
    ClauseLevel,
    ClauseSetCode,
    ClauseState,
    Contract,
    ContractClause,
    ContractKind,
    CoveringContract,
)
from sakimori.domain.rule import COMPANY_POLICY, Citation, basis_of
from sakimori.domain.values.blank import is_given
from sakimori.domain.values.days import next_day
from sakimori.domain.values.quick import quick
from sakimori.domain.values.text import Text, table_of
from sakimori.rules.facts.citations import (
    ACT_25,
    ACT_28,
    ACT_41,
    GL_CONTRACT,
    GL_JOINT_USE,
    GL_MY_NUMBER,
    GL_PSEUDONYMISED,
    GL_SUCCESSION,
    RULES_16,
)
from sakimori.rules.facts.clause_sets import AppliedSet
from sakimori.rules.facts.clauses import CLAUSE_SETS, set_of
from sakimori.rules.facts.rule_kit import once_each


@dataclass(frozen=True, slots=True)
class ContractStretch:
    """Days on which the same contracts are in force; `until_on` is the first day after, None is no known day."""

    from_on: date
    until_on: date | None
    contracts: tuple[CoveringContract, ...]


def day_after(last_day: date | None) -> date | None:
    """The first day after a last one; a calendar that ends there has none."""
    return None if last_day is None or last_day == date.max else next_day(last_day)


def has_known_end(contract: Contract) -> bool:
    """Whether it is known on which day it ends, or that it goes on; else nobody knows whether it still is in force."""
    return contract.last_day is not None or bool(contract.open_ended) or contract.renews


def stretches(contracts: Iterable[CoveringContract]) -> tuple[ContractStretch, ...]:
    """The days on which at least one contract is in force, cut wherever one begins or ends; only covers that count."""
    counting = [c for c in contracts if c.counts and c.contract.begins_on is not None]
    cuts = {c.contract.begins_on for c in counting} | {day_after(c.contract.last_day) for c in counting}
    days = sorted(day for day in cuts if day is not None)
    found = []
    for start, end in zip_longest(days, days[1:]):
        in_force = tuple(c for c in counting if c.contract.in_force(start))
        if in_force:
            found.append(ContractStretch(start, end, in_force))
    return tuple(found)


def runs(found: Iterable[ContractStretch]) -> tuple[ContractStretch, ...]:
    """Stretches that follow each other without a day between them, as one; its contracts are those of the last."""
    joined: list[ContractStretch] = []
    for stretch in found:
        follows = bool(joined) and joined[-1].until_on == stretch.from_on
        from_on = joined.pop().from_on if follows else stretch.from_on
        joined.append(ContractStretch(from_on, stretch.until_on, stretch.contracts))
    return tuple(joined)


def in_stages(parts: Iterable[tuple[Severity | None, date, date | None]]) -> tuple[Stage, ...]:
    """Stages out of days in order; days of one severity that follow each other are one stage, empty ones are none."""
    stages: list[Stage] = []
    for severity, from_on, until_on in parts:
        if severity is None or (until_on is not None and until_on <= from_on):
            continue
        if stages and stages[-1].severity is severity and stages[-1].until_on == from_on:
            stages[-1] = Stage(severity, stages[-1].from_on, until_on)
        else:
            stages.append(Stage(severity, from_on, until_on))
    return tuple(stages)


NO_REASON_HELPS = frozenset({ClauseSetCode.MYN, ClauseSetCode.PSE, ClauseSetCode.SUC})
"""Sets whose musts have to be written: no reason stands in their place."""

_READ_FIRST: dict[ClauseSetCode, tuple[ContractKind, ...]] = {
    ClauseSetCode.ITK: (ContractKind.ENTRUSTMENT, ContractKind.TERMS, ContractKind.DPA),
    ClauseSetCode.MYN: (ContractKind.ENTRUSTMENT,),
    ClauseSetCode.XBR: (ContractKind.FOREIGN_PROVISION, ContractKind.GROUP_RULES, ContractKind.ENTRUSTMENT),
    ClauseSetCode.JUS: (ContractKind.JOINT_USE,),
    ClauseSetCode.TPP: (ContractKind.PROVISION, ContractKind.FOREIGN_PROVISION),
    ClauseSetCode.PRI: (ContractKind.PROVISION, ContractKind.ENTRUSTMENT),
    ClauseSetCode.PSE: (ContractKind.ENTRUSTMENT, ContractKind.JOINT_USE),
    ClauseSetCode.ANP: (ContractKind.PROVISION,),
    ClauseSetCode.CLD: (ContractKind.TERMS, ContractKind.ENTRUSTMENT),
    ClauseSetCode.SUC: (ContractKind.SUCCESSION_TALKS,),
    ClauseSetCode.DPA: (ContractKind.DPA,),
    ClauseSetCode.SCC: (ContractKind.SCC,),
    ClauseSetCode.CCP: (ContractKind.DPA,),
}
"""In which kind of contract a clause that nobody has looked for is looked for first."""


@quick
@dataclass(frozen=True, slots=True)
class ClauseStanding:
    """What stands of one clause over some days: the best find, where it is, or where to look.

    `known_on` is the first day of these on which a person had both said that the contract counts and read it.
    """

    clause: Clause
    from_on: date
    until_on: date | None
    state: ClauseState
    contract: Contract
    record: ContractClause | None
    known_on: date

    @property
    def is_undated(self) -> bool:
        """Whether somebody read it on a day that is not on record."""
        return self.record is not None and is_undated(self.record)

    @property
    def is_excused(self) -> bool:
        """Whether compliance has approved why it may be missing."""
        return self.record is not None and is_excused(self.clause, self.record)

    def holds(self, on: date) -> bool:
        """Whether it speaks of a day."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)


_FOUND = frozenset({ClauseState.PRESENT, ClauseState.WEAK})


def is_undated(found: ContractClause) -> bool:
    """Whether a clause is said to be there and nobody knows since when: contracts change."""
    return found.state in _FOUND and found.checked_on is None


def known_state(found: ContractClause) -> ClauseState:
    """What a reading tells: one without its day does not tell that a clause is there; that one is missing it does."""
    return ClauseState.NOT_CHECKED if is_undated(found) else found.state


def is_excused(clause: Clause, found: ContractClause) -> bool:
    """Whether a clause may be missing: a reason that compliance approved; in XBR's musts with evidence (GL-F 4-2)."""
    code = set_of(clause.id)
    is_must = clause.level is ClauseLevel.MUST
    if not is_given(found.reason) or found.reason_approved_by is None or (is_must and code in NO_REASON_HELPS):
        return False
    return not (is_must and code is ClauseSetCode.XBR) or found.evidence_id is not None


def clause_standing(dossier: Dossier, code: ClauseSetCode) -> tuple[ClauseStanding, ...]:
    """Per clause of a set and stretch of days the best find over the confirmed contracts in force then."""
    return tuple(standing for found in standing_by_clause(dossier, code).values() for standing in found)


def standing_by_clause(dossier: Dossier, code: ClauseSetCode) -> Mapping[str, Sequence[ClauseStanding]]:
    """The same by the id of the clause; one of which nothing stands has its empty place."""
    return by_clause(dossier.contracts, code)


@once_each
def by_clause(contracts: tuple[CoveringContract, ...], code: ClauseSetCode) -> Mapping[str, Sequence[ClauseStanding]]:
    """The same of some contracts, of which every flow of a third party and many rules ask."""
    found: dict[str, list[ClauseStanding]] = {clause.id: [] for clause in CLAUSE_SETS[code].clauses}
    for standing in _clause_standing(contracts, code):
        found[standing.clause.id].append(standing)
    return found


def _clause_standing(contracts: tuple[CoveringContract, ...], code: ClauseSetCode) -> Iterator[ClauseStanding]:
    for stretch in stretches(contracts):
        read: defaultdict[str, list[tuple[CoveringContract, ContractClause]]] = defaultdict(list)
        for covering in stretch.contracts:
            for record in covering.clauses:
                read[record.clause_id].append((covering, record))
        yield from (_best(clause, stretch, read[clause.id]) for clause in CLAUSE_SETS[code].clauses)


def _best(
    clause: Clause, stretch: ContractStretch, read: Sequence[tuple[CoveringContract, ContractClause]]
) -> ClauseStanding:
    covering, record = min(read, key=lambda r: _rank(clause, r[1])) if read else (_to_read(clause, stretch), None)
    days = [stretch.from_on, covering.cover.confirmed_on, record.checked_on if record else None]
    return ClauseStanding(
        clause=clause,
        from_on=stretch.from_on,
        until_on=stretch.until_on,
        state=known_state(record) if record else ClauseState.NOT_CHECKED,
        contract=covering.contract,
        record=record,
        known_on=max(day for day in days if day is not None),
    )


def _rank(clause: Clause, found: ContractClause) -> tuple[int, str]:
    """0 is the best; a reason that was approved comes right after a clause that is there."""
    state = known_state(found)
    order = _STATES[state]
    if state is not ClauseState.PRESENT:
        order = 1 if is_excused(clause, found) else order + 1
    return order, found.id


def _to_read(clause: Clause, stretch: ContractStretch) -> CoveringContract:
    kinds = _READ_FIRST[set_of(clause.id)]
    by_kind = {covering.contract.kind: covering for covering in reversed(stretch.contracts)}
    return next((by_kind[kind] for kind in kinds if kind in by_kind), stretch.contracts[0])


@dataclass(frozen=True, slots=True)
class ClauseDemand:
    """The id under which rules speak of missing clauses, in which words, what they cite, and how far that binds."""

    id: str
    title: Text
    cites: tuple[Citation, ...]
    basis: Basis


_TITLES = table_of("""
    A-25-2 | 委託契約に望ましい条項がない | A desirable clause is missing in an entrustment
    A-MN5 | 個人番号の委託契約に必要な条項がない | A clause that My Numbers call for is missing
    A-MN5S | 個人番号の委託契約に望ましい条項がない | A clause desirable for My Numbers is missing
    A-28-16 | 基準適合体制の措置が契約で確保されていない | The equivalent system lacks a point of its substance
    A-JU5 | 共同利用の取決めに望ましい事項がない | A desirable point of joint use is not agreed
    A-PS7 | 仮名加工情報について必要な条項がない | A clause that pseudonymised data call for is missing
    A-SU1 | 承継の交渉の契約に必要な条項がない | A clause that talks on succession call for is missing
    C-CL1 | 実務で置かれる条項がない | A clause of common practice is missing
    C-CL2 | 会社方針で求める条項がない | A clause that our policy asks for is missing
    C-CL3 | 契約の条項が未確認 | Clauses of the contract are not checked
""")


def _demand(demand_id: str, *cites: Citation, basis: Basis | None = None) -> ClauseDemand:
    cited = cites or (COMPANY_POLICY,)
    return ClauseDemand(demand_id, _TITLES[demand_id], cited, basis or basis_of(cited))


_DEMANDS = (
    _demand("A-25-2", ACT_25, GL_CONTRACT, basis=Basis.GUIDELINE_SHOULD),
    _demand("A-MN5", GL_MY_NUMBER, basis=Basis.GUIDELINE_MUST),
    _demand("A-MN5S", GL_MY_NUMBER, basis=Basis.GUIDELINE_SHOULD),
    _demand("A-28-16", ACT_28, RULES_16),
    _demand("A-JU5", GL_JOINT_USE, basis=Basis.GUIDELINE_SHOULD),
    _demand("A-PS7", ACT_41, GL_PSEUDONYMISED, basis=Basis.GUIDELINE_MUST),
    _demand("A-SU1", GL_SUCCESSION, basis=Basis.GUIDELINE_MUST),
    _demand("C-CL1"),
    _demand("C-CL2"),
    _demand("C-CL3"),
)
CLAUSE_DEMANDS: Mapping[str, ClauseDemand] = MappingProxyType({demand.id: demand for demand in _DEMANDS})
"""All of them by their id; C-CL3 speaks of what nobody has read for, the others of what is missing."""

_GRAVE_MUSTS = {
    ClauseSetCode.MYN: ("A-MN5", Severity.BLOCK),
    ClauseSetCode.SUC: ("A-SU1", Severity.BLOCK),
    ClauseSetCode.XBR: ("A-28-16", Severity.HIGH),
    ClauseSetCode.PSE: ("A-PS7", Severity.HIGH),
}
_SHOULDS = {
    ClauseSetCode.ITK: "A-25-2",
    ClauseSetCode.MYN: "A-MN5S",
    ClauseSetCode.JUS: "A-JU5",
    ClauseSetCode.XBR: "C-CL2",
}
_OTHER_MUST = ("C-CL2", Severity.MEDIUM)
"""Musts of laws abroad that were not read in the primary text, and of sets that we ask for by policy."""


_SEVERITIES = tuple(Severity)
_STATES = {state: place for place, state in enumerate(ClauseState)}


def weight(applied: AppliedSet, clause: Clause) -> tuple[str, Severity]:
    """The rule that speaks for a clause of an applied set, and how grave it is where the clause is missing."""
    if clause.level is ClauseLevel.COMMON:
        return "C-CL1", Severity.LOW
    if clause.level is ClauseLevel.SHOULD:
        return _SHOULDS[applied.code], Severity.MEDIUM
    return _GRAVE_MUSTS.get(applied.code, _OTHER_MUST) if applied.by_law else _OTHER_MUST


def missing_by(rule_weight: Severity, standing: ClauseStanding) -> Severity | None:
    """A clause that is there but weak weighs one step less; the lightest step falls away."""
    if standing.is_excused or standing.state not in {ClauseState.ABSENT, ClauseState.WEAK}:
        return None
    weight_left = rule_weight.rank + (standing.state is ClauseState.WEAK)
    return _SEVERITIES[weight_left] if weight_left < len(_SEVERITIES) else None
