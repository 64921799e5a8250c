"""The log of changes of opt-out filings and joint uses: by when each is told, and whether it was (法27条3項・6項)."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sakimori.domain.records.sharing import SharingChange, SharingChangeKind
from sakimori.services.kernel.recording import record
from sakimori.services.own_company.changes import ChangeLine, sharing_changes
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import save_button
from sakimori.ui.frame.formats import day, distance, unknown
from sakimori.ui.frame.record_fields import record_inputs, record_label
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, text_column
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.own_company.listing import add_button, gap_column, record_table
from sakimori.ui.own_company.state import may_write, show_gaps_of, view_of, worst_chip

_OF_JOINT_USES = frozenset({SharingChangeKind.JOINT_PURPOSE, SharingChangeKind.IDENTITY})
_OF_FILINGS = frozenset(SharingChangeKind) - {SharingChangeKind.JOINT_PURPOSE}


def changes_of(page: Page) -> tuple[ChangeLine, ...]:
    """The log on the day of the page."""
    return memo(page, "sharing_changes", lambda: sharing_changes(page.workspace, on=page.on, number=page.known))


def show_changes(page: Page) -> None:
    """Every change that is logged, those that are still to be told first."""
    lines = changes_of(page)
    with st.container(horizontal=True, vertical_alignment="center"):
        section(t("purposes.changes"))
        add_button(page, "sharing_change", more=True)
    st.caption(t("purposes.why_changes"))
    if not lines:
        st.markdown(t("purposes.changes_none"))
        return
    columns = {
        "state": gap_column(),
        "name": text_column(record_label(SharingChange, "name"), width=190),
        "kind": text_column(record_label(SharingChange, "kind"), width=200),
        "of": text_column(t("purposes.col_change_of"), width=140),
        "changed": text_column(t("purposes.col_change_day"), width=96),
        "due": text_column(t("purposes.col_change_due"), width=150),
        "told": text_column(t("purposes.col_change_told"), width=150),
    }
    rows = [(line.change.id, _cells(page, line)) for line in lines]
    record_table("sharing_change", rows, columns, key="purposes_changes", alt=t("purposes.changes"))


def _cells(page: Page, line: ChangeLine) -> list[Cell]:
    change, lang = line.change, language()
    due = unknown(lang)
    if line.due_on is not None:
        due = day(line.due_on, lang)
        if not line.is_done:
            due = t("purposes.change_due", day=due, left=distance(line.due_on, page.on, lang))
    told = [day(one, lang) if one else unknown(lang) for one in line.days]
    return [
        worst_chip(line),
        change.name,
        label(change.kind) if change.kind else unknown(lang),
        line.of or unknown(lang),
        day(change.changed_on, lang) if change.changed_on else unknown(lang),
        due,
        t("purposes.told_and_filed", told=told[0], filed=told[1]) if len(told) > 1 else told[0],
    ]


def change_dialog(page: Page, *, record_id: str) -> None:
    """One change: what it is, what it changes, from which day, and when it was told and filed."""
    view, can = view_of(page), may_write(page)
    found = next((line.change for line in changes_of(page) if line.change.id == record_id), None)
    item = found or SharingChange("", "")
    show_gaps_of(changes_of(page), record_id)
    names = {
        "filing_id": {line.filing.id: line.filing.name for line in view.filings},
        "joint_use_id": {line.joint_use.id: line.joint_use.name for line in view.joint_uses},
    }

    def ask(*fields: str) -> dict[str, Any]:
        return record_inputs(item, fields, key="sharing_change", choices=names, disabled=not can)

    changes = ask("name", "kind")
    kind = changes["kind"]
    if kind is None or kind in _OF_FILINGS:
        changes |= ask("filing_id")
    if kind is None or kind in _OF_JOINT_USES:
        changes |= ask("joint_use_id")
    if kind is not None:
        st.caption(t("purposes.why_before" if kind.is_beforehand else "purposes.why_without_delay"))
    changes |= ask("changed_on", "told_on")
    if changes.get("filing_id"):
        changes |= ask("filed_on")
    changes |= ask("note")
    if can:
        save_button(page, item, changes, record, key="own_record")
