"""The gate: the case as it stands on a day, before any rule sees it.

What is dated after the day is absent, what the asker decided himself is blank, records that contradict each other say
nothing, an id that names no record names nothing, and an answer that frees is open until somebody other than the asker
made sure of it. No rule has to think of any of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sakimori.domain.gap import Fix
from sakimori.domain.policy import Policy
from sakimori.domain.records.contract import CoveringContract
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.values.text import Text
from sakimori.rules.clearance.case import Case, Doubt, DoubtKind
from sakimori.rules.clearance.case_records import (
    records_beside_contracts,
    records_of_contracts,
    with_each,
    without_conflicts,
)
from sakimori.rules.clearance.gate_tables import REFERENCES, DatedFact, Reference, dated_of, word_of
from sakimori.rules.clearance.own_words import uncounted, without_own_words, word_days
from sakimori.rules.facts.rule_kit import once

_OWN: Final = Text(
    "（照会者本人の判断・承認は数えない。別の人（法務）が判断する。いなければ「設定→利用者」で招く）",
    " (the asker's own decision does not count: somebody else of Compliance decides; "
    "if there is nobody, invite one under Settings → Users)",
)
_NOBODY: Final = Text(
    "だれが照会したか分からない。記録された判断・承認が照会者自身のものかもしれない。"
    "照会者（取引先の担当者、ファイルでは asked_by）を記す",
    "Who asks is not known: what was decided may be the asker's own decision. Record who asks (the owner of the third "
    "party; in a file asked_by)",
)


@dataclass(frozen=True, slots=True)
class _Held:
    """The dated facts of some records: the days on which one begins or ceases to count, and those that are judged.

    From `whole_from` on, until the day before `whole_until`, all are there.
    """

    days: frozenset[date]
    whole_from: date
    whole_until: date
    judged: tuple[tuple[Any, DatedFact], ...]


def _held_by(records: Iterable[Any]) -> _Held:
    judged: list[tuple[Any, DatedFact]] = []
    days, begins, ends = set[date | None](), [date.min], [date.max]
    for record in records:
        for dated in dated_of(type(record)):
            begin, end = dated.day_of(record), dated.end_of(record)
            days.update((begin, end))
            if dated.says(record):
                begins.append(begin or date.min)
                ends.append(end or date.max)
                if dated.judged:
                    judged.append((record, dated))
    known = frozenset([day for day in days if day is not None])
    return _Held(known, max(begins), min(ends), tuple(judged))


@once
def _beside_contracts(case: Case) -> _Held:
    return _held_by(records_beside_contracts(case))


@once
def _in_contracts(contracts: tuple[CoveringContract, ...]) -> _Held:
    return _held_by(records_of_contracts(contracts))


def gate_days(case: Case, policy: Policy) -> tuple[date, ...]:
    """Every day on which a dated fact or an own word of a case begins or ceases to count, in order."""
    dated = _beside_contracts(case).days | _in_contracts(case.dossier.contracts).days
    return tuple(sorted(dated | word_days(case, policy)))


def case_on(case: Case, day: date, policy: Policy) -> Case:
    """The case as it stands on a day for the one who asks."""
    return without_own_words(case_as_told(case, day), case, day, policy)


def case_as_told(case: Case, day: date) -> Case:
    """The case as it would stand on a day if somebody made sure of everything that the asker says of it."""
    told = _named(without_conflicts(_standing(case, day)))
    return with_doubt_of_asker(told) if case.asked_by is None and deciders(case) else told


def with_doubt_of_asker(case: Case) -> Case:
    """The case of somebody who is not named: whatever was decided may be his own, so a person has to look."""
    doubt = Doubt(DoubtKind.ASSUMED, _NOBODY, Fix("third_party", case.recipient.id, "owner_id"))
    return case if doubt in case.doubts else replace(case, doubts=(*case.doubts, doubt))


def uncounted_facts(case: Case, day: date, policy: Policy) -> tuple[str, ...]:
    """The facts of a case that count for nothing on a day, since nobody but the asker says them."""
    return uncounted(case_as_told(case, day), case, day, policy)


def _standing(case: Case, day: date) -> Case:
    """The case without what does not count on a day."""

    def counts(record: Any, dated: DatedFact) -> bool:  # noqa: ANN401 - a record of any kind
        return not dated.says(record) or not (_is_not_of(dated, record, day) or _is_void(dated, record, case))

    def change(record: Any) -> Any:  # noqa: ANN401 - a record of any kind
        for dated in dated_of(type(record)):
            if not counts(record, dated):
                if isinstance(dated.blank, str):
                    return None
                record = replace(record, **dated.blank)
        return record

    held = (_beside_contracts(case), _in_contracts(case.dossier.contracts))
    return case if all(_is_whole(one, case, day) for one in held) else with_each(case, change)


def _is_whole(held: _Held, case: Case, day: date) -> bool:
    """Whether everything that records hold counts on a day."""
    if not held.whole_from <= day < held.whole_until:
        return False
    return not any(_is_void(dated, record, case) for record, dated in held.judged)


def _is_not_of(dated: DatedFact, record: Any, day: date) -> bool:  # noqa: ANN401 - a record of its kind
    """Whether a fact is not there yet on a day, or not any more."""
    begins, ends = dated.day_of(record), dated.end_of(record)
    return (begins is not None and begins > day) or (ends is not None and ends <= day)


def _is_void(dated: DatedFact, record: Any, case: Case) -> bool:  # noqa: ANN401 - a record of its kind
    """Whether a judgement in favour lacks its day or person, or is the asker's own.

    An asker who is not named may be anybody: that leaves a doubt at the case, and says nothing of what was decided.
    """
    if not dated.judged or not dated.in_favour(record):
        return False
    by, on = getattr(record, dated.by), dated.day_of(record)
    if not dated.may_lack and (not by or on is None):
        return True
    return by is not None and case.asked_by is not None and case.is_by_asker(by, on)


def own_decisions(case: Case) -> frozenset[tuple[str, str, str]]:
    """What of a case counts for nothing since the asker decided it: kind of record, its id, and the field.

    Of a record that is absent as a whole neither id nor field; of a judgement the id is that of its question.
    """
    found: set[tuple[str, str, str]] = set()
    for record, dated, by in _decided(case):
        if case.asked_by is None or not case.is_by_asker(by, dated.day_of(record)):
            continue
        if dated.kind is Judgement:
            found.add((dated.word, record.rule_id, ""))
            continue
        if dated.kind is FactConfirmation:
            found.add((word_of(HandOver), case.facts.id, record.fact))
            continue
        key = record.id if dated.fields else ""
        found |= {(dated.word, key, name) for name in dated.fields or ("",)}
    return frozenset(found)


def deciders(case: Case) -> frozenset[str]:
    """Whose own something is that was decided in favour of a case: who decided it, and who counted as one with them."""
    taken = {(by, dated.day_of(record)) for record, dated, by in _decided(case)}
    lent = {person for one in case.dossier.delegations for person in (one.lender_id, one.borrower_id)}
    joined = (person for person in lent if any(replace(case, asked_by=person).is_by_asker(*one) for one in taken))
    return frozenset(by for by, _ in taken).union(joined)


def _decided(case: Case) -> Iterator[tuple[Any, DatedFact, str]]:
    """The judgements in favour of a case, each with the record that holds it and whose it is."""
    yield from _decided_in(_beside_contracts(case))
    yield from _decided_in_contracts(case.dossier.contracts)


def _decided_in(held: _Held) -> tuple[tuple[Any, DatedFact, str], ...]:
    return tuple(
        (record, dated, by)
        for record, dated in held.judged
        if dated.in_favour(record) and (by := getattr(record, dated.by))
    )


@once
def _decided_in_contracts(contracts: tuple[CoveringContract, ...]) -> tuple[tuple[Any, DatedFact, str], ...]:
    return _decided_in(_in_contracts(contracts))


def own_decision_words(case: Case, own: frozenset[tuple[str, str, str]], rule_id: str, fix: Fix | None) -> Text | None:
    """What a reason adds where it stands only since the asker's own decision does not count."""
    if not own:
        return None
    keys = {("judgement", rule_id, "")}
    if fix is not None:
        keys |= {(fix.record, fix.record_id, fix.field), (fix.record, "", "")}
    if not keys & own:
        return None
    return _OWN


_NAMES_OF: Final[Mapping[type, Sequence[Reference]]] = {
    kind: [reference for reference in REFERENCES if reference.kind is kind] for kind in {one.kind for one in REFERENCES}
}


def _named(case: Case) -> Case:
    """The case without ids that name nothing; of what the ground itself names, the case keeps a doubt."""
    there: dict[str, frozenset[str]] = {}

    def ids(part: str) -> frozenset[str]:
        if part not in there:
            there[part] = frozenset(_ids(case, part))
        return there[part]

    def change(record: Any) -> Any:  # noqa: ANN401 - a record of any kind
        if (names := _NAMES_OF.get(type(record))) is None:
            return record
        lost = [
            one.field
            for one in names
            if (named := getattr(record, one.field)) is not None
            and not any(named in ids(part) for part in one.among)
            and not _lies_elsewhere(case, record)
        ]
        return replace(record, **dict.fromkeys(lost)) if lost else record

    found = with_each(case, change)
    if case.flow.route_evidence_id is not None and found.flow.route_evidence_id is None:
        doubt = Doubt(DoubtKind.LOST, _LOST, Fix("data_flow", case.flow.id, "route_evidence_id"))
        return replace(found, doubts=(*found.doubts, doubt))
    return found


_LOST: Final = Text(
    "根拠の証跡として名指しされた資料が登録されていない（取り下げられた）",
    "The document named as evidence of the ground is not on file, or was withdrawn",
)


def _ids(case: Case, part: str) -> Iterator[str]:
    dossier = case.dossier
    if part == "sub_third_parties":
        yield from dossier.sub_third_parties
    elif part == "contracts":
        yield from (covering.contract.id for covering in dossier.contracts)
    else:
        holder = dossier if hasattr(dossier, part) else dossier.registers
        yield from (record.id for record in getattr(holder, part))


def _lies_elsewhere(case: Case, record: Any) -> bool:  # noqa: ANN401 - a record of any kind
    """The documents of a contract that is kept with another third party lie there."""
    return hasattr(record, "clause_id") and record.third_party_id != case.recipient.id
