"""Answers to questions of a pack, in words and back: labels in either language, states such as 不明, numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from sakimori.domain.questions.pack import AnswerState, AnswerValue, Choice, Question, QuestionType
from sakimori.domain.values.text import LANGUAGES, Text
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings, fold_token, normalise
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.reference import country_name, parse_country
from sakimori.exchange.registers.dates import parse_day

STATE_WORDS: Final[Mapping[AnswerState, Text]] = {
    AnswerState.NA: Text("該当なし", "Not applicable"),
    AnswerState.UNKNOWN: Text("不明", "Not known"),
    AnswerState.UNDISCLOSED: Text("非開示", "Not disclosed"),
    AnswerState.UNDEFINED: Text("未定", "Not decided"),
}
OPEN_STATES: Final = (AnswerState.UNKNOWN, AnswerState.UNDISCLOSED, AnswerState.UNDEFINED)
_STATES: Final = {
    Normal.NA: AnswerState.NA,
    Normal.UNKNOWN: AnswerState.UNKNOWN,
    Normal.UNDISCLOSED: AnswerState.UNDISCLOSED,
    Normal.UNDEFINED: AnswerState.UNDEFINED,
}
_NORMALS: Final = {state: normal for normal, state in _STATES.items()}
_PLAIN: Final = {
    normal.value: normal
    for normal in (Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA, Normal.PLANNED, Normal.INHERITED)
}
"""Choices by the ids that packs give them; a choice of another id means what its words say."""
_CHOOSING: Final = frozenset({QuestionType.CHOICE, QuestionType.MULTI})
_MOST_DIGITS: Final = 15
_BETWEEN_CHOICES: Final = (re.compile(r"\n+"), re.compile(r"[\n;；]+"))
_BETWEEN_COUNTRIES: Final = re.compile(r"[\n,，、;；]+")


def choice_label(choice: Choice, language: str) -> str:
    """The words of a choice; its id where nobody gave us words."""
    return choice.label.get(language) or choice.id


def answer_options(question: Question, language: str) -> tuple[str, ...]:
    """The words that an answer may be: the choices, and what leaves the matter open."""
    states = OPEN_STATES if question.choices else (AnswerState.NA, *OPEN_STATES)
    own = (choice_label(choice, language) for choice in question.choices)
    return tuple(dict.fromkeys((*own, *(STATE_WORDS[state].get(language) for state in states))))


def in_words(question: Question, answer: AnswerValue, language: str) -> str:
    """An answer as somebody would write it in a cell; blank where none was given."""
    if answer.state is not AnswerState.ANSWERED:
        own = next((one for one in question.choices if one.excluded), None) if answer.state is AnswerState.NA else None
        return choice_label(own, language) if own else STATE_WORDS[answer.state].get(language)
    if question.type in _CHOOSING:
        chosen = (question.choice(given) for given in answer.given)
        return "\n".join(choice_label(choice, language) for choice in chosen if choice is not None)
    if question.type is QuestionType.COUNTRY_LIST:
        return "\n".join(country_name(code).get(language) for code in answer.given)
    return "\n".join(answer.given)


def parse_answer(question: Question, raw: str, language: str, meanings: Meanings = NOTHING_SAID) -> AnswerValue | None:
    """What was answered, of a text that is not blank; None for one that the question does not take or that is unclear.

    Words of the language in which the pack was sent go before those of the other. What follows a word, as in
    「はい、全社で」, becomes the reason.
    """
    text = raw.strip()
    if (found := _by_word(question, text, language)) is not None:
        return found
    if question.type in _CHOOSING:
        return (_several(question, text, language) if question.type is QuestionType.MULTI else None) or _by_token(
            question, text, meanings
        )
    if question.type is not QuestionType.COUNTRY_LIST or text.casefold() != "na":
        token = normalise(text, meanings)
        if token.normal in _STATES and not token.comment:
            return AnswerValue(state=_STATES[token.normal])
    value = _value(question, text)
    return AnswerValue(value) if value else None


def normal_of(question: Question, answer: AnswerValue) -> Normal:
    """What an answer means to those who count answers of many forms."""
    if answer.state is not AnswerState.ANSWERED:
        return _NORMALS[answer.state]
    if question.type is QuestionType.CHOICE and len(answer.given) == 1:
        return _PLAIN.get(answer.given[0], Normal.TEXT)
    return Normal.TEXT


def _words(question: Question, language: str) -> Iterator[tuple[str, AnswerValue]]:
    for choice in question.choices:
        yield choice_label(choice, language), _chosen(question, (choice,))
    labels = {choice_label(choice, language) for choice in question.choices}
    for state, word in STATE_WORDS.items():
        takes = state is not AnswerState.NA or not question.choices
        if takes and word.get(language) not in labels:
            yield word.get(language), AnswerValue(state=state)


def _chosen(question: Question, choices: tuple[Choice, ...]) -> AnswerValue:
    if len(choices) == 1 and choices[0].excluded:
        return AnswerValue(state=AnswerState.NA)
    return AnswerValue(tuple(choice.id for choice in choices) if question.type is QuestionType.MULTI else choices[0].id)


def _by_word(question: Question, text: str, language: str) -> AnswerValue | None:
    """The answer that a word stands for; None for a word that stands for two."""
    own = tuple(_words(question, language))
    other = tuple(word for tongue in LANGUAGES if tongue != language for word in _words(question, tongue))
    more = tuple(
        (word, _chosen(question, (choice,))) for choice in question.choices for word in (choice.id, *choice.aliases)
    )
    folded = fold_token(text)
    for words in (own, other):
        exact = {answer for word, answer in words if word.strip() == text}
        if exact:
            return exact.pop() if len(exact) == 1 else None
    for words in (own, other, more):
        alike = {answer for word, answer in words if fold_token(word) == folded}
        if alike:
            return alike.pop() if len(alike) == 1 else None
    return None


def _several(question: Question, text: str, language: str) -> AnswerValue | None:
    """Several choices, one a line or between semicolons."""
    for between in _BETWEEN_CHOICES:
        parts = [part.strip() for part in between.split(text) if part.strip()]
        found = [_by_word(question, part, language) for part in parts]
        chosen = [answer.value for answer in found if answer is not None and isinstance(answer.value, tuple)]
        if chosen and len(chosen) == len(parts):
            return AnswerValue(tuple(dict.fromkeys(choice_id for ids in chosen for choice_id in ids)))
    return None


def _by_token(question: Question, text: str, meanings: Meanings) -> AnswerValue | None:
    """A word of the trade such as ○ for a choice of that meaning, where the pack has one."""
    token = normalise(text, meanings)
    if token.normal in _STATES:
        takes = token.normal is not Normal.NA or any(choice.excluded for choice in question.choices)
        return AnswerValue(state=_STATES[token.normal], reason=token.comment) if takes else None
    choice = question.choice(token.normal.value) if token.normal in _PLAIN.values() else None
    return replace(_chosen(question, (choice,)), reason=token.comment) if choice else None


def _value(question: Question, text: str) -> str | tuple[str, ...] | None:
    match question.type:
        case QuestionType.NUMBER | QuestionType.DURATION:
            return _number(question, text)
        case QuestionType.DATE:
            return _day(text)
        case QuestionType.COUNTRY_LIST:
            return _countries(text)
        case _:
            return text


def _number(question: Question, text: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    units = (question.unit.ja, question.unit.en) if question.unit else ()
    for unit in sorted(filter(None, units), key=len, reverse=True):
        if plain.casefold().endswith(unit.casefold()):
            plain = plain[: -len(unit)].strip()
            break
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    is_sound = number.is_finite() and number >= 0 and number.adjusted() <= _MOST_DIGITS
    return format(number.normalize(), "f") if is_sound else None


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        found = parse_day(text).value
        return found.isoformat() if found else None


def _countries(text: str) -> tuple[str, ...] | None:
    whole = parse_country(text).value
    if whole:
        return (whole,)
    return _all(parse_country(part).value for part in _BETWEEN_COUNTRIES.split(text) if part.strip())


def _all(codes: Iterable[str | None]) -> tuple[str, ...] | None:
    found = tuple(codes)
    return tuple(dict.fromkeys(code for code in found if code)) if found and all(found) else None
