"""The points that the answers of an assessment lose, question by question."""

from __future__ import annotations

from dataclasses import dataclass

from sakimori.domain.questions.assessment import Assessment
from sakimori.domain.questions.evaluation import score
from sakimori.domain.values.text import Text
from sakimori.rules.facts.assessments import thaw_facts
from sakimori.services.assessments.sheet import load_sheet_at
from sakimori.services.kernel.unit import Unit


@dataclass(frozen=True, slots=True)
class QuestionShare:
    """What one question adds to the points lost, or would add at worst while it is open."""

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


def score_line(unit: Unit, assessment: Assessment, *, number: int) -> ScoreLine:
    """The score of one assessment, from the answers and measures as they stood after an entry."""
    sheet = load_sheet_at(unit, assessment.id, number=number)
    pack = sheet.pack
    scored = score(pack, assessment.group, sheet.values, thaw_facts(assessment.facts))
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
