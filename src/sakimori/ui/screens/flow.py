"""One data flow: what stands in its way, and how is it removed?"""

from __future__ import annotations

import streamlit as st

from sakimori.ui.flows.detail import flow_title, show_one
from sakimori.ui.flows.forms import flow_dialogs
from sakimori.ui.frame.dialogs import show_dialog, show_done
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

asked = st.query_params.get("flow", "")
with open_page(flow_title(asked, t("page.flow"))) as page:
    show_done()
    show_one(page, asked)
    show_dialog(flow_dialogs(page))
