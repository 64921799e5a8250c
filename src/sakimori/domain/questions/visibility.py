"""Which questions are asked: three-valued, because what is not known yet hides nothing."""

from __future__ import annotations

from enum import StrEnum

from sakimori.domain.questions.condition import AnswerIn, FactIn, Leaf, holds
from sakimori.domain.questions.pack import Answers, AnswerValue, Facts, FactValue, Pack, Question


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
    return {
        question.id: Visibility.VISIBLE if question.when is None else visibility(pack, question, answers, facts)
        for question in pack.asked_in(group)
    }


def applicable_questions(pack: Pack, group: str, answers: Answers, facts: Facts) -> tuple[Question, ...]:
    """The questions of a group that are asked now, in order."""
    return tuple(q for q in pack.asked_in(group) if visibility(pack, q, answers, facts) is Visibility.VISIBLE)


def _answer_is_in(answer: AnswerValue | None, ids: tuple[str, ...]) -> bool | None:
    """Whether an answer is among some ids; an open answer tells nothing unless it is itself among them."""
    if answer is None:
        return None
    if any(answer_id in ids for answer_id in answer.ids):
        return True
    return None if answer.is_open else False


def _fact_is_in(fact: FactValue, values: tuple[str, ...]) -> bool | None:
    """Whether a fact is, or contains, one of some values."""
    if fact is None:
        return None
    return any(item in values for item in ((fact,) if isinstance(fact, str) else fact))
