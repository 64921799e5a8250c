"""The third parties as areas and as counts: persons, lifecycle, tier, decision, and how much is known of each tier."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.domain.codes import Lifecycle
from sakimori.services.dashboard.assessments import Standing
from sakimori.services.dashboard.view import TIERS, Overview, Party
from sakimori.ui.charts import Drawing, PartyTile, draw, treemap_parties
from sakimori.ui.dashboard.charts import short_tier
from sakimori.ui.dashboard.figures import LISTED
from sakimori.ui.frame.components import go_to, section
from sakimori.ui.frame.formats import Unit, count, not_set, share, unknown
from sakimori.ui.frame.session import Page, kept
from sakimori.ui.frame.states import Mark, chip, mark, theme
from sakimori.ui.frame.tables import number_column, severity_column, table, text_column
from sakimori.ui.frame.text import label, language, t, tier_label


def show_persons(page: Page, figures: Overview) -> None:
    """Persons as area, the worst known gap as colour; the table below holds the same, the largest first."""
    section(t("risk.areas"), t("risk.areas_note"))
    drawing: Drawing = kept(page, "risk.areas", lambda: _areas(figures))
    draw(drawing, "risk_areas")
    with st.expander(t("chart.as_table"), key="risk_areas_table"):
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
    everybody = tuple(figures.parties.values())
    lists: dict[str, list[tuple[str, list[Party]]]] = {
        "lifecycle": [(label(step), [p for p in everybody if p.lifecycle is step]) for step in Lifecycle],
        "tier": [(tier_label(tier), [p for p in figures.watched if p.tier == tier]) for tier in TIERS],
        "decision": [
            (t(f"risk.standing_{s.value}"), [p for p in figures.watched if p.standing is s]) for s in Standing
        ],
    }
    chosen: list[tuple[str, list[Party]]] = []
    with st.grid(len(lists), min_column_width=240):
        for name, states in lists.items():
            chosen += _states(name, [state for state in states if state[1]])
    for words, members in chosen:
        section(words, count(len(members), Unit.COMPANIES, language()))
        _members(members, key=f"risk_members_{words}", alt=words)


def _states(name: str, states: Sequence[tuple[str, list[Party]]]) -> list[tuple[str, list[Party]]]:
    chosen = table(
        [(words, len(members)) for words, members in states],
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
            "worst": severity_column(t("risk.worst"), pinned=True),
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
            "tier": text_column(t("risk.tier"), width=80, pinned=True),
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
