"""票の確認: is this slip still good?"""

from __future__ import annotations

from sakimori.ui.party_dialogs import show_dialog, show_done
from sakimori.ui.session import open_page
from sakimori.ui.slip_dialog import slip_dialogs
from sakimori.ui.slip_page import follow_number, show_slip_page
from sakimori.ui.text import t

follow_number()
with open_page(t("page.slip")) as page:
    show_done()
    show_slip_page(page)
    show_dialog(slip_dialogs(page))
