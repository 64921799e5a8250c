"""Which answers are too old to rest on: given long ago, or on evidence or a certificate that holds no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from sakimori.domain.questions.assessment import Answer, AnswerMethod, Evidence
from sakimori.domain.questions.pack import AnswerValue, EvidenceRequest, Question, evidence_due
from sakimori.domain.values.days import add_months, legal_day
from sakimori.rules.gaps.assessments.answers import evidence_for, last_valid_day

STALE_MONTHS = 12
"""An answer is looked at again after so many months: our own choice, the length of the usual review cycle."""


class Stale(StrEnum):
    """Why an answer is too old."""

    AGE = "age"
    EVIDENCE = "evidence"
    CERTIFICATE = "certificate"


def is_aged(answered_on: date, on: date) -> bool:
    """Whether an answer was given longer ago than an answer holds."""
    return add_months(answered_on, STALE_MONTHS) < on


def stale_reasons(
    question: Question,
    answer: Answer,
    value: AnswerValue,
    filed: Iterable[Evidence],
    *,
    speaking: frozenset[str],
    on: date,
) -> tuple[Stale, ...]:
    """Why an answer is too old on a day; nothing where it still holds. `speaking` are the certificates that hold."""
    reasons = [Stale.AGE] if is_aged(legal_day(answer.at), on) else []
    documents = list(filed)
    if any(_has_run_out(question, request, documents, on) for request in evidence_due(question, value)):
        reasons.append(Stale.EVIDENCE)
    if answer.method is AnswerMethod.CERTIFICATE and answer.source not in speaking:
        reasons.append(Stale.CERTIFICATE)
    return tuple(reasons)


def _has_run_out(question: Question, request: EvidenceRequest, filed: Iterable[Evidence], on: date) -> bool:
    """Whether there are documents for a request, and each has seen its last day; none at all is another matter."""
    ends = [last_valid_day(one, request) for one in evidence_for(filed, question, request)]
    return bool(ends) and all(end is not None and end < on for end in ends)
