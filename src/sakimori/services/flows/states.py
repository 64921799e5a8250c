"""How a flow stands on a day: its verdict, its worst open gap, whether it runs, and what carries it abroad."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix, SubjectKind
from sakimori.domain.records.data_flow import (
    EQUIVALENT,
    DataFlow,
    Direction,
    ForeignBasis,
    ForeignBasisKind,
    LegalRoute,
)
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.rules.facts.foreign_flows import article_28_flows, is_foreign, is_outside
from sakimori.rules.gaps.flows.foreign import BASIS_RULE
from sakimori.services.clearance.standing_requests import FLOW, RECEIPT
from sakimori.services.kernel.unit import Unit
from sakimori.store.engine import Row
from sakimori.store.spans import AS_KNOWN, KNOWN_NOW, TRUE_ON


class FlowState(StrEnum):
    """The worst open gap; `UNKNOWN` where the worst is a fact that nobody knows. The order is from worst to best."""

    BLOCK = "block"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"
    OK = "ok"
    NOT_APPLICABLE = "not_applicable"


class Phase(StrEnum):
    """Whether data are handed over: not yet, now, no more."""

    UPCOMING = "upcoming"
    RUNNING = "running"
    ENDED = "ended"


class Abroad(StrEnum):
    """What Article 28 makes of a flow: not abroad, outside of it, or what carries it."""

    HOME = "home"
    EXEMPT = "exempt"
    DESIGNATED = "designated"
    EQUIVALENT = "equivalent"
    CONSENT = "consent"
    NONE = "none"
    UNKNOWN = "unknown"


class FlowGap(NamedTuple):
    """One gap in one severity, as far as a state needs it.

    Lists of all flows share one object among gaps that are alike; such a one has no ids.
    """

    gap_id: str
    third_party_id: str
    rule_id: str
    subject_kind: SubjectKind
    subject_id: str
    kind: GapKind
    severity: Severity
    from_on: date | None
    until_on: date | None
    since_on: date

    @property
    def state(self) -> FlowState:
        """What it makes of a flow."""
        return FlowState.UNKNOWN if self.kind is GapKind.UNKNOWN else FlowState(self.severity.value)

    def is_open(self, on: date) -> bool:
        """Whether it is true on a day."""
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or self.until_on > on)


@dataclass(frozen=True, slots=True)
class ToldGap:
    """One gap with its words: what is missing, the article or 会社方針, what closes it, where, and until when."""

    gap: FlowGap
    title: Text
    cites: Text
    action: Text
    fix: Fix
    due_on: date

    @property
    def state(self) -> FlowState:
        """What it makes of a flow."""
        return self.gap.state

    @property
    def begins_on(self) -> date:
        """The day from which it is true, else the day on which it was seen first."""
        return self.gap.from_on or self.gap.since_on


_LEAN: Final = "gap_id, third_party_id, rule_id, subject_kind, subject_key, kind, severity, from_on, until_on, since_on"
_LISTED: Final = "third_party_id, subject_key, rule_id, subject_kind, kind, severity, from_on, until_on, since_on"
OF_FLOWS: Final = frozenset({SubjectKind.FLOW, SubjectKind.SUB_PROCESSOR})
"""The subjects that are counted for single flows; any other gap here stops the whole third party.

A campaign stops the flows that it uses, and nothing else: their answers of clearance say so.
"""
_WORDS: Final = "title_ja, title_en, cites_ja, cites_en, action_ja, action_en, fix_record, fix_id, fix_field, due_on"


def flow_gaps(unit: Unit, *, on: date, number: int, third_party_id: str) -> list[FlowGap]:
    """The gaps of flows and of sub-processors, and whatever else stops a third party: open on the day or later."""
    return [_gap(row) for row in _rows(unit, _LEAN, on=on, number=number, third_party_id=third_party_id)]


def listed_gaps(unit: Unit, *, on: date, number: int) -> Iterator[tuple[str, FlowGap]]:
    """The same gaps of all third parties, each after the id of its flow, of its link, or of its third party."""
    for row in _rows(unit, _LISTED, on=on, number=number, third_party_id=None):
        party_id, key, *like = cast("Any", row)
        gap = _like(*like)
        yield key.partition("/")[0] if gap.subject_kind in OF_FLOWS else party_id, gap


def told_gaps(unit: Unit, *, on: date, number: int, third_party_id: str) -> list[ToldGap]:
    """The same gaps of one third party, with their words."""
    columns = f"{_LEAN}, {_WORDS}"
    return [_told(row) for row in _rows(unit, columns, on=on, number=number, third_party_id=third_party_id)]


def _rows(unit: Unit, columns: str, *, on: date, number: int, third_party_id: str | None) -> list[Row]:
    narrow = " AND third_party_id = :party" if third_party_id else ""
    params: dict[str, str] = {"party": third_party_id} if third_party_id else {}
    return unit.query(
        f"SELECT {columns} FROM gap_span "
        f"WHERE {AS_KNOWN} AND (until_on IS NULL OR until_on > :day) "
        f"AND (subject_kind IN (:flow, :sub) OR (severity = :block AND subject_kind <> :campaign)){narrow} ORDER BY id",
        number=number,
        day=on.isoformat(),
        flow=SubjectKind.FLOW.value,
        sub=SubjectKind.SUB_PROCESSOR.value,
        block=Severity.BLOCK.value,
        campaign=SubjectKind.CAMPAIGN.value,
        **params,
    )


_SUBJECTS: Final[Mapping[Any, SubjectKind]] = {member.value: member for member in SubjectKind}
_KINDS: Final[Mapping[Any, GapKind]] = {member.value: member for member in GapKind}
_SEVERITIES: Final[Mapping[Any, Severity]] = {member.value: member for member in Severity}


def _gap(row: Row) -> FlowGap:
    """The gap of a row; a key of a subject may name a part of it after a slash."""
    gap_id, party_id, rule_id, subject, key, kind, severity, from_on, until_on, since_on, *_ = cast("Any", row)
    return FlowGap(
        gap_id,
        party_id,
        rule_id,
        _SUBJECTS[subject],
        key.partition("/")[0],
        _KINDS[kind],
        _SEVERITIES[severity],
        None if from_on is None else _day(from_on),
        None if until_on is None else _day(until_on),
        _day(since_on),
    )


@lru_cache(maxsize=16_384)
def _like(*columns: str | None) -> FlowGap:
    rule_id, subject, kind, severity, from_on, until_on, since_on = cast("Any", columns)
    return FlowGap(
        "",
        "",
        rule_id,
        _SUBJECTS[subject],
        "",
        _KINDS[kind],
        _SEVERITIES[severity],
        None if from_on is None else _day(from_on),
        None if until_on is None else _day(until_on),
        _day(since_on),
    )


def _told(row: Row) -> ToldGap:
    def said(name: str) -> Text:
        return Text(str(row[f"{name}_ja"]), str(row[f"{name}_en"]))

    fix = Fix(str(row["fix_record"]), str(row["fix_id"]), str(row["fix_field"]))
    return ToldGap(_gap(row), said("title"), said("cites"), said("action"), fix, _day(str(row["due_on"])))


@lru_cache(maxsize=4096)
def _day(value: str) -> date:
    return date.fromisoformat(value)


_RANK: Final = {severity: severity.rank for severity in Severity}


def gravity(gap: FlowGap) -> tuple[int, bool, date]:
    """The order of gaps, worst first; of two alike, the one that is certain."""
    return (_RANK[gap.severity], gap.kind is GapKind.UNKNOWN, gap.since_on)


def worst(gaps: Iterable[FlowGap]) -> FlowState:
    """The state that the worst of some open gaps gives; none is 適合."""
    gravest = min(gaps, key=gravity, default=None)
    return FlowState.OK if gravest is None else gravest.state


def phase_of(flow: DataFlow, on: date) -> Phase:
    """Whether data are handed over on a day; a flow without a first day may run already."""
    if flow.end_on is not None and flow.end_on < on:
        return Phase.ENDED
    return Phase.UPCOMING if flow.start_on is not None and flow.start_on > on else Phase.RUNNING


def abroad_of(flow: DataFlow, party: ThirdParty, basis: ForeignBasis | None, gaps: Sequence[FlowGap]) -> Abroad:
    """What carries a flow abroad, given its open gaps: a basis that lapsed is none."""
    if flow.direction is Direction.IN:
        return Abroad.EXEMPT
    if party.country is None:
        return Abroad.UNKNOWN
    if not is_outside(party):
        return Abroad.DESIGNATED if is_foreign(party) else Abroad.HOME
    if party.business_in_japan and basis is None and all(gap.rule_id != BASIS_RULE for gap in gaps):
        return Abroad.HOME  # a person judged that it handles the data in its business in Japan
    if not any(article_28_flows(Dossier(third_party=party, flows=(flow,)))):
        return Abroad.EXEMPT
    return _of_basis(flow, basis, [gap.kind for gap in gaps if gap.rule_id == BASIS_RULE])


def _of_basis(flow: DataFlow, basis: ForeignBasis | None, missing: Collection[GapKind]) -> Abroad:
    if missing:
        return Abroad.NONE if GapKind.DEFECT in missing else Abroad.UNKNOWN
    if basis is None:
        return Abroad.CONSENT if flow.route is LegalRoute.CONSENT_28 else Abroad.UNKNOWN
    if basis.kind in EQUIVALENT:
        return Abroad.EQUIVALENT
    if basis.kind is ForeignBasisKind.CONSENT_28:
        return Abroad.CONSENT
    is_exempt = basis.kind in {ForeignBasisKind.EXCEPTION_27_1, ForeignBasisKind.NOT_NEEDED}
    return Abroad.EXEMPT if is_exempt else Abroad.NONE


class FlowVerdict(StrEnum):
    """What the procedure says of a flow, from worst to best.

    `UNKNOWN` is that no answer is held; `NOT_APPLICABLE` that it is over.
    """

    BLOCKED = "blocked"
    REVIEW = "review"
    UNKNOWN = "unknown"
    CONDITIONAL = "conditional"
    ALLOWED = "allowed"
    NOT_APPLICABLE = "not_applicable"


_PLACES: Final = {verdict: place for place, verdict in enumerate(FlowVerdict)}
_OF_FLOWS: Final = {FLOW, RECEIPT}
_VERDICTS: Final[Mapping[Any, FlowVerdict]] = {one.value: one for one in FlowVerdict}


def rank(verdict: FlowVerdict) -> int:
    """The place of a verdict among all, the worst first."""
    return _PLACES[verdict]


def worse(first: FlowVerdict, second: FlowVerdict) -> FlowVerdict:
    """The worse of two verdicts."""
    return min(first, second, key=rank)


def held_verdicts(unit: Unit, *, on: date, number: int, third_party_id: str | None = None) -> Mapping[str, FlowVerdict]:
    """What is held of each flow on a day, as known after an entry, by the id of the flow."""
    # Of one third party few rows stand, which its index finds as long as nothing is asked of their kind.
    of = "third_party_id = :party" if third_party_id else "subject_kind IN (:flow, :receipt)"
    known = KNOWN_NOW if unit.is_newest(number) else AS_KNOWN
    asked = {"party": third_party_id} if third_party_id else {"flow": FLOW, "receipt": RECEIPT}
    rows = unit.engine.values(
        f"SELECT subject_kind, subject_id, outcome FROM outcome_span WHERE {of} AND {known} AND {TRUE_ON}",
        {"number": number, "day": on.isoformat(), **asked},
    )
    return {flow: _VERDICTS[said] for kind, flow, said in cast("list[Any]", rows) if kind in _OF_FLOWS}


def verdicts_to_come(unit: Unit, flows: Iterable[DataFlow], *, number: int) -> Mapping[str, FlowVerdict]:
    """What is held of flows that are still to begin, each on its first day."""
    found: dict[str, FlowVerdict] = {}
    for flow in flows:
        if flow.start_on is not None:
            held = held_verdicts(unit, on=flow.start_on, number=number, third_party_id=flow.third_party_id)
            if flow.id in held:
                found[flow.id] = held[flow.id]
    return found


def verdict_of(flow: DataFlow, phase: Phase, held: Mapping[str, FlowVerdict]) -> FlowVerdict:
    """The verdict of a flow on a day, given what is held."""
    if phase is Phase.ENDED:
        return FlowVerdict.NOT_APPLICABLE
    return held.get(flow.id, FlowVerdict.UNKNOWN)
