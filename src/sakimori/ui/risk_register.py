"""契約・外国提供 on the dashboard: notice that is due, dealing without a contract, flows abroad, annual checks."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from sakimori.rules.foreign_flows import HOME
from sakimori.services.contract_rows import ContractRow, ContractState
from sakimori.services.flow_countries import CountryRow, country_rows, profile_days
from sakimori.services.flow_states import Abroad
from sakimori.services.overview_register import CARRIERS, CHECK_RULES, CheckDue, carried_by, checks_due
from sakimori.ui.charts import AbroadBar, Drawing, abroad_bars, abroad_words, draw
from sakimori.ui.components import go_to, link_to, section, tile
from sakimori.ui.contracts_list import list_of
from sakimori.ui.flows_filter import rows_of
from sakimori.ui.formats import Unit, count, country, distance, unknown
from sakimori.ui.plain import plain
from sakimori.ui.session import Page, kept
from sakimori.ui.states import theme
from sakimori.ui.tables import number_column, table, text_column
from sakimori.ui.text import ENGLISH, JAPANESE, language, t

_SHOWN = 12
_ELSEWHERE = "?"
_WIDTHS = {
    JAPANESE: {"flow": 122, "party": 158, "left": 86},
    ENGLISH: {"flow": 98, "party": 154, "left": 114},
}
"""Names and days fit beside each other in the narrow column."""


def show_register(page: Page) -> None:
    """Four figures, each with its rows; then countries, contracts and checks."""
    section(t("risk.register_section"), t("risk.register_note"))
    due = kept(page, "risk.checks", lambda: checks_due(rows_of(page)))
    with st.grid(4, min_column_width=150):
        _contract_tiles(page)
        _check_tile(page, due)
        _abroad_tile(page)
    left, right = st.columns([54, 46], gap="medium")
    with left:
        _countries(page)
    with right:
        _notices(page)
        _checks(page, due)


def _contract_tiles(page: Page) -> None:
    found, lang = list_of(page), language()
    notices = _due_soon(page)
    without = {one.third_party_id for one in found.uncovered}
    with st.container(gap="xxsmall"):
        late = count(sum(row.state is ContractState.UNDECIDED for row in found.rows), Unit.CASES, lang)
        title = t("risk.register_notice", days=found.notice_days)
        number = count(len(notices), Unit.CASES, lang) if found.rows else unknown(lang)
        tile(title, number, note=t("risk.register_late", count=late))
        link_to("contracts", t("risk.rows"), focus="notice")
    with st.container(gap="xxsmall"):
        tile(
            t("risk.register_without"),
            count(len(without), Unit.COMPANIES, lang),
            note=t("risk.register_without_note"),
        )
        link_to("contracts", t("risk.rows"), focus="without")


def _check_tile(page: Page, due: Sequence[CheckDue]) -> None:
    lang = language()
    overdue = sum(one.is_overdue for one in due)
    number = count(overdue, Unit.CASES, lang) if rows_of(page) else unknown(lang)
    with st.container(gap="xxsmall"):
        note = t("risk.register_checks_note", count=count(len(due) - overdue, Unit.CASES, lang))
        tile(t("risk.register_checks"), number, note=note)
        link_to("gaps", t("risk.rows"), rule=",".join(CHECK_RULES))


def _abroad_tile(page: Page) -> None:
    lang, bases = language(), kept(page, "risk.carried", lambda: carried_by(rows_of(page)))
    with st.container(gap="xxsmall"):
        note = t("risk.register_abroad_note", none=bases.get(Abroad.NONE, 0), unknown=bases.get(Abroad.UNKNOWN, 0))
        number = count(sum(bases.values()), Unit.CASES, lang) if rows_of(page) else unknown(lang)
        tile(t("risk.register_abroad"), number, note=note)
        link_to("flows", t("risk.rows"), view="countries", abroad="1")


def _countries(page: Page) -> None:
    section(t("risk.abroad"), t("risk.abroad_note"))
    found = kept(page, "risk.countries", lambda: _abroad_rows(page))
    if not found:
        st.markdown(plain(t("risk.abroad_none" if rows_of(page) else "risk.flows_none")))
        return
    drawing: Drawing = kept(page, "risk.abroad", lambda: _bars(found[:_SHOWN]))
    chosen = draw(drawing, "risk_abroad", select=True)
    if len(found) > _SHOWN:
        st.caption(t("risk.abroad_more", count=len(found) - _SHOWN))
    if chosen is not None:
        row = next(row for row in found if (row.code or _ELSEWHERE) == chosen[0])
        _flows_of(page, row)
    with st.expander(t("chart.as_table"), key="risk_abroad_table"):
        used = [basis for basis in CARRIERS if any(row.bases.get(basis) for row in found)]
        table(
            [(country(row.code, language()), row.flows, *(row.bases.get(basis, 0) for basis in used)) for row in found],
            {
                "country": text_column(t("risk.country"), width=110, pinned=True),
                "flows": number_column(t("risk.flows"), width=60),
                **{b.value: number_column(abroad_words(b, language()), width=104) for b in used},
            },
            key="risk_abroad_rows",
            alt=t("risk.abroad"),
        )


def _abroad_rows(page: Page) -> tuple[CountryRow, ...]:
    """The countries to which something goes that Article 28 looks at, those without a basis first."""
    read = kept(page, "profile_days", lambda: profile_days(page.workspace, number=page.number))
    found = [
        row
        for row in country_rows([row for row in rows_of(page) if not row.is_over], read)
        if row.code != HOME and any(row.bases.get(basis) for basis in CARRIERS)
    ]
    return tuple(sorted(found, key=lambda row: [-row.bases.get(basis, 0) for basis in CARRIERS]))


def _bars(rows: Sequence[CountryRow]) -> Drawing:
    shown = [AbroadBar(row.code or _ELSEWHERE, country(row.code, language()), row.bases) for row in rows]
    return abroad_bars(shown, theme=theme(), language=language())


def _flows_of(page: Page, row: CountryRow) -> None:
    flows = [flow for flow in rows_of(page) if flow.flow.id in row.flow_ids]
    name = country(row.code, language())
    section(name, count(len(flows), Unit.CASES, language()))
    chosen = table(
        [(flow.flow.name, flow.party.legal_name, abroad_words(flow.abroad, language())) for flow in flows],
        {
            "flow": text_column(t("risk.flow"), width=190, pinned=True),
            "party": text_column(t("risk.third_party"), width=150),
            "basis": text_column(t("risk.basis"), width=120),
        },
        key=f"risk_abroad_{row.code or _ELSEWHERE}",
        alt=name,
        select="one",
    )
    if chosen:
        go_to("flow", flow=flows[chosen[0]].flow.id)


def _due_soon(page: Page) -> list[ContractRow]:
    found = list_of(page)
    return [row for row in found.rows if row.notice_is_due(page.on, found.notice_days)]


def _notices(page: Page) -> None:
    days = list_of(page).notice_days
    rows = sorted(_due_soon(page), key=lambda row: (row.notice_day or page.on, row.contract.title))[:_SHOWN]
    section(t("risk.notices", days=days))
    if not rows:
        st.markdown(plain(t("risk.notices_none", days=days)))
        return
    chosen = table(
        [(row.contract.title, row.third_party, distance(row.notice_day, page.on, language())) for row in rows],
        {
            "contract": text_column(t("risk.contract"), width=150, pinned=True),
            "party": text_column(t("risk.third_party"), width=122),
            "left": text_column(t("risk.left"), width=100),
        },
        key="risk_notices",
        alt=t("risk.notices", days=days),
        select="one",
    )
    if chosen:
        go_to("contracts", contract=rows[chosen[0]].id)


def _checks(page: Page, due: Sequence[CheckDue]) -> None:
    section(t("risk.checks"), t("risk.checks_note"))
    if not due:
        st.markdown(plain(t("risk.checks_none" if rows_of(page) else "risk.flows_none")))
        return
    shown, widths = due[:_SHOWN], _WIDTHS[language()]
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
            "flow": text_column(t("risk.flow"), width=widths["flow"], pinned=True),
            "party": text_column(t("risk.third_party"), width=widths["party"]),
            "left": text_column(t("risk.left"), width=widths["left"]),
        },
        key="risk_checks",
        alt=t("risk.checks"),
        select="one",
    )
    if chosen:
        go_to("flow", flow=shown[chosen[0]].flow_id)
