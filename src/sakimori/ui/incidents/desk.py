"""The desk of one incident: what to do next first, then the clocks, whether it is reported, and its parts."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.clock import today
from sakimori.services.incidents.shapes import ActionKind, IncidentView, NextAction
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame.components import link_to, tag
from sakimori.ui.frame.formats import aside, day_long, distance, not_set, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.views import open_tab, tabs
from sakimori.ui.incidents.clocks import EVERY, show_clocks
from sakimori.ui.incidents.closing import show_closing
from sakimori.ui.incidents.facts import show_facts
from sakimori.ui.incidents.items import show_items
from sakimori.ui.incidents.judgement import show_judgement
from sakimori.ui.incidents.saving import show_turned
from sakimori.ui.incidents.scope import show_scope
from sakimori.ui.incidents.sending import show_sending
from sakimori.ui.incidents.state import view_of
from sakimori.ui.incidents.steps import show_steps
from sakimori.ui.incidents.timeline import show_timeline

_TABS: Final = "incident_tab"


class Tab(StrEnum):
    """The parts of the desk."""

    FACTS = "facts"
    ITEMS = "items"
    SCOPE = "scope"
    STEPS = "steps"
    SENDING = "sending"
    TIMELINE = "timeline"
    CLOSING = "closing"


_PLACES: Final = {
    ActionKind.CONTAIN: Tab.STEPS,
    ActionKind.TELL_ENTRUSTER: Tab.SENDING,
    ActionKind.FIND_OUT: Tab.FACTS,
    ActionKind.SEND_PRELIMINARY: Tab.SENDING,
    ActionKind.TELL_PERSONS: Tab.SENDING,
    ActionKind.WRITE_ITEM: Tab.ITEMS,
    ActionKind.SEND_FINAL: Tab.SENDING,
    ActionKind.DO_STEP: Tab.STEPS,
    ActionKind.SET_MEASURE: Tab.STEPS,
    ActionKind.DO_MEASURE: Tab.STEPS,
    ActionKind.CLOSE: Tab.CLOSING,
}
"""On which part each next action is done."""


def show_desk(page: Page, incident_id: str) -> None:
    """One incident."""
    view = view_of(page, incident_id)
    may_edit = page.may(Permission.EDIT_INCIDENT) and view.incident.closed_on is None
    _head(view)
    _next(page, view.next)
    st.fragment(_clocks, run_every=EVERY)(page, incident_id)
    show_judgement(view.reportable, is_free=view.is_freed, authority=view.authority)
    _parts(page, view, may_edit=may_edit)


def _head(view: IncidentView) -> None:
    incident = view.incident
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if incident.closed_on is not None:
            tag(t("incidents.closed"), colour="green", icon="check_circle")
        else:
            tag(t("incidents.open"), colour="orange", icon="pending")
        st.markdown(plain(view.third_party_name or t("incidents.place_unknown")), width="content")
        owner = view.owner_name or not_set(language())
        st.caption(plain(t("incidents.owner", name=owner)), width="content")
        if incident.reported_at is not None:
            st.caption(plain(t("incidents.reported_by", name=view.reporter_name)), width="content")
        st.space("stretch")
        link_to("incidents", t("incidents.to_list"), icon="arrow_back")


def _next(page: Page, action: NextAction | None) -> None:
    """What is to be done next, and the way there."""
    if action is None:
        st.success(t("incidents.nothing_next"), icon=":material/task_alt:")
        return
    words = plain(action.words.get(language()))
    if action.due_on is not None:
        far = distance(action.due_on, page.on, language())
        words = f"{words}　{plain(aside(far, day_long(action.due_on, language()), language()))}"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="incident_next"):
        with st.container(gap=None, width="stretch"):
            st.caption(t("incidents.next_late" if action.is_late else "incidents.next"))
            icon = "error" if action.is_late else "arrow_circle_right"
            st.markdown(f"**:material/{icon}: {words}**")
        st.button(
            t("incidents.do_next"), key="incident_do_next", type="primary", on_click=_go, args=(_PLACES[action.kind],)
        )


def _go(tab: Tab) -> None:
    open_tab(_TABS, tab)


def _clocks(page: Page, incident_id: str) -> None:
    """The clocks of the incident as it stands by now; of today, also where the page was drawn yesterday."""
    view = view_of(page, incident_id)
    if view.clocks:
        because = view.counted_because.get(language())
        show_clocks(view.clocks, view.counted_from, because, today() if page.is_editable else page.on)


def _parts(page: Page, view: IncidentView, *, may_edit: bool) -> None:
    draws: dict[Tab, Callable[[], None]] = {
        Tab.FACTS: lambda: show_facts(page, view, may_edit=may_edit),
        Tab.ITEMS: lambda: show_items(page, view, may_edit=may_edit),
        Tab.SCOPE: lambda: show_scope(page, view),
        Tab.STEPS: lambda: show_steps(page, view, may_edit=may_edit),
        Tab.SENDING: lambda: show_sending(page, view, may_edit=may_edit),
        Tab.TIMELINE: lambda: show_timeline(view, may_edit=may_edit),
        Tab.CLOSING: lambda: show_closing(page, view, may_edit=may_edit),
    }
    opened, panel = tabs({tab: _title(tab, view) for tab in Tab}, key=_TABS, whose=view.incident.id)
    with panel:
        show_turned(view.incident)
        draws[opened]()


def _title(tab: Tab, view: IncidentView) -> str:
    counts = {
        Tab.ITEMS: sum(one.state.value == "written" for one in view.items),
        Tab.STEPS: sum(not one.step.is_settled for one in view.steps),
        Tab.TIMELINE: len(view.timeline),
    }
    words = t(f"incidents.tab_{tab.value}")
    return f"{words} {counts[tab]}" if tab in counts else words
