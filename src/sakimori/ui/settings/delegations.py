"""Who stands in for whom, until which day: the list, a new one, and an end before its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial

import streamlit as st

from sakimori.clock import now
from sakimori.domain.user import Delegation, User
from sakimori.services.kernel.access import ALLOWED, Permission
from sakimori.services.settings.delegations import LENDABLE, can_borrow, delegations, lend, take_back
from sakimori.ui.frame.components import section
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import language, t
from sakimori.ui.frame.trail_words import first_shown
from sakimori.ui.settings.steps import attempt, open_step, turn

LEND, END = "lend", "lend_end"
_CHOSEN = "settings_delegation"
_WEEK = timedelta(days=6)


def show_delegations(page: Page, users: Mapping[str, User]) -> None:
    """The delegations, the latest first; those that stand can be ended by their lender or an administrator."""
    section(t("settings.delegations"))
    st.caption(t("settings.delegations_lead"))
    if page.is_editable and _lenders(page, users):
        st.button(
            t("settings.lend"), key="settings_lend", icon=":material/swap_horiz:", on_click=open_step, args=(LEND,)
        )
    found = delegations(page.workspace)
    if not found:
        st.caption(t("settings.delegations_none"))
        return
    columns = {
        "lender": text_column(t("settings.lender"), width=150),
        "borrower": text_column(t("settings.borrower"), width=150),
        "permission": text_column(t("settings.lent_permission"), width=240),
        "from": text_column(t("settings.lent_from"), width=110),
        "until": text_column(t("settings.lent_until"), width=110),
        "state": text_column(t("settings.state"), width=110),
        "reason": text_column(t("settings.lent_reason"), width=180),
    }
    chosen = table(
        [_cells(one, users, page.on) for one in found], columns, key=f"settings_delegations_{turn()}",
        alt=t("settings.delegations_alt"), select="one" if page.is_editable else "none",
    )  # fmt: skip
    if chosen and _may_end(page, found[chosen[0]]):
        st.session_state[_CHOSEN] = found[chosen[0]]
        open_step(END)


def _cells(one: Delegation, users: Mapping[str, User], on: date) -> list[str]:
    if one.stands(on):
        state = t("settings.lent_stands")
    elif on < one.from_on and one.ended_on is None:
        state = t("settings.lent_coming", day=day(one.from_on, language()))
    else:
        state = t("settings.lent_over")
    last = min(one.last_on, one.ended_on or one.last_on)
    days = (day(one.from_on, language()), day(last, language()))
    return [_name(users, one.lender_id), _name(users, one.borrower_id), _words(one), *days, state, one.reason]


def _name(users: Mapping[str, User], user_id: str) -> str:
    return users[user_id].name if user_id in users else user_id


def _words(one: Delegation) -> str:
    return t(f"permission.{one.permission}")


def _may_end(page: Page, one: Delegation) -> bool:
    is_theirs = page.actor.id == one.lender_id or page.may(Permission.MANAGE_USERS)
    return is_theirs and one.ended_on is None and one.last_on >= page.today


def _lenders(page: Page, users: Mapping[str, User]) -> list[User]:
    """For whom this person may lend: for everybody who can, or only for themselves."""
    every = page.may(Permission.MANAGE_USERS)
    return [
        user
        for user in users.values()
        if (every or user.id == page.actor.id) and user.works_here(page.today) and _lendable(user)
    ]


def _lendable(user: User) -> list[Permission]:
    return [permission for permission in LENDABLE if user.roles & ALLOWED[permission]]


def lend_dialog(page: Page, users: Mapping[str, User]) -> None:
    """Who lends what to whom, from when until when, and why."""
    lenders = {user.id: user for user in _lenders(page, users)}
    own = [place for place, user_id in enumerate(lenders) if user_id == page.actor.id]
    lender_id = st.selectbox(
        t("settings.lender"), list(lenders), index=own[0] if own else None,
        format_func=lambda key: lenders[key].name, key=f"lend_lender_{turn()}", placeholder=t("frame.choose"),
    )  # fmt: skip
    if lender_id is None:
        return
    permission = st.selectbox(
        t("settings.lent_permission"), _lendable(lenders[lender_id]), index=None, key=f"lend_permission_{turn()}",
        format_func=lambda one: t(f"permission.{one.value}"), placeholder=t("frame.choose"),
    )  # fmt: skip
    able = {u.id: u.name for u in users.values() if permission is not None and can_borrow(u, permission, on=page.today)}
    borrower_id = st.selectbox(
        t("settings.borrower"), list(able), index=None, format_func=able.__getitem__, key=f"lend_borrower_{turn()}",
        placeholder=t("frame.choose"),
    )  # fmt: skip
    first, last = st.columns(2)
    from_on = first.date_input(t("settings.lent_from"), value=page.today, key=f"lend_from_{turn()}")
    last_on = last.date_input(t("settings.lent_until"), value=page.today + _WEEK, key=f"lend_last_{turn()}")
    reason = st.text_input(t("settings.lent_reason"), key=f"lend_reason_{turn()}", max_chars=500)
    if permission is None or borrower_id is None or not reason.strip():
        st.button(t("settings.lend"), key="lend_wait", type="primary", disabled=True)
    elif st.button(t("settings.lend"), key="lend_save", type="primary"):
        write = partial(
            lend, page.workspace, lender_id=lender_id, borrower_id=borrower_id, permission=permission,
            from_on=from_on, last_on=last_on, reason=reason, actor=page.actor, at=now(),
        )  # fmt: skip
        attempt(write, t("settings.lent_saved"))


def end_dialog(page: Page, users: Mapping[str, User]) -> None:
    """End one that was chosen in the list, today."""
    one = first_shown(st.session_state[_CHOSEN], key="lend_end_do")
    names = {"lender": _name(users, one.lender_id), "borrower": _name(users, one.borrower_id)}
    st.markdown(plain(t("settings.lend_end_lead", permission=_words(one), **names)))
    if st.button(t("settings.lend_end"), key="lend_end_do", type="primary"):
        write = partial(take_back, page.workspace, one.id, actor=page.actor, at=now(), seen=one.version)
        attempt(write, t("settings.lend_ended"))
