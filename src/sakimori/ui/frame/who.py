"""Who are you? Asked on every page while several people work here and none of them is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from sakimori.domain.codes import UserRole
from sakimori.domain.user import User
from sakimori.ui.frame.plain import plain
from sakimori.ui.frame.text import ENGLISH, JAPANESE, choose_language, dotted, label, language, t

_WIDTH, _NAME = 560, 220


def ask_who(
    users: Sequence[User], *, company: str, act_as: Callable[[str], None], elsewhere: tuple[str, Callable[[], None]]
) -> None:
    """Draw the people to choose from in the place of a page; the page that was asked for comes after the choice."""
    other = ENGLISH if language() == JAPANESE else JAPANESE
    with st.container(key="who", width=_WIDTH, gap="small"):
        st.title(t("who.title"), anchor=False)
        st.markdown(t("who.lead", company=plain(company)))
        st.caption(t("who.note"))
        for user in users:
            roles = dotted(label(role) for role in UserRole if role in user.roles)
            about = " / ".join(part for part in (user.department, roles) if part)
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.button(
                    plain(user.name), key=f"who_{user.id}", on_click=act_as, args=(user.id,),
                    icon=":material/account_circle:", width=_NAME,
                )  # fmt: skip
                st.caption(plain(about))
    with st.container(horizontal=True, key="who_else"):
        words, go = elsewhere
        st.button(words, key="other_workspace", type="tertiary", on_click=go)
        st.button(
            t("frame.other_language"), key="other_language", type="tertiary", on_click=choose_language, args=(other,)
        )
