"""Step 3, below the figures: problems, what only a person can decide, and every row with what would change."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from typing import TypeVar

import streamlit as st

from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.domain.values.problem import Problem
from sakimori.exchange.registers.columns import RegisterColumn
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.imports.plan import (
    AnswerKind,
    FieldAnswer,
    FieldChange,
    FieldConflict,
    OnConflict,
    Plan,
    PlannedRow,
    Possible,
    RowAnswer,
    RowOutcome,
)
from sakimori.ui.frame.formats import aside, country, none, plain
from sakimori.ui.frame.tables import Cell, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import dotted, language, t, t_count
from sakimori.ui.imports.mending import mendable, show_mending
from sakimori.ui.imports.state import Intake, answer_fields, answer_rows, fresh_key

T = TypeVar("T")

_A_PAGE = 8


def asked_rows(plan: Plan) -> list[PlannedRow]:
    """The rows that may name a known third party, answered or not; those that wait for another row among them."""
    answered = plan.decisions.rows
    return [row for row in plan.rows if row.row in answered or (row.outcome is RowOutcome.ASK and not row.conflicts)]


def answered_conflicts(plan: Plan) -> list[tuple[PlannedRow, FieldConflict]]:
    """Every field that both sides changed, answered or not."""
    return [(row, conflict) for row in plan.rows for conflict in row.conflicts]


def ask_about_rows(intake: Intake, plan: Plan) -> None:
    """A choice for each row, and one for all that are written exactly as a third party that we have."""
    rows = asked_rows(plan)
    alike = plan.alike
    if alike:
        st.button(
            t_count("imports.all_alike", len(alike)), key="imports_all_alike", icon=":material/done_all:",
            on_click=partial(answer_rows, intake, alike),
        )  # fmt: skip
    if plan.may_all_be_new:
        st.button(
            t_count("imports.all_new", len(plan.may_all_be_new)), key="imports_all_new", icon=":material/domain_add:",
            on_click=partial(answer_rows, intake, plan.may_all_be_new),
        )  # fmt: skip
    for row in _of_page(rows, "imports_rows_page"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_row_words(row), width=300)
            if row.possible or row.may_be_new:
                _row_choice(intake, plan, row)
            else:
                st.markdown(plain(row.reason.get(language())), width="stretch")


def ask_about_fields(intake: Intake, plan: Plan) -> None:
    """Both values side by side with a choice; and the same choice for all at once."""
    conflicts = answered_conflicts(plan)
    st.caption(t("imports.conflict_note"))
    _choose_on_conflict(intake)
    with st.container(horizontal=True):
        for answer in FieldAnswer:
            given: dict[tuple[int, RegisterColumn], FieldAnswer | None] = {
                (row.row, conflict.field): answer for row, conflict in conflicts
            }
            st.button(
                t(f"imports.all_{answer.value}"), key=f"imports_all_{answer.value}",
                on_click=partial(answer_fields, intake, given),
            )  # fmt: skip
    for row, conflict in _of_page(conflicts, "imports_fields_page"):
        _field_choice(intake, row, conflict)


def _choose_on_conflict(intake: Intake) -> None:
    key = fresh_key("imports_on_conflict")
    st.session_state[key] = intake.on_conflict

    def chosen() -> None:
        intake.on_conflict = st.session_state[key] or OnConflict.STOP

    words = {one: t(f"imports.on_conflict_{one.value}") for one in OnConflict}
    st.segmented_control(
        t("imports.on_conflict"), list(OnConflict), key=key, on_change=chosen, format_func=words.__getitem__
    )  # fmt: skip


def _row_choice(intake: Intake, plan: Plan, row: PlannedRow) -> None:
    options = [RowAnswer(AnswerKind.SAME, possible.target) for possible in row.possible]
    options += [RowAnswer(AnswerKind.NEW)] if row.may_be_new else []
    options.append(RowAnswer(AnswerKind.SKIP))
    names = {possible.target: _described(possible) for possible in row.possible}
    key = fresh_key(f"imports_row_{row.row}")
    chosen = plan.decisions.rows.get(row.row)
    st.session_state[key] = chosen if chosen in options else None

    def answer() -> None:
        answer_rows(intake, {row.row: st.session_state[key]})

    st.selectbox(
        t("imports.who", row=row.number), options, key=key, on_change=answer, label_visibility="collapsed",
        format_func=lambda one: _answer_words(one, names), width="stretch", index=None,
        placeholder=_candidates(row),
    )  # fmt: skip


def _candidates(row: PlannedRow) -> str:
    if not row.possible:
        return t("imports.unknown_name")
    first = row.possible[0].name
    if len(row.possible) == 1:
        return t("imports.candidate", name=first)
    return t("imports.candidates", name=first, count=len(row.possible))


def _answer_words(answer: RowAnswer, names: dict[str, str]) -> str:
    if answer.kind is AnswerKind.SAME:
        return t("imports.answer_same", who=names[answer.target])
    return t(f"imports.answer_{answer.kind.value}")


def _described(possible: Possible) -> str:
    """Name and whatever tells it from others of the same name."""
    facts = [t("imports.in_file", row=possible.row) if possible.row else t("imports.registered")]
    if possible.corporate_number:
        facts.append(shown_corporate_number(possible.corporate_number))
    if possible.country:
        facts.append(country(possible.country, language()))
    if possible.matched_name != possible.name:
        facts.append(t("imports.found_by", name=possible.matched_name))
    return aside(possible.name, dotted(facts), language())


def _field_choice(intake: Intake, row: PlannedRow, conflict: FieldConflict) -> None:
    key = fresh_key(f"imports_field_{row.row}_{conflict.field.name}")
    st.session_state[key] = conflict.answer
    field = conflict.field.label.get(language())

    def answer() -> None:
        answer_fields(intake, {(row.row, conflict.field): st.session_state[key]})

    values = t(
        "imports.both_rows" if conflict.is_within_file else "imports.both_values",
        ours=plain(conflict.ours.get(language())),
        theirs=plain(conflict.theirs.get(language())),
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"{_row_words(row)}　{plain(field)}  \n{values}", width="stretch")
        st.segmented_control(
            field, list(FieldAnswer), key=key, on_change=answer, label_visibility="collapsed",
            format_func=lambda one: t(f"imports.answer_{one.value}"),
        )  # fmt: skip


def _row_words(row: PlannedRow) -> str:
    where = f"{plain(row.sheet)} " if row.sheet else ""
    asked = f"**{plain(row.asked)}**　" if row.asked else ""
    return f":gray[{where}{t('imports.row', row=row.number)}]　{asked}{plain(row.name) if asked else _strong(row.name)}"


def _strong(name: str) -> str:
    return f"**{plain(name)}**"


def _of_page(rows: list[T], key: str) -> list[T]:
    """The rows of the page that is open, with page buttons where there are several."""
    pages = -(-len(rows) // _A_PAGE)
    number = st.pagination(pages, key=fresh_key(key)) if pages > 1 else 1
    return rows[(number - 1) * _A_PAGE : number * _A_PAGE]


_GLYPHS = {
    RowOutcome.NEW: ("＋", "blue"),
    RowOutcome.UPDATED: ("↻", "violet"),
    RowOutcome.UNCHANGED: ("＝", "gray"),
    RowOutcome.SKIPPED: ("–", "gray"),
    RowOutcome.ERROR: ("✕", "red"),
    RowOutcome.ASK: ("？", "yellow"),
}


class PlanPart(StrEnum):
    """What lies below the figures."""

    PROBLEMS = "problems"
    QUESTIONS = "questions"
    CONFLICTS = "conflicts"
    ROWS = "rows"


def show_parts(intake: Intake, plan: Plan) -> None:
    """A tab for each kind of work that is there, the first one open; only the open one is drawn."""
    sizes = {
        PlanPart.PROBLEMS: len(plan.problems),
        PlanPart.QUESTIONS: len(asked_rows(plan)),
        PlanPart.CONFLICTS: len(answered_conflicts(plan)),
        PlanPart.ROWS: plan.counts.read,
    }
    parts = [part for part in PlanPart if sizes[part]]
    tabs = st.tabs(
        [t(f"imports.tab_{part.value}", count=f"{sizes[part]:,}") for part in parts],
        on_change="rerun",
        key=fresh_key(f"imports_tabs_{'_'.join(parts)}"),
    )
    for part, tab in zip(parts, tabs, strict=True):
        if tab.open:
            with tab:
                _show(part, intake, plan)


def _show(part: PlanPart, intake: Intake, plan: Plan) -> None:
    if part is PlanPart.PROBLEMS:
        cells = mendable(intake, plan)
        if cells:
            show_mending(intake, cells)
        in_cells = [problem for problem, _cell in cells]
        left = [problem for problem in plan.problems if problem not in in_cells]
        if left:
            show_problems(left, has_sheets=len(intake.source.grids) > 1)
    elif part is PlanPart.QUESTIONS:
        ask_about_rows(intake, plan)
    elif part is PlanPart.CONFLICTS:
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


def _rows(plan: Plan) -> None:
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
        "name": text_column(
            t("imports.col_name" if plan.reading.kind is ListKind.THIRD_PARTIES else "imports.col_called"), width=185
        ),
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
        field=change.field.label,
        before=change.before.get(language()),
        after=change.after.get(language()),
    )
