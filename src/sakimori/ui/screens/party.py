"""取引先調書: what stands in the way with this company, and how is it removed?"""

from __future__ import annotations

from sakimori.domain.records.third_party import SELF_ID
from sakimori.ui.frame.components import go_to
from sakimori.ui.frame.dialogs import asked_party
from sakimori.ui.frame.session import open_page
from sakimori.ui.parties.page import find_dossier, party_exports, party_title, show_dossier

asked = asked_party()
if asked == SELF_ID:
    go_to("own")
with open_page(party_title(asked), exports=lambda page: party_exports(page, asked)) as page:
    view = find_dossier(page, asked)
    if view is not None:
        show_dossier(page, view)
