"""The tabs of consent texts, notices, joint uses and filings."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.records.own_registers import ConsentText, PublicItem
from sakimori.domain.values.text import JAPANESE
from sakimori.rules.facts.joint_uses import known_days
from sakimori.services.own_company.registers import ConsentLine, FilingLine, JointUseLine, NoticeLine
from sakimori.ui.charts import Drawing, Version, draw, version_lanes
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import countries as all_countries
from sakimori.ui.frame.formats import country, day, none, unknown
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import theme
from sakimori.ui.frame.tables import Cell, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.own_company.listing import add_button, gap_column, published_days, record_table
from sakimori.ui.own_company.state import few_of, used_by, view_of, worst_chip


def show_consent(page: Page) -> None:
    """The versions of each text as lanes, and the same as a table whose rows open them."""
    lines = view_of(page).consent_texts
    lasts = [lane.versions[-1] for lane in view_of(page).consent_lanes]
    add_button(page, "consent_text")
    if not lines:
        st.markdown(t("purposes.consent_none"))
        return
    drawing = memo(page, "own_consent_lanes", lambda: _lanes(page))
    draw(drawing, "purposes_lanes")
    kinds = 204 if language() == JAPANESE else 176
    columns = {
        "state": gap_column(),
        "name": text_column(t("purposes.col_consent"), width=190),
        "version": text_column(t("purposes.col_version"), width=66),
        "used_from": text_column(t("purposes.col_used_days"), width=148),
        "kinds": text_column(record_label(ConsentText, "kinds"), width=kinds),
        "used": text_column(t("purposes.col_used"), width=382 - kinds),
    }
    record_table(
        "consent_text",
        [(line.text.id, _consent_cells(line, is_last=line in lasts)) for line in lines],
        columns,
        key="purposes_consent",
        alt=t("purposes.consent_alt"),
    )
    st.caption(t("purposes.row_hint"))


def _lanes(page: Page) -> Drawing:
    lanes = [
        (
            lane.name,
            [
                Version(
                    line.text.text_version, line.text.used_from, line.text.used_until, is_known=bool(line.text.kinds)
                )
                for line in lane.versions
            ],
        )
        for lane in view_of(page).consent_lanes
    ]
    return version_lanes(lanes, on=page.on, theme=theme(), language=language())


def show_notices(page: Page) -> None:
    """The notices, those in force first, with what each states."""
    lines = view_of(page).notices
    add_button(page, "notice")
    if not lines:
        st.markdown(t("purposes.notices_none"))
        return
    columns = {
        "state": gap_column(),
        "name": text_column(t("purposes.col_notice"), width=158),
        "days": text_column(t("purposes.col_published"), width=170),
        "items": text_column(t("purposes.col_items"), width=110),
        "purposes": text_column(t("purposes.col_states_purposes"), width=184),
        "countries": text_column(t("purposes.col_states_countries"), width=164),
    }
    record_table(
        "notice",
        [(line.notice.id, _notice_cells(page, line)) for line in lines],
        columns,
        key="purposes_notices",
        alt=t("purposes.notices_alt"),
    )
    st.caption(t("purposes.notices_hint"))


def show_shared(page: Page) -> None:
    """Joint uses with what their notice lacks, then opt-out filings."""
    view = view_of(page)
    with st.container(horizontal=True, vertical_alignment="center"):
        section(t("purposes.joint_uses"))
        add_button(page, "joint_use", more=True)
    if view.joint_uses:
        columns = {
            "state": gap_column(),
            "name": text_column(t("purposes.col_joint_use"), width=176),
            "missing": text_column(t("purposes.col_missing"), width=218),
            "days": text_column(t("purposes.col_published"), width=170),
            "used": text_column(t("purposes.col_used"), width=252),
        }
        record_table(
            "joint_use",
            [(line.joint_use.id, _joint_use_cells(page, line)) for line in view.joint_uses],
            columns,
            key="purposes_joint_uses",
            alt=t("purposes.joint_uses"),
        )
    else:
        st.markdown(t("purposes.joint_uses_none"))
    with st.container(horizontal=True, vertical_alignment="center"):
        section(t("purposes.filings"))
        add_button(page, "filing", more=True)
    if view.filings:
        columns = {
            "state": gap_column(),
            "name": text_column(t("purposes.col_filing"), width=200),
            "number": text_column(t("purposes.col_number"), width=120),
            "filed": text_column(t("purposes.col_filed"), width=120),
            "provision": text_column(t("purposes.col_provision_from"), width=150),
            "used": text_column(t("purposes.col_used"), width=226),
        }
        record_table(
            "filing",
            [(line.filing.id, _filing_cells(line)) for line in view.filings],
            columns,
            key="purposes_filings",
            alt=t("purposes.filings"),
        )
    else:
        st.markdown(t("purposes.filings_none"))


def _consent_cells(line: ConsentLine, *, is_last: bool) -> list[Cell]:
    text, lang = line.text, language()
    return [
        worst_chip(line),
        text.name,
        text.text_version,
        _used_days(text, is_last=is_last),
        record_shown(ConsentText, "kinds", text.kinds),
        few_of([*dict.fromkeys([use.third_party for use in line.uses]), *line.parts])
        if line.uses or line.parts
        else none(lang),
    ]


def _used_days(text: ConsentText, *, is_last: bool) -> str:
    """First and last day; whether an earlier version without a last day is still used, nobody has said."""
    if text.used_from is None:
        return unknown(language())
    still = t("purposes.still") if is_last else unknown(language())
    last = day(text.used_until, language()) if text.used_until else still
    return t("purposes.days", first=day(text.used_from, language()), last=last)


def _notice_cells(page: Page, line: NoticeLine) -> list[Cell]:
    notice, lang = line.notice, language()
    names = {found.purpose.id: found.purpose.name for found in view_of(page).purposes}
    stated = [names[purpose_id] for purpose_id in notice.purpose_ids if purpose_id in names]
    return [
        worst_chip(line),
        notice.name,
        published_days(page, notice.published_on, line.last_on, is_in_force=line.is_in_force),
        unknown(lang)
        if notice.items is None
        else t("purposes.items_stated", count=len(notice.items), all=len(PublicItem)),
        few_of(stated) if stated else none(lang),
        _countries(notice.countries),
    ]


def _countries(codes: frozenset[str] | None) -> str:
    if codes is None:
        return unknown(language())
    known = [code for code in all_countries(language()) if code in codes]
    return few_of([country(code, language()) for code in known]) if known else none(language())


def _joint_use_cells(page: Page, line: JointUseLine) -> list[Cell]:
    joint_use, lang = line.joint_use, language()
    missing = [record_label(type(joint_use), field) for field in joint_use.missing]
    days = published_days(page, *known_days(joint_use, by_publication=False), is_in_force=line.is_in_force)
    return [worst_chip(line), joint_use.name, few_of(missing) if missing else none(lang), days, used_by(line)]


def _filing_cells(line: FilingLine) -> list[Cell]:
    filing, lang = line.filing, language()
    return [
        worst_chip(line),
        filing.name,
        filing.number or unknown(lang),
        day(filing.filed_on, lang) if filing.filed_on else unknown(lang),
        t("purposes.until", day=day(filing.ended_on, lang))
        if filing.ended_on
        else (day(filing.provision_from, lang) if filing.provision_from else unknown(lang)),
        used_by(line),
    ]
