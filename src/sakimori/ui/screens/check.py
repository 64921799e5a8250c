"""提供可否チェック: may I hand this data to this company?"""

from __future__ import annotations

from sakimori.ui.check_page import follow_address, show_check
from sakimori.ui.session import open_page
from sakimori.ui.text import t

follow_address()
with open_page(t("page.check")) as page:
    show_check(page)
