"""The charts of the dashboard: heat map, forecast, third parties as areas and as counts; a mark leads to its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

import streamlit as st

from sakimori.domain.codes import ControlArea, Lifecycle, Severity
from sakimori.domain.records.third_party import SELF_ID
from sakimori.services.dashboard.everybody import TIERS, HeatCell, Party
from sakimori.services.dashboard.everybody import HeatRow as TierRow
from sakimori.services.dashboard.figures import AssessmentStanding
from sakimori.services.dashboard.gaps import Month
from sakimori.services.dashboard.view import Overview
from sakimori.ui.charts import (
    Drawing,
    ForecastMonth,
    HeatRow,
    PartyTile,
    as_table,
    draw,
    draw_chosen,
    forecast_bars,
    headed,
    heat_bars,
    treemap_parties,
)
from sakimori.ui.dashboard.figures import KNOWN_GAPS, LISTED, same_board, short_tier, tier_code
from sakimori.ui.dashboard.state import forecast_of, is_with_own, start_ends_of, starting_of
from sakimori.ui.frame.components import go_to, link_to, section
from sakimori.ui.frame.formats import Unit, count, day_short, month, not_set, plain, share, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import Mark, chip, mark, theme, word
from sakimori.ui.frame.tables import number_column, severity_column, table, text_column
from sakimori.ui.frame.text import dotted, label, language, t, tier_label


def show_persons(page: Page, figures: Overview) -> None:
    """Persons as area, the worst known gap as colour; the table below holds the same, the largest first."""
    section(t("risk.areas"), t("risk.areas_note"))
    drawing: Drawing = memo(page, "risk.areas", lambda: _areas(figures), of=figures.watched)
    draw(drawing, "risk_areas")
    as_table("risk_areas_table", lambda: _largest(figures))


def _largest(figures: Overview) -> None:
    largest = sorted(figures.watched, key=lambda party: -(party.persons or 0))[:LISTED]
    _members(largest, key="risk_areas_rows", alt=t("risk.areas"))


def _areas(figures: Overview) -> Drawing:
    tiles = [PartyTile(party.name, party.persons, worst_mark(party)) for party in figures.watched]
    return treemap_parties(tiles, theme=theme(), language=language())


def worst_mark(party: Party) -> Mark:
    """The worst known gap; where something is unknown and nothing worse is known, 未確認."""
    if party.worst is not None:
        return mark(party.worst)
    return Mark.OK if party.is_confirmed else Mark.UNKNOWN


def show_counts(figures: Overview) -> None:
    """Third parties by lifecycle, tier and decision; a chosen state lists whom it holds."""
    section(t("risk.counts"), t("risk.counts_note", total=count(len(figures.parties), Unit.COMPANIES, language())))
    everybody, watched = figures.parties.values(), figures.watched
    lists: dict[str, list[_State]] = {
        "lifecycle": [
            (label(step), figures.lifecycles.get(step, 0), partial(_whose, everybody, "lifecycle", step))
            for step in Lifecycle
        ],
        "tier": [
            (tier_label(tier), figures.tiers.get(tier, 0), partial(_whose, watched, "tier", tier)) for tier in TIERS
        ],
        "decision": [
            (t(f"risk.standing_{s.value}"), figures.standings.get(s, 0), partial(_whose, watched, "standing", s))
            for s in AssessmentStanding
        ],
    }
    chosen: list[_State] = []
    with st.grid(len(lists), min_column_width=240):
        for name, states in lists.items():
            chosen += _states(name, [state for state in states if state[1]])
    for words, number, members in chosen:
        section(words, count(number, Unit.COMPANIES, language()))
        _members(members(), key=f"risk_members_{words}", alt=words)


_State = tuple[str, int, Callable[[], list[Party]]]
"""What a state is called, how many third parties are in it, and which."""


def _whose(parties: Iterable[Party], name: str, state: object) -> list[Party]:
    return [party for party in parties if getattr(party, name) == state]


def _states(name: str, states: Sequence[_State]) -> list[_State]:
    chosen = table(
        [(words, number) for words, number, _ in states],
        {
            "state": text_column(t(f"risk.by_{name}"), width=170),
            "number": number_column(t("risk.companies"), width=60),
        },
        key=f"risk_by_{name}",
        alt=t(f"risk.by_{name}"),
        select="one",
    )
    return [states[place] for place in chosen]


def _members(parties: Sequence[Party], *, key: str, alt: str) -> None:
    """Third parties with worst gap, tier, persons and owner; a chosen row opens its dossier."""
    chosen = table(
        [
            (
                [chip(worst_mark(party), language())],
                party.name,
                short_tier(party.tier),
                party.persons,
                party.owner or not_set(language()),
            )
            for party in parties
        ],
        {
            "worst": severity_column(t("risk.worst")),
            "party": text_column(t("risk.third_party"), width=260),
            "tier": text_column(t("risk.tier"), width=80),
            "persons": number_column(t("risk.persons"), width=90),
            "owner": text_column(t("risk.owner")),
        },
        key=key,
        alt=alt,
        select="one",
    )
    if chosen:
        go_to("party", party=parties[chosen[0]].id)


def show_coverage(figures: Overview) -> None:
    """How much is known of each tier: valid assessments, answered questions, and what is unknown."""
    section(t("risk.coverage"), t("risk.coverage_note"))
    table(
        [
            (
                short_tier(row.tier),
                row.total,
                row.holding,
                share(row.holding, row.needing, language()),
                share(row.answered, row.asked, language()) if row.asked or not row.needing else unknown(language()),
                row.with_unknown,
                row.unknown,
            )
            for row in figures.coverage
        ],
        {
            "tier": text_column(t("risk.tier"), width=80),
            "total": number_column(t("risk.companies"), width=70),
            "holding": number_column(t("risk.holding"), width=110),
            "share": text_column(t("risk.share"), width=70),
            "answered": text_column(t("risk.answered"), width=100),
            "with_unknown": number_column(t("risk.with_unknown_parties"), width=130),
            "unknown": number_column(t("risk.unknown_gaps"), width=120),
        },
        key="risk_coverage",
        alt=t("risk.coverage"),
    )


def show_heat(page: Page, figures: Overview) -> None:
    """Tier × control area: how many third parties have a gap."""
    headed(t("risk.heat"), t("risk.heat_note"), "risk_heat_table", lambda: _heat_rows(figures))
    drawing: Drawing = memo(page, "risk.heat", lambda: _heat(figures), of=figures.heat)
    chosen = draw_chosen(drawing, "risk_heat", name="cell")
    if chosen is not None:
        _show_cell(figures, *chosen)


def _heat_rows(figures: Overview) -> None:
    table(
        [(short_tier(row.tier), row.total, *(cell_words(cell) for cell in row.cells)) for row in figures.heat],
        {
            "tier": text_column(t("risk.tier"), width=70),
            "total": number_column(t("risk.companies"), width=60),
            **{area.value: text_column(label(area), width=90) for area in ControlArea},
        },
        key="risk_heat_rows",
        alt=t("risk.heat"),
    )


def cell_words(cell: HeatCell) -> str:
    """3, 未確認2, or both: 3（未確認2）."""
    if not cell.unknown:
        return str(cell.number)
    open_ones = t("risk.unknown_number", number=len(cell.unknown))
    return open_ones if cell.number is None else t("risk.with_unknown", number=cell.number, unknown=open_ones)


def _heat(figures: Overview) -> Drawing:
    rows = [
        HeatRow(
            tier_code(row.tier),
            short_tier(row.tier),
            row.total,
            tuple(cell.number for cell in row.cells),
            tuple(len(cell.unknown) for cell in row.cells),
        )
        for row in figures.heat
    ]
    columns = [(area.value, label(area)) for area in ControlArea]
    return heat_bars(rows, columns, theme=theme(), language=language())


def _show_cell(figures: Overview, tier: str, area: str) -> None:
    row: TierRow = next(row for row in figures.heat if tier_code(row.tier) == tier)
    cell = next(cell for cell in row.cells if cell.area == area)
    words = t("risk.cell", tier=short_tier(row.tier), area=label(cell.area))
    counts = []
    if cell.number is not None:
        counts.append(count(cell.number, Unit.COMPANIES, language()))
    if cell.unknown:
        counts.append(f"{chip(Mark.UNKNOWN, language())} {count(len(cell.unknown), Unit.COMPANIES, language())}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(t("risk.chosen", what=words, counts=dotted(counts))), width="content")
        link_to("gaps", t("risk.open_board"), tier=tier, area=area, sev=f"{KNOWN_GAPS},{Mark.UNKNOWN.value}")
    members = [(party, Mark.UNKNOWN if severity is None else mark(severity)) for party, severity in cell.members()]
    if not members:
        return
    chosen = table(
        [
            (
                [chip(state, language())],
                figures.parties[party].name,
                figures.parties[party].owner or not_set(language()),
            )
            for party, state in members
        ],
        {
            "state": severity_column(t("risk.severity")),
            "party": text_column(t("risk.third_party"), width=230),
            "owner": text_column(t("risk.owner")),
        },
        key=f"risk_cell_{tier}_{area}",
        alt=words,
        select="one",
    )
    if chosen:
        go_to("party", party=members[chosen[0]][0])


def show_forecast(page: Page, figures: Overview) -> None:
    """What begins or grows graver, month by month, for twelve months."""
    months = forecast_of(page)
    headed(t("risk.forecast"), t("risk.forecast_note"), "risk_forecast_table", lambda: _forecast_rows(months))
    drawing: Drawing = memo(page, "risk.forecast", lambda: _forecast(months), is_with_own(), of=months)
    chosen = draw_chosen(drawing, "risk_forecast", name="month")
    if chosen is not None:
        _show_month(page, figures, next(m for m in months if f"{m.first:%Y-%m}" == chosen[0]))
    _say_start_ends(page)


def _say_start_ends(page: Page) -> None:
    """When the start periods end, which the bars show of nothing that is unknown: the next one, and whose it is."""
    ends = start_ends_of(page)
    if ends:
        first, lang = ends[0], language()
        st.caption(
            t("risk.start_ends", day=day_short(first.day, lang), gaps=count(first.gaps, Unit.CASES, lang),
              parties=count(first.third_parties, Unit.COMPANIES, lang))
        )  # fmt: skip


def _forecast_rows(months: tuple[Month, ...]) -> None:
    table(
        [(month(m.first, language()), *(m.counts.get(severity, 0) for severity in Severity), m.total) for m in months],
        {
            "month": text_column(t("risk.month"), width=90),
            **{severity.value: number_column(word(mark(severity), language()), width=60) for severity in Severity},
            "total": number_column(t("risk.total"), width=60),
        },
        key="risk_forecast_rows",
        alt=t("risk.forecast"),
    )


def _forecast(months: tuple[Month, ...]) -> Drawing:
    shown = [ForecastMonth(m.first, m.counts) for m in months]
    return forecast_bars(shown, theme=theme(), language=language())


def _name(figures: Overview, third_party_id: str) -> str:
    """What a third party is called; our own company is none of them."""
    return t("risk.own") if third_party_id == SELF_ID else figures.parties[third_party_id].name


def _show_month(page: Page, figures: Overview, chosen_month: Month) -> None:
    starts = starting_of(page, chosen_month.first)
    words = month(chosen_month.first, language())
    with st.container(horizontal=True, vertical_alignment="center"):
        total = count(chosen_month.total, Unit.CASES, language())
        st.markdown(plain(t("risk.chosen", what=words, counts=total)), width="content")
        link_to("gaps", t("risk.open_board"), **same_board(month=f"{chosen_month.first:%Y-%m}", sev=KNOWN_GAPS))
    if not starts:
        return
    chosen = table(
        [
            (
                [chip(mark(start.severity), language())],
                _name(figures, start.third_party_id),
                day_short(start.from_on, language()),
                start.title.get(language()),
            )
            for start in starts
        ],
        {
            "severity": severity_column(t("risk.severity"), width=72),
            "party": text_column(t("risk.third_party"), width=120),
            "from": text_column(t("risk.from"), width=60),
            "gap": text_column(t("risk.gap"), width=240),
        },
        key=f"risk_month_{chosen_month.first:%Y%m}",
        alt=words,
        select="one",
    )
    if chosen:
        party = starts[chosen[0]].third_party_id
        if party == SELF_ID:
            go_to("own")
        go_to("party", party=party)
