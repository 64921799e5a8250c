"""監査記録: was anything changed behind our back, and who did what, when?"""

from __future__ import annotations

from sakimori.ui.audit_check import show_check
from sakimori.ui.audit_list import show_trail, trail_exports
from sakimori.ui.session import open_page
from sakimori.ui.text import t

with open_page(t("page.audit"), exports=trail_exports) as page:
    show_check(page)
    show_trail(page)
