"""What of a compared list leaves: its rows without some, who of it has stopped, and its customer numbers."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from sakimori.domain.values.identifier import IdentifierKind
from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.paper.safe_files import safe_csv
from sakimori.exchange.parties.customer_list import columns_of, customer_table, told_by

_MATCHED: Final = (IdentifierKind.MAIL_ADDRESS, IdentifierKind.PHONE_NUMBER)
"""What platforms and mail houses match by its hash."""


class SuppressionForm(StrEnum):
    """In which form a recipient gets who has stopped: it can match hashes, hashes under a key of its own, or neither.

    SHA256 is of the mail address in small letters, or of the phone number as +81…; advertising platforms match these.
    """

    SHA256 = "sha256"
    KEYED = "keyed"
    PLAIN = "plain"


def list_without(data: bytes, filename: str, places: Sequence[int], left_out: frozenset[int]) -> bytes:
    """The list as CSV with some columns, and without the rows of these numbers."""
    table = customer_table(data, filename)
    kept = (row for row in (table.head, *table.body) if row.number not in left_out)
    return safe_csv([row.cell(place) for place in places] for row in kept)


@dataclass(frozen=True, slots=True)
class SuppressionHow:
    """In which form a file of stops is made, with the key of the recipient, and the heads of its two columns."""

    form: SuppressionForm
    heads: tuple[str, str]
    key: str = field(default="", repr=False)


def suppression_list(data: bytes, filename: str, numbers: frozenset[int], how: SuppressionHow) -> bytes:
    """The persons of these rows as CSV: the sort of value and the value or its hash, each once."""
    found: dict[tuple[str, str], None] = {}
    for kind, value in _told(data, filename, numbers):
        if how.form is SuppressionForm.PLAIN:
            found[kind.value, value] = None
        elif kind in _MATCHED:
            found[kind.value, _hashed(_as_matched(kind, value), how)] = None
    return safe_csv([how.heads, *sorted(found)])


def customer_numbers(data: bytes, filename: str, left_out: frozenset[int]) -> tuple[str, ...]:
    """The customer numbers of the rows that go, each once."""
    table = customer_table(data, filename)
    columns = [column for column in columns_of(table) if column.kind is IdentifierKind.CUSTOMER_NUMBER]
    rows = (row for row in table.body if row.number not in left_out)
    return tuple(dict.fromkeys(form for row in rows for form in told_by(row, columns).values()))


def _told(data: bytes, filename: str, numbers: Collection[int]) -> Iterator[tuple[IdentifierKind, str]]:
    table = customer_table(data, filename)
    columns = columns_of(table)
    rows: Iterator[GridRow] = (row for row in table.body if row.number in numbers)
    for row in rows:
        yield from told_by(row, columns).items()


def _as_matched(kind: IdentifierKind, form: str) -> str:
    """The form that is hashed elsewhere too: a number of Japan with its country in front."""
    return f"+81{form[1:]}" if kind is IdentifierKind.PHONE_NUMBER and form.startswith("0") else form


def _hashed(value: str, how: SuppressionHow) -> str:
    if how.form is SuppressionForm.KEYED:
        return hmac.digest(how.key.encode(), value.encode(), "sha256").hex()
    return sha256(value.encode()).hexdigest()
