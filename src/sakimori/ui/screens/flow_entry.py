"""フローの登録: what is handed over, on what ground, to where, until when?"""

from __future__ import annotations

import streamlit as st

from sakimori.ui.flows.detail import flow_title
from sakimori.ui.flows.entry import show_entry
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

asked = st.query_params.get("edit", "")
with open_page(flow_title(asked, t("page.flow_entry"))) as page:
    show_entry(page, flow_id=asked, third_party_id=st.query_params.get("new", ""))
