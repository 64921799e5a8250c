"""The blast radius of an incident: what it may have touched, as a picture and a table; contracts and foreign clocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import streamlit as st

from sakimori.services.incidents.blast import blast_radius
from sakimori.services.incidents.shapes import (
    BlastRadius,
    BlastRow,
    ForeignClock,
    IncidentView,
    NoticeDuty,
    NoticeState,
)
from sakimori.ui.charts import Drawing, FlowBand, FlowNode, draw, sankey_flows
from sakimori.ui.frame.components import section, tile
from sakimori.ui.frame.formats import Unit, aside, count, country, day, moment, none, plain, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import theme
from sakimori.ui.frame.tables import Cell, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, listed, t

_DRAWN: Final = 14
"""So many flows the picture shows at most, those of most persons; the table below has all."""
_NOTICE_COLOURS: Final = {
    NoticeState.IN_TIME: "green", NoticeState.LATE: "red", NoticeState.NOT_TOLD: "orange", NoticeState.UNKNOWN: "gray",
    NoticeState.NO_HOURS: "gray",
}  # fmt: skip
_NOTICE_GLYPHS: Final = {
    NoticeState.IN_TIME: "✓", NoticeState.LATE: "▲", NoticeState.NOT_TOLD: "◆", NoticeState.UNKNOWN: "？",
    NoticeState.NO_HOURS: "－",
}  # fmt: skip


def radius_of(page: Page, incident_id: str) -> BlastRadius:
    """What an incident may have touched, as far as it is known on the day of the page."""
    return memo(page, "blast_radius", lambda: blast_radius(page.workspace, incident_id, as_of=page.as_of), incident_id)


def show_scope(page: Page, view: IncidentView) -> None:
    """Figures, picture, table; then the contracts that ask for notice, and the clocks of other laws."""
    radius = radius_of(page, view.incident.id)
    st.caption(t("incidents.scope_all" if radius.is_all else "incidents.scope_said", day=day(radius.on, language())))
    _tiles(radius)
    if radius.rows:
        with st.container(key="incident_bands"):  # on a phone the table below stands alone
            draw(_drawing(radius), "incident_sankey")
        _rows(radius.rows)
    else:
        st.info(t("incidents.scope_none"), icon=":material/help:")
    _notices(view.notices)
    _foreign(view.foreign)


def _tiles(radius: BlastRadius) -> None:
    lang = language()
    unknown_of = t("incidents.scope_persons_open", count=len(radius.unknown)) if radius.unknown else ""
    categories, countries_of = sorted(radius.categories), sorted(radius.countries)
    kinds = listed((label(one) for one in categories), most=3)
    places = listed((country(code, lang) for code in countries_of), most=3)
    with st.grid(4, min_column_width=150):
        tile(t("incidents.scope_flows"), count(len(radius.rows), Unit.CASES, lang), note=_parties(radius))
        tile(t("incidents.scope_persons"), count(radius.persons, Unit.PERSONS, lang), note=unknown_of or none(lang))
        tile(t("incidents.scope_categories"), str(len(categories)), note=kinds or unknown(lang))
        tile(t("incidents.scope_countries"), str(len(countries_of)), note=places or unknown(lang))


def _parties(radius: BlastRadius) -> str:
    return listed(dict.fromkeys(row.third_party_name for row in radius.rows), most=2) or none(language())


def _rows(rows: Sequence[BlastRow]) -> None:
    columns: dict[str, Any] = {
        "party": text_column(t("incidents.col_party"), width=158),
        "flow": text_column(t("incidents.col_flow"), width=150),
        "persons": number_column(t("incidents.col_persons"), width=72),
        "categories": text_column(t("incidents.col_categories"), width=150),
        "countries": text_column(t("incidents.col_countries"), width=104),
        "contracts": text_column(t("incidents.col_contracts"), width=156),
        "slips": text_column(t("incidents.col_slips"), width=112),
    }
    table([list(_cells(row)) for row in rows], columns, key="incident_scope", alt=t("incidents.scope_alt"))


def _cells(row: BlastRow) -> Iterator[Cell]:
    lang = language()
    through = t("incidents.through", names=listed(row.through)) if row.through else ""
    yield aside(row.third_party_name, through, lang) if through else row.third_party_name
    yield aside(row.flow, row.service, lang) if row.flow and row.service else row.flow or row.data_set
    yield row.persons
    yield None if row.categories is None else dotted(label(one) for one in sorted(row.categories))
    places = dotted(country(code, lang) for code in sorted(row.countries))
    yield places or (none(lang) if row.is_places_known else None)
    yield listed(row.contracts) or none(lang)
    yield listed(row.slips) or none(lang)


def _drawing(radius: BlastRadius) -> Drawing:
    """Companies, flows, kinds and countries; a band is as wide as persons are many."""
    nodes: dict[tuple[int, str], int] = {}
    bands: list[FlowBand] = []
    shown: list[FlowNode] = []

    def node(column: int, key: str, words: str) -> int:
        if (column, key) not in nodes:
            nodes[column, key] = len(shown)
            shown.append(FlowNode(column, words))
        return nodes[column, key]

    lang = language()
    for row in sorted(radius.rows, key=lambda one: -(one.persons or 0))[:_DRAWN]:
        width = float(max(row.persons or 0, 1))
        party = node(0, row.third_party_id, row.third_party_name)
        flow = node(1, row.flow_id or row.data_set_id or "", row.flow or row.data_set)
        bands.append(FlowBand(party, flow, width, None, row.persons))
        kinds = [(one.value, label(one)) for one in sorted(row.categories or ())] or [("", unknown(lang))]
        places = [(code, country(code, lang)) for code in sorted(row.countries)] or [("", unknown(lang))]
        for key, words in kinds:
            kind = node(2, key, words)
            bands.append(FlowBand(flow, kind, width / len(kinds), None, row.persons))
            for code, name in places:
                of_both = width / len(kinds) / len(places)
                bands.append(FlowBand(kind, node(3, code, name), of_both, None, row.persons))
    alt = t(
        "incidents.scope_drawn", flows=len(radius.rows), persons=count(radius.persons, Unit.PERSONS, lang),
        countries=listed(country(code, lang) for code in sorted(radius.countries)) or unknown(lang),
    )  # fmt: skip
    heads = [t(f"incidents.col_{name}") for name in ("party", "flow", "categories", "countries")]
    return sankey_flows(shown, bands, heads, theme=theme(), language=lang, alt=alt)


def _notices(notices: Sequence[NoticeDuty]) -> None:
    """Within how many hours each touched contract says that we are told, and whether we were."""
    section(t("incidents.notices"), t("incidents.notices_note"))
    if not notices:
        st.caption(t("incidents.notices_none"))
        return
    chips = {_notice_chip(state): colour for state, colour in _NOTICE_COLOURS.items()}
    columns: dict[str, Any] = {
        "state": chip_column(t("incidents.col_state"), chips, width=150),
        "contract": text_column(t("incidents.col_contract"), width=260),
        "party": text_column(t("incidents.col_party"), width=220),
        "hours": text_column(t("incidents.col_hours"), width=110),
        "last": text_column(t("incidents.col_told_by"), width=160),
    }
    rows: list[list[Cell]] = [
        [
            [_notice_chip(one.state)],
            one.title,
            one.third_party_name,
            none(language()) if one.hours is None else t("incidents.hours", count=one.hours),
            none(language()) if one.last_at is None else moment(one.last_at, language()),
        ]
        for one in notices
    ]
    table(rows, columns, key="incident_notices", alt=t("incidents.notices"))


def _notice_chip(state: NoticeState) -> str:
    return f"{_NOTICE_GLYPHS[state]} {t(f'incidents.notice_{state.value}')}"


def _foreign(clocks: Sequence[ForeignClock]) -> None:
    """The clocks of other laws that may run; what was not read is said to be so."""
    if not clocks:
        return
    section(t("incidents.foreign"), t("incidents.foreign_note"))
    for one in clocks:
        with st.container(border=True, gap="xsmall"):
            hours = t("incidents.hours", count=one.hours) if one.hours is not None else t("incidents.no_hours")
            st.markdown(f"**{plain(one.name.get(language()))}**　{plain(hours)}")
            if one.safe_on is not None:
                st.markdown(plain(t("incidents.foreign_safe", day=day(one.safe_on, language()))))
            st.markdown(plain(one.words.get(language())))
            read = "" if one.is_read else t("incidents.foreign_unread")
            st.caption(plain(listed(filter(None, (one.because.get(language()), read)))))
