"""Who may do what: the table by which every service decides, in words."""

from __future__ import annotations

import streamlit as st

from sakimori.domain.codes import UserRole
from sakimori.services.kernel.access import ALLOWED, Permission
from sakimori.ui.frame.session import Page
from sakimori.ui.frame.tables import table, text_column
from sakimori.ui.frame.text import label, t

_YES, _NO = "●", "―"


def show_permissions(_page: Page) -> None:
    """Each permission with the roles that have it."""
    st.caption(t("settings.permissions_lead"))
    table(
        [
            [t(f"permission.{permission.value}"), *(_YES if role in ALLOWED[permission] else _NO for role in UserRole)]
            for permission in Permission
        ],
        {
            "permission": text_column(t("settings.permission"), width=420),
            **{role.value: text_column(label(role), width=110) for role in UserRole},
        },
        key="settings_permissions",
        alt=t("settings.permissions_alt"),
    )
