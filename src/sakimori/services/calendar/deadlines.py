"""Deadlines: every day by which somebody must act, from which fact it counts, and third parties that have none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeVar

from sakimori.domain.codes import AssessmentState, Basis, Lifecycle, Severity
from sakimori.domain.gap import Fix, Gap, Span, Waiver
from sakimori.domain.questions.assessment import Assessment, Condition, PeriodicReview
from sakimori.domain.records.third_party import SELF_ID
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind
from sakimori.domain.user import User
from sakimori.domain.values.days import legal_day, next_day
from sakimori.domain.values.text import Text
from sakimori.rules import DEADLINE_OF, only_warns, rules_with
from sakimori.rules.facts.assessments import decided_assessment, is_passed
from sakimori.services.kernel.lean_records import among, lean_assessments, lean_reviews
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.rows import party_heads
from sakimori.store.records import from_row
from sakimori.store.spans import AS_KNOWN


class Start(StrEnum):
    """The fact from which a deadline is counted, or that names its day."""

    LAST_REVIEW = "last_review"
    OPENED = "opened"
    DECIDED = "decided"
    FILED = "filed"
    SET = "set"
    APPROVED = "approved"
    PLANNED = "planned"
    TERM = "term"
    CERTIFIED = "certified"
    BASIS = "basis"
    LAST_CHECK = "last_check"
    RETENTION = "retention"
    FLOW_END = "flow_end"
    COUNTRY_READ = "country_read"


START_OF: Final = {
    DeadlineKind.REVIEW: Start.LAST_REVIEW,
    DeadlineKind.ANSWER: Start.OPENED,
    DeadlineKind.VALIDITY: Start.DECIDED,
    DeadlineKind.EVIDENCE: Start.FILED,
    DeadlineKind.CONDITION: Start.SET,
    DeadlineKind.WAIVER: Start.APPROVED,
    DeadlineKind.REMEDIATION: Start.PLANNED,
    DeadlineKind.NOTICE: Start.TERM,
    DeadlineKind.CONTRACT: Start.TERM,
    DeadlineKind.CERTIFICATE: Start.CERTIFIED,
    DeadlineKind.SURVEILLANCE: Start.CERTIFIED,
    DeadlineKind.BASIS: Start.BASIS,
    DeadlineKind.ANNUAL_CHECK: Start.LAST_CHECK,
    DeadlineKind.RETENTION: Start.RETENTION,
    DeadlineKind.ERASURE: Start.FLOW_END,
    DeadlineKind.COUNTRY: Start.COUNTRY_READ,
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something must be done; the day itself is still in time.

    `severity` is what stands from the day after; `start_on` is the day of the fact from which it counts, if recorded.
    """

    kind: DeadlineKind
    day: date
    third_party_id: str
    third_party_name: str
    title: Text
    start: Start
    start_on: date | None
    basis: Basis
    cites: Text
    severity: Severity
    owner_id: str | None
    owner_name: str
    target: Fix
    is_overdue: bool


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class UndatedReview:
    """A third party that we deal with and whose next review nobody can name."""

    third_party_id: str
    third_party_name: str
    tier: int | None
    owner_name: str


WORKING: Final = frozenset({Lifecycle.IN_USE, Lifecycle.SUSPENDED, Lifecycle.OFFBOARDING})
_ANSWERING: Final = frozenset({AssessmentState.DRAFT, AssessmentState.SENT_BACK})
_REVIEW_DUE: Final = Text("定期見直し", "Periodic review")
_ANSWER_DUE: Final = Text("審査の回答（{pack}）", "Answers to {pack}")
_OWN_ANSWER_DUE: Final = Text("照会への回答（{pack}）", "Our answers to {pack}")
_VALID_UNTIL: Final = Text("審査の有効期限（{pack}）", "End of validity: {pack}")
_CONDITION_DUE: Final = Text("承認の条件：{text}", "Condition of approval: {text}")
_PLAN_DUE: Final = Text("是正：{what}", "Remediation: {what}")


def deadlines(
    workspace: Workspace, *, on: date, today: date, number: int, first: date, last: date
) -> tuple[Deadline, ...]:
    """What falls due from `first` to `last`, and all that is overdue on `on`; the sooner first."""
    with workspace.unit() as unit:
        known = _Known(unit, on=on, past=number if on < today else None)
        found = [
            deadline
            for deadline in (*known.of_spans(number, last), *known.of_answers(), *known.of_plans(number))
            if deadline.is_overdue or first <= deadline.day <= last
        ]
    return tuple(sorted(found, key=lambda d: (d.day, d.severity.rank, d.third_party_name, d.title.ja)))


def undated_reviews(workspace: Workspace, *, on: date, today: date, number: int) -> tuple[UndatedReview, ...]:
    """The third parties in use whose next review has no day: none was ever completed, or the tier is not known."""
    with workspace.unit() as unit:
        known = _Known(unit, on=on, past=number if on < today else None)
        of_review, rules = among("rule_id", rules_with(DeadlineKind.REVIEW))
        rows = unit.query(
            f"SELECT DISTINCT third_party_id FROM gap_span WHERE {AS_KNOWN} AND {of_review}", number=number, **rules
        )
        dated = {str(row["third_party_id"]) for row in rows}
        missing = [
            UndatedReview(party.id, party.name, party.tier, known.name_of(party.owner_id))
            for party in known.parties.values()
            if party.is_watched and party.lifecycle in WORKING and party.id not in dated
        ]
    return tuple(sorted(missing, key=lambda u: (u.third_party_name, u.third_party_id)))


class _Known:
    """The records that deadlines stand on: as they are, or of a past day as they were."""

    def __init__(self, unit: Unit, *, on: date, past: int | None) -> None:
        self._unit, self._on, self._past = unit, on, past
        self.parties = party_heads(unit, past=past)
        self._users = {user.id: user for user in unit.records.select(User)}
        self._assessments: defaultdict[str, list[Assessment]] = defaultdict(list)
        for assessment in lean_assessments(unit) if past is None else unit.trail.records_at(Assessment, past):
            self._assessments[assessment.third_party_id].append(assessment)
        self._packs = _pack_titles(unit)

    def name_of(self, user_id: str | None) -> str:
        user = self._users.get(user_id or "")
        return user.name if user else ""

    def of_spans(self, number: int, last: date) -> Iterator[Deadline]:
        """What is over when a gap begins."""
        spans = self._first_stages(number, last)
        reviews = self._last_reviews()
        conditions = {c.id: c for c in self._all(Condition)}
        decisions = {w.id: w.decided_at for w in self._all(Waiver)}
        for span in spans:
            kind, day = DEADLINE_OF[span.rule_id], _begins(span) - timedelta(days=1)
            title, start_on, target = span.title, None, Fix(span.fix_record, span.fix_id, span.fix_field)
            if kind is DeadlineKind.REVIEW:
                title, start_on = _REVIEW_DUE, reviews.get(span.third_party_id)
            elif kind is DeadlineKind.WAIVER:
                decided_at = decisions.get(span.subject_key)
                start_on = legal_day(decided_at) if decided_at else None
            elif kind is DeadlineKind.CONDITION and span.subject_key in conditions:
                title = _CONDITION_DUE.format(text=conditions[span.subject_key].text)
            elif kind is DeadlineKind.VALIDITY:
                assessment = self._governing(span)
                # A rejected assessment begins its gap on the day of the decision: no validity ended there.
                if assessment is None or assessment.valid_until != day:
                    continue
                title = _VALID_UNTIL.format(pack=self._pack(assessment))
                start_on, target = assessment.decided_on, Fix("assessment", assessment.id, "")
            elif kind not in {DeadlineKind.EVIDENCE, DeadlineKind.CONDITION}:  # the record of the register itself
                target = Fix(span.subject_kind, span.subject_key, span.fix_field)
            yield self._deadline(kind, day, span, title=title, start_on=start_on, target=target)

    def of_answers(self) -> Iterator[Deadline]:
        """Answers that are awaited, those that a customer awaits from us among them."""
        for party_id, assessments in self._assessments.items():
            party, is_own = self.parties.get(party_id), party_id == SELF_ID
            for assessment in assessments if party is not None and (party.is_watched or is_own) else ():
                if assessment.state in _ANSWERING and assessment.due_on is not None:
                    yield self._deadline(
                        DeadlineKind.ANSWER,
                        assessment.due_on,
                        assessment,
                        title=(_OWN_ANSWER_DUE if is_own else _ANSWER_DUE).format(pack=self._pack(assessment)),
                        start_on=assessment.opened_on,
                        target=Fix("assessment", assessment.id, ""),
                    )

    def of_plans(self, number: int) -> Iterator[Deadline]:
        """Remediations that somebody planned, of gaps that are true on the day."""
        planned = {gap.id: gap for gap in self._all(Gap, "plan_due_on > ''") if gap.plan_due_on is not None}
        for party_id in sorted({gap.third_party_id for gap in planned.values()}):
            for span in self._unit.spans.as_known(number, self._on, third_party_id=party_id):
                gap = planned.get(span.gap_id)
                if gap is not None and gap.plan_due_on is not None:
                    yield self._deadline(
                        DeadlineKind.REMEDIATION,
                        gap.plan_due_on,
                        span,
                        title=_PLAN_DUE.format(what=span.title),
                        start_on=None,
                        target=Fix("gap", gap.id, "plan"),
                        owner_id=gap.owner_id,
                    )

    def _all(self, kind: type[T], where: str = "1 = 1") -> list[T]:
        """The records that a condition picks; all there were on a past day, of which only the trail knows."""
        if self._past is None:
            return self._unit.records.select(kind, where)
        return self._unit.trail.records_at(kind, self._past)

    def _first_stages(self, number: int, last: date) -> list[Span]:
        """The spans that begin the day after a deadline; of a review its first stage, be it over or not."""
        is_deadline, rules = among("rule_id", tuple(DEADLINE_OF))
        is_review, reviews = among("gap_span.rule_id", rules_with(DeadlineKind.REVIEW))
        rows = self._unit.query(
            f"SELECT * FROM gap_span WHERE {AS_KNOWN} AND {is_deadline} AND from_on <= :last "
            f"AND (until_on IS NULL OR until_on > :day OR {is_review}) ORDER BY from_on, id",
            number=number,
            last=max(next_day(last), self._on).isoformat(),
            day=self._on.isoformat(),
            **rules,
            **reviews,
        )
        first: dict[str, Span] = {}
        for row in rows:
            if not only_warns(str(row["rule_id"]), Severity(str(row["severity"]))):
                first.setdefault(str(row["gap_id"]), from_row(Span, row))
        return list(first.values())

    def _last_reviews(self) -> dict[str, date]:
        reviews = lean_reviews(self._unit) if self._past is None else self._all(PeriodicReview)
        return {r.third_party_id: r.completed_on for r in sorted(reviews, key=lambda r: (r.completed_on, r.id))}

    def _governing(self, span: Span) -> Assessment | None:
        assessment = decided_assessment(self._assessments[span.third_party_id], span.subject_key.partition("/")[2])
        return assessment if is_passed(assessment) else None

    def _pack(self, assessment: Assessment) -> Text:
        return self._packs.get(assessment.pack_id, Text(assessment.pack_id, assessment.pack_id))

    def _deadline(
        self,
        kind: DeadlineKind,
        day: date,
        of: Span | Assessment,
        *,
        title: Text,
        start_on: date | None,
        target: Fix,
        owner_id: str | None = None,
    ) -> Deadline:
        """What falls due under a gap, or, as our policy, the answers to an assessment."""
        basis, cites, severity = (
            (of.basis, of.cites, of.severity)
            if isinstance(of, Span)
            else (Basis.POLICY, COMPANY_POLICY.text, Severity.MEDIUM)
        )
        party = self.parties.get(of.third_party_id)
        owner = owner_id or (party.owner_id if party else None)
        return Deadline(
            kind, day, of.third_party_id, party.name if party else "", title, START_OF[kind], start_on, basis, cites,
            severity, owner, self.name_of(owner), target, is_overdue=day < self._on,
        )  # fmt: skip


def _begins(span: Span) -> date:
    return span.from_on or span.since_on


def _pack_titles(unit: Unit) -> dict[str, Text]:
    """The title of each pack that was ever sent, of its newest version."""
    rows = unit.query("SELECT digest, pack_id FROM pack_snapshot")
    packs = sorted((unit.pack(str(row["digest"])) for row in rows), key=lambda pack: pack.release)
    return {pack.id: pack.title for pack in packs}
