"""What the page of one assessment is made of: sections, questions, and what stands beside each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sakimori.domain.codes import GapKind, Severity
from sakimori.domain.questions.assessment import Answer, Assessment, Comment, CommentKind, Condition, Evidence
from sakimori.domain.questions.evaluation import Score, Visibility
from sakimori.domain.questions.pack import AnswerState, EvidenceRequest, Question
from sakimori.domain.values.text import Text
from sakimori.services.assessments.last_cycle import EarlierAnswer, LastCycle
from sakimori.services.assessments.sheet import FILLABLE, RUNNING, Progress


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


@dataclass(frozen=True, slots=True)
class Filling:
    """The page of one assessment."""

    assessment: Assessment
    party_name: str
    service: str
    pack: Text
    group: Text
    owner: str
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
    hands: frozenset[str]
    last_possible_day: date
    sent_back_reason: str
    names: Mapping[str, str]

    @property
    def is_fillable(self) -> bool:
        """Whether answers are awaited."""
        return self.assessment.state in FILLABLE

    @property
    def is_running(self) -> bool:
        """Whether it is not yet decided."""
        return self.assessment.state in RUNNING

    @property
    def questions(self) -> tuple[FilledQuestion, ...]:
        """All questions that are shown, in order."""
        return tuple(q for section in self.sections for q in section.questions)

    def question(self, question_id: str) -> FilledQuestion | None:
        """One of them; None when it is hidden."""
        return next((q for q in self.questions if q.question.id == question_id), None)
