"""Step 3, below the figures: problems, questions, conflicts, and every row with what would change."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import streamlit as st

from sakimori.domain.values.problem import Problem
from sakimori.services.imports.parties.plan import FieldChange, PlannedRow, RowOutcome, field_label
from sakimori.services.imports.parties.planning import ImportPlan
from sakimori.ui.frame.formats import none
from sakimori.ui.frame.tables import Cell, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.imports.questions import answered_conflicts, ask_about_fields, ask_about_rows, asked_rows
from sakimori.ui.imports.state import AnyPlan, Intake, fresh_key

_GLYPHS = {
    RowOutcome.NEW: ("＋", "blue"),
    RowOutcome.UPDATED: ("↻", "violet"),
    RowOutcome.UNCHANGED: ("＝", "gray"),
    RowOutcome.SKIPPED: ("–", "gray"),
    RowOutcome.ERROR: ("✕", "red"),
    RowOutcome.ASK: ("？", "yellow"),
}


class Part(StrEnum):
    """What lies below the figures."""

    PROBLEMS = "problems"
    QUESTIONS = "questions"
    CONFLICTS = "conflicts"
    ROWS = "rows"


def show_parts(intake: Intake, plan: AnyPlan) -> None:
    """A tab for each kind of work that is there, the first one open; only the open one is drawn."""
    sizes = {
        Part.PROBLEMS: len(plan.problems),
        Part.QUESTIONS: len(asked_rows(plan)),
        Part.CONFLICTS: len(answered_conflicts(plan)),
        Part.ROWS: plan.counts.read,
    }
    parts = [part for part in Part if sizes[part]]
    tabs = st.tabs(
        [t(f"imports.tab_{part.value}", count=f"{sizes[part]:,}") for part in parts],
        on_change="rerun",
        key=fresh_key(f"imports_tabs_{'_'.join(parts)}"),
    )
    for part, tab in zip(parts, tabs, strict=True):
        if tab.open:
            with tab:
                _show(part, intake, plan)


def _show(part: Part, intake: Intake, plan: AnyPlan) -> None:
    if part is Part.PROBLEMS:
        show_problems(plan.problems, has_sheets=len(intake.source.grids) > 1)
    elif part is Part.QUESTIONS:
        ask_about_rows(intake, plan)
    elif part is Part.CONFLICTS:
        ask_about_fields(intake, plan)
    else:
        _rows(plan)


def show_problems(problems: Sequence[Problem], *, has_sheets: bool) -> None:
    """Every problem with its place, what is wrong and what is expected; the worst first."""
    chips = {t("imports.is_error"): "red", t("imports.is_warning"): "yellow"}
    columns = {
        "severity": chip_column(t("imports.col_severity"), chips, width=100),
        "sheet": text_column(t("imports.col_sheet"), width=90),
        "row": number_column(t("imports.col_row"), width=45),
        "column": text_column(t("imports.col_label"), width=100),
        "value": text_column(t("imports.col_value"), width=100),
        "what": text_column(t("imports.col_what"), width=245),
        "expected": text_column(t("imports.col_expected"), width=400),
    }
    worst_first = sorted(problems, key=lambda problem: not problem.is_error)
    rows: list[list[Cell]] = [
        [
            [t("imports.is_error" if problem.is_error else "imports.is_warning")],
            problem.sheet,
            problem.row,
            problem.column or none(language()),
            problem.value or none(language()),
            problem.message.get(language()),
            problem.expected.get(language()),
        ]
        for problem in worst_first
    ]
    if not has_sheets:
        del columns["sheet"]
        rows = [[cells[0], *cells[2:]] for cells in rows]
    table(rows, columns, key=fresh_key("imports_problems"), alt=t("imports.problems_alt"))


def _rows(plan: AnyPlan) -> None:
    present = [outcome for outcome in RowOutcome if plan.of(outcome)]
    chosen = st.pills(
        t("imports.col_outcome"), present, selection_mode="multi", key=fresh_key("imports_outcomes"),
        format_func=lambda outcome: f"{outcome_word(outcome)} {len(plan.of(outcome)):,}", label_visibility="collapsed",
        wrap=True,
    )  # fmt: skip
    columns = {
        "row": number_column(t("imports.col_row"), width=50),
        "outcome": chip_column(
            t("imports.col_outcome"), {outcome_word(o): _GLYPHS[o][1] for o in RowOutcome}, width=95
        ),
        "name": text_column(t("imports.col_name" if isinstance(plan, ImportPlan) else "imports.col_called"), width=185),
        "content": text_column(t("imports.col_content"), width=590),
    }
    if any(row.what.en for row in plan.rows):
        places = {"sheet": text_column(t("imports.col_sheet"), width=80)}
        whats = {"what": text_column(t("imports.col_what_kind"), width=110)}
        columns = {**places, **columns, **whats}
        columns = {key: columns[key] for key in ("sheet", "row", "outcome", "what", "name", "content")}
    shown = [row for row in plan.rows if not chosen or row.outcome in chosen]
    table(
        [[cells[key] for key in columns] for row in shown for cells in _lines(row)],
        columns,
        key=fresh_key("imports_rows"),
        alt=t("imports.rows_alt"),
    )


def outcome_word(outcome: RowOutcome) -> str:
    """Glyph and word of what becomes of a row."""
    return f"{_GLYPHS[outcome][0]} {t(f'imports.outcome_{outcome.value}')}"


def _lines(row: PlannedRow) -> list[dict[str, Cell]]:
    """One line a change; a row that changes nothing has one line that says why."""
    contents = [_change_words(change) for change in row.changes] or [
        row.reason.get(language()) or t("imports.see_problems")
    ]
    where: dict[str, Cell] = {
        "sheet": row.sheet,
        "row": row.number,
        "outcome": [outcome_word(row.outcome)],
        "what": row.what.get(language()),
        "name": row.name or none(language()),
    }
    return [{**where, "content": content} for content in contents]


def _change_words(change: FieldChange) -> str:
    return t(
        "imports.change",
        field=field_label(change.field),
        before=change.before.get(language()),
        after=change.after.get(language()),
    )
