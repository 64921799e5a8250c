"""Where a gap of a flow stands on its page, and the dialog or the record in which it is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import streamlit as st

from sakimori.domain.gap import Fix
from sakimori.domain.records.data_flow import CloudFacts, DataFlow
from sakimori.services.flows.states import ToldGap
from sakimori.services.flows.view import FlowView
from sakimori.services.gaps.of_dossier import GapLine
from sakimori.services.kernel.access import Permission
from sakimori.ui.flows.words import mark_of
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import close_dialog, expect_party, open_dialog
from sakimori.ui.frame.pages import page as page_named
from sakimori.ui.frame.record_fields import record_label
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.states import chip
from sakimori.ui.frame.text import language, t
from sakimori.ui.own_company.address import FIXED_IN_OWN, own_address
from sakimori.ui.records.state import FIXED_IN_RECORDS, record_address, record_fix_words
from sakimori.ui.requests.words import FIXED_IN_REQUESTS, request_address, request_fix_words

Place = tuple[str, str]
"""A kind of record and a field of it."""

FLOW, CLOUD, BASIS, CHECK, ERASURE = "data_flow", "cloud_facts", "foreign_basis", "annual_check", "erasure"
ITEMS: Final = "items"
"""Stands for all seven items, which are one row of the page."""

_NAMED_BY: Final = {
    "consent_text": (FLOW, "consent_text_id"),
    "joint_use": (FLOW, "joint_use_id"),
    "filing": (FLOW, "filing_id"),
    "purpose": (FLOW, "purpose_id"),
    "data_set": (FLOW, "data_set_id"),
    "data_set_part": (FLOW, "data_set_id"),
    "contract": (BASIS, "contract_id"),
    "contract_cover": (BASIS, "contract_id"),
    "certificate": (BASIS, "certificate_id"),
    "country_profile": (FLOW, "storage_countries"),
}
"""Records that a flow names: their gaps stand beside the field that names them."""


def place_of(fix: Fix) -> Place:
    """The field beside which a gap is shown."""
    record, field = fix.record, fix.field
    if record == CLOUD or (record == FLOW and field == "cloud_facts"):
        return (CLOUD, field if record == CLOUD and field else "no_handling_clause")
    if record == FLOW and field == "foreign_basis":
        return (BASIS, "kind")
    if record == BASIS and field.startswith("item_"):
        return (BASIS, ITEMS)
    if record in {CHECK, ERASURE}:
        return (record, "")
    return _NAMED_BY.get(record, (record, field))


def gaps_by_place(view: FlowView) -> dict[Place, list[ToldGap]]:
    """The open gaps of a flow by their places."""
    found: defaultdict[Place, list[ToldGap]] = defaultdict(list)
    for gap in view.gaps:
        found[place_of(gap.fix)].append(gap)
    return found


def gap_title(gap: ToldGap, flow: DataFlow) -> str:
    """What is missing, without the name of the flow: its page says that name already."""
    title = gap.title.get(language())
    return title.replace(f"：{flow.name}", "").replace(f": {flow.name}", "")


def gap_words(gaps: Iterable[ToldGap], flow: DataFlow) -> str:
    """Gaps in one cell: chip and title of each."""
    return "　".join(f"{chip(mark_of(gap.state), language())} {gap_title(gap, flow)}" for gap in gaps)


OPENED: Final = "flows_opened"
_GOING: Final = "flow_going"
_DECIDES: Final = frozenset({"route_decided_by", "route_decided_on"})
_OF_FLOW: Final = frozenset({FLOW, CLOUD, BASIS, CHECK, ERASURE})
FIXED_WITH_FLOWS: Final = _OF_FLOW | FIXED_IN_OWN
"""Records whose gaps the dossier leaves to the page of the flow, or to our own registers."""
_TABS: Final = (
    ("contract", "contracts"), ("assessment", "assessments"), ("condition", "assessments"),
    ("sub_processor", "sub_processors"), ("certificate", "certificates"), ("ai_facts", "services"),
)  # fmt: skip
"""Under which tab of a dossier its records stand."""


def fix_words(fix: Fix) -> str:  # noqa: PLR0911 - one wording a way to close
    """What the button beside a gap says."""
    record, field = place_of(fix)
    if fix.record in FIXED_IN_OWN:
        return t("flows.fix_own")
    if fix.record in FIXED_IN_RECORDS:
        return record_fix_words(fix)
    if fix.record in FIXED_IN_REQUESTS:
        return request_fix_words(fix)
    if fix.record not in _OF_FLOW or (record in {FLOW, CLOUD} and not field):
        return t("flows.fix_elsewhere")
    if record == CHECK:
        return t("flows.check_record")
    if record == ERASURE:
        return t("flows.erasure_record")
    if record == BASIS:
        return t("party.fix_field", field=t("flows.items" if field == ITEMS else "flows.basis"))
    if field in _DECIDES:
        return t("flows.decide")
    if fix.field == "signed_off_by":
        return t("flows.sign")
    return t("party.fix_field", field=record_label(CloudFacts if record == CLOUD else DataFlow, field))


def expect_flow(flow_id: str) -> None:
    """Say which flow is opened next, so that a dialog that was opened for it stays open."""
    st.session_state[OPENED] = flow_id


def lead_to_flow(page: Page, line: GapLine) -> None:
    """From the gaps of a dossier to the place that closes one."""
    span = line.span
    fix = Fix(span.fix_record, span.fix_id, span.fix_field)
    close_dialog()
    if fix.record in _OF_FLOW:
        flow_id = span.subject_key.partition("/")[0]
        if page.may(Permission.EDIT_REGISTER):
            open_fix(flow_id, fix)
            expect_flow(flow_id)
        go_to("flow", flow=flow_id)
    _go(page, *own_address(fix))


def lead_to(gap: ToldGap) -> None:
    """Open what closes a gap of the flow on the page; another page is opened by `follow` in the next run."""
    if gap.fix.record in FIXED_WITH_FLOWS:
        lead_to_fix(gap.gap.subject_id, gap.gap.third_party_id, gap.fix)
    elif gap.fix.record in FIXED_IN_RECORDS:
        st.session_state[_GOING] = ("records", record_address(gap.fix, gap.gap.subject_id))
    elif gap.fix.record in FIXED_IN_REQUESTS:
        st.session_state[_GOING] = ("requests", request_address(gap.fix))
    else:
        open_dialog("fix", gap_id=gap.gap.gap_id)
        st.session_state[_GOING] = ("party", {"party": gap.gap.third_party_id, "tab": "gaps"})


def lead_to_fix(flow_id: str, third_party_id: str, fix: Fix) -> None:
    """Open where something is recorded: on the page of the flow, in our own registers, or in the dossier."""
    if fix.record in _OF_FLOW:
        open_fix(flow_id, fix)
    elif fix.record in FIXED_WITH_FLOWS:
        st.session_state[_GOING] = own_address(fix)
    elif fix.record == "country_profile":
        st.session_state[_GOING] = ("settings", {"tab": "countries"})
    else:
        tab = next((tab for start, tab in _TABS if fix.record.startswith(start)), "facts")
        st.session_state[_GOING] = ("party", {"party": third_party_id, "tab": tab})


def open_fix(flow_id: str, fix: Fix) -> None:
    """Open the dialog of a flow in which a gap is closed."""
    if fix.record == CHECK:
        open_dialog("flow_check", flow_id=flow_id, check_id=fix.record_id)
    elif fix.record == ERASURE:
        is_confirming = fix.field == "confirmed_on"
        open_dialog("flow_erased" if is_confirming else "flow_erasure", flow_id=flow_id)
    elif fix.field in _DECIDES:
        open_dialog("flow_decide", flow_id=flow_id)
    elif fix.field == "signed_off_by":
        open_dialog("flow_sign", flow_id=flow_id)
    else:
        record, field = place_of(fix)
        if field:
            open_dialog("flow_field", flow_id=flow_id, record=record, field=field)


def follow(page: Page) -> None:
    """Go where the row whose button was pressed leads."""
    going = st.session_state.pop(_GOING, None)
    if going is not None:
        name, query = going
        if name == "party":
            expect_party(query["party"])
        _go(page, name, query)


def _go(page: Page, name: str, query: dict[str, str]) -> None:
    if page_named(name).is_for(page.actor.roles):
        go_to(name, **query)
    st.info(t("flows.for_compliance"), icon=":material/lock:")
