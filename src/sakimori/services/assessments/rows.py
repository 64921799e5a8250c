"""The list of assessments on a day: where each one stands, whose turn it is, how far it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sakimori.domain.codes import AssessmentKind, AssessmentState, Decision
from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.records.third_party import SELF_ID, Service, ThirdParty
from sakimori.domain.rule import DeadlineKind
from sakimori.domain.user import User
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.rules import rules_with
from sakimori.rules.facts.assessments import decided_assessment
from sakimori.services.assessments.sheet import FILLABLE, RUNNING, load_sheet_at
from sakimori.services.kernel.lean_records import among
from sakimori.services.kernel.unit import Unit, all_records
from sakimori.services.kernel.workspace import Workspace
from sakimori.store.engine import Row
from sakimori.store.records import parse_instant
from sakimori.store.spans import AS_KNOWN


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One assessment as the list shows it."""

    id: str
    third_party_id: str
    name: str
    service: str
    pack: Text
    pack_version: str
    group: Text
    kind: AssessmentKind
    state: AssessmentState
    opened_on: date
    started_on: date | None
    submitted_on: date | None
    decided_on: date | None
    decision: Decision | None
    due_on: date | None
    valid_until: date | None
    owner_id: str | None
    owner: str
    answered: int
    applicable: int
    coverage: float
    risk: float | None
    failed: int
    needs_adoption: bool
    holds_before: date | None
    """Where it is the one that must hold: the day from which it no longer does, even if nobody acts."""

    @property
    def is_fillable(self) -> bool:
        """Whether answers are still awaited."""
        return self.state in FILLABLE

    @property
    def is_running(self) -> bool:
        """Whether it is not yet decided."""
        return self.state in RUNNING

    def is_valid(self, on: date) -> bool:
        """Whether it is needed and holds on a day: what the dashboard counts as valid."""
        return self.holds_before is not None and self.holds_before > on

    def is_overdue(self, on: date) -> bool:
        """Whether answers are late on a day."""
        return self.is_fillable and self.due_on is not None and self.due_on < on


@dataclass(frozen=True, slots=True)
class _Figures:
    answered: int = 0
    applicable: int = 0
    coverage: float = 0.0
    risk: float | None = None
    failed: int = 0


def assessment_rows(workspace: Workspace, *, number: int) -> tuple[AssessmentRow, ...]:
    """Every assessment as known after an entry: what is under way first, by due day, then the rest, newest first."""
    with workspace.unit() as unit:
        assessments: list[Assessment] = all_records(unit, Assessment, number=number)
        parties = {p.id: p for p in all_records(unit, ThirdParty, number=number)}
        services = {s.id: s.name for s in all_records(unit, Service, number=number)}
        users = {u.id: u.name for u in all_records(unit, User, number=number)}
        figures = _figures(unit, assessments, number=number)
        started = _started(unit, number=number)
        ends = _ends(unit, assessments, number=number)
        rows = [
            _row(
                unit,
                assessment,
                party,
                service=services.get(assessment.service_id or "", ""),
                owner=users.get(party.owner_id or "", ""),
                figures=figures.get(assessment.id, _Figures()),
                started_on=started.get(assessment.id),
                holds_before=ends.get(assessment.id),
            )
            for assessment in assessments
            for party in (parties[assessment.third_party_id],)
        ]
    return tuple(sorted(rows, key=_order))


def _order(row: AssessmentRow) -> tuple[bool, int, str]:
    if row.is_running:
        return (False, (row.due_on or date.max).toordinal(), row.name)
    return (True, -(row.decided_on or row.opened_on).toordinal(), row.name)


def _row(
    unit: Unit,
    assessment: Assessment,
    party: ThirdParty,
    *,
    service: str,
    owner: str,
    figures: _Figures,
    started_on: date | None,
    holds_before: date | None,
) -> AssessmentRow:
    pack = unit.pack(assessment.pack_digest)
    return AssessmentRow(
        id=assessment.id,
        third_party_id=party.id,
        name=party.legal_name,
        service=service,
        pack=pack.title,
        pack_version=pack.version,
        group=next(group.title for group in pack.groups if group.id == assessment.group),
        kind=assessment.kind,
        state=assessment.state,
        opened_on=assessment.opened_on,
        started_on=started_on,
        submitted_on=assessment.submitted_on,
        decided_on=assessment.decided_on,
        decision=assessment.decision,
        due_on=assessment.due_on,
        valid_until=assessment.valid_until,
        owner_id=party.owner_id,
        owner=owner,
        answered=figures.answered,
        applicable=figures.applicable,
        coverage=figures.coverage,
        risk=figures.risk,
        failed=figures.failed,
        needs_adoption=assessment.needs_adoption,
        holds_before=holds_before,
    )


def _ends(unit: Unit, assessments: Iterable[Assessment], *, number: int) -> dict[str, date]:
    """The day from which each assessment that is needed no longer holds, as its dated gap says."""
    of_party: defaultdict[str, list[Assessment]] = defaultdict(list)
    for assessment in assessments:
        of_party[assessment.third_party_id].append(assessment)
    of_validity, rules = among("rule_id", rules_with(DeadlineKind.VALIDITY))
    ends: dict[str, date] = {}
    for row in unit.query(
        f"SELECT subject_key, from_on FROM gap_span WHERE {AS_KNOWN} AND {of_validity} AND from_on IS NOT NULL "
        "AND third_party_id <> :own",
        number=number,
        own=SELF_ID,
        **rules,
    ):
        party_id, pack_id = str(row["subject_key"]).rsplit("/", 1)
        if (holding := decided_assessment(of_party[party_id], pack_id)) is not None:
            ends[holding.id] = date.fromisoformat(str(row["from_on"]))
    return ends


def _figures(unit: Unit, assessments: Iterable[Assessment], *, number: int) -> dict[str, _Figures]:
    """The summary rows; for an earlier entry those that moved since are counted anew."""
    figures = {
        str(row["assessment_id"]): _stored(row)
        for row in unit.query(
            "SELECT assessment_id, answered, applicable, coverage, risk, failed FROM assessment_progress"
        )
    }
    if number >= unit.number():
        return figures
    moved = {
        str(row["assessment_id"])
        for row in unit.query(
            "SELECT DISTINCT a.assessment_id FROM audit_entry e JOIN answer a ON a.id = e.record_id "
            "WHERE e.record_kind = 'answer' AND e.seq > :number UNION "
            "SELECT DISTINCT c.assessment_id FROM audit_entry e JOIN comment c ON c.id = e.record_id "
            "WHERE e.record_kind = 'comment' AND e.seq > :number UNION "
            "SELECT DISTINCT record_id FROM audit_entry WHERE record_kind = 'assessment' AND seq > :number",
            number=number,
        )
    }
    for assessment in assessments:
        if assessment.id in moved:
            progress = load_sheet_at(unit, assessment.id, number=number).progress
            figures[assessment.id] = _Figures(
                progress.answered, progress.applicable, progress.coverage, progress.risk, progress.failed
            )
    return figures


def _stored(row: Row) -> _Figures:
    return _Figures(
        answered=int(str(row["answered"])),
        applicable=int(str(row["applicable"])),
        coverage=float(str(row["coverage"])),
        risk=None if row["risk"] is None else float(str(row["risk"])),
        failed=int(str(row["failed"])),
    )


def _started(unit: Unit, *, number: int) -> dict[str, date]:
    """The day of the first answer of each assessment that is not yet decided."""
    rows = unit.query(
        "SELECT a.assessment_id, MIN(a.answered_at) AS at FROM answer a JOIN assessment s ON s.id = a.assessment_id "
        "WHERE s.state NOT IN ('decided', 'cancelled') AND a.answered_at <= "
        "(SELECT COALESCE(MAX(at), '') FROM audit_entry WHERE seq <= :number) GROUP BY a.assessment_id",
        number=number,
    )
    return {str(row["assessment_id"]): legal_day(parse_instant(str(row["at"]))) for row in rows}
