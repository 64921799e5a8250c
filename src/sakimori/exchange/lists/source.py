"""Any file that somebody gives us, as grids."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sakimori.exchange.lists.container import MAX_FILE_BYTES, SourceKind, decode, is_workbook, refuse
from sakimori.exchange.lists.grid import MAX_CELLS, MAX_COLUMNS, Grid, GridRow, Note, narrowed
from sakimori.exchange.lists.text_tables import read_html_tables, read_json_records, read_markdown
from sakimori.exchange.lists.workbook import read_workbook
from sakimori.exchange.paper.safe_files import restored

_MARKDOWN_SIGNS: Final = re.compile(r"^\s{0,3}(?:#{1,6}\s|[*+-]\s+\S|\|.+\|\s*$)", re.MULTILINE)
_HTML_SIGNS: Final = re.compile(r"<\s*(?:!doctype\s+html|html|table|body)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: how it is built, how it was decoded, its grids and what to know about it."""

    filename: str
    sha256: str
    kind: SourceKind
    encoding: str
    grids: tuple[Grid, ...]
    notes: tuple[Note, ...] = ()

    def grid(self, sheet: str) -> Grid:
        """The grid of a sheet that the source has."""
        found = next((grid for grid in self.grids if grid.sheet == sheet), None)
        if found is None:
            raise ValueError(f"the source has no sheet {sheet!r}")
        return found


def with_cell(source: Source, sheet: str, row: int, column: int, text: str) -> Source:
    """The source with another text in one cell; every cell that repeated it by a merge keeps what it said."""
    grid = source.grid(sheet)
    rows = tuple(_with_text(one, column, text) if one.number == row else one for one in grid.rows)
    changed = replace(grid, rows=rows)
    return replace(source, grids=tuple(changed if one is grid else one for one in source.grids))


def _with_text(row: GridRow, column: int, text: str) -> GridRow:
    cells = [*row.cells, *[""] * (column + 1 - len(row.cells))]
    cells[column] = text
    return replace(row, cells=tuple(cells), copies=row.copies - {column}, from_above=row.from_above - {column})


def file_bytes(path: Path) -> bytes:
    """The content of a file that somebody names, one byte beyond the limit at most: more is refused unread.

    Raises:
        UnreadableFileError: There is no such file, or it may not be opened.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise refuse(
            f"「{path.name}」を開けません。場所を確かめてください。",
            f"“{path.name}” cannot be opened. Check where it lies.",
        ) from error


def read_source(data: bytes, filename: str) -> Source:
    """Read a file by its content; its name only decides between formats that look alike.

    Raises:
        UnreadableFileError: it cannot be read; the message says what to save it as.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if is_workbook(data):
        grids, notes = read_workbook(data)
        kind, encoding = SourceKind.XLSX, "Excel"
    else:
        decoded = decode(data)
        encoding, notes = decoded.encoding, ()
        kind, grids = read_text(decoded.text, filename)
    filled = tuple(grid for grid in grids if any(not row.is_blank for row in grid.rows))
    if not filled:
        raise refuse(
            "読める表がありません。見出しの行がある表にしてください。",
            "It holds no table. Give it one with a header row.",
        )
    narrow = list(map(narrowed, filled))
    notes = (*notes, *(note for _, own in narrow for note in own))
    return Source(filename, sha256, kind, encoding, tuple(grid for grid, _ in narrow), notes)


def read_text(text: str, filename: str) -> tuple[SourceKind, tuple[Grid, ...]]:
    """How a text is built, and its tables and lists.

    Raises:
        UnreadableFileError: It begins like a format and then is none.
    """
    suffix = filename.rpartition(".")[2].lower() if "." in filename else ""
    sheet = filename.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "1"
    start = text.lstrip()[:1]
    if suffix == "json" or (start in {"{", "["} and suffix not in {"csv", "tsv", "txt", "md"}):
        return SourceKind.JSON, read_json_records(text, sheet)
    if suffix in {"html", "htm"} or (start == "<" and _HTML_SIGNS.search(text[:4096])):
        return SourceKind.HTML, read_html_tables(_short(text))
    if suffix in {"md", "markdown"} or (suffix not in {"csv", "tsv", "tab"} and _MARKDOWN_SIGNS.search(text)):
        return SourceKind.MARKDOWN, read_markdown(_short(text))
    grid, delimiter = read_delimited(text, sheet)
    return (SourceKind.TSV if delimiter == "\t" else SourceKind.CSV), (grid,)


_LONGEST_PAGE: Final = 2 * 1024 * 1024


def _short(text: str) -> str:
    """A page that is not too long to be read."""
    if len(text) > _LONGEST_PAGE:
        raise refuse(
            f"ページが長すぎます（上限{_LONGEST_PAGE >> 20}MB）。表だけを.xlsxかCSVで保存してください。",
            f"The page is too long (limit {_LONGEST_PAGE >> 20} MB). Save its table as .xlsx or CSV.",
        )
    return text


_DELIMITERS: Final = (",", "\t", ";")
_SNIFFED_LINES: Final = 30


def read_delimited(text: str, sheet: str) -> tuple[Grid, str]:
    """The grid of a delimited text and its delimiter; a row that spans lines keeps the number that Excel gives it."""
    delimiter = sniff_delimiter(text)
    rows: list[GridRow] = []
    cells = 0
    # Strict, because an open quotation mark would otherwise swallow every row below it into one cell.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            cells += len(row)
            if len(row) > MAX_COLUMNS:
                raise refuse(
                    f"列が多すぎます（上限{MAX_COLUMNS:,}）。必要な列だけにしてください。",
                    f"It has too many columns (limit {MAX_COLUMNS:,}). Keep those you need.",
                )
            if cells > MAX_CELLS:
                raise refuse("行が多すぎます。ファイルを分けてください。", "It has too many rows. Split the file.")
            rows.append(GridRow(number, tuple(map(restored, row))))
    except csv.Error as broken:
        raise refuse(
            f"引用符が崩れています（{reader.line_num}行まで読みました）。CSV UTF-8で保存し直してください。",
            f"Its quotation marks are broken (read up to line {reader.line_num}). Save it again as CSV UTF-8.",
        ) from broken
    return Grid(sheet, tuple(rows)), delimiter


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the same number of cells most often; a comma when none does."""
    head = "".join(text.splitlines(keepends=True)[:_SNIFFED_LINES])

    def evenness(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row]
        except csv.Error:
            return (0, 0)
        cut = [width for width in widths if width > 1]
        return (max((cut.count(width) for width in set(cut)), default=0), max(cut, default=0))

    return max(_DELIMITERS, key=evenness)
