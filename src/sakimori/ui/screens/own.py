"""自社調書: what stands in the way on our own side?"""

from __future__ import annotations

from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.own_company.page import show_own

with open_page(t("page.own")) as page:
    show_own(page)
