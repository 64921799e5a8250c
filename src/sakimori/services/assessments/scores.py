"""The risk value of a dossier, explained question by question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sakimori.domain.questions.assessment import Answer, Assessment, Comment
from sakimori.domain.questions.evaluation import score
from sakimori.domain.values.days import end_of_day
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import answer_values, thaw_facts
from sakimori.services.kernel.unit import Unit
from sakimori.store.records import instant


@dataclass(frozen=True, slots=True)
class QuestionShare:
    """What one question adds to the risk value, or would add at worst while it is open."""

    question_id: str
    text: Text
    points: float
    is_open: bool


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """The score of one assessment that counts, explained question by question."""

    assessment_id: str
    pack_title: Text
    risk: float | None
    pessimistic: float | None
    coverage: float
    shares: tuple[QuestionShare, ...]
    formula: str


def score_line(unit: Unit, assessment: Assessment, *, on: date, today: date) -> ScoreLine:
    """The score of one assessment, from the answers as they stand or as they stood at the end of a past day."""
    pack = unit.pack(assessment.pack_digest)
    answers = _answers(unit, assessment.id, on=on if on < today else None)
    comments = unit.records.select(Comment, "assessment_id = :id", {"id": assessment.id})
    values = answer_values(answers, comments)
    scored = score(pack, assessment.group, values, thaw_facts(assessment.facts))
    shares = [
        QuestionShare(c.question, pack.question(c.question).text, float(c.risk), is_open=False)
        for c in scored.contributions
        if c.risk
    ]
    # An open question stands in the pessimistic value only; its share there is its weight over all weights.
    weights = {c.question: c.weight for c in scored.contributions}
    opens = [pack.question(q) for q in scored.open_questions if pack.question(q).is_scorable]
    total = float(sum(weights.values()) + sum(q.weight for q in opens))
    shares += [QuestionShare(q.id, q.text, 100 * float(q.weight) / total, is_open=True) for q in opens]
    return ScoreLine(
        assessment_id=assessment.id,
        pack_title=pack.title,
        risk=scored.risk,
        pessimistic=scored.pessimistic,
        coverage=scored.coverage,
        shares=tuple(sorted(shares, key=lambda s: (s.is_open, -s.points))),
        formula=scored.formula,
    )


def _answers(unit: Unit, assessment_id: str, *, on: date | None) -> list[Answer]:
    """The answers as they stand, or as they stood at the end of a day."""
    if on is None:
        return unit.records.current_answers(assessment_id)
    found = unit.records.select(
        Answer,
        "assessment_id = :id AND answered_at < :before",
        {"id": assessment_id, "before": instant(end_of_day(on))},
        order="seq",
    )
    return list({answer.question_id: answer for answer in found}.values())
