"""設定: which numbers, people, packs and rules does this workspace stand on?"""

from __future__ import annotations

from sakimori.ui.countries.profiles import show_countries
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.frame.views import tabs
from sakimori.ui.settings.listing import Tab, show_packs, show_rules
from sakimori.ui.settings.people import show_people
from sakimori.ui.settings.permissions import show_permissions
from sakimori.ui.settings.policy import show_policy

with open_page(t("page.settings")) as page:
    parts = {
        Tab.POLICY: show_policy,
        Tab.USERS: show_people,
        Tab.PERMISSIONS: show_permissions,
        Tab.COUNTRIES: show_countries,
        Tab.PACKS: show_packs,
        Tab.RULES: show_rules,
    }
    tab, panel = tabs({tab: t(f"settings.tab_{tab.value}") for tab in parts}, key="settings_tab")
    with panel:
        parts[tab](page)
