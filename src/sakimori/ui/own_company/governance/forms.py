"""The forms of officers, exceptions, audits with their findings, and meetings with their decisions."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.domain.records.governance import (
    AuditFinding,
    InternalAudit,
    Meeting,
    MeetingDecision,
    Officer,
    PolicyException,
)
from sakimori.services.own_company.governance_steps import approve_exception, confirm_mended
from sakimori.ui.frame.choices import ask_checked
from sakimori.ui.frame.dialogs import act, save_record
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.record_fields import Choices, record_inputs
from sakimori.ui.frame.session import Page, people
from sakimori.ui.frame.text import language, t
from sakimori.ui.own_company.governance.state import governance_of, may_decide, may_write, show_gaps

_OFFICER: Final = ("name", "kind", "user_id", "holder", "department", "appointed_on", "ended_on", "note")
_EXCEPTION: Final = (
    "name", "policy_text_id", "reason", "department", "asked_by", "asked_on", "last_day", "ended_on", "note",
)  # fmt: skip
_AUDIT: Final = ("name", "planned_on", "held_on", "auditor", "department", "scope_note", "result_note")
_FINDING: Final = ("name", "is_major", "owner_id", "due_on", "note")
_MEETING: Final = ("name", "held_on", "participants", "agenda_note", "minutes_at")
_DECISION: Final = ("name", "owner_id", "due_on", "done_on", "note")


def users(*fields: str) -> dict[str, dict[str, str]]:
    """Our people as the choices of some fields."""
    names = {user.id: user.name for user in people()}
    return dict.fromkeys(fields, names)


def _form(page: Page, item: Any, fields: tuple[str, ...], *, key: str, choices: Choices | None = None) -> None:  # noqa: ANN401 - any record of the view
    can = may_write(page)
    changes = record_inputs(item, fields, key=key, choices=choices, disabled=not can)
    if can:
        save_record(page, item, changes, key=key)


def officer_dialog(page: Page, *, record_id: str) -> None:
    """An officer: what for, who, since when."""
    line = next((one for one in governance_of(page).officers if one.officer.id == record_id), None)
    if line is not None:
        show_gaps(line.gaps)
    st.caption(t("governance.why_officer"))
    _form(page, line.officer if line else Officer("", ""), _OFFICER, key="officer", choices=users("user_id"))


def exception_dialog(page: Page, *, record_id: str) -> None:
    """An exception, and its approval by somebody else than the asker."""
    found = governance_of(page)
    line = next((one for one in found.exceptions if one.exception.id == record_id), None)
    if line is not None:
        show_gaps(line.gaps)
    item = line.exception if line else PolicyException("", "", asked_by=page.actor.id)
    texts = {one.text.id: f"{one.text.name} {one.text.text_version}" for one in found.policies}
    _form(page, item, _EXCEPTION, key="exception", choices={**users("asked_by"), "policy_text_id": texts})
    if line is None:
        return
    if item.approved_on and line.approved_by:
        st.markdown(plain(t("governance.approved_by", name=line.approved_by, day=day(item.approved_on, language()))))
    elif may_decide(page):
        st.caption(t("governance.why_approve"))
        act(
            page, t("governance.approve"), partial(approve_exception, page.workspace, item.id), key="exception_approve",
            of=item, icon=":material/verified:", type="secondary", needs=ask_checked(key="exception_checked"),
        )  # fmt: skip


def audit_dialog(page: Page, *, record_id: str) -> None:
    """An audit: planned, then held, and what came of it."""
    line = next((one for one in governance_of(page).audits if one.audit.id == record_id), None)
    if line is not None:
        show_gaps(line.gaps)
    _form(page, line.audit if line else InternalAudit("", ""), _AUDIT, key="audit")


def finding_dialog(page: Page, *, record_id: str, audit_id: str = "") -> None:
    """What an audit found; confirmed as mended by somebody else than its owner."""
    found = ((one, gaps) for line in governance_of(page).audits for one, gaps in line.findings)
    standing, gaps = next((pair for pair in found if pair[0].id == record_id), (None, ()))
    show_gaps(gaps)
    st.caption(t("governance.why_finding"))
    item = standing or AuditFinding("", audit_id, "")
    _form(page, item, _FINDING, key="finding", choices=users("owner_id"))
    if standing is None:
        return
    if standing.fixed_on is not None:
        words = t("governance.mended", day=day(standing.fixed_on, language()), how=standing.fixed_note)
        st.markdown(plain(words))
    elif may_write(page):
        note = st.text_area(t("governance.how_mended"), key="finding_how", height=80)
        act(
            page, t("governance.confirm_mended"), partial(confirm_mended, page.workspace, standing.id, note=note),
            key="finding_mended", of=standing, icon=":material/task_alt:", type="secondary",
        )  # fmt: skip


def meeting_dialog(page: Page, *, record_id: str) -> None:
    """A meeting: when, who, about what."""
    line = next((one for one in governance_of(page).meetings if one.meeting.id == record_id), None)
    _form(page, line.meeting if line else Meeting("", ""), _MEETING, key="meeting")


def decision_dialog(page: Page, *, record_id: str, meeting_id: str = "") -> None:
    """What a meeting decided."""
    found = (
        (one, gaps) for line in governance_of(page).meetings for one, gaps in line.decisions if one.id == record_id
    )
    standing, gaps = next(found, (None, ()))
    show_gaps(gaps)
    _form(
        page, standing or MeetingDecision("", meeting_id, ""), _DECISION, key="decision", choices=users("owner_id")
    )  # fmt: skip
