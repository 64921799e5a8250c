"""Deadlines kept beside each third party by every write: each stage of each, whatever the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sakimori.domain.codes import AssessmentState, Basis, GapKind, Severity
from sakimori.domain.dossier import Dossier
from sakimori.domain.gap import Fix, Gap, Span, Waiver
from sakimori.domain.questions.assessment import Assessment, Condition, PeriodicReview
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.rule import COMPANY_POLICY, DeadlineKind
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.rules import DEADLINE_OF, only_warns
from sakimori.rules.facts.assessments import decided_assessment, is_passed
from sakimori.rules.facts.rule_kit import is_watched
from sakimori.services.kernel.unit import Unit
from sakimori.store.engine import Row
from sakimori.store.party_heads import RowsBeside, keep_beside
from sakimori.store.reads import deadlines as reads
from sakimori.store.records import picked


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
    KNOWN = "known"
    LAST_DRILL = "last_drill"
    RECEIVED = "received"
    ASKED = "asked"
    CHANGE = "change"
    LAST_TIME = "last_time"
    LAST_TRAINING = "last_training"
    LAST_READ = "last_read"
    LAST_VERIFIED = "last_verified"
    SENDING = "sending"
    ERRAND = "errand"
    JUDGED = "judged"
    LENT = "lent"


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
    DeadlineKind.INCIDENT: Start.KNOWN,
    DeadlineKind.PREPAREDNESS: Start.LAST_DRILL,
    DeadlineKind.REQUEST: Start.RECEIVED,
    DeadlineKind.PASSED_ON: Start.ASKED,
    DeadlineKind.CHANGE_NOTICE: Start.CHANGE,
    DeadlineKind.GOVERNANCE: Start.LAST_TIME,
    DeadlineKind.TRAINING: Start.LAST_TRAINING,
    DeadlineKind.SUB_PROCESSORS: Start.LAST_READ,
    DeadlineKind.ACCURACY: Start.LAST_VERIFIED,
    DeadlineKind.CAMPAIGN: Start.SENDING,
    DeadlineKind.ERRAND: Start.ERRAND,
    DeadlineKind.SLIP: Start.JUDGED,
    DeadlineKind.DELEGATION: Start.LENT,
}


_ANSWERING: Final = frozenset({AssessmentState.DRAFT, AssessmentState.SENT_BACK})
_REVIEW_DUE: Final = Text("定期見直し", "Periodic review")
_ANSWER_DUE: Final = Text("審査の回答（{pack}）", "Answers to {pack}")
_OWN_ANSWER_DUE: Final = Text("照会への回答（{pack}）", "Our answers to {pack}")
_VALID_UNTIL: Final = Text("審査の有効期限（{pack}）", "End of validity: {pack}")
_CONDITION_DUE: Final = Text("承認の条件：{text}", "Condition of approval: {text}")
_PLAN_DUE: Final = Text("是正：{what}", "Remediation: {what}")


OF_DEADLINES: Final[tuple[type[Any], ...]] = (Assessment, PeriodicReview, Condition, Waiver, Gap)


def keep_deadlines(unit: Unit, dossier: Dossier, spans: Sequence[Span], known: RowsBeside) -> None:
    """Keep beside the third party of a dossier, of which these spans are known, every stage of every deadline."""
    party = dossier.third_party.id
    wanted = stages_of_dossier(dossier, spans, planned_gaps(unit, [party]))
    keep_beside(unit.engine, "deadline", reads.COLUMNS, party, wanted, known)


def make_up_deadlines(unit: Unit) -> None:
    """Keep them in a database from before they were kept by each write."""
    for party in reads.unkept(unit.engine, tuple(DEADLINE_OF)):
        wanted = _stages_now(unit, party, unit.spans.known_now(party))
        keep_beside(unit.engine, "deadline", reads.COLUMNS, party, wanted)


def planned_gaps(unit: Unit, third_party_ids: Sequence[str]) -> list[Gap]:
    """The gaps of some third parties for which a day is planned."""
    params = {f"i{place}": one for place, one in enumerate(third_party_ids)}
    named = ", ".join(f":{name}" for name in params)
    return unit.records.select(Gap, f"third_party_id IN ({named}) AND plan_due_on > ''", params)


def stages_of_dossier(dossier: Dossier, spans: Sequence[Span], planned: Sequence[Gap]) -> list[Row]:
    """Every stage of every deadline of a dossier, of which these spans are known."""
    known: dict[type[Any], Sequence[Any]] = {
        Span: spans,
        Gap: planned,
        Assessment: dossier.assessments,
        PeriodicReview: dossier.periodic_reviews,
        Condition: dossier.conditions,
        Waiver: [waiver for waiver, _ in dossier.waivers],
    }
    return stages_of(dossier.intake or dossier.third_party, known.__getitem__)


def _stages_now(unit: Unit, third_party_id: str, spans: Sequence[Span]) -> list[Row]:
    narrow, of_it = {Gap: " AND plan_due_on > ''"}, {"id": third_party_id}
    wanted = [picked(kind, f"third_party_id = :id{narrow.get(kind, '')}", of_it) for kind in OF_DEADLINES]
    parties, *found = unit.records.select_all([picked(ThirdParty, "id = :id", of_it), *wanted])
    known: dict[type[Any], Sequence[Any]] = {Span: spans, **dict(zip(OF_DEADLINES, found, strict=True))}
    return stages_of(parties[0], known.__getitem__) if parties else []


def stages_of(party: ThirdParty, known: Callable[[type[Any]], Sequence[Any]]) -> list[Row]:
    """Every stage of every deadline of a third party whatever the day, out of what is known of it."""
    stages = _Stages(party, known)
    rows = (*stages.of_spans(), *stages.of_answers(), *stages.of_plans())
    return sorted(rows, key=lambda row: str(row["id"]))


class _Stages:
    """The records of one third party on which deadlines stand."""

    def __init__(self, party: ThirdParty, known: Callable[[type[Any]], Sequence[Any]]) -> None:
        self._party = party
        self._spans: Sequence[Span] = known(Span)
        self._assessments: Sequence[Assessment] = known(Assessment)
        reviews: list[PeriodicReview] = sorted(known(PeriodicReview), key=lambda r: (r.completed_on, r.id))
        self._last_review = reviews[-1].completed_on if reviews else None
        self._conditions: dict[str, Condition] = {one.id: one for one in known(Condition)}
        self._decided = {waiver.id: waiver.decided_at for waiver in known(Waiver)}
        self._planned: dict[str, Gap] = {gap.id: gap for gap in known(Gap) if gap.plan_due_on is not None}

    def of_spans(self) -> Iterator[Row]:
        """What is over when a gap begins; of a review the first stage counts, be it over or not.

        Where a gap without a first day goes on that nobody had begun with, nothing but the start period is over.
        """
        begun = {(s.gap_id, s.until_on) for s in self._spans if s.kind is GapKind.UNKNOWN and s.from_on is None}
        for span in self._spans:
            kind, begins = DEADLINE_OF.get(span.rule_id), span.from_on
            if kind is None or begins is None or only_warns(span.rule_id, span.severity):
                continue
            if (span.gap_id, begins) in begun:
                continue
            day = begins - timedelta(days=1)
            title, start_on, target = span.title, None, Fix(span.fix_record, span.fix_id, span.fix_field)
            pack, is_shown = None, True
            if kind is DeadlineKind.REVIEW:
                title, start_on = _REVIEW_DUE, self._last_review
            elif kind is DeadlineKind.WAIVER:
                decided_at = self._decided.get(span.subject_key)
                start_on = legal_day(decided_at) if decided_at else None
            elif kind is DeadlineKind.CONDITION and span.subject_key in self._conditions:
                title = _CONDITION_DUE.format(text=self._conditions[span.subject_key].text)
            elif kind is DeadlineKind.VALIDITY:
                assessment = decided_assessment(self._assessments, span.subject_key.partition("/")[2])
                # A rejected assessment begins its gap on the day of the decision: no validity ended there.
                if assessment is None or not is_passed(assessment) or assessment.valid_until != day:
                    is_shown = False
                else:
                    title, pack, start_on = _VALID_UNTIL, assessment.pack_id, assessment.decided_on
                    target = Fix("assessment", assessment.id, "")
            elif kind not in {DeadlineKind.EVIDENCE, DeadlineKind.CONDITION}:  # the record of the register itself
                target = Fix(span.subject_kind, span.subject_key, span.fix_field)
            until = None if kind is DeadlineKind.REVIEW else span.until_on
            yield self._row(
                f"s{span.gap_id}{begins}", kind, day, span, title=title, start_on=start_on, target=target, pack=pack,
                stage_of=span.gap_id, begins=begins, until=until, is_shown=is_shown,
            )  # fmt: skip

    def of_answers(self) -> Iterator[Row]:
        """Answers that are awaited, those that a customer awaits from us among them."""
        is_own = self._party.is_self
        for one in self._assessments if is_watched(self._party) or is_own else ():
            if one.state in _ANSWERING and one.due_on is not None:
                yield self._row(
                    f"a{one.id}", DeadlineKind.ANSWER, one.due_on, None, start_on=one.opened_on, pack=one.pack_id,
                    title=_OWN_ANSWER_DUE if is_own else _ANSWER_DUE, target=Fix("assessment", one.id, ""),
                )  # fmt: skip

    def of_plans(self) -> Iterator[Row]:
        """Remediations that somebody planned, of gaps while they are true."""
        for span in self._spans:
            gap = self._planned.get(span.gap_id)
            if gap is not None and gap.plan_due_on is not None:
                yield self._row(
                    f"p{span.gap_id}{span.from_on or ''}", DeadlineKind.REMEDIATION, gap.plan_due_on, span,
                    title=_PLAN_DUE.format(what=span.title), start_on=None, target=Fix("gap", gap.id, "plan"),
                    since=span.from_on, until=span.until_on,
                )  # fmt: skip

    def _row(
        self,
        row_id: str,
        kind: DeadlineKind,
        day: date,
        span: Span | None,
        *,
        title: Text,
        start_on: date | None,
        target: Fix,
        pack: str | None = None,
        stage_of: str = "",
        begins: date | None = None,
        since: date | None = None,
        until: date | None = None,
        is_shown: bool = True,
    ) -> Row:
        """What falls due under a gap, or, as our policy, the answers to an assessment."""
        basis, cites, severity = (
            (span.basis, span.cites, span.severity) if span else (Basis.POLICY, COMPANY_POLICY.text, Severity.MEDIUM)
        )
        return {
            "id": row_id, "third_party_id": self._party.id, "stage_of": stage_of or row_id,
            "begins": (begins or day).isoformat(), "kind": kind.value, "day": day.isoformat(),
            "counts_from": _iso(since), "counts_until": _iso(until), "rank": severity.rank, "severity": severity.value,
            "title_ja": title.ja, "title_en": title.en, "pack_id": pack, "start": START_OF[kind].value,
            "start_on": _iso(start_on), "basis": basis.value, "cites_ja": cites.ja, "cites_en": cites.en,
            "record": str(target.record), "record_id": target.record_id, "field": target.field,
            "is_shown": int(is_shown),
        }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
