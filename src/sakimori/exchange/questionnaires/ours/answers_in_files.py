"""Answers in files of others: what a file answers to a question of a pack, and an answer of ours in its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sakimori.domain.questions.pack import AnswerState, AnswerValue, Question, QuestionType
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours.pack_answers import in_words, normal_of, parse_answer
from sakimori.exchange.questionnaires.ours.pack_reading import answer_of
from sakimori.exchange.questionnaires.ours.private_pack import DESCRIBED
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings, normalise
from sakimori.exchange.questionnaires.reading.result import (
    Address,
    Flag,
    Normal,
    ReadQuestion,
    ReadQuestionnaire,
    RowClass,
    rows_of_class,
)
from sakimori.exchange.questionnaires.sheets.choices import options_in, tick
from sakimori.exchange.questionnaires.sheets.legends import printed_legend

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


_MARK: Final = "○"
_OPEN: Final = frozenset({Normal.UNKNOWN, Normal.UNDISCLOSED, Normal.UNDEFINED})
_OPEN_ANSWER: Final = Text(
    "回答が不明・未定・非開示で、書式にそれを表す選択肢がありません。",
    "Its answer is unknown, undecided or not disclosed, and the form has no choice for that.",
)
_NO_MEMBER: Final = Text(
    "相手方の選択肢に、この回答に当たるものがありません。", "The form offers nothing that means this answer."
)
_FORMULA: Final = Text(
    "回答のセルに数式があるため、書きません。", "The cell of the answer holds a formula and was left alone."
)


@dataclass(frozen=True, slots=True)
class AnswerInCells:
    """What goes into which cells, what it must mean to who reads it, and a remark that found no place."""

    cells: Mapping[Address, str]
    normal: Normal
    unplaced: str = ""


@dataclass(frozen=True, slots=True)
class FormCells:
    """A form that is to be filled: what stands in its cells, and by which words it says what it means."""

    document: Document
    reading: ReadQuestionnaire
    said: Mapping[str, Normal]
    language: str
    _tokens: Mapping[Normal, str] = field(init=False)
    _meanings: Meanings = field(init=False)
    _headers: Mapping[str, Sequence[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Find once the tokens that the form uses or explains."""
        asked = {(row.at.sheet, row.at.row) for row in rows_of_class(self.reading.rows, RowClass.QUESTION)}
        legend = {
            sign: normal
            for sheet in self.document.visible
            for sign, normal in printed_legend(
                row for row in sheet.grid.rows if (sheet.grid.sheet, row.number) not in asked
            ).items()
        }
        used = {one.token: one.normal for one in reversed(self.reading.questions) if one.token}
        tokens = {normal: sign for sign, normal in (*used.items(), *reversed(legend.items()))}
        object.__setattr__(self, "_tokens", tokens)
        object.__setattr__(self, "_meanings", Meanings(said=self.said, legend=legend))
        headers: dict[str, list[int]] = {}
        for row in rows_of_class(self.reading.rows, RowClass.HEADER):
            headers.setdefault(row.at.sheet, []).append(row.at.row)
        object.__setattr__(self, "_headers", headers)

    def written(self, asked: ReadQuestion, question: Question, answer: AnswerValue, note: str) -> AnswerInCells | Text:
        """What goes into the cells of a question; why it stays open."""
        normal = normal_of(question, answer)
        beside = "\n".join(filter(None, (answer.reason, note)))
        if answer.given == (DESCRIBED,):
            beside = note
        found = self._marked(asked, normal) if asked.marks_at else self._worded(asked, question, answer, normal)
        if isinstance(found, Text):
            return found
        unplaced = ""
        if beside and asked.comment_at is not None:
            found[asked.comment_at] = self._beside(asked.comment_at, beside)
        elif beside and not asked.marks_at and not asked.choices and not options_in(self._cell(asked.address)):
            for place in (asked.address, *asked.also_at):
                found[place] = f"{found[place]}\n{beside}"
        else:
            unplaced = beside
        if any(self._is_formula(place) for place in found):
            return _FORMULA
        return AnswerInCells(found, normal, unplaced)

    def _marked(self, asked: ReadQuestion, normal: Normal) -> dict[Address, str] | Text:
        """A sign in the column of the answer and none in the others, in each row that asks it."""
        places = dict(asked.marks_at)
        if normal not in places:
            return _OPEN_ANSWER if normal in _OPEN else _NO_MEMBER
        rows = ((asked.address.sheet, 0), *((also.sheet, also.row - asked.address.row) for also in asked.also_at))
        return {
            Address(sheet, place.row + below, place.column): _MARK if meant is normal else ""
            for sheet, below in rows
            for meant, place in places.items()
        }

    def _worded(
        self, asked: ReadQuestion, question: Question, answer: AnswerValue, normal: Normal
    ) -> dict[Address, str] | Text:
        word = self._word(asked, question, answer, normal)
        if word is None:
            return _OPEN_ANSWER if normal in _OPEN else _NO_MEMBER
        return dict.fromkeys((asked.address, *asked.also_at), word)

    def _word(self, asked: ReadQuestion, question: Question, answer: AnswerValue, normal: Normal) -> str | None:
        """What the cell offers for it; where it offers nothing, the form's own token, else the words of the pack."""
        standing, words = self._cell(asked.address), in_words(question, answer, self.language)
        boxes = {box.label: box for box in options_in(standing)}
        if offered := tuple(boxes) or asked.choices:
            member = self._member(offered, words, normal) if answer.given != (DESCRIBED,) else None
            return tick(standing, boxes[member]) if member in boxes else member
        if answer.given == (DESCRIBED,):
            return answer.reason
        if normal in _OPEN:
            return None
        if normal is Normal.TEXT:
            return words
        return self._tokens.get(normal) or self._label_tokens(asked.address).get(normal) or words

    def _member(self, offered: Sequence[str], words: str, normal: Normal) -> str | None:
        """What is offered in these very words, else what means the same."""
        if words in offered:
            return words
        return next((one for one in offered if self._means(one, normal)), None)

    def _means(self, member: str, normal: Normal) -> bool:
        return normal is not Normal.TEXT and normalise(member, self._meanings).normal is normal

    def _label_tokens(self, place: Address) -> Mapping[Normal, str]:
        """The tokens that the labels over a cell ask for, those of the nearest header first."""
        for row in sorted(self._headers.get(place.sheet, ()), reverse=True):
            found = tokens_in_label(self._cell(replace(place, row=row))) if row < place.row else {}
            if found:
                return found
        return {}

    def _beside(self, place: Address, remark: str) -> str:
        """The cell of remarks with ours below what the sender wrote there."""
        standing = self._cell(place)
        return remark if not standing or standing in remark else f"{standing}\n{remark}"

    def _cell(self, place: Address) -> str:
        sheet = self.document.sheet(place.sheet)
        rows = (row for row in sheet.grid.rows if row.number == place.row) if sheet else iter(())
        return next((row.cell(place.column or 0) for row in rows), "")

    def _is_formula(self, place: Address) -> bool:
        sheet = self.document.sheet(place.sheet)
        return sheet is not None and (place.row, place.column or 0) in sheet.facts.formulas


_SIGN: Final = re.compile(r"[○〇◯△▲×✕✖]")
_WORDS: Final = re.compile(r"[\s　/／・,，、;；()（）\[\]［］「」|｜:：]+")
_ASKABLE: Final = frozenset({Normal.YES, Normal.PARTLY, Normal.NO, Normal.NA, Normal.PLANNED})
_BOTH: Final = frozenset({Normal.YES, Normal.NO})


def tokens_in_label(label: str) -> Mapping[Normal, str]:
    """By which token each meaning is asked for; empty unless the label names both a yes and a no."""
    for tokens in (_SIGN.findall(label), _WORDS.split(label)):
        found: dict[Normal, str] = {}
        for token, normal in _meant(tokens):
            found.setdefault(normal, token)
        if found.keys() >= _BOTH:
            return found
    return {}


def _meant(tokens: list[str]) -> Iterator[tuple[str, Normal]]:
    for token in filter(None, tokens):
        found = normalise(token)
        if found.normal in _ASKABLE and not found.comment:
            yield token, found.normal
