"""The list of the gap board: its columns on the page and in files, groups of it, and where a row is closed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from sakimori.domain.gap import Waiver
from sakimori.services.gaps.rows import (
    GapFilter,
    GapGroup,
    GapRow,
    Grouping,
    all_rows,
    group_page,
    in_group,
    row_page,
)
from sakimori.ui.frame.components import Export, go_to
from sakimori.ui.frame.dialogs import expect_party, open_dialog
from sakimori.ui.frame.formats import distance, not_set, short_cites
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, chip, tally, word
from sakimori.ui.frame.text import label, language, t, tier_label
from sakimori.ui.gaps.actions import action_bar
from sakimori.ui.gaps.filter import (
    GROUP,
    MARK_OF,
    MARKS,
    UNGROUPED,
    board_of,
    chosen_filter,
    in_words,
    mark_of,
    state_in_words,
)

_FIX: Final = "gaps_fix"


def fix_in_words(row: GapRow) -> str:
    """What the button of a row says."""
    if row.fix.record == "assessment" and row.fix.record_id:
        return t("gaps.fix_assessment")
    if "assessment" in {row.fix.record, row.fix.field}:
        return t("gaps.fix_start")
    return t("gaps.fix_waiver" if row.fix.record == "waiver" else "gaps.fix_field")


def mark_colours() -> dict[str, str]:
    """The chip of each mark that a gap can have, with its colour."""
    return {chip(state, language()): LOOKS[state].colour for state in MARKS}


def _to_fix(row: GapRow) -> None:
    st.session_state[_FIX] = row


# All that a person reads fits on a screen of 1280; since when a gap stands is said by the file and beside the record.
GAPS: Final[Listing[GapRow]] = Listing(
    name="gaps",
    words="gaps",
    alt="gaps.table_alt",
    record="gap",
    select="many",
    choice="row",
    link="gap",
    identity=lambda row: row.gap_id,
    columns=(
        Column(
            name="severity", widths=(94, 94), chips=mark_colours,
            cell=lambda row, _: [chip(mark_of(row), language())],
            file=lambda row, _: word(mark_of(row), language()), file_width=10,
        ),
        Column(name="kind", file=lambda row, _: label(row.kind), file_width=10),
        Column(name="party", widths=(160, 156), both=lambda row, _: row.third_party_name, file_width=30),
        Column(name="tier", file=lambda row, _: tier_label(row.tier), file_width=18),
        Column(name="gap", widths=(246, 206), both=lambda row, _: row.title.get(language()), file_width=44),
        Column(
            name="basis", widths=(128, 138), cell=lambda row, _: short_cites(row.cites.get(language()), language()),
            file=lambda row, _: row.cites.get(language()), file_width=22,
        ),
        Column(name="area", file=lambda row, _: label(row.area), file_width=12),
        Column(name="from", file=lambda row, _: row.begins_on, file_width=12),
        Column(name="due", widths=(82, 110), cell=lambda row, page: distance(row.due_on, page.on, language())),
        Column(name="due_day", file=lambda row, _: row.due_on, file_width=12),
        Column(name="owner", widths=(68, 68), both=lambda row, _: row.owner_name or not_set(language()), file_width=16),
        Column(name="fix", widths=(98, 104), cell=lambda row, _: fix_in_words(row), press=_to_fix),
        Column(name="state", widths=(79, 79), both=lambda row, _: state_in_words(row), file_width=20),
        Column(name="plan", file=lambda row, _: row.plan, file_width=30),
        Column(name="plan_day", file=lambda row, _: row.plan_due_on, file_width=12),
        Column(name="rule", file=lambda row, _: row.rule_id),
        Column(name="points", file=lambda row, _: " ".join(row.points), file_width=10),
    ),
)  # fmt: skip

_GROUP_NAMES: Final[dict[Grouping, tuple[str, Callable[[GapRow], str]]]] = {
    Grouping.PARTY: ("party", lambda row: row.third_party_name),
    Grouping.RULE: ("gap", lambda row: row.title.get(language())),
    Grouping.OWNER: ("owner", lambda row: row.owner_name or not_set(language())),
}


def _groups_by(grouping: Grouping) -> Listing[GapGroup]:
    heading, named = _GROUP_NAMES[grouping]
    return Listing(
        name=f"gaps_groups_{grouping}",
        words="gaps",
        alt="gaps.groups_alt",
        address="gp",
        choice="of",
        identity=lambda group: group.key,
        columns=(
            Column(
                name="severity", widths=(94, 94), chips=mark_colours,
                cell=lambda group, _: [chip(min(map(MARK_OF.__getitem__, group.counts), key=MARKS.index), language())],
            ),
            Column(name=heading, widths=(330, 286), cell=lambda group, _: named(group.first)),
            Column(
                name="count", widths=(70, 70), is_number=True, cell=lambda group, _: sum(group.counts.values()),
            ),
            Column(
                name="tally", widths=(240, 284),
                cell=lambda group, _: tally({MARK_OF[one]: n for one, n in group.counts.items()}, language()),
            ),
            Column(name="first_due", cell=lambda group, page: distance(group.first_due, page.on, language())),
        ),
    )  # fmt: skip


def gap_exports(page: Page) -> tuple[Export, ...]:
    """The gaps that the filter leaves, as a workbook and as a CSV."""
    return GAPS.exports(page, lambda: all_rows(page.workspace, page.as_of, chosen_filter(page)), lambda: in_words(page))


def show_rows(page: Page) -> None:
    """The gaps that the filter leaves, or their groups with the gaps of the one that is chosen."""
    wanted, read = chosen_filter(page), partial(row_page, page.workspace, page.as_of)
    grouping = st.session_state.get(GROUP) or UNGROUPED
    if grouping == UNGROUPED:
        tallies = board_of(page).tallies
        _show(page, wanted, partial(read, wanted, tallies=tallies), of=tallies)
        return
    by = Grouping(grouping)
    read_groups = partial(group_page, page.workspace, page.as_of, wanted, by)

    def groups(first: int, limit: int) -> tuple[list[GapGroup], int]:
        return memo(page, "gap_groups", partial(read_groups, first=first, limit=limit), wanted, by, first)

    chosen = _groups_by(by).draw(page, groups, of=(wanted, page.on))
    if not chosen:
        st.caption(t("gaps.group_hint"))
        return
    group = in_group(wanted, by, chosen[0].key)
    _show(page, group, partial(read, group))


def _show(page: Page, wanted: GapFilter, read: Callable[..., tuple[list[GapRow], int]], of: object = None) -> None:
    def rows(first: int, limit: int) -> tuple[list[GapRow], int]:
        return memo(page, "gap_rows", partial(read, first=first, limit=limit), wanted, first, of=of)

    action_bar(page, GAPS.draw(page, rows, of=(wanted, page.on)))


def follow_fix(page: Page) -> None:
    """Go where the row whose button was pressed is closed: into the assessment, or to the one field in the dossier."""
    row: GapRow | None = st.session_state.pop(_FIX, None)
    if row is None:
        return
    row = _waived(page, row)
    if row.fix.record == "assessment" and row.fix.record_id:
        go_to("assess", id=row.fix.record_id, q=row.fix.field)
    if "assessment" in {row.fix.record, row.fix.field}:
        go_to("assess", party=row.third_party_id, begin="1")
    if row.fix.record != "waiver" and page.is_editable:
        open_dialog("fix", gap_id=row.gap_id)
        expect_party(row.third_party_id)
    go_to("party", party=row.third_party_id, tab="gaps")


def _waived(page: Page, row: GapRow) -> GapRow:
    """The gap that a waiver was about, which is what has to be closed; any other gap is itself."""
    if row.fix.record != "waiver":
        return row
    with page.workspace.unit() as unit:
        waiver = unit.records.find(Waiver, row.fix.record_id)
    if waiver is None:
        return row
    about, _ = row_page(page.workspace, page.as_of, GapFilter(gap=waiver.gap_id), first=0, limit=1)
    return about[0] if about else row
