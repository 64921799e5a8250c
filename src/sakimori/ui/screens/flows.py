"""データフロー: whose data goes where, on what ground?"""

from __future__ import annotations

from sakimori.ui.flows_forms import flow_dialogs
from sakimori.ui.flows_page import flow_exports, flow_title, show_page
from sakimori.ui.flows_proposals import proposals_dialog
from sakimori.ui.party_dialogs import show_dialog, show_done
from sakimori.ui.session import open_page

with open_page(flow_title(), exports=flow_exports) as page:
    show_done()
    show_page(page)
    show_dialog(
        {
            **flow_dialogs(page),
            "flow_proposals": ("flows.from_contracts", lambda **facts: proposals_dialog(page, **facts)),
        }
    )
