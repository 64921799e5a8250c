"""What the tables of our registers have in common: the gap first, and a row that opens the form of its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from streamlit.elements.lib.column_types import ColumnConfig

from sakimori.ui.frame.dialogs import fresh_key, open_dialog
from sakimori.ui.frame.formats import day, unknown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, chip_column, table
from sakimori.ui.frame.text import language, t
from sakimori.ui.own_company.state import state_options


def record_table(
    kind: str,
    rows: Sequence[tuple[str, Sequence[Cell]]],
    columns: Mapping[str, ColumnConfig],
    *,
    key: str,
    alt: str,
    **facts: str,
) -> None:
    """Records of one kind, each with its id; the chosen row opens its form, which is told the other facts as well."""
    chosen = table([cells for _, cells in rows], columns, key=fresh_key(key), alt=alt, select="one")
    if chosen:
        open_dialog(kind, record_id=rows[chosen[0]][0], **facts)


def gap_column() -> ColumnConfig:
    """The first column: the gravest open gap of a record."""
    return chip_column(t("purposes.col_gap"), state_options(), width=92, pinned=True)


def published_days(page: Page, first: date | None, last: date | None, *, is_in_force: bool) -> str:
    """Since when something published is in force, from when it will be, or until when it was."""
    lang = language()
    if first is None:
        return unknown(lang)
    if is_in_force:
        return t("purposes.in_force", day=day(first, lang))
    if first > page.on:
        return t("purposes.coming", day=day(first, lang))
    return t("purposes.until", day=day(last or first, lang))
