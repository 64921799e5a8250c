"""What stands in place of every page until somebody with a role looks: sign in, say who one is, or whom to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from sakimori.domain.codes import UserRole
from sakimori.domain.user import User
from sakimori.domain.values.text import ENGLISH, JAPANESE
from sakimori.services.kernel.demos import first_demo, is_demo
from sakimori.services.kernel.workspace import OWN, database
from sakimori.ui.frame import browser
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import (
    act_as,
    chosen_person,
    go_to_workspace,
    other_demo_button,
    own_workspace_button,
    people,
    sign_out,
    workspace,
)
from sakimori.ui.frame.session_language import choose_language
from sakimori.ui.frame.text import dotted, label, language, t

_WIDTH = 640
_LOOK_SECONDS = 30.0
_SIGN_IN, _SET_UP = "/sign-in", "/set-up"

Draw = Callable[[str], None]
"""Draws in place of the page of a name."""


def in_place_of_pages() -> Draw | None:
    """What is drawn instead of any page; None where a person with a role looks.

    No workspace is opened before it may be: the demo only on this machine, our own only where it was begun.
    """
    in_demo = is_demo(browser.chosen_workspace())
    if not in_demo and not database(OWN).exists():
        return partial(_lead_to, _SET_UP, "set_up")
    if in_demo and not browser.is_local():
        return partial(_lead_to, _SIGN_IN if database(OWN).exists() else _SET_UP, "demo_elsewhere")
    if browser.session() is None:
        return partial(_lead_to, "/" if in_demo else _SIGN_IN, "again" if in_demo else "sign_in")
    person = chosen_person()
    if person is None:
        return _ask_who if in_demo else partial(_lead_to, _SIGN_IN, "sign_in")
    return None if person.roles else _say_whom_to_ask


def watch_session() -> None:
    """Draw the page anew, for nobody, soon after the session has ended elsewhere or by itself."""
    person = chosen_person()
    if person is not None and browser.chosen_workspace() == OWN:
        st.fragment(_look_again, run_every=_LOOK_SECONDS)(person.id)


def _look_again(user_id: str) -> None:
    person = chosen_person()
    if person is None or person.id != user_id:
        st.rerun()


def _lead_to(address: str, what: str, page: str) -> None:
    """A sentence and the way to a page of the server; what was asked for comes behind it."""
    if address == _SIGN_IN and page:
        back = "?".join(part for part in (f"/{page}", urlencode(st.query_params.to_dict())) if part)
        address = f"{address}?{urlencode({'next': back})}"
    with st.container(key="who", width=_WIDTH, gap="small"):
        st.title(t(f"come_in.{what}_title"), anchor=False)
        st.markdown(t(f"come_in.{what}"))
        st.link_button(t(f"come_in.{what}_go"), address, type="primary", key="come_in_go")
    with st.container(horizontal=True, key="who_else"):
        if what == "sign_in" and browser.is_local() and browser.session() is not None:
            st.button(
                t("frame.to_demo"),
                key="other_workspace",
                type="tertiary",
                on_click=go_to_workspace,
                args=(first_demo(),),
            )
        _language_button()


def _say_whom_to_ask(_page: str) -> None:
    """That a role is missing, and who of us can give one."""
    is_admin = [user.name for user in people() if UserRole.ADMIN in user.roles]
    with st.container(key="who", width=_WIDTH, gap="small"):
        st.title(t("come_in.no_role_title"), anchor=False)
        st.markdown(t("come_in.no_role", names=plain(dotted(is_admin)) or t("come_in.nobody")))
    with st.container(horizontal=True, key="who_else"):
        st.button(t("frame.sign_out"), key="no_role_sign_out", type="tertiary", on_click=sign_out)
        _language_button()


def _ask_who(_page: str) -> None:
    """The people of the demo to choose from; the page that was asked for comes after the choice."""
    company = workspace().meta("name") or ""
    with st.container(key="who", width=_WIDTH, gap="small"):
        st.title(t("who.title"), anchor=False)
        st.markdown(t("who.lead", company=plain(company)))
        st.caption(t("who.note"))
        alike: dict[frozenset[UserRole], list[User]] = {}
        for user in people():
            if user.roles:
                alike.setdefault(user.roles, []).append(user)
        for roles, users in alike.items():
            _people_of(roles, users)
    with st.container(horizontal=True, key="who_else"):
        own_workspace_button("other_workspace")
        other_demo_button("other_demo")
        _language_button()


def _people_of(roles: frozenset[UserRole], users: Sequence[User]) -> None:
    """The people of the same roles, under a line on each of these that says what one can try."""
    for role in UserRole:
        if role in roles:
            st.markdown(f"**{label(role)}**　{t(f'who.try_{role.value}')}")
    with st.container(horizontal=True, gap="small"):
        for user in users:
            st.button(
                plain(dotted(part for part in (user.name, user.department) if part)),
                key=f"who_{user.id}",
                on_click=act_as,
                args=(user.id,),
                icon=":material/account_circle:",
            )


def _language_button() -> None:
    other = ENGLISH if language() == JAPANESE else JAPANESE
    st.button(t("frame.other_language"), key="other_language", type="tertiary", on_click=choose_language, args=(other,))
