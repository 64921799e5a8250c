"""A comparison, or the coverage of a framework, as a file: what search and filters leave, and who made it when."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.clock import now
from sakimori.errors import RefusedError
from sakimori.exchange.paper.safe_files import Cell, OutSheet, safe_csv, safe_xlsx
from sakimori.services.comparisons.coverage import ControlQuestion, CoverageRow
from sakimori.services.comparisons.view import Cell as Stand
from sakimori.services.comparisons.view import Comparison, Row, Side
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
from sakimori.ui.comparisons.state import (
    COVERAGE,
    KINDS,
    LEFT,
    QUERY,
    RIGHT,
    SIDES,
    VIEW,
    answered_in,
    answers_of,
    comparison_of,
    difference_word,
    id_on,
    kinds_of,
    newest_day,
    points_for,
    points_in,
    side_word,
    standing_chip,
    visible_rows,
)
from sakimori.ui.frame.components import Export
from sakimori.ui.frame.formats import aside, day, moment
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_WIDTHS = (16, 12, 60, *(14, 30, 10, 10, 14) * 2, 30)


def compare_exports(page: Page) -> Sequence[Export]:
    """A workbook and a CSV of whichever view is open; none while there is nothing to give."""
    if st.session_state.get(VIEW, st.query_params.get("view")) == COVERAGE:
        return coverage_exports(page, st.query_params.get("party", ""))
    if not all(id_on(side) for side in SIDES):
        return ()
    try:
        compared = comparison_of(page)
    except RefusedError:
        return ()
    name = f"sakimori-compare-{page.on.isoformat()}"
    return (
        Export(t("compare.export_xlsx"), f"{name}.xlsx", XLSX, lambda: _workbook(page, compared)),
        Export(t("compare.export_csv"), f"{name}.csv", "text/csv", lambda: _csv(page, compared)),
    )


def _workbook(page: Page, compared: Comparison) -> bytes:
    _note(page)
    about = OutSheet(t("compare.export_about"), _about(page, compared), widths=(20, 80), header_rows=0)
    return safe_xlsx([OutSheet(t("page.compare"), _rows(compared), widths=_WIDTHS), about])


def _csv(page: Page, compared: Comparison) -> bytes:
    _note(page)
    return safe_csv(_rows(compared))


def _note(page: Page) -> None:
    page.workspace.access("comparison.exported", actor=page.actor, at=now(), what="assessment", key=id_on(RIGHT))


def _rows(compared: Comparison) -> list[list[Cell]]:
    heads: list[Cell] = [t("compare.col_difference"), t("compare.col_id"), t("compare.col_question")]
    for side in SIDES:
        word = side_word(side, compared)
        heads += [t(f"compare.col_{head}", side=word) for head in ("standing", "answer", "points", "evidence", "day")]
    return [[*heads, t("compare.col_section")], *(_row(compared, row) for row in visible_rows(compared))]


def _row(compared: Comparison, row: Row) -> list[Cell]:
    cells: list[Cell] = [difference_word(row.difference, compared), row.key, row.text.get(language())]
    for side in (row.left, row.right):
        cells += _side(side)
    return [*cells, row.section.get(language())]


def _side(side: Stand) -> list[Cell]:
    """A side in a row; what is a figure or a day stays one, so that a spreadsheet can sort by it."""
    points = points_for(side)
    return [
        standing_chip(side.standing),
        answers_of(side),
        points_in(side) if points is None else points,
        side.evidence,
        newest_day(side) or answered_in(side),
    ]


def _about(page: Page, compared: Comparison) -> list[list[Cell]]:
    number, head = page.workspace.head()
    picked = set(st.session_state.get(KINDS) or ())
    filters = [difference_word(kind, compared) for kind in kinds_of(compared) if kind in picked]
    search = str(st.session_state.get(QUERY) or "").strip()
    return [
        [side_word(LEFT, compared), _named(compared.left)],
        [side_word(RIGHT, compared), _named(compared.right)],
        [t("compare.export_by"), page.actor.name],
        [t("compare.export_at"), moment(now(), language())],
        [t("frame.as_of_label"), day(page.on, language())],
        [t("compare.export_filter"), "　".join(filter(None, (*filters, search)))],
        [t("compare.export_head"), f"{number} {head}"],
    ]


def _named(side: Side) -> str:
    name = aside(side.party_name, side.service, language()) if side.service else side.party_name
    return f"{name}　{side.pack.title.get(language())} {side.pack.version}　{side.assessment.id}"


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADS = ("id", "state", "standing", "ground", "pack", "day", "old", "certificate")
_COVERAGE_WIDTHS = (14, 16, 14, 60, 30, 14, 30, 30)


def coverage_exports(page: Page, third_party_id: str) -> Sequence[Export]:
    """A workbook and a CSV of what `show_coverage` shows of a third party; none while none is chosen."""
    if not is_known(page, third_party_id):
        return ()
    name = f"sakimori-coverage-{page.on.isoformat()}"
    return (
        Export(t("compare.export_xlsx"), f"{name}.xlsx", XLSX, lambda: _coverage_workbook(page, third_party_id)),
        Export(t("compare.export_csv"), f"{name}.csv", "text/csv", lambda: _coverage_csv(page, third_party_id)),
    )


def _coverage_workbook(page: Page, third_party_id: str) -> bytes:
    _coverage_note(page, third_party_id)
    about = OutSheet(t("compare.export_about"), _coverage_about(page, third_party_id), widths=(20, 80), header_rows=0)
    return safe_xlsx(
        [OutSheet(t("compare.view_coverage"), _coverage_rows(page, third_party_id), widths=_COVERAGE_WIDTHS), about]
    )


def _coverage_csv(page: Page, third_party_id: str) -> bytes:
    _coverage_note(page, third_party_id)
    return safe_csv(_coverage_rows(page, third_party_id))


def _coverage_note(page: Page, third_party_id: str) -> None:
    page.workspace.access("coverage.exported", actor=page.actor, at=now(), what="third_party", key=third_party_id)


def _coverage_rows(page: Page, third_party_id: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[t(f"coverage.col_{head}") for head in _HEADS]]
    for control in visible_controls(coverage_of(page, third_party_id)):
        rows += [_coverage_row(control, ground) for ground in control.grounds]
        if not control.grounds:
            rows.append([control.id, state_word(control.state), "", t("coverage.no_question"), "", "", "", ""])
    return rows


def _coverage_row(control: CoverageRow, ground: ControlQuestion) -> list[Cell]:
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


def _coverage_about(page: Page, third_party_id: str) -> list[list[Cell]]:
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
