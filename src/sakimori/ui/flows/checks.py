"""The dialogs of what lasts and what ends: an annual check, the end of a flow, its erasure."""

from __future__ import annotations

from typing import Any

import streamlit as st

from sakimori.domain.records.data_flow import AnnualCheck, Erasure, ErasureKind
from sakimori.services.flows.view import FlowView
from sakimori.ui.flows.saving import evidence_input
from sakimori.ui.frame.dialogs import save_record
from sakimori.ui.frame.record_fields import record_input, record_inputs, record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import label, t

_CHECK_FIELDS = ("measures_kept", "measures_note", "foreign_systems", "foreign_systems_note", "trouble")


def check_dialog(page: Page, view: FlowView, *, check_id: str) -> None:
    """One check: are the measures kept, and is there a foreign system that may affect them."""
    standing = next((check for check in view.checks if check.id == check_id), None)
    check = standing or AnnualCheck("", view.party.id, page.today, page.actor.name, flow_ids=(view.flow.id,))
    st.caption(t("flows.check_why"))
    changes: dict[str, Any] = record_inputs(check, ("checked_on", "by"), key="flow_check")
    for field in _CHECK_FIELDS:
        changes[field] = record_input(check, field, key="flow_check")
    whole = st.toggle(t("flows.check_all_flows"), value=not check.flow_ids, key="flow_check_all")
    changes["flow_ids"] = () if whole else check.flow_ids or (view.flow.id,)
    changes["evidence_id"] = evidence_input(
        page, AnnualCheck, "evidence_id", check.evidence_id, view.choices.names()["evidence_id"],
        third_party_id=view.party.id, key="flow_check_proof",
    )  # fmt: skip
    changes["checked_on"] = changes["checked_on"] or check.checked_on
    save_record(page, check, changes, key="flow_check")


def end_dialog(page: Page, view: FlowView) -> None:
    """The last day of a flow."""
    st.caption(t("flows.end_why"))
    flow = view.flow
    last = st.date_input(t("flows.end_on"), value=flow.end_on or page.today, key="flow_end_on", format="YYYY/MM/DD")
    save_record(page, flow, {"end_on": last}, key="flow_end")


def erasure_dialog(page: Page, view: FlowView) -> None:
    """How the data were returned or erased, with the certificate that says so."""
    standing = view.erasure
    erasure = standing or Erasure("", view.party.id, view.flow.id, ErasureKind.ERASED, page.today)
    st.caption(t("flows.erasure_why"))
    kinds = {kind: label(kind) for kind in ErasureKind}
    changes: dict[str, Any] = {
        "kind": st.segmented_control(
            record_label(Erasure, "kind"), list(kinds), default=standing.kind if standing else None,
            format_func=kinds.__getitem__,
            key="flow_erasure_kind",
        )
    }  # fmt: skip
    changes |= record_inputs(erasure, ("done_on", "method", "done_by"), key="flow_erasure")
    changes["evidence_id"] = evidence_input(
        page, Erasure, "evidence_id", erasure.evidence_id, view.choices.names()["evidence_id"],
        third_party_id=view.party.id, key="flow_erasure_proof",
    )  # fmt: skip
    if changes["kind"] is None or changes["done_on"] is None:
        st.caption(t("flows.erasure_needs"))
        return
    save_record(page, erasure, changes, key="flow_erasure")
