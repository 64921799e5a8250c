"""質問票: which questions do we ask, in which version?"""

from __future__ import annotations

import streamlit as st

from sakimori.ui.packs_list import show_list
from sakimori.ui.packs_one import named_title, show_pack, withdraw_form
from sakimori.ui.party_dialogs import show_dialog, show_done
from sakimori.ui.session import open_page
from sakimori.ui.text import t

name = st.query_params.get("pack", "")
with open_page(named_title(name) if name else t("page.packs")) as page:
    show_done()
    if name:
        show_pack(page, name)
    else:
        show_list(page)
    show_dialog({"pack_withdraw": ("packs.withdraw_title", lambda **facts: withdraw_form(page, **facts))})
