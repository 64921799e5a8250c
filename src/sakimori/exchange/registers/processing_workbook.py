"""A record of processing kept over several sheets, as CISO Assistant keeps it, laid into its sheet of activities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sakimori.domain.values.names import fold
from sakimori.exchange.lists.grid import Grid, GridRow
from sakimori.exchange.lists.source import Source, read_source

_ACTIVITIES: Final = frozenset(map(fold, ("Processing", "Processings", "Processing activities", "処理活動")))
_KEYS: Final = frozenset(map(fold, ("ref_id", "ref id", "id", "name", "internal_id")))
_LINKS: Final = frozenset(
    map(
        fold,
        (
            "processing", "processing_ref_id", "processing ref id", "processing_id", "processing id",
            "processing_name", "processing name", "processing_internal_id", "処理活動",
        ),
    )
)  # fmt: skip
_NAMES: Final = ("entity", "name", "category", "description")
_INTERNAL: Final = frozenset(
    map(fold, ("internal_team", "Internal Team/Department", "internal", "employee", "社内", "社内部門"))
)
"""Recipients of these kinds are our own people: nothing is handed to a third party."""
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class _Part:
    """A sheet that says more of each activity: under which labels of ours, out of which of its columns."""

    sheets: frozenset[str]
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    leaves_out_own: bool = False


def _part(names: Iterable[str], *columns: tuple[str, tuple[str, ...]], leaves_out_own: bool = False) -> _Part:
    return _Part(frozenset(map(fold, names)), columns, leaves_out_own)


_RECIPIENTS, _COUNTRIES, _REMARKS = "Recipients", "Countries of processing", "Remarks"
_PARTS: Final = (
    _part(
        ("Purposes", "Purpose", "利用目的"), ("Purpose", ("name", "description")), ("Legal ground", ("legal_basis",)),
    ),
    _part(
        ("Personal data", "PersonalData", "Data categories", "個人データ"),
        ("Categories of data", ("name", "category")),
        ("Retention", ("retention",)),
    ),
    _part(("Data subjects", "DataSubjects", "本人"), ("Data subjects", ("category", "name"))),
    _part(
        ("Recipients", "Data recipients", "DataRecipients", "受領者"),
        (_RECIPIENTS, _NAMES), ("Country", ("country",)), leaves_out_own=True,
    ),
    _part(
        ("Contractors", "Data contractors", "DataContractors", "Contractors involved", "委託先"),
        (_RECIPIENTS, _NAMES), (_COUNTRIES, ("country",)), (_REMARKS, ("relationship_type",)),
    ),
    _part(
        ("Transfers", "Data transfers", "DataTransfers", "越境移転"),
        (_RECIPIENTS, ("entity",)), (_COUNTRIES, ("country",)),
        (_REMARKS, ("name", "transfer_mechanism", "legal_basis", "guarantees")),
    ),
)  # fmt: skip


def read_register_source(data: bytes, filename: str) -> Source:
    """Read a file of the register; a record of processing over several sheets has all of it on that of its activities.

    Raises:
        UnreadableFileError: It cannot be read; the message says what to save it as.
    """
    return with_joined_activities(read_source(data, filename))


def with_joined_activities(source: Source) -> Source:
    """The source with what other sheets say of each activity beside it; any other source as it is."""
    activities = next((grid for grid in source.grids if fold(grid.sheet) in _ACTIVITIES), None)
    parts = [(part, grid) for grid in source.grids for part in _PARTS if fold(grid.sheet) in part.sheets]
    if activities is None or len(parts) < _FEWEST:
        return source
    header = next((row for row in activities.rows if not row.is_blank), None)
    linked = [(part, grid, link) for part, grid in parts if (link := _link(grid)) is not None]
    if header is None or not linked:
        return source
    joined = _joined(activities, header, linked)
    return replace(source, grids=tuple(joined if grid is activities else grid for grid in source.grids))


def _link(grid: Grid) -> int | None:
    """The column that names the activity to which a row belongs."""
    return next((column for column, label in enumerate(_labels(grid)) if fold(label) in _LINKS), None)


def _labels(grid: Grid) -> Sequence[str]:
    first = next((row for row in grid.rows if not row.is_blank), None)
    return first.cells if first else ()


def _joined(activities: Grid, header: GridRow, linked: Sequence[tuple[_Part, Grid, int]]) -> Grid:
    """The sheet of activities with a column more for each label under which the others say something."""
    keys = [column for column, label in enumerate(header.cells) if fold(label) in _KEYS]
    said: dict[str, dict[str, list[str]]] = {}
    for part, grid, link in linked:
        for key, label, text in _said(part, grid, link):
            texts = said.setdefault(label, {}).setdefault(key, [])
            if text not in texts:
                texts.append(text)
    width = max(activities.width, len(header.cells))
    rows = (_row(row, header, width, keys, said) for row in activities.rows)
    return Grid(activities.sheet, tuple(rows))


def _row(
    row: GridRow, header: GridRow, width: int, keys: Sequence[int], said: Mapping[str, Mapping[str, Sequence[str]]]
) -> GridRow:
    if row is header:
        more = list(said)
    elif row.is_blank or row.number < header.number:
        return row
    else:
        own = [fold(row.cell(column)) for column in keys if row.cell(column)]
        more = ["\n".join(text for key in own for text in by_key.get(key, ())) for by_key in said.values()]
    cells = (*row.cells, *("" for _ in range(width - len(row.cells))), *more)
    return replace(row, cells=cells)


def _said(part: _Part, grid: Grid, link: int) -> Iterator[tuple[str, str, str]]:
    """What each row of a sheet says: of which activity, under which label, in which words."""
    labels = [fold(label).replace(" ", "") for label in _labels(grid)]
    columns = {label: column for column, label in reversed(list(enumerate(labels)))}

    def cell(row: GridRow, name: str) -> str:
        column = columns.get(fold(name).replace(" ", ""))
        return row.cell(column) if column is not None else ""

    first = next((row.number for row in grid.rows if not row.is_blank), 0)
    for row in grid.rows:
        if row.number <= first or not row.cell(link):
            continue
        if part.leaves_out_own and fold(cell(row, "category")) in _INTERNAL:
            continue
        for label, names in part.columns:
            found = [text for name in names if (text := cell(row, name))]
            # Only remarks are put together; of other columns the first that is filled counts.
            if found:
                yield fold(row.cell(link)), label, " / ".join(found) if label == _REMARKS else found[0]
