"""自社調書: what stands in the way on our own side?"""

from __future__ import annotations

from sakimori.ui.own_page import show_own
from sakimori.ui.session import open_page
from sakimori.ui.text import t

with open_page(t("page.own")) as page:
    show_own(page)
