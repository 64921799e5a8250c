"""Tables of questions that can be changed piece by piece and written as any kind of file, with what each answers."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from openpyxl import Workbook

from kit.files.mutants.looks import Cells, Looks, book_of
from kit.files.question_sheets import ods
from kit.files.word_documents import paragraph, word_document
from kit.files.word_documents import table as word_table
from kit.files.workbooks import saved
from sakimori.exchange.questionnaires.reading.result import Normal


@dataclass(frozen=True, slots=True)
class Line:
    """A row below the header; `normal` is what it answers, None where it asks nothing."""

    cells: Cells
    normal: Normal | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its header; `answer` holds the column that is answered in, or those of which one is marked.

    `must_ask` says that no answer of it may be taken without a person.
    """

    name: str
    header: tuple[Cells, ...]
    lines: tuple[Line, ...]
    asked: int
    answer: tuple[int, ...]
    comment: int | None = None
    key: int | None = None
    section: int | None = None
    above: tuple[Cells, ...] = ()
    kind: str = "xlsx"
    must_ask: bool = False
    looks: Looks | None = None

    @property
    def expected(self) -> Mapping[str, Normal]:
        """What each question answers, by its text."""
        return {line.cells[self.asked]: line.normal for line in self.lines if line.normal is not None}

    @property
    def first(self) -> int:
        """How many rows stand above the first line."""
        return len(self.above) + len(self.header)

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.header[0])

    def with_answers(self, change: Callable[[Line], Line]) -> Table:
        """The table with each line that asks changed."""
        lines = (change(line) if line.normal is not None else line for line in self.lines)
        return replace(self, lines=tuple(lines))

    def relabelled(self, column: int, label: str) -> Table:
        """The table with another label in the lowest row of its header."""
        *upper, last = self.header
        renamed = with_cell(last, column, label)
        lines = (replace(line, cells=renamed) if line.cells == last else line for line in self.lines)
        return replace(self, header=(*upper, renamed), lines=tuple(lines))

    def moved(self, order: Sequence[int]) -> Table:
        """The table with its columns in another order."""
        place = {old: new for new, old in enumerate(order)}

        def one(column: int | None) -> int | None:
            return None if column is None else place[column]

        return replace(
            self,
            header=tuple(tuple(row[old] for old in order) for row in self.header),
            lines=tuple(replace(line, cells=tuple(line.cells[old] for old in order)) for line in self.lines),
            asked=place[self.asked],
            answer=tuple(place[column] for column in self.answer),
            comment=one(self.comment),
            key=one(self.key),
            section=one(self.section),
        )

    def with_column(self, at: int, label: str, fill: Callable[[Line], str]) -> Table:
        """The table with a further column before the one at this place."""
        width = self.width

        def more(line: Line) -> str:
            return fill(line) if line.normal is not None else label if line.cells == self.header[-1] else ""

        wider = replace(
            self,
            header=tuple((*row, label if row is self.header[-1] else "") for row in self.header),
            lines=tuple(replace(line, cells=(*line.cells, more(line))) for line in self.lines),
        )
        return wider.moved((*range(at), width, *range(at, width)))


def with_cell(cells: Cells, column: int, text: str) -> Cells:
    """The cells with another text in one column."""
    return (*cells[:column], text, *cells[column + 1 :])


def written(table: Table) -> tuple[str, bytes]:
    """The name and the bytes of the file that a table is."""
    made = WRITERS[table.kind](table)
    suffix = table.kind.partition("-")[0]
    return f"sheet.{suffix}", made


def _rows(table: Table) -> list[Cells]:
    return [*table.above, *table.header, *(line.cells for line in table.lines)]


def _xlsx(table: Table) -> bytes:
    if table.looks is not None:
        asking = [n for n, line in enumerate(table.lines, start=table.first) if line.normal is not None]
        return saved(book_of(_rows(table), table.looks, head=table.header, asking=asking, answer=table.answer))
    book = Workbook(write_only=True)
    sheet = book.create_sheet("シート1")
    for row in _rows(table):
        sheet.append([cell or None for cell in row])
    return saved(book)


def _csv(table: Table, *, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(_rows(table))
    return out.getvalue().encode(encoding, "replace")


def _markdown(table: Table) -> bytes:
    def row(cells: Cells) -> str:
        return "| " + " | ".join(cell.replace("|", "／").replace("\n", "<br>") for cell in cells) + " |"

    head = tuple(
        dict.fromkeys(map(" / ".join, [tuple(filter(None, cells)) for cells in zip(*table.header, strict=True)]))
    )
    labels = head if len(head) == table.width else table.header[-1]
    lines = [row(labels), row(("---",) * table.width), *(row(line.cells) for line in table.lines)]
    return "\n".join(lines).encode()


def _html(table: Table) -> bytes:
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>" for cells in _rows(table)
    )
    return f"<html><body><table>{rows}</table></body></html>".encode()


def _json(table: Table) -> bytes:
    labels = table.header[-1]
    return json.dumps([dict(zip(labels, line.cells, strict=True)) for line in table.lines], ensure_ascii=False).encode()


def _nested(table: Table) -> bytes:
    """The rows in sections, as programs write them: each heading with its items."""
    labels = table.header[-1]
    sections: dict[str, list[dict[str, str]]] = {}
    for line in table.lines:
        head = line.cells[table.section] if table.section is not None else ""
        sections.setdefault(head, []).append(dict(zip(labels, line.cells, strict=True)))
    made = [{"title": head or "All", "items": items} for head, items in sections.items()]
    return json.dumps({"sections": made}, ensure_ascii=False).encode()


def _word(table: Table) -> bytes:
    return word_document(paragraph("確認票"), word_table(*_rows(table)))


WRITERS: Final[Mapping[str, Callable[[Table], bytes]]] = {
    "xlsx": _xlsx,
    "csv": _csv,
    "csv-cp932": lambda table: _csv(table, encoding="cp932"),
    "csv-utf16": lambda table: _csv(table, encoding="utf-16"),
    "tsv": lambda table: _csv(table, delimiter="\t"),
    "md": _markdown,
    "html": _html,
    "json": _json,
    "json-nested": _nested,
    "ods": lambda table: ods(*_rows(table)),
    "docx": _word,
}
PLAIN_KINDS: Final = ("xlsx", "csv", "tsv", "html", "ods", "docx")
"""Kinds that hold whatever stands above a header."""


def kinds_for(table: Table) -> Iterator[str]:
    """The kinds of files that hold everything that a table says."""
    if table.looks is not None:
        yield "xlsx"
        return
    yield from PLAIN_KINDS
    yield "csv-utf16"
    if _survives(table, "cp932"):
        yield "csv-cp932"
    if not table.above and len(table.header) == 1 and all(table.header[-1]):
        yield "md"
        if len(set(table.header[-1])) == table.width:
            yield from ("json", "json-nested")


def _survives(table: Table, encoding: str) -> bool:
    whole = "".join(cell for row in _rows(table) for cell in row)
    return whole.encode(encoding, "replace").decode(encoding) == whole
