"""A list of third parties, from a source and a confirmed mapping of its columns to typed rows and every problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sakimori.domain.values.names import match_key
from sakimori.domain.values.problem import Problem, ProblemSeverity
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import GridRow, Header, header_ending
from sakimori.exchange.lists.row_reading import (
    RowClass,
    RowReader,
    class_without_party,
    doubled_columns,
    missing_column,
)
from sakimori.exchange.lists.source import Source
from sakimori.exchange.lists.values import CARD_NUMBER, MY_NUMBER
from sakimori.exchange.parties.columns import ListProposal, propose_columns
from sakimori.exchange.parties.fields import FIELD_LABELS, LEXICON, ThirdPartyField
from sakimori.exchange.parties.row import ThirdPartyRow, build_row


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that holds no third party, and why."""

    row: int
    row_class: RowClass


@dataclass(frozen=True, slots=True)
class Repeat:
    """A good row that seems to name the third party of an earlier good row: a further service, or a slip."""

    row: int
    first_row: int
    field: ThirdPartyField


@dataclass(frozen=True, slots=True)
class ListReading:
    """What a list gives: rows that can go in, every problem, and every row accounted for."""

    sheet: str
    header: Header
    rows: tuple[ThirdPartyRow, ...]
    problems: tuple[Problem, ...]
    bad_rows: tuple[int, ...]
    skipped: tuple[SkippedRow, ...]
    repeats: tuple[Repeat, ...]
    seen: int

    def count(self, row_class: RowClass) -> int:
        """How many rows are of a class; the counts of all classes add up to `seen`."""
        if row_class is RowClass.GOOD:
            return len(self.rows)
        if row_class is RowClass.BAD:
            return len(self.bad_rows)
        return sum(skipped.row_class is row_class for skipped in self.skipped)

    @property
    def holds_personal_numbers(self) -> bool:
        """Whether a My Number or a card number was seen anywhere; the file itself must then not be kept."""
        return any(problem.code in {MY_NUMBER.code, CARD_NUMBER.code} for problem in self.problems)


def propose_list(source: Source, *, sheet: str | None = None) -> ListProposal:
    """What a person is asked to confirm: the sheet that looks most like a list, its header, its columns."""
    grids = source.grids if sheet is None else (source.grid(sheet),)
    return max(map(propose_columns, grids), key=lambda proposal: proposal.fit)


def read_rows(source: Source, *, sheet: str, header_row: int, mapping: Mapping[int, ThirdPartyField]) -> ListReading:
    """Read the rows below a header by a mapping of zero-based columns to fields; nothing is written anywhere.

    Args:
        source: The file as read.
        sheet: The name of one of its grids.
        header_row: The number of the last header row; data begin below it.
        mapping: What each column holds; columns that it leaves out are only searched for numbers that must not be here.
    """
    grid = source.grid(sheet)
    header = header_ending(grid, header_row, LEXICON)
    column_problems = tuple(_column_problems(sheet, header, mapping))
    corporate = frozenset(column for column, one in mapping.items() if one is ThirdPartyField.CORPORATE_NUMBER)
    reader = _ListReader(RowReader(grid, header, corporate=corporate), mapping, may_be_good=not column_problems)
    reader.read()
    repeats = tuple(_find_repeats(reader.built))
    by_number = {row.row: row for row in reader.built}
    labels = {field: header.label(column) for column, field in mapping.items()}
    repeated = (_repeat_problem(repeat, by_number[repeat.row], sheet, labels[repeat.field]) for repeat in repeats)
    return ListReading(
        sheet=sheet,
        header=header,
        rows=tuple(reader.built),
        problems=(*column_problems, *reader.rows.problems, *repeated),
        bad_rows=tuple(reader.bad_rows),
        skipped=tuple(reader.skipped),
        repeats=repeats,
        seen=reader.seen,
    )


def _column_problems(sheet: str, header: Header, mapping: Mapping[int, ThirdPartyField]) -> Iterator[Problem]:
    if ThirdPartyField.LEGAL_NAME not in mapping.values():
        expected = Text("名前の列を選んでください。", "Choose the column of names.")
        yield missing_column(sheet, header, FIELD_LABELS[ThirdPartyField.LEGAL_NAME], expected)
    yield from doubled_columns(sheet, header, mapping, FIELD_LABELS.__getitem__)


class _ListReader:
    """Walks the rows of one grid; each ends in one class."""

    def __init__(self, rows: RowReader, mapping: Mapping[int, ThirdPartyField], *, may_be_good: bool) -> None:
        self.rows = rows
        self._mapping, self._may_be_good = mapping, may_be_good
        self._columns = {field: column for column, field in mapping.items()}
        self.built: list[ThirdPartyRow] = []
        self.bad_rows: list[int] = []
        self.skipped: list[SkippedRow] = []
        self.seen = 0

    def read(self) -> None:
        """Read every row; those above the header are only searched for numbers that must not be here."""
        header, name_column = self.rows.header, self._columns.get(ThirdPartyField.LEGAL_NAME)
        for row in self.rows.grid.rows:
            if row.number <= header.row:
                self.rows.search(row)
                continue
            self.seen += 1
            if (row_class := class_without_party(row, header, name_column=name_column)) is not None:
                self.skipped.append(SkippedRow(row.number, row_class))
                self.rows.search(row)
            elif not self._read_row(row):
                self.bad_rows.append(row.number)

    def _read_row(self, row: GridRow) -> bool:
        """Whether a row can go in; its problems are kept either way."""
        refused = self.rows.search(row)
        raws = {field: row.cell(column) for column, field in self._mapping.items()}
        built, faults = build_row(self.rows.grid.sheet, row.number, raws)
        for field, fault in faults:
            self.rows.note(row, self._columns.get(field), fault)
        self.rows.note_if_hidden(row)
        if built is None or refused or not self._may_be_good:
            return False
        self.built.append(built)
        return True


def _find_repeats(rows: Iterable[ThirdPartyRow]) -> Iterator[Repeat]:
    """Each row that names the third party of an earlier one; two different 法人番号 are two third parties."""
    by_number: dict[str, ThirdPartyRow] = {}
    by_name: dict[str, ThirdPartyRow] = {}
    for row in rows:
        name, number = match_key(row.legal_name), row.corporate_number
        namesake = by_name.get(name)
        if number and number in by_number:
            yield Repeat(row.row, by_number[number].row, ThirdPartyField.CORPORATE_NUMBER)
        elif namesake and not (number and namesake.corporate_number):
            yield Repeat(row.row, namesake.row, ThirdPartyField.LEGAL_NAME)
        if number:
            by_number.setdefault(number, row)
        by_name.setdefault(name, row)


def _repeat_problem(repeat: Repeat, row: ThirdPartyRow, sheet: str, column: str) -> Problem:
    by_number = repeat.field is ThirdPartyField.CORPORATE_NUMBER
    return Problem(
        code="repeated_in_file",
        message=Text(
            f"{repeat.first_row}行目と同じ取引先と思われます。",
            f"This seems to be the third party of row {repeat.first_row}.",
        ),
        expected=Text("同じ取引先かどうか確かめてください。", "Check whether they are the same."),
        sheet=sheet,
        row=repeat.row,
        column=column,
        value=(row.corporate_number or "") if by_number else row.legal_name,
        severity=ProblemSeverity.WARNING,
    )
