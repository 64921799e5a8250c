"""Assessments with their answers as dossiers hold them: those that count, and those that counted before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, TypeVar

from sakimori.domain.codes import AssessmentState
from sakimori.domain.dossier import AssessedPack
from sakimori.domain.questions.assessment import Answer, Assessment, Comment
from sakimori.domain.questions.pack import AnswerState
from sakimori.rules.facts.assessments import assessed_pack
from sakimori.services.kernel.unit import Unit

T = TypeVar("T")

_AT_ONCE: Final = 100


def older_decided(assessments: Iterable[Iterable[Assessment]], counting: Collection[str]) -> list[Assessment]:
    """Decided ones that count no more: before the newest was decided, or for who decided it, one of them stands in."""
    return [a for items in assessments for a in items if a.state is AssessmentState.DECIDED and a.id not in counting]


def asked_headings(unit: Unit, assessments: Iterable[Assessment]) -> dict[str, tuple[str, ...]]:
    """What each decided assessment asked about; the rules of a past day read those that are replaced since, too."""
    of_pack = cache(lambda digest, group: unit.pack(digest).headings_of(group))
    return {a.id: of_pack(a.pack_digest, a.group) for a in assessments if a.state is AssessmentState.DECIDED}


def answers_of(unit: Unit, assessments: Sequence[Assessment]) -> defaultdict[str, list[Answer]]:
    """The answers of each assessment; versions come in the order of `seq`, so the last one of a question stays."""
    answers: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in _of_assessments(unit, Answer, [a.id for a in assessments], order="seq"):
        answers[answer.assessment_id].append(answer)
    return answers


def _of_assessments(unit: Unit, kind: type[T], ids: Sequence[str], *, order: str = "id") -> Iterator[T]:
    for start in range(0, len(ids), _AT_ONCE):
        params = {f"i{n}": value for n, value in enumerate(ids[start : start + _AT_ONCE])}
        keys = ", ".join(":" + key for key in params)
        yield from unit.records.select(kind, f"assessment_id IN ({keys})", params, order=order)


def assessed_of(
    unit: Unit, assessments: Sequence[Assessment], answers: Mapping[str, list[Answer]]
) -> dict[str, AssessedPack]:
    """Each assessment with its pack, the answers that stand, and the comments that rule on them."""
    comments: defaultdict[str, list[Comment]] = defaultdict(list)
    # A comment speaks to the rules only where it rules on an answer that something does not apply.
    ruled = [i for i, found in answers.items() if any(answer.state is AnswerState.NA for answer in found)]
    for comment in _of_assessments(unit, Comment, ruled):
        comments[comment.assessment_id].append(comment)
    return {
        a.id: assessed_pack(a, unit.pack(a.pack_digest), answers.get(a.id, ()), comments[a.id]) for a in assessments
    }
