"""取引先一覧: which companies do we deal with, and who needs work?"""

from __future__ import annotations

import streamlit as st

from sakimori.services.kernel.access import Permission
from sakimori.services.kernel.demos import first_demo
from sakimori.services.parties.rows import any_party
from sakimori.ui.frame.components import NextStep, empty_state
from sakimori.ui.frame.dialogs import open_dialog, show_dialog, show_done
from sakimori.ui.frame.session import choose_workspace, memo, open_page
from sakimori.ui.frame.text import t
from sakimori.ui.parties.entry import matching_form, register_form
from sakimori.ui.parties.listing import party_exports, show_list

with open_page(t("page.parties"), exports=party_exports) as page:
    show_done()
    may_register = page.may(Permission.EDIT_PARTY)
    if memo(page, "any_party", lambda: any_party(page.workspace, page.as_of)):
        with st.container(horizontal=True):
            st.button(
                t("parties.register"), icon=":material/add:", type="primary", key="parties_register",
                on_click=open_dialog, args=("register",), disabled=not may_register,
            )  # fmt: skip
            st.button(
                t("parties.match_names"), icon=":material/rule:", key="parties_match", on_click=open_dialog,
                args=("match",),
            )  # fmt: skip
        show_list(page)
    else:
        empty_state(
            "domain_add",
            t("parties.empty"),
            NextStep(t("parties.register"), act=lambda: open_dialog("register")),
            NextStep(t("parties.take_in"), to="imports"),
            NextStep(t("frame.to_demo"), act=lambda: choose_workspace(first_demo())),
        )
    show_dialog(
        {
            "register": ("parties.register", lambda **facts: register_form(page, **facts)),
            "match": ("parties.match_names", lambda: matching_form(page)),
        }
    )
