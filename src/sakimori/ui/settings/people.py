"""People and roles: who is here, what they may do, and what their leaving opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import streamlit as st

from sakimori.domain.codes import UserRole
from sakimori.domain.user import User
from sakimori.errors import RefusedError
from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.keep_in_step import SYNCHRONOUS_DOSSIERS
from sakimori.services.settings.users import UserRow, add_user, change_user, record_leaving, user_rows
from sakimori.ui.frame.formats import Unit, count, day, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import dotted, label, language, t
from sakimori.ui.frame.trail_words import first_shown, forget_shown, refuse

_OPEN, _NOTE, _TURN = "settings_person", "settings_note", "settings_turn"
_NEW = ""


def show_people(page: Page) -> None:
    """Everybody, those who left at the end; a row opens for change."""
    if note := st.session_state.pop(_NOTE, None):
        st.info(plain(note), icon=":material/task_alt:")
    rows = user_rows(page.workspace, number=page.number)
    may = page.may(Permission.MANAGE_USERS)
    if may:
        st.button(
            t("settings.add_user"), icon=":material/person_add:", key="settings_add", type="primary",
            on_click=_open, args=(_NEW,),
        )  # fmt: skip
    st.caption(t("settings.users_hint" if may else "settings.users_only"))
    columns = {
        "name": text_column(t("settings.name"), width=180),
        "department": text_column(t("settings.department"), width=180),
        "roles": text_column(t("settings.roles"), width=260),
        "state": text_column(t("settings.state"), width=170),
        "dossiers": text_column(t("settings.dossiers"), width=120),
    }
    key = f"settings_users_{st.session_state.get(_TURN, 0)}"
    chosen = table(
        [_cells(row) for row in rows], columns, key=key, alt=t("settings.users_alt"), select="one" if may else "none"
    )
    if chosen:
        _open(rows[chosen[0]].user.id)
    _dialog(page, rows)


def _cells(row: UserRow) -> list[str]:
    user = row.user
    left = t("settings.left", day=day(user.left_on, language())) if user.left_on else t("settings.here")
    companies = count(row.dossiers, Unit.COMPANIES, language())
    return [user.name, user.department or t("fact.not_set"), _roles(user.roles), left, companies]


def _roles(roles: frozenset[UserRole]) -> str:
    return dotted(label(role) for role in UserRole if role in roles) or t("settings.no_roles")


def _open(user_id: str) -> None:
    forget_shown()
    st.session_state[_OPEN] = user_id


def _close() -> None:
    st.session_state.pop(_OPEN, None)
    forget_shown()
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _dialog(page: Page, rows: tuple[UserRow, ...]) -> None:
    wanted = st.session_state.get(_OPEN)
    if wanted is None or not page.may(Permission.MANAGE_USERS):
        return
    row = next((row for row in rows if row.user.id == wanted), None)
    title = t("settings.add_user" if row is None else "settings.edit_user")
    st.dialog(title, width="medium", on_dismiss=_close)(_draw)(page, row)


def _draw(page: Page, row: UserRow | None) -> None:
    user = first_shown(row.user if row else User("", ""), key="person_save")
    turn = st.session_state.get(_TURN, 0)
    name = st.text_input(t("settings.name_needed"), value=user.name, key=f"person_name_{turn}", max_chars=100)
    department = st.text_input(
        t("settings.department"), value=user.department, key=f"person_department_{turn}", max_chars=100
    )
    roles = st.pills(
        t("settings.roles"), list(UserRole), selection_mode="multi", default=sorted(user.roles), format_func=label,
        key=f"person_roles_{turn}", wrap=True,
    )  # fmt: skip
    if st.button(t("settings.keep"), key="person_save", type="primary"):
        changed = replace(user, name=name, department=department, roles=frozenset(roles))
        _try(lambda: _keep(page, changed))
    if row is not None:
        st.divider()
        _leaving(page, replace(row, user=user), turn)


def _keep(page: Page, user: User) -> str:
    if user.id:
        stored = change_user(page.workspace, user, actor=page.actor, at=page.at)
    else:
        stored = add_user(
            page.workspace,
            name=user.name,
            department=user.department,
            roles=user.roles,
            actor=page.actor,
            at=page.at,
        )
    return t("settings.user_saved", who=stored.name)


def _leaving(page: Page, row: UserRow, turn: int) -> None:
    if row.user.left_on is not None:
        if st.button(t("settings.return"), key="person_return"):
            _try(lambda: _leave(page, row, None))
        return
    left_on = st.date_input(t("settings.left_on"), value=page.today, key=f"person_left_{turn}")
    if row.dossiers:
        st.caption(t("settings.left_help", count=f"{row.dossiers:,}"))
    else:
        st.caption(t("settings.left_none"))
    if st.button(t("settings.leave"), key="person_leave"):
        _try(lambda: _leave(page, row, left_on))


def _leave(page: Page, row: UserRow, left_on: date | None) -> str:
    saved = record_leaving(
        page.workspace, row.user.id, left_on=left_on, actor=page.actor, at=page.at, seen=row.user.version
    )
    if left_on is None:
        return t("settings.user_saved", who=saved.record.name)
    if row.dossiers > SYNCHRONOUS_DOSSIERS:
        return t("settings.user_left_later", who=saved.record.name)
    return t("settings.user_left", who=saved.record.name, count=f"{len({s.gap_id for s in saved.opened}):,}")


def _try(write: Callable[[], str]) -> None:
    try:
        note = write()
    except RefusedError as error:
        refuse(error)
        return
    st.session_state[_NOTE] = note
    _close()
    st.rerun()
