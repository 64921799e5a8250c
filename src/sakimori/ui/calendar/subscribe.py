"""Following the calendar from a calendar of one's own: an address that is shown once, and those that stand."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import streamlit as st

from sakimori.clock import now
from sakimori.domain.access_token import AccessToken, TokenScope
from sakimori.errors import RefusedError
from sakimori.services.access.address import address_of
from sakimori.services.access.tokens import LONGEST_NAME, make_token, own_tokens, revoke_token
from sakimori.services.calendar.feed import Wish, address_of_calendar
from sakimori.services.calendar.words import kind_words
from sakimori.services.settings.users import list_users
from sakimori.ui.frame.browser import address_here
from sakimori.ui.frame.components import refusal
from sakimori.ui.frame.dialogs import open_dialog
from sakimori.ui.frame.formats import day, plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, language, listed, t

FOLLOW: Final = "calendar_follow"
_MADE: Final = "calendar_follow_made"
_CALENDAR: Final = frozenset({TokenScope.CALENDAR})


def follow_button(page: Page) -> None:
    """Opens the dialog; of a past day there is nothing to follow."""
    st.button(
        t("follow.button"), icon=":material/event_repeat:", key="calendar_follow_open", on_click=_open,
        disabled=not page.is_editable, help=t("follow.help"),
    )  # fmt: skip


def _open() -> None:
    st.session_state.pop(_MADE, None)
    open_dialog(FOLLOW)


def follow_dialog(page: Page, wish: Wish) -> None:
    """What would be followed, the address once it is made, and the addresses that stand, each to be revoked."""
    st.markdown(t("follow.lead"))
    st.markdown(f"**{plain(_in_words(page, wish))}**")
    secret: str | None = st.session_state.get(_MADE)
    if secret is None:
        name = st.text_input(
            t("follow.name"), value=t("follow.name_given"), key="calendar_follow_name", max_chars=LONGEST_NAME
        )
        if st.button(t("follow.make"), key="calendar_follow_make", type="primary", disabled=not name.strip()):
            _make(page, name)
    else:
        _show_address(address_of_calendar(secret, wish, base=_base(), me=page.actor.id))
    _standing(page)


def _in_words(page: Page, wish: Wish) -> str:
    names = {user.id: user.name for user in list_users(page.workspace)}
    whose = t("calendar.owned_by", who=names.get(wish.owner, wish.owner)) if wish.owner else t("calendar.everybody")
    kinds = listed(kind_words(kind).get(language()) for kind in sorted(wish.kinds))
    return dotted([whose, kinds or t("follow.all_kinds")])


def _make(page: Page, name: str) -> None:
    try:
        made = make_token(page.workspace, name=name, scopes=_CALENDAR, expires_on=None, actor=page.actor, at=now())
    except RefusedError as error:
        refusal(error)
        return
    st.session_state[_MADE] = made.secret
    st.rerun()


def _show_address(address: str) -> None:
    scheme, _, rest = address.partition("://")
    webcal = "webcals" if scheme == "https" else "webcal"  # the plain one would show the token on its way
    st.link_button(
        t("follow.open"), f"{webcal}://{rest}", icon=":material/event_available:",
        key="calendar_follow_link", type="primary",
    )  # fmt: skip
    st.caption(t("follow.or_copy"))
    st.code(address, language=None, wrap_lines=True)
    st.warning(t("follow.once"), icon=":material/key:")
    if not address_of().is_public:
        st.caption(t("follow.local"))


def _standing(page: Page) -> None:
    tokens = [one for one in own_tokens(page.workspace, actor=page.actor) if _is_followed(one)]
    if not tokens:
        return
    st.divider()
    st.markdown(f"**{t('follow.standing')}**")
    for one in tokens:
        with st.container(horizontal=True, vertical_alignment="center"):
            used = t("follow.used", day=day(one.last_used_on, language())) if one.last_used_on else t("follow.unused")
            made = t("follow.made", day=day(one.made_at.date(), language()))
            st.markdown(dotted([f"**{plain(one.name)}**", f"`{one.starts_with}…`", made, used]), width="stretch")
            if st.button(t("follow.revoke"), key=f"calendar_revoke_{one.id}"):
                revoke_token(page.workspace, one.id, actor=page.actor, at=now())
                st.session_state.pop(_MADE, None)
                st.rerun()


def _is_followed(token: AccessToken) -> bool:
    return TokenScope.CALENDAR in token.scopes and token.stands(now())


def _base() -> str:
    """The public address of this server, else that under which this page was opened."""
    here = urlsplit(address_here())
    return address_of().public or (f"{here.scheme}://{here.netloc}" if here.netloc else "http://127.0.0.1:8501")
