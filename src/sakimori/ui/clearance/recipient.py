"""To whom: found by any word that people know it by; several are shown, none is guessed."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.codes import UserRole
from sakimori.errors import NotFoundError
from sakimori.services.clearance.choices import Recipient, candidates, recipient, recipient_of, whom_to_ask
from sakimori.services.kernel.access import Permission
from sakimori.ui.clearance.answer_words import of_way
from sakimori.ui.clearance.state import PARTY, choose_recipient, named_flow
from sakimori.ui.frame.components import link_to, refusal
from sakimori.ui.frame.formats import aside, country
from sakimori.ui.frame.party_fields import roles_in_words
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, language, t


def ask_recipient(page: Page) -> Recipient | None:
    """The chosen recipient, or the search for one."""
    asked = str(st.session_state.get(PARTY, ""))
    if not asked and named_flow():
        asked = recipient_of(page.workspace, named_flow(), actor=page.actor)
    if not asked:
        _search(page)
        return None
    try:
        found = recipient(page.workspace, asked, actor=page.actor, on=page.on)
    except NotFoundError as error:
        refusal(error)
        _search(page)
        return None
    return found


def show_chosen(found: Recipient, *, comes_in: bool) -> None:
    """The other side with its role, and the way to another one."""
    party = found.party
    what = dotted(filter(None, (roles_in_words(party.roles), country(party.country, language()))))
    with st.container(gap="xxsmall", key="check_chosen"):
        with st.container(horizontal=True, vertical_alignment="center"):
            whom = t(f"check.recipient{of_way(comes_in)}")
            st.markdown(f":small[{whom}]　:gray[:small[{plain(what)}]]", width="stretch")
            st.button(
                t("check.change_recipient"), key="check_change", type="tertiary", on_click=choose_recipient, args=("",)
            )
        st.markdown(f":material/domain: **{plain(party.legal_name)}**")


def _search(page: Page) -> None:
    text = st.text_input(
        t("check.recipient"), type="search", live="250ms", key="check_q", placeholder=t("check.recipient_hint"),
        help=t("check.recipient_help"),
    )  # fmt: skip
    if not text.strip():
        return
    shown = candidates(page.workspace, text, actor=page.actor)
    if not shown.found:
        _show_unknown(page, text)
        return
    st.caption(t("check.near" if shown.is_near else "check.candidates"))
    with st.container(gap="xxsmall"):
        for one in shown.found:
            st.button(
                plain(one.name), key=f"check_pick_{one.id}", icon=":material/domain:", type="tertiary",
                on_click=choose_recipient, args=(one.id,),
            )  # fmt: skip
            if one.word:
                st.caption(plain(t("check.matched", word=one.word)))
    if shown.is_near:
        _show_unknown(page, text)


def _show_unknown(page: Page, name: str) -> None:
    """Nobody but procurement registers a company: whoever asks is told whom to turn to, and what to say."""
    if page.may(Permission.EDIT_PARTY):
        st.info(t("check.unknown_own"), icon=":material/domain_add:")
        link_to("parties", t("check.register"), icon="add")
        return
    st.info(t("check.unknown"), icon=":material/domain_add:")
    people = whom_to_ask(page.workspace, UserRole.PROCUREMENT, on=page.today)
    names = dotted(aside(user.name, user.department, language()) if user.department else user.name for user in people)
    if not people:
        st.markdown(t("check.nobody"))
        return
    st.markdown(plain(t("check.ask_procurement", who=names)))
    st.code(t("check.ask_register", name=name.strip()), language=None, wrap_lines=True)
