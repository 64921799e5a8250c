"""What the page of one assessment is made of: sections, questions, what stands beside each, also from the last time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from sakimori.domain.codes import AssessmentKind, AssessmentState, GapKind, Severity
from sakimori.domain.questions.assessment import Answer, Assessment, Comment, CommentKind, Condition, Evidence
from sakimori.domain.questions.evaluation import Score, Visibility, visibilities
from sakimori.domain.questions.pack import AnswerState, AnswerValue, EvidenceRequest, Question
from sakimori.domain.values.days import legal_day
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, MyNumberError
from sakimori.services.assessments.check import AnswerInput, checked_answer
from sakimori.services.assessments.sheet import FILLABLE, RUNNING, Progress, Sheet, load_sheet, load_sheet_at
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.unit import Unit, records_of
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


@needs(Permission.READ)
def last_cycle(workspace: Workspace, assessment_id: str) -> LastCycle | None:
    """The answers of the last decided assessment, or None when this is the first.

    `offered` are the blank questions that can take the earlier answer as it was.
    """
    with workspace.unit() as unit:
        return last_cycle_of(unit, load_sheet(unit, assessment_id), number=unit.number())


def last_cycle_of(unit: Unit, sheet: Sheet, *, number: int) -> LastCycle | None:
    """The answers of the last decided assessment as known after an entry; the assessment itself is loaded already."""
    earlier = _last_decided(unit, sheet.assessment, number)
    if earlier is None or earlier.decided_on is None:
        return None
    questions = {q.id: q for q in sheet.pack.asked_in(sheet.assessment.group)}
    answers = {
        given.question_id: _earlier(given, questions[given.question_id], sheet.answers.get(given.question_id))
        for given in load_sheet_at(unit, earlier.id, number=number).answers.values()
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


def _last_decided(unit: Unit, assessment: Assessment, number: int) -> Assessment | None:
    limit = assessment.decided_on or date.max
    same = [
        other
        for other in records_of(unit, Assessment, assessment.third_party_id, number=number)
        if other.id != assessment.id
        and other.state is AssessmentState.DECIDED
        and (other.pack_id, other.subject) == (assessment.pack_id, assessment.subject)
        and (other.decided_on or date.max) <= limit
    ]
    return max(same, key=lambda other: (other.decided_on or date.min, other.id), default=None)


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


@dataclass(frozen=True, slots=True)
class FilledDocument:
    """A filed document as it stands at a question; `last_day` is the last on which it proves something."""

    evidence: Evidence
    last_day: date | None
    is_valid: bool


@dataclass(frozen=True, slots=True)
class ProvisionalGap:
    """The gap that an answer raises, with the day by which it would have to be closed."""

    question_id: str
    severity: Severity
    kind: GapKind
    title: Text
    action: Text
    cites: Text
    due_on: date
    takes_measure: bool


@dataclass(frozen=True, slots=True)
class Remark:
    """A reviewer's comment with the name of who made it."""

    comment: Comment
    who: str


@dataclass(frozen=True, slots=True)
class FilledQuestion:
    """One question as the page shows it: what is asked, what was answered, what follows from it."""

    question: Question
    visibility: Visibility
    waits_for_questions: tuple[str, ...]
    waits_for_facts: tuple[Text, ...]
    answer: Answer | None
    answered_by: str
    is_na_accepted: bool | None
    earlier: EarlierAnswer | None
    documents: tuple[FilledDocument, ...]
    missing: tuple[EvidenceRequest, ...]
    remarks: tuple[Remark, ...]
    gap: ProvisionalGap | None

    @property
    def seq(self) -> int:
        """The version of the answer that is shown; 0 while there is none."""
        return self.answer.seq if self.answer else 0

    @property
    def is_blank(self) -> bool:
        """Whether it is asked and has no answer."""
        return self.visibility is Visibility.VISIBLE and self.answer is None

    @property
    def is_open(self) -> bool:
        """Whether it still needs somebody: blank, 不明, a refused 該当なし, or a remark that nobody has dealt with."""
        if self.visibility is not Visibility.VISIBLE:
            return False
        unclear = self.answer is None or self.answer.state not in {AnswerState.ANSWERED, AnswerState.NA}
        return unclear or self.is_na_refused or self.has_open_remark

    @property
    def is_na_refused(self) -> bool:
        """Whether it stands as 該当なし and a reviewer said that it does apply."""
        return self.answer is not None and self.answer.state is AnswerState.NA and self.is_na_accepted is False

    @property
    def waits_for_ruling(self) -> bool:
        """Whether it stands as 該当なし and no reviewer has said whether that is so."""
        return self.answer is not None and self.answer.state is AnswerState.NA and self.is_na_accepted is None

    @property
    def has_open_remark(self) -> bool:
        """Whether a remark of a reviewer waits."""
        return any(r.comment.kind is CommentKind.REMARK and r.comment.resolved_on is None for r in self.remarks)


@dataclass(frozen=True, slots=True)
class FilledSection:
    """One section with its questions, hidden ones left out, and how far it is."""

    id: str
    title: Text
    questions: tuple[FilledQuestion, ...]

    @property
    def asked(self) -> tuple[FilledQuestion, ...]:
        """The questions that can be answered now."""
        return tuple(q for q in self.questions if q.visibility is Visibility.VISIBLE)

    @property
    def answered(self) -> int:
        """How many of them have an answer."""
        return sum(q.answer is not None for q in self.asked)

    @property
    def failed(self) -> int:
        """How many raise a gap."""
        return sum(q.gap is not None for q in self.asked)


@dataclass(frozen=True)  # without slots, which leave no room for what is found once
class AssessmentView:
    """The page of one assessment."""

    assessment: Assessment
    party_name: str
    service: str
    pack: Text
    group: Text
    owner: str
    owner_id: str | None
    asked_questions: tuple[Question, ...]
    sections: tuple[FilledSection, ...]
    progress: Progress
    score: Score
    blanks: int
    minutes: int
    gaps: tuple[ProvisionalGap, ...]
    last: LastCycle | None
    saved_at: datetime | None
    filed: tuple[Evidence, ...]
    conditions: tuple[Condition, ...]
    answered_by: frozenset[str]
    last_possible_day: date
    sent_back_reason: str
    names: Mapping[str, str]

    @property
    def is_asked_of_us(self) -> bool:
        """Whether a customer asks and our own company answers: whoever asked judges it."""
        return self.assessment.kind is AssessmentKind.ASKED

    @property
    def is_fillable(self) -> bool:
        """Whether answers are awaited."""
        return self.assessment.state in FILLABLE

    @property
    def is_running(self) -> bool:
        """Whether it is not yet decided."""
        return self.assessment.state in RUNNING

    @cached_property
    def questions(self) -> tuple[FilledQuestion, ...]:
        """All questions that are shown, in order."""
        return tuple(q for section in self.sections for q in section.questions)

    @cached_property
    def _by_id(self) -> Mapping[str, FilledQuestion]:
        return {q.question.id: q for q in self.questions}

    def question(self, question_id: str) -> FilledQuestion | None:
        """One of them; None when it is hidden."""
        return self._by_id.get(question_id)
