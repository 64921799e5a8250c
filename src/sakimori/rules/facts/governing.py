"""Which assessment speaks for a third party, and when the next review is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sakimori.domain.codes import AssessmentKind, AssessmentState, Decision
from sakimori.domain.policy import Policy
from sakimori.domain.questions.assessment import Assessment, PeriodicReview, ReviewKind
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.days import add_months
from sakimori.rules.facts.tiering import tier

CERTIFICATE_CHECK_TIER = 3


def governing(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """The assessments that count now: per subject and pack the last decided one, else the last submitted one.

    One that came with a merge counts only after a reviewer adopted it.
    """
    best: dict[tuple[str, str], Assessment] = {}
    for assessment in assessments:
        if assessment.needs_adoption or assessment.state not in {AssessmentState.DECIDED, AssessmentState.SUBMITTED}:
            continue
        key = (assessment.subject, assessment.pack_id)
        if key not in best or _rank(assessment) > _rank(best[key]):
            best[key] = assessment
    return tuple(best.values())


def _rank(assessment: Assessment) -> tuple[bool, date, str]:
    day = assessment.decided_on or assessment.submitted_on or assessment.opened_on
    return (assessment.state is AssessmentState.DECIDED, day, assessment.id)


def decided(assessments: Iterable[Assessment], pack_id: str) -> Assessment | None:
    """The decided assessment of the third party itself or one of its services that governs a pack."""
    of_pack = [a for a in governing(assessments) if a.pack_id == pack_id and a.state is AssessmentState.DECIDED]
    return max(of_pack, key=_rank, default=None)


def is_passed(assessment: Assessment | None) -> bool:
    """Whether an assessment was decided in favour, with or without conditions."""
    return assessment is not None and assessment.decision in {Decision.APPROVED, Decision.CONDITIONAL}


def last_review(reviews: Sequence[PeriodicReview], level: int | None) -> PeriodicReview | None:
    """The review from which the clock runs: a decided assessment, or for tier 3 also a recorded certificate check."""
    counting = [r for r in reviews if r.kind is ReviewKind.ASSESSMENT or level == CERTIFICATE_CHECK_TIER]
    return max(counting, key=lambda r: (r.completed_on, r.id), default=None)


def next_review_due(party: ThirdParty, reviews: Sequence[PeriodicReview], policy: Policy) -> date | None:
    """The day by which the next periodic review must be completed: last completed day plus the cadence of the tier."""
    level = tier(party, policy)
    months = policy.cadence_months(level, party.criticality)
    last = last_review(reviews, level)
    return add_months(last.completed_on, months) if last is not None and months is not None else None


def latest_validity(party: ThirdParty, decided_on: date, policy: Policy) -> date | None:
    """The last day up to which a decision may be valid: the day on which the next review is due."""
    months = policy.cadence_months(tier(party, policy), party.criticality)
    return add_months(decided_on, months) if months is not None else None


def completes_review(kind: AssessmentKind) -> bool:
    """Whether deciding an assessment of this kind completes a periodic review."""
    return kind is not AssessmentKind.OFFBOARDING
