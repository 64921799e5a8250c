"""監査記録: was anything changed behind our back, and who did what, when?"""

from __future__ import annotations

from sakimori.ui.audit.listing import show_trail, trail_exports
from sakimori.ui.audit.page import show_check
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

with open_page(t("page.audit"), exports=trail_exports) as page:
    show_check(page)
    show_trail(page)
