"""What an auditor's report or white paper proposes as answers: controls beside questions; a person takes each over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sakimori.domain.questions.assessment import AnswerMethod
from sakimori.domain.questions.pack import Question, QuestionType
from sakimori.domain.user import Actor
from sakimori.exchange.documents.controls import ControlFinding
from sakimori.exchange.documents.subjects import likeness_of
from sakimori.services.assessments.check import AnswerInput
from sakimori.services.assessments.sheet import keep_progress, load_sheet
from sakimori.services.assessments.view_parts import AssessmentView, FilledQuestion
from sakimori.services.assessments.write import ACTION, AnswersSaved, store_answers
from sakimori.services.evidence.reading import reading_of
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.evidence import reuse_document
from sakimori.services.kernel.workspace import Workspace

MOST: Final = 3
_LIKE: Final = 45


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """A control that may answer a question, and the answer that it speaks for; None where its test found exceptions.

    `score` says how far both are about the same, from 0 to 100; a control that the question names by its id has 100.
    """

    question: Question
    control: ControlFinding
    score: int
    input: AnswerInput | None

    @property
    def speaks_against(self) -> bool:
        """Whether the auditor found that the control did not work."""
        return self.control.has_exception


@needs(Permission.READ)
def report_answers(
    workspace: Workspace, work: AssessmentView, evidence_id: str, *, actor: Actor, at: datetime
) -> dict[str, tuple[ReportAnswer, ...]]:
    """For each blank question of an assessment the controls of a report that may answer it, the best first.

    Raises:
        NotFoundError: There is no such document.
        UnreadableFileError: It is no PDF and no Word file, or it cannot be read.
    """
    reading = reading_of(workspace, evidence_id, actor=actor, at=at)
    found = {
        asked.question.id: tuple(_answers(asked, reading.controls, evidence_id))
        for asked in work.questions
        if asked.is_blank
    }
    return {question_id: answers for question_id, answers in found.items() if answers}


def _answers(asked: FilledQuestion, controls: Sequence[ControlFinding], evidence_id: str) -> Iterator[ReportAnswer]:
    question = asked.question
    if question.type is not QuestionType.CHOICE or len(question.expect) != 1:
        return
    scored = sorted(((likeness(question, one), one) for one in controls), key=lambda pair: -pair[0])
    for score, control in scored[:MOST]:
        if score < _LIKE:
            return
        note = f"{control.control_id} (p. {control.passage.page})"
        given = AnswerInput(question.id, value=question.expect, note=note, source=evidence_id, seen_seq=asked.seq)
        yield ReportAnswer(question, control, score, None if control.has_exception else given)


@needs(Permission.FILL_ASSESSMENT)
def take_report_answers(
    workspace: Workspace,
    assessment_id: str,
    evidence_id: str,
    chosen: Sequence[AnswerInput],
    *,
    actor: Actor,
    at: datetime,
) -> AnswersSaved:
    """Save the answers that a person took from a report, and let the report speak for each of the questions.

    Raises:
        ConflictError: Somebody answered one of them since it was shown.
        StateError: The assessment takes no answers, or the report was withdrawn, refused or belongs to another one.
    """
    with workspace.change(ACTION, actor=actor, at=at, batch_id=workspace.ids("ba")) as change:
        before = load_sheet(change, assessment_id)
        given = store_answers(change, before, chosen, AnswerMethod.WEB)
        for question_id in given:
            reuse_document(change, evidence_id, assessment_id=assessment_id, question_id=question_id)
        progress = keep_progress(change, before.with_answers(given))
    return AnswersSaved(tuple(given.values()), progress)


def likeness(question: Question, control: ControlFinding) -> int:
    """How far a question and a control are about the same; 100 where the question names it."""
    names = {name.rpartition("/")[2].rpartition(":")[2] for name in question.controls}
    if control.control_id in names or control.section in names:
        return 100
    return likeness_of(f"{question.text.ja} {question.text.en}", control.words)
