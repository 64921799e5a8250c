"""Our own people: who they are, what they may do, how they come in, and the day from which they are no longer here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from sakimori.clock import now
from sakimori.domain.account import Account
from sakimori.domain.codes import UserRole
from sakimori.domain.user import User
from sakimori.services.kernel.access import Permission
from sakimori.services.settings.users import UserRow, add_user, change_user, user_rows
from sakimori.ui.frame.formats import Unit, count, day
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import dotted, label, language, t
from sakimori.ui.frame.trail_words import first_shown
from sakimori.ui.settings.accounts import (
    FIRST_PASSWORD,
    accounts_of,
    give_way_in,
    login_field,
    second_step_switch,
    show_first_password,
    way_in,
    way_in_words,
)
from sakimori.ui.settings.delegations import END, LEND, end_dialog, lend_dialog, show_delegations
from sakimori.ui.settings.leaving import leaving
from sakimori.ui.settings.reach import reach
from sakimori.ui.settings.steps import attempt, close_step, open_step, opened_step, show_note, turn

_NEW = ""
_ADD = "add"


def show_people(page: Page) -> None:
    """Everybody, those who left at the end; a row opens for change. Below, who stands in for whom."""
    show_note()
    rows = user_rows(page.workspace, number=page.known)
    may = page.may(Permission.MANAGE_USERS)
    if st.query_params.pop(_ADD, None) and may:
        open_step(_NEW)
    accounts = accounts_of(page) if may else None
    if may:
        st.button(
            t("settings.add_user"), icon=":material/person_add:", key="settings_add", type="primary",
            on_click=open_step, args=(_NEW,),
        )  # fmt: skip
    st.caption(t("settings.users_hint" if may else "settings.users_only"))
    columns = {
        "name": text_column(t("settings.name"), width=110),
        "department": text_column(t("settings.department"), width=100),
        "roles": text_column(t("settings.roles"), width=190),
        "state": text_column(t("settings.state"), width=95),
        "dossiers": text_column(t("settings.dossiers"), width=90),
    }
    if accounts is not None:
        columns["way_in"] = text_column(t("settings.way_in"), width=290)
    chosen = table(
        [_cells(row, accounts) for row in rows], columns, key=f"settings_users_{turn()}", alt=t("settings.users_alt"),
        select="one" if may else "none",
    )  # fmt: skip
    if chosen:
        open_step(rows[chosen[0]].user.id)
    second_step_switch(page)
    show_delegations(page, {row.user.id: row.user for row in rows})
    _dialog(page, rows, accounts)


def _cells(row: UserRow, accounts: Mapping[str, Account] | None) -> list[str]:
    user = row.user
    left = t("settings.left", day=day(user.left_on, language())) if user.left_on else t("settings.here")
    companies = count(row.dossiers, Unit.COMPANIES, language())
    cells = [user.name, user.department or t("fact.not_set"), _roles(user.roles), left, companies]
    if accounts is None:
        return cells
    return [*cells, t("settings.way_program") if user.is_program else way_in_words(accounts.get(user.id))]


def _roles(roles: frozenset[UserRole]) -> str:
    return dotted(label(role) for role in UserRole if role in roles) or t("settings.no_roles")


def _dialog(page: Page, rows: tuple[UserRow, ...], accounts: Mapping[str, Account] | None) -> None:
    wanted = opened_step()
    if wanted is None:
        return
    users = {row.user.id: row.user for row in rows}
    others: Mapping[str, tuple[str, Callable[[], None]]] = {
        LEND: ("settings.lend", partial(lend_dialog, page, users)),
        END: ("settings.lend_end", partial(end_dialog, page, users)),
        FIRST_PASSWORD: ("settings.first_password", show_first_password),
    }
    title: str
    body: Callable[[], None]
    if wanted in others:
        title, body = others[wanted]
    elif page.may(Permission.MANAGE_USERS):
        row = next((row for row in rows if row.user.id == wanted), None)
        title, body = "settings.add_user" if row is None else "settings.edit_user", partial(_draw, page, row, accounts)
    else:
        return
    st.dialog(t(title), width="medium", on_dismiss=close_step)(body)()


def _draw(page: Page, row: UserRow | None, accounts: Mapping[str, Account] | None) -> None:
    user = first_shown(row.user if row else User("", ""), key="person_save")
    name = st.text_input(t("settings.name_needed"), value=user.name, key=f"person_name_{turn()}", max_chars=100)
    department = st.text_input(
        t("settings.department"), value=user.department, key=f"person_department_{turn()}", max_chars=100
    )
    roles = st.pills(
        t("settings.roles"), list(UserRole), selection_mode="multi", default=sorted(user.roles), format_func=label,
        key=f"person_roles_{turn()}", wrap=True,
    )  # fmt: skip
    login = login_field("") if row is None and accounts is not None else ""
    changed = replace(user, name=name, department=department, roles=frozenset(roles))
    if st.button(t("settings.keep"), key="person_save", type="primary"):
        if login:
            attempt(partial(_add, page, changed, login), then=FIRST_PASSWORD)
        else:
            attempt(partial(_keep, page, changed), lambda stored: t("settings.user_saved", who=stored.name))
    if row is None:
        return
    if accounts is not None and not user.is_program:
        st.divider()
        way_in(page, user, accounts.get(user.id))
    st.divider()
    reach(page, user)
    st.divider()
    leaving(page, replace(row, user=user))


def _keep(page: Page, user: User) -> User:
    by, at = page.actor, now()
    if user.id:
        return change_user(page.workspace, user, actor=by, at=at)
    return add_user(
        page.workspace, name=user.name, department=user.department, roles=user.roles, actor=by, at=at
    )  # fmt: skip


def _add(page: Page, user: User, login: str) -> None:
    """A new person with their way in; one whose login is refused stands in the list and can be given another."""
    stored = _keep(page, user)
    open_step(stored.id)
    give_way_in(page, stored, login)
