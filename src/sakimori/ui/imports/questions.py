"""What only a person can decide: whether a row is a third party that we know, and whose value stays."""

from __future__ import annotations

from functools import partial
from typing import TypeVar

import streamlit as st

from sakimori.domain.values.numbers import shown_corporate_number
from sakimori.exchange.registers.columns import RegisterColumn
from sakimori.services.imports.plan import (
    AnswerKind,
    FieldAnswer,
    FieldConflict,
    OnConflict,
    Plan,
    PlannedRow,
    Possible,
    RowAnswer,
    RowOutcome,
)
from sakimori.ui.frame.formats import aside, country
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.text import dotted, language, t, t_count
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
