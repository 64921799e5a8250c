"""How flows are written in tables: whose, what, to whom, where, on what ground."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from sakimori.domain.codes import DataCategory
from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.services.flows.rows import FlowRow
from sakimori.services.flows.states import Abroad, FlowState, FlowVerdict, Phase
from sakimori.ui.charts.flows import FLOW_MARKS
from sakimori.ui.frame.formats import country, day, unknown
from sakimori.ui.frame.states import LOOKS, SEVERITIES, Mark, chip, tally
from sakimori.ui.frame.tables import TableColumn, chip_column
from sakimori.ui.frame.text import dotted, label, language, t

_SHOWN_SUBS = 2


def mark_of(state: FlowState | FlowVerdict) -> Mark:
    """How the worst gap of a flow, or its verdict, is drawn."""
    return Mark(state.value)


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
    """How many gaps in each state, or that there are none."""
    counts = dict.fromkeys(FlowState, 0)
    for gap in (*row.gaps, *row.stops):
        counts[gap.state] += 1
    is_held = row.verdict in {FlowVerdict.BLOCKED, FlowVerdict.REVIEW}
    none = t("flows.no_gaps_own" if is_held else "flows.no_gaps")
    return tally({mark_of(state): count for state, count in counts.items()}, language()) or none


def verdict_cell(verdict: FlowVerdict) -> list[str]:
    """The chip of a verdict."""
    return [chip(mark_of(verdict), language())]


def verdict_options() -> dict[str, str]:
    """Every chip of a verdict, with its colour."""
    return {chip(mark, language()): LOOKS[mark].colour for mark in FLOW_MARKS}


def verdict_column() -> TableColumn:
    """The column of verdicts."""
    return chip_column(t("flows.verdict"), verdict_options(), width=104)


def state_cell(state: FlowState) -> list[str]:
    """The chip of what a gap makes of a flow."""
    return [chip(mark_of(state), language())]


def state_column() -> TableColumn:
    """The column of these chips."""
    options = {chip(mark, language()): LOOKS[mark].colour for mark in SEVERITIES}
    return chip_column(t("flows.col_state"), options, width=94)
