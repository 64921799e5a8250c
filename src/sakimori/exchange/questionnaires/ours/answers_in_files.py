"""Answers in files of others: what a file answers to a question of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sakimori.domain.questions.pack import AnswerState, Question, QuestionType
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours.pack_answers import parse_answer
from sakimori.exchange.questionnaires.ours.pack_reading import answer_of
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import (
    Flag,
    Normal,
    ReadQuestion,
)

UNSAID: Final = "（ファイルに理由の記載なし）"
"""Stands as the reason where a file gives none, so that a reviewer sees it and asks."""

_STATES: Final[Mapping[Normal, AnswerState]] = {
    Normal.NA: AnswerState.NA,
    Normal.UNKNOWN: AnswerState.UNKNOWN,
    Normal.UNDISCLOSED: AnswerState.UNDISCLOSED,
    Normal.UNDEFINED: AnswerState.UNDEFINED,
}
_SILENT: Final = frozenset({Normal.BLANK, Normal.DEFAULT})
_DOUBTFUL: Final[Mapping[Flag, Text]] = {
    Flag.UNSAID_LABEL: Text(
        "回答の欄かどうか決まっていません。先に選んでください。", "Say first whether its label is that of the answers."
    ),
    Flag.CONFLICTING: Text(
        "同じ質問に違う回答があります。どちらか相手方に確かめてください。",
        "The same question has two answers. Ask which one holds.",
    ),
    Flag.PLACEHOLDER: Text(
        "記入されていない箇所が残っています。相手方に確かめてください。",
        "A blank of the template was not filled in. Ask what belongs there.",
    ),
}
_UNCLEAR: Final[Mapping[Flag, Text]] = {
    Flag.CONTRADICTED: Text(
        "説明が回答を打ち消しています。どの回答になるかを先に選んでください。",
        "The remark takes the answer back. Say first what they mean together.",
    ),
    Flag.MARKED_TWICE: Text(
        "回答が2つあります。相手方に確かめてください。", "It has two answers. Ask which one holds."
    ),
}
_AMBIGUOUS: Final = Text("意味の決まらない語です。先に意味を選んでください。", "Say first what this token means.")
_NOT_OFFERED: Final = Text(
    "この設問の選択肢にない回答です。審査の画面で選んでください。",
    "The question does not offer this answer. Choose one on the assessment page.",
)


@dataclass(frozen=True, slots=True)
class AnswerFromFile:
    """An answer as it would be given; `note` is what was said beside it."""

    state: AnswerState
    value: tuple[str, ...]
    reason: str
    note: str


def take_answer(asked: ReadQuestion, question: Question, *, language: str) -> AnswerFromFile | Text | None:
    """The answer to a question of a pack; why there is none yet; or None where the file says nothing."""
    if asked.normal in _SILENT:
        return None
    if (why := _doubt(asked)) is not None:
        return why
    if (ours := answer_of(asked)) is not None:
        return _taken(question, ours.state, ours.given, asked.comment, note=asked.more.get("note", ""))
    if asked.normal in _STATES:
        return _taken(question, _STATES[asked.normal], (), _said(asked))
    if question.type is QuestionType.CHOICE:
        return _chosen(asked, question, language)
    return _valued(asked, question, language)


def _doubt(asked: ReadQuestion) -> Text | None:
    if asked.normal is Normal.AMBIGUOUS:
        return next((_UNCLEAR[flag] for flag in _UNCLEAR if flag in asked.flags), _AMBIGUOUS)
    return next((_DOUBTFUL[flag] for flag in _DOUBTFUL if flag in asked.flags), None)


def _said(asked: ReadQuestion) -> str:
    """What stands beside the token of an answer; a text is no comment on itself."""
    return "" if asked.comment.strip() == asked.raw.strip() else asked.comment.strip()


def _chosen(asked: ReadQuestion, question: Question, language: str) -> AnswerFromFile | Text:
    choice = question.choice(asked.normal.value)
    if choice is not None:
        return _taken(question, AnswerState.ANSWERED, (choice.id,), _said(asked))
    found = parse_answer(question, asked.token or asked.raw, language, Meanings(said={asked.token: asked.normal}))
    if found is not None and found.state is AnswerState.ANSWERED:
        return _taken(question, found.state, found.given, _said(asked) or found.reason)
    if question.choice(DESCRIBED) is not None:
        return _taken(question, AnswerState.ANSWERED, (DESCRIBED,), _whole(asked))
    return _NOT_OFFERED


def _valued(asked: ReadQuestion, question: Question, language: str) -> AnswerFromFile | Text:
    """An answer in words, a number, a day, a list: as the type of the question takes it."""
    if question.type in {QuestionType.TEXT, QuestionType.TABLE, QuestionType.FILE, QuestionType.URL}:
        beside = _said(asked)
        return AnswerFromFile(AnswerState.ANSWERED, (asked.raw.strip(),), "", "" if beside in asked.raw else beside)
    found = parse_answer(question, asked.raw, language)
    if found is None:
        return _NOT_OFFERED
    return _taken(question, found.state, found.given, _said(asked) or found.reason)


def _whole(asked: ReadQuestion) -> str:
    beside = _said(asked)
    return asked.raw.strip() if beside in asked.raw else f"{asked.raw.strip()}\n{beside}"


def _taken(
    question: Question, state: AnswerState, value: tuple[str, ...], said: str, *, note: str = ""
) -> AnswerFromFile:
    """What was said beside an answer is its reason where one is needed, else a note; a note of its own is kept."""
    needs = state is AnswerState.NA or any(
        choice.reason_required for choice in map(question.choice, value) if choice is not None
    )
    if needs:
        return AnswerFromFile(state, value, said or UNSAID, note)
    return AnswerFromFile(state, value, "", "\n".join(filter(None, (said, note))))
