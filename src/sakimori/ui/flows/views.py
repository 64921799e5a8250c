"""The views of the flows: bands, countries, list, and what feeds a service; a table holds what each chart shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.rules.facts.foreign_flows import HOME
from sakimori.services.flows.groups import CountryRow, country_rows, fed_services, profile_days
from sakimori.services.flows.paths import OTHERS, STOPPED, UNKNOWN, Column, FlowPaths, Node
from sakimori.services.flows.recent_paths import flow_paths
from sakimori.services.flows.rows import FlowRow, not_over
from sakimori.services.flows.states import Abroad
from sakimori.ui.charts import CountryBar, Drawing, FlowBand, FlowNode, country_bars, draw, sankey_flows
from sakimori.ui.flows.listing import (
    BELOW_BANDS,
    FED,
    FLOWS,
    OF_GROUP,
    FlowFilter,
    View,
    book_of,
    chosen_filter,
    chosen_of,
    show_filters,
)
from sakimori.ui.flows.words import abroad_in_words, bases_in_words, mark_of
from sakimori.ui.frame.components import go_to, section
from sakimori.ui.frame.formats import Unit, count, country, day, plain, unknown
from sakimori.ui.frame.listing_state import chosen_row
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import theme
from sakimori.ui.frame.tables import Cell, number_column, text_column
from sakimori.ui.frame.text import dotted, label, language, t
from sakimori.ui.frame.views import say_in_address

_FOLDED = (Column.PARTY, Column.SUB, Column.GROUP, Column.CATEGORY, Column.COUNTRY)
_FOLDS = frozenset({OTHERS, STOPPED})
_REST = _FOLDS | {UNKNOWN}
_ELSEWHERE = "elsewhere"
"""In a key of a bar: the flows of which nobody knows where they go."""
_COUNTRY, _BAR = "country", "flows_bar"


def show_flows(page: Page) -> None:
    """The controls, and the chosen view of what they leave."""
    book = book_of(page)
    view, wanted = show_filters(page, book), chosen_filter()
    FLOWS.keep_address()
    shown = memo(page, "flows_shown", lambda: wanted.apply(book.rows), wanted, of=book)
    if not shown:
        st.markdown(t("flows.none_left"))
        return
    match view:
        case View.PATHS:
            _show_paths(page, shown, wanted)
        case View.COUNTRIES:
            _show_countries(page, shown)
        case View.LIST:
            chosen_of(page, FLOWS, shown, wanted)
            st.caption(t("flows.list_hint"))
        case View.SERVICES:
            _show_services(page, shown, wanted)


def _show_paths(page: Page, rows: Sequence[FlowRow], wanted: FlowFilter) -> None:
    listed = memo(page, "flows_listed", lambda: not_over(rows), wanted, of=rows)
    # The picture holds no words: it is one for all who look, whatever their roles and language.
    what = (page.workspace.target, page.as_of, wanted)
    paths = memo(page, "flow_paths", lambda: flow_paths(listed, what=what), wanted, of=listed)
    above = st.container()
    chosen = chosen_of(page, BELOW_BANDS, listed, wanted)
    notes: list[str] = []
    with above:
        if paths.links:
            with st.container(key="flows_bands"):  # on a phone the list below stands alone
                draw(_drawing(paths, chosen), "flows_sankey")
            notes = _notes(paths)
        if chosen is None:
            with st.container(key="flows_bands_note"):
                st.caption("　".join([*notes, t("flows.choose_hint")]))
        else:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(t("flows.chosen", name=plain(chosen.flow.name)), width="content")
                if st.button(t("flows.open"), key="flows_open", icon=":material/arrow_forward:", type="tertiary"):
                    go_to("flow", flow=chosen.flow.id)


def _drawing(paths: FlowPaths, chosen: FlowRow | None) -> Drawing:
    """The bands; drawn anew with each choice, since the choice is in it."""
    nodes = list(paths.nodes)
    places = {node: place for place, node in enumerate(nodes)}
    has_subs = any(node.column is Column.SUB for node in nodes)
    columns = [column for column in Column if column is not Column.SUB or has_subs]
    bands = [
        FlowBand(
            places[link.source],
            places[link.target],
            link.width,
            mark_of(link.verdict),
            link.persons,
            is_chosen=chosen is not None and chosen.flow.id in link.flow_ids,
        )
        for link in paths.links
    ]
    shown = [
        FlowNode(
            columns.index(node.column),
            _node_words(node, paths),
            mark_of(paths.nodes[node]) if node.column in {Column.PARTY, Column.SUB} else None,
            is_last=node.code in _REST,
        )
        for node in nodes
    ]
    heads = [t(f"flows.head_{column.value}") for column in columns]
    return sankey_flows(shown, bands, heads, theme=theme(), language=language())


def _node_words(node: Node, paths: FlowPaths) -> str:
    if node.code in _FOLDS:
        return t(f"flows.others_{node.column.value}", count=paths.folded[node])
    if node.code == UNKNOWN:
        return unknown(language())
    match node.column:
        case Column.GROUP:
            return label(SubjectGroup(node.code))
        case Column.CATEGORY:
            return label(DataCategory(node.code))
        case Column.COUNTRY:
            return country(node.code, language())
        case _:
            return paths.names[node.code]


def _notes(paths: FlowPaths) -> list[str]:
    """What of the picture has to be said: what was drawn together, and which widths stand for no number."""
    counts: Counter[Column] = Counter()
    for node, number in paths.folded.items():
        counts[node.column] += number
    said = [t(f"flows.others_{column.value}", count=counts[column]) for column in _FOLDED if counts[column]]
    notes = [t("flows.folded", what=dotted(said))] if said else []
    if any(node.code == STOPPED for node in paths.folded):
        notes.append(t("flows.folded_stopped"))
    return [*notes, t("flows.least_width")] if paths.has_unknown_persons else notes


def _show_countries(page: Page, rows: Sequence[FlowRow]) -> None:
    read = memo(page, "profile_days", lambda: profile_days(page.workspace, number=page.known))
    found = country_rows(not_over(rows), read)
    if not found:
        st.markdown(t("flows.none_left"))
        return
    # Most flows stay at home: as a bar they would leave the others no room.
    bars = [
        CountryBar(
            row.code or _ELSEWHERE, country(row.code, language()), {mark_of(v): n for v, n in row.verdicts.items()}
        )
        for row in found
        if row.code != HOME
    ]
    if bars:
        drawing = country_bars(bars, theme=theme(), language=language())
        picked = draw(drawing, "flows_countries", select=True)
        if picked is not None and st.session_state.get(_BAR) != picked:
            say_in_address(_COUNTRY, picked[0])
        st.session_state[_BAR] = picked
    for home in (row for row in found if row.code == HOME):
        numbers = {
            "flows": count(home.flows, Unit.CASES, language()),
            "companies": count(home.companies, Unit.COMPANIES, language()),
        }
        st.caption(t("flows.home_apart", **numbers))
    columns = {
        "country": text_column(t("flows.col_where"), width=120),
        "flows": number_column(t("flows.col_flows"), width=80),
        "companies": number_column(t("flows.col_companies"), width=70),
        "bases": text_column(t("flows.col_abroad"), width=300),
        "persons": number_column(t("flows.col_persons"), width=90),
        "read": text_column(t("flows.col_profile"), width=130),
    }
    codes = [row.code or _ELSEWHERE for row in found]
    place = chosen_row(
        _COUNTRY, codes, [_country_cells(row) for row in found], columns, key=f"flows_countries_{len(found)}",
        alt=t("flows.countries"),
    )  # fmt: skip
    if place is None:
        st.caption(t("flows.country_hint"))
        return
    section(country(found[place].code, language()))
    chosen_of(page, OF_GROUP, [row for row in rows if row.flow.id in found[place].flow_ids], codes[place])


def _bases_of(row: CountryRow) -> str:
    """指定国, or what carries the flows there."""
    others: dict[Abroad, int] = {
        abroad: count for abroad, count in row.bases.items() if abroad is not Abroad.DESIGNATED
    }
    named = [abroad_in_words(Abroad.DESIGNATED)] if row.is_designated else []
    return dotted(filter(None, [*named, bases_in_words(others)]))


def _country_cells(row: CountryRow) -> list[Cell]:
    read = day(row.read_on, language()) if row.read_on else unknown(language())
    return [
        country(row.code, language()),
        row.flows,
        row.companies,
        _bases_of(row) or t("flows.abroad_home"),
        row.persons,
        t("fact.not_applicable") if row.code == HOME else read,
    ]


def _show_services(page: Page, rows: Sequence[FlowRow], wanted: FlowFilter) -> None:
    item = chosen_of(page, FED, fed_services(not_over(rows)), wanted)
    if item is None:
        st.caption(t("flows.service_hint"))
        return
    section(item.service.name if item.service else item.party.legal_name)
    chosen_of(page, OF_GROUP, [row for row in rows if row.flow.id in item.flow_ids], item.flow_ids)
