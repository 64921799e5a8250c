"""Any table of questions: what its columns hold is proposed, and a person confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, Meanings
from sakimori.exchange.questionnaires.reading.result import RowClass
from sakimori.exchange.questionnaires.sheets.layout import Layout
from sakimori.exchange.questionnaires.sheets.questions import read_rows
from sakimori.exchange.questionnaires.sheets.tables import layouts_of, read_tables

_WITH_ANSWERS: Final = 0.2
_WITHOUT: Final = 0.1
_WHY: Final = Text("質問と回答の列がある表です。", "It is a table with columns of questions and answers.")
_WHY_BLANK: Final = Text(
    "質問の列がある表です。回答の列はありません。", "It is a table with a column of questions and none of answers."
)


def _layouts(document: Document) -> Mapping[str, Layout]:
    return document.once(_asking)


def _asking(document: Document) -> Mapping[str, Layout]:
    """The sheets that ask; lists without a place to answer count only where no sheet has one."""
    found = {
        name: layout
        for name, layout in layouts_of(document).items()
        if (sheet := document.sheet(name))
        and any(row.row_class is RowClass.QUESTION for row in read_rows(sheet, layout, NOTHING_SAID)[1])
    }
    answered = {name: layout for name, layout in found.items() if layout.has_answers}
    return answered or found


def _recognise(document: Document) -> Recognised | None:
    layouts = _layouts(document)
    if not layouts:
        return None
    has_answers = any(layout.has_answers for layout in layouts.values())
    return Recognised(_WITH_ANSWERS, _WHY) if has_answers else Recognised(_WITHOUT, _WHY_BLANK)


def _read(document: Document, meanings: Meanings) -> Body:
    return read_tables(document, meanings, _layouts(document))


PROFILE: Final = Profile("generic", Text("一般の質問表", "Any table of questions"), _recognise, _read)
