"""Requests for a waiver that wait for compliance."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sakimori.domain.gap import Waiver
from sakimori.services.gaps.write import WaitingWaiver, decide_waiver, waiting_waivers
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import day_long
from sakimori.ui.frame.own_decision import tell_own
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.text import language, t, t_count


def show_waiting(page: Page) -> None:
    """One line for those who decide, as long as something waits."""
    if not (page.is_editable and may(page.actor, Permission.DECIDE_WAIVER)):
        return
    waiting = kept(page, "waiting_waivers", lambda: waiting_waivers(page.workspace, on=page.today))
    if not waiting:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/gavel: {t_count('gaps.waiting', len(waiting))}", width="content")
        if st.button(t("gaps.decide"), key="gaps_decide", type="primary"):
            open_dialog("gaps_decide", page=page, waiting=waiting)


def decide_form(page: Page, waiting: tuple[WaitingWaiver, ...]) -> None:
    """Approve or refuse one of the requests that wait."""
    names = [f"{asked.third_party_name}: {asked.title.get(language())}" for asked in waiting]
    which = st.selectbox(
        t("gaps.decide_which"),
        range(len(waiting)),
        format_func=names.__getitem__,
        key="gaps_decide_which",
    )
    asked = waiting[which]
    st.markdown(t("gaps.decide_gap", what=plain(asked.title.get(language())), cites=plain(asked.cites.get(language()))))
    st.markdown(t("gaps.decide_why", why=plain(asked.waiver.justification)))
    st.markdown(t("gaps.decide_until", who=plain(asked.asker), day=day_long(asked.waiver.last_day, language())))
    is_interested = page.actor.id in asked.interested
    if is_interested:
        st.info(t("gaps.not_you"), icon=":material/block:")
    else:
        tell_own(page, Waiver, asked.waiver.id, Permission.DECIDE_WAIVER)
    note = st.text_area(t("gaps.decide_note"), key="gaps_decide_note", disabled=is_interested)
    with st.container(horizontal=True):
        for key, approve in (("approve", True), ("refuse", False)):
            write = partial(decide_waiver, page.workspace, asked.waiver.id, approve=approve, note=note)
            act(
                page, t(f"gaps.{key}"), write, key=f"gaps_{key}", of=asked.waiver, disabled=is_interested,
                type="primary" if approve else "secondary",
            )  # fmt: skip


DIALOGS = {"gaps_decide": ("gaps.decide_title", decide_form)}
