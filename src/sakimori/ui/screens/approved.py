"""承認済み提供先: for whom does an assessment hold today?"""

from __future__ import annotations

from sakimori.ui.clearance.approved_list import show_approved
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

with open_page(t("page.approved")) as page:
    show_approved(page)
