"""What a made-up vendor answers: as expected, but for a few questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from sakimori.domain.codes import Severity
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Facts, Pack, Question, QuestionType
from sakimori.domain.questions.scoring import failing
from sakimori.domain.questions.visibility import Visibility, visibility

_TEXTS = {
    QuestionType.TEXT: "総務部で定めた手順書のとおりに行っています。",
    QuestionType.URL: "https://www.example.jp/terms",
    QuestionType.DATE: "2026-04-01",
    QuestionType.FILE: "",
}
_PARTLY = "一部の拠点でまだ実施していません。"
_NOT_APPLICABLE = "この業務では行っていません。"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a vendor falls short: how many answers are partly, no or unknown, and whether a critical one fails."""

    partly: int = 0
    no: int = 0
    unknown: int = 0
    critical: int = 0
    country: str = "JP"


def made_up_answers(pack: Pack, group: str, facts: Facts, manner: Manner, rng: Random) -> dict[str, AnswerValue]:
    """Answers to every question that is asked, in the order of the pack."""
    answers: dict[str, AnswerValue] = {}
    weak = _weak_questions(pack, group, manner, rng)
    for question in pack.asked_in(group):
        if visibility(pack, question, answers, facts) is Visibility.VISIBLE:
            answers[question.id] = weak.get(question.id) or _good(question, manner, rng)
    return answers


def _weak_questions(pack: Pack, group: str, manner: Manner, rng: Random) -> Mapping[str, AnswerValue]:
    asked = [q for q in pack.asked_in(group) if q.when is None and q.expect and q.type is QuestionType.CHOICE]
    plain = [q for q in asked if not q.critical]
    rng.shuffle(plain)
    weak: dict[str, AnswerValue] = {}
    for question in [q for q in asked if q.critical and _fails_high(q)][: manner.critical]:
        weak[question.id] = AnswerValue(value=(_no(question),))
    for question in plain:
        if question.id in weak:
            continue
        if manner.partly > _count(weak, "partly") and question.choice("partly"):
            weak[question.id] = AnswerValue(value=("partly",), reason=_PARTLY)
        elif manner.no > _count(weak, "no") and _mild(question):
            weak[question.id] = AnswerValue(value=("no",))
        elif manner.unknown > _count(weak, AnswerState.UNKNOWN):
            weak[question.id] = AnswerValue(state=AnswerState.UNKNOWN)
    return weak


def _count(weak: Mapping[str, AnswerValue], answer: str) -> int:
    return sum(value.ids == (answer,) for value in weak.values())


def _no(question: Question) -> str:
    """The choice that is not expected."""
    return next((c.id for c in reversed(question.choices) if not c.excluded and c.id not in question.expect), "no")


def _fails_high(question: Question) -> bool:
    """Whether falling short is grave, but can be mended while the work goes on."""
    raised = failing(question, AnswerValue(value=(_no(question),)))
    return raised is not None and raised.severity is Severity.HIGH


def _mild(question: Question) -> bool:
    """Whether a plain no is a gap, but none that stops the relation."""
    raised = failing(question, AnswerValue(value=("no",)))
    return "no" not in question.expect and raised is not None and raised.severity is not Severity.BLOCK


def _good(question: Question, manner: Manner, rng: Random) -> AnswerValue:
    match question.type:
        case QuestionType.CHOICE:
            if question.choice("na") and not question.critical and rng.random() < 0.02:
                return AnswerValue(state=AnswerState.NA, reason=_NOT_APPLICABLE)
            return AnswerValue(value=(question.expect[0] if question.expect else _neutral(question),))
        case QuestionType.MULTI:
            return AnswerValue(value=question.expect or tuple(c.id for c in question.choices[:2]))
        case QuestionType.NUMBER | QuestionType.DURATION:
            return AnswerValue(value=(_number(question),))
        case QuestionType.COUNTRY_LIST:
            return AnswerValue(value=(manner.country,))
        case _:
            return AnswerValue(value=(_TEXTS[question.type],))


def _neutral(question: Question) -> str:
    """The answer to a question of fact; the last choice that is a real one."""
    return [c.id for c in question.choices if not c.excluded][-1]


def _number(question: Question) -> str:
    if question.bound is None:
        return "12"
    limit = question.bound.maximum if question.bound.maximum is not None else question.bound.minimum
    return str(int(limit)) if limit is not None else "12"
