"""How our people come in: login, first password, second step, kept out, signed out; an administrator sees to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from sakimori.clock import now
from sakimori.domain.account import Account
from sakimori.domain.user import User
from sakimori.services.access.accounts import Accounts
from sakimori.services.kernel.access import Permission
from sakimori.ui.frame import browser
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, t
from sakimori.ui.settings.steps import attempt, turn

FIRST_PASSWORD = "first_password"  # noqa: S105 - the name of a dialog
_SHOWN = "settings_first_password"


def accounts_of(page: Page) -> Mapping[str, Account] | None:
    """The accounts of everybody by their id; None in the demo, which needs no sign-in."""
    if page.is_demo:
        return None
    rows = _accounts(page).rows(actor=page.actor)
    return {row.user.id: row.account for row in rows if row.account is not None}


def _accounts(page: Page) -> Accounts:
    return Accounts(page.workspace, browser.sessions())


def way_in_words(account: Account | None) -> str:
    """The way in of a person in a line."""
    if account is None:
        return t("settings.way_none")
    if account.disabled:
        return dotted([account.login, t("settings.way_disabled")])
    state = [t("settings.way_first")] if account.must_change and account.password_hash else []
    return dotted([account.login, *state, t("settings.second_on" if account.totp_on else "settings.second_off")])


def login_field(standing: str) -> str:
    """Under which name a person signs in."""
    given = st.text_input(
        t("settings.login"), value=standing, key=f"person_login_{turn()}", max_chars=254, help=t("settings.login_help")
    )
    return given.strip()


def way_in(page: Page, user: User, account: Account | None) -> None:
    """What an administrator does about the way in of a person."""
    st.markdown(f"**{t('settings.way_in')}**　{plain(way_in_words(account))}")
    login = login_field(account.login if account else "")
    st.caption(t("settings.give_again_help" if account else "settings.give_help"))
    with st.container(horizontal=True):
        if st.button(t("settings.give_again" if account else "settings.give"), key="person_give", disabled=not login):
            attempt(partial(give_way_in, page, user, login), then=FIRST_PASSWORD)
        if account is None:
            return
        words = t("settings.enable" if account.disabled else "settings.disable")
        if st.button(words, key="person_disable"):
            attempt(
                lambda: _accounts(page).disable(
                    user.id, is_disabled=not account.disabled, actor=page.actor, at=now()
                ),
                t("settings.user_saved", who=user.name),
            )  # fmt: skip
        if st.button(t("settings.end_sessions"), key="person_end_sessions"):
            attempt(
                lambda: _accounts(page).end_sessions(user.id, actor=page.actor, at=now()),
                lambda ended: t("settings.sessions_ended", who=user.name, count=ended),
            )


def give_way_in(page: Page, user: User, login: str) -> None:
    """Give a person the way in; the first password is told once, by the dialog that comes next."""
    password = _accounts(page).give(user.id, login=login, actor=page.actor, at=now())
    st.session_state[_SHOWN] = (user.name, login, password)


def show_first_password() -> None:
    """The first password, until the dialog is closed: it is kept nowhere in words."""
    shown: tuple[str, str, str] | None = st.session_state.pop(_SHOWN, None)
    if shown is None:
        st.caption(t("settings.first_gone"))
        return
    name, login, password = shown
    st.markdown(t("settings.first_lead", who=plain(name)))
    st.markdown(f"{t('settings.login')}　`{login}`")
    st.code(password, language=None)
    st.caption(t("settings.first_note"))


def second_step_switch(page: Page) -> None:
    """Whether everybody needs a second step to sign in."""
    if page.is_demo:
        return
    accounts = _accounts(page)
    is_needed = accounts.second_step_is_needed()
    may_change = page.may(Permission.MANAGE_USERS if is_needed else Permission.SET_POLICY)
    wanted = st.toggle(
        t("settings.second_needed"),
        value=is_needed,
        key=f"settings_second_{is_needed}",
        disabled=not may_change,
        help=t("settings.second_help"),
    )
    if wanted != is_needed:
        attempt(
            lambda: accounts.need_second_step(is_needed=wanted, actor=page.actor, at=now()),
            t("settings.second_saved_on" if wanted else "settings.second_saved_off"),
        )
