"""Assessments with their answers as dossiers hold them: those that count, and those that counted before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import TypeVar

from sakimori.domain.codes import AssessmentState
from sakimori.domain.dossier import AssessedPack
from sakimori.domain.questions.assessment import Assessment, Comment, GivenAnswer
from sakimori.domain.questions.pack import AnswerState
from sakimori.rules.facts.assessments import assessed_pack
from sakimori.services.kernel.unit import Unit
from sakimori.store.records import Picked, picked_by_ids

T = TypeVar("T", GivenAnswer, Comment)


def older_decided(assessments: Iterable[Iterable[Assessment]], counting: Collection[str]) -> list[Assessment]:
    """Decided ones that count no more: before the newest was decided, or for who decided it, one of them stands in."""
    return [a for items in assessments for a in items if a.state is AssessmentState.DECIDED and a.id not in counting]


def asked_headings(unit: Unit, assessments: Iterable[Assessment]) -> dict[str, tuple[str, ...]]:
    """What each decided assessment asked about; the rules of a past day read those that are replaced since, too."""
    of_pack = cache(lambda digest, group: unit.pack(digest).headings_of(group))
    return {a.id: of_pack(a.pack_digest, a.group) for a in assessments if a.state is AssessmentState.DECIDED}


def answers_picked(assessments: Iterable[Assessment]) -> Picked:
    """The answers of some assessments; versions come in the order of `seq`, so the last one of a question stays."""
    order = "assessment_id, question_id, seq"
    return picked_by_ids(GivenAnswer, {a.id for a in assessments}, column="assessment_id", order=order)


def by_assessment(found: Iterable[T]) -> defaultdict[str, list[T]]:
    """Answers or comments by their assessment."""
    grouped: defaultdict[str, list[T]] = defaultdict(list)
    for one in found:
        grouped[one.assessment_id].append(one)
    return grouped


def assessed_of(
    unit: Unit, assessments: Sequence[Assessment], answers: Mapping[str, list[GivenAnswer]]
) -> dict[str, AssessedPack]:
    """Each assessment with its pack, the answers that stand, and the comments that rule on them."""
    # A comment speaks to the rules only where it rules on an answer that something does not apply.
    ruled = [i for i, found in answers.items() if any(answer.state is AnswerState.NA for answer in found)]
    comments = by_assessment(unit.records.with_ids(Comment, ruled, column="assessment_id"))
    return {
        a.id: assessed_pack(a, unit.pack(a.pack_digest), answers.get(a.id, ()), comments[a.id]) for a in assessments
    }
