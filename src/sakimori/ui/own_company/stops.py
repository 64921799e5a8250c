"""The tab of stops: how many stand per channel and since when; persons are neither listed nor kept."""

from __future__ import annotations

import secrets
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from sakimori.clock import now
from sakimori.domain.records.data_flow import SubjectGroup
from sakimori.domain.records.own_registers import Stop, StopChannel
from sakimori.domain.values.blank import is_blank
from sakimori.domain.values.identifier import KINDS_OF_CHANNEL, Identifier, IdentifierKind
from sakimori.errors import RefusedError
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.evidence import MEGABYTE
from sakimori.services.requests.stop_list import StopPlan, import_stops, plan_stops
from sakimori.services.requests.stops import (
    ChannelCount,
    check_stop_key,
    is_stopped,
    record_stop,
    stop_counts,
    withdraw_stop,
)
from sakimori.ui.frame.browser import hold_upload
from sakimori.ui.frame.choices import ask_day, pick_one, tell_missing
from sakimori.ui.frame.components import refusal, section
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import Unit, count, day, none
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.tables import Cell, number_column, table, text_column
from sakimori.ui.frame.text import label, language, t
from sakimori.ui.own_company.state import may_write
from sakimori.ui.own_company.stop_rounds import show_rounds

_TYPES = ["csv", "tsv", "txt", "xlsx"]
_SHOWN_FAULTS = 200


def stop_counts_of(page: Page) -> tuple[ChannelCount, ...]:
    """What stands per channel on the day of the page."""
    return memo(page, "own_stops", lambda: stop_counts(page.workspace, on=page.on, number=page.known))


def show_stops(page: Page) -> None:
    """What is kept and what not, the acts, and the counts."""
    st.markdown(t("purposes.stops_note"))
    try:
        check_stop_key(page.workspace)
    except RefusedError as error:
        refusal(error)
        return
    is_next_above = show_rounds(page)
    section(t("purposes.stops_counts"))
    _acts(page, is_first=not is_next_above)
    counts = stop_counts_of(page)
    if not counts:
        st.markdown(t("purposes.stops_none"))
        return
    columns = {
        "channel": text_column(record_label(Stop, "channel"), width=250),
        "standing": number_column(t("purposes.col_standing"), width=130),
        "withdrawn": number_column(t("purposes.col_withdrawn"), width=130),
        "first": text_column(t("purposes.col_first"), width=150),
        "last": text_column(t("purposes.col_last"), width=150),
    }
    table([_cells(found) for found in counts], columns, key="purposes_stops", alt=t("purposes.stops_alt"))


def _acts(page: Page, *, is_first: bool) -> None:
    can = may_write(page)
    with st.container(horizontal=True):
        for act, icon in (("stop", "block"), ("stop_import", "upload_file"), ("stop_withdraw", "undo")):
            st.button(
                t(f"purposes.{act}"), key=act, icon=f":material/{icon}:", disabled=not can, on_click=open_dialog,
                args=(act,), type="primary" if act == "stop" and is_first else "secondary",
            )  # fmt: skip
        st.button(
            t("purposes.stop_check"), key="stop_check", icon=":material/search:", on_click=open_dialog,
            args=("stop_check",), disabled=not page.may(Permission.READ_APPROVED),
        )  # fmt: skip


def stop_dialog(page: Page) -> None:
    """Record one request."""
    channel, identifier = _ask_person()
    received_on = _ask_day("received_on")
    source = st.text_input(record_label(Stop, "source"), key="stop_source", placeholder=t("purposes.source_hint"))
    write = partial(
        record_stop, page.workspace, identifier, channel, received_on=received_on, source=source,
        subject_group=_ask_group(),
    )  # fmt: skip
    needs, is_nobody = _needs(channel, received_on=received_on), is_blank(identifier.text)
    act(page, t("purposes.stop_save"), write, key="stop_save", disabled=is_nobody, needs=needs)


def withdraw_dialog(page: Page) -> None:
    """Take one request back."""
    channel, identifier = _ask_person()
    withdrawn_on = _ask_day("withdrawn_on")
    reason = st.text_input(t("purposes.withdraw_reason"), key="stop_reason")
    write = partial(withdraw_stop, page.workspace, identifier, channel, withdrawn_on=withdrawn_on)
    act(
        page,
        t("purposes.stop_withdraw"),
        write,
        key="stop_withdraw_save",
        reason=reason,
        disabled=is_blank(identifier.text),
        needs=_needs(channel, withdrawn_on=withdrawn_on),
    )


def check_dialog(page: Page) -> None:
    """Ask about one person; that somebody asked stands in the record of accesses."""
    st.caption(t("purposes.check_note"))
    channel, identifier = _ask_person()
    waits = tell_missing(_needs(channel)) or is_blank(identifier.text)
    if not st.button(t("purposes.stop_check"), type="primary", key="stop_ask", disabled=waits) or waits:
        return
    try:
        stands = is_stopped(page.workspace, (identifier,), channel, on=page.on, actor=page.actor, at=now())
    except RefusedError as error:
        refusal(error)
        return
    if stands:
        st.warning(t("purposes.is_stopped", day=day(page.on, language())), icon=":material/block:")
    else:
        st.info(t("purposes.not_stopped", day=day(page.on, language())), icon=":material/info:")


def import_dialog(page: Page) -> None:
    """Take a list in: first what it would do, then the good rows."""
    channel, kind = _ask_kind()
    received_on = _ask_day("received_on")
    source = st.text_input(record_label(Stop, "source"), key="stop_source", placeholder=t("purposes.source_hint"))
    group = _ask_group()
    file = st.file_uploader(
        t("purposes.stop_file", limit=MAX_FILE_BYTES // MEGABYTE), type=_TYPES, key="stop_file",
        max_upload_size=MAX_FILE_BYTES // MEGABYTE,
    )  # fmt: skip
    st.caption(t("purposes.stop_file_note"))
    if file is None:
        return
    hold_upload(file.file_id)
    if tell_missing(_needs(channel)):
        return
    data = file.getvalue()
    try:
        plan = plan_stops(page.workspace, data, file.name, channel, kind, actor=page.actor)
    except RefusedError as error:
        refusal(error)
        return
    _show_plan(plan)
    good = plan.new + plan.already
    words = t("purposes.stop_take", count=count(good, Unit.ROWS, language()))
    write = partial(
        import_stops, page.workspace, data, file.name, channel, kind, received_on=received_on, source=source,
        subject_group=group,
        batch_id=f"st{secrets.token_hex(6)}",
    )  # fmt: skip
    done = t("purposes.stop_taken", count=count(plan.new, Unit.CASES, language()))
    needs = _needs(channel, received_on=received_on)
    act(page, words, write, key="stop_import_save", disabled=not good, note=done, needs=needs)


def _show_plan(plan: StopPlan) -> None:
    st.markdown(
        t(
            "purposes.stop_plan",
            **{
                name: count(number, Unit.ROWS, language())
                for name, number in (
                    ("read", plan.read), ("new", plan.new), ("already", plan.already), ("doubled", plan.doubled),
                    ("faults", len(plan.faults)),
                )
            },
        )
    )  # fmt: skip
    st.caption(t("purposes.stop_read_as", column=plan.column, encoding=plan.encoding))
    if plan.faults:
        rows: list[list[Cell]] = [
            [fault.row, fault.column, fault.expected.get(language())] for fault in plan.faults[:_SHOWN_FAULTS]
        ]
        columns = {
            "row": number_column(t("purposes.col_row"), width=70),
            "column": text_column(t("purposes.col_column"), width=70),
            "expected": text_column(t("purposes.col_expected"), width=420),
        }
        table(rows, columns, key="stop_faults", alt=t("purposes.faults_alt"))


def _needs(channel: StopChannel | None, **days: date | None) -> dict[str, object]:
    return {record_label(Stop, "channel"): channel, **{record_label(Stop, name): on for name, on in days.items()}}


def _ask_person() -> tuple[Any, Identifier]:
    channel, kind = _ask_kind()
    if channel is None:
        return None, Identifier(kind, "")
    text = st.text_input(t("purposes.value", kind=label(kind)), key="stop_value", autocomplete="off")
    return channel, Identifier(kind, text)


def _ask_kind() -> tuple[Any, IdentifierKind]:
    """What is stopped, none until somebody has chosen; and by what the person is known there."""
    channel = pick_one(record_label(Stop, "channel"), StopChannel, key="stop_channel")
    if channel is None:
        return None, KINDS_OF_CHANNEL[StopChannel.USE][0]
    kinds = KINDS_OF_CHANNEL[channel]
    words = {kind: label(kind) for kind in kinds}
    kind = st.segmented_control(
        t("purposes.by_what"), kinds, default=kinds[0], format_func=words.__getitem__, required=True,
        key=f"stop_kind_{channel.value}", wrap=True,
    )  # fmt: skip
    return channel, kind or kinds[0]


def _ask_group() -> SubjectGroup | None:
    """Whose data are meant: recipients of others alone are not told; no choice tells everybody."""
    words = {group: label(group) for group in SubjectGroup}
    return st.selectbox(
        record_label(Stop, "subject_group"), list(words), index=None, format_func=words.__getitem__, key="stop_group",
        placeholder=t("purposes.group_any"), help=t("purposes.group_help"),
    )  # fmt: skip


def _ask_day(field: str) -> Any:  # noqa: ANN401 - none until somebody has given it, and then nothing is stored
    return ask_day(record_label(Stop, field), key=f"stop_{field}")


def _cells(found: ChannelCount) -> list[Cell]:
    lang = language()
    return [
        label(found.channel),
        found.standing,
        found.withdrawn,
        day(found.first_on, lang) if found.first_on else none(lang),
        day(found.last_on, lang) if found.last_on else none(lang),
    ]
