"""Our own registers on a day: purposes, data sets, consent texts, notices and filings, with who uses them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, TypeVar

from sakimori.domain.gap import Span
from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.domain.records.own_registers import ConsentText, DataSet, DataSetPart, Notice, Purpose
from sakimori.domain.records.own_retention import KeepingDuty, OwnErasure
from sakimori.domain.records.sharing import Filing, JointUse
from sakimori.domain.records.third_party import SELF_ID, ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.text import Text
from sakimori.errors import StateError
from sakimori.rules.facts.joint_uses import is_known
from sakimori.rules.gaps.flows.purposes import asks_for_purpose
from sakimori.rules.gaps.own_company.notices import in_force, last_day
from sakimori.services.flows.heads import lean_flows, runs_on
from sakimori.services.kernel.access import Permission, needs, require
from sakimori.services.kernel.lean_records import among
from sakimori.services.kernel.recording import put
from sakimori.services.kernel.unit import Unit, WriteResult, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import write_result
from sakimori.store.records import TABLES, from_row
from sakimori.store.spans import AS_KNOWN, TRUE_ON

T = TypeVar("T")
_EARLIEST: Final = date.min
_OURS: Final = (Purpose, DataSet, DataSetPart, KeepingDuty, OwnErasure, ConsentText, Notice, JointUse, Filing)


@dataclass(frozen=True, slots=True)
class Use:
    """A running flow that rests on a record of ours."""

    flow_id: str
    flow: str
    third_party_id: str
    third_party: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A record of ours with the flows that rest on it, and the open gaps that it closes."""

    uses: tuple[Use, ...]
    gaps: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PurposeLine(Registered):
    """A purpose: the data sets it covers, and the notices in force that state it."""

    purpose: Purpose
    data_sets: tuple[str, ...]
    notices: tuple[str, ...]
    replaces: str

    def is_published(self, on: date) -> bool:
        """Whether it is published on a day, as far as is known."""
        return _stands(self.purpose.published_since, self.purpose.published_until, on)


@dataclass(frozen=True, slots=True)
class DataSetLine(Registered):
    """A data set with its parts."""

    data_set: DataSet
    parts: tuple[DataSetPart, ...]

    @property
    def persons(self) -> int | None:
        """How many persons its parts hold together; None while one of them is not known."""
        counts = [part.person_count for part in self.parts]
        return None if not counts or None in counts else sum(filter(None, counts))


@dataclass(frozen=True, slots=True)
class ConsentLine(Registered):
    """One version of a consent text, with the parts of data sets that were collected on it."""

    text: ConsentText
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentLane:
    """All versions of one consent text, the earliest first."""

    name: str
    versions: tuple[ConsentLine, ...]


@dataclass(frozen=True, slots=True)
class NoticeLine(Registered):
    """One version of a notice, whether it is published on the day, and its last day: on record, or by the next one."""

    notice: Notice
    is_in_force: bool
    last_on: date | None


@dataclass(frozen=True, slots=True)
class JointUseLine(Registered):
    """A joint use, and whether the persons know of it on the day."""

    joint_use: JointUse
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class FilingLine(Registered):
    """An opt-out filing."""

    filing: Filing


@dataclass(frozen=True, slots=True)
class OwnRegistersView:
    """Everything that the page of our registers shows, and the names by which its records choose each other."""

    purposes: tuple[PurposeLine, ...]
    data_sets: tuple[DataSetLine, ...]
    consent_lanes: tuple[ConsentLane, ...]
    notices: tuple[NoticeLine, ...]
    joint_uses: tuple[JointUseLine, ...]
    filings: tuple[FilingLine, ...]
    without_purpose: tuple[Use, ...]
    gaps: tuple[Span, ...]
    parties: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of ours is recorded yet."""
        return not any((self.purposes, self.data_sets, self.consent_lanes, self.notices, self.joint_uses, self.filings))

    @property
    def consent_texts(self) -> tuple[ConsentLine, ...]:
        """All versions of all consent texts."""
        return tuple(line for lane in self.consent_lanes for line in lane.versions)

    @property
    def standing_notice(self) -> Notice | None:
        """The notice in force that was published last: a new version begins with what it says."""
        standing = [line.notice for line in self.notices if line.is_in_force]
        return max(standing, key=lambda n: (n.published_on or _EARLIEST, n.id), default=None)


@needs(Permission.READ)
def own_registers(workspace: Workspace, *, on: date, number: int) -> OwnRegistersView:
    """Our registers on a day, as known after an entry."""
    with workspace.unit() as unit:
        return _view(unit, _Reading(unit, on=on, number=number))


class _Reading:
    """The records of one knowledge, with what joins them."""

    def __init__(self, unit: Unit, *, on: date, number: int) -> None:
        self._unit, self.on, self._number = unit, on, number
        self.flows = [flow for flow in lean_flows(unit, number=number) if runs_on(flow, on)]
        self.names = party_names(unit, number=number)
        spans = unit.spans.as_known(number, on, third_party_id=SELF_ID)
        self.own_spans = tuple(sorted(spans, key=lambda s: (s.severity.rank, s.since_on, s.rule_id)))
        self._gaps: defaultdict[str, list[Span]] = defaultdict(list)
        for span in _fixed_here(unit, on=on, number=number):
            self._gaps[span.fix_id].append(span)

    def all(self, kind: type[T]) -> list[T]:
        return all_records(self._unit, kind, number=self._number)

    def uses(self, field: str) -> Mapping[str, tuple[Use, ...]]:
        grouped: defaultdict[str, list[DataFlow]] = defaultdict(list)
        for flow in self.flows:
            if record_id := getattr(flow, field, None):
                grouped[record_id].append(flow)
        return defaultdict(tuple, {key: uses_of(flows, self.names) for key, flows in grouped.items()})

    def gaps(self, *record_ids: str) -> tuple[Span, ...]:
        return tuple(span for record_id in record_ids for span in self._gaps[record_id])


def _fixed_here(unit: Unit, *, on: date, number: int) -> list[Span]:
    """The open gaps, ours and those of flows, that a record of our registers closes."""
    is_ours, tables = among("fix_record", [TABLES[kind] for kind in _OURS])
    rows = unit.query(
        f"SELECT * FROM gap_span WHERE {is_ours} AND {AS_KNOWN} AND {TRUE_ON} ORDER BY id",
        **tables,
        number=number,
        day=on.isoformat(),
    )
    return [from_row(Span, row) for row in rows]


def _view(unit: Unit, found: _Reading) -> OwnRegistersView:
    parts, notices = found.all(DataSetPart), found.all(Notice)
    loose = [
        flow
        for flow in found.flows
        if flow.purpose_id is None and flow.direction is not Direction.IN and asks_for_purpose(flow)
    ]
    return OwnRegistersView(
        purposes=_purposes(found, parts, notices),
        data_sets=_data_sets(found, parts),
        consent_lanes=_lanes(found, parts),
        notices=_notices(found, notices),
        joint_uses=_joint_uses(found),
        filings=_filings(found),
        without_purpose=uses_of(loose, found.names),
        gaps=found.own_spans,
        parties=found.names,
    )


def _purposes(found: _Reading, parts: Sequence[DataSetPart], notices: Sequence[Notice]) -> tuple[PurposeLine, ...]:
    purposes, sets = found.all(Purpose), {s.id: s.name for s in found.all(DataSet)}
    uses, names = found.uses("purpose_id"), {p.id: p.name for p in purposes}
    standing = in_force(notices, found.on)
    lines = [
        PurposeLine(
            uses=uses[purpose.id],
            gaps=found.gaps(purpose.id),
            purpose=purpose,
            data_sets=_distinct(sets[p.data_set_id] for p in parts if purpose.id in p.purpose_ids),
            notices=_distinct(n.name for n in standing if purpose.id in n.purpose_ids),
            replaces=names.get(purpose.replaces_id or "", ""),
        )
        for purpose in purposes
    ]
    return tuple(sorted(lines, key=lambda line: (not line.is_published(found.on), line.purpose.name)))


def _data_sets(found: _Reading, parts: Sequence[DataSetPart]) -> tuple[DataSetLine, ...]:
    uses = found.uses("data_set_id")
    lines = []
    for data_set in found.all(DataSet):
        own = sorted((p for p in parts if p.data_set_id == data_set.id), key=lambda p: p.collected_from or _EARLIEST)
        gaps = found.gaps(data_set.id, *(part.id for part in own))
        lines.append(DataSetLine(uses[data_set.id], gaps, data_set, tuple(own)))
    return tuple(sorted(lines, key=lambda line: (line.data_set.ended_on is not None, line.data_set.name)))


def _lanes(found: _Reading, parts: Sequence[DataSetPart]) -> tuple[ConsentLane, ...]:
    uses = found.uses("consent_text_id")
    lanes: defaultdict[str, list[ConsentLine]] = defaultdict(list)
    for text in sorted(found.all(ConsentText), key=lambda t: (t.used_from or _EARLIEST, t.text_version)):
        held = _distinct(part.name for part in parts if part.consent_text_id == text.id)
        lanes[text.name].append(ConsentLine(uses[text.id], found.gaps(text.id), text, held))
    return tuple(ConsentLane(name, tuple(versions)) for name, versions in sorted(lanes.items()))


def _notices(found: _Reading, notices: Sequence[Notice]) -> tuple[NoticeLine, ...]:
    standing = {notice.id for notice in in_force(notices, found.on)}
    lines = [NoticeLine((), found.gaps(n.id), n, n.id in standing, last_day(n, notices)) for n in notices]
    latest_first = sorted(lines, key=lambda line: line.notice.published_on or _EARLIEST, reverse=True)
    return tuple(sorted(latest_first, key=lambda line: not line.is_in_force))


def _joint_uses(found: _Reading) -> tuple[JointUseLine, ...]:
    uses = found.uses("joint_use_id")
    lines = [JointUseLine(uses[j.id], found.gaps(j.id), j, is_known(j, found.on)) for j in found.all(JointUse)]
    return tuple(sorted(lines, key=lambda line: line.joint_use.name))


def _filings(found: _Reading) -> tuple[FilingLine, ...]:
    uses = found.uses("filing_id")
    lines = [FilingLine(uses[filing.id], found.gaps(filing.id), filing) for filing in found.all(Filing)]
    return tuple(sorted(lines, key=lambda line: line.filing.name))


def uses_of(flows: Iterable[DataFlow], names: Mapping[str, str]) -> tuple[Use, ...]:
    """Flows as those who use a record, by third party."""
    uses = [Use(flow.id, flow.name, flow.third_party_id, names.get(flow.third_party_id, "")) for flow in flows]
    return tuple(sorted(uses, key=lambda use: (use.third_party, use.flow)))


def party_names(unit: Unit, *, number: int) -> Mapping[str, str]:
    """The names of all third parties by id, as they were called after an entry."""
    if not unit.is_newest(number):
        return {party.id: party.legal_name for party in unit.trail.records_at(ThirdParty, number)}
    return {str(row["id"]): str(row["legal_name"]) for row in unit.query("SELECT id, legal_name FROM third_party")}


def _stands(first: date | None, last: date | None, on: date) -> bool:
    return first is not None and first <= on and (last is None or on <= last)


def _distinct(words: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


_FLOW: Final = Text("データフロー", "data flow")
_OTHER: Final = Text("「{flow}」には別の利用目的が結ばれています。", "“{flow}” names another purpose already.")


@needs(Permission.EDIT_OWN_REGISTER)
def take_over_purpose(
    workspace: Workspace, purpose: Purpose, flow_ids: Sequence[str], *, actor: Actor, at: datetime
) -> WriteResult[Purpose]:
    """Store a purpose, new or standing, and let flows that name none yet name it.

    Raises:
        InvalidValueError: The purpose holds what it cannot.
        NotFoundError: There is no such flow.
        NotPermittedError: The role may not write our own registers, or flows.
        StateError: A flow names another purpose by now.
    """
    require(actor, Permission.EDIT_REGISTER)
    with workspace.change("purpose.recorded", actor=actor, at=at) as change:
        stored = put(change, purpose)
        for flow_id in flow_ids:
            flow = change.records.get(DataFlow, flow_id, what=_FLOW)
            if flow.purpose_id not in (None, stored.id):
                raise StateError(why=_OTHER.format(flow=flow.name))
            put(change, replace(flow, purpose_id=stored.id))
    return write_result(stored, change)
