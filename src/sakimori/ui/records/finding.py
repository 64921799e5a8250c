"""Finding records: by third party or flow, by period, and by the customer number of a person who asks for them."""

from __future__ import annotations

from datetime import date

import streamlit as st

from sakimori.clock import now
from sakimori.errors import RefusedError
from sakimori.services.records.corrections import records_of_person
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import close_dialog, open_dialog
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.records.state import FOUND, FROM, OLD, QUERY, UNTIL, is_narrowed, may_read_numbers, widen

_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9000, 12, 31)


def show_search(page: Page) -> None:
    """One line: name, period, person; what narrows the lists can be taken away at once."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(t("records.search"), type="search", key=QUERY, placeholder=t("records.search_hint"), width=250)
        for key, words in ((FROM, t("records.from")), (UNTIL, t("records.until"))):
            st.date_input(
                words, value=None, min_value=_FIRST_DAY, max_value=_LAST_DAY, format="YYYY/MM/DD", key=key, width=140
            )
        if may_read_numbers(page):
            st.button(
                t("records.by_person"), key="records_by_person", icon=":material/person_search:",
                on_click=open_dialog, args=("record_find",),
            )  # fmt: skip
        if is_narrowed():
            st.button(t("records.widen"), key="records_widen", type="tertiary", on_click=widen)
        st.toggle(t("records.with_old"), key=OLD)
    ids = st.session_state.get(FOUND)
    if ids is not None:
        st.info(t("records.found", count=count(len(ids), Unit.CASES, language())), icon=":material/person_search:")


def find_body(page: Page) -> None:
    """The records that name one person; the number itself is not kept, that somebody looked is."""
    st.caption(t("records.find_note"))
    number = st.text_input(t("records.find_number"), key="records_number")
    if not st.button(t("records.find"), type="primary", key="records_find", disabled=not number.strip()):
        return
    try:
        provisions, receipts = records_of_person(page.workspace, number, actor=page.actor, at=now())
    except RefusedError as error:
        refusal(error)
        return
    st.session_state[FOUND] = frozenset(r.id for r in provisions) | frozenset(r.id for r in receipts)
    close_dialog()
    st.rerun()
