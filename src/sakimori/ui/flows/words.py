"""How flows are written in tables: whose, what, to whom, where, on what ground."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from streamlit.elements.lib.column_types import ColumnConfig

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.services.flows.rows import FlowRow
from sakimori.services.flows.states import Abroad, FlowState, FlowVerdict, Phase
from sakimori.ui.charts.flows import FLOW_MARKS
from sakimori.ui.flows.filter import mark_of
from sakimori.ui.frame.formats import country, day, unknown
from sakimori.ui.frame.states import LOOKS, SEVERITIES, chip, tally
from sakimori.ui.frame.tables import Cell, chip_column, number_column, text_column
from sakimori.ui.frame.text import dotted, label, language, t

_SHOWN_SUBS = 2


def several(codes: Iterable[StrEnum] | None) -> str:
    """Codes in words; none known is 未確認."""
    known = list(codes or ())
    return dotted(label(code) for code in sorted(known, key=str)) if known else unknown(language())


def groups_in_words(groups: frozenset[SubjectGroup] | None) -> str:
    """Whose data."""
    return several(groups)


def kinds_in_words(categories: frozenset[DataCategory] | None) -> str:
    """Which kinds of data."""
    return several(categories)


def places_in_words(places: Iterable[str | None]) -> str:
    """Countries by name; one that nobody knows is 未確認."""
    return dotted(country(place, language()) for place in places)


def to_whom(row: FlowRow) -> str:
    """The third party, and to whom it passes the data on."""
    if not row.subs:
        return row.party.legal_name
    named = [link.name for link in row.subs[:_SHOWN_SUBS]]
    more = len(row.subs) - len(named)
    return f"{row.party.legal_name} → {dotted(named)}" + (f" +{more}" if more else "")


def route_in_words(row: FlowRow) -> str:
    """On what ground."""
    return label(row.flow.route)


def abroad_in_words(abroad: Abroad) -> str:
    """What Article 28 makes of it."""
    return t(f"flows.abroad_{abroad.value}")


def bases_in_words(bases: Mapping[Abroad, int]) -> str:
    """What carries the flows into a country, with how many of each."""
    order = (Abroad.NONE, Abroad.UNKNOWN, Abroad.EQUIVALENT, Abroad.CONSENT, Abroad.DESIGNATED, Abroad.EXEMPT)
    return dotted(f"{abroad_in_words(abroad)} {bases[abroad]}" for abroad in order if bases.get(abroad))


def phase_in_words(row: FlowRow) -> str:
    """From when until when."""
    start, end = row.flow.start_on, row.flow.end_on
    if row.phase is Phase.ENDED and end:
        return t("flows.ended_on", day=day(end, language()))
    if start is None and end is None:
        return t("flows.start_unknown")
    first = day(start, language()) if start else unknown(language())
    return t("flows.span", first=first, last=day(end, language()) if end else "")


def gaps_in_words(row: FlowRow) -> str:
    """How many gaps in each state."""
    counts = dict.fromkeys(FlowState, 0)
    for gap in (*row.gaps, *row.stops):
        counts[gap.state] += 1
    return tally({mark_of(state): count for state, count in counts.items()}, language())


def verdict_cell(verdict: FlowVerdict) -> list[str]:
    """The chip of a verdict."""
    return [chip(mark_of(verdict), language())]


def verdict_column() -> ColumnConfig:
    """The column of verdicts."""
    options = {chip(mark, language()): LOOKS[mark].colour for mark in FLOW_MARKS}
    return chip_column(t("flows.verdict"), options, width=104, pinned=True)


def state_cell(state: FlowState) -> list[str]:
    """The chip of what a gap makes of a flow."""
    return [chip(mark_of(state), language())]


def state_column() -> ColumnConfig:
    """The column of these chips."""
    options = {chip(mark, language()): LOOKS[mark].colour for mark in SEVERITIES}
    return chip_column(t("flows.col_state"), options, width=94, pinned=True)


def short_columns() -> dict[str, ColumnConfig]:
    """The columns of the table below the bands."""
    return {
        "verdict": verdict_column(),
        "whose": text_column(t("flows.col_whose"), width=92),
        "what": text_column(t("flows.col_what"), width=130),
        "to": text_column(t("flows.col_to"), width=186),
        "where": text_column(t("flows.col_where"), width=90),
        "route": text_column(t("flows.col_route"), width=100),
        "abroad": text_column(t("flows.col_abroad"), width=96),
        "persons": number_column(t("flows.col_persons"), width=70),
    }


def short_cells(row: FlowRow) -> list[Cell]:
    """One row of that table."""
    return [
        verdict_cell(row.verdict),
        groups_in_words(row.flow.subject_groups),
        kinds_in_words(row.flow.categories),
        to_whom(row),
        places_in_words(row.reaches),
        route_in_words(row),
        abroad_in_words(row.abroad),
        row.flow.persons,
    ]


def long_columns() -> dict[str, ColumnConfig]:
    """The columns of the list."""
    return {
        "verdict": verdict_column(),
        "name": text_column(t("flows.col_name"), width=170, pinned=True),
        "to": text_column(t("flows.col_to"), width=170),
        "gaps": text_column(t("flows.col_gaps"), width=120),
        "whose": text_column(t("flows.col_whose"), width=90),
        "what": text_column(t("flows.col_what"), width=130),
        "where": text_column(t("flows.col_where"), width=90),
        "route": text_column(t("flows.col_route"), width=100),
        "abroad": text_column(t("flows.col_abroad"), width=96),
        "persons": number_column(t("flows.col_persons"), width=70),
        "service": text_column(t("flows.col_service"), width=130),
        "span": text_column(t("flows.col_span"), width=160),
    }


def long_cells(row: FlowRow) -> list[Cell]:
    """One row of the list."""
    verdict, *rest = short_cells(row)
    whose, what, to, where, route, abroad, persons = rest
    service = row.service.name if row.service else t("flows.no_service")
    is_held = row.verdict in {FlowVerdict.BLOCKED, FlowVerdict.REVIEW}
    gaps = gaps_in_words(row) or t("flows.no_gaps_own" if is_held else "flows.no_gaps")
    return [verdict, row.flow.name, to, gaps, whose, what, where, route, abroad, persons, service, phase_in_words(row)]
