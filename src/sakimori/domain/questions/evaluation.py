"""A pack held against answers: which questions are asked, three-valued, and the score, exact and honest."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

from sakimori.domain.questions.condition import AnswerIn, FactIn, Leaf, holds
from sakimori.domain.questions.pack import (
    BLANK,
    Answers,
    AnswerState,
    AnswerValue,
    EvidenceRequest,
    Facts,
    FactValue,
    Pack,
    Question,
    QuestionGap,
    QuestionType,
)


class Visibility(StrEnum):
    """Whether a question is asked: yes, no, or not known yet."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    PENDING = "pending"


def visibility(pack: Pack, question: Question, answers: Answers, facts: Facts) -> Visibility:
    """Whether a question is asked; an unanswered parent or unknown fact leaves it pending, a hidden parent hides it."""
    if question.when is None:
        return Visibility.VISIBLE

    match holds(question.when, lambda leaf: leaf_holds(pack, leaf, answers, facts)):
        case True:
            return Visibility.VISIBLE
        case False:
            return Visibility.HIDDEN
        case None:
            return Visibility.PENDING


def leaf_holds(pack: Pack, leaf: Leaf, answers: Answers, facts: Facts) -> bool | None:
    """Whether one leaf of a condition holds; None while nobody knows."""
    match leaf:
        case FactIn(fact, values):
            return _fact_is_in(facts.get(fact), values)
        case AnswerIn(parent, ids):
            match visibility(pack, pack.question(parent), answers, facts):
                case Visibility.HIDDEN:
                    return False
                case Visibility.PENDING:
                    return None
                case Visibility.VISIBLE:
                    return _answer_is_in(answers.get(parent), ids)


def visibilities(pack: Pack, group: str, answers: Answers, facts: Facts) -> dict[str, Visibility]:
    """The visibility of every active question of a group, in order."""
    seen = dict.fromkeys([question.id for question in pack.asked_in(group)], Visibility.VISIBLE)
    for alike in pack.conditional_in(group):
        seen.update(dict.fromkeys([question.id for question in alike], visibility(pack, alike[0], answers, facts)))
    return seen


def applicable_questions(pack: Pack, group: str, answers: Answers, facts: Facts) -> tuple[Question, ...]:
    """The questions of a group that are asked now, in order."""
    return tuple(q for q in pack.asked_in(group) if visibility(pack, q, answers, facts) is Visibility.VISIBLE)


def _answer_is_in(answer: AnswerValue | None, ids: tuple[str, ...]) -> bool | None:
    """Whether an answer is among some ids; an open answer tells nothing unless it is itself among them."""
    if answer is None:
        return None
    if not set(ids).isdisjoint(answer.ids):
        return True
    return None if answer.is_open else False


def _fact_is_in(fact: FactValue, values: tuple[str, ...]) -> bool | None:
    """Whether a fact is, or contains, one of some values."""
    if fact is None:
        return None
    return any(item in values for item in ((fact,) if isinstance(fact, str) else fact))


FORMULA = "1"
"""Names the formula below; a stored score says by which one it was made."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one answered question adds to the risk; all of them add up to the score exactly."""

    question: str
    weight: Decimal
    points: Fraction
    risk: Fraction


@dataclass(frozen=True, slots=True)
class Score:
    """How an assessment stands: 0 is without known risk, 100 the worst, None while nothing can be scored.

    `pessimistic` counts every open question as failed. `coverage` is the share of
    applicable questions that are settled.
    """

    risk: float | None
    pessimistic: float | None
    coverage: float
    answered: int
    applicable: int
    contributions: tuple[Contribution, ...]
    open_questions: tuple[str, ...]
    failed_criticals: tuple[str, ...]
    unknown_criticals: tuple[str, ...]
    formula: str = FORMULA


def score(pack: Pack, group: str, answers: Answers, facts: Facts) -> Score:
    """Score the answers to a group: risk = 100·Σw(1−p)/Σw over what is answered and scorable.

    An accepted 該当なし leaves both sums. Unanswered, unknown and pending questions, and a 該当なし not accepted,
    are left out of the risk, lower the coverage, and stand as p=0 in the pessimistic bound.
    """
    scored: list[tuple[Question, Fraction]] = []
    still_open: list[Question] = []
    failed: list[str] = []
    seen = visibilities(pack, group, answers, facts)
    shown = [question for question in pack.asked_in(group) if seen[question.id] is not Visibility.HIDDEN]
    for question in shown:
        # The answer to a question that is pending again is kept, but nobody knows whether it still counts.
        answer = answers.get(question.id) if seen[question.id] is Visibility.VISIBLE else None
        if not is_settled(question, answer):
            still_open.append(question)
            continue
        met = points(question, answer)
        if met is None:
            continue
        scored.append((question, met))
        if question.critical and not passes(question, answer):
            failed.append(question.id)

    # Weights are added as they are written, and only what is not met in fractions: of many it is nothing.
    total = Fraction(sum(question.weight for question, _ in scored))
    lost = sum((Fraction(question.weight) * (1 - met) for question, met in scored if met != 1), Fraction(0))
    at_stake = Fraction(sum(question.weight for question in still_open if question.is_scorable))
    return Score(
        risk=_percent(lost, total),
        pessimistic=_percent(lost + at_stake, total + at_stake),
        coverage=(len(shown) - len(still_open)) / len(shown) if shown else 0.0,
        answered=len(shown) - len(still_open),
        applicable=len(shown),
        contributions=tuple(
            Contribution(q.id, q.weight, met, 100 * Fraction(q.weight) * (1 - met) / total if met != 1 else Fraction(0))
            for q, met in scored
            if total
        ),
        open_questions=tuple(question.id for question in still_open),
        failed_criticals=tuple(failed),
        unknown_criticals=tuple(question.id for question in still_open if question.critical),
    )


def is_settled(question: Question, answer: AnswerValue | None) -> bool:
    """Whether a question has an answer that can be counted, or is accepted as 該当なし."""
    if answer is None or answer.is_open:
        return False
    if answer.state is AnswerState.NA:
        return answer.na_accepted is True
    return not question.is_scorable or points(question, answer) is not None


def points(question: Question, answer: AnswerValue | None) -> Fraction | None:
    """How far an answer meets what is expected, from 0 to 1; None if it is open or nothing is expected."""
    if answer is None or answer.state is not AnswerState.ANSWERED or not answer.given or not question.is_scorable:
        return None
    match question.type:
        case QuestionType.CHOICE:
            return _choice_points(question, answer.given[0])
        case QuestionType.MULTI:
            return Fraction(sum(choice in answer.given for choice in question.expect), len(question.expect))
        case QuestionType.NUMBER | QuestionType.DURATION:
            number = number_of(answer)
            if number is None or question.bound is None:
                return None
            return Fraction(question.bound.admits(number))
        case _:
            return None


def passes(question: Question, answer: AnswerValue | None) -> bool | None:
    """Whether an answer is one that is expected; None if it is open or nothing is expected."""
    met = points(question, answer)
    return None if met is None else met == 1


def is_inverted(question: Question) -> bool | None:
    """Whether the expected choices are the ones with the fewest points, so that points count the other way round.

    None if the expected choices stand neither at the top nor at the bottom: such a question cannot be scored.
    """
    expected = [c.points for c in question.choices if c.points is not None and c.id in question.expect]
    others = [c.points for c in question.choices if c.points is not None and c.id not in question.expect]
    if not expected or not others or min(expected) > max(others):
        return False
    return True if max(expected) < min(others) else None


def number_of(answer: AnswerValue) -> Decimal | None:
    """The number that an answer gives; None if it gives none."""
    try:
        number = Decimal(answer.given[0]) if answer.given else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def failing_gap(question: Question, answer: AnswerValue | None, *, submitted: bool = False) -> QuestionGap | None:
    """The gap that an answer raises, the first that fits; a blank raises one only once the assessment is submitted."""
    ids = (BLANK,) if answer is None else answer.ids
    if not question.gaps or (ids == (BLANK,) and not submitted):
        return None
    given = frozenset(ids)
    for gap in question.gaps:
        if not given.isdisjoint(gap.when_answer) or _is_beyond(gap, answer):
            return gap
    return None


def evidence_due(question: Question, answer: AnswerValue | None) -> tuple[EvidenceRequest, ...]:
    """The evidence that this answer calls for."""
    if answer is None or not question.evidence:
        return ()
    return tuple(
        request
        for request in question.evidence
        if (
            any(answer_id in request.required_if for answer_id in answer.ids)
            if request.required_if
            else not answer.is_open
        )
    )


def _is_beyond(gap: QuestionGap, answer: AnswerValue | None) -> bool:
    """Whether the number in an answer lies beyond a bound of a gap."""
    if gap.when_over is None and gap.when_under is None:
        return False
    number = number_of(answer) if answer is not None and answer.state is AnswerState.ANSWERED else None
    if number is None:
        return False
    return (gap.when_over is not None and number > gap.when_over) or (
        gap.when_under is not None and number < gap.when_under
    )


def _choice_points(question: Question, chosen: str) -> Fraction | None:
    """Full points for an expected choice; otherwise the choice's own, counted in the direction of what is expected."""
    choice = question.choice(chosen)
    if choice is None or choice.points is None:
        return None
    if chosen in question.expect:
        return Fraction(1)
    inverted = is_inverted(question)
    if inverted is None:
        return None
    return 1 - Fraction(choice.points) if inverted else Fraction(choice.points)


def _percent(part: Fraction, whole: Fraction) -> float | None:
    """A share of 100, or None of nothing."""
    return float(100 * part / whole) if whole else None
