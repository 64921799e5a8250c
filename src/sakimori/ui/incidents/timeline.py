"""The timeline of an incident: every line as it was written, the newest first, and a way to add one."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.records.incidents import EntryKind
from sakimori.domain.values.days import JST
from sakimori.services.incidents.shapes import EntryView, IncidentView
from sakimori.services.incidents.write import add_note
from sakimori.ui.frame.components import tag
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import dated, moment, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, language, t

_COLOURS: Final = {
    EntryKind.REPORTED: "blue", EntryKind.JUDGED: "orange", EntryKind.SENT: "green", EntryKind.CLOSED: "green",
    EntryKind.REOPENED: "orange",
}  # fmt: skip


def show_timeline(view: IncidentView, *, may_edit: bool) -> None:
    """The lines with who wrote them, and the button that adds a note."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("incidents.timeline_about"), width="stretch")
        if may_edit:
            st.button(
                t("incidents.note_add"), key="incident_note", icon=":material/add_comment:", on_click=open_dialog,
                args=("incident_note",), kwargs={"incident_id": view.incident.id},
            )  # fmt: skip
    for one in reversed(view.timeline):
        with st.container(border=True, gap="xsmall"):
            _line(one)


def _line(one: EntryView) -> None:
    lang, entry = language(), one.entry
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        tag(label(entry.kind), colour=_COLOURS.get(entry.kind, "gray"))
        st.caption(plain(t("incidents.written", at=moment(entry.at, lang), who=one.who)), width="content")
        if entry.happened_at is not None:
            st.caption(plain(t("incidents.happened_at", at=moment(entry.happened_at, lang))), width="content")
    for line in filter(None, map(str.strip, one.words.get(lang).split("\n"))):
        st.markdown(plain(dated(line, lang)))


def note_dialog(page: Page, *, incident_id: str) -> None:
    """Add what happened or was done; the line cannot be changed afterwards."""
    text = st.text_area(t("incidents.note_text"), key="incident_note_text", height=120)
    st.caption(t("incidents.note_about"))
    with st.container(horizontal=True):
        on = st.date_input(t("incidents.note_on"), value=None, max_value=page.today, key="incident_note_on")
        at = st.time_input(t("incidents.note_at"), value=None, key="incident_note_at", disabled=on is None)
    happened = None if on is None else datetime.combine(on, at or time.min, tzinfo=JST)
    write = partial(add_note, page.workspace, incident_id, text, happened_at=happened)
    act(page, t("incidents.note_save"), write, key="incident_note_save", note=t("incidents.note_done"))
