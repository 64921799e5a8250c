"""Which two assessments are compared: on each side a third party, then its assessment; and what can be at once."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.services.assessments.rows import AssessmentRow
from sakimori.services.comparisons.pairs import cycles
from sakimori.ui.assessments.listing import rows_of
from sakimori.ui.comparisons.state import LEFT, RIGHT, SIDES, choose, chosen
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import aside, day
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import dotted, label, language, t

_OTHER = {LEFT: RIGHT, RIGHT: LEFT}


def show_pickers(page: Page) -> None:
    """Both sides beside each other."""
    rows = rows_of(page)
    for side, column in zip(SIDES, st.columns(2, gap="medium"), strict=True):
        with column:
            _side(rows, side)


def _side(rows: Sequence[AssessmentRow], side: str) -> None:
    party_key, one_key, kept_key = f"compare_{side}_party", f"compare_{side}_one", f"compare_{side}_of"
    known = {row.id: row for row in rows}
    now = known.get(chosen(side))
    party = now.third_party_id if now else st.session_state.get(kept_key)
    names = dict(sorted(((row.third_party_id, row.name) for row in rows), key=lambda pair: pair[1]))

    def party_chosen() -> None:
        st.session_state[kept_key] = st.session_state[party_key]
        choose(side, _newest(rows, st.session_state[party_key], but=chosen(_OTHER[side])))

    def one_chosen() -> None:
        choose(side, st.session_state[one_key])

    st.session_state[party_key] = party if party in names else None
    st.selectbox(
        t(f"compare.{side}_party"), list(names), index=None, key=party_key, format_func=names.__getitem__,
        placeholder=t("compare.choose_party"), on_change=party_chosen,
    )  # fmt: skip
    # The other side is left out: an assessment says nothing beside itself.
    options = {r.id: _words(r) for r in rows if r.third_party_id == party and r.id != chosen(_OTHER[side])}
    st.session_state[one_key] = now.id if now and now.id in options else None
    st.selectbox(
        t(f"compare.{side}_one"), list(options), index=None, key=one_key, format_func=options.__getitem__,
        placeholder=t("compare.choose_one") if options or not party else t("compare.no_other"),
        on_change=one_chosen, disabled=not options, label_visibility="collapsed",
    )  # fmt: skip


def _newest(rows: Sequence[AssessmentRow], party: str, *, but: str) -> str:
    """The assessment of a third party that was opened last; empty where it has no other one."""
    found = [row for row in rows if row.third_party_id == party and row.id != but]
    return max(found, key=lambda row: (row.opened_on, row.id)).id if found else ""


def _words(row: AssessmentRow) -> str:
    """Pack and version, of which service, how it stands and since when."""
    parts = [f"{row.pack.get(language())} {row.pack_version}", row.service, label(row.kind), standing_since(row)]
    return dotted(filter(None, parts))


def show_cycles(page: Page) -> None:
    """Two cycles in a row; choosing it puts them side by side."""
    pairs = kept(page, "cycles", lambda: cycles(page.workspace, number=page.number))
    if not pairs:
        return
    known = {row.id: row for row in rows_of(page)}
    section(t("compare.cycles"), t("compare.cycles_hint"))
    columns = {
        "party": text_column(t("compare.party"), width=230, pinned=True),
        "pack": text_column(t("coverage.col_pack"), width=250),
        "left": text_column(t("compare.time.left"), width=190),
        "right": text_column(t("compare.time.right"), width=190),
    }
    cells = [_pair_cells(known[pair.left_id], known[pair.right_id]) for pair in pairs]
    chosen = table(cells, columns, key=f"compare_cycles_{page.number}", alt=t("compare.cycles_alt"), select="one")
    if chosen:
        choose(LEFT, pairs[chosen[0]].left_id)
        choose(RIGHT, pairs[chosen[0]].right_id)
        st.rerun()


def _pair_cells(left: AssessmentRow, right: AssessmentRow) -> list[Cell]:
    name = aside(right.name, right.service, language()) if right.service else right.name
    return [name, right.pack.get(language()), standing_since(left), standing_since(right)]


def standing_since(row: AssessmentRow) -> str:
    """How an assessment stands, and since when."""
    return f"{label(row.state)} {day(row.decided_on or row.submitted_on or row.opened_on, language())}"
