"""The coverage of a framework as a file: a row for each question behind a control, and who made it when."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.clock import now
from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_csv, safe_xlsx
from sakimori.services.comparisons.coverage import CoverageRow, Ground
from sakimori.services.parties.history import name_of
from sakimori.ui.comparisons.coverage_listing import (
    OLD,
    STATE_LOOKS,
    STATES,
    answered_words,
    certificate_words,
    coverage_of,
    ground_words,
    is_known,
    old_words,
    state_word,
    visible_controls,
)
from sakimori.ui.comparisons.words import standing_chip
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import day, moment
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS = ("id", "state", "standing", "ground", "pack", "day", "old", "certificate")
_WIDTHS = (14, 16, 14, 60, 30, 14, 30, 30)


def coverage_exports(page: Page, third_party_id: str) -> Sequence[Export]:
    """A workbook and a CSV of what `show_coverage` shows of a third party; none while none is chosen."""
    if not is_known(page, third_party_id):
        return ()
    name = f"sakimori-coverage-{page.on.isoformat()}"
    return (
        Export(t("compare.export_xlsx"), f"{name}.xlsx", XLSX, lambda: _workbook(page, third_party_id)),
        Export(t("compare.export_csv"), f"{name}.csv", "text/csv", lambda: _csv(page, third_party_id)),
    )


def _workbook(page: Page, third_party_id: str) -> bytes:
    _note(page, third_party_id)
    about = OutSheet(t("compare.export_about"), _about(page, third_party_id), widths=(20, 80), header_rows=0)
    return safe_xlsx([OutSheet(t("compare.view_coverage"), _rows(page, third_party_id), widths=_WIDTHS), about])


def _csv(page: Page, third_party_id: str) -> bytes:
    _note(page, third_party_id)
    return safe_csv(_rows(page, third_party_id))


def _note(page: Page, third_party_id: str) -> None:
    page.workspace.access("coverage.exported", actor=page.actor, at=now(), what="third_party", key=third_party_id)


def _rows(page: Page, third_party_id: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[t(f"coverage.col_{head}") for head in _HEADS]]
    for control in visible_controls(coverage_of(page, third_party_id)):
        rows += [_row(control, ground) for ground in control.grounds]
        if not control.grounds:
            rows.append([control.id, state_word(control.state), "", t("coverage.no_question"), "", "", "", ""])
    return rows


def _row(control: CoverageRow, ground: Ground) -> list[Cell]:
    return [
        control.id,
        state_word(control.state),
        standing_chip(ground.standing),
        ground_words(ground),
        ground.pack.get(language()),
        answered_words(ground),
        old_words([ground]),
        certificate_words([ground]),
    ]


def _about(page: Page, third_party_id: str) -> list[list[Cell]]:
    number, head = page.workspace.head()
    picked = set(st.session_state.get(STATES) or ())
    filters = [state_word(state) for state in STATE_LOOKS if state in picked]
    if st.session_state.get(OLD):
        filters.append(t("coverage.only_old_words"))
    return [
        [t("compare.party"), name_of(page.workspace, third_party_id) or t("page.own")],
        [t("coverage.framework"), coverage_of(page, third_party_id).title.get(language())],
        [t("compare.export_by"), page.actor.name],
        [t("compare.export_at"), moment(now(), language())],
        [t("frame.as_of_label"), day(page.on, language())],
        [t("compare.export_filter"), "　".join(filters)],
        [t("compare.export_head"), f"{number} {head}"],
    ]
