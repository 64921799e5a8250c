"""The list of third parties: search, filters, table, and the same as areas; and as files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

import streamlit as st

from sakimori.clock import now
from sakimori.domain.codes import Role
from sakimori.services.imports.register_files.archive import zipped
from sakimori.services.imports.register_files.folder import export_folder
from sakimori.services.imports.register_files.workbook import Chosen, register_workbook
from sakimori.services.parties.rows import (
    Focus,
    PartyCounts,
    PartyFilter,
    PartyRow,
    all_rows,
    how_many,
    party_counts,
    row_page,
)
from sakimori.services.parties.search import nearest_names
from sakimori.ui.charts.frame import draw
from sakimori.ui.charts.parties import PartyTile, treemap_parties
from sakimori.ui.frame.components import Export, apart, go_to
from sakimori.ui.frame.formats import Unit, count, country, distance, none, not_set, percent, plain, risk_words, unknown
from sakimori.ui.frame.listing import XLSX, Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.record_fields import ROLES, roles_in_words
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import LOOKS, SEVERITIES, Mark, chip, mark, theme, word
from sakimori.ui.frame.text import label, language, t, tier_label

_TABLE, _AREAS = "table", "areas"


def worst_mark(row: PartyRow) -> Mark:
    """The worst open gap; where only unknowns are open, 未確認; without any, whether that is confirmed."""
    if row.gaps.worst is not None:
        return mark(row.gaps.worst)
    if row.gaps.unknown:
        return Mark.UNKNOWN
    return Mark.OK if row.is_confirmed else Mark.NOT_APPLICABLE


def _worst(row: PartyRow, *, is_chip: bool) -> str:
    """Nothing open says なし, which is no praise, until the assessments that it needs hold too."""
    state = worst_mark(row)
    return none(language()) if state is Mark.NOT_APPLICABLE else (chip if is_chip else word)(state, language())


def _worst_colours() -> dict[str, str]:
    """The chips that may stand for a worst gap, each with its colour."""
    states = [state for state in SEVERITIES if state is not Mark.NOT_APPLICABLE]
    return {chip(state, language()): LOOKS[state].colour for state in states} | {none(language()): ""}


def _lifecycle(row: PartyRow) -> str:
    return t("parties.archived") if row.is_archived else label(row.lifecycle)


def _met(row: PartyRow) -> str:
    """Which word a search met."""
    return f"{t(f'parties.by_{row.met.by.value}')} {row.met.word}" if row.met else none(language())


PARTIES: Final[Listing[PartyRow]] = Listing(
    name="third_parties",
    words="parties",
    alt="parties.table_alt",
    record="third_party",
    identity=lambda row: row.id,
    leads=lambda row, _: ("party", {"party": row.id}),
    controls=(
        Control(name="q"),
        Control(name="view", options=(_TABLE, _AREAS), default=_TABLE),
        Control(name="focus", options=tuple(Focus), default=Focus.ALL),
        Control(name="roles", options=tuple(ROLES), is_many=True),
        Control(name="over", default=False),
    ),
    columns=(
        Column(
            name="worst", widths=(84, 98), chips=_worst_colours,
            cell=lambda row, _: [_worst(row, is_chip=True)],
            file=lambda row, _: _worst(row, is_chip=False), file_width=10,
        ),
        Column(name="name", widths=(168, 156), is_ordered=True, both=lambda row, _: row.name, file_width=36),
        Column(name="met", widths=(150, 150), cell=lambda row, _: _met(row)),
        Column(
            name="roles", widths=(100, 88), is_ordered=True,
            both=lambda row, _: roles_in_words(row.roles), file_width=24,
        ),
        Column(
            name="tier", widths=(64, 64), is_ordered=True,
            cell=lambda row, _: t(f"tier_short.{'unknown' if row.tier is None else row.tier}"),
            file=lambda row, _: tier_label(row.tier), file_width=18,
        ),
        Column(
            name="country", widths=(92, 88), is_ordered=True,
            both=lambda row, _: country(row.country, language()), file_width=14,
        ),
        Column(
            name="coverage", widths=(60, 66), is_ordered=True, cell=lambda row, _: percent(row.coverage, language()),
            file=lambda row, _: (
                unknown(language()) if row.coverage is None else f"{round(100 * row.coverage)}%"
            ),
            file_width=10,
        ),
        Column(
            name="risk", widths=(70, 66), is_ordered=True, cell=lambda row, _: risk_words(row.risk),
            file=lambda row, _: unknown(language()) if row.risk is None else row.risk, file_width=10,
        ),
        Column(
            name="due", widths=(92, 100), is_ordered=True,
            cell=lambda row, page: distance(row.next_due, page.on, language()),
            file=lambda row, _: row.next_due or t("fact.no_date"), file_width=14,
        ),
        Column(
            name="owner", widths=(70, 66), is_ordered=True,
            both=lambda row, _: row.owner or not_set(language()), file_width=16,
        ),
        Column(name="lifecycle", widths=(70, 66), is_ordered=True, both=lambda row, _: _lifecycle(row), file_width=12),
    ),
)  # fmt: skip

_NOT_FOUND, _FOUND = frozenset({"met"}), frozenset({"country", "coverage"})
"""Columns that are left out of the whole list, and of what a search found."""


def wanted_parties() -> PartyFilter:
    """What search, filters and order ask for."""
    chosen = PARTIES.chosen
    return PartyFilter(
        text=chosen("q"),
        roles=frozenset[Role](chosen("roles") or ()),
        focus=chosen("focus"),
        with_over=bool(chosen("over")),
        order=chosen("sort"),
    )


def chosen_filters() -> tuple[tuple[str, str], ...]:
    """Search and filters in words, as a report prints them; nothing where everything is shown."""
    wanted = wanted_parties()
    said = {
        t("parties.search"): wanted.text,
        t("parties.col_roles"): roles_in_words(wanted.roles) if wanted.roles else "",
        t("parties.focus"): "" if wanted.focus is Focus.ALL else t(f"parties.focus_{wanted.focus}"),
    }
    return tuple((key, value) for key, value in said.items() if value)


def party_exports(page: Page) -> tuple[Export, ...]:
    """The list as a workbook and a CSV; the whole register as a workbook, and as a folder that git can compare."""

    def rows() -> Iterator[PartyRow]:
        return all_rows(page.workspace, page.as_of, wanted_parties())

    def register() -> bytes:
        filters = chosen_filters()
        ids = frozenset(row.id for row in rows()) if filters else None
        return register_workbook(
            page.workspace, Chosen(ids, filters), on=page.on, number=page.known, actor=page.actor, at=now(),
            language=language(),
        )  # fmt: skip

    def folder() -> bytes:
        return zipped(export_folder(page.workspace, actor=page.actor, at=now()))

    whole = f"sakimori-register-{page.on.isoformat()}"
    return (
        *PARTIES.exports(page, rows, lambda: [f"{key}: {value}" for key, value in chosen_filters()]),
        Export(t("parties.export_register"), f"{whole}.xlsx", XLSX, register),
        Export(t("parties.export_folder"), f"{whole}.zip", "application/zip", folder),
    )


@apart
def show_list(page: Page) -> None:
    """Search and filters above, what they leave below; each keystroke draws only this part anew."""
    PARTIES.take_address()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = PARTIES.search_box()
        st.segmented_control(
            t("parties.view"), [_TABLE, _AREAS], format_func=lambda view: t(f"parties.view_{view}"),
            key=PARTIES.key("view"), label_visibility="collapsed", required=True,
        )  # fmt: skip
    wanted = wanted_parties()
    standing = memo(page, "party_counts", lambda: party_counts(page.workspace, page.as_of))
    shown = _how_many(page, wanted, standing)
    _filters(standing)
    with st.container(horizontal=True, vertical_alignment="center"):
        _count_line(page, text, shown)
        if standing.over and not text:
            st.toggle(t("parties.with_over", count=standing.over), key=PARTIES.key("over"))
        PARTIES.order_box(t("parties.order_found") if text else "")
    PARTIES.keep_address()
    if not shown:
        return
    if PARTIES.chosen("view") == _AREAS:
        tiles = memo(page, "party_tiles", lambda: _tiles(page, wanted), wanted)
        draw(treemap_parties(tiles, theme=theme(), language=language()), "parties_areas")

    def rows(first: int, limit: int) -> tuple[list[PartyRow], int]:
        read = partial(row_page, page.workspace, page.as_of, wanted, first=first, limit=limit)
        return memo(page, "party_rows", read, wanted, first), shown

    PARTIES.draw(page, rows, of=(wanted, page.on), without=_FOUND if text else _NOT_FOUND)


def _how_many(page: Page, wanted: PartyFilter, standing: PartyCounts) -> int:
    if not (wanted.text or wanted.roles or wanted.with_over):
        return standing.in_focus[wanted.focus]
    return memo(page, "parties_shown", lambda: how_many(page.workspace, page.as_of, wanted), wanted)


def _tiles(page: Page, wanted: PartyFilter) -> list[PartyTile]:
    rows = all_rows(page.workspace, page.as_of, wanted)
    return [PartyTile(row.name, row.persons, worst_mark(row)) for row in rows]


def _filters(standing: PartyCounts) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            t("parties.focus"), list(Focus), key=PARTIES.key("focus"), label_visibility="collapsed", required=True,
            format_func=lambda focus: f"{t(f'parties.focus_{focus.value}')} {standing.in_focus[focus]:,}", wrap=True,
        )  # fmt: skip
        st.pills(
            t("parties.roles"), ROLES, selection_mode="multi", format_func=label, key=PARTIES.key("roles"),
            label_visibility="collapsed", wrap=True,
        )  # fmt: skip


def _count_line(page: Page, text: str, shown: int) -> None:
    number = count(shown, Unit.COMPANIES, language())
    if shown or not text:
        st.caption(t("parties.found" if text else "parties.shown", count=number))
        return
    st.markdown(t("parties.none_found", text=plain(text)))
    near = nearest_names(page.workspace, text)
    if near:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("parties.nearest"), width="content")
            for place, hit in enumerate(near):
                if st.button(plain(hit.legal_name), key=f"near_{place}", type="tertiary"):
                    go_to("party", party=hit.third_party_id)
