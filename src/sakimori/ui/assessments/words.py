"""Answers in words."""

from __future__ import annotations

from datetime import date

from sakimori.domain.questions.assessment import Answer
from sakimori.domain.questions.pack import AnswerState, Question, QuestionType
from sakimori.services.assessments.view_parts import EarlierAnswer
from sakimori.ui.frame.formats import country, day
from sakimori.ui.frame.text import JAPANESE, language, listed, t

_SHORT = 40


def state_word(state: AnswerState) -> str:
    """The word for an answer that is no value."""
    return t(f"assess.{state.value}")


def option_word(question: Question, code: str) -> str:
    """The wording of one option: a choice of the question, or 不明 and the like."""
    choice = question.choice(code)
    return choice.label.get(language()) if choice else state_word(AnswerState(code))


def answer_words(question: Question, state: AnswerState, value: tuple[str, ...]) -> str:
    """An answer in words, with its unit."""
    if state is not AnswerState.ANSWERED:
        return state_word(state)
    match question.type:
        case QuestionType.CHOICE | QuestionType.MULTI:
            return listed(option_word(question, code) for code in value)
        case QuestionType.COUNTRY_LIST:
            return listed(country(code, language()) for code in value)
        case QuestionType.NUMBER | QuestionType.DURATION:
            return f"{value[0]}{_unit(question)}"
        case QuestionType.DATE:
            return day(date.fromisoformat(value[0]), language())
        case _:
            return listed(value)


def words_of(question: Question, answer: Answer | EarlierAnswer) -> str:
    """A given answer in words."""
    return answer_words(question, answer.state, answer.value)


def short(text: str) -> str:
    """The beginning of a text, for a button."""
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _unit(question: Question) -> str:
    if question.unit is None:
        return ""
    unit = question.unit.get(language())
    return unit if language() == JAPANESE or unit == "%" else f" {unit}"
