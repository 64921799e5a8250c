"""A list of customers about to be handed over: what tells each person, and the list without some of them.

What is read here is compared and given back; nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.values.identifier import Identifier, IdentifierKind, one_form
from sakimori.domain.values.numbers import find_personal_numbers, names_my_number
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import GridRow, column_letter
from sakimori.exchange.lists.number_search import masked
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.paper.safe_files import safe_csv
from sakimori.exchange.parties.stop_list import kind_named

_HEADS_AMONG: Final = 20
_LOOKED_AT: Final = 200
_BY_VALUES: Final = (IdentifierKind.MAIL_ADDRESS, IdentifierKind.PHONE_NUMBER)
"""What a value shows to be, whatever its head says."""


@dataclass(frozen=True, slots=True)
class CustomerColumn:
    """A column of the list, and what its values identify persons by."""

    place: int
    title: str
    kind: IdentifierKind | None = None

    @property
    def letter(self) -> str:
        """As spreadsheets name it."""
        return column_letter(self.place)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """By what one row identifies its person, each in its one form; the number is that of the file's own program."""

    number: int
    forms: tuple[tuple[IdentifierKind, str], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class CustomerList:
    """The columns and rows of a list, and how the file was decoded."""

    columns: tuple[CustomerColumn, ...]
    rows: tuple[CustomerRow, ...]
    encoding: str


def read_customer_list(data: bytes, filename: str) -> CustomerList:
    """Read the first sheet: its columns, and what identifies the person of each row.

    Raises:
        UnreadableFileError: The file cannot be read, has no heads, no column that identifies anybody, or holds My
            Numbers or card numbers, which may not go along.
    """
    head, body, encoding = _table(data, filename)
    columns = tuple(_columns(head, body))
    _refuse_numbers(columns, body)
    told = [column for column in columns if column.kind is not None]
    if not told or not body:
        raise _nobody_there()
    return CustomerList(columns, tuple(CustomerRow(row.number, tuple(_forms(row, told))) for row in body), encoding)


def list_without(data: bytes, filename: str, places: Sequence[int], left_out: frozenset[int]) -> bytes:
    """The list as CSV with some columns, and without the rows of these numbers."""
    head, body, _ = _table(data, filename)
    kept = (row for row in (head, *body) if row.number not in left_out)
    return safe_csv([row.cell(place) for place in places] for row in kept)


def _table(data: bytes, filename: str) -> tuple[GridRow, list[GridRow], str]:
    source = read_source(data, filename)
    filled = [row for row in source.grids[0].rows if not row.is_blank]
    for place, row in enumerate(filled[:_HEADS_AMONG]):
        if any(map(kind_named, row.cells)) and not any(_kind_of_value(cell) for cell in row.cells):
            return row, filled[place + 1 :], source.encoding
    raise _nobody_there()


def _columns(head: GridRow, body: Sequence[GridRow]) -> Iterator[CustomerColumn]:
    width = max((len(row.cells) for row in (head, *body)), default=0)
    for place in range(width):
        values = [cell for row in body[:_LOOKED_AT] if (cell := row.cell(place))]
        if values or head.cell(place):
            yield CustomerColumn(place, head.cell(place), kind_named(head.cell(place)) or _kind_of_most(values))


def _kind_of_most(values: Sequence[str]) -> IdentifierKind | None:
    kinds = [_kind_of_value(value) for value in values]
    return next((kind for kind in _BY_VALUES if kinds.count(kind) * 2 > len(kinds)), None)


def _kind_of_value(value: str) -> IdentifierKind | None:
    return next((kind for kind in _BY_VALUES if one_form(Identifier(kind, value))), None)


def _forms(row: GridRow, columns: Sequence[CustomerColumn]) -> Iterator[tuple[IdentifierKind, str]]:
    for column in columns:
        if column.kind is not None and (form := one_form(Identifier(column.kind, row.cell(column.place)))):
            yield column.kind, form


def _refuse_numbers(columns: Sequence[CustomerColumn], body: Sequence[GridRow]) -> None:
    """A consent does not widen to whom a My Number may go, and a card number is no data for a list."""
    found = next((column for column in columns if names_my_number(column.title)), None)
    for row in body if found is None else ():
        found = next((column for column in columns if find_personal_numbers(row.cell(column.place))), None)
        if found is not None:
            break
    if found is not None:
        title = masked(found.title)
        raise refuse(
            f"{found.letter}列「{title}」にマイナンバーかカード番号とみられる値があります。その列を除いたリストを置いてください。",
            f"Column {found.letter} “{title}” seems to hold My Numbers or card numbers. Bring the list without.",
        )


def _nobody_there() -> Exception:
    return refuse(
        "本人を見分ける列が見つかりません。見出しの行に「メールアドレス」「電話番号」「住所」「顧客番号」などを入れてください。",
        "No column tells who a person is. Head one “Mail address”, “Phone number”, “Address” or “Customer number”.",
    )
