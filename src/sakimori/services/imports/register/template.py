"""The workbooks that we offer to fill in: every column that an import reads, the current rows, and a guide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.record import type_of
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.user import Actor
from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.domain.values.text import Text
from sakimori.exchange.lists.values import YES_NO_EXPECTED
from sakimori.exchange.paper.safe_files import Cell, ColumnChoice, OutSheet, safe_xlsx
from sakimori.exchange.parties.row import YES_NO, ThirdPartyRow, shown_cell
from sakimori.exchange.reference import EXPECTED as COUNTRY_EXPECTED
from sakimori.exchange.registers.columns import (
    PARTY_CODE,
    PARTY_ID,
    PARTY_NAME,
    PARTY_NUMBER,
    RECORD_ID,
    RegisterColumn,
    columns_of,
    identifying,
)
from sakimori.exchange.registers.dates import EXPECTED as DAY_EXPECTED
from sakimori.exchange.registers.kinds import LISTED, OF_PARTIES, ListKind, kind_words
from sakimori.exchange.registers.processing_register import ACTIVITY, COLUMNS, RECIPIENTS
from sakimori.exchange.registers.words import VOCABULARIES, Vocabulary
from sakimori.services.imports.register.known import KnownRecords
from sakimori.services.imports.register_files.workbook import cell_of, list_rows
from sakimori.services.kernel.access import Permission, needs
from sakimori.services.kernel.workspace import Workspace

_GUIDE: Final = Text("記入のしかた", "How to fill in")
_HEADERS: Final = (Text("項目", "Column"), Text("書き方", "What to write"))
_ANY: Final = Text("文字で書いてください。空欄は未確認として扱います。", "Any text. A blank counts as not known.")
_SEVERAL: Final = Text("{expected}（複数は「、」で区切ります）", "{expected} (separate several by commas)")
_NUMBER: Final = Text("整数で書いてください。", "A whole number.")
_NAMED: Final = Text(
    "登録済みの名称か社内の番号を書いてください。", "The name or the own code of something that is registered."
)
_ALWAYS: Final = Text("必ず書いてください。", "Always needed.")
_LEAVE: Final = Text("変えないでください。新しい行では空欄にします。", "Leave it as it is; blank in a new row.")
_DIGITS: Final = Text("13桁の数字です。マイナンバーは書かないでください。", "13 digits. Never a My Number.")
_HOW: Final = {
    RECORD_ID: _LEAVE,
    "register_id": _LEAVE,
    PARTY_NAME: Text("登録済みの取引先の名称です。", "The name of a registered third party."),
    PARTY_NUMBER: _DIGITS,
    "corporate_number": _DIGITS,
    RECIPIENTS: Text("渡す相手の名称です（複数は「、」で区切ります）。", "Names of recipients, separated by commas."),
    ACTIVITY: _ALWAYS,
    "sub_processors_complete_on": Text(
        "2026-11-27のように書いてください。再委託先があれば再委託先の一覧に登録し、ほかにないとの回答を受けた日を書きます。",
        "As 2026-11-27. List sub-processors apart; this is the day of the answer that there are no others.",
    ),
}
_LONGEST_CHOICE: Final = 255
"""Excel takes no longer list of words in a validation."""

OF_OTHERS: Final = frozenset({ListKind.DORA, ListKind.VENDOR_LEDGER})
"""Kinds whose form is that of others: what a regulator prescribes, and what a company has kept so far."""
_WIDE: Final = frozenset({"legal_name", "name", "title", "wording", PARTY_NAME, ACTIVITY, RECIPIENTS})


@needs(Permission.READ)
def kind_workbook(workspace: Workspace, kind: ListKind, *, language: str, actor: Actor) -> bytes:
    """A workbook for one kind of list with what stands there today.

    Raises:
        ValueError: The form of this kind is that of others.
    """
    if kind in OF_OTHERS:
        raise ValueError(kind)
    record = LISTED.get(kind, DataFlow)
    columns = tuple(COLUMNS.values()) if kind not in LISTED else _offered(record)
    with workspace.unit() as unit:
        known = KnownRecords(unit, (record,))
    if kind is ListKind.THIRD_PARTIES:
        standing: Iterable[Any] = list_rows(known.register)
    else:
        standing = _sorted(known.records[record].values(), known)
    cells = _processing_cells if kind not in LISTED else _party_cells if record is ThirdPartyRow else _cells
    rows: list[Sequence[Cell]] = [[column.label.get(language) for column in columns]]
    rows += [list(cells(one, columns, known, language)) for one in standing]
    guide: list[Sequence[Cell]] = [[header.get(language) for header in _HEADERS]]
    guide += [[column.label.get(language), _how(record, column.name).get(language)] for column in columns]
    widths = tuple(32 if column.name in _WIDE else 18 for column in columns)
    listed = OutSheet(
        kind_words(kind).get(language), rows, widths=widths, choices=tuple(_choices(record, columns, language))
    )
    return safe_xlsx([listed, OutSheet(_GUIDE.get(language), guide, widths=(32, 90))])


def _offered(kind: type) -> tuple[RegisterColumn, ...]:
    return tuple(column for column in columns_of(kind) if column.name != PARTY_ID)


def _sorted(records: Iterable[Any], known: KnownRecords) -> list[Any]:
    return sorted(records, key=lambda r: (known.names.get(getattr(r, "third_party_id", ""), ""), r.id))


def _cells(record: Any, columns: Sequence[RegisterColumn], known: KnownRecords, language: str) -> Iterator[Cell]:  # noqa: ANN401
    party = known.register.parties[record.third_party_id] if type(record) in OF_PARTIES else None
    for column in columns:
        if party is not None and column.name.startswith("party_"):
            yield _party_cell(party, column.name)
        else:
            yield cell_of(column.name, getattr(record, column.name), known.names, language)


def _party_cells(
    row: ThirdPartyRow, columns: Sequence[RegisterColumn], _known: KnownRecords, language: str
) -> Iterator[Cell]:  # fmt: skip
    return (shown_cell(column.name, getattr(row, column.name), language) for column in columns)


def _party_cell(party: ThirdParty, name: str) -> Cell:
    if name == PARTY_NUMBER:
        return party.corporate_number and shown_corporate_number(party.corporate_number)
    return party.external_key if name == PARTY_CODE else party.legal_name


def _processing_cells(
    flow: DataFlow, columns: Sequence[RegisterColumn], known: KnownRecords, language: str
) -> Iterator[Cell]:  # fmt: skip
    own = {ACTIVITY: flow.name, RECIPIENTS: known.names.get(flow.third_party_id, "")}
    for column in columns:
        if column.name in own:
            yield own[column.name]
        else:
            yield cell_of(column.name, getattr(flow, column.name, None), known.names, language)


def _how(kind: type, name: str) -> Text:
    if name in _HOW:
        return _HOW[name]
    inner = _type(kind, name)
    several = get_origin(inner) in (frozenset, tuple)
    one = get_args(inner)[0] if several else inner
    if name.endswith(("_id", "_ids")):
        expected = _NAMED
    elif vocabulary := _vocabulary(one):
        expected = vocabulary.expected
    elif name in identifying(kind):
        expected = _ALWAYS
    elif name.endswith("countries") or name in {"country", "governing_law"}:
        expected = COUNTRY_EXPECTED
    else:
        expected = {bool: YES_NO_EXPECTED, date: DAY_EXPECTED, int: _NUMBER}.get(one, _ANY)
    return _SEVERAL.format(expected=expected) if several and expected is not _ANY else expected


def _type(kind: type, name: str) -> Any:  # noqa: ANN401 - the type of a field
    return type_of(kind, name)[0] if name in {spec.name for spec in fields(kind)} else None


def _vocabulary(one: Any) -> Vocabulary[Any] | None:  # noqa: ANN401
    return VOCABULARIES[one] if isinstance(one, type) and issubclass(one, StrEnum) else None


def _choices(kind: type, columns: Sequence[RegisterColumn], language: str) -> Iterator[ColumnChoice]:
    """Lists for the columns that take one word."""
    for place, column in enumerate(columns):
        one = _type(kind, column.name)
        vocabulary = _vocabulary(one)
        words = tuple(word.get(language) for word in YES_NO.values()) if one is bool else ()
        words = vocabulary.offered(language) if vocabulary else words
        if words and len(",".join(words)) <= _LONGEST_CHOICE and not any("," in word for word in words):
            yield ColumnChoice(place, words)
