"""The tabs of purposes and data sets: what is registered, its gap first, where it is used; a row opens its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from sakimori.domain.records.own_registers import DataSetPart
from sakimori.services.own_company.registers import DataSetLine, PurposeLine
from sakimori.services.own_company.unpublished_facts import Sort
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import fresh_key, open_dialog
from sakimori.ui.frame.formats import Unit, count, day, none, unknown
from sakimori.ui.frame.listing_state import chosen_row
from sakimori.ui.frame.record_fields import record_label, record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, TableColumn, chip_column, number_column, table, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.own_company.keeping import over_words, show_past
from sakimori.ui.own_company.state import (
    few_of,
    may_write,
    state_options,
    unpublished_about,
    used_by,
    view_of,
    worst_chip,
)


def record_table(
    kind: str,
    rows: Sequence[tuple[str, Sequence[Cell]]],
    columns: Mapping[str, TableColumn],
    *,
    key: str,
    alt: str,
    **facts: str,
) -> None:
    """Records of one kind, each with its id; the chosen row opens its form, which is told the other facts as well."""
    chosen = table([cells for _, cells in rows], columns, key=fresh_key(key), alt=alt, select="one")
    if chosen:
        open_dialog(kind, record_id=rows[chosen[0]][0], **facts)


def gap_column() -> TableColumn:
    """The first column: the gravest open gap of a record."""
    return chip_column(t("purposes.col_gap"), state_options(), width=92)


def published_days(page: Page, first: date | None, last: date | None, *, is_in_force: bool) -> str:
    """Since when something published is in force, from when it will be, or until when it was."""
    lang = language()
    if first is None:
        return unknown(lang)
    if is_in_force:
        return t("purposes.in_force", day=day(first, lang))
    if first > page.on:
        return t("purposes.coming", day=day(first, lang))
    return t("purposes.until", day=day(last or first, lang))


_PART_FIELDS = ("name", "position", "collected_from", "collected_until", "age_band")


def show_purposes(page: Page) -> None:
    """The purposes, published ones first; below, the flows that name none yet, to be taken over one by one."""
    lines = view_of(page).purposes
    add_button(page, "purpose")
    if lines:
        columns = {
            "state": gap_column(),
            "name": text_column(t("purposes.col_purpose"), width=164),
            "since": text_column(t("purposes.col_published"), width=152),
            "provision": text_column(t("purposes.col_provision"), width=86),
            "notices": text_column(t("purposes.col_notices"), width=152),
            "used": text_column(t("purposes.col_used"), width=234),
        }
        record_table(
            "purpose",
            [(line.purpose.id, _purpose_cells(page, line)) for line in lines],
            columns,
            key="purposes_list",
            alt=t("purposes.purposes_alt"),
        )
        st.caption(t("purposes.row_hint"))
    else:
        st.markdown(t("purposes.purposes_none"))
    show_loose(page)


def show_loose(page: Page) -> None:
    """The running flows without a purpose: a row opens the form of a purpose that is named by it."""
    loose = view_of(page).without_purpose
    if not loose:
        return
    section(t("purposes.loose"), count(len(loose), Unit.CASES, language()))
    st.caption(t("purposes.loose_note"))
    columns = {
        "party": text_column(t("purposes.col_party"), width=260),
        "flow": text_column(t("purposes.col_flow"), width=420),
    }
    rows: list[list[Cell]] = [[use.third_party, use.flow] for use in loose]
    can = may_write(page)
    chosen = table(
        rows, columns, key=fresh_key("purposes_loose"), alt=t("purposes.loose"), select="one" if can else "none"
    )
    if chosen:
        use = loose[chosen[0]]
        open_dialog("purpose", record_id="", name=use.flow, flow_ids=(use.flow_id,))


def show_data_sets(page: Page) -> None:
    """The data sets; the chosen one with its parts below, and what is past its period."""
    lines = view_of(page).data_sets
    add_button(page, "data_set")
    if not lines:
        st.markdown(t("purposes.data_sets_none"))
        return
    columns = {
        "state": gap_column(),
        "name": text_column(t("purposes.col_data_set"), width=168),
        "department": text_column(t("purposes.col_department"), width=94),
        "persons": text_column(t("purposes.col_persons"), width=96),
        "kept": text_column(t("purposes.col_kept"), width=86),
        "verified": text_column(t("purposes.col_verified"), width=104),
        "used": text_column(t("purposes.col_used"), width=240),
    }
    place = chosen_row(
        "set", [line.data_set.id for line in lines], [_data_set_cells(line) for line in lines], columns,
        key="purposes_data_sets", alt=t("purposes.data_sets_alt"),
    )  # fmt: skip
    if place is None:
        st.caption(t("purposes.parts_hint"))
        show_past(page)
        return
    _show_parts(page, lines[place])


def _show_parts(page: Page, line: DataSetLine) -> None:
    can = may_write(page)
    with st.container(horizontal=True, vertical_alignment="center"):
        section(t("purposes.parts", name=line.data_set.name))
        st.button(
            t("purposes.open_data_set"), key="data_set_edit", type="tertiary", icon=":material/edit:",
            on_click=open_dialog, args=("data_set",), kwargs={"record_id": line.data_set.id},
        )  # fmt: skip
        st.button(
            t("keeping.open_duty"), key="data_set_duty", type="tertiary", icon=":material/gavel:",
            on_click=open_dialog, args=("keeping_duty",), kwargs={"record_id": line.data_set.id},
        )  # fmt: skip
        st.button(
            t("purposes.add_part"), key="part_add", type="tertiary", icon=":material/add:", disabled=not can,
            on_click=open_dialog, args=("data_set_part",),
            kwargs={"record_id": "", "data_set_id": line.data_set.id},
        )  # fmt: skip
    if not line.parts:
        st.markdown(t("purposes.parts_none"))
        return
    names = {found.purpose.id: found.purpose.name for found in view_of(page).purposes}
    texts = {found.text.id: f"{found.text.name} {found.text.text_version}" for found in view_of(page).consent_texts}
    columns = {field: text_column(record_label(DataSetPart, field), width=112) for field in _PART_FIELDS}
    columns |= {
        "purposes": text_column(record_label(DataSetPart, "purpose_ids"), width=180),
        "consent": text_column(record_label(DataSetPart, "consent_text_id"), width=140),
        "persons": number_column(record_label(DataSetPart, "person_count"), width=90),
        "over": text_column(t("keeping.col_over"), width=130),
    }
    record_table(
        "data_set_part",
        [(part.id, [*_part_cells(part, names, texts), over_words(page, part)]) for part in line.parts],
        columns,
        key="purposes_parts",
        alt=t("purposes.parts_alt"),
        data_set_id=line.data_set.id,
    )


def add_button(page: Page, kind: str, *, more: bool = False) -> None:
    """The button that registers a record; a quiet one where it is one of two, or where the next step stands above."""
    is_next = not more and not view_of(page).is_empty
    st.button(
        t(f"purposes.add_{kind}_new"), icon=":material/add:", key=f"add_{kind}", disabled=not may_write(page),
        on_click=open_dialog, args=(kind,), kwargs={"record_id": ""}, type="primary" if is_next else "tertiary",
    )  # fmt: skip


def _purpose_cells(page: Page, line: PurposeLine) -> list[Cell]:
    purpose, lang = line.purpose, language()
    stated = {None: unknown(lang), True: t("purposes.stated"), False: t("purposes.not_stated")}
    return [
        worst_chip(line, *unpublished_about(page, Sort.PURPOSE, purpose.id)),
        purpose.name,
        _published(page, line),
        stated[purpose.states_provision],
        few_of(list(line.notices)) if line.notices else none(lang),
        used_by(line),
    ]


def _published(page: Page, line: PurposeLine) -> str:
    purpose, lang = line.purpose, language()
    if purpose.published_since is None:
        return unknown(lang)
    if purpose.published_until is not None:
        return t("purposes.until", day=day(purpose.published_until, lang))
    key = "purposes.since" if purpose.published_since <= page.on else "purposes.coming"
    return t(key, day=day(purpose.published_since, lang))


def _data_set_cells(line: DataSetLine) -> list[Cell]:
    data_set, lang = line.data_set, language()
    months = data_set.retention_months
    ended = data_set.ended_on
    return [
        worst_chip(line),
        data_set.name if ended is None else t("purposes.ended", name=data_set.name, day=day(ended, lang)),
        data_set.department,
        count(line.persons, Unit.PERSONS, lang),
        unknown(lang) if months is None else t("purposes.months", count=f"{months:,}"),
        day(data_set.last_verified_on, lang) if data_set.last_verified_on else unknown(lang),
        used_by(line),
    ]


def _part_cells(part: DataSetPart, purposes: dict[str, str], texts: dict[str, str]) -> list[Cell]:
    shown = [record_shown(DataSetPart, field, getattr(part, field)) for field in _PART_FIELDS]
    return [
        *shown,
        record_shown(DataSetPart, "purpose_ids", part.purpose_ids, purposes),
        record_shown(DataSetPart, "consent_text_id", part.consent_text_id, texts),
        part.person_count,
    ]
