"""What the view of 体制 stands on: its records of the day, its tabs, and how an address leads to a record."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

import streamlit as st

from sakimori.domain.codes import GapKind
from sakimori.domain.gap import Span
from sakimori.services.kernel.access import Permission
from sakimori.services.own_company.governance import Governance, governance
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import linked, none, plain
from sakimori.ui.frame.session import Page, memo
from sakimori.ui.frame.states import Mark, badge, chip, mark
from sakimori.ui.frame.text import language


class Tab(StrEnum):
    """The tabs of the view; the address names the open one."""

    POLICIES = "policies"
    OFFICERS = "officers"
    EXCEPTIONS = "exceptions"
    AUDITS = "audits"
    MEETINGS = "meetings"
    MEASURES = "measures"


TAB_OF: Final = {
    "policy_text": Tab.POLICIES,
    "officer": Tab.OFFICERS,
    "policy_exception": Tab.EXCEPTIONS,
    "internal_audit": Tab.AUDITS,
    "audit_finding": Tab.AUDITS,
    "meeting": Tab.MEETINGS,
    "meeting_decision": Tab.MEETINGS,
}
"""Where each kind of record stands; the key is also the name of its dialog."""


def governance_of(page: Page) -> Governance:
    """How our company is organised on the day of the page."""
    return memo(page, "governance", lambda: governance(page.workspace, on=page.on, number=page.known))


def may_write(page: Page) -> bool:
    """Whether this person could write these records here and now."""
    return page.may(Permission.EDIT_OWN_REGISTER)


def may_decide(page: Page) -> bool:
    """Whether this person could approve policies and exceptions here and now."""
    return page.may(Permission.DECIDE_REGISTER)


def follow_address() -> None:
    """Open the record that an address names (without an id a new one), once: closing it must not bring it back."""
    kind = st.query_params.get("record", "")
    if kind in TAB_OF:
        open_dialog(kind, record_id=st.query_params.get("id", ""))
        st.query_params["tab"] = TAB_OF[kind].value
    for name in ("record", "id", "field"):
        st.query_params.pop(name, None)


def gap_chip(gaps: Iterable[Span]) -> list[str]:
    """The gravest known gap, else 未確認; none is said as none, which is no verdict on the record."""
    found = [(span.kind is GapKind.UNKNOWN, span.severity) for span in gaps]
    if not found:
        return [none(language())]
    is_unknown, severity = min(found, key=lambda pair: (pair[0], pair[1].rank))
    return [chip(Mark.UNKNOWN if is_unknown else mark(severity), language())]


def show_gaps(gaps: Iterable[Span]) -> None:
    """The open gaps that a record closes, above its form."""
    for span in gaps:
        state = Mark.UNKNOWN if span.kind is GapKind.UNKNOWN else mark(span.severity)
        title, cites = plain(span.title.get(language())), linked(span.cites.get(language()))
        st.markdown(f"{badge(state, language())} {title}　:gray[:small[{cites}]]")
