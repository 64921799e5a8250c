"""The gap board itself: counts, filters, the table with what can be done to the chosen rows, or why it is empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from enum import StrEnum

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from sakimori.domain.gap import Waiver
from sakimori.services.gaps.board import BoardRow, board, first_after
from sakimori.services.parties.rows import party_rows
from sakimori.ui.frame.components import NextStep, empty_state, go_to
from sakimori.ui.frame.dialogs import expect_party, open_dialog
from sakimori.ui.frame.formats import Unit, count, day, distance, not_set, plain, short_cites, since
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, Mark, chip, tally
from sakimori.ui.frame.tables import Cell, button_column, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import ENGLISH, JAPANESE, SENTENCES, dotted, language, listed, t
from sakimori.ui.gaps.actions import action_bar
from sakimori.ui.gaps.filter import (
    BASIS,
    DEPARTMENT,
    GROUP,
    HORIZON,
    MARKS,
    SEVERITY,
    WHOSE,
    BasisGroup,
    BoardFilter,
    Horizon,
    chosen_filter,
    clear_address,
    mark_of,
    narrowed_in_words,
    state_in_words,
)

LONGEST = 1_000
_FIX = "gaps_fix"
_WIDTHS = {
    JAPANESE: {"party": 160, "gap": 258, "basis": 116, "due": 82, "fix": 98, "since": 96},
    ENGLISH: {"party": 156, "gap": 206, "basis": 138, "due": 110, "fix": 104, "since": 104},
}
"""What has to be read first fits on a screen of 1280; the state and since when follow to the right."""


class Grouping(StrEnum):
    """By what the board is put together."""

    NONE = "none"
    PARTY = "party"
    RULE = "rule"
    OWNER = "owner"


def rows_of(page: Page) -> tuple[BoardRow, ...]:
    """Every gap of the day, and every one that is known to begin."""
    return memo(
        page,
        "gap_board",
        lambda: board(page.workspace, on=page.on, today=page.today, number=page.number, horizon_days=None),
    )


def visible_rows(page: Page) -> list[BoardRow]:
    """The rows that the filters leave, in the order of the page."""
    return chosen_filter(page).apply(rows_of(page), page.on)


def show_board(page: Page) -> None:
    """Counts and filters above, what they leave below."""
    follow_fix(page)
    rows = rows_of(page)
    chosen = chosen_filter(page)
    _severities(chosen, rows, page)
    _filters(page, rows)
    _narrowed(chosen, rows)
    chosen = chosen_filter(page)
    shown = chosen.apply(rows, page.on)
    if not shown:
        if any(row.is_now for row in rows):
            st.markdown(t("gaps.none_left"))
        st.button(t("gaps.widen"), key="gaps_widen_none", on_click=clear_address)
        return
    overdue = sum(row.is_now and row.due_on < page.on for row in shown)
    waived = sum(row.is_waived for row in shown)
    st.caption(
        t(
            "gaps.summary",
            count=count(len(shown), Unit.CASES, language()),
            overdue=count(overdue, Unit.CASES, language()),
            waived=count(waived, Unit.CASES, language()),
        )
    )
    grouping = Grouping(st.session_state.get(GROUP) or Grouping.NONE)
    if grouping is not Grouping.NONE:
        shown = _groups(page, shown, grouping)
    if shown:
        _table(page, shown)


def follow_fix(page: Page) -> None:
    """Go where the row whose button was pressed is closed: into the assessment, or to the one field in the dossier."""
    row: BoardRow | None = st.session_state.pop(_FIX, None)
    if row is None:
        return
    row = _waived(page, row)
    if row.fix.record == "assessment" and row.fix.record_id:
        go_to("assess", id=row.fix.record_id, q=row.fix.field)
    if "assessment" in {row.fix.record, row.fix.field}:
        go_to("assess", party=row.third_party_id)
    if row.fix.record != "waiver" and page.is_editable:
        open_dialog("fix", gap_id=row.gap_id)
        expect_party(row.third_party_id)
    go_to("party", party=row.third_party_id, tab="gaps")


def _waived(page: Page, row: BoardRow) -> BoardRow:
    """The gap that a waiver was about, which is what has to be closed; any other gap is itself."""
    if row.fix.record != "waiver":
        return row
    with page.workspace.unit() as unit:
        waiver = unit.records.find(Waiver, row.fix.record_id)
    return next((other for other in rows_of(page) if waiver is not None and other.gap_id == waiver.gap_id), row)


def _severities(chosen: BoardFilter, rows: Sequence[BoardRow], page: Page) -> None:
    counts: defaultdict[Mark, int] = defaultdict(int)
    for row in chosen.but_severity(rows, page.on):
        counts[mark_of(row)] += 1
    words = {state: f"{chip(state, language())} {counts[state]:,}" for state in MARKS}
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


def _filters(page: Page, rows: Sequence[BoardRow]) -> None:
    departments = sorted({row.department for row in rows if row.department})
    mine = t("gaps.mine")
    bases = {basis: t(f"gaps.basis_{basis.value}") for basis in BasisGroup}
    groupings = {grouping: t(f"gaps.group_{grouping.value}") for grouping in Grouping}
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
            t("gaps.group"), list(Grouping), key=GROUP, label_visibility="collapsed", width=160,
            format_func=groupings.__getitem__,
        )  # fmt: skip


def _narrowed(chosen: BoardFilter, rows: Sequence[BoardRow]) -> None:
    if not chosen.narrowing.is_any:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        what = dotted([plain(part) for part in narrowed_in_words(chosen.narrowing, rows)])
        st.markdown(f":material/filter_alt: {t('gaps.narrowed', what=what)}", width="content")
        st.button(t("gaps.widen"), key="gaps_widen", type="tertiary", icon=":material/close:", on_click=clear_address)


def _groups(page: Page, rows: Sequence[BoardRow], grouping: Grouping) -> list[BoardRow]:
    """Draw one line a group, and give the rows of the one that is chosen."""
    groups: defaultdict[str, list[BoardRow]] = defaultdict(list)
    for row in rows:
        groups[_GROUP_KEYS[grouping](row)].append(row)
    ordered = list(groups.values())
    chosen = table(
        [_group_cells(group, grouping, page) for group in ordered],
        {
            "worst": severity_column(),
            "name": text_column(t(f"gaps.col_{_GROUP_HEADS[grouping]}"), width=330),
            "count": number_column(t("gaps.col_count"), width=70),
            "tally": text_column(t("gaps.col_tally"), width=240),
            "due": text_column(t("gaps.col_first_due"), width=120),
        },
        key=f"gaps_groups_{grouping.value}_{page.number}_{len(ordered)}",
        alt=t("gaps.groups_alt"),
        select="one",
    )
    if not chosen:
        st.caption(t("gaps.group_hint"))
        return []
    return ordered[chosen[0]]


_GROUP_KEYS: dict[Grouping, Callable[[BoardRow], str]] = {
    Grouping.PARTY: lambda row: row.third_party_id,
    Grouping.RULE: lambda row: row.rule_id,
    Grouping.OWNER: lambda row: row.owner_id or "",
}
_GROUP_HEADS = {Grouping.PARTY: "party", Grouping.RULE: "gap", Grouping.OWNER: "owner"}


def _group_cells(group: Sequence[BoardRow], grouping: Grouping, page: Page) -> list[Cell]:
    counts: defaultdict[Mark, int] = defaultdict(int)
    for row in group:
        counts[mark_of(row)] += 1
    names = {
        Grouping.PARTY: group[0].third_party_name,
        Grouping.RULE: group[0].title.get(language()),
        Grouping.OWNER: group[0].owner_name or not_set(language()),
    }
    worst = min(counts, key=MARKS.index)
    first_due = min(row.due_on for row in group)
    return [
        [chip(worst, language())],
        names[grouping],
        len(group),
        tally(counts, language()),
        distance(first_due, page.on, language()),
    ]


def severity_column() -> ColumnConfig:
    """The column of chips of the marks that a gap can have."""
    options = {chip(state, language()): LOOKS[state].colour for state in MARKS}
    return chip_column(t("gaps.col_severity"), options, width=94, pinned=True)


def _table(page: Page, rows: Sequence[BoardRow]) -> None:
    shown = rows[:LONGEST]
    if len(rows) > len(shown):
        st.caption(t("gaps.cut", shown=f"{len(shown):,}"))

    def to_fix(place: int) -> None:
        st.session_state[_FIX] = shown[place]

    # Another key for other rows: a choice must not move on to whatever stands in its place now.
    key = f"gaps_table_{page.number}_{hash(tuple(row.gap_id for row in shown)) & 0xFFFFFF}"
    wide = _WIDTHS[language()]
    chosen = table(
        [_cells(row, page) for row in shown],
        {
            "severity": severity_column(),
            "party": text_column(t("gaps.col_party"), width=wide["party"], pinned=True),
            "gap": text_column(t("gaps.col_gap"), width=wide["gap"]),
            "basis": text_column(t("gaps.col_basis"), width=wide["basis"]),
            "due": text_column(t("gaps.col_due"), width=wide["due"]),
            "owner": text_column(t("gaps.col_owner"), width=68),
            "fix": button_column(t("gaps.col_fix"), key=f"{key}_fix", on_row=to_fix, width=wide["fix"]),
            "state": text_column(t("gaps.col_state"), width=79),
            "since": text_column(t("gaps.col_since"), width=wide["since"]),
        },
        key=key,
        alt=t("gaps.table_alt"),
        select="many",
    )
    action_bar(page, [shown[place] for place in chosen if place < len(shown)])


def _cells(row: BoardRow, page: Page) -> list[Cell]:
    return [
        [chip(mark_of(row), language())],
        row.third_party_name,
        row.title.get(language()),
        short_cites(row.cites.get(language()), language()),
        distance(row.due_on, page.on, language()),
        row.owner_name or not_set(language()),
        fix_in_words(row),
        state_in_words(row),
        since(row.begins_on, page.on, language()),
    ]


def fix_in_words(row: BoardRow) -> str:
    """What the button of a row says."""
    if row.fix.record == "assessment" and row.fix.record_id:
        return t("gaps.fix_assessment")
    if "assessment" in {row.fix.record, row.fix.field}:
        return t("gaps.fix_start")
    return t("gaps.fix_waiver" if row.fix.record == "waiver" else "gaps.fix_field")


def nothing_to_show(page: Page) -> bool:
    """Say so, and what comes next, where there is no third party or no gap on the day; True if nothing is to come."""
    rows = rows_of(page)
    parties = memo(
        page,
        "party_rows",
        lambda: party_rows(page.workspace, on=page.on, today=page.today, number=page.number),
    )
    if not parties:
        empty_state(
            "flag",
            t("gaps.empty"),
            NextStep(t("gaps.to_parties"), to="parties"),
            NextStep(t("gaps.to_imports"), to="imports"),
        )
        return True
    if any(row.is_now for row in rows) or (rows and chosen_filter(page).narrowing.is_any):
        return False
    coming = first_after(page.workspace, on=page.on, number=page.number)
    none = t("gaps.none_today") if page.on == page.today else t("gaps.none_on", day=day(page.on, language()))
    following = t("gaps.none_known") if coming is None else t("gaps.none_next", day=day(coming, language()))
    empty_state("task_alt", listed([none, following], SENTENCES), NextStep(t("gaps.to_calendar"), to="calendar"))
    return not rows
