"""照会・判定一覧: which question waits for us, which answer turns soon?"""

from __future__ import annotations

from sakimori.ui.inbox_answer import answer_dialogs
from sakimori.ui.inbox_lists import follow
from sakimori.ui.inbox_page import show_inbox
from sakimori.ui.party_dialogs import show_dialog, show_done
from sakimori.ui.session import open_page
from sakimori.ui.slip_dialog import slip_dialogs
from sakimori.ui.text import t

follow()
with open_page(t("page.inbox")) as page:
    show_done()
    show_inbox(page)
    show_dialog({**answer_dialogs(page), **slip_dialogs(page)})
