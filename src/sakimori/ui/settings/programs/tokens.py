"""設定・トークン: which programs and people hold access tokens, for what, until when, and when each was used last."""

from __future__ import annotations

from typing import Final

import streamlit as st

from sakimori.domain.access_token import SCOPE_NAMES, TokenScope
from sakimori.domain.values.days import legal_day
from sakimori.services.access.rows import TokenFilter, TokenOwner, TokenRow, token_page
from sakimori.ui.frame.components import NextStep, empty_state
from sakimori.ui.frame.dialogs import open_dialog, show_dialog, show_done
from sakimori.ui.frame.formats import day, none
from sakimori.ui.frame.listing import Column, Listing
from sakimori.ui.frame.listing_state import Control
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import language, t
from sakimori.ui.settings.programs.token_dialogs import MAKE, TOKEN, token_dialogs
from sakimori.ui.settings.programs.writing import first_few

_OVER: Final = "over"
_STATES: Final = {"stands": "green", "expired": "gray", "revoked": "gray"}


def _state(row: TokenRow, page: Page) -> str:
    if row.token.revoked_at is not None:
        return "revoked"
    return "stands" if row.token.stands(page.at) else "expired"


TOKENS: Final[Listing[TokenRow]] = Listing(
    name="tokens",
    words="tokens",
    alt="tokens.alt",
    identity=lambda row: row.token.id,
    none_left="tokens.none_left",
    opens=lambda row: open_dialog(TOKEN, row=row),
    controls=(
        Control(name="q"),
        Control(name="owner", options=tuple(TokenOwner), default=None),
        Control(name=_OVER, default=False),
    ),
    columns=(
        Column(name="name", widths=(140, 140), cell=lambda row, _: f"{row.token.name}\n{row.token.starts_with}…"),
        Column(
            name="state", widths=(76, 78), cell=lambda row, page: [t(f"tokens.state_{_state(row, page)}")],
            chips=lambda: {t(f"tokens.state_{state}"): colour for state, colour in _STATES.items()},
        ),
        Column(name="who", widths=(104, 112), is_ordered=True, cell=lambda row, _: row.user.name),
        Column(
            name="owner", widths=(88, 74),
            cell=lambda row, _: t(f"tokens.owner_{'program' if row.user.is_program else 'person'}"),
        ),
        Column(
            name="scopes", widths=(186, 186),
            cell=lambda row, _: first_few(
                SCOPE_NAMES[scope].get(language()) for scope in TokenScope if scope in row.token.scopes
            ),
        ),
        Column(
            name="until", widths=(88, 94), is_ordered=True,
            cell=lambda row, _: day(row.token.expires_on, language()) if row.token.expires_on else none(language()),
        ),
        Column(
            name="used", widths=(106, 94), is_ordered=True,
            cell=lambda row, _: (
                day(row.token.last_used_on, language()) if row.token.last_used_on else t("tokens.never")
            ),
        ),
        Column(name="made", widths=(88, 94), cell=lambda row, _: day(legal_day(row.token.made_at), language())),
    ),
)  # fmt: skip


def show_tokens(page: Page) -> None:
    """The tokens under their filter, and the way to one for a program; a row opens what can be done about it."""
    show_done()
    st.caption(t("tokens.lead"))
    if _any(page):
        with st.container(horizontal=True):
            st.button(
                t("tokens.make"), icon=":material/add:", key="tokens_make", type="primary", on_click=open_dialog,
                args=(MAKE,), disabled=not page.is_editable,
            )  # fmt: skip
            if not page.is_demo:
                st.link_button(t("tokens.own"), "/tokens", icon=":material/api:", key="tokens_own")
        _list(page)
    else:
        steps = [NextStep(t("tokens.make"), act=lambda: open_dialog(MAKE))] if page.is_editable else []
        empty_state("key", t("tokens.empty"), *steps)
    show_dialog(token_dialogs(page))


def _any(page: Page) -> bool:
    return bool(token_page(page.workspace, TokenFilter(), first=0, limit=1, actor=page.actor)[1])


def _list(page: Page) -> None:
    TOKENS.take_address()
    with st.container(horizontal=True, vertical_alignment="center"):
        text = TOKENS.search_box(260)
        st.segmented_control(
            t("tokens.col_owner"), list(TokenOwner), key=TOKENS.key("owner"), label_visibility="collapsed",
            format_func=lambda owner: t(f"tokens.owner_{owner.value}"),
        )  # fmt: skip
        over = st.toggle(t("tokens.over"), key=TOKENS.key(_OVER))
        order = TOKENS.order_box()
    TOKENS.keep_address()
    wanted = TokenFilter(
        text=text, owner=TOKENS.chosen("owner"), standing_on=None if over else page.today, order=order
    )  # fmt: skip

    def read(first: int, limit: int) -> tuple[list[TokenRow], int]:
        return token_page(page.workspace, wanted, first=first, limit=limit, actor=page.actor)

    TOKENS.draw(page, read, of=wanted)
