"""照会・判定一覧: which question waits for us, which answer turns soon?"""

from __future__ import annotations

from sakimori.ui.clearance.inbox import follow, show_inbox
from sakimori.ui.clearance.inbox_answer import answer_dialogs
from sakimori.ui.clearance.slip_dialog import slip_dialogs
from sakimori.ui.frame.dialogs import show_dialog, show_done
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

follow()
with open_page(t("page.inbox")) as page:
    show_done()
    show_inbox(page)
    show_dialog({**answer_dialogs(page), **slip_dialogs(page)})
