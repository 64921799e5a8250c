"""What an administrator does about tokens: one for a program, one more for it, and any of them revoked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import streamlit as st

from sakimori.domain.access_token import OF_PROGRAMS, SCOPE_NAMES, TokenScope
from sakimori.domain.codes import UserRole
from sakimori.services.access.rows import TokenRow
from sakimori.services.access.service_tokens import make_service_token, renew_service_token
from sakimori.services.access.tokens import LONGEST_NAME, MadeToken, revoke_token
from sakimori.services.kernel.unit import WriteResult
from sakimori.ui.frame.dialogs import Dialogs, act
from sakimori.ui.frame.formats import plain
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.text import dotted, label, language, t
from sakimori.ui.settings.programs.writing import SECRET, secret_body, show_secret_next, without_gaps

MAKE: Final = "token_make"
TOKEN: Final = "token"  # noqa: S105 - the name of a dialog
_YEAR: Final = timedelta(days=365)
_ROLES: Final = tuple(role for role in UserRole if role is not UserRole.ADMIN)


def make_body(page: Page) -> None:
    """A program with a name of its own, what it may do, and its first token."""
    st.caption(t("tokens.make_lead"))
    name = st.text_input(
        t("tokens.name"), key="token_name", max_chars=LONGEST_NAME, placeholder=t("tokens.name_hint")
    )  # fmt: skip
    roles = st.pills(
        t("tokens.roles"), list(_ROLES), selection_mode="multi", format_func=label, key="token_roles", wrap=True,
        help=t("tokens.roles_help"),
    )  # fmt: skip
    scopes = _scopes((TokenScope.CLEARANCE,), key="token_scopes")
    last = _last_day(page, key="token_until")
    write = partial(
        make_service_token, page.workspace, name=name, roles=frozenset(roles), scopes=frozenset(scopes),
        expires_on=last,
    )  # fmt: skip
    act(page, t("tokens.make_do"), without_gaps(write), key="token_make_do", then=_told)


def token_body(page: Page, row: TokenRow) -> None:
    """One token: what it opens and as whom; for a program one more of the kind; the way to revoke it."""
    token = row.token
    words = [f"**{plain(token.name)}**", f"`{token.starts_with}…`", plain(row.user.name)]
    st.markdown("　".join(words))
    st.caption(dotted(SCOPE_NAMES[scope].get(language()) for scope in TokenScope if scope in token.scopes))
    if row.user.is_program:
        roles = dotted(label(role) for role in UserRole if role in row.user.roles)
        st.caption(t("tokens.acts_as", roles=roles))
    else:
        st.caption(t("tokens.acts_for"))
    if not page.is_editable:
        return
    if row.user.is_program:
        _renew(page, row)
    if token.stands(page.at):
        st.divider()
        st.caption(t("tokens.revoke_what"))
        act(
            page, t("tokens.revoke"), without_gaps(partial(revoke_token, page.workspace, token.id)), key="token_revoke",
            note=t("tokens.revoked", name=token.name), type="secondary", icon=":material/block:",
        )  # fmt: skip


def _renew(page: Page, row: TokenRow) -> None:
    with st.expander(t("tokens.renew"), icon=":material/autorenew:"):
        st.caption(t("tokens.renew_lead"))
        scopes = _scopes(row.token.scopes, key="token_renew_scopes")
        last = _last_day(page, key="token_renew_until")
        write = partial(
            renew_service_token, page.workspace, row.user.id, scopes=frozenset(scopes), expires_on=last
        )  # fmt: skip
        act(page, t("tokens.renew_do"), without_gaps(write), key="token_renew_do", then=_told)


def _scopes(standing: Iterable[TokenScope], *, key: str) -> list[TokenScope]:
    chosen: list[TokenScope] = st.pills(
        t("tokens.col_scopes"), list(OF_PROGRAMS), selection_mode="multi", key=key, wrap=True,
        default=[scope for scope in OF_PROGRAMS if scope in set(standing)],
        format_func=lambda scope: SCOPE_NAMES[scope].get(language()),
    )  # fmt: skip
    return chosen


def _last_day(page: Page, *, key: str) -> date | None:
    chosen: date | None = st.date_input(
        t("tokens.until"), value=page.today + _YEAR, min_value=page.today, key=key, help=t("tokens.until_help")
    )
    return chosen


def _told(saved: WriteResult[Any]) -> None:
    made: MadeToken = saved.record
    show_secret_next(made.token.name, made.secret, "tokens.once")


def token_dialogs(page: Page) -> Dialogs:
    """All of them."""
    return {
        MAKE: ("tokens.make_title", partial(make_body, page)),
        TOKEN: ("tokens.title", partial(token_body, page)),
        SECRET: ("tokens.new", secret_body),
    }
