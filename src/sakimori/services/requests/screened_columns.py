"""Which columns of a compared list were judged for a hand-over, and why each other one stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sakimori.domain.clearance import ClearanceRequest
from sakimori.domain.codes import DataCategory
from sakimori.domain.values.identifier import IdentifierKind
from sakimori.domain.values.names import fold
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.grid import Lexicon
from sakimori.exchange.parties.customer_list import ColumnPart, CustomerColumn, part_named
from sakimori.exchange.parties.stop_list import kind_named
from sakimori.exchange.registers.words import VOCABULARIES

Noun = IdentifierKind | ColumnPart
"""How a person can be reached or is called, as a head of a column says it."""

_BETWEEN: Final = re.compile(r"[・、,，/／&＆+＋]|及び|および|ならびに|並びに|と(?=.)|\band\b")
_CONTACT: Final = frozenset({IdentifierKind.MAIL_ADDRESS, IdentifierKind.PHONE_NUMBER, IdentifierKind.POSTAL_ADDRESS})
_NAME: Final = frozenset({ColumnPart.NAME, ColumnPart.FAMILY_NAME, ColumnPart.GIVEN_NAME})
_WAYS: Final = Lexicon({True: "連絡先|連絡先情報|contact|contact data|contact details"})
_OF_PERSONS: Final = _CONTACT | _NAME


class Stays(StrEnum):
    """Why a column of a list was not judged."""

    NOT_NAMED = "not_named"
    OTHER_KIND = "other_kind"
    UNKNOWN = "unknown"


STAYS_WORDS: Final[Mapping[Stays, Text]] = MappingProxyType(
    {
        Stays.NOT_NAMED: Text("判定した項目に挙がっていません", "not among the items judged"),
        Stays.OTHER_KIND: Text("判定した種類のデータではありません", "not of a kind of data judged"),
        Stays.UNKNOWN: Text(
            "見出しから種類が分かりません。判定した種類なら選んでください",
            "the head does not say which kind; choose it if its kind was judged",
        ),
    }
)


def needed_places(request: ClearanceRequest, columns: Iterable[CustomerColumn]) -> dict[int, str]:
    """The columns that were judged, each by its item in the question; by the kinds of data where that names no item."""
    found = {}
    for column in columns:
        item = _item_of(column, request)
        if item is not None:
            found[column.place] = item
    return found


def why_stays(request: ClearanceRequest, column: CustomerColumn) -> Stays | None:
    """Why a column was not judged; None of one that was."""
    if _item_of(column, request) is not None:
        return None
    if request.flow.data_items:
        return Stays.NOT_NAMED
    return Stays.UNKNOWN if _category(column) is None else Stays.OTHER_KIND


def _item_of(column: CustomerColumn, request: ClearanceRequest) -> str | None:
    items, noun = request.flow.data_items, column.kind or column.part
    named = next((item for item in items if fold(item) == fold(column.title)), None)
    if named or items:
        return named or next((item for item in items if noun in _nouns(item)), None)
    judged = request.flow.categories or frozenset()
    tells_rows = column.kind is IdentifierKind.CUSTOMER_NUMBER and bool(judged)
    return column.title if tells_rows or _category(column) in judged else None


def _nouns(item: str) -> frozenset[Noun]:
    """All that an item speaks of: of 氏名・連絡先 each half of the name, and each way to reach the person."""
    found: set[Noun] = set()
    for part in _BETWEEN.split(item):
        if _WAYS.match(part) is not None:
            found |= _CONTACT
        noun = kind_named(part) or part_named(part)
        if noun is not None:
            found |= _NAME if noun is ColumnPart.NAME else {noun}
    return frozenset(found)


def _category(column: CustomerColumn) -> DataCategory | None:
    """The kind of data below a head; None where it does not say, and of the version of a consent, which is ours."""
    if (column.kind or column.part) in _OF_PERSONS:
        return DataCategory.PI_CONTACT
    return VOCABULARIES[DataCategory].code(column.title)
