"""The fields of one question, and the answer that they make; only what was changed in them is an answer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from sakimori.domain.questions.assessment import Answer
from sakimori.domain.questions.pack import AnswerState, Question, QuestionType
from sakimori.domain.values.blank import is_blank
from sakimori.services.assessments.check import AnswerInput, needs_reason
from sakimori.web.vendor.reading import Fields, first

ANSWER, STATE, REASON, NOTE = "a", "s", "r", "n"
SEEN, WAS, KEEPS, THEIRS = "q", "w", "k", "t"
MEASURE, REPLY = "m", "c"
OURS: Final = "ours"
"""Names of fields are one of these, a dot, and the id of the question (of the remark, for a reply)."""

_IN_WORDS: Final = frozenset({QuestionType.TEXT, QuestionType.TABLE, QuestionType.URL})


@dataclass(frozen=True, slots=True)
class Filled:
    """What the fields of one question hold: a value, or a state without one, and what is said beside it."""

    state: AnswerState = AnswerState.ANSWERED
    value: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""

    @property
    def digest(self) -> str:
        """By which a form tells later whether its fields were changed."""
        parts = json.dumps([self.state.value, self.value, self.reason, self.note], ensure_ascii=False)
        return hashlib.sha256(parts.encode()).hexdigest()[:16]

    def given_to(self, question: Question, standing: Answer | None, *, seen: int) -> AnswerInput:
        """The answer that they make."""
        value = self.value
        if question.type is QuestionType.FILE and self.state is AnswerState.ANSWERED:
            value = standing.value if standing is not None else ()  # a document is given on a page of its own
        return AnswerInput(question.id, self.state, value, self.reason, self.note, seen_seq=seen)


def as_stored(question: Question, answer: Answer | None) -> Filled:
    """How the fields look while an answer stands."""
    if answer is None:
        return Filled()
    value = answer.value if answer.state is AnswerState.ANSWERED else ()
    if question.type in _IN_WORDS and value:
        value = ("\n".join(value),)
    return _filled(question, answer.state, value, answer.reason or "", answer.note or "")


def as_sent(question: Question, fields: Fields) -> Filled:
    """What somebody left in the fields."""
    value = tuple(text for raw in fields.get(f"{ANSWER}.{question.id}", ()) if (text := _lines(raw)))
    state = _state_of(first(fields, f"{STATE}.{question.id}"))
    if question.type is QuestionType.CHOICE:
        state, value = _chosen(question, value)
    reason, note = (_lines(first(fields, f"{name}.{question.id}")) for name in (REASON, NOTE))
    return _filled(question, state, value, reason, note)


def was_changed(question: Question, fields: Fields) -> bool:
    """Whether somebody changed the fields of a question since the form was made."""
    if f"{WAS}.{question.id}" not in fields:
        return False
    return first(fields, f"{WAS}.{question.id}") != as_sent(question, fields).digest


def seen_in(question_id: str, fields: Fields) -> int:
    """The version of the answer that the form showed; after a conflict, the other one where ours shall stand."""
    takes_ours = first(fields, f"{KEEPS}.{question_id}") == OURS
    return number_in(f"{THEIRS if takes_ours else SEEN}.{question_id}", fields)


def typed_in(question_id: str, fields: Fields) -> str:
    """What somebody left in the fields of a question of which nothing else is known any more."""
    names = (ANSWER, REASON, NOTE)
    return "\n".join(text for name in names for raw in fields.get(f"{name}.{question_id}", ()) if (text := _lines(raw)))


def number_in(name: str, fields: Fields) -> int:
    """The number in a field; 0 where there is none."""
    told = first(fields, name)
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else 0


def _filled(question: Question, state: AnswerState, value: tuple[str, ...], reason: str, note: str) -> Filled:
    """A state has no value, and a reason is kept only where one is asked for."""
    if state is not AnswerState.ANSWERED or question.type is QuestionType.FILE:
        value = ()
    if state is AnswerState.ANSWERED and not needs_reason(question, state, value):
        reason = ""
    if question.type in {QuestionType.MULTI, QuestionType.COUNTRY_LIST}:
        value = tuple(sorted(value))
    return Filled(state, value, reason, note)


def _chosen(question: Question, value: tuple[str, ...]) -> tuple[AnswerState, tuple[str, ...]]:
    code = value[0] if value else ""
    choice = question.choice(code)
    if choice is not None and choice.excluded:
        return AnswerState.NA, ()
    if choice is None and code in {state.value for state in AnswerState}:
        return AnswerState(code), ()
    return AnswerState.ANSWERED, value[:1]


def _state_of(code: str) -> AnswerState:
    return AnswerState(code) if code in {state.value for state in AnswerState} else AnswerState.ANSWERED


def _lines(raw: str) -> str:
    """A text as it is kept: browsers send line breaks of their own."""
    return "" if is_blank(raw) else raw.replace("\r\n", "\n").replace("\r", "\n").strip()
