"""設定: which numbers, people, packs and rules does this workspace stand on?"""

from __future__ import annotations

from sakimori.services.kernel.access import Permission, may
from sakimori.ui.countries.profiles import show_countries
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.frame.views import tabs
from sakimori.ui.settings.keys import tell_keys
from sakimori.ui.settings.listing import Tab, show_packs, show_rules
from sakimori.ui.settings.people import show_people
from sakimori.ui.settings.permissions import show_permissions
from sakimori.ui.settings.policy import show_policy
from sakimori.ui.settings.programs.tokens import show_tokens
from sakimori.ui.settings.programs.webhooks import show_webhooks

with open_page(t("page.settings")) as page:
    tell_keys(page)
    parts = {
        Tab.POLICY: show_policy,
        Tab.USERS: show_people,
        Tab.PERMISSIONS: show_permissions,
        Tab.COUNTRIES: show_countries,
        Tab.PACKS: show_packs,
        Tab.RULES: show_rules,
        **({Tab.TOKENS: show_tokens} if may(page.actor, Permission.MANAGE_USERS) else {}),
        **({Tab.WEBHOOKS: show_webhooks} if may(page.actor, Permission.SET_POLICY) else {}),
    }
    tab, panel = tabs({tab: t(f"settings.tab_{tab.value}") for tab in parts}, key="settings_tab")
    with panel:
        parts[tab](page)
