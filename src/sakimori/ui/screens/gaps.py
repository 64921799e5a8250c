"""不備ボード: what must I (my team) fix, by when?"""

from __future__ import annotations

from sakimori.ui.gaps_actions import DIALOGS as ACTS
from sakimori.ui.gaps_empty import nothing_to_show
from sakimori.ui.gaps_export import gap_exports
from sakimori.ui.gaps_filter import take_address
from sakimori.ui.gaps_list import show_board
from sakimori.ui.gaps_waivers import DIALOGS as DECISIONS
from sakimori.ui.gaps_waivers import show_waiting
from sakimori.ui.party_dialogs import show_dialog, show_done
from sakimori.ui.session import open_page
from sakimori.ui.text import t

with open_page(t("page.gaps"), exports=gap_exports) as page:
    take_address(page)
    show_done()
    if not nothing_to_show(page):
        show_waiting(page)
        show_board(page)
    show_dialog(ACTS | DECISIONS)
