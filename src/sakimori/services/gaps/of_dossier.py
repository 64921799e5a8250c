"""The gaps of a dossier on a day, those to come, and those that stop a hand-over whatever its assessment says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple, TypeVar

from sakimori.domain.codes import Basis, GapKind, Severity
from sakimori.domain.gap import Gap, Span, SubjectKind, Waiver, WaiverStanding, standing_of
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.campaigns import Campaign
from sakimori.domain.records.data_flow import DataFlow, Direction
from sakimori.domain.records.sub_processor import SubProcessorLink
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import User
from sakimori.domain.values.text import Text
from sakimori.rules import DEADLINE_OF, only_warns
from sakimori.rules.facts.assessments import RUNNING
from sakimori.services.kernel.unit import Unit, records_of
from sakimori.store.engine import Row
from sakimori.store.reads.gap_filter import OWNED_SUBJECTS
from sakimori.store.records import from_row
from sakimori.store.spans import AS_KNOWN


class Lane(StrEnum):
    """What sort of thing falls due."""

    ASSESSMENT = "assessment"
    REVIEW = "review"
    CONDITION = "condition"
    EVIDENCE = "evidence"
    WAIVER = "waiver"
    CONTRACT = "contract"
    CERTIFICATE = "certificate"
    FLOW = "flow"
    OTHER = "other"


_LANES: Final[Mapping[DeadlineKind | None, Lane]] = {
    DeadlineKind.VALIDITY: Lane.ASSESSMENT,
    DeadlineKind.REVIEW: Lane.REVIEW,
    DeadlineKind.CONDITION: Lane.CONDITION,
    DeadlineKind.EVIDENCE: Lane.EVIDENCE,
    DeadlineKind.WAIVER: Lane.WAIVER,
    DeadlineKind.CONTRACT: Lane.CONTRACT,
    DeadlineKind.NOTICE: Lane.CONTRACT,
    DeadlineKind.CERTIFICATE: Lane.CERTIFICATE,
    DeadlineKind.SURVEILLANCE: Lane.CERTIFICATE,
    DeadlineKind.BASIS: Lane.FLOW,
    DeadlineKind.ANNUAL_CHECK: Lane.FLOW,
    DeadlineKind.RETENTION: Lane.FLOW,
    DeadlineKind.ERASURE: Lane.FLOW,
    DeadlineKind.PASSED_ON: Lane.FLOW,
}


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap that is open on the day or will open later, with what people decided about it."""

    span: Span
    is_open: bool
    owner: str | None
    plan: str
    plan_due_on: date | None
    waived_until: date | None

    @property
    def is_known(self) -> bool:
        """Whether it is more than what nobody has answered."""
        return self.span.kind is not GapKind.UNKNOWN


@dataclass(frozen=True, slots=True)
class DueDay:
    """A coming day on which a gap would open, or an assessment is due."""

    due_on: date
    lane: Lane
    title: Text
    severity: Severity | None
    gap_id: str


def gap_lines(
    unit: Unit,
    third_party_id: str,
    users: Mapping[str, User],
    owners: Callable[[str, date, int], Mapping[str, str]],
    *,
    on: date,
    number: int,
) -> tuple[GapLine, ...]:
    """The gaps of a day and those to come, as known after an entry: open before coming, known before unknown.

    `owners` gives the owner of each gap that has one of its own, and is asked only where a record may name one.
    """
    rows = unit.query(
        f"SELECT * FROM gap_span WHERE third_party_id = :id AND {AS_KNOWN} ORDER BY id",
        id=third_party_id,
        number=number,
    )
    spans = [s for s in (from_row(Span, row) for row in rows) if s.until_on is None or s.until_on > on]
    people = {g.id: g for g in records_of(unit, Gap, third_party_id, number=number)}
    waivers: defaultdict[str, list[Waiver]] = defaultdict(list)
    for waiver in records_of(unit, Waiver, third_party_id, number=number):
        waivers[waiver.gap_id].append(waiver)
    own = owners(third_party_id, on, number) if any(span.subject_kind in OWNED_SUBJECTS for span in spans) else {}
    lines = []
    for span in spans:
        decided_about = people.get(span.gap_id)
        given_to = decided_about.owner_id if decided_about else None
        owner = users.get(given_to or own.get(span.gap_id, ""))
        lines.append(
            GapLine(
                span=span,
                is_open=not _is_later(span, on),
                owner=owner.name if owner else None,
                plan=decided_about.plan if decided_about else "",
                plan_due_on=decided_about.plan_due_on if decided_about else None,
                waived_until=_waived_until(
                    waivers[span.gap_id], severity=span.severity, facts_digest=span.facts_digest, on=on
                ),
            )
        )
    return tuple(sorted(lines, key=_open_and_worst_first))


def _is_later(span: Span, on: date) -> bool:
    return span.from_on is not None and span.from_on > on


def _waived_until(waivers: Iterable[Waiver], *, severity: Severity, facts_digest: str, on: date) -> date | None:
    """The last day of a waiver that holds for a gap."""
    days = [
        waiver.last_day
        for waiver in waivers
        if standing_of(waiver, severity=severity, facts_digest=facts_digest, on=on) is WaiverStanding.ACTIVE
    ]
    return max(days, default=None)


def _open_and_worst_first(line: GapLine) -> tuple[bool, date, bool, int, date, str]:
    span, begins = line.span, date.min if line.is_open else line.span.from_on or date.min
    return (not line.is_open, begins, span.kind is GapKind.UNKNOWN, span.severity.rank, span.since_on, span.rule_id)


def due_days(unit: Unit, gaps: Sequence[GapLine], assessments: Sequence[Assessment]) -> tuple[DueDay, ...]:
    """The last days before gaps that are not yet open, and the days by which assessments must be answered."""
    stages = [line for line in gaps if not only_warns(line.span.rule_id, line.span.severity)]
    already = {line.span.gap_id for line in stages if line.is_open}
    days: dict[str, DueDay] = {}
    for line in stages:
        span = line.span
        if line.is_open or span.gap_id in already or span.from_on is None or span.gap_id in days:
            continue
        lane = _LANES.get(DEADLINE_OF.get(span.rule_id), Lane.OTHER)
        days[span.gap_id] = DueDay(span.from_on - timedelta(days=1), lane, span.title, span.severity, span.gap_id)
    due = [
        DueDay(a.due_on, Lane.ASSESSMENT, unit.pack(a.pack_digest).title, None, "")
        for a in assessments
        if a.state in RUNNING and a.due_on is not None
    ]
    return tuple(sorted((*days.values(), *due), key=lambda d: d.due_on))


T = TypeVar("T")


class Block(NamedTuple):
    """One gap that stops something, from a day until the day before another."""

    gap_id: str
    kind: GapKind
    basis: Basis
    title: Text
    cites: Text
    subject_kind: SubjectKind
    subject_id: str
    facts_digest: str
    from_on: date | None
    until_on: date | None
    since_on: date

    @property
    def is_unknown(self) -> bool:
        """Whether it stops because nobody knows."""
        return self.kind is GapKind.UNKNOWN

    def is_open(self, on: date) -> bool:
        """Whether it is true on a day."""
        return (self.from_on is None or self.from_on <= on) and (self.until_on is None or self.until_on > on)


@dataclass(frozen=True, slots=True)
class StoppedFlow:
    """A flow that must not run, with why, the gravest first."""

    id: str
    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class WaivedBlock:
    """A gap that would stop something, accepted until a last day."""

    title: Text
    last_day: date


@dataclass(frozen=True, slots=True)
class Blocks:
    """What stops hand-overs to one third party: everything, some of its `flows`, or nothing."""

    whole: tuple[Block, ...] = ()
    stopped: tuple[StoppedFlow, ...] = ()
    flows: int = 0
    waived: tuple[WaivedBlock, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """Whether nothing may go there."""
        return bool(self.whole) or (bool(self.stopped) and len(self.stopped) == self.flows)

    @property
    def gravest(self) -> Block | None:
        """The first reason to name."""
        reasons = [*self.whole, *(block for flow in self.stopped for block in flow.blocks)]
        return min(reasons, key=_grave, default=None)

    @property
    def count(self) -> int:
        """How many gaps stop something."""
        return len({block.gap_id for block in (*self.whole, *(b for flow in self.stopped for b in flow.blocks))})


def blocks_of(unit: Unit, third_party_id: str, *, on: date, number: int) -> Blocks:
    """What stops hand-overs to one third party on a day, as known after an entry."""
    found = [_block(row) for row in _rows(unit, third_party_id, on=on, number=number)]
    return _Known(unit, third_party_id, number=number).blocks(found, on) if found else Blocks()


def _rows(unit: Unit, third_party_id: str, *, on: date, number: int) -> list[Row]:
    """The gaps that stop something on the day or later: of a flow that is still to begin, its first day counts."""
    return unit.query(
        "SELECT gap_id, kind, basis, title_ja, title_en, cites_ja, cites_en, subject_kind, "
        "subject_key, facts_digest, from_on, until_on, since_on FROM gap_span "
        f"WHERE severity = :block AND {AS_KNOWN} AND (until_on IS NULL OR until_on > :day) AND third_party_id = :party "
        "ORDER BY id",
        block=Severity.BLOCK.value,
        number=number,
        day=on.isoformat(),
        party=third_party_id,
    )


class _Known:
    """The flows, sub-processors and waivers around the gaps."""

    def __init__(self, unit: Unit, third_party_id: str, *, number: int) -> None:
        def every(kind: type[T]) -> Sequence[T]:
            return records_of(unit, kind, third_party_id, number=number)

        self._flows = [flow for flow in every(DataFlow) if flow.direction is not Direction.IN]
        self._links: Mapping[str, SubProcessorLink] = {link.id: link for link in every(SubProcessorLink)}
        self._used_by = {campaign.id: campaign.flow_ids for campaign in every(Campaign)}
        self._waivers: defaultdict[str, list[Waiver]] = defaultdict(list)
        for waiver in every(Waiver):
            if waiver.approved:
                self._waivers[waiver.gap_id].append(waiver)

    def blocks(self, blocks: Sequence[Block], on: date) -> Blocks:
        """The gaps, put to what each of them stops."""
        waived = {block.gap_id: day for block in blocks if block.is_open(on) and (day := self._accepted(block, on))}
        standing = [block for block in blocks if block.gap_id not in waived]
        flows = [flow for flow in self._flows if flow.end_on is None or flow.end_on >= on]
        whole = [block for block in standing if block.is_open(on) and self._stops_all(block, flows)]
        stopped = [
            StoppedFlow(flow.id, flow.name, _gravest_first(reasons))
            for flow in flows
            if (reasons := list(self._of_flow(standing, flow, on)))
        ]
        accepted = {
            block.gap_id: WaivedBlock(block.title, waived[block.gap_id]) for block in blocks if block.gap_id in waived
        }
        return Blocks(_gravest_first(whole), tuple(stopped), len(flows), tuple(accepted.values()))

    def _accepted(self, block: Block, on: date) -> date | None:
        """The last day of a waiver that holds for it."""
        waivers = self._waivers[block.gap_id]
        return _waived_until(waivers, severity=Severity.BLOCK, facts_digest=block.facts_digest, on=on)

    def _stops_all(self, block: Block, flows: Sequence[DataFlow]) -> bool:
        """Whether it is about the third party itself; of a sub-processor, where no flow is on record to tell."""
        if block.subject_kind is SubjectKind.SUB_PROCESSOR:
            return not flows
        return block.subject_kind not in {SubjectKind.FLOW, SubjectKind.CAMPAIGN}

    def _of_flow(self, blocks: Iterable[Block], flow: DataFlow, on: date) -> Iterator[Block]:
        day = max(on, flow.start_on or on)
        for block in blocks:
            if block.is_open(day) and (
                (block.subject_kind is SubjectKind.FLOW and block.subject_id == flow.id)
                or (block.subject_kind is SubjectKind.SUB_PROCESSOR and self._goes_on(block.subject_id, flow))
                or (block.subject_kind is SubjectKind.CAMPAIGN and flow.id in self._used_by.get(block.subject_id, ()))
            ):
                yield block

    def _goes_on(self, link_id: str, flow: DataFlow) -> bool:
        """Whether data of a flow may go on to a sub-processor."""
        link = self._links.get(link_id)
        return link is None or None in {link.service_id, flow.service_id} or link.service_id == flow.service_id


def _grave(block: Block) -> tuple[bool, bool, date]:
    """What is certain before what nobody knows, the law before our own rules, the oldest first."""
    return (block.is_unknown, block.basis is Basis.POLICY, block.since_on)


def _gravest_first(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(sorted(blocks, key=_grave))


def _block(row: Row) -> Block:
    return Block(
        gap_id=str(row["gap_id"]),
        kind=GapKind(str(row["kind"])),
        basis=Basis(str(row["basis"])),
        title=Text(str(row["title_ja"]), str(row["title_en"])),
        cites=Text(str(row["cites_ja"]), str(row["cites_en"])),
        subject_kind=SubjectKind(str(row["subject_kind"])),
        subject_id=str(row["subject_key"]).partition("/")[0],
        facts_digest=str(row["facts_digest"]),
        from_on=_day(row["from_on"]),
        until_on=_day(row["until_on"]),
        since_on=date.fromisoformat(str(row["since_on"])),
    )


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))
