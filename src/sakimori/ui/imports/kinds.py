"""What the screens of the import need to know of each kind of list: its columns, their words, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sakimori.exchange.lists.grid import header_at
from sakimori.exchange.lists.source import Source
from sakimori.exchange.parties.columns import ListProposal, propose_columns
from sakimori.exchange.parties.fields import ThirdPartyField
from sakimori.exchange.parties.list import propose_list
from sakimori.exchange.registers.columns import (
    RegisterColumn,
    RegisterProposal,
    columns_of,
    missing_columns,
    propose_register,
)
from sakimori.exchange.registers.kinds import RECORDS, ListKind
from sakimori.exchange.registers.processing_register import COLUMNS, missing_processing_columns, propose_processing
from sakimori.services.imports.parties.plan import AnyField, field_label
from sakimori.ui.frame.text import language

AnyProposal = ListProposal | RegisterProposal
Mapped = dict[int, AnyField]

PAGE_OF = {
    ListKind.THIRD_PARTIES: "parties",
    ListKind.CONTRACTS: "contracts",
    ListKind.CERTIFICATES: "parties",
    ListKind.FLOWS: "flows",
    ListKind.SUB_PROCESSORS: "parties",
    ListKind.DORA: "parties",
    ListKind.PROCESSING_REGISTER: "flows",
}
"""Where the records of a kind are to be seen; our own registers lie on one page."""


def propose(source: Source, kind: ListKind, *, sheet: str | None = None) -> AnyProposal | None:
    """The sheet and columns to confirm; None for a workbook whose columns are told by their codes."""
    if kind is ListKind.THIRD_PARTIES:
        return propose_list(source, sheet=sheet)
    grids = source.grids if sheet is None else (source.grid(sheet),)
    if kind is ListKind.PROCESSING_REGISTER:
        return propose_processing(grids)
    return propose_register(grids, RECORDS[kind]) if kind in RECORDS else None


def propose_below(source: Source, kind: ListKind, *, sheet: str, header_row: int) -> AnyProposal:
    """The columns of a sheet below the header row that a person chose."""
    grid = source.grid(sheet)
    header = header_at(grid, header_row)
    if kind is ListKind.THIRD_PARTIES:
        return propose_columns(grid, header=header)
    if kind is ListKind.PROCESSING_REGISTER:
        return propose_processing((grid,), header=header)
    return propose_register((grid,), RECORDS[kind], header=header)


def fields_of(kind: ListKind) -> dict[str, AnyField]:
    """Everything that a column may go into, by its label."""
    offered: tuple[AnyField, ...]
    if kind is ListKind.THIRD_PARTIES:
        offered = tuple(ThirdPartyField)
    else:
        offered = tuple(COLUMNS.values()) if kind is ListKind.PROCESSING_REGISTER else columns_of(RECORDS[kind])
    return {field_label(field).get(language()): field for field in offered}


def missing_of(kind: ListKind, mapping: Mapping[int, AnyField]) -> tuple[AnyField, ...]:
    """The fields for which a column must be chosen before anything can go in."""
    if kind is ListKind.THIRD_PARTIES:
        return () if ThirdPartyField.LEGAL_NAME in mapping.values() else (ThirdPartyField.LEGAL_NAME,)
    columns = cast("Mapping[int, RegisterColumn]", mapping)
    if kind is ListKind.PROCESSING_REGISTER:
        return missing_processing_columns(columns)
    return missing_columns(RECORDS[kind], columns)


def field_key(field: AnyField) -> str:
    """What tells a field from others in the keys of controls."""
    return field.name if isinstance(field, RegisterColumn) else field.value
