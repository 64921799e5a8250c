"""データフロー: whose data goes where, on what ground?"""

from __future__ import annotations

from sakimori.ui.flows.listing import FLOWS, flow_exports
from sakimori.ui.flows.page import follow_address, proposals_dialog, show_all
from sakimori.ui.frame.dialogs import show_dialog, show_done
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

follow_address()
FLOWS.take_address()
with open_page(t("page.flows"), exports=flow_exports) as page:
    show_done()
    show_all(page)
    show_dialog({"flow_proposals": ("flows.from_contracts", lambda **facts: proposals_dialog(page, **facts))})
