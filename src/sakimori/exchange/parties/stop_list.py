"""A list of people who asked to stop: one identifier a row, out of any table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.values.identifier import Identifier, IdentifierKind, one_form
from sakimori.exchange.lists.container import refuse
from sakimori.exchange.lists.grid import Grid, GridRow, Lexicon, column_letter
from sakimori.exchange.lists.source import read_source

_LOOKED_AT: Final = 200
_WORDS: Final = Lexicon(
    {
        IdentifierKind.MAIL_ADDRESS: "メールアドレス|メール|電子メール|Eメール|mail|e-mail|email|mail address",
        IdentifierKind.PHONE_NUMBER: "電話番号|電話|携帯電話|携帯番号|TEL|phone|telephone|phone number|mobile",
        IdentifierKind.POSTAL_ADDRESS: "住所|送付先|送付先住所|address|postal address",
        IdentifierKind.CUSTOMER_NUMBER: "顧客番号|会員番号|お客様番号|顧客ID|会員ID|customer number|customer id",
        IdentifierKind.NAME_AND_BIRTH: "氏名と生年月日|氏名・生年月日|name and day of birth|name and date of birth",
    }
)


@dataclass(frozen=True, slots=True)
class StopRow:
    """What one row identifies a person by; the number is that of the file's own program."""

    number: int
    identifier: Identifier = field(repr=False)


@dataclass(frozen=True, slots=True)
class StopList:
    """The rows of a list, the letter of the column that was read, and how the file was decoded."""

    rows: tuple[StopRow, ...]
    column: str
    encoding: str


def read_stop_list(data: bytes, filename: str, kind: IdentifierKind) -> StopList:
    """Read the first sheet: the column whose head names the kind, else the one that most often holds it.

    Raises:
        UnreadableFileError: The file cannot be read, or no column holds such values.
    """
    source = read_source(data, filename)
    grid = source.grids[0]
    filled = [row for row in grid.rows if not row.is_blank]
    named = _named_column(filled[0], kind)
    column = named if named is not None else _likeliest_column(grid, filled, kind)
    body = filled if one_form(Identifier(kind, filled[0].cell(column))) and named is None else filled[1:]
    rows = tuple(StopRow(row.number, Identifier(kind, row.cell(column))) for row in body if row.cell(column))
    if not rows:
        raise _nothing_there()
    return StopList(rows, column_letter(column), source.encoding)


def kind_named(head: str) -> IdentifierKind | None:
    """What the values below a head identify persons by; None where it does not say so."""
    match = _WORDS.match(head)
    return match.key if match is not None else None


def _named_column(head: GridRow, kind: IdentifierKind) -> int | None:
    found = {place: _WORDS.match(cell) for place, cell in enumerate(head.cells)}
    sure = [place for place, match in found.items() if match is not None and match.key is kind]
    return max(sure, key=lambda place: found[place].confidence, default=None)  # type: ignore[union-attr]


def _likeliest_column(grid: Grid, rows: Sequence[GridRow], kind: IdentifierKind) -> int:
    """Without a head that says so, a customer number is looked for only where nothing else stands."""
    if kind is IdentifierKind.CUSTOMER_NUMBER and grid.width > 1:
        raise _nothing_there()
    counts = Counter(
        place
        for row in rows[:_LOOKED_AT]
        for place in range(len(row.cells))
        if one_form(Identifier(kind, row.cell(place)))
    )
    if not counts:
        raise _nothing_there()
    return counts.most_common(1)[0][0]


def _nothing_there() -> Exception:
    return refuse(
        "選んだ種類の列が見つかりません。1行目に「メールアドレス」「電話番号」「住所」「顧客番号」などの見出しを入れてください。",
        "No column of the chosen kind was found. Head it in the first row, such as “Mail address” or “Phone number”.",
    )
