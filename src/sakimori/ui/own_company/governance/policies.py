"""The dialogs of a policy: one version with its approval, and who has read it out of a list."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.domain.records.governance import PolicyText
from sakimori.exchange.lists.container import MAX_FILE_BYTES
from sakimori.services.kernel.evidence import MEGABYTE
from sakimori.services.own_company.governance import PolicyLine
from sakimori.services.own_company.governance_steps import (
    approve_policy,
    import_readings,
    plan_readings,
)
from sakimori.ui.frame.choices import ask_day
from sakimori.ui.frame.dialogs import act, open_dialog, save_record
from sakimori.ui.frame.formats import Unit, count, day, plain
from sakimori.ui.frame.record_fields import record_inputs
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, listed, t
from sakimori.ui.own_company.governance.forms import users
from sakimori.ui.own_company.governance.state import governance_of, may_decide, may_write, show_gaps
from sakimori.ui.own_company.people_list import planned_list

_FIELDS: Final = ("name", "text_version", "kind", "location", "owner_id", "in_force_from")
_MORE: Final = ("roles", "departments", "reviewed_on", "in_force_until", "note")
_SHOWN_NAMES: Final = 12


def policy_dialog(page: Page, *, record_id: str, after: str = "") -> None:
    """One version of a policy; `after` is the version that a new one follows."""
    lines = governance_of(page).policies
    line = next((one for one in lines if one.text.id == record_id), None)
    base = next((one.text for one in lines if one.text.id == after), None)
    item = line.text if line else _next_version(base)
    if line is not None:
        show_gaps(line.gaps)
    can = may_write(page)
    changes = record_inputs(item, _FIELDS, key="policy", choices=users("owner_id"), disabled=not can)
    st.caption(t("governance.why_read"))
    changes |= record_inputs(item, _MORE, key="policy", disabled=not can)
    if can:
        save_record(page, item, changes, key="policy")
    if line is not None:
        _approval(page, line)
        _readers(page, line)


def _next_version(base: PolicyText | None) -> PolicyText:
    """A version that says what the standing one says; it stands from no day yet."""
    if base is None:
        return PolicyText("", "", "")
    return replace(
        base, id="", version=1, text_version="", in_force_from=None, in_force_until=None, reviewed_on=None, approver="",
        approved_on=None, approval_noted_by=None, external_key=None,
    )  # fmt: skip


def _approval(page: Page, line: PolicyLine) -> None:
    text = line.text
    st.markdown(f"**{t('governance.approval')}**")
    if text.approved_on is not None:
        st.markdown(plain(t("governance.approved_by", name=text.approver, day=day(text.approved_on, language()))))
        return
    if not may_decide(page):
        st.markdown(t("governance.not_approved"))
        return
    left, right = st.columns(2)
    who = left.text_input(
        t("governance.approver"), key="policy_approver", placeholder=page.actor.name, help=None
    )  # fmt: skip
    with right:
        when: Any = ask_day(t("governance.approved_on"), key="policy_approved", last=page.today)
    act(
        page, t("governance.note_approval"),
        partial(approve_policy, page.workspace, text.id, approver=who, approved_on=when), key="policy_approve", of=text,
        icon=":material/verified:", type="secondary", needs={t("governance.approved_on"): when},
    )  # fmt: skip


def _readers(page: Page, line: PolicyLine) -> None:
    """How many of those it is for have read it, and who is late."""
    if line.asked:
        st.markdown(f"**{t('governance.readers', read=f'{line.read:,}', asked=f'{line.asked:,}')}**")
    if line.unread:
        late = count(len(line.unread), Unit.PERSONS, language())
        names = listed(line.unread, most=_SHOWN_NAMES)
        st.markdown(plain(t("governance.unread", count=late, names=names)))
    if may_write(page):
        with st.container(horizontal=True):
            st.button(
                t("governance.import"), icon=":material/upload_file:", key="policy_import", on_click=open_dialog,
                args=("readings",), kwargs={"text_id": line.text.id},
            )  # fmt: skip
            st.button(
                t("governance.next_version"), icon=":material/add:", key="policy_next", on_click=open_dialog,
                args=("policy_text",), kwargs={"record_id": "", "after": line.text.id},
            )  # fmt: skip


def readings_dialog(page: Page, *, text_id: str) -> None:
    """Take a list in: first what it would do, then the good rows."""
    names = {one.text.id: f"{one.text.name} {one.text.text_version}" for one in governance_of(page).policies}
    st.markdown(f"**{plain(names.get(text_id, ''))}**")
    found = planned_list(
        lambda data, name: plan_readings(page.workspace, text_id, data, name, actor=page.actor, today=page.today),
        key="readings", label=t("governance.file", limit=MAX_FILE_BYTES // MEGABYTE), note=t("governance.file_note"),
    )  # fmt: skip
    if found is None:
        return
    data, name, plan = found
    act(
        page, t("governance.take_in", count=count(plan.new, Unit.ROWS, language())),
        partial(
            import_readings, page.workspace, text_id, data, name, batch_id=f"ak{secrets.token_hex(6)}",
        ),
        key="readings_save", disabled=not plan.new,
    )  # fmt: skip
