"""What to do first, and the third parties by state."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from sakimori.domain.codes import Decision, Lifecycle, Severity
from sakimori.services.overview import TIERS, Overview
from sakimori.services.party_rows import PartyRow, party_rows
from sakimori.ui.charts import Drawing, PartyTile, draw, treemap_parties
from sakimori.ui.components import go_to, section
from sakimori.ui.formats import Unit, count, not_set, share, since
from sakimori.ui.plain import plain
from sakimori.ui.session import Page, kept
from sakimori.ui.states import Mark, chip, mark, theme, word
from sakimori.ui.tables import number_column, severity_column, table, text_column
from sakimori.ui.text import label, language, t, tier_label

_TREEMAP_ROWS = 60


def show_first(page: Page, figures: Overview) -> None:
    """The third parties to deal with first; a chosen row opens its dossier."""
    section(t("risk.first"))
    if not figures.first_to_act:
        st.markdown(plain(t("risk.first_none")))
        return
    chosen = table(
        [
            (
                [chip(mark(row.severity), language())],
                row.name,
                row.title.get(language()),
                since(row.since_on, page.on, language()),
                row.persons,
                row.owner or not_set(language()),
                row.gaps,
            )
            for row in figures.first_to_act
        ],
        {
            t("risk.worst"): severity_column(t("risk.worst"), pinned=True),
            t("risk.third_party"): text_column(t("risk.third_party"), width=200, pinned=True),
            t("risk.reason"): text_column(t("risk.reason"), width=320),
            t("risk.since"): text_column(t("risk.since"), width=110),
            t("risk.persons"): number_column(t("risk.persons"), width=80),
            t("risk.owner"): text_column(t("risk.owner"), width=90),
            t("risk.open_gaps"): number_column(t("risk.open_gaps"), width=60),
        },
        key="risk_first",
        alt=t("risk.first"),
        select="one",
    )
    if chosen:
        go_to("party", party=figures.first_to_act[chosen[0]].third_party_id)


def show_treemap(page: Page) -> None:
    """Persons as area, worst gap as colour."""
    section(t("risk.treemap"), t("risk.treemap_note"))
    rows: tuple[PartyRow, ...] = kept(page, "risk.parties", lambda: _rows(page))
    drawing: Drawing = kept(page, "risk.treemap", lambda: _treemap(rows))
    draw(drawing, "risk_treemap")
    with st.expander(t("risk.as_table"), key="risk_treemap_table"):
        largest = sorted(rows, key=lambda row: -(row.persons or 0))[:_TREEMAP_ROWS]
        table(
            [([chip(_worst(row), language())], row.name, row.persons) for row in largest],
            {
                t("risk.worst"): severity_column(t("risk.worst")),
                t("risk.third_party"): text_column(t("risk.third_party"), width=320),
                t("risk.persons"): number_column(t("risk.persons")),
            },
            key="risk_treemap_rows",
            alt=t("risk.treemap"),
        )


def _rows(page: Page) -> tuple[PartyRow, ...]:
    return party_rows(page.workspace, on=page.on, today=page.today, number=page.number)


def _treemap(rows: Iterable[PartyRow]) -> Drawing:
    tiles = [PartyTile(row.name, row.persons, _worst(row)) for row in rows]
    return treemap_parties(tiles, theme=theme(), language=language())


def _worst(row: PartyRow) -> Mark:
    """The worst that is known; where nothing is known to be wrong but something is unknown, that."""
    if row.gaps.worst is not None:
        return mark(row.gaps.worst)
    return Mark.UNKNOWN if row.gaps.unknown else Mark.OK


def show_counts(figures: Overview) -> None:
    """Third parties by lifecycle, tier and decision; gaps by severity and department; reviews and coverage."""
    section(t("risk.counts"))
    undecided = t("risk.undecided")
    lists = (
        ("lifecycle", [(label(step), figures.by_lifecycle.get(step, 0)) for step in Lifecycle]),
        ("tier", [(tier_label(tier), figures.by_tier.get(tier, 0)) for tier in TIERS]),
        ("decision", [(label(d) if d else undecided, figures.by_decision.get(d, 0)) for d in (*Decision, None)]),
        (
            "severity",
            [
                *((word(mark(severity), language()), figures.by_severity.get(severity, 0)) for severity in Severity),
                (word(Mark.UNKNOWN, language()), figures.unknown_gaps),
            ],
        ),
        ("department", [(name or t("risk.no_department"), number) for name, number in figures.by_department]),
    )
    places = st.grid(len(lists), min_column_width=200)
    for place, (name, rows) in enumerate(lists):
        with places[place]:
            table(
                rows,
                {
                    t(f"risk.by_{name}"): text_column(t(f"risk.by_{name}")),
                    t("risk.count"): number_column(t("risk.count"), width=70),
                },
                key=f"risk_by_{name}",
                alt=t(f"risk.by_{name}"),
            )
    _lines(figures)


def _lines(figures: Overview) -> None:
    assessed = figures.third_parties - figures.by_decision.get(None, 0)
    section(
        t("risk.reviews"),
        t(
            "risk.reviews_line",
            overdue=count(figures.reviews_overdue, Unit.COMPANIES, language()),
            coming=count(figures.reviews_coming, Unit.COMPANIES, language()),
        ),
    )
    section(
        t("risk.coverage"),
        t(
            "risk.coverage_line",
            assessed=count(assessed, Unit.COMPANIES, language()),
            share=share(assessed, figures.third_parties, language()),
            unknown=count(figures.unknown_gaps, Unit.CASES, language()),
        ),
    )
