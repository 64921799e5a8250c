"""What may be stored as an answer to a question: each type of question takes values of one form."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from sakimori.domain.questions.assessment import Answer
from sakimori.domain.questions.pack import AnswerState, Question, QuestionType
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.numbers import mask
from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError
from sakimori.exchange.lists.values import parse_website
from sakimori.services.parties.check import TEXT_LENGTH, clean, country_codes, refuse_personal_numbers

REASON_LENGTH = 2_000
_SHOWN_LENGTH = 80
_MOST_DIGITS = 15

_CHOOSE = Text("選択肢から選んでください。", "Choose one of the options.")
_CHOOSE_SOME = Text("選択肢から1つ以上選んでください。", "Choose at least one of the options.")
_NUMBER = Text("0以上の数を入れてください。", "Give a number of 0 or more.")
_DATE = Text("2026-04-01 の形の日付を入れてください。", "Give a date such as 2026-04-01.")
_COUNTRY = Text("国を一覧から選んでください。", "Choose countries from the list.")
_NEEDED = Text("回答を入れてください。", "Give an answer.")
_NEEDS_REASON = Text("理由を書いてください。", "Give a reason.")
_NO_NA = Text("この設問では「該当なし」を選べません。", "This question does not take “not applicable”.")
_NO_VALUE = Text("値は付けられません。", "It takes no value.")
_TOO_LONG = Text("{limit}字までにしてください。", "Use up to {limit} characters.")


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """What somebody answers to one question; `seen_seq` is the version that they saw, None when nobody looked."""

    question_id: str
    state: AnswerState = AnswerState.ANSWERED
    value: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    source: str = ""
    seen_seq: int | None = None

    @classmethod
    def again(cls, answer: Answer, *, source: str = "", seen_seq: int | None = None) -> AnswerInput:
        """What was answered, as it is answered once more."""
        reason, note = answer.reason or "", answer.note or ""
        return cls(answer.question_id, answer.state, answer.value, reason, note, source, seen_seq)

    def says_the_same(self, standing: Answer) -> bool:
        """Whether it changes nothing in the answer that stands."""
        return self == AnswerInput.again(standing, source=self.source, seen_seq=self.seen_seq)


def checked_answer(question: Question, item: AnswerInput) -> AnswerInput:
    """The answer as it may be stored; an excluded choice becomes 該当なし.

    Raises:
        InvalidValueError: The question does not take such an answer, or a needed reason is missing.
        MyNumberError: A My Number stands in it.
    """
    state, value = item.state, item.value
    if state is AnswerState.ANSWERED and len(value) == 1 and _is_excluded(question, value[0]):
        state, value = AnswerState.NA, ()
    why, remark = _text(question, item.reason, REASON_LENGTH), _text(question, item.note, TEXT_LENGTH)
    if state is AnswerState.ANSWERED:
        kept = _CHECKS[question.type](question, value)
    elif not all(map(is_blank, value)):
        raise _invalid(question, " ".join(value), _NO_VALUE)
    else:
        kept = ()
    if state is AnswerState.NA and not takes_na(question):
        raise _invalid(question, state.value, _NO_NA)
    if needs_reason(question, state, kept) and not why:
        field = Text(f"{question.id}の理由", f"the reason for {question.id}")
        raise InvalidValueError(field=field, value="", expected=_NEEDS_REASON, name="reason")
    return replace(item, state=state, value=kept, reason=why, note=remark)


def takes_na(question: Question) -> bool:
    """Whether 該当なし may be said: where the choices offer it, and where there are no choices."""
    return not question.choices or any(choice.excluded for choice in question.choices)


def needs_reason(question: Question, state: AnswerState, value: tuple[str, ...]) -> bool:
    """Whether an answer stands only with a reason."""
    if state is AnswerState.NA:
        return True
    return any(choice.reason_required for choice in map(question.choice, value) if choice is not None)


def _is_excluded(question: Question, choice_id: str) -> bool:
    choice = question.choice(choice_id)
    return choice is not None and choice.excluded


def _one_choice(question: Question, value: tuple[str, ...]) -> tuple[str, ...]:
    if len(value) != 1 or question.choice(value[0]) is None:
        raise _invalid(question, " ".join(value), _CHOOSE)
    return value


def _some_choices(question: Question, value: tuple[str, ...]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(value))
    if not chosen or any(question.choice(c) is None or _is_excluded(question, c) for c in chosen):
        raise _invalid(question, " ".join(value), _CHOOSE_SOME)
    return chosen


def _number(question: Question, value: tuple[str, ...]) -> tuple[str, ...]:
    text = unicodedata.normalize("NFKC", "".join(value)).replace(",", "").strip()
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _invalid(question, " ".join(value), _NUMBER) from error
    if len(value) != 1 or not number.is_finite() or number < 0 or number.adjusted() > _MOST_DIGITS:
        raise _invalid(question, " ".join(value), _NUMBER)
    refuse_personal_numbers(question.id, text)
    return (format(number.normalize(), "f"),)


def _date(question: Question, value: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return (date.fromisoformat("".join(value).strip()).isoformat(),)
    except ValueError as error:
        raise _invalid(question, " ".join(value), _DATE) from error


def _countries(question: Question, value: tuple[str, ...]) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.strip().upper() for code in value))
    if not codes or any(code not in country_codes() for code in codes):
        raise _invalid(question, " ".join(value), _COUNTRY)
    return codes


def _words(question: Question, value: tuple[str, ...]) -> tuple[str, ...]:
    kept = tuple(text for text in (_text(question, part, TEXT_LENGTH) for part in value) if text)
    if not kept:
        raise _invalid(question, "", _NEEDED)
    return kept


def _address(question: Question, value: tuple[str, ...]) -> tuple[str, ...]:
    (text, *_) = _words(question, value)
    parsed = parse_website(text)
    if parsed.fault is not None or parsed.value is None:
        raise _invalid(question, text, parsed.fault.expected if parsed.fault else _NEEDED)
    return (parsed.value,)


_CHECKS: dict[QuestionType, Callable[[Question, tuple[str, ...]], tuple[str, ...]]] = {
    QuestionType.CHOICE: _one_choice,
    QuestionType.MULTI: _some_choices,
    QuestionType.NUMBER: _number,
    QuestionType.DURATION: _number,
    QuestionType.DATE: _date,
    QuestionType.COUNTRY_LIST: _countries,
    QuestionType.TEXT: _words,
    QuestionType.TABLE: _words,
    QuestionType.FILE: _words,
    QuestionType.URL: _address,
}


def _text(question: Question, raw: str, limit: int) -> str:
    text = clean(raw, one_line=False)
    if len(text) > limit:
        raise _invalid(question, text, _TOO_LONG.format(limit=f"{limit:,}"))
    refuse_personal_numbers(question.id, text)
    return text


def _invalid(question: Question, value: str, expected: Text) -> InvalidValueError:
    masked = mask(value)
    shown = masked if len(masked) <= _SHOWN_LENGTH else f"{masked[:_SHOWN_LENGTH]}…"
    return InvalidValueError(field=Text(question.id, question.id), value=shown, expected=expected, name=question.id)
