"""The gap board itself: counts and filters above the list, or why it is empty."""

from __future__ import annotations

import streamlit as st

from sakimori.services.gaps.rows import Board, Grouping, first_after
from sakimori.services.kernel.judge_queue import waiting
from sakimori.ui.frame.components import NextStep, empty_state
from sakimori.ui.frame.formats import Unit, count, day, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import Mark, chip
from sakimori.ui.frame.text import SENTENCES, dotted, language, listed, t
from sakimori.ui.gaps.actions import show_waiting
from sakimori.ui.gaps.filter import (
    BASIS,
    DEPARTMENT,
    GROUP,
    HORIZON,
    MARK_OF,
    MARKS,
    SEVERITY,
    UNGROUPED,
    WHOSE,
    WITH_OWN,
    BasisGroup,
    Horizon,
    board_of,
    chosen_filter,
    clear_address,
    keep_address,
    narrowed_in_words,
    take_address,
)
from sakimori.ui.gaps.listing import follow_fix, show_rows


def show_gaps(page: Page) -> None:
    """What waits for a decision, then the board as the address asks for it; or why it is empty."""
    take_address(page)
    if not nothing_to_show(page):
        show_waiting(page)
        show_board(page)


def show_board(page: Page) -> None:
    """Counts and filters above, what they leave below."""
    follow_fix(page)
    board = board_of(page)
    _severities(board)
    _filters(page, board)
    keep_address(page)
    _narrowed(page)
    if not board.total:
        own_switch(page, board)
        if waits := _waits(page):
            st.markdown(waits)
        elif board.is_any_now:
            st.markdown(t("gaps.none_left"))
        st.button(t("gaps.widen"), key="gaps_widen_none", on_click=clear_address)
        return
    _summary(page, board)
    show_rows(page)


def _summary(page: Page, board: Board) -> None:
    """The three numbers of what the filter leaves, and our own company in or out."""
    left = board.left
    figures = {
        "known": left.number, "overdue": left.overdue, "unknown": left.unknown, "coming": left.coming,
        "waived": board.waived,
    }  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t("gaps.summary", **{name: count(n, Unit.CASES, language()) for name, n in figures.items()}))
        own_switch(page, board)


def own_switch(page: Page, board: Board) -> None:
    """Our own company in or out, with what it would add; no switch where one dossier alone is asked for."""
    wanted = chosen_filter(page)
    if wanted.party or wanted.is_own:
        return
    out = board.own.number + board.own.unknown + board.own.coming
    words = t("gaps.with_own") if st.session_state.get(WITH_OWN) else t("gaps.with_own_more", count=out)
    st.toggle(words, key=WITH_OWN)


def _severities(board: Board) -> None:
    counts = {MARK_OF[severity]: number for severity, number in board.counts.defects.items()}
    counts[Mark.UNKNOWN] = board.counts.unknown
    words = {state: f"{chip(state, language())} {counts.get(state, 0):,}" for state in MARKS}
    spans = {horizon: t(f"gaps.horizon_{horizon.value}") for horizon in Horizon}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            t("gaps.severity"), MARKS, selection_mode="multi", key=SEVERITY, label_visibility="collapsed",
            format_func=words.__getitem__, wrap=True,
        )  # fmt: skip
        st.space("stretch")
        st.segmented_control(
            t("gaps.horizon"), list(Horizon), key=HORIZON, label_visibility="collapsed", required=True,
            format_func=spans.__getitem__,
        )  # fmt: skip


def _filters(page: Page, board: Board) -> None:
    mine = t("gaps.mine")
    bases = {basis: t(f"gaps.basis_{basis.value}") for basis in BasisGroup}
    groupings = {grouping: t(f"gaps.group_{grouping}") for grouping in (UNGROUPED, *Grouping)}
    departments = sorted({*board.departments, *(st.session_state.get(DEPARTMENT) or ())})
    with st.container(horizontal=True, vertical_alignment="center"):
        st.pills(
            t("gaps.whose"), [page.actor.id], selection_mode="multi", key=WHOSE, label_visibility="collapsed",
            format_func=lambda _: mine,
        )  # fmt: skip
        st.pills(
            t("gaps.basis"), list(BasisGroup), selection_mode="multi", key=BASIS, label_visibility="collapsed",
            format_func=bases.__getitem__,
        )  # fmt: skip
        st.space("stretch")
        st.multiselect(
            t("gaps.department"), departments, key=DEPARTMENT, placeholder=t("gaps.departments"),
            label_visibility="collapsed", width=220,
        )  # fmt: skip
        st.selectbox(
            t("gaps.group"), list(groupings), key=GROUP, label_visibility="collapsed", width=160,
            format_func=groupings.__getitem__,
        )  # fmt: skip


def _narrowed(page: Page) -> None:
    words = narrowed_in_words(page)
    if not words:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        what = dotted([plain(part) for part in words])
        st.markdown(f":material/filter_alt: {t('gaps.narrowed', what=what)}", width="content")
        st.button(t("gaps.widen"), key="gaps_widen", type="tertiary", icon=":material/close:", on_click=clear_address)


def _waits(page: Page) -> str:
    """How many third parties wait to be judged, of whom nobody can say yet that they have no gap; empty if none."""
    left = 0 if page.as_of.is_past else waiting(page.workspace).left
    return t("gaps.none_yet", left=count(left, Unit.COMPANIES, language())) if left else ""


def nothing_to_show(page: Page) -> bool:
    """Say so, and what comes next, where there is no third party or no gap on the day; True if nothing is to come."""
    board = board_of(page)
    if not board.is_any_party:
        empty_state(
            "flag",
            t("gaps.empty"),
            NextStep(t("gaps.to_parties"), to="parties"),
            NextStep(t("gaps.to_imports"), to="imports"),
        )
        return True
    if board.is_any_now or (board.is_any and narrowed_in_words(page)):
        return False
    if waits := _waits(page):
        empty_state("hourglass_empty", waits, NextStep(t("gaps.to_calendar"), to="calendar"))
        return not board.is_any
    coming = first_after(page.workspace, page.as_of)
    none = t("gaps.none_today") if page.on == page.today else t("gaps.none_on", day=day(page.on, language()))
    following = t("gaps.none_known") if coming is None else t("gaps.none_next", day=day(coming, language()))
    empty_state("task_alt", listed([none, following], SENTENCES), NextStep(t("gaps.to_calendar"), to="calendar"))
    return not board.is_any
