"""不備ボード: what must I (my team) fix, by when?"""

from __future__ import annotations

from sakimori.ui.frame.dialogs import show_dialog, show_done
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t
from sakimori.ui.gaps.actions import ACTS, DECISIONS, show_waiting
from sakimori.ui.gaps.filter import take_address
from sakimori.ui.gaps.listing import gap_exports
from sakimori.ui.gaps.page import nothing_to_show, show_board

with open_page(t("page.gaps"), exports=gap_exports) as page:
    take_address(page)
    show_done()
    if not nothing_to_show(page):
        show_waiting(page)
        show_board(page)
    show_dialog(ACTS | DECISIONS)
