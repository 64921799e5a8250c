"""What was answered the last time: offered beside each question, never taken over by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sakimori.domain.codes import AssessmentState
from sakimori.domain.questions.assessment import Answer, Assessment
from sakimori.domain.questions.evaluation import Visibility, visibilities
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Question
from sakimori.domain.values.days import legal_day
from sakimori.errors import InvalidValueError, MyNumberError
from sakimori.services.assessments.check import AnswerInput, checked_answer
from sakimori.services.assessments.sheet import Sheet, load_sheet
from sakimori.services.kernel.unit import Unit
from sakimori.services.kernel.workspace import Workspace


@dataclass(frozen=True, slots=True)
class EarlierAnswer:
    """What was answered in the last decided assessment; `differs` is None while nothing is answered now."""

    question_id: str
    state: AnswerState
    value: tuple[str, ...]
    reason: str
    note: str
    answered_on: date
    differs: bool | None
    can_be_used: bool


@dataclass(frozen=True, slots=True)
class LastCycle:
    """The last decided assessment of the same subject on the same pack, and its answers by question."""

    assessment_id: str
    decided_on: date
    answers: Mapping[str, EarlierAnswer]
    offered: tuple[str, ...]

    def inputs(self, sheet_answers: Mapping[str, Answer]) -> list[AnswerInput]:
        """The offered answers as they would be given now, each naming where it comes from."""
        return [self.input(self.answers[question_id], sheet_answers.get(question_id)) for question_id in self.offered]

    def input(self, earlier: EarlierAnswer, standing: Answer | None) -> AnswerInput:
        """One earlier answer as it would be given now."""
        return AnswerInput(
            question_id=earlier.question_id,
            state=earlier.state,
            value=earlier.value,
            reason=earlier.reason,
            note=earlier.note,
            source=self.assessment_id,
            seen_seq=standing.seq if standing else 0,
        )


def last_cycle(workspace: Workspace, assessment_id: str) -> LastCycle | None:
    """The answers of the last decided assessment, or None when this is the first.

    `offered` are the blank questions that can take the earlier answer as it was.
    """
    with workspace.unit() as unit:
        return last_cycle_of(unit, load_sheet(unit, assessment_id))


def last_cycle_of(unit: Unit, sheet: Sheet) -> LastCycle | None:
    """The same, for an assessment that is loaded already."""
    earlier = _last_decided(unit, sheet.assessment)
    if earlier is None or earlier.decided_on is None:
        return None
    questions = {q.id: q for q in sheet.pack.asked_in(sheet.assessment.group)}
    answers = {
        given.question_id: _earlier(given, questions[given.question_id], sheet.answers.get(given.question_id))
        for given in unit.records.current_answers(earlier.id)
        if given.question_id in questions
    }
    offered = _offered(sheet, answers)
    return LastCycle(earlier.id, earlier.decided_on, answers, offered)


def _offered(sheet: Sheet, answers: Mapping[str, EarlierAnswer]) -> tuple[str, ...]:
    """The blank questions that are asked now, or will be once the earlier answers to their parents are given."""
    blank = {q: given for q, given in answers.items() if given.can_be_used and q not in sheet.answers}
    values = dict(sheet.values) | {q: AnswerValue(e.value, e.state, e.reason) for q, e in blank.items()}
    seen = visibilities(sheet.pack, sheet.assessment.group, values, sheet.facts)
    return tuple(
        question_id for question_id in seen if question_id in blank and seen[question_id] is Visibility.VISIBLE
    )


def _last_decided(unit: Unit, assessment: Assessment) -> Assessment | None:
    others = unit.records.select(
        Assessment,
        "third_party_id = :party AND pack_id = :pack AND state = :state AND id <> :id",
        {
            "party": assessment.third_party_id,
            "pack": assessment.pack_id,
            "state": AssessmentState.DECIDED.value,
            "id": assessment.id,
        },
        order="decided_on, id",
    )
    limit = assessment.decided_on or date.max
    same = [a for a in others if a.subject == assessment.subject and (a.decided_on or date.max) <= limit]
    return same[-1] if same else None


def _earlier(given: Answer, question: Question, now: Answer | None) -> EarlierAnswer:
    return EarlierAnswer(
        question_id=question.id,
        state=given.state,
        value=given.value,
        reason=given.reason or "",
        note=given.note or "",
        answered_on=legal_day(given.at),
        differs=None if now is None else (now.state, now.value) != (given.state, given.value),
        can_be_used=_fits(given, question),
    )


def _fits(given: Answer, question: Question) -> bool:
    """Whether an earlier answer says something, and the question still takes it; 不明 is asked again."""
    if given.state not in {AnswerState.ANSWERED, AnswerState.NA}:
        return False
    try:
        checked_answer(question, AnswerInput.again(replace(given, note=None)))
    except (InvalidValueError, MyNumberError):
        return False
    return True
