"""The five steps of an incident and the measures against recurrence: who sees to each, by when, and what is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from sakimori.domain.records.incidents import IncidentMeasure, IncidentStep
from sakimori.services.incidents.closing import finish_measure, finish_step, plan_step, set_measure, skip_step
from sakimori.services.incidents.shapes import IncidentView
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.choices import ask_day
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import aside, day, distance, no_date, not_set, plain
from sakimori.ui.frame.record_fields import record_inputs, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.incidents.state import view_of


def show_steps(page: Page, view: IncidentView, *, may_edit: bool) -> None:
    """The steps in their order, then the measures, which stay due when the incident is closed."""
    section(t("incidents.steps"), t("incidents.steps_note"))
    of = {"incident_id": view.incident.id}
    for one in view.steps:
        step = one.step
        state = _state(page, step.done_on, step.due_on, one.done_by_name)
        if step.needless_reason:
            state = t("incidents.needless", why=step.needless_reason)
        lines = [one.name.get(language()), step.note]
        with _row(lines, one.owner_name, state, is_done=step.is_settled, is_late=one.is_late):
            if may_edit and step.done_on is None:
                _button("incident_step", step.id, {**of, "step_id": step.id})
    section(t("incidents.measures"), t("incidents.measures_note"))
    may_measure = page.may(Permission.EDIT_INCIDENT)
    for measure in view.measures:
        held = measure.measure
        state = _state(page, held.done_on, held.due_on, "")
        with _row(
            [held.name, held.note], measure.owner_name, state, is_done=held.done_on is not None, is_late=measure.is_late
        ):
            if may_measure and held.done_on is None:
                _button("incident_measure", held.id, {**of, "measure_id": held.id})
    if not view.measures:
        st.caption(t("incidents.measures_none"))
    if may_measure:
        st.button(
            t("incidents.measure_add"), key="incident_measure_add", icon=":material/add:", on_click=open_dialog,
            args=("incident_measure",), kwargs={**of, "measure_id": ""},
        )  # fmt: skip


def _row(
    lines: list[str], owner: str, state: str, *, is_done: bool, is_late: bool
) -> st.delta_generator.DeltaGenerator:
    """A row with its words; what is pressed in it is drawn into what is given back."""
    icon, colour = ("check_circle", "green") if is_done else ("error", "red") if is_late else ("pending", "blue")
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap=None, width="stretch"):
            st.markdown(f":{colour}[:material/{icon}:] **{plain(lines[0])}**")
            who = t("incidents.owner", name=owner or not_set(language()))
            st.caption("　".join(map(plain, filter(None, (who, state, *lines[1:])))))
        return st.container(width="content")


def _state(page: Page, done_on: date | None, due_on: date | None, by: str) -> str:
    lang = language()
    if done_on is not None:
        words = t("incidents.done_on", day=day(done_on, lang))
        return aside(words, by, lang) if by else words
    return no_date(lang) if due_on is None else aside(distance(due_on, page.on, lang), day(due_on, lang), lang)


def _button(dialog: str, key: str, of: dict[str, str]) -> None:
    st.button(t("incidents.row_open"), key=f"{dialog}_{key}", on_click=open_dialog, args=(dialog,), kwargs=of)


def step_dialog(page: Page, *, incident_id: str, step_id: str) -> None:
    """Who sees to a step by when; and that it is done."""
    view = view_of(page, incident_id)
    one = next(found for found in view.steps if found.step.id == step_id)
    st.markdown(f"**{plain(one.name.get(language()))}**")
    names = {"owner_id": view.choices.people}
    planned = record_inputs(one.step, ("owner_id", "due_on"), key="step", choices=names)
    act(
        page, t("incidents.step_plan"), partial(plan_step, page.workspace, step_id, **planned), key="step_plan",
        of=one.step, type="secondary",
    )  # fmt: skip
    st.divider()
    needs, note = _done_on(page), st.text_area(t("incidents.step_note"), key="step_note", height=80)
    write = partial(finish_step, page.workspace, step_id, on=_day_in(needs), note_text=note)
    done = t("incidents.step_finished")
    act(page, t("incidents.step_finish"), write, key="step_finish", of=one.step, note=done, needs=needs)
    with st.expander(t("incidents.step_skip"), icon=":material/block:"):
        why = st.text_input(record_label(IncidentStep, "needless_reason"), key="step_needless")
        skip = partial(skip_step, page.workspace, step_id)
        act(page, t("incidents.step_skip"), skip, key="step_skip", of=one.step, reason=why, type="secondary")


def measure_dialog(page: Page, *, incident_id: str, measure_id: str) -> None:
    """One measure, new or standing; and that it was carried out."""
    view = view_of(page, incident_id)
    found = next((one.measure for one in view.measures if one.measure.id == measure_id), None)
    measure = found or IncidentMeasure("", incident_id, "")
    names = {"owner_id": view.choices.people}
    changes = record_inputs(measure, ("name", "owner_id", "due_on", "note"), key="measure", choices=names)

    def store(**by: Any) -> Any:  # noqa: ANN401 - who and when, and what was stored
        return set_measure(page.workspace, replace(measure, **changes), **by)

    act(page, t("party.save"), store, key="measure_save", type="secondary" if found else "primary")
    if found is not None:
        st.divider()
        needs = _done_on(page)
        write = partial(finish_measure, page.workspace, measure_id, on=_day_in(needs))
        act(page, t("incidents.measure_finish"), write, key="measure_finish", of=found, needs=needs)


def _done_on(page: Page) -> dict[str, object]:
    words = t("incidents.done_on_label")
    return {words: ask_day(words, key="incident_done_on", last=page.today)}


def _day_in(needs: Mapping[str, object]) -> Any:  # noqa: ANN401 - none until somebody has given it
    return next(iter(needs.values()))
