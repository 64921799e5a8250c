"""The row of ways that lead on from an assessment: send it, ask its gaps, compare it, see the one it asks about."""

from __future__ import annotations

import streamlit as st

from sakimori.services.assessments.gap_pack import original_of
from sakimori.services.assessments.view_parts import Filling
from sakimori.services.comparisons.candidates import pair_for
from sakimori.ui.assessments.gaps_pack import gaps_pack_button, show_came_back, show_gaps_pack
from sakimori.ui.assessments.send import send_button, show_send
from sakimori.ui.frame.components import go_to, link_to
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.text import t


def show_ways(page: Page, work: Filling) -> None:
    """What came back, the row, and the dialog of files that go out while one is open."""
    show_came_back(page, work)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        send_button(page, work)
        gaps_pack_button(page, work)
        _way_to_compare(page, work)
        _way_to_original(page, work)
    show_send(page, work.assessment.id)
    show_gaps_pack(page, work.assessment.id)


def _way_to_compare(page: Page, work: Filling) -> None:
    make = lambda: pair_for(page.workspace, work.assessment, number=page.number)  # noqa: E731
    pair = kept(page, "pair", make, work.assessment.id)
    if pair is not None:
        words = t("compare.with_last" if pair.is_cycle else "compare.with_other")
        link_to("compare", words, icon="compare_arrows", left=pair.left_id, right=pair.right_id)


def _way_to_original(page: Page, work: Filling) -> None:
    """Where an assessment asks the gaps of another one."""
    with page.workspace.unit() as unit:
        original_id = original_of(unit, work.assessment)
    if original_id is not None:
        # A button: a link to the page on which one is looks like the page itself.
        if st.button(t("gaps_pack.original"), key="gaps_pack_original", icon=":material/checklist:", type="tertiary"):
            go_to("assess", id=original_id)
        st.caption(t("gaps_pack.is_short"), width="stretch")
