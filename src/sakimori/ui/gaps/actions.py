"""What can be done about chosen gaps: an owner, a plan, a request for a waiver. Closing them is not among it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import streamlit as st

from sakimori.rules.gaps.waivers import can_be_waived
from sakimori.services.gaps.board import BoardRow
from sakimori.services.gaps.write import WaiverStanding, ask_waiver, assign, plan, withdraw_waiver
from sakimori.services.kernel.access import Permission
from sakimori.services.settings.users import list_users
from sakimori.ui.frame.components import link_to
from sakimori.ui.frame.conflicts import first_version
from sakimori.ui.frame.dialogs import act, open_dialog
from sakimori.ui.frame.formats import day, distance
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t

_SUGGESTED = timedelta(days=90)
_BACK = ""
_KEYS = "Ctrl+Enter"


def action_bar(page: Page, chosen: Sequence[BoardRow]) -> None:
    """Buttons for the chosen rows; one row alone also shows what is known about it."""
    if not chosen:
        if page.may(Permission.WORK_ON_GAPS):
            st.caption(t("gaps.choose"))
        return
    one = chosen[0] if len(chosen) == 1 else None
    ids = tuple(dict.fromkeys(row.gap_id for row in chosen))
    may_work, may_ask = page.may(Permission.WORK_ON_GAPS), page.may(Permission.ASK_WAIVER)
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f"**{t('gaps.chosen', count=len(ids))}**", width="content")
        if st.button(t("gaps.assign"), icon=":material/person_add:", key="gaps_assign", disabled=not may_work):
            open_dialog("gaps_assign", page=page, rows=chosen)
        if one is not None:
            if st.button(t("gaps.plan"), icon=":material/event_note:", key="gaps_plan", disabled=not may_work):
                open_dialog("gaps_plan", page=page, row=one)
            _waiver_buttons(page, one, may_ask=may_ask)
            link_to("party", t("gaps.open_party"), icon="folder_shared", party=one.third_party_id)
    if one is not None:
        _details(page, one)


def _waiver_buttons(page: Page, row: BoardRow, *, may_ask: bool) -> None:
    note = row.waiver
    if note is not None and note.standing is WaiverStanding.ASKED:
        if note.asked_by == page.actor.id:
            write = partial(withdraw_waiver, page.workspace, note.id)
            act(page, t("gaps.withdraw"), write, key="gaps_withdraw", of=note, disabled=not may_ask, type="secondary")
        return
    possible = row.is_now and row.fix.record != "waiver" and can_be_waived(row.basis, row.severity)
    pressed = st.button(
        t("gaps.waive"),
        icon=":material/gavel:",
        key="gaps_waive",
        disabled=not (may_ask and possible),
        help=None if can_be_waived(row.basis, row.severity) else t("gaps.waive_never"),
    )
    if pressed:
        open_dialog("gaps_waive", page=page, row=row)


def _details(page: Page, row: BoardRow) -> None:
    st.markdown(f"**{plain(row.third_party_name)}**　{plain(row.title.get(language()))}")
    lines = [t("gaps.due_is", day=day(row.due_on, language()), distance=distance(row.due_on, page.on, language()))]
    if row.action.get(language()):
        lines.insert(0, t("gaps.how", what=plain(row.action.get(language()))))
    if row.plan:
        lines.append(t("gaps.plan_is", plan=plain(row.plan)))
    st.markdown("  \n".join(lines))
    st.caption(f"{plain(row.cites.get(language()))}　{t('gaps.only_record')}")


def assign_form(page: Page, rows: Sequence[BoardRow]) -> None:
    """Who closes the chosen gaps."""
    versions = {row.gap_id: row.version for row in rows}
    names = {user.id: f"{user.name} {user.department}" for user in list_users(page.workspace) if user.left_on is None}
    names[_BACK] = t("gaps.assign_back")
    who = st.selectbox(
        t("gaps.assign_who"),
        list(names),
        format_func=names.__getitem__,
        index=list(names).index(page.actor.id),
        key="gaps_assign_who",
    )
    seen = {gap: first_version(gap, version, key="gaps_assign_do") for gap, version in versions.items()}
    st.caption(t("gaps.assign_effect", count=len(versions)))
    write = partial(assign, page.workspace, tuple(versions), owner_id=who or None, seen=seen)
    act(page, t("gaps.assign_do"), write, key="gaps_assign_do", shortcut=_KEYS)


def plan_form(page: Page, row: BoardRow) -> None:
    """What will be done about a gap, and by when."""
    st.markdown(f"**{plain(row.third_party_name)}**　{plain(row.title.get(language()))}")
    version = first_version(row.gap_id, row.version, key="gaps_plan_do")
    what = st.text_area(t("gaps.plan_what"), value=row.plan, key="gaps_plan_what", max_chars=2_000)
    when = st.date_input(
        t("gaps.plan_when"), value=row.plan_due_on or max(row.due_on, page.today), key="gaps_plan_when"
    )
    due = when if what.strip() else None
    write = partial(plan, page.workspace, row.gap_id, plan=what, plan_due_on=due, version=version)
    act(page, t("gaps.plan_do"), write, key="gaps_plan_do", shortcut=_KEYS)


def waive_form(page: Page, row: BoardRow) -> None:
    """Why a gap should be accepted as it is, and until when."""
    st.markdown(f"**{plain(row.third_party_name)}**　{plain(row.title.get(language()))}")
    why = st.text_area(t("gaps.waive_why"), placeholder=t("gaps.waive_why_hint"), key="gaps_waive_why")
    last = st.date_input(
        t("gaps.waive_until"), value=page.today + _SUGGESTED, min_value=page.today, key="gaps_waive_until"
    )
    st.caption(t("gaps.waive_note"))
    write = partial(ask_waiver, page.workspace, row.gap_id, justification=why, last_day=last)
    act(page, t("gaps.waive_do"), write, key="gaps_waive_do", shortcut=_KEYS)


DIALOGS = {
    "gaps_assign": ("gaps.assign_title", assign_form),
    "gaps_plan": ("gaps.plan_title", plan_form),
    "gaps_waive": ("gaps.waive_title", waive_form),
}
