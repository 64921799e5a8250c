"""The gaps of a dossier on a day, those to come, and the days on which something falls due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sakimori.domain.codes import Severity
from sakimori.domain.gap import Gap, Span, Waiver
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import User
from sakimori.domain.values.text import Text
from sakimori.rules import DEADLINE_OF, only_warns
from sakimori.services.kernel.unit import Unit, records_of
from sakimori.services.parties.rows import RUNNING
from sakimori.store.mapping import from_row
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


@dataclass(frozen=True, slots=True)
class DueDay:
    """A coming day on which a gap would open, or an assessment is due."""

    due_on: date
    lane: Lane
    title: Text
    severity: Severity | None
    gap_id: str


def gap_lines(
    unit: Unit, third_party_id: str, users: Mapping[str, User], *, on: date, number: int
) -> tuple[GapLine, ...]:
    """The gaps of a day and those to come, as known after an entry: open before coming, worst first."""
    rows = unit.query(
        f"SELECT * FROM gap_span WHERE third_party_id = :id AND {AS_KNOWN} ORDER BY id",
        id=third_party_id,
        number=number,
    )
    spans = [s for s in (from_row(Span, row) for row in rows) if s.until_on is None or s.until_on > on]
    people = {g.id: g for g in records_of(unit, Gap, third_party_id, number=number)}
    waived: dict[str, date] = {}
    for waiver in records_of(unit, Waiver, third_party_id, number=number):
        if waiver.approved and waiver.lapsed_on is None and waiver.last_day >= on:
            waived[waiver.gap_id] = max(waiver.last_day, waived.get(waiver.gap_id, on))
    lines = []
    for span in spans:
        decided_about = people.get(span.gap_id)
        owner = users.get(decided_about.owner_id or "") if decided_about else None
        lines.append(
            GapLine(
                span=span,
                is_open=span.from_on is None or span.from_on <= on,
                owner=owner.name if owner else None,
                plan=decided_about.plan if decided_about else "",
                plan_due_on=decided_about.plan_due_on if decided_about else None,
                waived_until=waived.get(span.gap_id),
            )
        )
    return tuple(sorted(lines, key=_open_and_worst_first))


def _open_and_worst_first(line: GapLine) -> tuple[bool, date, int, date, str]:
    begins = date.min if line.is_open else line.span.from_on or date.min
    return (not line.is_open, begins, line.span.severity.rank, line.span.since_on, line.span.rule_id)


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
