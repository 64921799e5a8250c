"""The records of a case, changed or left out in all its parts, and those of them that contradict each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

from sakimori.domain.codes import DataCategory
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.contract import ClauseState, CoveringContract
from sakimori.domain.records.data_flow import Direction, ForeignBasis, ForeignBasisKind
from sakimori.domain.records.hand_over import Judgement
from sakimori.domain.registers import Registers
from sakimori.domain.values.changed import changed
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Doubt, DoubtKind
from sakimori.rules.clearance.gate_tables import word_of
from sakimori.rules.facts.clauses import clause
from sakimori.rules.facts.rule_kit import once

R = TypeVar("R")
Change = Callable[[Any], Any]
"""What becomes of a record: itself, another, or None where it is as if it were not there."""

LISTS: Final = (
    "assessments", "evidence", "conditions", "periodic_reviews", "certificates", "cloud_facts", "ai_facts",
    "foreign_bases", "annual_checks", "hand_overs", "sub_processors", "passed_on", "campaigns", "address_groups",
)  # fmt: skip
OWN: Final = tuple(f.name for f in fields(Registers))


def records_of(case: Case) -> Iterator[Any]:
    """Every record of a case that may carry a dated fact or name another."""
    yield from records_beside_contracts(case)
    yield from records_of_contracts(case.dossier.contracts)


@once
def records_of_contracts(contracts: tuple[CoveringContract, ...]) -> tuple[Any, ...]:
    """Those of its contracts, which it has in common with other cases of its third party."""
    return tuple(record for c in contracts for record in (c.contract, c.cover, *c.clauses))


def records_beside_contracts(case: Case) -> Iterator[Any]:
    """All others."""
    dossier = case.dossier
    yield case.facts
    yield case.flow
    yield from case.judgements
    yield from case.confirmations
    for name in LISTS:
        yield from getattr(dossier, name)
    for name in OWN:
        yield from getattr(dossier.registers, name)
    yield from dossier.countries.values()
    for waiver, _ in dossier.waivers:
        yield waiver


def with_each(case: Case, change: Change) -> Case:
    """The case with each record changed; what stays as it is stays the same object, so that it is worked out once."""
    if all(change(record) is record for record in records_of(case)):  # as nearly always
        return case
    facts, flow = change(case.facts), change(case.flow)
    judgements, confirmations = _each(case.judgements, change), _each(case.confirmations, change)
    dossier = _dossier(case.dossier, change)
    if flow is not case.flow:
        dossier = changed(dossier, flows=(flow,))
    found = {"facts": facts, "flow": flow, "judgements": judgements, "confirmations": confirmations, "dossier": dossier}
    new: Case = _changed(case, found)
    return new


def _dossier(dossier: Dossier, change: Change) -> Dossier:
    found: dict[str, Any] = {name: _each(getattr(dossier, name), change) for name in LISTS}
    found["contracts"] = _each(dossier.contracts, lambda one: _covering(one, change))
    found["waivers"] = _each(dossier.waivers, lambda one: _first(one, change))
    found["registers"] = _changed(dossier.registers, {n: _each(getattr(dossier.registers, n), change) for n in OWN})
    found["countries"] = _table(dossier.countries, change)
    if found["assessments"] is not dossier.assessments:
        still = {one.id for one in found["assessments"]}
        found["governing"] = tuple(g for g in dossier.governing if g.assessment.id in still)
    new: Dossier = _changed(dossier, found)
    return new


def _covering(covering: CoveringContract, change: Change) -> CoveringContract | None:
    contract = change(covering.contract)
    if contract is None:
        return None
    clauses = _each(covering.clauses, change)
    cover = change(covering.cover)
    new: CoveringContract = _changed(covering, {"contract": contract, "cover": cover, "clauses": clauses})
    return new


def _first(pair: tuple[Any, Any], change: Change) -> tuple[Any, Any] | None:
    new = change(pair[0])
    if new is None:
        return None
    return pair if new is pair[0] else (new, pair[1])


def _each(records: tuple[R, ...], change: Change) -> tuple[R, ...]:
    if not records:
        return records
    new = tuple([found for one in records if (found := change(one)) is not None])
    same = len(new) == len(records) and all(a is b for a, b in zip(new, records, strict=True))
    return records if same else new


def _table(records: Mapping[str, R], change: Change) -> Mapping[str, R]:
    new = {key: found for key, one in records.items() if (found := change(one)) is not None}
    same = len(new) == len(records) and all(new[key] is one for key, one in records.items())
    return records if same else new


def _changed(holder: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a dossier, registers or a contract
    new = {name: value for name, value in values.items() if value is not getattr(holder, name)}
    return changed(holder, **new) if new else holder


_NOT_FACTS: Final = frozenset(
    {"id", "third_party_id", "version", "note", "external_key", "reason", "measures_note", "foreign_systems_note",
     "trouble", "by", "decided_by", "task", "source", "source_seen_on", "approval_note"}
)  # fmt: skip
"""Fields that may differ without a contradiction."""


@dataclass(frozen=True, slots=True)
class OneFact:
    """A part of the case of whose records one alone can be true at a time, by their key; None is no such record.

    `told` are the fields that contradict each other where they differ; none stands for all facts.
    """

    part: str
    key: Callable[[Any], object]
    words: Text
    told: tuple[str, ...] = ()


ONE_FACT: Final[tuple[OneFact, ...]] = (
    OneFact("hand_overs", lambda r: r.flow_id, Text("この提供の事実", "the facts of this hand-over")),
    OneFact("cloud_facts", lambda r: r.flow_id, Text("クラウド例外の事実", "the cloud facts")),
    OneFact("ai_facts", lambda r: r.service_id, Text("学習するサービスの事実", "the facts of a service that learns")),
    OneFact(
        "annual_checks", lambda r: (r.checked_on, frozenset(r.flow_ids)),
        Text("同じ日の年次確認", "the yearly checks of one day"),
        ("measures_kept", "hard_to_continue", "foreign_systems"),
    ),
    OneFact(
        "judgements", lambda r: (r.rule_id, r.part_id, r.decided_on),
        Text("同じ日の法務の判断", "the decisions of one day"), ("holds",),
    ),
    OneFact(
        "assessments",
        lambda r: (r.subject, r.pack_id, r.decided_on) if r.decided_on is not None and not r.needs_adoption else None,
        Text("同じ日の審査の判定", "the assessments decided on one day"), ("decision", "valid_until"),
    ),
    OneFact(
        "sub_processors", lambda r: (r.name, r.parent_id, r.service_id, r.task) if r.ended_on is None else None,
        Text("再委託先", "the sub-processors"), ("country", "handles_my_number", "foreign_basis", "approval"),
    ),
)  # fmt: skip
"""What has one truth each: two current records of it that differ are a contradiction."""

_PLACE_CLAIMS: Final = {
    ForeignBasisKind.NOT_FOREIGN: "not_foreign",
    ForeignBasisKind.DESIGNATED: "designated",
    ForeignBasisKind.NOT_NEEDED: "not_needed",
    ForeignBasisKind.NONE: "none",
}
"""Bases that say where the recipient stands; several of the others may carry one flow side by side."""
_BASES: Final = Text("外国提供の根拠", "the foreign bases")
_CLAUSES: Final = Text("契約の条項「{clause}」の確認", "what was read of the clause “{clause}”")
_IDS: Final = Text("同じID（{id}）の記録", "records with one id ({id})")
_PERSONS: Final = Text(
    "人数（このデータフロー{flow}人、データセットの部分の合計{parts}人）",
    "the number of persons ({flow} in the flow, {parts} in all parts of the data set)",
)
_KINDS: Final = Text(
    "データの種類（このデータフローの{n}種類は、データセットのどの内訳にも登録がない）",
    "the kinds of data (of those in the flow, {n} recorded in no part of the data set)",
)
_MADE_OF_OTHERS: Final = frozenset({DataCategory.PSEUDO, DataCategory.ANON, DataCategory.STAT})
"""Kinds that are made of what a data set holds (pseudonymised, anonymised, statistics): no part needs to hold them."""
_DIFFER: Final = Text(
    "食い違う記録：{what}。どれが正しいか", "Records that contradict each other: {what}. Which is true?"
)


def without_conflicts(case: Case) -> Case:
    """The case in which what contradicts itself says nothing; each contradiction is a doubt of the case."""
    for look in (_twice_one_id, _one_fact, _bases, _clauses, _persons, _kinds):
        case = look(case)
    return case


def _doubted(case: Case, what: Text, fix: Fix) -> Case:
    return replace(case, doubts=(*case.doubts, Doubt(DoubtKind.CONFLICT, _DIFFER.format(what=what), fix)))


def _twice_one_id(case: Case) -> Case:
    """Records of one list with one id: alike they are one, unlike none of them counts."""
    registers = case.dossier.registers
    lists: list[Sequence[Any]] = [getattr(case.dossier, name) for name in LISTS if name != "hand_overs"]
    lists += [getattr(registers, name) for name in OWN]
    lists += [case.judgements, [covering.contract for covering in case.dossier.contracts]]
    for records in lists:
        if len(records) < 2 or len({record.id for record in records}) == len(records):
            continue
        for record_id, same in _grouped(records, lambda r: r.id).items():
            if len(set(map(repr, same))) > 1:
                fix = Fix(word_of(type(same[0])), str(record_id), "id")
                case = _doubted(_without(case, same), _IDS.format(id=record_id), fix)
    return case


def _one_fact(case: Case) -> Case:
    for fact in ONE_FACT:
        records = case.judgements if fact.part == "judgements" else getattr(case.dossier, fact.part)
        if len(records) > 1:
            for same in _grouped(records, fact.key).values():
                if differing := _differing(same, fact.told):
                    case = _unsaid(case, same, differing)
                    case = _doubted(case, fact.words, Fix(word_of(type(same[0])), same[0].id, differing[0]))
    return case


def _differing(records: Sequence[Any], told: tuple[str, ...]) -> tuple[str, ...]:
    """The fields to which two records give two answers; what one of them leaves open is none."""
    if len(records) == 1:
        return ()
    names = told or tuple(f.name for f in fields(records[0]) if f.name not in _NOT_FACTS)
    return tuple(
        name for name in names if len({repr(v) for r in records if (v := getattr(r, name)) is not None}) > 1
    )  # fmt: skip


def _unsaid(case: Case, same: Sequence[Any], differing: tuple[str, ...]) -> Case:
    """What differs is not answered; a judgement or decision that differs is not there."""
    if isinstance(same[0], Judgement | Assessment):
        return _without(case, same)
    return _blanked(case, same, dict.fromkeys(differing))


def _without(case: Case, records: Sequence[Any]) -> Case:
    return with_each(case, lambda r: None if r in records else r)


def _blanked(case: Case, records: Sequence[Any], blank: Mapping[str, Any]) -> Case:
    return with_each(case, lambda r: replace(r, **blank) if r in records else r)


def _bases(case: Case) -> Case:
    """Two bases of one time that say another thing of where the recipient stands."""
    bases = case.dossier.foreign_bases
    for n, one in enumerate(bases):
        for other in bases[n + 1 :]:
            if _claim(one) != _claim(other) and _overlap(one, other):
                case = with_each(case, lambda r: None if isinstance(r, ForeignBasis) else r)
                return _doubted(case, _BASES, Fix("foreign_basis", one.id, "kind"))
    return case


def _claim(basis: ForeignBasis) -> str:
    return _PLACE_CLAIMS.get(basis.kind, "carried")


def _overlap(one: ForeignBasis, other: ForeignBasis) -> bool:
    def begins_after(a: ForeignBasis, b: ForeignBasis) -> bool:
        return a.since is not None and b.until is not None and a.since > b.until

    return not begins_after(one, other) and not begins_after(other, one)


def _clauses(case: Case) -> Case:
    """One clause of one contract of which two things were read."""
    for covering in case.dossier.contracts:
        if len({read.clause_id for read in covering.clauses}) == len(covering.clauses):
            continue
        for same in _grouped(covering.clauses, lambda r: r.clause_id).values():
            states = {r.state for r in same if r.state is not ClauseState.NOT_CHECKED}
            if len(states) > 1:
                fix = Fix("contract_clause", same[0].id, "state")
                case = _blanked(case, same, {"state": ClauseState.NOT_CHECKED})
                case = _doubted(case, _CLAUSES.format(clause=clause(same[0].clause_id).text), fix)
    return case


def _persons(case: Case) -> Case:
    """More persons than all parts of the data set hold cannot be handed over; fewer can."""
    counts, asked = [part.person_count for part in case.parts], case.flow.person_count
    if asked is None or not counts or None in counts or asked <= (held := sum(c for c in counts if c is not None)):
        return case
    what = _PERSONS.format(flow=f"{asked:,}", parts=f"{held:,}")
    doubted = _doubted(case, what, Fix("data_flow", case.flow.id, "person_count"))
    return _blanked(doubted, (case.flow, *case.parts), {"person_count": None})


def _kinds(case: Case) -> Case:
    """What no part of the data set is known to hold cannot come out of it; what comes to us may be new there."""
    asked = case.flow.categories
    if not asked or not case.parts or case.flow.direction is Direction.IN:
        return case
    beyond = asked - _MADE_OF_OTHERS - frozenset().union(*(part.categories or () for part in case.parts))
    if not beyond:
        return case
    doubted = _doubted(case, _KINDS.format(n=len(beyond)), Fix("data_flow", case.flow.id, "categories"))
    return _blanked(doubted, (case.flow,), {"categories": None})


def _grouped(records: Iterable[Any], key: Callable[[Any], object]) -> dict[object, list[Any]]:
    found: defaultdict[object, list[Any]] = defaultdict(list)
    for record in records:
        if (of := key(record)) is not None:
            found[of].append(record)
    return found
