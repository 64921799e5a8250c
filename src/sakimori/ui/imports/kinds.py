"""What the screens of the import need to know of each kind of list: its columns, their words, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping

from sakimori.exchange.registers.columns import (
    RegisterColumn,
    columns_of,
    missing_columns,
)
from sakimori.exchange.registers.kinds import LISTED, ListKind
from sakimori.exchange.registers.processing_register import COLUMNS, missing_processing_columns
from sakimori.ui.frame.text import language

Mapped = dict[int, RegisterColumn]

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


def fields_of(kind: ListKind) -> dict[str, RegisterColumn]:
    """Everything that a column may go into, by its label."""
    offered = tuple(COLUMNS.values()) if kind is ListKind.PROCESSING_REGISTER else columns_of(LISTED[kind])
    return {column.label.get(language()): column for column in offered}


def missing_of(kind: ListKind, mapping: Mapping[int, RegisterColumn]) -> tuple[RegisterColumn, ...]:
    """The fields for which a column must be chosen before anything can go in."""
    if kind is ListKind.PROCESSING_REGISTER:
        return missing_processing_columns(mapping)
    return missing_columns(LISTED[kind], mapping)
