"""A report that is handed upstairs, as PDF and as a workbook: the same blocks, equal content gives equal bytes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sakimori.exchange.paper.safe_files import Cell, OutSheet, encodable, safe_xlsx
from sakimori.exchange.paper.typeset import typeset

MOST_ROWS: Final = 1_000
"""So many rows of a table at most stand in a PDF; the workbook holds all."""

_DRAWN_AS: Final = str.maketrans({"✕": "×", "◔": "◐"})
"""Signs of the screens that the font of the paper does not have."""

_WIDTH_IN_CHARACTERS: Final = 70
"""The columns of a workbook share so many characters as the columns of a PDF share the width of the page."""


@dataclass(frozen=True, slots=True)
class ReportCell:
    """One cell: its words, and in a workbook the day or number that they stand for.

    `fill` is the colour behind it, `bar` how long a bar behind it is, from 0 to 1.
    """

    text: str
    value: Cell = None
    fill: str = ""
    bar: float | None = None

    @property
    def in_workbook(self) -> Cell:
        """What stands in a workbook."""
        return self.text if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column of a table: its heading, its share of the width, and where its words stand."""

    title: str
    width: float = 1.0
    align: Literal["left", "right", "center"] = "left"


@dataclass(frozen=True, slots=True)
class Tiles:
    """Some figures side by side, each with its label and a remark."""

    heading: str
    tiles: tuple[tuple[str, str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Lines of a label and what is so."""

    heading: str
    rows: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `empty` stands in their place where there are none.

    A PDF has `most` of them at most, and `cut` says how many it leaves out.
    """

    heading: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[ReportCell, ...], ...]
    empty: str
    cut: str
    note: str = ""
    most: int = MOST_ROWS
    on_new_page: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """Stacked bars over the figures that they stand for: a bar a column, a row of figures for each kind."""

    heading: str
    columns: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    figures: tuple[tuple[int, ...], ...]
    total: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence in a frame of its colour, below what it comes to."""

    heading: str
    verdict: str
    colour: str
    sentences: tuple[str, ...] = ()
    note: str = ""


Block = Tiles | Facts | Table | Bars | Notice
_KINDS: Final[Mapping[type, str]] = {
    Tiles: "tiles", Facts: "facts", Table: "table", Bars: "bars", Notice: "notice",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """A report in one language: title, what it is about, what it was made of (filter, day, author, head), blocks.

    `footer` stands on every page; `overview` names the first sheet of the workbook; `is_wide` turns the pages.
    """

    language: str
    title: str
    subject: str
    made_of: tuple[tuple[str, str], ...]
    footer: str
    overview: str
    blocks: tuple[Block, ...]
    is_wide: bool = False


def report_pdf(report: Report, *, made_at: datetime) -> bytes:
    """The report as PDF; whatever its words hold is set as text, never read as markup."""
    return typeset("report.typ", "report", _plain(report), made_at=made_at)


def report_xlsx(report: Report) -> bytes:
    """The report as a workbook in which nothing runs: what it is of and its figures first, then a sheet a table."""
    return safe_xlsx([_overview(report), *_sheets(report.blocks)])


def _plain(report: Report) -> dict[str, Any]:
    return {
        "language": report.language,
        "title": _heading(report.title),
        "subject": printable(report.subject),
        "made_of": _pairs(report.made_of),
        "footer": printable(report.footer),
        "wide": report.is_wide,
        "blocks": [_block(block) for block in report.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    plain = {"kind": _KINDS[type(block)], "heading": _heading(block.heading), "note": printable(block.note)}
    match block:
        case Tiles():
            return plain | {"tiles": _pairs(block.tiles)}
        case Facts():
            return plain | {"rows": _pairs(block.rows)}
        case Notice():
            sentences = [printable(one) for one in block.sentences]
            return plain | {"verdict": printable(block.verdict), "colour": block.colour, "sentences": sentences}
        case Bars():
            kinds = [{"word": printable(word), "colour": colour} for word, colour in block.kinds]
            columns, total = [printable(one) for one in block.columns], printable(block.total)
            return plain | {"columns": columns, "kinds": kinds, "figures": block.figures, "total": total}
        case Table():
            left = len(block.rows) - block.most
            return plain | {
                "columns": [
                    {"title": printable(one.title), "width": one.width, "align": one.align} for one in block.columns
                ],
                "rows": [[_cell(cell) for cell in row] for row in block.rows[: block.most]],
                "empty": printable(block.empty),
                "on_new_page": block.on_new_page,
                "cut": printable(block.cut.format(count=f"{left:,}")) if left > 0 else "",
            }


def _cell(cell: ReportCell) -> dict[str, Any]:
    return {"text": printable(cell.text), "fill": cell.fill, "bar": cell.bar}


def _pairs(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[printable(word) for word in row] for row in rows]


def _heading(text: str) -> str:
    """A heading; none may be empty, for it is how a reader finds the way."""
    return printable(text).strip() or "–"


def printable(text: str) -> str:
    """The text without what no page can show, or what would turn the direction of the writing around it."""
    shown = encodable(text).translate(_DRAWN_AS)
    return "".join(sign for sign in shown if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cf"})


def _overview(report: Report) -> OutSheet:
    """The first sheet: what the report is of, then everything that is no table."""

    def rows() -> Iterator[Sequence[Cell]]:
        yield [report.title]
        if report.subject:
            yield [report.subject]
        yield from report.made_of
        for block in report.blocks:
            if isinstance(block, (Table, Bars)):
                continue
            yield []
            yield [block.heading]
            match block:
                case Tiles():
                    yield from block.tiles
                case Facts():
                    yield from block.rows
                case Notice():
                    yield [block.verdict]
                    yield from ([sentence] for sentence in block.sentences)
            if block.note:
                yield [block.note]

    return OutSheet(report.overview, rows(), widths=(34, 60, 40), header_rows=1)


def _sheets(blocks: Sequence[Block]) -> Iterator[OutSheet]:
    for block in blocks:
        if isinstance(block, Table):
            whole = sum(column.width for column in block.columns)
            widths = tuple(10 + round(_WIDTH_IN_CHARACTERS * one.width / whole) for one in block.columns)
            yield OutSheet(block.heading, _table_rows(block), widths=widths)
        elif isinstance(block, Bars):
            yield OutSheet(block.heading, _bar_rows(block), widths=(16, *(10 for _ in range(len(block.kinds) + 1))))


def _table_rows(table: Table) -> Iterator[Sequence[Cell]]:
    yield [column.title for column in table.columns]
    for row in table.rows:
        yield [cell.in_workbook for cell in row]
    if not table.rows:
        yield [table.empty]


def _bar_rows(bars: Bars) -> Iterator[Sequence[Cell]]:
    yield ["", *(word for word, _ in bars.kinds), bars.total]
    for place, column in enumerate(bars.columns):
        figures = [row[place] for row in bars.figures]
        yield [column, *figures, sum(figures)]
