"""提供可否チェック: may I hand this data to this company?"""

from __future__ import annotations

from sakimori.ui.check_page import follow_address, show_check
from sakimori.ui.inquiry_dialogs import check_dialogs
from sakimori.ui.inquiry_own import show_own
from sakimori.ui.party_dialogs import show_dialog, show_done
from sakimori.ui.session import open_page
from sakimori.ui.text import t

follow_address()
with open_page(t("page.check")) as page:
    show_done()
    show_check(page)
    show_own(page)
    show_dialog(check_dialogs(page))
