"""How long our own data are kept: what is past its period, the duty to keep, and the note that data were erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from sakimori.domain.records.own_registers import DataSetPart
from sakimori.domain.records.own_retention import KeepingDuty, OwnErasure
from sakimori.services.own_company.erasing import KeptPart, keeping_duty_of, kept_parts, record_own_erasure
from sakimori.ui.frame.choices import ask_day
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import act, fresh_key, open_dialog, save_record
from sakimori.ui.frame.formats import Unit, count, day, distance, none, plain, unknown
from sakimori.ui.frame.record_fields import record_inputs, record_label, record_shown
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import Mark, chip
from sakimori.ui.frame.tables import Cell, severity_column, table, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.own_company.state import may_write

_DUTY: Final = ("starts", "duty_months", "duty_law", "is_held", "hold_since", "hold_reason", "note")
_ERASURE: Final = ("acquired_to", "is_all", "way", "person_count", "carried_out", "note")


def kept_of(page: Page) -> Mapping[str, Sequence[KeptPart]]:
    """The parts of our data sets on the day of the page, by data set."""
    return memo(page, "own_kept", lambda: kept_parts(page.workspace, on=page.on, number=page.known))


def _part(page: Page, part_id: str) -> KeptPart | None:
    return next((one for parts in kept_of(page).values() for one in parts if one.part.id == part_id), None)


def over_words(page: Page, part: DataSetPart) -> str:
    """Until when a part is kept, or that it is erased or held."""
    kept, lang = _part(page, part.id), language()
    if kept is None:
        return unknown(lang)
    if kept.erased_on is not None:
        return t("keeping.erased", day=day(kept.erased_on, lang))
    if kept.is_held:
        return t("keeping.held")
    return day(kept.over_on, lang) if kept.over_on else unknown(lang)


def show_past(page: Page) -> None:
    """The data that are past their period; a row opens the note that they were erased."""
    past = [one for parts in kept_of(page).values() for one in parts if one.is_past(page.on)]
    if not past:
        return
    section(t("keeping.past"), count(len(past), Unit.CASES, language()))
    columns = {
        "state": severity_column(t("purposes.col_gap")),
        "what": text_column(t("keeping.col_what"), width=330),
        "over": text_column(t("keeping.col_over"), width=120),
        "late": text_column(t("keeping.col_late"), width=130),
        "duty": text_column(t("keeping.col_duty"), width=230),
    }
    oldest = sorted(past, key=lambda one: (one.over_on or page.on, one.part.id))
    chosen = table(
        [_past_cells(page, one) for one in oldest], columns, key=fresh_key("keeping_past"), alt=t("keeping.past"),
        select="one",
    )  # fmt: skip
    st.caption(t("keeping.past_hint"))
    if chosen:
        open_dialog("own_erasure", record_id=oldest[chosen[0]].part.id)


def _past_cells(page: Page, one: KeptPart) -> list[Cell]:
    lang = language()
    return [
        [chip(Mark.MEDIUM, lang)],
        t("keeping.name", data_set=one.data_set.name, part=one.part.name),
        day(one.over_on, lang) if one.over_on else unknown(lang),
        distance(one.over_on, page.on, lang) if one.over_on else unknown(lang),
        _duty_words(one),
    ]


def _duty_words(one: KeptPart) -> str:
    lang, duty = language(), one.duty
    if duty is None or duty.duty_months is None or duty.is_held is None:
        return unknown(lang)
    if one.erasable_from is None:
        return none(lang)
    return t("keeping.erasable", day=day(one.erasable_from, lang))


def duty_dialog(page: Page, *, record_id: str) -> None:
    """What obliges us to keep a data set, and whether a legal hold stands."""
    standing = keeping_duty_of(page.workspace, record_id, number=page.known)
    names = [one.data_set.name for one in kept_of(page).get(record_id, ())][:1]
    if names:
        st.markdown(f"**{plain(names[0])}**")
    st.caption(t("keeping.why_duty"))
    can = may_write(page)
    item = standing or KeepingDuty("", record_id)
    changes = record_inputs(item, _DUTY, key="duty", disabled=not can)
    if can:
        save_record(page, item, changes, key="duty")


def erasure_dialog(page: Page, *, record_id: str) -> None:
    """That data of a part were erased; what forbids it stands above."""
    kept, lang = _part(page, record_id), language()
    if kept is None:
        return
    st.markdown(f"**{plain(t('keeping.name', data_set=kept.data_set.name, part=kept.part.name))}**")
    if kept.is_held:
        reason = kept.duty.hold_reason if kept.duty and kept.duty.hold_reason else unknown(lang)
        st.warning(plain(t("keeping.is_held", reason=reason)), icon=":material/lock:")
    elif kept.duty is None or kept.duty.duty_months is None or kept.duty.is_held is None:
        st.warning(t("keeping.duty_unknown"), icon=":material/help:")
    elif kept.erasable_from is not None:
        words = t("keeping.duty_until", law=kept.duty.duty_law or unknown(lang), day=day(kept.erasable_from, lang))
        st.info(plain(words), icon=":material/gavel:")
    for one in kept.erasures:
        way = record_shown(OwnErasure, "way", one.way)
        until = t("keeping.up_to", day=day(one.acquired_to, lang)) if one.acquired_to else t("keeping.all")
        st.markdown(f"- {plain(t('keeping.done', day=day(one.erased_on, lang), until=until, way=way))}")
    if not may_write(page):
        return
    st.button(
        t("keeping.open_duty"), key="erasure_duty", type="tertiary", icon=":material/gavel:", on_click=open_dialog,
        args=("keeping_duty",), kwargs={"record_id": kept.data_set.id},
    )  # fmt: skip
    item = OwnErasure("", kept.part.id, page.today, person_count=kept.part.person_count)
    words = record_label(OwnErasure, "erased_on")
    erased_on = ask_day(words, key="erasure_erased_on")
    changes = {**record_inputs(item, _ERASURE, key="erasure"), "erased_on": erased_on}

    def store(**by: Any) -> Any:  # noqa: ANN401 - who and when, and what was stored
        return record_own_erasure(page.workspace, replace(item, **changes), **by)

    act(page, t("keeping.note"), store, key="erasure_save", needs={words: erased_on})
