"""One assessment with its frozen pack and everything that was answered: what fillers, reviewers, deciders work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TypeVar, cast

from sakimori.domain.codes import AssessmentState
from sakimori.domain.dossier import AssessedPack
from sakimori.domain.gap import Finding
from sakimori.domain.questions.assessment import Answer, Assessment, Comment, Settled
from sakimori.domain.questions.evaluation import Score, Visibility, score, visibilities
from sakimori.domain.questions.pack import AnswerValue, Facts, Pack, Question
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.values.text import Text
from sakimori.errors import CorruptError, NotFoundError, StateError
from sakimori.rules.facts.assessments import answer_values, assessed_pack, blank_questions, pack_facts, thaw_facts
from sakimori.rules.gaps.assessments.answers import answer_finding
from sakimori.services.kernel.packs import pack_origins
from sakimori.services.kernel.unit import Change, Unit, party_at
from sakimori.store.engine import Value
from sakimori.store.reads import assessments as reads

T = TypeVar("T", Answer, Comment)

FILLABLE = frozenset({AssessmentState.DRAFT, AssessmentState.SENT_BACK})
RUNNING = FILLABLE | {AssessmentState.SUBMITTED}
SENT_BACK, TAKEN_OVER = "assessment.sent_back", "assessment.taken_over"
"""Actions of the trail whose reason says what is asked of whoever fills."""

_ASSESSMENT = Text("審査", "assessment")
_NOT_IN = Text("この審査は「{state}」です。", "This assessment is “{state}”.")
_STATE_WORDS = {
    AssessmentState.DRAFT: Text("回答中", "in progress"),
    AssessmentState.SUBMITTED: Text("判定待ち", "awaiting decision"),
    AssessmentState.SENT_BACK: Text("差戻し", "sent back"),
    AssessmentState.DECIDED: Text("判定済み", "decided"),
    AssessmentState.CANCELLED: Text("取消", "cancelled"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an assessment is: of the questions that apply, how many have any answer, and what the answers show."""

    answered: int
    applicable: int
    coverage: float
    risk: float | None
    pessimistic: float | None
    failed: int
    failed_critical: int
    formula: str


@dataclass(frozen=True)
class Sheet:
    """An assessment, its third party and pack, and the current answers and comments.

    `part_of` is the pack whose questions a short pack asks again; blank for any other.
    """

    assessment: Assessment
    party: ThirdParty
    pack: Pack
    answers: Mapping[str, Answer]
    comments: tuple[Comment, ...]
    part_of: str = ""

    @property
    def is_frozen(self) -> bool:
        """Whether the facts are those of the submission; until then they are read from the record."""
        return self.assessment.state not in FILLABLE

    @cached_property
    def facts(self) -> Facts:
        """What conditions of the pack look at."""
        return thaw_facts(self.assessment.facts) if self.is_frozen else pack_facts(self.party)

    @cached_property
    def values(self) -> Mapping[str, AnswerValue]:
        """The answers as the pack functions read them."""
        return answer_values(self.answers.values(), self.comments)

    @cached_property
    def visibilities(self) -> Mapping[str, Visibility]:
        """Whether each question of the group is asked."""
        return visibilities(self.pack, self.assessment.group, self.values, self.facts)

    @cached_property
    def assessed(self) -> AssessedPack:
        """The assessment as the rules read it."""
        found = assessed_pack(self.assessment, self.pack, self.answers.values(), self.comments, self.facts)
        return replace(found, part_of=self.part_of)

    @cached_property
    def blanks(self) -> tuple[Question, ...]:
        """The required questions that are asked and have no answer at all."""
        return blank_questions(self.assessed)

    @cached_property
    def score(self) -> Score:
        """The score of what was answered so far."""
        return score(self.pack, self.assessment.group, self.values, self.facts)

    def finding(self, question: Question) -> Finding | None:
        """The gap that the answer to a question raises, or would raise once it is submitted; none on our own."""
        if self.party.is_self:
            return None
        return answer_finding(self.assessed, question, self.assessed.values.get(question.id))

    @cached_property
    def progress(self) -> Progress:
        """How far it is."""
        shown = self.assessed.shown
        counted = self.score
        return Progress(
            answered=sum(q.id in self.answers for q in shown),
            applicable=len(shown),
            coverage=counted.coverage,
            risk=counted.risk,
            pessimistic=counted.pessimistic,
            failed=sum(self.finding(q) is not None for q in shown),
            failed_critical=len(counted.failed_criticals),
            formula=counted.formula,
        )

    def with_answers(self, answers: Mapping[str, Answer]) -> Sheet:
        """The same assessment after more answers."""
        return replace(self, answers={**self.answers, **answers})

    def with_comments(self, comments: tuple[Comment, ...]) -> Sheet:
        """The same assessment with other comments."""
        return replace(self, comments=comments)

    def question(self, question_id: str) -> Question:
        """A question of the group.

        Raises:
            NotFoundError: The group does not ask it.
        """
        for question in self.pack.asked_in(self.assessment.group):
            if question.id == question_id:
                return question
        raise NotFoundError(what=Text("設問", "question"), key=question_id)


def load_sheet(unit: Unit, assessment_id: str) -> Sheet:
    """An assessment as it stands now.

    Raises:
        NotFoundError: There is none with this id.
    """
    assessment = find_assessment(unit, assessment_id)
    return Sheet(
        assessment=assessment,
        party=unit.records.get(ThirdParty, assessment.third_party_id),
        pack=unit.pack(assessment.pack_digest),
        answers={answer.question_id: answer for answer in unit.records.current_answers(assessment_id)},
        comments=tuple(unit.records.select(Comment, "assessment_id = :id", {"id": assessment_id})),
        part_of=pack_origins(unit, {assessment.pack_id}).get(assessment.pack_id, ""),
    )


def load_sheet_at(unit: Unit, assessment_id: str, *, number: int) -> Sheet:
    """An assessment as it was known after an earlier entry.

    Raises:
        NotFoundError: It had not been opened by then.
    """
    if unit.is_newest(number):
        return load_sheet(unit, assessment_id)
    assessment: Assessment | None = unit.trail.record_at(Assessment, assessment_id, number)
    if assessment is None:
        raise NotFoundError(what=_ASSESSMENT, key=assessment_id)
    party = party_at(unit, assessment.third_party_id, number=number)
    if party is None:
        raise CorruptError(what=f"assessment {assessment_id}")
    answers = known_of(unit, Answer, assessment_id, number=number)
    return Sheet(
        assessment=assessment,
        party=party,
        pack=unit.pack(assessment.pack_digest),
        answers={answer.question_id: answer for answer in sorted(answers, key=lambda a: a.seq)},
        comments=tuple(known_of(unit, Comment, assessment_id, number=number)),
        part_of=pack_origins(unit, {assessment.pack_id}).get(assessment.pack_id, ""),
    )


def known_of(unit: Unit, kind: type[T], assessment_id: str, *, number: int) -> list[T]:
    """The answers or comments of an assessment as they stood after an earlier entry.

    A merging takes the assessment along, and leaves the entries of its answers with whom they were given for.
    """
    return [
        one
        for party in unit.trail.owners(Assessment, assessment_id, number)
        for one in unit.trail.records_at(kind, number, third_party_id=party)
        if one.assessment_id == assessment_id
    ]


def find_assessment(unit: Unit, assessment_id: str) -> Assessment:
    """The assessment.

    Raises:
        NotFoundError: There is none with this id.
    """
    return unit.records.get(Assessment, assessment_id, what=_ASSESSMENT)


def sent_back_reason(unit: Unit, assessment: Assessment) -> str:
    """Why an assessment was sent back; on a newer version of its pack, the reason that went on with it."""
    if assessment.state is not AssessmentState.SENT_BACK:
        return ""
    lines = unit.trail.lines(record_kind="assessment", record_id=assessment.id)
    return next((line.reason for line in lines if line.entry.action in {SENT_BACK, TAKEN_OVER}), "")


def require_state(assessment: Assessment, allowed: frozenset[AssessmentState]) -> None:
    """Refuse a step that does not follow from the state.

    Raises:
        StateError: It does not.
    """
    if assessment.state not in allowed:
        raise StateError(why=_NOT_IN.format(state=_STATE_WORDS[assessment.state]))


def keep_progress(change: Change, sheet: Sheet) -> Progress:
    """Store the summary row of an assessment, in the transaction of the write that moved it."""
    progress = sheet.progress
    change.engine.execute(
        "INSERT INTO assessment_progress (assessment_id, answered, applicable, coverage, risk, pessimistic, failed, "
        "failed_critical, formula) VALUES (:assessment_id, :answered, :applicable, :coverage, :risk, :pessimistic, "
        ":failed, :failed_critical, :formula) ON CONFLICT (assessment_id) DO UPDATE SET answered = excluded.answered, "
        "applicable = excluded.applicable, coverage = excluded.coverage, risk = excluded.risk, "
        "pessimistic = excluded.pessimistic, failed = excluded.failed, "
        "failed_critical = excluded.failed_critical, formula = excluded.formula",
        {"assessment_id": sheet.assessment.id, **asdict(progress)},
    )
    return progress


def progress_then(unit: Unit, number: int) -> dict[str, dict[str, Value]]:
    """The summary rows as they were after an entry, by assessment: those that moved since are counted anew."""
    rows = {str(row["assessment_id"]): row for row in reads.progress_rows(unit.engine)}
    opened = {assessment.id for assessment in unit.trail.records_at(Assessment, number)}
    for assessment_id in sorted(reads.moved_since(unit.engine, number) & rows.keys() & opened):
        rows[assessment_id] |= asdict(load_sheet_at(unit, assessment_id, number=number).progress)
    return rows


def settled_then(unit: Unit, number: int) -> dict[str, Settled]:
    """How far each assessment was settled after an entry of the trail."""
    return {
        one: Settled(cast("int", row["answered"]), cast("int", row["applicable"]))
        for one, row in progress_then(unit, number).items()
    }
