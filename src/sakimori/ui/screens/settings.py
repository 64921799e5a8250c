"""設定: which numbers, people, packs and rules does this workspace stand on?"""

from __future__ import annotations

import streamlit as st

from sakimori.ui.countries.profiles import show_countries
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.settings.listing import show_packs, show_rules
from sakimori.ui.settings.people import show_people
from sakimori.ui.settings.permissions import show_permissions
from sakimori.ui.settings.policy import show_policy

with open_page(t("page.settings")) as page:
    parts = {
        "policy": show_policy,
        "users": show_people,
        "permissions": show_permissions,
        "countries": show_countries,
        "packs": show_packs,
        "rules": show_rules,
    }
    words = {name: t(f"settings.tab_{name}") for name in parts}
    asked = words.get(st.query_params.get("tab", ""))
    tabs = st.tabs(list(words.values()), key="settings_tab", default=asked, on_change="rerun")
    for tab, show in zip(tabs, parts.values(), strict=True):
        if tab.open:
            with tab:
                show(page)
