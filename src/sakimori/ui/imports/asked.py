"""What is asked once of a whole file: whether we deal with its third parties already, and whether flows go in too."""

from __future__ import annotations

from typing import Final

import streamlit as st

from sakimori.domain.codes import Lifecycle
from sakimori.domain.records.data_flow import DataFlow
from sakimori.exchange.registers.fields import RECORD_WORDS
from sakimori.services.imports.plan import Plan
from sakimori.ui.frame.text import label, t, t_count
from sakimori.ui.imports.state import Intake, answer_lifecycle, fresh_key, take_flows

_OFFERED: Final = (Lifecycle.IN_USE, Lifecycle.CANDIDATE)


def ask_once(intake: Intake, plan: Plan) -> None:
    """The questions that the file leaves open for all of its rows."""
    if plan.asks_lifecycle:
        _ask_lifecycle(intake, plan)
    proposed = sum(entry.kind is DataFlow for entry in plan.reading.entries) if _proposes_flows(plan) else 0
    if proposed:
        key = fresh_key("imports_with_flows")
        st.session_state[key] = intake.decisions.with_flows
        st.checkbox(
            t_count("imports.with_flows", proposed), key=key, help=t("imports.with_flows_help"),
            on_change=lambda: take_flows(intake, with_flows=bool(st.session_state[key])),
        )  # fmt: skip


def is_answered(intake: Intake, plan: Plan) -> bool:
    """Whether nothing is left that must be said before the import."""
    return not plan.asks_lifecycle or intake.decisions.lifecycle is not None


def _ask_lifecycle(intake: Intake, plan: Plan) -> None:
    key = fresh_key("imports_lifecycle")
    chosen = intake.decisions.lifecycle
    words = {one: t(f"imports.lifecycle_{one.value}", word=label(one)) for one in _OFFERED}
    st.radio(
        t_count("imports.lifecycle", plan.asks_lifecycle), _OFFERED, key=key, horizontal=True,
        index=None if chosen is None else _OFFERED.index(chosen), help=t("imports.lifecycle_help"),
        format_func=words.__getitem__,
        on_change=lambda: answer_lifecycle(intake, st.session_state[key]),
    )  # fmt: skip


def _proposes_flows(plan: Plan) -> bool:
    flows = RECORD_WORDS[DataFlow]
    return plan.reading.kind.value == "vendor_ledger" and any(row.what == flows for row in plan.rows)
