"""票の確認: is this slip still good?"""

from __future__ import annotations

from sakimori.ui.clearance.slip_dialog import slip_dialogs
from sakimori.ui.clearance.slip_page import follow_number, show_slip_page
from sakimori.ui.frame.dialogs import show_dialog, show_done
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

follow_number()
with open_page(t("page.slip")) as page:
    show_done()
    show_slip_page(page)
    show_dialog(slip_dialogs(page))
