"""Sheets answered by ticking boxes within a cell, such as the checklist of IPA 安全なウェブサイトの作り方.

A ※ above the boxes says that the rows below are ways of which one is enough: together they are one question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Address, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.sheets.choices import asks_any_of, options_in
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole
from sakimori.exchange.questionnaires.sheets.layout import Layout
from sakimori.exchange.questionnaires.sheets.tables import layouts_of, read_tables

_FEWEST: Final = 3
_SCORE: Final = 0.85
_WAY: Final = re.compile(r"(.*\S)[-‐–.]([a-zア-ン]|\(?[a-z]\))$")
_BOX: Final = re.compile(r"[■□☑☐☒✔✓レ]")
_WHY: Final = Text("一つのセルに■と□の選択肢が並んでいます。", "Its cells hold boxes to tick, several in each.")
_SUB_ROW: Final = Text("どれか一つを満たせばよい項目の一つです。", "It is one of several ways of which one is enough.")
_OTHER: Final = Text("チェックボックスの表ではありません。", "It holds no table with boxes to tick.")


def _fit(sheet: Sheet, layout: Layout) -> Layout | None:
    answer = layout.column(ColumnRole.ANSWER)
    if answer is None:
        return None
    boxed = sum(bool(options_in(row.cell(answer))) for row in sheet.grid.rows if row.number > layout.header.row)
    return layout if boxed >= _FEWEST else None


def _layouts(document: Document) -> Mapping[str, Layout]:
    return layouts_of(document, _fit)


def _recognise(document: Document) -> Recognised | None:
    return Recognised(_SCORE, _WHY) if _layouts(document) else None


def _read(document: Document, meanings: Meanings) -> Body:
    body = read_tables(document, meanings, _layouts(document), why_skipped=_OTHER)
    questions: list[ReadQuestion] = []
    parts: list[list[ReadQuestion]] = []
    for question in body.questions:
        if parts and _belongs(question, parts[-1]):
            parts[-1].append(question)
        else:
            parts.append([question])
    ways = {at for group in parts for at in _places(group[1:])}
    questions = [_joined(group) for group in parts]
    rows = tuple(SeenRow(row.at, RowClass.SUB_ROW, _SUB_ROW) if row.at in ways else row for row in body.rows)
    return replace(body, questions=tuple(questions), rows=rows)


def _places(group: Sequence[ReadQuestion]) -> set[Address]:
    return {Address(question.question_at.sheet, question.question_at.row) for question in group if question.question_at}


def _stem(key: str) -> str:
    """The id without the letter of a way."""
    found = _WAY.match(key)
    return found.group(1) if found else ""


def _belongs(question: ReadQuestion, group: Sequence[ReadQuestion]) -> bool:
    """Whether a row is a further way of the question before it: by its id, or by one answer merged over both."""
    first = group[0]
    if not asks_any_of(question.raw) or not asks_any_of(first.raw) or question.address.sheet != first.address.sheet:
        return False
    return question.address == first.address or (bool(_stem(first.id)) and _stem(question.id) == _stem(first.id))


def _joined(group: Sequence[ReadQuestion]) -> ReadQuestion:
    """The ways of one question as one: what was ticked beside each is kept by its id or its place."""
    first = group[0]
    choices = tuple(option.label for option in options_in(first.raw))
    if not asks_any_of(first.raw):
        return replace(first, choices=choices)
    more = dict(first.more)
    for question in group:
        boxes = [label for label, said in question.more.items() if _BOX.fullmatch(said)]
        for label in boxes:
            more.pop(label, None)
            more[question.id or str(question.question_at)] = question.more[label]
    return replace(
        first,
        id=_stem(first.id) or first.id,
        text="\n".join(dict.fromkeys(question.text for question in group)),
        choices=choices,
        more=more,
    )


PROFILE: Final = Profile(
    "checkbox-sheet",
    Text("チェックボックスの表（IPA 安全なウェブサイトの作り方 など）", "Sheet of boxes to tick, such as that of IPA"),
    _recognise,
    _read,
)
