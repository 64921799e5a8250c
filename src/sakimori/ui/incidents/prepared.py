"""How we are prepared: the plan with those whom to call, and the drills, each with the day on which it is due again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

import streamlit as st

from sakimori.domain.records.preparedness import Drill, IncidentPlan
from sakimori.services.incidents.prepared import save_drill, save_plan
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.choices import ask_day
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import aside, day, distance, none, not_set, plain
from sakimori.ui.frame.record_fields import record_inputs, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.incidents.state import prepared_of

_PLAN: Final = ("name", "plan_version", "location", "reviewed_on", "contacts", "ended_on", "note")
_DRILL: Final = ("name", "scenario_note", "participant_count", "findings_note")


def show_prepared(page: Page) -> None:
    """The plan, whom to call, and the last drill; older ones below."""
    prepared = prepared_of(page)
    section(t("incidents.prepared"), t("incidents.prepared_note"))
    plan, drill = prepared.plan, prepared.drill
    with st.grid(2, min_column_width=280):
        with st.container(border=True, gap="xsmall", height="stretch"):
            _plan(page, plan, prepared.plan_due_on)
        with st.container(border=True, gap="xsmall", height="stretch"):
            _drill(page, drill, prepared.drill_due_on)
    _older(prepared.drills[1:] if drill else prepared.drills)


def _plan(page: Page, plan: IncidentPlan | None, due_on: date | None) -> None:
    st.markdown(f"**{t('incidents.plan')}**")
    if plan is None:
        st.markdown(t("incidents.plan_none"))
    else:
        version = aside(plan.name, plan.plan_version, language()) if plan.plan_version else plan.name
        st.markdown(plain(version))
        st.caption(plain(t("incidents.plan_where", where=plan.location or not_set(language()))))
        _due(page, "incidents.plan_reviewed", plan.reviewed_on, due_on)
        for contact in plan.contacts:
            st.markdown(f":material/call: {plain(contact)}")
        if not plan.contacts:
            st.caption(t("incidents.contacts_none"))
    words = t("incidents.plan_add" if plan is None else "incidents.plan_edit")
    _button(page, words, "incident_plan", plan.id if plan else "")


def _drill(page: Page, drill: Drill | None, due_on: date | None) -> None:
    st.markdown(f"**{t('incidents.drill')}**")
    if drill is None:
        st.markdown(t("incidents.drill_none"))
    else:
        st.markdown(plain(drill.name))
        _due(page, "incidents.drill_held", drill.held_on, due_on)
        for text in filter(None, (drill.scenario_note, drill.findings_note)):
            st.caption(plain(text))
    _button(page, t("incidents.drill_add"), "incident_drill", "")


def _due(page: Page, key: str, on: date | None, due_on: date | None) -> None:
    lang = language()
    words = t(key, day=day(on, lang) if on else none(lang))
    is_late = due_on is not None and due_on < page.on
    colour, icon = ("red", "error") if is_late or due_on is None else ("green", "event_available")
    far = t("incidents.due_again", day=day(due_on, lang), far=distance(due_on, page.on, lang)) if due_on else ""
    st.markdown(f":{colour}[:material/{icon}:] {plain(words)}　{plain(far)}")


def _button(page: Page, words: str, dialog: str, record_id: str) -> None:
    if page.may(Permission.EDIT_INCIDENT):
        st.button(words, key=f"{dialog}_open", on_click=open_dialog, args=(dialog,), kwargs={"record_id": record_id})


def _older(drills: Sequence[Drill]) -> None:
    if drills:
        with st.expander(t_count("incidents.drills_older", len(drills))):
            for one in drills:
                st.markdown(f"- {plain(day(one.held_on, language()))}　{plain(one.name)}　{plain(one.findings_note)}")


def plan_dialog(page: Page, *, record_id: str) -> None:
    """One version of the plan."""
    found = next((one for one in prepared_of(page).plans if one.id == record_id), None)
    plan = found or IncidentPlan("", "")
    st.caption(t("incidents.contacts_about"))
    st.caption(t("incidents.beyond"))
    changes = record_inputs(plan, _PLAN, key="plan")

    def store(**by: Any) -> Any:  # noqa: ANN401 - who and when, and what was stored
        return save_plan(page.workspace, replace(plan, **changes), **by)

    act(page, t("party.save"), store, key="plan_save")


def drill_dialog(page: Page, *, record_id: str) -> None:
    """A drill that was held."""
    found = next((one for one in prepared_of(page).drills if one.id == record_id), None)
    drill = found or Drill("", "", page.today)
    words = record_label(Drill, "held_on")
    held_on = ask_day(words, key="drill_held_on", standing=found.held_on if found else None)
    changes = {**record_inputs(drill, _DRILL, key="drill"), "held_on": held_on}

    def store(**by: Any) -> Any:  # noqa: ANN401 - who and when, and what was stored
        return save_drill(page.workspace, replace(drill, **changes), **by)

    act(page, t("party.save"), store, key="drill_save", needs={words: held_on})
