"""提供可否チェック: may I hand this data to this company?"""

from __future__ import annotations

from sakimori.ui.clearance.inquiries import check_dialogs, show_own
from sakimori.ui.clearance.page import show_check
from sakimori.ui.clearance.state import follow_address
from sakimori.ui.frame.dialogs import show_dialog, show_done
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

follow_address()
with open_page(t("page.check")) as page:
    show_done()
    show_check(page)
    show_own(page)
    show_dialog(check_dialogs(page))
