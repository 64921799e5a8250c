"""The demo's banner, and the dialog by which a company begins a workspace of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from sakimori.errors import SakimoriError
from sakimori.services.kernel.workspace import OWN, database
from sakimori.services.own_company.write import begin_workspace
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.text import t

_ASKED = "begin_own"
_BEGUN = "own_begun"


def ask_to_begin() -> None:
    """Open the dialog on the next run."""
    st.session_state[_ASKED] = True


def demo_banner(*, has_own: bool, to_own: Callable[[], None]) -> None:
    """One line on every page of the demo: that it is one, and the way to a workspace of one's own."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="demo_banner"):
        st.caption(f":violet[:material/science:] {t('begin_own.banner')}", width="stretch")
        if has_own:
            st.button(t("frame.to_own"), key="demo_to_own", type="tertiary", on_click=to_own)
        else:
            st.button(t("frame.begin_own"), key="demo_begin_own", type="tertiary", on_click=ask_to_begin)


def begin_own_dialog(*, at: datetime, begun: Callable[[], None]) -> None:
    """The dialog, when somebody asked for it; afterwards `begun` goes to the new workspace."""
    if st.session_state.get(_ASKED):
        st.dialog(t("begin_own.title"), width="medium", on_dismiss=_dismissed)(_fields)(at, begun)
    elif st.session_state.pop(_BEGUN, False):
        st.toast(t("begin_own.begun"), icon=":material/check_circle:")


def _dismissed() -> None:
    st.session_state.pop(_ASKED, None)


def _fields(at: datetime, begun: Callable[[], None]) -> None:
    st.markdown(t("begin_own.lead"))
    with st.form("begin_own_form", border=False):
        company = st.text_input(t("begin_own.company"), key="begin_own_company", max_chars=300)
        person = st.text_input(t("begin_own.person"), key="begin_own_person", max_chars=100)
        department = st.text_input(t("begin_own.department"), key="begin_own_department", max_chars=100)
        st.caption(t("begin_own.roles"))
        wanted = st.form_submit_button(t("begin_own.begin"), key="begin_own_submit", type="primary")
    if not wanted:
        return
    try:
        begin_workspace(database(OWN), company=company, person=person, department=department, at=at)
    except SakimoriError as error:
        refusal(error)
        return
    _dismissed()
    begun()
    st.session_state[_BEGUN] = True
    st.rerun()
