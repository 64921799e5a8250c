"""An answer to one question, as it would be given to another one that asks the same or nearly the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sakimori.domain.questions.pack import AnswerState, AnswerValue, Question, QuestionType
from sakimori.errors import InvalidValueError, MyNumberError
from sakimori.exchange.questionnaires.ours.pack_answers import in_words, normal_of
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.services.assessments.check import AnswerInput, checked_answer, needs_reason
from sakimori.services.comparisons.pairs import Ground
from sakimori.services.questionnaires.answer_library import LibraryEntry

_WORDS = frozenset({QuestionType.TEXT, QuestionType.TABLE})
_CHOOSING = frozenset({QuestionType.CHOICE, QuestionType.MULTI})


@dataclass(frozen=True, slots=True)
class Carried:
    """The answer as it would be given, and whether it needs a reason that the earlier one did not have."""

    input: AnswerInput
    lacks_reason: bool


def carried(entry: LibraryEntry, question: Question, language: str, ground: Ground) -> Carried | None:
    """An earlier answer as one to another question; None where it says nothing that this question takes.

    `language` is that in which words are written. A number, a day or a list goes only from words to the same words:
    that two questions belong to one control does not make their numbers one number.
    """
    state, value, reason = _translated(entry, question, language, ground)
    if state is None:
        return None
    given = AnswerInput(question.id, state, value, reason=reason, note=entry.answer.note or "")
    lacks_reason = needs_reason(question, state, value) and not reason
    try:
        checked_answer(question, replace(given, reason="…") if lacks_reason else given)
    except (InvalidValueError, MyNumberError):
        return None
    return Carried(given, lacks_reason)


_NONE: tuple[None, tuple[str, ...], str] = (None, (), "")


def _translated(
    entry: LibraryEntry, question: Question, language: str, ground: Ground
) -> tuple[AnswerState | None, tuple[str, ...], str]:
    """State, value and reason; no state where there is nothing to give."""
    answer, known = entry.answer, entry.question
    reason = answer.reason or ""
    if answer.state is AnswerState.NA:
        return AnswerState.NA, (), reason
    if ground is Ground.QUESTION or _offers_the_same(known, question):
        return (answer.state, answer.value, reason) if _is_close(known, question, ground) else _NONE
    if question.type is QuestionType.CHOICE:
        return _chosen(entry, question, language)
    if question.type in _WORDS:
        said = in_words(known, AnswerValue(answer.value, answer.state, reason), language)
        return (AnswerState.ANSWERED, ("\n".join(filter(None, (said, reason))),), "") if said else _NONE
    return _NONE


def _offers_the_same(known: Question, question: Question) -> bool:
    """Whether both take the same answers: the same choices in the same words, or values of one kind and unit."""
    if known.type is not question.type or known.unit != question.unit:
        return False
    return known.type not in _CHOOSING or _choices(known) == _choices(question)


def _choices(question: Question) -> frozenset[tuple[str, str, str]]:
    return frozenset((choice.id, choice.label.ja, choice.label.en) for choice in question.choices)


def _is_close(known: Question, question: Question, ground: Ground) -> bool:
    """Whether the value itself may go over; choices with ids of their own mean something only below the same words."""
    if known.type in _WORDS or ground in {Ground.QUESTION, Ground.WORDING, Ground.ALIKE}:
        return True
    return known.type is QuestionType.CHOICE and _is_plain(known) and _is_plain(question)


def _is_plain(question: Question) -> bool:
    return any(choice.id == Normal.YES.value for choice in question.choices)


def _chosen(entry: LibraryEntry, question: Question, language: str) -> tuple[AnswerState | None, tuple[str, ...], str]:
    """The choice of the same meaning; words stand beside the choice that is made for them."""
    answer, known = entry.answer, entry.question
    reason = answer.reason or ""
    value = AnswerValue(answer.value[0] if len(answer.value) == 1 else answer.value, answer.state, reason)
    choice = question.choice(normal_of(known, value).value)
    if choice is not None:
        return AnswerState.ANSWERED, (choice.id,), reason
    words = "\n".join(filter(None, (in_words(known, value, language), reason)))
    if question.choice(DESCRIBED) is not None and known.type in _WORDS and words:
        return AnswerState.ANSWERED, (DESCRIBED,), words
    return _NONE
