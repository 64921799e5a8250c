"""The list of third parties: search, filters, table, and the same as areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from sakimori.domain.codes import Lifecycle
from sakimori.services.parties.rows import OpenGaps, PartyRow
from sakimori.services.parties.search import Hit, nearest_names, search
from sakimori.ui.charts.frame import draw
from sakimori.ui.charts.parties import PartyTile, treemap_parties
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.formats import Unit, count, country, distance, none, not_set, percent, plain
from sakimori.ui.frame.record_fields import ROLES, party_rows_of, roles_in_words
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import LOOKS, SEVERITIES, Mark, chip, mark, theme
from sakimori.ui.frame.tables import Cell, chip_column, table, text_column
from sakimori.ui.frame.text import label, language, t

_COMING = timedelta(days=30)
_OVER = frozenset({Lifecycle.ENDED, Lifecycle.DECLINED})
_ALL_HITS = 100_000


class Focus(StrEnum):
    """Which third parties need work."""

    ALL = "all"
    GAPS = "gaps"
    UNKNOWNS = "unknowns"
    SOON = "soon"


class View(StrEnum):
    """How the list is drawn."""

    TABLE = "table"
    AREAS = "areas"


@st.fragment
def show_list(page: Page) -> None:
    """Search and filters above, what they leave below; each keystroke draws only this part anew."""
    rows = party_rows_of(page)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            t("parties.search"),
            value=st.query_params.get("q", ""),
            type="search",
            live="250ms",
            placeholder=t("parties.search_hint"),
            key="parties_q",
            label_visibility="collapsed",
            width="stretch",
        )
        view = st.segmented_control(
            t("parties.view"), list(View), default=View.TABLE, format_func=lambda v: t(f"parties.view_{v.value}"),
            key="parties_view", label_visibility="collapsed", required=True,
        )  # fmt: skip
    text = text.strip()
    st.query_params.from_dict(st.query_params.to_dict() | {"q": text} if text else _without_search())
    _filters(page, rows)
    found = _found(page, text)
    shown = visible_rows(page)
    with st.container(horizontal=True, vertical_alignment="center"):
        _count_line(page, text, shown, found)
        over = sum(_is_over(row) for row in rows)
        if over and found is None:
            st.toggle(t("parties.with_over", count=over), key="parties_over")
    if view is View.AREAS and shown:
        tiles = [PartyTile(row.name, row.persons, worst_mark(row.gaps)) for row in shown]
        draw(treemap_parties(tiles, theme=theme(), language=language()), "parties_areas")
    if shown:
        _table(page, shown, found or {})


def visible_rows(page: Page) -> list[PartyRow]:
    """The rows that search and filters leave, in the order of the page; a search also finds what is over."""
    state = st.session_state
    found = _found(page, str(state.get("parties_q") or "").strip())
    roles, focus = frozenset(state.get("parties_roles") or ()), Focus(state.get("parties_focus") or Focus.ALL)
    shown = [
        row
        for row in party_rows_of(page)
        if (found is None or row.id in found)
        and (not roles or row.roles & roles)
        and _is_in_focus(row, focus, page)
        and (state.get("parties_over") or found is not None or not _is_over(row))
    ]
    if found is not None:
        order = {party: place for place, party in enumerate(found)}
        shown.sort(key=lambda row: order[row.id])
    return shown


def chosen_filters() -> tuple[tuple[str, str], ...]:
    """Search and filters in words, as a report prints them; nothing where everything is shown."""
    state = st.session_state
    text, roles = str(state.get("parties_q") or "").strip(), frozenset(state.get("parties_roles") or ())
    focus = Focus(state.get("parties_focus") or Focus.ALL)
    said = {
        t("parties.search"): text,
        t("parties.col_roles"): roles_in_words(roles) if roles else "",
        t("parties.focus"): "" if focus is Focus.ALL else t(f"parties.focus_{focus.value}"),
    }
    return tuple((key, value) for key, value in said.items() if value)


def worst_mark(gaps: OpenGaps) -> Mark:
    """The worst open gap; where only unknowns are open, 未確認."""
    if gaps.worst is not None:
        return mark(gaps.worst)
    return Mark.UNKNOWN if gaps.unknown else Mark.NOT_APPLICABLE


def worst_chip(gaps: OpenGaps) -> list[str]:
    """The chip of the worst open gap; nothing open says なし, which is no praise."""
    state = worst_mark(gaps)
    return [none(language()) if state is Mark.NOT_APPLICABLE else chip(state, language())]


def worst_options() -> dict[str, str]:
    """The chips that may stand for a worst gap, each with its colour."""
    states = [state for state in SEVERITIES if state not in {Mark.OK, Mark.NOT_APPLICABLE}]
    return {chip(state, language()): LOOKS[state].colour for state in states} | {none(language()): ""}


def _found(page: Page, text: str) -> dict[str, Hit] | None:
    """The third parties that a search finds, best first; None while nobody searches."""
    if not text:
        return None
    hits: dict[str, Hit] = {}
    for hit in search(page.workspace, text, limit=_ALL_HITS):
        # Whoever searches for a name that was merged away is looking for the one that it went into.
        hits.setdefault(hit.merged_into or hit.third_party_id, hit)
    return hits


def _without_search() -> dict[str, str]:
    return {key: value for key, value in st.query_params.to_dict().items() if key != "q"}


def _filters(page: Page, rows: Sequence[PartyRow]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        standing = [row for row in rows if not _is_over(row)]
        counts = {focus: sum(_is_in_focus(row, focus, page) for row in standing) for focus in Focus}
        st.segmented_control(
            t("parties.focus"), list(Focus), default=Focus.ALL, key="parties_focus", label_visibility="collapsed",
            format_func=lambda f: f"{t(f'parties.focus_{f.value}')} {counts[f]:,}", required=True, wrap=True,
        )  # fmt: skip
        st.pills(
            t("parties.roles"), ROLES, selection_mode="multi", format_func=label, key="parties_roles",
            label_visibility="collapsed", wrap=True,
        )  # fmt: skip


def _is_in_focus(row: PartyRow, focus: Focus, page: Page) -> bool:
    match focus:
        case Focus.ALL:
            return True
        case Focus.GAPS:
            return row.gaps.worst is not None
        case Focus.UNKNOWNS:
            return row.gaps.unknown > 0
        case Focus.SOON:
            return row.next_due is not None and row.next_due <= page.on + _COMING


def _is_over(row: PartyRow) -> bool:
    return row.is_archived or row.lifecycle in _OVER


def _count_line(page: Page, text: str, shown: Sequence[PartyRow], found: dict[str, Hit] | None) -> None:
    if found is None:
        st.caption(t("parties.shown", count=count(len(shown), Unit.COMPANIES, language())))
        return
    if shown:
        st.caption(t("parties.found", count=count(len(shown), Unit.COMPANIES, language())))
        return
    st.markdown(t("parties.none_found", text=plain(text)))
    near = nearest_names(page.workspace, text)
    if near:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("parties.nearest"), width="content")
            for place, hit in enumerate(near):
                if st.button(plain(hit.legal_name), key=f"near_{place}", type="tertiary"):
                    go_to("party", party=hit.third_party_id)


def _met(hit: Hit) -> str:
    """Which word a search met, in the cell beside the name."""
    return f"{t(f'parties.by_{hit.found_by.value}')} {hit.word}"


def _table(page: Page, rows: Sequence[PartyRow], found: Mapping[str, Hit]) -> None:
    columns: dict[str, ColumnConfig] = {
        "worst": chip_column(t("parties.col_worst"), worst_options(), width=84),
        "name": text_column(t("parties.col_name"), width=184),
    }
    if found:
        columns["met"] = text_column(t("parties.col_met"), width=150)
    columns |= {
        "roles": text_column(t("parties.col_roles"), width=100),
        "tier": text_column(t("parties.col_tier"), width=74),
    }
    if not found:
        columns["country"] = text_column(t("parties.col_country"), width=100)
        columns["coverage"] = text_column(t("parties.col_coverage"), width=68)
    columns |= {
        "due": text_column(t("parties.col_due"), width=114),
        "owner": text_column(t("parties.col_owner"), width=76),
        "lifecycle": text_column(t("parties.col_lifecycle"), width=76),
    }
    cells = [_cells(row, page, found.get(row.id)) for row in rows]
    chosen = table(cells, columns, key="parties_table", alt=t("parties.table_alt"), select="one")
    if chosen:
        go_to("party", party=rows[chosen[0]].id)


def _cells(row: PartyRow, page: Page, hit: Hit | None) -> list[Cell]:
    return [
        worst_chip(row.gaps),
        row.name,
        *([_met(hit)] if hit else []),
        roles_in_words(row.roles),
        t(f"tier_short.{'unknown' if row.tier is None else row.tier}"),
        *([] if hit else [country(row.country, language()), percent(row.coverage, language())]),
        distance(row.next_due, page.on, language()),
        row.owner or not_set(language()),
        t("parties.archived") if row.is_archived else label(row.lifecycle),
    ]
