"""What can be done about gaps: an owner, a plan, a request for a waiver, and requests that wait for compliance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import streamlit as st

from sakimori.domain.gap import Waiver, WaiverStanding
from sakimori.domain.values.days import legal_day
from sakimori.rules.gaps.waivers import can_be_waived
from sakimori.services.assessments.view import measures_at
from sakimori.services.gaps.rows import GapRow
from sakimori.services.gaps.write import (
    WaitingWaiver,
    ask_waiver,
    assign,
    decide_waiver,
    plan,
    waiting_waivers,
    withdraw_waiver,
)
from sakimori.services.kernel.access import Permission, may
from sakimori.ui.frame.components import link_to
from sakimori.ui.frame.dialogs import act, open_dialog, tell_own
from sakimori.ui.frame.formats import day, day_long, distance, linked, plain
from sakimori.ui.frame.session import Page, memo, people
from sakimori.ui.frame.text import language, t, t_count
from sakimori.ui.frame.trail_words import first_version

_SUGGESTED = timedelta(days=90)
_BACK = ""
_KEYS = "Ctrl+Enter"


def action_bar(page: Page, chosen: Sequence[GapRow]) -> None:
    """Buttons for the chosen rows; one row alone also shows what is known about it."""
    if not chosen:
        if page.may(Permission.WORK_ON_GAPS):
            st.caption(t("gaps.choose"))
        return
    one = chosen[0] if len(chosen) == 1 else None
    # In sight whichever row was chosen, and the table stays where it is.
    with st.bottom, st.container(border=True, gap="xxsmall"):
        _bar(page, chosen, one)
        if one is not None:
            _details(page, one)


def _bar(page: Page, chosen: Sequence[GapRow], one: GapRow | None) -> None:
    ids = tuple(dict.fromkeys(row.gap_id for row in chosen))
    may_work, may_ask = page.may(Permission.WORK_ON_GAPS), page.may(Permission.ASK_WAIVER)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{t('gaps.chosen', count=len(ids))}**", width="content")
        if st.button(t("gaps.assign"), icon=":material/person_add:", key="gaps_assign", disabled=not may_work):
            open_dialog("gaps_assign", page=page, rows=chosen)
        if one is not None:
            if st.button(t("gaps.plan"), icon=":material/event_note:", key="gaps_plan", disabled=not may_work):
                open_dialog("gaps_plan", page=page, row=one)
            _waiver_buttons(page, one, may_ask=may_ask)
            link_to("party", t("gaps.open_party"), icon="folder_shared", party=one.third_party_id)


def _waiver_buttons(page: Page, row: GapRow, *, may_ask: bool) -> None:
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


def _details(page: Page, row: GapRow) -> None:
    head = f"**{plain(row.third_party_name)}**　{plain(row.title.get(language()))}"
    lines = [t("gaps.due_is", day=day(row.due_on, language()), distance=distance(row.due_on, page.on, language()))]
    if row.action.get(language()):
        lines.insert(0, t("gaps.how", what=plain(row.action.get(language()))))
    if row.plan:
        lines.append(t("gaps.plan_is", plan=plain(row.plan)))
    cites = f":gray[:small[{linked(row.cites.get(language()))}　{t('gaps.only_record')}]]"
    st.markdown("  \n".join([head, *lines, cites]))


def assign_form(page: Page, rows: Sequence[GapRow]) -> None:
    """Who closes the chosen gaps."""
    versions = {row.gap_id: row.version for row in rows}
    names = {user.id: f"{user.name} {user.department}" for user in people()}
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


def plan_form(page: Page, row: GapRow) -> None:
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


def waive_form(page: Page, row: GapRow) -> None:
    """Why a gap should be accepted as it is, and until when."""
    st.markdown(f"**{plain(row.third_party_name)}**　{plain(row.title.get(language()))}")
    _offer_measure(page, row)
    why = st.text_area(t("gaps.waive_why"), placeholder=t("gaps.waive_why_hint"), key="gaps_waive_why")
    last = st.date_input(
        t("gaps.waive_until"), value=page.today + _SUGGESTED, min_value=page.today, key="gaps_waive_until"
    )
    st.caption(t("gaps.waive_note"))
    write = partial(ask_waiver, page.workspace, row.gap_id, justification=why, last_day=last)
    act(page, t("gaps.waive_do"), write, key="gaps_waive_do", shortcut=_KEYS)


def _offer_measure(page: Page, row: GapRow) -> None:
    """What the vendor says it does instead, to be taken over as the reason."""
    if row.fix.record != "assessment":
        return
    said = next(iter(measures_at(page.workspace, row.fix.record_id, row.fix.field)), None)
    if said is None:
        return

    def take() -> None:
        st.session_state["gaps_waive_why"] = t("gaps.measure_as_reason", text=said.text)

    with st.container(border=True, gap="xsmall"):
        st.caption(t("gaps.measure", day=day(legal_day(said.at), language())))
        st.markdown(plain(said.text or ""))
        st.button(t("gaps.measure_take"), key="gaps_measure_take", icon=":material/content_copy:", on_click=take)


ACTS = {
    "gaps_assign": ("gaps.assign_title", assign_form),
    "gaps_plan": ("gaps.plan_title", plan_form),
    "gaps_waive": ("gaps.waive_title", waive_form),
}


def show_waiting(page: Page) -> None:
    """One line for those who decide, as long as something waits."""
    if not (page.is_editable and may(page.actor, Permission.DECIDE_WAIVER)):
        return
    waiting = memo(page, "waiting_waivers", lambda: waiting_waivers(page.workspace, on=page.today))
    if not waiting:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/gavel: {t_count('gaps.waiting', len(waiting))}", width="content")
        if st.button(t("gaps.decide"), key="gaps_decide", type="primary"):
            open_dialog("gaps_decide", page=page, waiting=waiting)


def decide_form(page: Page, waiting: tuple[WaitingWaiver, ...]) -> None:
    """Approve or refuse one of the requests that wait."""
    names = [f"{asked.third_party_name}: {asked.title.get(language())}" for asked in waiting]
    which = st.selectbox(
        t("gaps.decide_which"),
        range(len(waiting)),
        index=0 if len(waiting) == 1 else None,
        format_func=names.__getitem__,
        key="gaps_decide_which",
        placeholder=t("party.choose_hint"),
    )
    if which is None:
        return
    asked = waiting[which]
    st.markdown(
        t(
            "gaps.decide_gap",
            what=plain(asked.title.get(language())),
            cites=linked(asked.cites.get(language())),
        )
    )
    st.markdown(t("gaps.decide_why", why=plain(asked.waiver.justification)))
    st.markdown(t("gaps.decide_until", who=plain(asked.asker), day=day_long(asked.waiver.last_day, language())))
    is_interested = page.actor.is_among(*asked.interested)
    if is_interested:
        st.info(t("gaps.not_you"), icon=":material/block:")
    else:
        tell_own(page, Waiver, asked.waiver.id, Permission.DECIDE_WAIVER)
    note = st.text_area(t("gaps.decide_note"), key="gaps_decide_note", disabled=is_interested)
    with st.container(horizontal=True):
        for key, approve in (("approve", True), ("refuse", False)):
            write = partial(decide_waiver, page.workspace, asked.waiver.id, approve=approve, note=note)
            act(
                page, t(f"gaps.{key}"), write, key=f"gaps_{key}", of=asked.waiver, disabled=is_interested,
                type="primary" if approve else "secondary", note=t(f"gaps.done_{key}"),
            )  # fmt: skip


DECISIONS = {"gaps_decide": ("gaps.decide_title", decide_form)}
