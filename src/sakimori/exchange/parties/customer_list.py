"""A list of customers about to be handed over: what tells each person, and on which consent text each one is held.

What is read here is compared and given back; nothing of it is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sakimori.domain.values.identifier import Identifier, IdentifierKind, one_form
from sakimori.domain.values.numbers import find_personal_numbers, names_my_number
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import GridRow, Lexicon, column_letter
from sakimori.exchange.lists.number_search import masked
from sakimori.exchange.lists.source import read_source
from sakimori.exchange.parties.stop_list import kind_named
from sakimori.exchange.progress import HUNDRED, Step, counted, tell

_HEADS_AMONG: Final = 20
_LOOKED_AT: Final = 200
_READ, _SEARCHED, _ALL = 30, 50, 90
"""Of a hundred: the table, the search for numbers, and the forms; what is left is the comparison."""
_VERSION: Final = re.compile(r"(?:version|ver|rev|第|v)\.?(\d.*?)版?")
_BY_VALUES: Final = (IdentifierKind.MAIL_ADDRESS, IdentifierKind.PHONE_NUMBER)
"""What a value shows to be, whatever its head says."""


class ColumnPart(StrEnum):
    """What a column says of its persons besides a value that tells each by itself."""

    NAME = "name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    BIRTH = "birth"
    CONSENT = "consent"


_PARTS: Final = Lexicon(
    {
        ColumnPart.NAME: "氏名|お名前|名前|顧客名|会員名|full name|name|customer name",
        ColumnPart.FAMILY_NAME: "姓|苗字|last name|family name|surname",
        ColumnPart.GIVEN_NAME: "名|first name|given name",
        ColumnPart.BIRTH: "生年月日|誕生日|date of birth|birth date|birthday|dob",
        ColumnPart.CONSENT: "同意文言|同意文言の版|同意の版|同意版|同意バージョン|同意書の版|規約の版|"
        "consent text|consent version|consent text version",
    }
)


@dataclass(frozen=True, slots=True)
class CustomerColumn:
    """A column of the list, and what its values identify persons by or say of them."""

    place: int
    title: str
    kind: IdentifierKind | None = None
    part: ColumnPart | None = None

    @property
    def letter(self) -> str:
        """As spreadsheets name it."""
        return column_letter(self.place)


@dataclass(frozen=True, slots=True)
class CustomerList:
    """The columns of a list, the number of each row, and how the file was decoded.

    `forms` holds, for each sort of value that tells a person, the one form in every row; empty where a row has none.
    `versions` are the words of the column that names the consent text, in the form in which they are compared; None
    where there is no such column.
    """

    columns: tuple[CustomerColumn, ...]
    numbers: tuple[int, ...]
    forms: tuple[tuple[IdentifierKind, tuple[str, ...]], ...] = field(repr=False)
    versions: tuple[str, ...] | None = field(repr=False)
    encoding: str


@dataclass(frozen=True, slots=True)
class CustomerTable:
    """A list as it was read: the row of heads, the rows below it, and how the file was decoded."""

    head: GridRow
    body: list[GridRow]
    encoding: str


def read_customer_list(data: bytes, filename: str) -> CustomerList:
    """Read the first sheet: its columns, and what identifies the person of each row.

    Raises:
        UnreadableFileError: The file cannot be read, has no heads, no column that identifies anybody, or holds My
            Numbers or card numbers, which may not go along.
    """
    table = customer_table(data, filename)
    tell(Step.ROWS, _READ, HUNDRED)
    columns = columns_of(table)
    _refuse_numbers(columns, table.body)
    kinds = kinds_told(columns)
    if not kinds or not table.body:
        raise _nobody_there()
    rows = [told_by(row, columns) for row in counted(table.body, begin=_SEARCHED, end=_ALL)]
    consent = next((column for column in columns if column.part is ColumnPart.CONSENT), None)
    return CustomerList(
        columns,
        tuple(row.number for row in table.body),
        tuple((kind, tuple(row.get(kind, "") for row in rows)) for kind in kinds),
        tuple(version_words(row.cell(consent.place)) for row in table.body) if consent else None,
        table.encoding,
    )


def customer_table(data: bytes, filename: str) -> CustomerTable:
    """The first sheet from its row of heads on.

    Raises:
        UnreadableFileError: The file cannot be read, or no row among the first heads a column that tells persons.
    """
    source = read_source(data, filename)
    filled = [row for row in source.grids[0].rows if not row.is_blank]
    for place, row in enumerate(filled[:_HEADS_AMONG]):
        if _heads_persons(row) and not any(_kind_of_value(cell) for cell in row.cells):
            return CustomerTable(row, filled[place + 1 :], source.encoding)
    raise _nobody_there()


def columns_of(table: CustomerTable) -> tuple[CustomerColumn, ...]:
    """The columns in which anything stands, and what each is for."""
    return tuple(_columns(table.head, table.body))


def kinds_told(columns: Sequence[CustomerColumn]) -> tuple[IdentifierKind, ...]:
    """By which sorts of values these columns tell persons."""
    found = {column.kind for column in columns} | ({IdentifierKind.NAME_AND_BIRTH} if _names(columns) else set())
    return tuple(kind for kind in IdentifierKind if kind in found)


def told_by(row: GridRow, columns: Sequence[CustomerColumn]) -> Mapping[IdentifierKind, str]:
    """The one form of each value by which a row tells its person; the first that can be read, of several alike."""
    found: dict[IdentifierKind, str] = {}
    for column in columns:
        if column.kind is not None and column.kind not in found:
            form = one_form(Identifier(column.kind, row.cell(column.place)))
            if form:
                found[column.kind] = form
    places = _names(columns)
    if places:
        written = " ".join(row.cell(place) for place in places)
        if form := one_form(Identifier(IdentifierKind.NAME_AND_BIRTH, written)):
            found[IdentifierKind.NAME_AND_BIRTH] = form
    return found


def version_words(text: str) -> str:
    """The name of a version of a text in one form: 第2版, Ver. 2 and v2 are 2."""
    bare = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = _VERSION.fullmatch(bare)
    return found[1] if found else bare


def _names(columns: Sequence[CustomerColumn]) -> tuple[int, ...]:
    """The places of the name, or of both its halves, and of the day of birth after it; empty where one is missing."""
    at = {column.part: column.place for column in reversed(columns) if column.part}
    if ColumnPart.BIRTH not in at:
        return ()
    for named in ((ColumnPart.NAME,), (ColumnPart.FAMILY_NAME, ColumnPart.GIVEN_NAME)):
        if all(part in at for part in named):
            return (*(at[part] for part in named), at[ColumnPart.BIRTH])
    return ()


def _heads_persons(row: GridRow) -> bool:
    if any(map(kind_named, row.cells)):
        return True
    parts = {part_named(cell) for cell in row.cells}
    return ColumnPart.BIRTH in parts and len(parts & {ColumnPart.NAME, ColumnPart.FAMILY_NAME}) > 0


def _columns(head: GridRow, body: Sequence[GridRow]) -> Iterator[CustomerColumn]:
    width = max((len(row.cells) for row in (head, *body)), default=0)
    for place in range(width):
        values = [cell for row in body[:_LOOKED_AT] if (cell := row.cell(place))]
        if values or head.cell(place):
            title = head.cell(place)
            part = part_named(title)
            kind = kind_named(title) or (None if part else _kind_of_most(values))
            yield CustomerColumn(place, title, kind, None if kind else part)


def part_named(head: str) -> ColumnPart | None:
    """What a head says of the persons besides a value that tells each by itself; None where it does not say so."""
    match = _PARTS.match(head)
    return match.key if match is not None else None


def _kind_of_most(values: Sequence[str]) -> IdentifierKind | None:
    kinds = [_kind_of_value(value) for value in values]
    return next((kind for kind in _BY_VALUES if kinds.count(kind) * 2 > len(kinds)), None)


def _kind_of_value(value: str) -> IdentifierKind | None:
    return next((kind for kind in _BY_VALUES if one_form(Identifier(kind, value))), None)


def _refuse_numbers(columns: Sequence[CustomerColumn], body: Sequence[GridRow]) -> None:
    """A consent does not widen to whom a My Number may go, and a card number is no data for a list."""
    found = next((column for column in columns if names_my_number(column.title)), None)
    for row in counted(body, begin=_READ, end=_SEARCHED) if found is None else ():
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
        "本人を見分ける列が見つかりません。見出しの行に「メールアドレス」「電話番号」「住所」「顧客番号」「氏名」と「生年月日」などを入れてください。",
        "No column tells who a person is. Head one “Mail address”, “Phone number”, “Address”, “Customer number”, or two “Name” and “Date of birth”.",  # noqa: E501
    )
