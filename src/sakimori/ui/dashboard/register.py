"""契約・外国提供 on the dashboard: notice that is due, dealing without a contract, flows abroad, annual checks."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.rules.gaps.flows.foreign_checks import CHECK_RULES
from sakimori.services.dashboard.due import (
    CARRIERS,
    SHOWN,
    CountryFlows,
    RegisterFigures,
    flows_into,
    register_figures,
)
from sakimori.services.flows.states import Abroad
from sakimori.ui.charts import AbroadBar, Drawing, abroad_bars, abroad_words, as_table, draw_chosen
from sakimori.ui.flows.listing import book_of
from sakimori.ui.frame.components import go_to, link_to, section, tile
from sakimori.ui.frame.formats import Unit, count, country, distance, plain, unknown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import theme
from sakimori.ui.frame.tables import number_column, table, text_column
from sakimori.ui.frame.text import language, t

_ELSEWHERE = "?"
_WIDTHS = {
    JAPANESE: {"flow": 122, "party": 158, "left": 86},
    ENGLISH: {"flow": 98, "party": 154, "left": 114},
}
"""Names and days fit beside each other in the narrow column."""


def show_register(page: Page) -> None:
    """Four figures, each with its rows; then countries, contracts and checks."""
    section(t("risk.register_section"), t("risk.register_note"))
    found = memo(page, "risk.register", lambda: register_figures(page.workspace, on=page.on, number=page.known))
    with st.grid(4, min_column_width=150):
        _contract_tiles(found)
        _check_tile(found)
        _abroad_tile(found)
    left, right = st.columns([54, 46], gap="medium")
    with left:
        _countries(page, found)
    with right:
        _notices(page, found)
        _checks(page, found)


def _contract_tiles(found: RegisterFigures) -> None:
    lang = language()
    with st.container(gap="xxsmall"):
        late = count(found.contracts.undecided, Unit.CASES, lang)
        title = t("risk.register_notice", days=found.contracts.days)
        number = count(found.contracts.due, Unit.CASES, lang) if found.contracts.number else unknown(lang)
        tile(title, number, note=t("risk.register_late", count=late))
        link_to("contracts", t("risk.rows"), focus="notice")
    with st.container(gap="xxsmall"):
        tile(
            t("risk.register_without"),
            count(found.contracts.without, Unit.COMPANIES, lang),
            note=t("risk.register_without_note"),
        )
        link_to("contracts", t("risk.rows"), focus="without")


def _check_tile(found: RegisterFigures) -> None:
    lang = language()
    overdue = found.checks.overdue
    number = count(overdue, Unit.CASES, lang) if found.flows else unknown(lang)
    with st.container(gap="xxsmall"):
        note = t("risk.register_checks_note", count=count(found.checks.number - overdue, Unit.CASES, lang))
        tile(t("risk.register_checks"), number, note=note)
        link_to("gaps", t("risk.rows"), rule=",".join(CHECK_RULES))


def _abroad_tile(found: RegisterFigures) -> None:
    lang, bases = language(), found.abroad
    with st.container(gap="xxsmall"):
        note = t("risk.register_abroad_note", none=bases.get(Abroad.NONE, 0), unknown=bases.get(Abroad.UNKNOWN, 0))
        number = count(sum(bases.values()), Unit.CASES, lang) if found.flows else unknown(lang)
        tile(t("risk.register_abroad"), number, note=note)
        link_to("flows", t("risk.rows"), view="countries", abroad="1")


def _countries(page: Page, figures: RegisterFigures) -> None:
    section(t("risk.abroad"), t("risk.abroad_note"))
    found = figures.countries
    if not found:
        st.markdown(plain(t("risk.abroad_none" if figures.flows else "risk.flows_none")))
        return
    drawing: Drawing = memo(page, "risk.abroad", lambda: _bars(found[:SHOWN]), of=found)
    chosen = draw_chosen(drawing, "risk_abroad", name="country")
    if len(found) > SHOWN:
        st.caption(t("risk.abroad_more", count=len(found) - SHOWN))
    if chosen is not None:
        row = next(row for row in found if (row.code or _ELSEWHERE) == chosen[0])
        _flows_of(page, row)
    as_table("risk_abroad_table", lambda: _country_rows(found))


def _country_rows(found: Sequence[CountryFlows]) -> None:
    used = [basis for basis in CARRIERS if any(row.bases.get(basis) for row in found)]
    table(
        [(country(row.code, language()), row.flows, *(row.bases.get(basis, 0) for basis in used)) for row in found],
        {
            "country": text_column(t("risk.country"), width=110),
            "flows": number_column(t("risk.flows"), width=60),
            **{b.value: number_column(abroad_words(b, language()), width=104) for b in used},
        },
        key="risk_abroad_rows",
        alt=t("risk.abroad"),
    )


def _bars(rows: Sequence[CountryFlows]) -> Drawing:
    shown = [AbroadBar(row.code or _ELSEWHERE, country(row.code, language()), row.bases) for row in rows]
    return abroad_bars(shown, theme=theme(), language=language())


def _flows_of(page: Page, row: CountryFlows) -> None:
    flows = flows_into(book_of(page).rows, row.code)
    name = country(row.code, language())
    section(name, count(len(flows), Unit.CASES, language()))
    chosen = table(
        [(flow.flow.name, flow.party.legal_name, abroad_words(flow.abroad, language())) for flow in flows],
        {
            "flow": text_column(t("risk.flow"), width=190),
            "party": text_column(t("risk.third_party"), width=150),
            "basis": text_column(t("risk.basis"), width=120),
        },
        key=f"risk_abroad_{row.code or _ELSEWHERE}",
        alt=name,
        select="one",
    )
    if chosen:
        go_to("flow", flow=flows[chosen[0]].flow.id)


def _notices(page: Page, found: RegisterFigures) -> None:
    days, rows = found.contracts.days, found.contracts.first
    section(t("risk.notices", days=days))
    if not rows:
        st.markdown(plain(t("risk.notices_none", days=days)))
        return
    chosen = table(
        [(row.title, row.third_party, distance(row.notice_day, page.on, language())) for row in rows],
        {
            "contract": text_column(t("risk.contract"), width=150),
            "party": text_column(t("risk.third_party"), width=122),
            "left": text_column(t("risk.left"), width=100),
        },
        key="risk_notices",
        alt=t("risk.notices", days=days),
        select="one",
    )
    if chosen:
        go_to("contracts", contract=rows[chosen[0]].id)


def _checks(page: Page, found: RegisterFigures) -> None:
    shown = found.checks.first
    section(t("risk.checks"), t("risk.checks_note"))
    if not shown:
        st.markdown(plain(t("risk.checks_none" if found.flows else "risk.flows_none")))
        return
    widths = _WIDTHS[language()]
    chosen = table(
        [
            (
                one.flow,
                one.third_party,
                distance(one.due_on, page.on, language()) if one.due_on else unknown(language()),
            )
            for one in shown
        ],
        {
            "flow": text_column(t("risk.flow"), width=widths["flow"]),
            "party": text_column(t("risk.third_party"), width=widths["party"]),
            "left": text_column(t("risk.left"), width=widths["left"]),
        },
        key="risk_checks",
        alt=t("risk.checks"),
        select="one",
    )
    if chosen:
        go_to("flow", flow=shown[chosen[0]].flow_id)
