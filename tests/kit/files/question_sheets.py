"""Sheets of questions for tests, as customers make them."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation

from kit.files.workbooks import Value, filled, saved
from sakimori.exchange.lists.grid import column_letter
from sakimori.exchange.questionnaires.reading.normal import BESIDE, NOTHING_SAID, Meanings, normalise
from sakimori.exchange.questionnaires.reading.recognise import read_questionnaire
from sakimori.exchange.questionnaires.reading.result import Flag, Normal, ReadQuestion, ReadQuestionnaire

_SPACES: Final = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "style", "table", "text")
)


def book(
    *rows: Sequence[Value],
    merged: Sequence[str] = (),
    hidden: Sequence[int] = (),
    lists: Mapping[str, Sequence[str]] | None = None,
    name: str = "チェックシート",
) -> bytes:
    """A workbook with one sheet of these rows, merged ranges, hidden rows, and lists offered in ranges of cells."""
    made = filled(Workbook(), rows)
    sheet = made.worksheets[0]
    sheet.title = name
    for area in merged:
        sheet.merge_cells(area)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    for area, members in (lists or {}).items():
        rule = DataValidation(type="list", formula1=f'"{",".join(members)}"')
        sheet.add_data_validation(rule)
        rule.add(area)
    return saved(made)


def ods(*rows: Sequence[Value], lists: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """An OpenDocument workbook of these rows; each list stands on a sheet of its own, as LibreOffice points at it."""
    held = dict(lists or {})
    rules = "".join(
        f'<table:content-validation table:name="val{place}" table:condition="of:cell-content-is-in-list('
        f'[$Lists.${column_letter(place)}$1:.${column_letter(place)}${len(members)}])"/>'
        for place, members in enumerate(held.values())
    )
    offered = {at: f"val{place}" for place, area in enumerate(held) for at in _cells_of(area)}
    width = max(map(len, rows))
    asked = "".join(
        _ods_row(
            (str(row[column] or "") if column < len(row) else "", offered.get((number, column), ""))
            for column in range(width)
        )
        for number, row in enumerate(rows, 1)
    )
    told = "".join(
        _ods_row((member, "") for member in members) for members in zip_longest(*held.values(), fillvalue="")
    )
    content = (
        f"<?xml version='1.0'?><office:document-content {_SPACES}><office:body><office:spreadsheet>"
        f"<table:content-validations>{rules}</table:content-validations>"
        f'<table:table table:name="チェックシート">{asked}</table:table>'
        f'<table:table table:name="Lists">{told}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
    return made.getvalue()


def _ods_row(cells: Iterable[tuple[str, str]]) -> str:
    return f"<table:table-row>{''.join(_ods_cell(text, rule) for text, rule in cells)}</table:table-row>"


def _ods_cell(text: str, rule: str) -> str:
    offers = f' table:content-validation-name="{rule}"' if rule else ""
    shown = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n")) if text else ""
    return f"<table:table-cell{offers}>{shown}</table:table-cell>"


def _cells_of(area: str) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (side or 1 for side in range_boundaries(area))
    yield from ((row, column - 1) for row in range(top, bottom + 1) for column in range(left, right + 1))


FORMS: Mapping[str, Callable[..., bytes]] = {
    "a.xlsx": book,
    "a.csv": lambda *rows, **_: csv(*_texts(rows)),
    "a.ods": ods,
}
"""Ways in which customers send the same rows; a CSV offers no lists."""


def _texts(rows: Iterable[Sequence[Value]]) -> list[list[str]]:
    return [["" if cell is None else str(cell) for cell in row] for row in rows]


def csv(*rows: Sequence[str]) -> bytes:
    """A CSV of rows whose cells need no quotation marks."""
    return "\r\n".join(",".join(row) for row in rows).encode()


def read(
    data: bytes, name: str = "sheet.xlsx", *, profile: str = "", meanings: Meanings = NOTHING_SAID
) -> ReadQuestionnaire:
    """The file as a questionnaire, after it was checked that every row is exactly one thing."""
    found = read_questionnaire(data, name, profile=profile, meanings=meanings)
    places = [(row.at.sheet, row.at.row) for row in found.rows]
    assert len(places) == len(set(places))
    assert sum(found.by_class.values()) == len(found.rows)
    assert sum(found.totals.values()) == len(found.questions)
    return found


def answers(found: ReadQuestionnaire) -> list[tuple[str, str, str]]:
    """Id, answer as written and its meaning."""
    return [(question.id, question.raw, question.normal.value) for question in found.questions]


def classes(found: ReadQuestionnaire) -> dict[int, str]:
    """What each row is."""
    return {row.at.row: row.row_class.value for row in found.rows}


def totals(found: ReadQuestionnaire) -> dict[str, int]:
    """How many answers mean what."""
    return {normal.value: count for normal, count in found.totals.items()}


def before_its_remark(question: ReadQuestion) -> Normal:
    """What an answer says by itself, where a remark takes it back."""
    if Flag.CONTRADICTED not in question.flags:
        return question.normal
    return normalise(question.token.partition(BESIDE)[0]).normal


def flagged(questions: Sequence[ReadQuestion]) -> Counter[Flag]:
    """How often each flag is set."""
    return Counter(flag for question in questions for flag in question.flags)
