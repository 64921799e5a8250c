"""Online assessments of eramba as CSV: a chapter and a question in each row, with the choices that it offers.

The header has more cells than the rows, because the commas within its first label are not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import GridRow, Note
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.document import Document, Sheet
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import (
    Address,
    ReadQuestion,
    RowClass,
    SeenRow,
)

_FIRST_LABEL: Final = re.compile(r"[\ufeff\"'\s]*Chapter ID\b", re.IGNORECASE)
_COLUMNS: Final[tuple[str, ...]] = (
    "chapter id",
    "chapter title",
    "chapter description",
    "question id",
    "question title",
    "question description",
    "answer type",
    "dropdown options",
    "dropdown warnings",
    "dropdown scoring",
    "dropdown option score",
    "dropdown option score multiplier",
    "dropdown option show another question",
    "question comments & attachments",
)
"""The labels without what stands in brackets, in the order in which eramba takes the columns."""
_NEEDED: Final = ("question id", "question title")
_LISTED: Final = 10
_MARKUP: Final = re.compile(r"</?(?:i|b|em|strong|u|p|br|ul|ol|li|span|div)\b[^<>]*>", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"\s*\(.*", re.DOTALL)
_SHIFTED: Final = Text("セルの数が見出しと違います。", "It has another number of cells than the columns.")
_NO_QUESTION: Final = Text("質問の番号か本文がありません。", "It has no id or no text of a question.")
_WHY: Final = Text("最初の見出しがerambaの「Chapter ID」です。", "Its first header is the “Chapter ID” of eramba.")


def recognise(document: Document) -> Recognised | None:
    """A list whose first label is that of eramba, and whose header names questions."""
    return Recognised(0.99, _WHY) if _sheets(document) else None


def _sheets(document: Document) -> list[tuple[Sheet, int]]:
    """The sheets that begin with the label, each with the place of its header."""
    found: list[tuple[Sheet, int]] = []
    for sheet in document.visible:
        place = next((place for place, row in enumerate(sheet.grid.rows) if not row.is_blank), None)
        if place is None:
            continue
        header = sheet.grid.rows[place]
        if _FIRST_LABEL.match(header.cell(0)) and any("question title" in cell.casefold() for cell in header.cells):
            found.append((sheet, place))
    return found


def read(document: Document, _meanings: Meanings) -> Body:
    """Each row as a question below its chapter; nobody answers in this form, so that every answer is blank."""
    questions: list[ReadQuestion] = []
    rows: list[SeenRow] = []
    shifted: list[int] = []
    for sheet, place in _sheets(document):
        header, below = sheet.grid.rows[place], sheet.grid.rows[place + 1 :]
        layout = _Layout.of(header)
        for row in sheet.grid.rows[: place + 1]:
            rows.append(_seen(sheet, row, RowClass.HEADER if row is header else RowClass.BLANK))
        for row in below:
            row_class, why = _class_of(row, layout)
            rows.append(_seen(sheet, row, row_class, why))
            if row_class is RowClass.QUESTION:
                questions.append(_question(sheet, row, layout))
            elif why is _SHIFTED:
                shifted.append(row.number)
    sheets = tuple(sheet.name for sheet, _ in _sheets(document))
    return Body(tuple(questions), tuple(rows), sheets=sheets, notes=(_note(shifted),) if shifted else ())


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which column holds what, its label, and how many cells a row has."""

    columns: Mapping[str, int]
    labels: Mapping[int, str]
    width: int

    @classmethod
    def of(cls, header: GridRow) -> _Layout:
        """The columns by their labels; where those are not known, by their order."""
        labels = [_label(cell) for cell in header.cells[: _filled(header)]]
        if _COLUMNS[1] in labels:
            # What stands before the second label is the first one, cut at its commas.
            labels = [_COLUMNS[0], *labels[labels.index(_COLUMNS[1]) :]]
        by_label = {label: column for column, label in reversed(list(enumerate(labels)))}
        if all(name in by_label for name in _NEEDED):
            columns = {name: by_label[name] for name in _COLUMNS if name in by_label}
        else:
            columns = {name: column for column, name in enumerate(_COLUMNS)}
        return cls(columns, dict(enumerate(labels)), len(labels))

    def text(self, row: GridRow) -> str:
        """What a row asks; where only its title is missing, its description asks."""
        told = self.cell(row, "question title")
        return told or (self.cell(row, "question id") and self.cell(row, "question description"))

    def cell(self, row: GridRow, name: str) -> str:
        """What a row holds in a column; blank where the form has no such column."""
        return row.cell(self.columns[name]) if name in self.columns else ""


def _label(cell: str) -> str:
    return " ".join(_IN_BRACKETS.sub("", cell.strip("\ufeff\"' ")).split()).casefold()


def _filled(row: GridRow) -> int:
    """How many cells a row has up to the last that is filled."""
    return max((column for column in range(len(row.cells)) if row.cell(column)), default=-1) + 1


def _class_of(row: GridRow, layout: _Layout) -> tuple[RowClass, Text | None]:
    if row.is_blank:
        return RowClass.BLANK, None
    if _FIRST_LABEL.match(row.cell(0)):
        return RowClass.HEADER, None
    if _filled(row) > layout.width:
        return RowClass.NOTE, _SHIFTED
    if layout.text(row):
        return RowClass.QUESTION, None
    is_chapter = not layout.cell(row, "question id") and layout.cell(row, "chapter title")
    return (RowClass.SECTION, None) if is_chapter else (RowClass.NOTE, _NO_QUESTION)


def _question(sheet: Sheet, row: GridRow, layout: _Layout) -> ReadQuestion:
    place = (row.number, layout.columns["question id"])
    chapter = layout.cell(row, "chapter title")
    told = {"question id", "question title", "question description", "chapter title", "dropdown options"}
    return ReadQuestion(
        id=sheet.facts.changed.get(place, layout.cell(row, "question id")).strip(),
        text=_unmarked(layout.text(row)),
        address=Address(sheet.name, row.number),
        sections=(chapter,) if chapter else (),
        guidance=_unmarked(layout.cell(row, "question description")),
        choices=tuple(choice.strip() for choice in layout.cell(row, "dropdown options").split("|") if choice.strip()),
        flags=sheet.flags(row, place[1]),
        question_at=Address(sheet.name, row.number, layout.columns["question title"]),
        more={
            label: cell
            for column, label in layout.labels.items()
            if label not in told and (cell := _unmarked(row.cell(column)))
        },
    )


def _unmarked(cell: str) -> str:
    """A text without the markup of pages; `a < b` stays."""
    return _MARKUP.sub("", cell).strip()


def _seen(sheet: Sheet, row: GridRow, row_class: RowClass, why: Text | None = None) -> SeenRow:
    return SeenRow(Address(sheet.name, row.number), row_class, why)


def _note(shifted: Sequence[int]) -> Note:
    rows = ", ".join(map(str, shifted[:_LISTED])) + (" …" if len(shifted) > _LISTED else "")
    return Note(
        "shifted_rows",
        Text(
            f"列のずれた行が{len(shifted)}行あります（{rows}）。引用符を確かめてください。",
            f"Rows with too many cells: {len(shifted)} ({rows}). Check their quotation marks.",
        ),
    )


PROFILE: Final = Profile("eramba", Text("eramba オンライン評価", "eramba online assessment"), recognise, read)
