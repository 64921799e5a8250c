"""Decisions that the trail says were carried in, as far as nobody has decided here since and their records stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from sakimori.domain.questions.assessment import Evidence, EvidenceReview
from sakimori.domain.records.ai_service import AiFacts
from sakimori.domain.records.certificate import Certificate
from sakimori.domain.records.contract import Contract, ContractClause, ContractCover
from sakimori.domain.records.data_flow import CloudFacts, DataFlow, Erasure
from sakimori.domain.records.governance import AuditFinding, PolicyException, PolicyText
from sakimori.domain.records.hand_over import FactConfirmation, HandOver, Judgement
from sakimori.domain.records.own_registers import Purpose
from sakimori.domain.records.passed_on import PassedOn
from sakimori.domain.records.sub_processor import Approval, SubProcessorLink
from sakimori.domain.records.third_party import Service, ThirdParty
from sakimori.domain.user import User
from sakimori.services.imports.register_files.decisions import (
    DECIDED,
    HERE,
    NOT_TAKEN,
    ONE_QUESTION,
    TABLE,
    cells_of,
)
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.unit import Unit, third_party_of
from sakimori.store.records import RECORD_TYPES, Column, columns, from_row
from sakimori.store.trail import TrailLine

_EDIT, _DECIDE = Permission.EDIT_REGISTER, Permission.DECIDE_REGISTER
_CLEARANCE = Permission.DECIDE_CLEARANCE

MAY_DECIDE: Final[Mapping[type, Permission]] = {
    **dict.fromkeys((Contract, ContractCover, Certificate, Erasure), _EDIT),
    **dict.fromkeys((ContractClause, DataFlow, CloudFacts, AiFacts, SubProcessorLink, Purpose), _DECIDE),
    **dict.fromkeys((PolicyText, PolicyException), _DECIDE),
    **dict.fromkeys((HandOver, Judgement, FactConfirmation), _CLEARANCE),
    AuditFinding: Permission.EDIT_OWN_REGISTER,
    PassedOn: Permission.HANDLE_REQUESTS,
    Evidence: Permission.REVIEW_ASSESSMENT,
}
"""The permission that the step asks for by which each kind is decided on its own page."""

DISMISSED: Final = "decision.dismissed"
_LAST_DAYS: Final = {
    Contract: "terminated_on",
    DataFlow: "end_on",
    FactConfirmation: "last_day",
    PolicyText: "in_force_until",
    PolicyException: "last_day",
}
"""The last day of a record, by its field."""
_GONE_ON: Final = {
    ContractCover: "removed_on",
    Certificate: "withdrawn_on",
    SubProcessorLink: "ended_on",
    PolicyException: "ended_on",
    Evidence: "withdrawn_on",
    ThirdParty: "archived_on",
}
"""The first day on which a record no longer stands, by its field."""
ENDS_WITH: Final[Mapping[type, tuple[type, str]]] = {
    **dict.fromkeys((ContractCover, ContractClause), (Contract, "contract_id")),
    AiFacts: (Service, "service_id"),
    **dict.fromkeys((CloudFacts, HandOver, Judgement, FactConfirmation), (DataFlow, "flow_id")),
}
"""Records of which nothing is to be decided any more once another one has ended."""
_WAITS: Final = frozenset({Approval.PENDING, Approval.REPORTED, EvidenceReview.UNSEEN})
"""Values that stand where nobody has decided."""
_DECIDED: Final[Mapping[type, tuple[Column, ...]]] = {
    kind: tuple(column for column in columns(kind) if column.field in names) for kind, names in DECIDED.items()
}
"""The columns in which the decision of a kind stands."""
_BLANK: Final[Mapping[type, Mapping[str, object]]] = {
    kind: {spec.name: spec.default for spec in fields(kind) if spec.name in names} for kind, names in DECIDED.items()
}
"""The values of these fields where nobody decided; nothing of the kind in those that always hold something."""
_AT_ONCE: Final = 1_000


@dataclass(slots=True)
class CarriedIn:
    """The lines of the trail that carried one and the same decision in, of which the first one counts."""

    first: TrailLine
    cells: dict[str, Any]
    bringers: set[str]
    is_dismissed: bool = False


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A carried decision that stands open, before anybody's name was looked up."""

    run: CarriedIn
    said: Any
    names: tuple[str, ...]
    decider_id: str | None

    @property
    def permission(self) -> Permission:
        """The permission of whoever decides it here."""
        return MAY_DECIDE[type(self.said)]


def open_ones(unit: Unit, lines: Iterable[TrailLine], on: date) -> list[OpenDecision]:
    """The decisions that lines of the trail, oldest first, carried in and that stand open on a day."""
    by_kind: defaultdict[type, list[CarriedIn]] = defaultdict(list)
    for (table, _), run in _runs(lines).items():
        if not run.is_dismissed:
            by_kind[RECORD_TYPES[table]].append(run)
    told = [pair for kind, runs in by_kind.items() for pair in _undecided(unit, kind, runs)]
    people = {user.id for user in unit.records.select(User) if user.works_here(on)} if told else set()
    return [_opened(run, said, people) for run, said in _standing(unit, told, on)]


def _runs(lines: Iterable[TrailLine]) -> dict[tuple[str, str], CarriedIn]:
    """The decision that was carried in last of each record, from the line that first said so; lines come oldest first.

    A folder that comes again carries the same decision, or what of it differs still.
    """
    found: dict[tuple[str, str], CarriedIn] = {}
    for line in lines:
        after = line.after or {}
        key = str(after.get(TABLE)), line.entry.record_id
        kind, run = RECORD_TYPES.get(key[0]), found.get(key)
        if line.entry.action == DISMISSED and run is not None:
            run.is_dismissed = True
        if line.entry.action != NOT_TAKEN or kind is None or kind not in DECIDED:
            continue
        cells = {name: after[name] for name in (c.name for c in columns(kind)) if name in after}
        if not any(column.name in cells for column in _DECIDED[kind]):
            continue  # what a person found, and whoever brought it says now
        if run is not None and cells.items() <= run.cells.items():
            run.bringers.add(line.entry.actor)
        else:
            found[key] = CarriedIn(line, cells, {line.entry.actor})
    return found


def _undecided(unit: Unit, kind: type, runs: Sequence[CarriedIn]) -> Iterator[tuple[CarriedIn, Any]]:
    """The decisions that nobody has taken here since, each with the record as it says it."""
    own = {one.id: one for one in records_with(unit, kind, {run.first.entry.record_id for run in runs})}
    said = [(run, one) for run in runs if (one := _said(kind, run, own)) is not None]
    questions = ONE_QUESTION.get(kind)
    answered: defaultdict[object, list[Any]] = defaultdict(list)
    if questions:
        flows = {one.flow_id for _, one in said if one.flow_id is not None}
        for one in records_with(unit, kind, flows, column="flow_id"):
            answered[tuple(getattr(one, name) for name in questions)].append(one)
    for run, one in said:
        if questions and one.flow_id is not None:
            here = answered[tuple(getattr(one, name) for name in questions)]
        else:
            here = [own[one.id]] if one.id in own else []
        if not any(_is_decided_since(unit, run, one, standing) for standing in here):
            yield run, one


def _said(kind: type, run: CarriedIn, own: Mapping[str, Any]) -> Any | None:  # noqa: ANN401 - any kind of the folder
    """A record with the decision; None where none stands here that could be decided."""
    standing = own.get(run.first.entry.record_id)
    if standing is not None:
        given = {c.field: c.from_row(run.cells[c.name]) for c in _DECIDED[kind] if c.name in run.cells}
        return replace(standing, **given)
    if kind is Judgement and "flow_id" in run.cells:
        return from_row(kind, {**run.cells, "version": 1})
    return None


def _is_decided_since(unit: Unit, run: CarriedIn, said: Any, standing: Any) -> bool:  # noqa: ANN401 - of one kind
    """Whether a record holds a decision that it did not hold when another one was carried in."""
    if all(getattr(standing, name) == blank for name, blank in _BLANK[type(standing)].items()):
        return False
    if _waits(standing) and not _waits(said):
        return False
    return cells_of(standing, DECIDED[type(standing)]) != _then(unit, run, standing)


def _waits(record: Any) -> bool:  # noqa: ANN401 - any kind of the folder
    """Whether it says no more than what anybody may note, or say for himself, while nobody has decided."""
    values = (getattr(record, name) for name in DECIDED[type(record)])
    return getattr(record, "is_own_word", False) or any(
        value in _WAITS for value in values if isinstance(value, Approval | EvidenceReview)
    )


def _then(unit: Unit, run: CarriedIn, standing: Any) -> Mapping[str, Any] | None:  # noqa: ANN401
    """The decision that a record held when another one was carried in; None where there was no such record."""
    after = run.first.after or {}
    if HERE in after:
        found: Mapping[str, Any] | None = after[HERE].get(standing.id)
        return found
    # A line of a program that did not note it yet.
    before = unit.trail.record_at(type(standing), standing.id, run.first.entry.seq)
    return None if before is None else cells_of(before, DECIDED[type(standing)])


def _standing(unit: Unit, told: Sequence[tuple[CarriedIn, Any]], on: date) -> Iterator[tuple[CarriedIn, Any]]:
    """The decisions whose record, and whatever it belongs to, stand on a day."""
    wanted: defaultdict[type, set[str]] = defaultdict(set)
    for _, said in told:
        for kind, record_id in _above(said):
            wanted[kind].add(record_id)
    above = {kind: records_with(unit, kind, ids) for kind, ids in wanted.items()}
    stands = {(kind, one.id) for kind, found in above.items() for one in found if _stands(one, on)}
    for run, said in told:
        if _stands(said, on) and stands.issuperset(_above(said)):
            yield run, said


def _above(said: Any) -> Iterator[tuple[type, str]]:  # noqa: ANN401 - any kind of the folder
    """With what a record ends: its third party, and the contract or flow that it belongs to."""
    if party := third_party_of(said):
        yield ThirdParty, party
    kind, name = ENDS_WITH.get(type(said), (None, ""))
    if kind is not None and getattr(said, name) is not None:
        yield kind, getattr(said, name)


def _stands(one: Any, on: date) -> bool:  # noqa: ANN401 - any record
    last, gone = (table.get(type(one)) for table in (_LAST_DAYS, _GONE_ON))
    last_day = getattr(one, last) if last else None
    gone_on = getattr(one, gone) if gone else None
    return (last_day is None or last_day >= on) and (gone_on is None or gone_on > on)


def _opened(run: CarriedIn, said: Any, people: Collection[str]) -> OpenDecision:  # noqa: ANN401
    blank = _BLANK[type(said)]
    names = tuple(name for name in DECIDED[type(said)] if getattr(said, name) not in (blank[name], None, ""))
    who = next((getattr(said, name) for name in names if name.endswith("by")), None)
    return OpenDecision(run, said, names, who if who in people else None)


def records_with(unit: Unit, kind: type, ids: Collection[str], *, column: str = "id") -> list[Any]:
    """The records with some ids, so many in each statement as every engine takes."""
    wanted, found = sorted(ids), list[Any]()
    for start in range(0, len(wanted), _AT_ONCE):
        found += unit.records.with_ids(kind, wanted[start : start + _AT_ONCE], column=column)
    return found
