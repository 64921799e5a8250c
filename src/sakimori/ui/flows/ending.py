"""What lasts and what ends: annual checks, the end of a flow, return or erasure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from sakimori.domain.records.data_flow import DataFlow, Erasure
from sakimori.services.flows.states import ToldGap
from sakimori.services.flows.view import FlowView
from sakimori.services.kernel.access import Permission
from sakimori.services.settings.users import list_users
from sakimori.ui.evidence.document import document_button
from sakimori.ui.flows.fix import CHECK, ERASURE, Place, gap_words
from sakimori.ui.frame.components import section
from sakimori.ui.frame.dialogs import fresh_key, open_dialog
from sakimori.ui.frame.formats import day, day_long, linked, none, not_set, plain, yes_no
from sakimori.ui.frame.record_fields import record_shown
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import Cell, table, text_column
from sakimori.ui.frame.text import label, language, t


def show_checks(page: Page, view: FlowView, gaps: dict[Place, list[ToldGap]]) -> None:
    """The checks of 法28条3項, newest first, with the button that records one."""
    due = view.next_check
    section(t("flows.part_checks"), t("flows.check_by", day=day_long(due, language())) if due else "")
    _gap_notes(gaps.pop((CHECK, ""), ()), view.flow)
    may = page.may(Permission.EDIT_REGISTER)
    st.button(
        t("flows.check_record"), icon=":material/add:", key="flow_check", on_click=open_dialog, args=("flow_check",),
        kwargs={"flow_id": view.flow.id, "check_id": ""}, disabled=not may,
    )  # fmt: skip
    if not view.checks:
        st.caption(t("flows.checks_none"))
        return
    columns: dict[str, Any] = {
        "day": text_column(t("flows.col_checked"), width=110),
        "by": text_column(t("flows.col_by"), width=130),
        "kept": text_column(t("flows.col_kept"), width=110),
        "systems": text_column(t("flows.col_foreign_systems"), width=150),
        "trouble": text_column(t("flows.col_trouble"), width=260),
        "scope": text_column(t("flows.col_scope"), width=140),
    }
    rows: list[list[Cell]] = [
        [
            day(check.checked_on, language()),
            check.by,
            yes_no(check.measures_kept, language()),
            yes_no(check.foreign_systems, language()),
            check.trouble or none(language()),
            t("flows.scope_some", count=len(check.flow_ids)) if check.flow_ids else t("flows.scope_all"),
        ]
        for check in view.checks
    ]
    chosen = table(
        rows, columns, key=fresh_key("flow_checks"), alt=t("flows.part_checks"), select="one" if may else "none",
    )  # fmt: skip
    if chosen:
        open_dialog("flow_check", flow_id=view.flow.id, check_id=view.checks[chosen[0]].id)


def show_ending(
    page: Page,
    view: FlowView,
    gaps: dict[Place, list[ToldGap]],
    lines: Sequence[tuple[Place, str, str]],
    facts: Callable[..., None],
) -> None:
    """How long data are kept, and what became of them at the end."""
    section(t("flows.part_ending"))
    facts(page, view.flow, lines, gaps, "ending")
    _gap_notes(gaps.pop((ERASURE, ""), ()), view.flow)
    erasure, may = view.erasure, page.may(Permission.EDIT_REGISTER)
    with st.container(horizontal=True, vertical_alignment="center"):
        if view.flow.end_on is None:
            st.button(
                t("flows.end"), icon=":material/event_busy:", key="flow_end", on_click=open_dialog, args=("flow_end",),
                kwargs={"flow_id": view.flow.id}, disabled=not may,
            )  # fmt: skip
        st.button(
            t("flows.erasure_edit" if erasure else "flows.erasure_record"), icon=":material/delete_sweep:",
            key="flow_erasure", on_click=open_dialog, args=("flow_erasure",), kwargs={"flow_id": view.flow.id},
            disabled=not may,
        )  # fmt: skip
        if erasure is not None and erasure.confirmed_on is None:
            st.button(
                t("flows.erasure_confirm"), icon=":material/task_alt:", key="flow_erased", on_click=open_dialog,
                args=("flow_erased",), kwargs={"flow_id": view.flow.id}, disabled=not may, type="primary",
            )  # fmt: skip
    if erasure is not None:
        st.markdown(_erasure_words(page, erasure, view))
        proof = view.choices.names()["evidence_id"].get(erasure.evidence_id or "")
        if erasure.evidence_id and proof:
            document_button(page, erasure.evidence_id, proof, key="flow_erasure_proof")


def _erasure_words(page: Page, erasure: Erasure, view: FlowView) -> str:
    names = {user.id: user.name for user in list_users(page.workspace)}
    proof = record_shown(Erasure, "evidence_id", erasure.evidence_id, view.choices.names()["evidence_id"])
    said = t(
        "flows.erased", kind=label(erasure.kind), day=day(erasure.done_on, language()),
        by=plain(erasure.done_by or not_set(language())), proof=plain(proof),
    )  # fmt: skip
    if erasure.confirmed_on is None or erasure.confirmed_by is None:
        return said + t("flows.erased_unconfirmed")
    who = plain(names.get(erasure.confirmed_by, erasure.confirmed_by))
    return said + t("flows.erased_confirmed", who=who, day=day(erasure.confirmed_on, language()))


def _gap_notes(gaps: Sequence[ToldGap], flow: DataFlow) -> None:
    for gap in gaps:
        st.markdown(f"{plain(gap_words([gap], flow))}　:gray[{linked(gap.cites.get(language()))}]")
