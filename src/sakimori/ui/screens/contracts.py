"""契約: what must be renewed or ended, and what is missing in what we signed?"""

from __future__ import annotations

from sakimori.services.contracts.rows import Focus
from sakimori.ui.contracts.address import asked_contract
from sakimori.ui.contracts.export import contract_exports
from sakimori.ui.contracts.forms import contract_form
from sakimori.ui.contracts.listing import CONTRACTS, page_of
from sakimori.ui.contracts.page import contract_title, show_contract, show_empty, show_views
from sakimori.ui.frame.dialogs import show_dialog, show_done
from sakimori.ui.frame.session import open_page
from sakimori.ui.frame.text import t

contract_id = asked_contract()
if not contract_id:
    CONTRACTS.take_address()

with open_page(contract_title(contract_id) or t("page.contracts"), exports=contract_exports) as page:
    if contract_id:
        show_contract(page, contract_id)
    else:
        show_done()
        if page_of(page).counts.by_focus[Focus.ALL]:
            show_views(page)
        else:
            show_empty(page)
        show_dialog({"contract_form": ("contracts.register", lambda **facts: contract_form(page, **facts))})
