"""The newer version of the pack of an assessment under way: what it would change, and the way over to it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.domain.questions.pack import Question
from sakimori.errors import PackInvalidError, RefusedError
from sakimori.services.assessments.pack_upgrade import TakeOver, offered_take_over, take_over
from sakimori.services.assessments.view_parts import Filling
from sakimori.services.kernel.access import Permission
from sakimori.ui.assessments.state import fresh
from sakimori.ui.frame.components import go_to, link_to, refusal
from sakimori.ui.frame.dialogs import close_dialog, open_dialog, show_dialog
from sakimori.ui.frame.formats import Unit, count
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_DIALOG, _OPENED = "take_over", "take_over_of"


def show_take_over(page: Page, work: Filling) -> None:
    """What a newer version of the pack would do to the answers, for whoever may take the assessment there."""
    if not work.is_fillable or not page.may(Permission.FILL_ASSESSMENT):
        return
    if st.session_state.get(_OPENED, work.assessment.id) != work.assessment.id:  # the dialog of another assessment
        close_dialog()
    st.session_state[_OPENED] = work.assessment.id
    try:
        offer = offered_take_over(page.workspace, work.assessment.id)
    except PackInvalidError:
        # Answers can still be given on the frozen pack; nobody can tell whether there is a newer one.
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.warning(t("take_over.cannot_tell"), icon=":material/rule:", width="stretch")
            link_to("packs", t("take_over.to_packs"), icon="quiz")
        return
    if offer is not None:
        _banner(work, offer)
        show_dialog({_DIALOG: ("take_over.title", lambda **facts: _dialog(page, work, **facts))})


def _banner(work: Filling, offer: TakeOver) -> None:
    with st.container(border=True, gap="xsmall", key="take_over_banner"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            said = t("take_over.there_is", version=offer.version, now=work.assessment.pack_version)
            st.markdown(f":blue[:material/update:] **{said}**", width="stretch")
            st.button(
                t("take_over.open"),
                key="take_over_open",
                icon=":material/move_up:",
                on_click=open_dialog,
                args=(_DIALOG,),
                kwargs={"version": offer.version},
            )
        st.markdown(_figures(offer))
        with st.expander(t("take_over.details"), icon=":material/list:"):
            _details(work, offer)


def _figures(offer: TakeOver) -> str:
    """How many answers stay, are asked again, are new, are dropped."""
    parts = {
        "take_over.kept": (offer.kept, "green", "check_circle"),
        "take_over.again": (offer.again, "orange", "sync_problem"),
        "take_over.added": (offer.added, "blue", "add_circle"),
        "take_over.dropped": (offer.dropped, "gray", "remove_circle"),
    }
    return "　".join(
        f":{colour}[:material/{icon}:] {t(key, count=count(len(found), Unit.QUESTIONS, language()))}"
        for key, (found, colour, icon) in parts.items()
    )


def _details(work: Filling, offer: TakeOver) -> None:
    was = {question.id: question for question in offer.changes.old.questions}
    becomes = {question.id: question for question in offer.changes.new.questions}
    _questions("take_over.again_head", [becomes[one] for one in offer.again])
    _questions("take_over.added_head", [becomes[one] for one in offer.added])
    _questions("take_over.dropped_head", [was[one] for one in offer.dropped])
    if not (offer.again or offer.added or offer.dropped):
        st.caption(t("take_over.all_stay"))
    named = f"{work.assessment.pack_id}@{offer.version}"
    link_to("packs", t("take_over.to_changes"), icon="difference", pack=named, tab="changes")


def _questions(head: str, questions: Sequence[Question]) -> None:
    if questions:
        lines = [f"{plain(one.id)}　{plain(one.text.get(language()))}" for one in questions]
        st.markdown("  \n".join([f"**{t(head)}**", *lines]))


def _dialog(page: Page, work: Filling, *, version: str) -> None:
    try:  # the dialog is drawn again by itself, long after the page
        offer = offered_take_over(page.workspace, work.assessment.id)
    except RefusedError as error:
        refusal(error)
        return
    if offer is None or offer.version != version:
        st.info(t("take_over.gone"), icon=":material/info:")
        return
    st.markdown(t("take_over.lead", version=version))
    st.markdown(_figures(offer))
    st.caption(t("take_over.what_stays"))
    is_sure = st.checkbox(t("take_over.confirm"), key="take_over_confirm")
    if st.button(t("take_over.do"), key="take_over_do", type="primary", disabled=not is_sure):
        now = fresh(page)
        try:
            begun = take_over(now.workspace, work.assessment.id, seen=version, actor=now.actor, at=now.at)
        except RefusedError as error:
            refusal(error)
            return
        close_dialog()
        go_to("assess", id=begun.id)
