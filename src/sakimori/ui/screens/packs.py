"""質問票: which questions do we ask, in which version?"""

from __future__ import annotations

import streamlit as st

from sakimori.ui.frame.dialogs import show_dialog, show_done
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.packs.detail import named_title, show_pack, withdraw_form
from sakimori.ui.packs.listing import show_list

name = st.query_params.get("pack", "")
with open_page(named_title(name) if name else t("page.packs")) as page:
    show_done()
    if name:
        show_pack(page, name)
    else:
        show_list(page)
    show_dialog({"pack_withdraw": ("packs.withdraw_title", lambda **facts: withdraw_form(page, **facts))})
